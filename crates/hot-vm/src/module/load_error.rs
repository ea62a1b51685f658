//! Why a module cannot be loaded or linked.

use std::rc::Rc;

use crate::transform::Diagnostic;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The file.
    pub(crate) path: Rc<str>,
    /// From 1.
    pub(crate) line: u32,
    /// From 1, in UTF-16 units.
    pub(crate) column: u32,
}

/// Why a module cannot be loaded or linked. `Display` is the message of the JavaScript error that it becomes.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum LoadError {
    /// The specifier means nothing here. An `Error` whose `code` is `code`.
    #[error("{message}")]
    NotFound {
        /// The whole message: `Cannot find module './b.js' imported from '/a.js'`.
        message: String,
        /// `ERR_MODULE_NOT_FOUND` and its kin.
        code: &'static str,
    },
    /// The file could not be read, or is no text. An `Error` with a `code`.
    #[error("{message}")]
    Io {
        /// The file.
        path: Rc<str>,
        /// The whole message.
        message: String,
        /// The system's name of the error (`EACCES`), or one of ours.
        code: &'static str,
    },
    /// The file is not a module. A `SyntaxError`.
    #[error("{}", diagnostics.first().map_or("the module cannot be parsed", |first| first.message.as_str()))]
    Syntax {
        /// The file.
        path: Rc<str>,
        /// At least one, in source order.
        diagnostics: Vec<Diagnostic>,
    },
    /// The file is not JSON. A `SyntaxError`.
    #[error("{message}")]
    Json {
        /// Where.
        site: Site,
        /// The whole message.
        message: String,
    },
    /// The engine finds an error that the transformer leaves to it (in a regular expression). A `SyntaxError`.
    #[error("{message}")]
    Engine {
        /// Where, or somewhere before that.
        site: Site,
        /// The engine's message.
        message: String,
    },
    /// An import names no export, or several. A `SyntaxError`.
    #[error("{message}")]
    Link {
        /// The whole message.
        message: String,
    },
    /// Import attributes that nobody knows. A `SyntaxError` in an import declaration, a `TypeError` from `import()`.
    #[error("{message}")]
    Attributes {
        /// The whole message.
        message: String,
    },
    /// A module of a replaced generation wants to import. An `Error` with the code `ERR_MODULE_GRAPH_REPLACED`.
    #[error(
        "Cannot import '{specifier}': the program was reloaded, and the importing module belongs to the generation before"
    )]
    Retired {
        /// What was asked for.
        specifier: String,
    },
}

/// The class of the JavaScript error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorClass {
    /// `Error`.
    Plain,
    /// `SyntaxError`.
    Syntax,
    /// `TypeError`.
    Type,
}

impl LoadError {
    /// The JavaScript error's `code`, if it has one.
    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            LoadError::NotFound { code, .. } | LoadError::Io { code, .. } => Some(code),
            LoadError::Retired { .. } => Some("ERR_MODULE_GRAPH_REPLACED"),
            LoadError::Syntax { .. }
            | LoadError::Json { .. }
            | LoadError::Engine { .. }
            | LoadError::Link { .. }
            | LoadError::Attributes { .. } => None,
        }
    }

    pub(crate) fn class(&self, dynamic: bool) -> ErrorClass {
        match self {
            LoadError::NotFound { .. } | LoadError::Io { .. } | LoadError::Retired { .. } => {
                ErrorClass::Plain
            }
            LoadError::Syntax { .. }
            | LoadError::Json { .. }
            | LoadError::Engine { .. }
            | LoadError::Link { .. } => ErrorClass::Syntax,
            LoadError::Attributes { .. } if dynamic => ErrorClass::Type,
            LoadError::Attributes { .. } => ErrorClass::Syntax,
        }
    }

    /// Where in a source the error is, if it is about a source's text.
    fn own_site(&self) -> Option<Site> {
        match self {
            LoadError::Syntax { path, diagnostics } => {
                let first = diagnostics.first()?;
                Some(Site {
                    path: Rc::clone(path),
                    line: first.line,
                    column: first.column,
                })
            }
            LoadError::Json { site, .. } | LoadError::Engine { site, .. } => Some(site.clone()),
            _ => None,
        }
    }
}

/// What is known of an error that the graph has made, beyond what its JavaScript object says.
#[derive(Clone, Debug)]
pub(crate) struct ErrorDetails {
    /// Why.
    pub(crate) error: LoadError,
    /// The place to show: in the file that is wrong, else the import that led to it. `None` for the entry itself, and for `import()`, whose
    /// place is in the JavaScript error's stack.
    pub(crate) site: Option<Site>,
    /// The import that led to the file, if it is written in a module.
    pub(crate) imported_at: Option<Site>,
}

impl ErrorDetails {
    pub(crate) fn new(error: LoadError, imported_at: Option<Site>) -> ErrorDetails {
        let site = error.own_site().or_else(|| imported_at.clone());
        ErrorDetails {
            error,
            site,
            imported_at,
        }
    }
}
