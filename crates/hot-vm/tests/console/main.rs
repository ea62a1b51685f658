//! What `console` writes, line by line. Unless said otherwise the expected text is Node's.

#[path = "../common/mod.rs"]
mod common;
mod hostile;
mod methods;

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
    if crate::common::lacks(crate::common::Needs::PromiseStatus) {
        return;
    }
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
    if crate::common::lacks(crate::common::Needs::PromiseStatus) {
        return;
    }
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
