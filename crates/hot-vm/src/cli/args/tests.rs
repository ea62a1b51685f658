use super::*;

fn run(line: &str) -> RunOptions {
    match parse(line.split_whitespace()) {
        Ok(Command::Run(options)) => options,
        other => panic!("{line}: {other:?}"),
    }
}

fn error(line: &str) -> String {
    parse(line.split_whitespace()).expect_err(line).to_string()
}

#[test]
fn modes() {
    let cases = [
        ("app.ts", Mode::Once),
        ("run app.ts", Mode::Once),
        ("--hot app.ts", Mode::Hot),
        ("--hot=full app.ts", Mode::Hot),
        ("--hot run app.ts", Mode::Hot),
        ("run --hot app.ts", Mode::Hot),
        ("--hot run --hot app.ts", Mode::Hot),
        ("--watch app.ts", Mode::Watch),
        ("--watch run --smol app.ts", Mode::Watch),
        ("run --watch --watch app.ts", Mode::Watch),
    ];
    for (line, mode) in cases {
        let options = run(line);
        assert_eq!(
            (options.mode, options.entry),
            (mode, PathBuf::from("app.ts")),
            "{line}"
        );
        assert!(options.args.is_empty(), "{line}");
    }
}

#[test]
fn all_options() {
    let expected = RunOptions {
        mode: Mode::Hot,
        preloads: vec![
            "a.ts".into(),
            "b".into(),
            "c".into(),
            "-d".into(),
            "e".into(),
            "./f=g".into(),
        ],
        no_clear_screen: true,
        no_transpile: true,
        smol: true,
        entry: "app.ts".into(),
        args: vec!["--hot".into(), "x".into(), "--".into(), "--preload".into()],
    };
    let lines = [
        "--hot --preload a.ts --preload=b -r c --preload=-d --import e --require=./f=g --no-clear-screen \
         --no-transpile --smol app.ts --hot x -- --preload",
        "--preload a.ts --smol --preload=b -r c run --preload=-d --hot=full --import e --require=./f=g \
         --no-clear-screen --no-transpile app.ts --hot x -- --preload",
    ];
    for line in lines {
        assert_eq!(run(line), expected, "{line}");
    }
}

#[test]
fn what_follows_the_entry_is_the_programs() {
    let cases: [(&str, &str, &[&str]); 10] = [
        ("app.ts --version", "app.ts", &["--version"]),
        ("app.ts run --hot", "app.ts", &["run", "--hot"]),
        ("run app.ts --help -x", "app.ts", &["--help", "-x"]),
        ("app.ts -- -a", "app.ts", &["--", "-a"]),
        ("-- app.ts -a", "app.ts", &["-a"]),
        ("-- -app.ts -- -a", "-app.ts", &["--", "-a"]),
        ("run -- --hot -a", "--hot", &["-a"]),
        ("-- run x", "run", &["x"]),
        ("run run run", "run", &["run"]),
        ("- a", "-", &["a"]),
    ];
    for (line, entry, args) in cases {
        let options = run(line);
        assert_eq!(options.entry, PathBuf::from(entry), "{line}");
        assert_eq!(options.args, args, "{line}");
    }
    assert_eq!(run("run test").entry, PathBuf::from("test"));
}

#[test]
fn a_preload_may_be_called_run() {
    let options = run("--preload run app.ts");
    assert_eq!(
        (options.preloads, options.entry),
        (vec!["run".to_owned()], "app.ts".into())
    );
}

#[test]
fn help_and_version() {
    for line in [
        "--help",
        "-h",
        "run --help",
        "--hot -h app.ts",
        "--smol run -h",
    ] {
        assert_eq!(parse(line.split_whitespace()), Ok(Command::Help), "{line}");
    }
    for line in ["--version", "-v", "-V", "run --version"] {
        assert_eq!(
            parse(line.split_whitespace()),
            Ok(Command::Version),
            "{line}"
        );
    }
    let help = help_text();
    for word in [
        "Usage: hot [run] [OPTIONS] ENTRY [ARGS]...",
        "--hot[=<full>]",
        "--preload <FILE>",
        "130",
    ] {
        assert!(help.contains(word), "{word} in\n{help}");
    }
    assert_eq!(
        version_text("JavaScriptCore 1"),
        format!("hot {} (JavaScriptCore 1)\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn errors_say_what_is_wrong() {
    let cases = [
        ("", "error: no file to run was given"),
        ("run", "error: no file to run was given"),
        ("--hot", "error: no file to run was given"),
        ("--", "error: no file to run was given"),
        (
            "--hot=partial app.ts",
            "error: --hot=partial is not supported yet",
        ),
        (
            "--hot=half app.ts",
            "error: invalid value 'half' for '--hot[=full]'",
        ),
        (
            "--hot= app.ts",
            "error: invalid value '' for '--hot[=full]'",
        ),
        (
            "--hot --watch app.ts",
            "error: '--hot' cannot be used with '--watch'",
        ),
        (
            "--hot run --watch app.ts",
            "error: '--hot' cannot be used with '--watch'",
        ),
        ("test", "error: 'hot test' is not supported yet"),
        ("-e 1+1", "error: --eval is not supported yet"),
        ("--eval=1+1", "error: --eval is not supported yet"),
        ("--frob app.ts", "error: unexpected argument '--frob' found"),
        ("-x app.ts", "error: unexpected argument '-x' found"),
        (
            "--preload",
            "error: a value is required for '--preload <FILE>' but none was supplied",
        ),
        (
            "--watch=x app.ts",
            "error: unexpected value 'x' for '--watch' found; no more were expected",
        ),
        (
            "--prelaod=x app.ts",
            "error: unexpected argument '--prelaod' found",
        ),
    ];
    for (line, start) in cases {
        let text = error(line);
        assert!(text.starts_with(start), "{line}: {text}");
        assert!(text.contains("Usage: hot [run]"), "{line}: {text}");
    }
    assert_eq!(parse([""]), Err(UsageError::NoEntry));
}

#[cfg(unix)]
#[test]
fn arguments_need_not_be_text() {
    use std::os::unix::ffi::OsStringExt;
    let bytes = OsString::from_vec(b"a\xFF.ts".to_vec());
    let Ok(Command::Run(options)) = parse([OsString::from("--hot"), bytes.clone(), bytes.clone()])
    else {
        panic!("not parsed");
    };
    assert_eq!(
        (options.entry, options.args),
        (bytes.clone().into(), vec![bytes.clone()])
    );
    let parsed = parse([OsString::from("--preload"), bytes, "app.ts".into()]);
    assert!(
        matches!(parsed, Err(UsageError::Invalid { .. })),
        "{parsed:?}"
    );
}
