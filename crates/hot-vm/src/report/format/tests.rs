use super::*;

fn sources(file: &str) -> Option<String> {
    (file == "/app.ts")
        .then(|| "const a = 1;\n\nfunction f() {\n\tthrow new Error('boom');\n}\nf();\n".to_owned())
}

fn boom() -> ErrorReport {
    ErrorReport {
        frames: vec![
            Frame::new(Some("f"), "/app.ts", 4, 12),
            Frame {
                function: Some("map".into()),
                ..Frame::default()
            },
            Frame::new(None, "/app.ts", 6, 1),
        ],
        ..ErrorReport::new("Error", "boom")
    }
}

fn plain(report: &ErrorReport) -> String {
    Formatter::new(&sources).format_error(report)
}

#[test]
fn message_and_first_frame_are_neighbours() {
    let expected = "1 | const a = 1;
2 |
3 | function f() {
4 | \tthrow new Error('boom');
    \t          ^
error: boom
    at f (/app.ts:4:12)
    at map (native)
    at /app.ts:6:1
";
    assert_eq!(plain(&boom()), expected);
}

#[test]
fn names_and_thrown_values() {
    let first = |report: ErrorReport| plain(&report).lines().next().unwrap().to_owned();
    assert_eq!(first(ErrorReport::new("TypeError", "x")), "TypeError: x");
    assert_eq!(first(ErrorReport::new("Error", "x")), "error: x");
    assert_eq!(first(ErrorReport::new("", "x")), "error: x");
    assert_eq!(first(ErrorReport::new("RangeError", "")), "RangeError");
    assert_eq!(first(ErrorReport::new("Error", "")), "error");
    assert_eq!(first(ErrorReport::thrown("42")), "error: 42");
}

#[test]
fn the_excerpt_is_of_the_first_known_source() {
    let mut report = boom();
    report
        .frames
        .insert(0, Frame::new(Some("lib"), "/unknown.js", 1, 1));
    let text = plain(&report);
    assert!(text.starts_with("1 | const a"), "{text}");
    assert!(
        text.contains("error: boom\n    at lib (/unknown.js:1:1)\n    at f (/app.ts:4:12)\n"),
        "{text}"
    );
    report.frames = vec![Frame::new(None, "/app.ts", 400, 1)];
    assert_eq!(plain(&report), "error: boom\n    at /app.ts:400:1\n");
}

#[test]
fn properties_causes_and_aggregates_follow() {
    let report = ErrorReport {
        properties: vec![("code".into(), "\"ENOENT\"".into())],
        errors: vec![
            ErrorReport::new("Error", "one"),
            ErrorReport::new("TypeError", "two\nlines"),
        ],
        cause: Some(Box::new(ErrorReport {
            frames: vec![Frame::new(Some("g"), "/g.js", 1, 2)],
            cause: Some(Box::new(ErrorReport::circular())),
            ..ErrorReport::new("Error", "why")
        })),
        ..ErrorReport::new("AggregateError", "all")
    };
    let expected = "AggregateError: all
  code: \"ENOENT\"
  [1/2] error: one
  [2/2] TypeError: two
  lines
  caused by error: why
      at g (/g.js:1:2)
    caused by error: [circular]
";
    assert_eq!(plain(&report), expected);
}

#[test]
fn everything_has_a_limit() {
    let mut chain = ErrorReport::new("Error", "deepest");
    for depth in 0..100 {
        chain = ErrorReport {
            cause: Some(Box::new(chain)),
            ..ErrorReport::new("Error", format!("{depth}"))
        };
    }
    let text = plain(&chain);
    assert_eq!(text.lines().count(), MAX_DEPTH + 2);
    assert!(
        text.ends_with("caused by … (more errors not shown)\n"),
        "{text}"
    );

    let mut tree = ErrorReport::new("Error", "leaf");
    for _ in 0..5 {
        tree = ErrorReport {
            errors: vec![tree; 8],
            ..ErrorReport::new("AggregateError", "all")
        };
    }
    let text = plain(&tree);
    assert_eq!(text.matches("rror: ").count(), MAX_REPORTS);
    let wide = ErrorReport {
        errors: vec![ErrorReport::thrown("x"); 100],
        ..ErrorReport::default()
    };
    assert!(plain(&wide).ends_with("  … and 84 more errors\n"));

    let huge = ErrorReport::new("Error", "é".repeat(MAX_MESSAGE_BYTES));
    assert!(
        plain(&huge)
            .trim_end()
            .ends_with(&format!("é… ({MAX_MESSAGE_BYTES} more bytes)"))
    );
    let deep = ErrorReport {
        frames: vec![Frame::new(Some("f"), "/f.js", 1, 1); 100],
        ..ErrorReport::thrown("x")
    };
    let text = plain(&deep);
    assert_eq!(text.lines().count(), 1 + MAX_FRAMES + 1);
    assert!(text.ends_with("    … and 68 more\n"));
}

#[test]
fn colours_only_when_asked_and_never_within_the_message() {
    assert!(!plain(&boom()).contains('\x1b'));
    let text = Formatter::new(&sources).colors(true).format_error(&boom());
    assert!(text.contains("error: boom\x1b[0m\n"), "{text:?}");
    let mut stripped = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('\x1b') {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain(&boom()));
}

#[test]
fn diagnostics_look_the_same() {
    let report = DiagnosticReport {
        message: "Unexpected token".into(),
        file: "/app.ts".into(),
        line: 3,
        column: 10,
        length: 3,
        source_line: None,
    };
    let expected = "1 | const a = 1;
2 |
3 | function f() {
             ^^^
error: Unexpected token
    at /app.ts:3:10
";
    assert_eq!(
        Formatter::new(&sources).format_diagnostic(&report),
        expected
    );
    let own_line = DiagnosticReport {
        source_line: Some("let let;".into()),
        line: 12,
        column: 5,
        ..report.clone()
    };
    let expected = "12 | let let;
         ^^^
error: Unexpected token
    at /app.ts:12:5
";
    assert_eq!(Formatter::default().format_diagnostic(&own_line), expected);
    let nowhere = DiagnosticReport {
        message: "Cannot read".into(),
        file: "/x".into(),
        ..Default::default()
    };
    assert_eq!(
        Formatter::default().format_diagnostic(&nowhere),
        "error: Cannot read\n    at /x\n"
    );
}
