//! Syntax errors and where they are.

use super::{errors, errors_in};

#[test]
fn display_is_one_line() {
    let error = &errors("let a = ;")[0];
    assert_eq!(error.to_string(), "error: Unexpected token");
    assert_eq!(error.source_line, "let a = ;");
    assert_eq!((error.line, error.column, error.length), (1, 9, 1));
}

#[test]
fn positions_count_from_one_in_utf16_units() {
    let error = &errors("\n\tconst 🦀é = '🦀', x = @;")[0];
    assert_eq!(
        (error.line, error.column),
        (2, 8),
        "the crab is no name: {error:?}"
    );
    let error = &errors("f('🦀é', ) +;")[0];
    assert_eq!((error.line, error.column), (1, 13), "{error:?}");
}

#[test]
fn every_line_terminator_ends_a_line() {
    for terminator in ["\n", "\r", "\r\n", "\u{2028}", "\u{2029}"] {
        let error = &errors(&format!("a;{terminator}b;{terminator}  c +;{terminator}d;"))[0];
        assert_eq!((error.line, error.column), (3, 6), "{terminator:?}");
        assert_eq!(error.source_line, "  c +;", "{terminator:?}");
    }
}

#[test]
fn the_end_of_the_file_is_a_place() {
    let error = &errors("f(")[0];
    assert_eq!((error.line, error.column, error.length), (1, 3, 1));
    let error = &errors("function f() {\n")[0];
    assert_eq!((error.line, error.source_line.as_str()), (2, ""));
}

#[test]
fn an_underline_ends_with_its_line() {
    let error = &errors("let x = 'abc\ndef';")[0];
    assert_eq!(error.line, 1);
    assert!(error.column + error.length <= 14, "{error:?}");
}

#[test]
fn of_two_declarations_the_second_is_in_error() {
    for (source, column) in [
        ("let a; let a;", 12),
        ("import a from 'm'; let a;", 24),
        ("function f() {} function f() {}", 26),
    ] {
        let error = &errors(source)[0];
        assert_eq!(error.column, column, "{source}: {error:?}");
    }
}

#[test]
fn exports_are_checked() {
    let cases = [
        ("export { a };", 10),
        ("let a; export { a, a };", 20),
        ("export default 1; export default 2;", 26),
        ("let a; export { a as b }; export * as b from 'm';", 39),
        ("export { 'a' as b };", 10),
        ("export { if };", 10),
        ("let a; export { a as '\\ud800' };", 22),
    ];
    for (source, column) in cases {
        let error = &errors(source)[0];
        assert_eq!(
            (error.line, error.column),
            (1, column),
            "{source}: {error:?}"
        );
    }
}

#[test]
fn imports_are_checked() {
    for source in [
        "import { a, a } from 'm';",
        "import { 'a' } from 'm';",
        "import { if } from 'm';",
        "import a from 'm' with { b: '1', b: '2' };",
        "import a from '\\ud800';",
        "import defer * as a from 'm';",
        "import source a from 'm';",
        "import.defer('m');",
        "import.source('m');",
        "import();",
        "import('a', {}, 1);",
        "import.meta = 1;",
        "new import('a');",
        "{ import 'm'; }",
        "f(import 'm');",
    ] {
        errors(source);
    }
}

#[test]
fn using_is_checked() {
    for source in [
        "using a;",
        "using { a } = b;",
        "for (using a in b);",
        "switch (a) { case 1: using b = c; }",
        "{ using a = b, a = c; }",
        "() => { await using a = b; };",
        "async () => { () => { await using a = b; } };",
        "function f() { for (await using a of b); }",
        "function f() { for (await using a = b; ; ); }",
        "class A { static { await using a = b; } }",
        "export using a = b;",
    ] {
        errors(source);
    }
}

#[test]
fn await_is_checked() {
    for source in [
        "() => { await a };",
        "function f() { await a }",
        "class A { static { await a } }",
        "class A { a = await b }",
        "(a = await b) => {};",
        "async (a = await b) => {};",
        "let await;",
        "await: ;",
        "() => { for await (a of b); };",
        "class A { static { for await (a of b); } }",
    ] {
        errors(source);
    }
}

#[test]
fn all_errors_are_reported_in_source_order() {
    let found = errors("export { x, y };\nlet a; let a;\nexport { z };");
    let lines: Vec<_> = found.iter().map(|e| e.line).collect();
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    assert_eq!(lines, sorted);
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn help_is_one_line() {
    let error = &errors_in("/app/a.ts", "import a = require('a'); a;")[0];
    assert!(
        error
            .help
            .as_deref()
            .is_some_and(|help| !help.contains('\n')),
        "{error:?}"
    );
}
