//! [`Exception`]: a picture of what JavaScript threw, as plain data.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::local::Local;
use crate::scope::Scope;
use crate::send_protected::SendProtected;
use crate::value::Value;

/// What JavaScript threw: a snapshot as plain data, and the thrown value itself for the way back.
///
/// The snapshot is taken when the exception reaches Rust. Its texts are what the value's properties said then (`name`, `message`, `stack`,
/// `sourceURL`, `line`, `column`, `cause`, `errors`); getters and proxies may have run for it, and what they throw is passed over. Lone surrogates are
/// replaced. Of texts longer than 65,536 UTF-16 code units only the beginning is there, at most as many bytes and up to a lone surrogate.
///
/// It is cheap to clone, and may go to other threads. While it lives the thrown value is rooted, but not its VM.
///
/// ```
/// # let context = jsc::Vm::new()?.new_context()?;
/// use jsc::Source;
///
/// let error = context.enter(|scope| scope.eval_from("\n  null.x", Source::named("app.js")).map(drop)).unwrap_err();
/// let exception = error.exception().unwrap();
/// assert_eq!(exception.name(), "TypeError");
/// assert_eq!(exception.source(), Some("app.js"));
/// assert_eq!(exception.line(), Some(2));
/// assert!(error.to_string().starts_with("TypeError: null is not an object"));
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone)]
pub struct Exception {
    inner: Arc<Snapshot>,
}

/// The data of an [`Exception`].
#[derive(Default)]
pub(super) struct Snapshot {
    pub(super) name: String,
    pub(super) message: String,
    pub(super) stack: Option<String>,
    pub(super) source: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    pub(super) cause: Option<Exception>,
    pub(super) errors: Vec<Exception>,
    /// The thrown value; causes and the members of an `AggregateError` have none, they hang on it.
    pub(super) value: Option<SendProtected<Value>>,
}

impl Exception {
    /// The error's `name`: `"TypeError"`. Empty if what was thrown is no error (`throw "text"`).
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The error's `message`, or the text of what was thrown if it has none.
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// Where the error was made: a line each call, `function@source:line:column`. The message is not part of it.
    pub fn stack(&self) -> Option<&str> {
        self.inner.stack.as_deref()
    }

    /// The script in which the error was made, as it was named to [`Scope::eval_from`].
    pub fn source(&self) -> Option<&str> {
        self.inner.source.as_deref()
    }

    /// The line in the source, from 1.
    pub fn line(&self) -> Option<u32> {
        self.inner.line
    }

    /// The column in the line, from 1. Syntax errors have none.
    pub fn column(&self) -> Option<u32> {
        self.inner.column
    }

    /// The error's `cause`. Chains are followed eight deep.
    pub fn cause(&self) -> Option<&Exception> {
        self.inner.cause.as_ref()
    }

    /// The errors that an `AggregateError` collects, the first sixteen.
    pub fn errors(&self) -> &[Exception] {
        &self.inner.errors
    }

    /// The thrown value, for as long as `scope` is open; `None` for a [`cause`](Self::cause) and for members of [`errors`](Self::errors), which can be
    /// had from the value whose parts they are.
    ///
    /// # Errors
    /// [`Error::AnotherVm`] or [`Error::VmGone`] if `scope` is not of the VM in which the value was thrown.
    pub fn value<'s>(&self, scope: &'s Scope) -> Result<Option<Local<'s, Value>>> {
        self.inner
            .value
            .as_ref()
            .map(|value| value.local(scope))
            .transpose()
    }

    pub(super) fn new(snapshot: Snapshot) -> Exception {
        Exception {
            inner: Arc::new(snapshot),
        }
    }
}

impl fmt::Display for Exception {
    /// `Name: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self.message()) {
            ("", message) => f.write_str(message),
            (name, "") => f.write_str(name),
            (name, message) => write!(f, "{name}: {message}"),
        }
    }
}

impl fmt::Debug for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Exception");
        out.field("name", &self.name())
            .field("message", &self.message());
        out.field("source", &self.source())
            .field("line", &self.line())
            .field("column", &self.column());
        out.field("stack", &self.stack());
        if let Some(cause) = self.cause() {
            out.field("cause", cause);
        }
        if !self.errors().is_empty() {
            out.field("errors", &self.errors());
        }
        out.finish_non_exhaustive()
    }
}

/// What [`Scope::try_catch`] caught: the error, and the thrown value while the scope is open.
#[derive(Debug)]
pub struct Caught<'s> {
    error: Error,
    thrown: Option<Local<'s, Value>>,
}

impl<'s> Caught<'s> {
    /// The error.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The very value that JavaScript threw; `None` if the error is not of JavaScript's making.
    pub fn thrown(&self) -> Option<Local<'s, Value>> {
        self.thrown
    }

    /// The error, to be passed on.
    pub fn into_error(self) -> Error {
        self.error
    }
}

impl From<Caught<'_>> for Error {
    fn from(caught: Caught<'_>) -> Error {
        caught.error
    }
}

impl Scope {
    /// Runs `f`; if it fails because JavaScript threw, gives the thrown value along with the error.
    ///
    /// ```
    /// # let context = jsc::Vm::new()?.new_context()?;
    /// context.enter(|scope| {
    ///     let caught = scope.try_catch(|scope| scope.eval("throw 42")).unwrap_err();
    ///     assert_eq!(caught.thrown().unwrap().to::<f64>(scope)?, 42.0);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Caught`], with the error of `f`.
    pub fn try_catch<'s, T>(
        &'s self,
        f: impl FnOnce(&'s Scope) -> Result<T>,
    ) -> Result<T, Caught<'s>> {
        f(self).map_err(|error| {
            let thrown = error
                .exception()
                .and_then(|exception| exception.value(self).ok().flatten());
            Caught { error, thrown }
        })
    }
}
