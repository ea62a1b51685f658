//! Syntax errors, with the place they happened.

use std::error::Error;
use std::fmt;

use oxc::diagnostics::OxcDiagnostic;
use oxc::span::Span;

use super::positions::Positions;
use super::stack::NoRoom;

/// Why a module cannot be transformed.
///
/// Its [`Display`](fmt::Display) is one line, `error: MESSAGE`; the other fields are what an excerpt needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, without position or prefix.
    pub message: String,
    /// What to do about it, where that is known.
    pub help: Option<String>,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in UTF-16 units.
    pub column: u32,
    /// How many UTF-16 units of `source_line` to underline, at least 1, beginning at `column`.
    pub length: u32,
    /// The text of the line, without its terminator.
    pub source_line: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)
    }
}

impl Error for Diagnostic {}

impl Diagnostic {
    pub(super) fn new(
        message: impl Into<String>,
        span: Span,
        positions: &mut Positions<'_>,
    ) -> Self {
        let start = positions.locate(span.start);
        let source_line = positions.line_text(start.line);
        let rest = (utf16_len(source_line) + 1).saturating_sub(start.column);
        let end = positions.locate(span.end.max(span.start));
        let length = if end.line == start.line {
            end.column - start.column
        } else {
            rest
        };
        Self {
            message: message.into(),
            help: None,
            line: start.line,
            column: start.column,
            length: length.clamp(1, rest.max(1)),
            source_line: source_line.to_owned(),
        }
    }

    /// The parser's words, where it points.
    pub(super) fn from_oxc(error: &OxcDiagnostic, positions: &mut Positions<'_>) -> Self {
        // Of two declarations the second is the one in error.
        let again = error.message.ends_with("has already been declared")
            || error.message.starts_with("Duplicated export")
            || error.message.contains("multiple default exports");
        let mut labels = error.labels.iter();
        let label = if again {
            labels.max_by_key(|label| label.offset())
        } else {
            labels
                .find(|label| label.primary())
                .or_else(|| error.labels.first())
        };
        let span = label.map_or(Span::empty(0), |label| {
            Span::new(label.offset(), label.offset().saturating_add(label.len()))
        });
        let mut diagnostic = Self::new(in_our_words(&error.message), span, positions);
        diagnostic.help = error.help.as_ref().map(|help| {
            let words: Vec<_> = help.split_whitespace().collect();
            words.join(" ")
        });
        diagnostic
    }

    pub(super) fn with_help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }
}

/// Why a source was not even read.
pub(super) fn no_room(reason: NoRoom, source: &str) -> Diagnostic {
    let (message, span) = match reason {
        NoRoom::TooDeep(span) => ("The module nests too deeply".to_owned(), span),
        NoRoom::NoThread(error) => (
            format!("The module nests deeply, and there is no stack for it: {error}"),
            Span::empty(0),
        ),
    };
    Diagnostic::new(message, span, &mut Positions::new(source))
}

/// The few messages that speak of the transpiler rather than of the source.
fn in_our_words(message: &str) -> &str {
    if message.starts_with("Namespaces exporting non-const") {
        "A namespace cannot export a `let` or `var`: use `const`, or a function"
    } else {
        message
    }
}

fn utf16_len(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}
