//! Colours.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// The word before the message.
    Error,
    Dim,
    Function,
    File,
    Caret,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Error | Self::Caret => "\x1b[1;31m",
            Self::Dim => "\x1b[2m",
            Self::Function => "\x1b[3m",
            Self::File => "\x1b[36m",
        }
    }
}

/// `value` in a style, or plain.
pub(super) struct Styled<T> {
    pub(super) value: T,
    pub(super) style: Option<Style>,
}

impl<T: fmt::Display> fmt::Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.style {
            Some(style) => write!(f, "{}{}\x1b[0m", style.code(), self.value),
            None => self.value.fmt(f),
        }
    }
}
