//! [`Event`]: what an embedder is told.

use std::path::PathBuf;

use crate::report::ErrorReport;

/// Something that happened to the program. Given to the callback of [`Builder::on_event`](crate::Builder::on_event), on the VM's thread,
/// outside of any JavaScript.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// The first generation's entry module has been evaluated, as far as its first top-level `await`.
    Loaded,
    /// A later generation's entry module has been evaluated, as far as its first top-level `await`.
    Reloaded {
        /// The generation's number: 1 for the first reload.
        generation: u32,
    },
    /// The entry promise of a generation was rejected: a module threw, does not parse, or was not found. Told once per generation.
    Rejected {
        /// The generation's number; 0 for the first load.
        generation: u32,
        /// The error, with positions in the sources that this generation was made of.
        report: ErrorReport,
    },
    /// An error that nobody caught: in a timer, in a microtask, or of a promise that was rejected and not looked after.
    Uncaught {
        /// The generation that was running.
        generation: u32,
        /// The error.
        report: ErrorReport,
    },
    /// A script that did not end was interrupted so that a saved file can be loaded.
    Interrupted {
        /// The generation that was interrupted.
        generation: u32,
    },
    /// Files that belong to the program were changed; a reload follows, or a restart under [`HotMode::Watch`](crate::HotMode::Watch).
    Changed {
        /// The files, as far as they are known.
        files: Vec<PathBuf>,
    },
    /// Watching does not work for some path, and why. The program goes on.
    WatchWarning {
        /// The reason, with what can be done about it.
        message: String,
    },
}
