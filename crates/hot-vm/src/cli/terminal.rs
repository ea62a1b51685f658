//! Colours, and clearing the screen between reloads.

use std::ffi::OsStr;

/// What a terminal is told: clear the screen, forget what scrolled out, go to the top left.
pub const CLEAR_SCREEN: &str = "\x1b[2J\x1b[3J\x1b[H";

/// What decides over colours and the screen: the flag, the environment, and what stdout is.
///
/// ```
/// # use hot_vm::cli::Terminal;
/// let pipe = Terminal::default();
/// assert!(!pipe.has_colors() && !pipe.clears_screen());
/// let terminal = Terminal { is_terminal: true, ..Terminal::default() };
/// assert!(terminal.has_colors() && terminal.clears_screen());
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal<'env> {
    /// `--no-clear-screen` was given.
    pub no_clear_flag: bool,
    /// `HOT_NO_CLEAR_TERMINAL_ON_RELOAD`.
    pub no_clear_variable: Option<&'env OsStr>,
    /// `NO_COLOR`.
    pub no_color: Option<&'env OsStr>,
    /// `FORCE_COLOR`.
    pub force_color: Option<&'env OsStr>,
    /// `TERM`.
    pub term: Option<&'env OsStr>,
    /// The stream (stdout for the screen, stderr for errors) is a terminal.
    pub is_terminal: bool,
}

impl Terminal<'_> {
    /// The name of the environment variable that keeps the screen.
    pub const NO_CLEAR_VARIABLE: &'static str = "HOT_NO_CLEAR_TERMINAL_ON_RELOAD";

    /// Whether to write colours: `FORCE_COLOR` decides if set (`0` and `false` mean no), then a `NO_COLOR` that is not
    /// empty says no, then a terminal has colours unless it is `dumb`.
    #[must_use]
    pub fn has_colors(&self) -> bool {
        if let Some(force) = self.force_color {
            return !is_any_of(force, &["0", "false"]);
        }
        if self.no_color.is_some_and(|value| !value.is_empty()) {
            return false;
        }
        self.is_terminal && self.term.is_none_or(|term| term != "dumb")
    }

    /// Whether a reload clears the screen: unless the flag says no, or the variable does (empty, `0`, `NO`, `OFF` and
    /// `false` mean to clear), or, without the variable, stdout has no colours.
    #[must_use]
    pub fn clears_screen(&self) -> bool {
        if self.no_clear_flag {
            return false;
        }
        match self.no_clear_variable {
            Some(value) => value.is_empty() || is_any_of(value, &["0", "no", "off", "false"]),
            None => self.has_colors(),
        }
    }
}

fn is_any_of(value: &OsStr, words: &[&str]) -> bool {
    words.iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn os(text: &str) -> Option<&OsStr> {
        Some(OsStr::new(text))
    }

    #[test]
    fn colours() {
        let tty = Terminal {
            is_terminal: true,
            ..Terminal::default()
        };
        let pipe = Terminal::default();
        let cases = [
            (tty, true),
            (pipe, false),
            (
                Terminal {
                    no_color: os("1"),
                    ..tty
                },
                false,
            ),
            (
                Terminal {
                    no_color: os(""),
                    ..tty
                },
                true,
            ),
            (
                Terminal {
                    term: os("dumb"),
                    ..tty
                },
                false,
            ),
            (
                Terminal {
                    term: os("xterm"),
                    ..tty
                },
                true,
            ),
            (
                Terminal {
                    force_color: os("1"),
                    ..pipe
                },
                true,
            ),
            (
                Terminal {
                    force_color: os(""),
                    ..pipe
                },
                true,
            ),
            (
                Terminal {
                    force_color: os("3"),
                    no_color: os("1"),
                    term: os("dumb"),
                    ..pipe
                },
                true,
            ),
            (
                Terminal {
                    force_color: os("0"),
                    ..tty
                },
                false,
            ),
            (
                Terminal {
                    force_color: os("false"),
                    ..tty
                },
                false,
            ),
        ];
        for (terminal, expected) in cases {
            assert_eq!(terminal.has_colors(), expected, "{terminal:?}");
        }
    }

    #[test]
    fn screen() {
        let tty = Terminal {
            is_terminal: true,
            ..Terminal::default()
        };
        let pipe = Terminal::default();
        let mut cases = vec![
            (tty, true),
            (pipe, false),
            (
                Terminal {
                    force_color: os("1"),
                    ..pipe
                },
                true,
            ),
            (
                Terminal {
                    no_color: os("1"),
                    ..tty
                },
                false,
            ),
            (
                Terminal {
                    no_clear_flag: true,
                    ..tty
                },
                false,
            ),
            (
                Terminal {
                    no_clear_flag: true,
                    no_clear_variable: os("0"),
                    ..tty
                },
                false,
            ),
            (
                Terminal {
                    no_clear_variable: os("1"),
                    ..tty
                },
                false,
            ),
            (
                Terminal {
                    no_clear_variable: os("true"),
                    ..tty
                },
                false,
            ),
        ];
        for clear in ["", "0", "NO", "OFF", "false", "no", "False"] {
            cases.push((
                Terminal {
                    no_clear_variable: os(clear),
                    ..tty
                },
                true,
            ));
            cases.push((
                Terminal {
                    no_clear_variable: os(clear),
                    ..pipe
                },
                true,
            ));
        }
        for (terminal, expected) in cases {
            assert_eq!(terminal.clears_screen(), expected, "{terminal:?}");
        }
    }
}
