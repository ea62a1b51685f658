//! The `hot` command line: what was asked for, and when the screen is cleared.
//!
//! Everything here is a pure function of its arguments; the binary does the rest.

pub use self::args::{Command, Mode, RunOptions, UsageError, help_text, parse, version_text};
pub use self::terminal::{CLEAR_SCREEN, Terminal};

mod args;
mod terminal;

/// Set in the environment of a process that `hot --watch` has started again; scripts do not see it.
pub const RESTARTED_VARIABLE: &str = "HOT_RESTARTED";

/// The exit codes of the `hot` command.
pub mod exit {
    /// The program ended.
    pub const SUCCESS: u8 = 0;
    /// An uncaught error, or an entry or preload that rejected.
    pub const FAILURE: u8 = 1;
    /// A command line that makes no sense.
    pub const USAGE: u8 = 2;
    /// Nothing is left to do, but a top-level await has not settled; Node's number.
    pub const UNSETTLED: u8 = 13;
    /// Interrupted by Ctrl-C, as shells number it.
    pub const INTERRUPTED: u8 = 130;
}
