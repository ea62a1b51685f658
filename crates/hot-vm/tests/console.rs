//! What `console` writes, line by line. Unless said otherwise the expected text is Node's.

mod common;

use common::run_embedded;

/// Runs a table of expressions and statements in one program, and compares what each has written.
fn check(table: &[(&str, &str)]) {
    let mut source = String::new();
    for (code, _) in table {
        source += &format!("{{\n{code}\n}}\nconsole.log('--');\n");
    }
    let run = run_embedded(&source);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let written: Vec<&str> = run.out.split("--\n").collect();
    assert_eq!(written.len(), table.len() + 1, "{}", run.out);
    for ((code, expected), written) in table.iter().zip(written) {
        assert_eq!(written.trim_end_matches('\n'), *expected, "{code}");
    }
}

#[test]
fn primitives() {
    check(&[
        ("console.log()", ""),
        ("console.log('')", ""),
        ("console.log('a', 'b', 1)", "a b 1"),
        (
            "console.log(undefined, null, true, -0, 0, 1e21, 12n, Symbol('s'))",
            "undefined null true -0 0 1e+21 12n Symbol(s)",
        ),
        (
            "console.log(['a', \"it's\", 'a\"b', 'a\\nb\\\\', '\\x1b\\x7f', '\\ud800', '\\u{1F600}'].slice(0, 6))",
            "[ 'a', \"it's\", 'a\"b', 'a\\nb\\\\', '\\x1B\\x7F', '\\ud800' ]",
        ),
        ("console.log(['\\u{1F600}'])", "[ '\u{1F600}' ]"),
        ("console.log('a\\nb')", "a\nb"),
    ]);
}

#[test]
fn objects_and_arrays() {
    check(&[
        (
            "console.log({}, [], { a: 1, 'b-c': 'x', $: 2, [Symbol('s')]: 3 })",
            "{} [] { a: 1, 'b-c': 'x', '$': 2, [Symbol(s)]: 3 }",
        ),
        (
            "console.log({ a: { b: { c: {} } } }, { a: { b: { c: { d: 1 } } } })",
            "{ a: { b: { c: {} } } } { a: { b: { c: [Object] } } }",
        ),
        (
            "console.log({ get a() { throw 1; }, set b(v) {}, get c() { return 1; }, set c(v) {} })",
            "{ a: [Getter], b: [Setter], c: [Getter/Setter] }",
        ),
        (
            "console.log([, 1, , , 2, ,])",
            "[ <1 empty item>, 1, <2 empty items>, 2, <1 empty item> ]",
        ),
        (
            "console.log(Object.assign([1, 2], { x: 1, '-1': 2 }))",
            "[ 1, 2, x: 1, '-1': 2 ]",
        ),
        (
            "console.log(Object.create(null), Object.assign(Object.create(null), { a: 1 }))",
            "[Object: null prototype] {} [Object: null prototype] { a: 1 }",
        ),
        (
            "const a = []; a[4294967293] = 1; console.log(a)",
            "[ <4294967293 empty items>, 1 ]",
        ),
        (
            "console.log({ a: 'x'.repeat(60), b: 'y'.repeat(20) })",
            &format!(
                "{{\n  a: '{}',\n  b: '{}'\n}}",
                "x".repeat(60),
                "y".repeat(20)
            ),
        ),
        (
            "console.log({ a: 1, b: 2, c: { d: [1, 2, 3], e: { f: 'g' } }, h: new Map([['a', { b: 1 }]]) })",
            "{\n  a: 1,\n  b: 2,\n  c: { d: [ 1, 2, 3 ], e: { f: 'g' } },\n  h: Map(1) { 'a' => { b: 1 } }\n}",
        ),
        (
            "console.dir({ a: { b: { c: { d: 1 } } } }, { depth: null })",
            "{\n  a: { b: { c: { d: 1 } } }\n}",
        ),
        (
            "console.dir({ a: { b: 1 } }, { depth: 0 })",
            "{ a: [Object] }",
        ),
        (
            "const c: any = { n: 1 }; c.self = c; c.list = [c, { c }]; console.log(c)",
            "<ref *1> {\n  n: 1,\n  self: [Circular *1],\n  list: [ [Circular *1], { c: [Circular *1] } ]\n}",
        ),
    ]);
}

