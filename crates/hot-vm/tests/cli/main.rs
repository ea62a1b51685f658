//! The `hot` command without reloads: arguments, exit codes, and what is written where.

#[path = "../common/mod.rs"]
mod common;
mod end;
mod errors;

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
