//! Tests that need a process of their own run themselves again.

use std::process::{Command, ExitStatus};

/// Set in the child.
pub const CHILD: &str = "TEST_CHILD_OF";

/// A command that runs one test of this binary, alone.
pub fn child(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test has a path"));
    command
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(CHILD, test);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("JSC_SYS_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the test in a child and gives its status; `None` in the child itself, which goes on.
pub fn in_child(test: &str) -> Option<ExitStatus> {
    if std::env::var_os(CHILD).is_some() {
        return None;
    }
    Some(child(test).status().expect("a child can be started"))
}
