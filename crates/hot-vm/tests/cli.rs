//! The `hot` command without reloads: arguments, exit codes, and what is written where.

mod common;

use common::{Folder, Program};

#[test]
fn a_program_runs_to_its_end() {
    let folder = Folder::with(&[("app.ts", "const n: number = 42;\nconsole.log('n is', n);\n")]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(
        (output.code, output.stdout.as_str(), output.stderr.as_str()),
        (Some(0), "n is 42\n", "")
    );
}

#[test]
fn arguments_after_the_entry_are_the_scripts() {
    let folder = Folder::with(&[("app.ts", "console.log(process.argv.slice(2).join(' '));\n")]);
    let output = Program::run(folder.path(), &["run", "app.ts", "--hot", "-x", "y"]);
    assert_eq!(
        (output.code, output.stdout.as_str()),
        (Some(0), "--hot -x y\n")
    );
}

#[test]
fn an_entry_that_throws_exits_with_1_and_shows_the_source() {
    let folder = Folder::with(&[(
        "app.ts",
        "type A = string;\nfunction fail(): never {\n  throw new TypeError('wrong');\n}\nfail();\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(output.code, Some(1));
    let lines: Vec<_> = output.stderr.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("TypeError: wrong"))
        .expect(&output.stderr);
    assert!(lines[at + 1].contains("app.ts:3:"), "{}", output.stderr);
    assert!(lines[at + 2].contains("app.ts:5:"), "{}", output.stderr);
    assert!(
        output.stderr.contains("throw new TypeError"),
        "no excerpt: {}",
        output.stderr
    );
}

#[test]
fn a_position_after_a_thousand_comment_lines_is_that_of_the_source() {
    let mut source = String::new();
    for i in 0..1000 {
        source += &format!("// comment {i}\n");
    }
    source += "interface Gone { a: string }\n";
    source += "const value: number = 1;   throw new Error(`${value}`);\n";
    let folder = Folder::with(&[("app.ts", &source)]);
    let output = Program::run(folder.path(), &["app.ts"]);
    let lines: Vec<_> = output.stderr.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("error: 1"))
        .expect(&output.stderr);
    // Column 38: the `Error` after `new`.
    assert!(
        lines[at + 1].contains("app.ts:1002:38"),
        "{}",
        output.stderr
    );
}

#[test]
fn an_uncaught_error_in_a_timer_exits_with_1() {
    let folder = Folder::with(&[(
        "app.ts",
        "setTimeout(() => { throw new Error('late'); }, 1);\nsetTimeout(() => console.log('never'), 10_000);\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    assert!(output.stderr.contains("error: late"), "{}", output.stderr);
}

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
fn a_missing_entry_exits_with_1() {
    let folder = Folder::new();
    let output = Program::run(folder.path(), &["--hot", "nothing.ts"]);
    assert_eq!(output.code, Some(1));
    assert!(
        output.stderr.contains("Module not found \"nothing.ts\""),
        "{}",
        output.stderr
    );
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
fn usage_errors_exit_with_2() {
    let folder = Folder::new();
    for args in [
        &["--no-such-option", "app.ts"][..],
        &[],
        &["--hot=partial", "app.ts"],
    ] {
        let output = Program::run(folder.path(), args);
        assert_eq!(output.code, Some(2), "{args:?}: {}", output.stderr);
        assert_eq!(output.stdout, "");
        assert!(!output.stderr.is_empty());
    }
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
fn the_version_names_the_engine() {
    let output = Program::run(Folder::new().path(), &["--version"]);
    assert_eq!(output.code, Some(0));
    assert!(
        output
            .stdout
            .starts_with(concat!("hot ", env!("CARGO_PKG_VERSION"))),
        "{}",
        output.stdout
    );
    assert!(
        output.stdout.contains("JavaScriptCore"),
        "{}",
        output.stdout
    );
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

#[test]
fn a_forgotten_rejection_is_an_error() {
    let folder = Folder::with(&[(
        "app.ts",
        "Promise.reject(new Error('forgotten'));\nsetTimeout(() => {}, 10_000);\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(output.code, Some(1));
    assert!(
        output.stderr.contains("error: forgotten"),
        "{}",
        output.stderr
    );
    let handled = Folder::with(&[(
        "app.ts",
        "process.on('unhandledRejection', (reason) => console.log('got', reason.message));\nPromise.reject(new Error('forgotten'));\n",
    )]);
    let output = Program::run(handled.path(), &["app.ts"]);
    assert_eq!(
        (output.code, output.stdout.as_str()),
        (Some(0), "got forgotten\n")
    );
}

#[cfg(unix)]
#[test]
fn an_idle_program_uses_no_processor_time() {
    let folder = Folder::with(&[(
        "app.ts",
        "console.log('idle');\nsetInterval(() => {}, 1 << 30);\n",
    )]);
    let mut hot = Program::start(folder.path(), &["--hot", "app.ts"]);
    hot.expect("idle");
    let ticks = |id: u32| -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    };
    // Only where the system tells. The engine's own clean-up after start-up is waited out first.
    std::thread::sleep(std::time::Duration::from_secs(2));
    if let Some(before) = ticks(hot.id()) {
        std::thread::sleep(std::time::Duration::from_secs(2));
        let used = ticks(hot.id()).expect("still running") - before;
        // A hundredth of a second each; a loop that spins uses two hundred.
        assert!(
            used <= 20,
            "{used} ticks of processor time in two idle seconds"
        );
    }
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

#[test]
fn an_import_that_fails_and_is_forgotten_is_shown_with_its_place() {
    let folder = Folder::with(&[
        ("app.ts", "import('./broken');\n"),
        ("broken.ts", "let x = 1;\nlet y = ;\n"),
    ]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(output.code, Some(1));
    let lines: Vec<_> = output.stderr.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.starts_with("error: "))
        .expect(&output.stderr);
    assert!(lines[at + 1].contains("broken.ts:2:"), "{}", output.stderr);
}

#[test]
fn much_output_is_complete() {
    let folder = Folder::with(&[(
        "app.ts",
        "for (let i = 0; i < 20000; i++) console.log('line ' + i);\nprocess.stdout.write('x'.repeat(3e6) + '\\n');\nprocess.exit(0);\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(output.code, Some(0));
    assert_eq!(output.stdout.lines().count(), 20001);
    assert!(
        output.stdout.lines().nth(19999) == Some("line 19999")
            && output
                .stdout
                .ends_with(&format!("{}\n", "x".repeat(3_000_000)))
    );
}

#[cfg(unix)]
#[test]
fn arguments_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::with(&[(
        "app.ts",
        "console.log(process.argv.slice(2).join(), process.argv.length);\n",
    )]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_hot"))
        .arg("app.ts")
        .arg(OsStr::from_bytes(b"a\xffb"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a\u{fffd}b 3\n");
}

#[test]
fn what_is_thrown_need_not_be_an_error() {
    for (thrown, shown) in [
        ("{ a: 1, b: [1] }", "error: { a: 1, b: [ 1 ] }\n"),
        (
            "Object.create(null)",
            "error: [Object: null prototype] {}\n",
        ),
        ("'text'", "error: text\n"),
        ("undefined", "error: undefined\n"),
        ("Symbol('s')", "error: Symbol(s)\n"),
        (
            "new Proxy({}, { get() { throw 1; } })",
            "error: [object that cannot be inspected]\n",
        ),
    ] {
        for source in [
            format!("throw {thrown};"),
            format!("setTimeout(() => {{ throw {thrown}; }});"),
            format!("Promise.reject({thrown});"),
        ] {
            let folder = Folder::with(&[("app.js", &source)]);
            let output = Program::run(folder.path(), &["app.js"]);
            assert_eq!(
                (output.code, output.stderr.as_str()),
                (Some(1), shown),
                "{source}"
            );
        }
    }
}

#[test]
fn promises_that_scripts_have_changed_do_not_hide_errors() {
    for change in [
        "Promise.prototype.then = undefined;",
        "Promise.prototype.then = () => { throw 1; };",
        "Promise.prototype.constructor = undefined;",
        "Object.defineProperty(Promise.prototype, 'constructor', { get() { throw 1; } });",
        "globalThis.Promise = undefined;",
    ] {
        let folder = Folder::with(&[
            ("app.js", &format!("{change}\nconsole.log('runs');\n")),
            ("fails.js", &format!("{change}\nthrow new Error('seen');\n")),
        ]);
        let output = Program::run(folder.path(), &["app.js"]);
        assert_eq!(
            (output.code, output.stdout.as_str(), output.stderr.as_str()),
            (Some(0), "runs\n", ""),
            "{change}"
        );
        let output = Program::run(folder.path(), &["fails.js"]);
        assert_eq!(output.code, Some(1), "{change}: {}", output.stderr);
        assert!(
            output.stderr.contains("error: seen"),
            "{change}: {}",
            output.stderr
        );
    }
}
