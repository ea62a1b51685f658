//! Directives, groups, counts, tables, and what goes to standard error.

use crate::check;
use crate::common::run_embedded;

#[test]
fn directives() {
    check(&[
        ("console.log('%s %s', 'a')", "a %s"),
        (
            "console.log('%d %i %f', '42.5', '42.5', '42.5')",
            "42.5 42 42.5",
        ),
        (
            "console.log('%d %d %d %i %f', {}, 5n, Symbol('a'), 5n, '1.5abc')",
            "NaN 5n NaN 5n 1.5",
        ),
        (
            "console.log('%i %i %d %d %d %d', '0x1f', 3.9, '', true, null, [])",
            "31 3 0 1 0 0",
        ),
        (
            "console.log('%s %s %s %s', -0, 5n, Symbol('z'), null)",
            "-0 5n Symbol(z) null",
        ),
        (
            "console.log('%s %s', { a: { b: 1 } }, [1, [2]])",
            "{ a: [Object] } [ 1, [Array] ]",
        ),
        (
            "console.log('%s %s', { toString() { return 'own'; } }, new (class A { toString() { return 'class'; } })())",
            "own class",
        ),
        (
            "console.log('%s', new (class B extends (class C { toString() { return 'C!'; } }) {})())",
            "C!",
        ),
        (
            "console.log('%j %j %j', { a: [1] }, { toJSON() { return 'j'; } }, undefined)",
            "{\"a\":[1]} \"j\" undefined",
        ),
        (
            "const c: any = {}; c.c = c; console.log('%j', c)",
            "[Circular]",
        ),
        (
            "console.log('%o %O', [1, 2], { a: { b: { c: { d: 1 } } } })",
            "[ 1, 2, [length]: 2 ] { a: { b: { c: [Object] } } }",
        ),
        ("console.log('%c styled', 'color: red')", " styled"),
        ("console.log('100%', 'a')", "100% a"),
        ("console.log('%% %x %', 1)", "% %x % 1"),
        ("console.log('%%')", "%%"),
        ("console.log('%s', 1, 2, 'x', { a: 1 })", "1 2 x { a: 1 }"),
        ("console.log(5, '%s', 'x')", "5 %s x"),
    ]);
}

#[test]
fn groups_counts_and_tables() {
    check(&[
        (
            "console.group('g'); console.log('a\\nb'); console.group(); console.log({ a: 1 }); console.groupEnd(); console.groupEnd(); console.groupEnd(); console.log('out')",
            "g\n  a\n  b\n    { a: 1 }\nout",
        ),
        (
            "const { groupCollapsed, log, groupEnd } = console; groupCollapsed('g'); log('in'); groupEnd()",
            "g\n  in",
        ),
        (
            "console.count(); console.count('x'); console.count(); console.countReset(); console.count('%s')",
            "default: 1\nx: 1\ndefault: 2\n%s: 1",
        ),
        (
            "console.table([{ a: 1, b: 'x' }, { a: 2, c: true }])",
            "┌─────────┬───┬─────┬──────┐\n│ (index) │ a │ b   │ c    │\n├─────────┼───┼─────┼──────┤\n│ 0       │ 1 │ 'x' │      │\n│ 1       │ 2 │     │ true │\n└─────────┴───┴─────┴──────┘",
        ),
        (
            "console.table(new Map([['a', 1]]))",
            "┌───────────────────┬─────┬────────┐\n│ (iteration index) │ Key │ Values │\n├───────────────────┼─────┼────────┤\n│ 0                 │ 'a' │ 1      │\n└───────────────────┴─────┴────────┘",
        ),
        (
            "console.table([{ a: 1, b: 2 }], ['b']); console.table(5)",
            "┌─────────┬───┐\n│ (index) │ b │\n├─────────┼───┤\n│ 0       │ 2 │\n└─────────┴───┘\n5",
        ),
        (
            "console.info('i'); console.debug('d'); console.assert(true, 'no')",
            "i\nd",
        ),
    ]);
}

#[test]
fn warnings_and_failed_assertions_go_to_stderr() {
    let run = run_embedded(
        "console.assert(false, 'x %s', 1); console.assert(false); console.timeEnd('t'); console.timeLog('%s'); console.countReset('c'); console.error('e'); console.warn('w');\n",
    );
    let expected = "Assertion failed: x 1\nAssertion failed\nWarning: No such label 't' for console.timeEnd()\nWarning: No such label '%s' for console.timeLog()\nWarning: Count for 'c' does not exist\ne\nw\n";
    assert_eq!(
        (run.code, run.out.as_str(), run.err.as_str()),
        (0, "", expected)
    );
}

#[test]
fn stacks_are_shown_in_source_positions() {
    let run = run_embedded(
        "type A = string;\nfunction f() {\n  console.trace('at %d', 1);\n  console.log(new Error('e').stack !== undefined, new Error('shown'));\n}\nf();\n",
    );
    assert_eq!(run.code, 0);
    let frames = |text: &str| -> Vec<String> {
        text.lines()
            .filter_map(|line| line.trim().strip_prefix("at "))
            .map(|frame| {
                frame
                    .rsplit_once("app.ts:")
                    .map_or("?".to_owned(), |(_, at)| {
                        at.trim_end_matches(')')
                            .split(':')
                            .next()
                            .unwrap_or("")
                            .to_owned()
                    })
            })
            .collect()
    };
    assert!(run.err.starts_with("Trace: at 1\n"), "{}", run.err);
    assert_eq!(frames(&run.err), ["3", "6"], "{}", run.err);
    assert!(run.out.starts_with("true Error: shown\n"), "{}", run.out);
    assert_eq!(frames(&run.out), ["4", "6"], "{}", run.out);
}
