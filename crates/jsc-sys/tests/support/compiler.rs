//! The C compiler, run by a test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder for what one test makes, empty at its start.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the target folder is writable");
    folder
}

/// The folder of the crate's C headers.
pub(crate) fn include() -> PathBuf {
    PathBuf::from(env!("LINKED_JSC_INCLUDE"))
}

/// The compiler, as a build script for this target would call it.
pub(crate) fn compiler() -> Command {
    let mut build = cc::Build::new();
    build
        .cargo_metadata(false)
        .target(env!("LINKED_JSC_TARGET"))
        .host(env!("LINKED_JSC_TARGET"))
        .opt_level(0);
    build.get_compiler().to_command()
}

/// Runs a compiler to its end.
pub(crate) fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// What a run wrote to standard error.
pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
