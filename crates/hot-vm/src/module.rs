//! What the module graph and its surroundings exchange: keys, sources, the host that finds them, and why one cannot be had.

mod load_error;

use std::fmt;
use std::path::Path;
use std::rc::Rc;

use jsc::{Protected, Scope, Value};

pub(crate) use load_error::{ErrorClass, ErrorDetails, LoadError, Site};

use crate::resolve::path_to_file_url;
use crate::sources::ModuleKind;
use crate::transform::ModuleCode;

/// What makes a module one module: two requests that resolve to equal keys get the same instance in a graph.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ModuleKey {
    /// The absolute path of the file with its `?query`, or the name of a native module (`hot:jsc`, `app:db`).
    pub(crate) id: Rc<str>,
    /// What it is taken for.
    pub(crate) kind: KeyKind,
}

/// What a key's module is taken for. One file imported as JSON and as an asset is two modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum KeyKind {
    /// A file.
    File(ModuleKind),
    /// A module of the embedder's or of ours, made of Rust.
    Native,
}

impl ModuleKey {
    pub(crate) fn file(id: impl Into<Rc<str>>, kind: ModuleKind) -> ModuleKey {
        ModuleKey {
            id: id.into(),
            kind: KeyKind::File(kind),
        }
    }

    pub(crate) fn is_typescript(&self) -> bool {
        matches!(
            self.kind,
            KeyKind::File(ModuleKind::TypeScript | ModuleKind::Tsx)
        )
    }

    pub(crate) fn native(id: impl Into<Rc<str>>) -> ModuleKey {
        ModuleKey {
            id: id.into(),
            kind: KeyKind::Native,
        }
    }
}

/// A module's code or data.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "always in an `Rc`, and most are code"
)]
pub(crate) enum ModuleSource {
    /// Code, and the path by which stacks call it.
    Code(ModuleCode, Rc<str>),
    /// JSON text; its value is the default export. The path is for errors.
    Json(String, Rc<str>),
    /// The default export is this text.
    Text(String),
    /// The default export is this path.
    Asset(String),
    /// The exports are made by Rust.
    Native(NativeModule),
}

/// What a native module's function gives: its exports by name.
pub(crate) type NativeExportList = Vec<(String, Protected<Value>)>;

type MakeExports = dyn Fn(&Scope) -> jsc::Result<NativeExportList>;

/// A module made of Rust.
pub(crate) struct NativeModule {
    exports: Box<MakeExports>,
}

impl NativeModule {
    /// `exports` runs once in each graph that imports the module, before that graph is linked (only then are the names known).
    pub(crate) fn new(
        exports: impl Fn(&Scope) -> jsc::Result<NativeExportList> + 'static,
    ) -> NativeModule {
        NativeModule {
            exports: Box::new(exports),
        }
    }

    pub(crate) fn exports(&self, scope: &Scope) -> jsc::Result<NativeExportList> {
        (self.exports)(scope)
    }
}

impl fmt::Debug for NativeModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NativeModule").finish_non_exhaustive()
    }
}

/// What the graph asks of its surroundings.
///
/// Both methods may be called while JavaScript is on the stack (`import()` loads before it returns), so they must not run any.
pub(crate) trait ModuleHost {
    /// Which module `specifier` means in `referrer` (`None`: for the embedder).
    ///
    /// # Errors
    /// [`LoadError`], without a position: the graph knows where the import stands.
    fn resolve(
        &self,
        specifier: &str,
        attributes: &[(String, String)],
        referrer: Option<&ModuleKey>,
    ) -> Result<ModuleKey, LoadError>;

    /// The module's source. The same `Rc` again means that nothing changed, and that what the engine made of it can be used again.
    ///
    /// # Errors
    /// [`LoadError`].
    fn load(&self, key: &ModuleKey) -> Result<Rc<ModuleSource>, LoadError>;

    /// Everything that is about to be evaluated has been loaded. What is evaluated may not end, so whoever wants to notice changes gets ready now.
    fn before_evaluation(&self) {}

    /// The URL of a module: what `import.meta.resolve` gives.
    fn url(&self, key: &ModuleKey) -> String {
        match key.kind {
            KeyKind::Native => key.id.to_string(),
            KeyKind::File(_) => {
                let name = key
                    .id
                    .rfind(std::path::is_separator)
                    .map_or(0, |slash| slash + 1);
                let end = key.id[name..]
                    .find(['?', '#'])
                    .map_or(key.id.len(), |at| name + at);
                path_to_file_url(Path::new(&key.id[..end]), Some(&key.id[end..]))
            }
        }
    }
}
