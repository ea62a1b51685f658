//! Errors as they are shown in a terminal: a source excerpt, the message, and where it came from.
//!
//! Everything here works on plain data: whoever has an exception fills an [`ErrorReport`], and [`Formatter`] writes it.
//!
//! ```text
//! 1 | const answer = 42;
//! 2 | throw new TypeError("wrong answer");
//!               ^
//! TypeError: wrong answer
//!     at /app/main.ts:2:11
//! ```

use std::borrow::Cow;

pub use self::format::Formatter;
pub use self::frame::{Frame, parse_stack};

mod excerpt;
mod format;
mod frame;
mod style;

/// The longest message that is shown, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 16 << 10;
/// The most frames of one error that are shown.
pub const MAX_FRAMES: usize = 32;
/// How deep causes and the errors of an aggregate are shown, and how deep it makes sense to collect them.
pub const MAX_DEPTH: usize = 8;
/// The most errors of one aggregate that are shown.
pub const MAX_ERRORS: usize = 16;

/// An error, thrown value or rejection, as plain data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorReport {
    /// The error's `name`; `None` for a thrown value that is no error object.
    pub name: Option<String>,
    /// The error's `message`, or the thrown value as text.
    pub message: String,
    /// The call stack, innermost first, in source positions.
    pub frames: Vec<Frame>,
    /// The error's `cause`.
    pub cause: Option<Box<ErrorReport>>,
    /// The `errors` of an `AggregateError`.
    pub errors: Vec<ErrorReport>,
    /// Further properties of the error object (`code`, `path`, …), each with its value as text.
    pub properties: Vec<(String, String)>,
}

impl ErrorReport {
    /// An error without a stack.
    #[must_use]
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            message: message.into(),
            ..Self::default()
        }
    }

    /// A thrown value that is no error object, as text.
    #[must_use]
    pub fn thrown(value: impl Into<String>) -> Self {
        Self {
            message: value.into(),
            ..Self::default()
        }
    }

    /// Stands for a cause (or an aggregate's error) that is one of the errors it belongs to.
    #[must_use]
    pub fn circular() -> Self {
        Self::thrown("[circular]")
    }

    /// Stands for causes and errors that were not collected, being deeper than [`MAX_DEPTH`].
    #[must_use]
    pub fn omitted() -> Self {
        Self::thrown("[more errors were left out]")
    }
}

/// An error found before anything ran: a syntax error, a file that is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiagnosticReport {
    /// What is wrong.
    pub message: String,
    /// The file, as it is shown.
    pub file: String,
    /// 1-based; 0 if there is no position.
    pub line: u32,
    /// 1-based, in UTF-16 code units.
    pub column: u32,
    /// How much of the line is at fault, in UTF-16 code units; 0 means one.
    pub length: u32,
    /// The text of the line, where a [`SourceLookup`] may not know it.
    pub source_line: Option<String>,
}

/// Where the text of source files comes from: it must be the text that *ran*, which the file on disk may not be any more.
pub trait SourceLookup {
    /// The whole text of `file`, as frames name it; `None` if it is not known.
    fn source(&self, file: &str) -> Option<Cow<'_, str>>;
}

/// No sources: reports have no excerpts.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSources;

impl SourceLookup for NoSources {
    fn source(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}

impl<F: Fn(&str) -> Option<String>> SourceLookup for F {
    fn source(&self, file: &str) -> Option<Cow<'_, str>> {
        self(file).map(Cow::Owned)
    }
}