#[test]
fn long_lists_come_in_columns() {
    let numbers = "[\n   0,  1,  2,  3,  4,  5,  6,  7,  8,\n   9, 10, 11, 12, 13, 14, 15, 16, 17,\n  18, 19, 20, 21, 22, 23, 24, 25, 26,\n  27, 28, 29\n]";
    check(&[
        (
            "console.log(Array.from({ length: 30 }, (_, i) => i))",
            numbers,
        ),
        (
            "console.log([1.5, 22.25, 333, 4, 5, 6, 7, 8, 9, 10, -100])",
            "[\n  1.5, 22.25, 333,\n    4,     5,   6,\n    7,     8,   9,\n   10,  -100\n]",
        ),
        (
            "console.log(Array.from({ length: 10 }, (_, i) => 'item' + i))",
            "[\n  'item0', 'item1',\n  'item2', 'item3',\n  'item4', 'item5',\n  'item6', 'item7',\n  'item8', 'item9'\n]",
        ),
        (
            "console.log([undefined, null, -0, 1n, 'a\\nb', \"it's\", Symbol('x'), true])",
            "[\n  undefined, null,\n  -0,        1n,\n  'a\\nb',    \"it's\",\n  Symbol(x), true\n]",
        ),
    ]);
    let run = run_embedded(
        "console.log(new Array(102).fill(0));\nconsole.log(new Set(Array(101).keys()));\n",
    );
    assert!(run.out.contains("  ... 2 more items\n]"), "{}", run.out);
    assert!(run.out.ends_with("  ... 1 more item\n}\n"), "{}", run.out);
}

#[test]
fn functions_and_classes() {
    check(&[
        (
            "console.log(function f() {}, () => {}, class A {}, class B extends Map {}, Math.max)",
            "[Function: f] [Function (anonymous)] [class A] [class B extends Map] [Function: max]",
        ),
        (
            "console.log(async () => {}, function* g() {}, async function* h() {})",
            "[AsyncFunction (anonymous)] [GeneratorFunction: g] [AsyncGeneratorFunction: h]",
        ),
        (
            "console.log({ classify() {}, class() {} })",
            "{ classify: [Function: classify], class: [Function: class] }",
        ),
        (
            "console.log(Object.assign(() => {}, { a: 1 }))",
            "[Function (anonymous)] { a: 1 }",
        ),
        (
            "class P { #x = 1; y = 2; static z = 3; } console.log(new P(), P)",
            "P { y: 2 } [class P] { z: 3 }",
        ),
        (
            "class Foo { get [Symbol.toStringTag]() { return 'bar'; } } console.log(new Foo(), { [Symbol.toStringTag]: 'T' })",
            "Foo [bar] {} { [Symbol(Symbol.toStringTag)]: 'T' }",
        ),
        (
            "console.log(new (class X extends Map {})([[1, 2]]), new (class Z extends Promise {})(() => {}))",
            "X(1) [Map] { 1 => 2 } Z [Promise] { <pending> }",
        ),
        (
            "console.log(Math, (function* () {})())",
            "Object [Math] {} Object [Generator] {}",
        ),
    ]);
}

#[test]
fn builtin_classes() {
    check(&[
        (
            "console.log(new Map([[{ a: 1 }, 'x'], ['y', new Map([[1, 2]])]]), new Set([1, 'a', {}]))",
            "Map(2) { { a: 1 } => 'x', 'y' => Map(1) { 1 => 2 } } Set(3) { 1, 'a', {} }",
        ),
        (
            "console.log(new Date(0), new Date(NaN), /a\\/b/gi)",
            "1970-01-01T00:00:00.000Z Invalid Date /a\\/b/gi",
        ),
        (
            "console.log(new Uint8Array(3), new Float64Array([1.5, -0]), new ArrayBuffer(2))",
            "Uint8Array(3) [ 0, 0, 0 ] Float64Array(2) [ 1.5, -0 ] ArrayBuffer { [Uint8Contents]: <00 00>, byteLength: 2 }",
        ),
        (
            "console.log([new DataView(new ArrayBuffer(2))])",
            "[\n  DataView {\n    byteLength: 2,\n    byteOffset: 0,\n    buffer: ArrayBuffer { [Uint8Contents]: <00 00>, byteLength: 2 }\n  }\n]",
        ),
        (
            "console.log(new Number(3), new String('abc'), new Boolean(false), Object(Symbol('q')), Object(1n))",
            "[Number: 3] [String: 'abc'] [Boolean: false] [Symbol: Symbol(q)] [BigInt: 1n]",
        ),
        (
            "const p = Promise.reject(3); p.catch(() => {}); console.log(Promise.resolve(4), new Promise(() => {}), p)",
            "Promise { 4 } Promise { <pending> } Promise { <rejected> 3 }",
        ),
        (
            "console.log(new WeakMap(), new WeakSet())",
            "WeakMap { <items unknown> } WeakSet { <items unknown> }",
        ),
        (
            "const m: any = new Map(); m.set(m, m); console.log(m)",
            "<ref *1> Map(1) { [Circular *1] => [Circular *1] }",
        ),
    ]);
}

