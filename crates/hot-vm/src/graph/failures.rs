//! Why a module does not come to run, on its way to a JavaScript error.

use jsc::{IntoJs, Local, Scope, Value};

use crate::module::{ErrorClass, ErrorDetails, LoadError, Site};

use super::GraphInner;
use super::link::{LinkError, Unresolved};

/// Why loading or linking ended.
#[derive(Debug)]
pub(super) enum Stop {
    /// A module cannot be had, or not be linked.
    Load(Box<ErrorDetails>),
    /// A call failed: the engine's fault, an interruption, or an error of a module of Rust.
    Failure(jsc::Error),
}

impl Stop {
    pub(super) fn load(error: LoadError, imported_at: Option<Site>) -> Stop {
        Stop::Load(Box::new(ErrorDetails::new(error, imported_at)))
    }
}

impl From<jsc::Error> for Stop {
    fn from(error: jsc::Error) -> Stop {
        Stop::Failure(error)
    }
}

impl GraphInner {
    pub(super) fn link_failure(&self, error: LinkError<jsc::Error>) -> Stop {
        let unresolved = match error {
            LinkError::Unresolved(unresolved) => unresolved,
            LinkError::Failure(error) => return Stop::Failure(error),
        };
        let key = self.modules.get(unresolved.module).key.clone();
        let site = Site {
            path: self.path_of(&key),
            line: unresolved.line,
            column: unresolved.column,
        };
        Stop::load(
            LoadError::Link {
                message: unresolved_message(&unresolved),
            },
            Some(site),
        )
    }

    /// The value to reject a promise with. `dynamic`: the import is an `import()`.
    ///
    /// # Errors
    /// The failure, if it is one.
    pub(super) fn reason<'s>(
        &self,
        scope: &'s Scope,
        stop: Stop,
        dynamic: bool,
    ) -> jsc::Result<Local<'s, Value>> {
        let details = match stop {
            Stop::Load(details) => *details,
            Stop::Failure(error @ (jsc::Error::Interrupted | jsc::Error::Engine(_))) => {
                return Err(error);
            }
            // Of a module of Rust; or thrown where nothing of a program's runs, because the stack or memory is used up.
            Stop::Failure(error) => return Ok(error.throw(scope)),
        };
        self.runtime.create_error(scope, details, dynamic)
    }
}

impl super::GraphRuntime {
    pub(super) fn create_error<'s>(
        &self,
        scope: &'s Scope,
        details: ErrorDetails,
        dynamic: bool,
    ) -> jsc::Result<Local<'s, Value>> {
        let kind = match details
            .error
            .class(dynamic && details.imported_at.is_none())
        {
            ErrorClass::Plain => 0,
            ErrorClass::Syntax => 1,
            ErrorClass::Type => 2,
        };
        let message = details.error.to_string();
        let code = details.error.code();
        let site = details.site.clone();
        let number = self.live.add_details(details);
        let undefined = scope.undefined();
        let (source, line, column) = match site {
            Some(site) => (
                site.path.into_js(scope)?,
                site.line.into_js(scope)?,
                site.column.into_js(scope)?,
            ),
            None => (undefined, undefined, undefined),
        };
        let code = code.map_or(Ok(undefined), |code| code.into_js(scope))?;
        let args = [
            kind.into_js(scope)?,
            message.into_js(scope)?,
            number.into_js(scope)?,
            code,
            source,
            line,
            column,
        ];
        self.helpers.create_error.local(scope).call(scope, &args)
    }
}

/// In the words of the engine's own module loader.
fn unresolved_message(unresolved: &Unresolved) -> String {
    let Unresolved {
        name,
        ambiguous,
        indirect,
        ..
    } = unresolved;
    let subject = if *indirect {
        "Indirectly exported"
    } else {
        "Importing"
    };
    let problem = if *ambiguous {
        "cannot be resolved due to ambiguous multiple bindings"
    } else {
        "is not found"
    };
    format!("{subject} binding name '{name}' {problem}.")
}
