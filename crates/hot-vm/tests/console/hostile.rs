//! Values that do not want to be looked at, and realms that were changed.

use crate::check;
use crate::common::run_embedded;

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
