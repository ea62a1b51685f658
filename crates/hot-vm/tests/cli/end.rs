//! How a program ends: its last words, and its exit code.

use crate::common::{Folder, Program};

#[test]
fn a_missing_preload_exits_with_1_under_hot_too() {
    let folder = Folder::with(&[("app.ts", "console.log('never');\n")]);
    for args in [
        &["--preload", "/dev/foobarbarbar", "--hot", "app.ts"][..],
        &["--preload=/dev/foobarbarbar", "app.ts"],
        &["--preload=/dev/foobarbarbar", "--watch", "app.ts"],
    ] {
        let output = Program::run(folder.path(), args);
        assert_eq!(
            (output.code, output.stdout.as_str()),
            (Some(1), ""),
            "{args:?}"
        );
        assert!(
            output
                .stderr
                .contains("preload not found \"/dev/foobarbarbar\""),
            "{}",
            output.stderr
        );
    }
}

#[test]
fn a_top_level_await_that_never_settles_exits_with_13() {
    let folder = Folder::with(&[("app.ts", "await new Promise(() => {});\n")]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(output.code, Some(13));
    assert!(
        output.stderr.contains("unsettled top-level await"),
        "{}",
        output.stderr
    );
}

#[test]
fn process_exit_runs_the_listeners_and_ends_at_once() {
    let folder = Folder::with(&[(
        "app.ts",
        "process.on('exit', (code) => console.log('exit', code));\nsetTimeout(() => { process.exit(7); console.log('never'); }, 1);\nsetInterval(() => {}, 1000);\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!((output.code, output.stdout.as_str()), (Some(7), "exit 7\n"));
}

#[test]
fn before_exit_may_go_on_and_exit_comes_last() {
    let folder = Folder::with(&[(
        "app.ts",
        "let again = true;\nprocess.on('beforeExit', () => { console.log('beforeExit'); if (again) { again = false; setTimeout(() => console.log('more'), 1); } });\nprocess.on('exit', () => console.log('exit'));\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(
        (output.code, output.stdout.as_str()),
        (Some(0), "beforeExit\nmore\nbeforeExit\nexit\n")
    );
}

/// Ctrl-C is left to the system: a program that is ended by the signal itself, not by an exit code of its own choosing, tells a shell that
/// the user wants the whole script to end. Shells show that as 130.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_program_by_its_signal() {
    use std::os::unix::process::ExitStatusExt;
    for args in [
        &["app.ts"][..],
        &["--hot", "app.ts"],
        &["--watch", "app.ts"],
    ] {
        let folder = Folder::with(&[("app.ts", "console.log('here');\nfor (;;) {}\n")]);
        let mut hot = Program::start(folder.path(), args);
        hot.expect("here");
        let sent = std::process::Command::new("sh")
            .args(["-c", &format!("kill -INT {}", hot.id())])
            .status()
            .unwrap();
        assert!(sent.success());
        assert_eq!(hot.wait().signal(), Some(2), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_stderr_does_not_change_the_exit_code() {
    use std::process::Stdio;
    let folder = Folder::new();
    // The reader is gone before anything is written.
    let run = |args: &str| {
        let script = format!(
            "{{ sleep 0.2; '{}' {args}; echo $? >&3; }} 2>&1 | true",
            env!("CARGO_BIN_EXE_hot")
        );
        let output = std::process::Command::new("sh")
            .args(["-c", &format!("exec 3>&1; {script}")])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert_eq!(run("nothing.ts"), "1");
    assert_eq!(run("--no-such-option"), "2");
    assert_eq!(run("--version"), "0");
}

#[test]
fn process_exit_in_listeners_and_listeners_that_throw() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    for (source, code, out, err) in [
        ("process.on('exit', () => process.exit(5));", 5, "", ""),
        (
            "process.on('exit', () => { process.exitCode = 6; });",
            6,
            "",
            "",
        ),
        (
            "process.on('exit', () => { throw new Error('in exit'); });",
            1,
            "",
            "error: in exit",
        ),
        (
            "process.on('exit', () => { throw new Error('in exit'); });\ntry { process.exit(3); } catch { console.log('never'); }",
            1,
            "",
            "error: in exit",
        ),
        (
            "process.on('exit', (code) => { console.log('exit', code); process.exitCode = 9; });\nprocess.exit(3);",
            9,
            "exit 3\n",
            "",
        ),
        (
            "process.exitCode = 4;\nprocess.on('exit', (code) => console.log('exit', code));",
            4,
            "exit 4\n",
            "",
        ),
        (
            "process.on('beforeExit', () => process.exit(8));\nprocess.on('exit', (code) => console.log('exit', code));",
            8,
            "exit 8\n",
            "",
        ),
        (
            "process.on('beforeExit', () => { throw new Error('in beforeExit'); });",
            1,
            "",
            "error: in beforeExit",
        ),
        (
            "process.on('uncaughtException', () => process.exit(7));\nthrow new Error('taken');",
            7,
            "",
            "",
        ),
        (
            "process.on('uncaughtException', () => { throw new Error('second'); });\nthrow new Error('first');",
            1,
            "",
            "error: second",
        ),
        (
            "process.on('unhandledRejection', () => process.exit(2));\nPromise.reject(1);",
            2,
            "",
            "",
        ),
        (
            "Promise.reject(new Error('first'));\nqueueMicrotask(() => process.exit(0));",
            0,
            "",
            "",
        ),
    ] {
        let folder = Folder::with(&[("app.ts", source)]);
        let output = Program::run(folder.path(), &["app.ts"]);
        assert_eq!(
            (output.code, output.stdout.as_str()),
            (Some(code), out),
            "{source}\n{}",
            output.stderr
        );
        assert!(
            output.stderr.contains(err) && (output.stderr.is_empty() || !err.is_empty()),
            "{source}\n{}",
            output.stderr
        );
        assert!(
            output.stderr.matches("error: ").count() <= 2,
            "{}",
            output.stderr
        );
    }
}