/// Not Node's text, where Node throws: a logger must not.
#[test]
fn hostile_values_neither_throw_nor_hang() {
    let unseen = "[object that cannot be inspected]";
    check(&[
        (
            "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); console.log(proxy, [proxy]); console.log('%s %d %i %f %j %o', proxy, proxy, proxy, proxy, proxy, proxy)",
            &format!("{unseen} [ {unseen} ]\n{unseen} NaN NaN NaN [Circular] {unseen}"),
        ),
        (
            "const no = () => { throw 1; }; const p = new Proxy({}, { get: no, has: no, ownKeys: no, getPrototypeOf: no, getOwnPropertyDescriptor: no }); console.log(p); console.table([p]); console.table(p)",
            &format!("{unseen}\n[ {unseen} ]\n{unseen}"),
        ),
        (
            "const p = new Proxy({}, { getPrototypeOf: () => p }); console.log(p)",
            "[Object: null prototype] {}",
        ),
        (
            "const p = new Proxy({ constructor: class Q {} }, { getPrototypeOf: () => p }); console.log(typeof p); console.log([p].length)",
            "object\n1",
        ),
        (
            "console.log({ [Symbol.for('nodejs.util.inspect.custom')]() { throw 1; } })",
            unseen,
        ),
        (
            "console.log({ [Symbol.for('nodejs.util.inspect.custom')]: (depth: number) => 'custom ' + depth })",
            "custom 2",
        ),
        (
            "console.log('%s', { toString() { throw 1; } })",
            "{ toString: [Function: toString] }",
        ),
        (
            "const e: any = new Error('m'); e.stack = 5; console.log(e); const f = new Error('n'); Object.defineProperty(f, 'stack', { get() { throw 1; } }); console.log(f)",
            "[Error: m]\n[Error: n]",
        ),
        (
            "const e: any = new Error('m'); e.stack = ''; e.message = Symbol('x'); e.name = { toString() { throw 1; } }; console.log(e)",
            "[Error]",
        ),
        (
            "let o: any = {}; for (let i = 0; i < 1e5; i++) o = { o }; console.log(o)",
            "{ o: { o: { o: [Object] } } }",
        ),
        (
            "const b: any = new ArrayBuffer(8), u = new Uint8Array(b), v = new DataView(b); b.transfer(); console.log(b, u, v)",
            "ArrayBuffer { (detached), byteLength: 0 } Uint8Array(0) [] DataView { (detached) }",
        ),
        (
            "const o = {}; Object.defineProperty(o, 'constructor', { get() { throw 1; } }); console.log(o, { constructor: 5 }, { constructor: () => 1 }.constructor.name)",
            "{} { constructor: 5 } constructor",
        ),
    ]);
    // As deep as the engine goes, and as long as there are numbers: it ends, and soon.
    let run = run_embedded(
        "let o = {}; for (let i = 0; i < 1e5; i++) o = { o };\nconsole.dir(o, { depth: null });\nconsole.log(new Uint8Array(5e6));\nconsole.log(new Array(1e6).fill(0));\nconsole.log('x'.repeat(2e6));\n",
    );
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out.contains("... 4999900 more items\n]")
            && run.out.contains("... 999900 more items\n]")
    );
    assert!(
        run.out.ends_with(&format!("{}\n", "x".repeat(2_000_000))),
        "a huge text is cut"
    );
}

#[test]
fn a_patched_realm_does_not_break_the_console() {
    let run = run_embedded(
        "const no = () => { throw new Error('patched'); };
Map.prototype.entries = no; Array.prototype.map = no; Array.prototype.push = no; Array.prototype.join = no; Array.prototype.filter = no;
String.prototype.includes = no; String.prototype.indexOf = no; RegExp.prototype.test = no; Set.prototype.has = no;
console.log(new Map([[1, 2]]), [1, 2], { a: 'b' }, 'a%sb', 'c');
console.log('%s-%d', 'x', 1);
",
    );
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "Map(1) { 1 => 2 } [ 1, 2 ] { a: 'b' } a%sb c\nx-1\n"),
        "{}",
        run.err
    );
}

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
