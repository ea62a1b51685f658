//! What can go wrong before or besides the program itself. Errors of the program are reported, not returned: see [`Event`](crate::Event).

use std::path::PathBuf;

/// Why no VM could be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// [`Builder::entry`](crate::Builder::entry) was not called.
    #[error("no entry module was named")]
    NoEntry,
    /// The entry does not exist, with no extension that is tried either.
    #[error("Module not found \"{entry}\"")]
    EntryNotFound {
        /// The entry as it was named.
        entry: String,
    },
    /// A module was registered under a name that another one has, or that is no bare or `scheme:` specifier.
    #[error("\"{specifier}\" cannot be registered as a module: {reason}")]
    BadModuleName {
        /// The name.
        specifier: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The working directory does not exist or cannot be used.
    #[error("the working directory {} cannot be used: {source}", directory.display())]
    WorkingDirectory {
        /// The directory.
        directory: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] jsc::Error),
}

/// Why a VM stopped for a reason that is not the program's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] jsc::Error),
}
