//! [`Error`]: everything that can go wrong, `'static` and `Send`, so that `?` works everywhere and no JavaScript value leaks out of its scope.

mod exception;
mod snapshot;
mod throw;

pub use exception::{Caught, Exception};
pub(crate) use throw::{plain_error, range_error};

use crate::local::Local;
use crate::scope::Scope;
use crate::value::Value;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// What can go wrong.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// JavaScript threw. The exception is a snapshot; [`Error::throw`] gives the thrown value back to JavaScript.
    #[error("{0}")]
    Exception(Exception),
    /// A value is not what was asked for. Conversions never coerce; see [`Coerced`](crate::Coerced).
    #[error("expected {expected}, found {found}")]
    Type {
        /// What was asked for.
        expected: &'static str,
        /// What the value is.
        found: String,
    },
    /// An argument of a host function has the wrong type. JavaScript sees a `TypeError`.
    #[error("{}: {cause}", argument(*position))]
    Argument {
        /// The argument's position, from 1; 0 is `this`.
        position: usize,
        /// What is wrong with it.
        cause: Box<Error>,
    },
    /// A number does not fit the Rust type that was asked for, or a Rust number what JavaScript's numbers hold exactly.
    #[error("{number} does not fit in {target}")]
    Range {
        /// The number.
        number: f64,
        /// The type that was asked for.
        target: &'static str,
    },
    /// A JavaScript string has a lone surrogate, so it is no Unicode text. `JsString::to_utf16` and `to_string_lossy` always work.
    #[error("the string has a lone surrogate at UTF-16 index {index}")]
    LoneSurrogate {
        /// Where, in UTF-16 code units.
        index: usize,
    },
    /// A property cannot be changed: its object is frozen or not extensible, it is read-only or has no setter, or a proxy says no.
    /// JavaScript sees a `TypeError`.
    #[error("cannot {action} property '{key}'")]
    Property {
        /// What was tried: `"set"`, `"define"`.
        action: &'static str,
        /// The property's name.
        key: String,
    },
    /// A text is no JSON. JavaScript sees a `SyntaxError`.
    #[error("{message}")]
    Json {
        /// The engine's description.
        message: String,
    },
    /// An `ArrayBuffer` is detached: its bytes were transferred elsewhere. JavaScript sees a `TypeError`.
    #[error("the ArrayBuffer is detached")]
    Detached,
    /// Bytes outside an `ArrayBuffer` or typed array were asked for. JavaScript sees a `RangeError`.
    #[error("bytes {start}..{end} of a buffer of {length} bytes")]
    OutOfBounds {
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
        /// The buffer's length.
        length: usize,
    },
    /// A buffer is longer than the engine can hold (4 GiB). JavaScript sees a `RangeError`.
    #[error("a buffer of {length} bytes is too long for the engine (limit {limit})")]
    BufferTooLong {
        /// Its length.
        length: usize,
        /// The engine's limit.
        limit: usize,
    },
    /// There is no memory for the Rust copy of a huge JavaScript value. JavaScript sees a `RangeError`.
    #[error("out of memory: {bytes} bytes cannot be allocated")]
    OutOfMemory {
        /// How many were asked for.
        bytes: usize,
    },
    /// A string is longer than the engine can hold (some 2³¹ UTF-16 code units). JavaScript sees a `RangeError`.
    #[error("a string of {length} UTF-16 code units is too long for the engine (limit {limit})")]
    StringTooLong {
        /// Its length.
        length: usize,
        /// The engine's limit.
        limit: usize,
    },
    /// A scope of one VM was open when another VM was entered, or a handle was used in a scope of another VM.
    #[error("the value or scope belongs to another VM than the one that this thread has entered")]
    AnotherVm,
    /// The run loop was to be turned, or waited for, while a scope was open on this thread.
    #[error("the run loop cannot be used while a scope is open on this thread")]
    InScope,
    /// A handle that came from another thread is of a VM that does not exist any more.
    #[error("the VM of the value is gone")]
    VmGone,
    /// An interrupter ended the script. See `Interrupter`.
    #[error("the script was interrupted")]
    Interrupted,
    /// A host function made with [`Scope::function_mut`] was called while it was running.
    #[error("a host function that changes its state was called while it was running")]
    Reentered,
    /// The engine at hand lacks what is asked for.
    #[error("{feature} is not supported by this engine: {reason}")]
    Unsupported {
        /// What was asked for.
        feature: &'static str,
        /// Why it cannot be had: the missing function, or the platform.
        reason: &'static str,
    },
    /// The engine broke its own rules: a function that cannot fail did. Names the function.
    #[error("the engine failed: {0}")]
    Engine(&'static str),
    /// An error of the embedder's, with its message. JavaScript sees an `Error`.
    #[error("{0}")]
    Custom(String),
}

impl Error {
    /// An error with a message of the embedder's. Returned from a host function, JavaScript sees an `Error` with it.
    pub fn custom(message: impl Into<String>) -> Error {
        Error::Custom(message.into())
    }

    /// The exception's snapshot, if JavaScript threw.
    pub fn exception(&self) -> Option<&Exception> {
        match self {
            Error::Exception(exception) => Some(exception),
            _ => None,
        }
    }

    /// The error that throwing `value` would have given: a snapshot of it that [`Error::throw`] turns into the same value again. For values that come
    /// another way than by a throw: the reason of a rejection, an argument of `onerror`.
    pub fn from_value(scope: &Scope, value: Local<'_, Value>) -> Error {
        match snapshot::take(scope, value) {
            Ok(exception) => Error::Exception(exception),
            Err(interrupted) => interrupted,
        }
    }

    /// Makes an error of a thrown value: a snapshot of it, or [`Error::Interrupted`] if an interrupter ended the script.
    pub(crate) fn from_thrown(scope: &Scope, thrown: Local<'_, Value>) -> Error {
        if scope.vm().interrupts.is_termination(scope, thrown) {
            return Error::Interrupted;
        }
        Error::from_value(scope, thrown)
    }

    /// The JavaScript value for this error: the thrown value itself if JavaScript threw it, else a new `Error`, `TypeError` or `RangeError`.
    ///
    /// A host function that returns `Err` throws it; calling this is needed only to hand an error to JavaScript otherwise, to reject a
    /// promise for instance.
    pub fn throw<'s>(&self, scope: &'s Scope) -> Local<'s, Value> {
        throw::to_js(self, scope)
    }
}

/// How messages call an argument.
fn argument(position: usize) -> String {
    match position {
        0 => "this".to_owned(),
        position => format!("argument {position}"),
    }
}
