//! Lowered modules on the engine: what only execution shows.

use std::path::Path;

use super::realm::Realm;
use crate::transform::{RUNTIME_HELPERS, TransformOptions, transform};

#[test]
fn using_disposes_in_reverse_order_however_the_block_ends() {
    let realm = Realm::new();
    let resource = "const r = (n) => ({ [Symbol.dispose]() { log('-', n, this.n === n) }, n });";
    let cases = [
        (
            "{ using a = r(1), b = r(2); using c = null, d = undefined; log('in') } log('out')",
            "in|- 2 true|- 1 true|out",
        ),
        ("l: { using a = r(1); break l } log('out')", "- 1 true|out"),
        (
            "try { using a = r(1); throw 'x' } catch (e) { log(e) }",
            "- 1 true|x",
        ),
        (
            "log((() => { using a = r(1); return log('return') })())",
            "return|- 1 true|undefined",
        ),
        (
            "for (using a of [r(1), r(2)]) { log(a.n); continue }",
            "1|- 1 true|2|- 2 true",
        ),
        (
            "for (using a = r(1); ; ) { break } log('out')",
            "- 1 true|out",
        ),
        (
            "class A { static { using a = r(1); log('static') } }",
            "static|- 1 true",
        ),
        ("using a = r(1); log('end')", "end|- 1 true"),
        (
            "function* g() { using a = r(1); yield 2 } for (const x of g()) { log(x); break }",
            "2|- 1 true",
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(
            realm.module(&format!("{resource}\n{source}")).join("|"),
            expected,
            "{source}"
        );
    }
}

#[test]
fn errors_of_disposal_suppress_earlier_ones() {
    let realm = Realm::new();
    let resource = "const r = (n) => ({ [Symbol.dispose]() { throw n } });";
    let cases = [
        ("{ using a = r(1); }", "threw 1"),
        ("{ using a = r(1), b = r(2); }", "threw Suppressed(1, 2)"),
        (
            "{ using a = r(1), b = r(2); throw 3 }",
            "threw Suppressed(1, Suppressed(2, 3))",
        ),
        (
            "{ await using a = r(1), b = r(2); throw 3 }",
            "threw Suppressed(1, Suppressed(2, 3))",
        ),
        ("{ using a = 5; }", "threw TypeError"),
        ("{ using a = {}; }", "threw TypeError"),
        (
            "{ await using a = { [Symbol.asyncDispose]: 1 }; }",
            "threw TypeError",
        ),
        ("{ using a = b; let b; }", "threw ReferenceError"),
    ];
    for (source, expected) in cases {
        assert_eq!(
            realm.module(&format!("{resource}\n{source}")).join("|"),
            expected,
            "{source}"
        );
    }
}

#[test]
fn await_using_waits_as_often_as_it_should() {
    let realm = Realm::new();
    let setup = "(async () => { for (let i = 0; i < 6; i++) { log(i); await 0 } })();
const r = (n) => ({ async [Symbol.asyncDispose]() { log('-' + n) } }), s = (n) => ({ [Symbol.dispose]() { log('-' + n) } });";
    let cases = [
        (
            "{ await using a = null; log('in') } log('out')",
            "0|in|1|out|2|3|4|5",
        ),
        (
            "{ await using a = r('a'); log('in') } log('out')",
            "0|in|-a|1|out|2|3|4|5",
        ),
        (
            "{ await using a = r('a'), b = r('b'); } log('out')",
            "0|-b|1|-a|2|out|3|4|5",
        ),
        (
            "{ await using a = s('a'); } log('out')",
            "0|-a|1|out|2|3|4|5",
        ),
        (
            "{ await using a = undefined; using b = s('b'); } log('out')",
            "0|-b|1|out|2|3|4|5",
        ),
        (
            "{ using b = s('b'); await using a = undefined; } log('out')",
            "0|1|-b|out|2|3|4|5",
        ),
        ("await using a = r('a'); log('in')", "0|in|-a|1|2|3|4|5"),
    ];
    for (source, expected) in cases {
        assert_eq!(
            realm.module(&format!("{setup}\n{source}")).join("|"),
            expected,
            "{source}"
        );
    }
}

#[test]
fn what_the_realm_lacks_is_installed_once() {
    let realm = Realm::new();
    realm.script(&format!(
        "var before = [Symbol.dispose, Symbol.asyncDispose, SuppressedError]; {RUNTIME_HELPERS}"
    ));
    realm.script(
        "log([Symbol.dispose, Symbol.asyncDispose, SuppressedError].every((x, i) => x === before[i]));
const e = new SuppressedError(1, 2, 'm');
log(e instanceof Error, e.name, e.message, e.error, e.suppressed, Object.keys(e).length, Object.keys(globalThis).includes('SuppressedError'));
log(SuppressedError(1, 2) instanceof SuppressedError, 'message' in SuppressedError.prototype);
log(Symbol.dispose.toString(), Symbol.keyFor(Symbol.dispose));",
    );
    assert_eq!(
        realm.take_log(),
        [
            "true",
            "true SuppressedError m 1 2 0 false",
            "true true",
            "Symbol(Symbol.dispose) undefined"
        ]
    );
}

#[test]
fn defaults_have_their_name_and_functions_exist_early() {
    let realm = Realm::new();
    for (source, name) in [
        ("export default function () {}", "default"),
        ("export default () => {}", "default"),
        ("export default class {}", "default"),
        ("export default class { static name = 'own' }", "own"),
        ("export default function f() {}", "f"),
        ("export default async function* () {}", "default"),
        ("export default (0, () => {})", ""),
    ] {
        let module =
            transform(source, Path::new("/app/a.js"), &TransformOptions::default()).unwrap();
        let key = &module.local_exports[0].local;
        let code = &module.code;
        realm.script(&format!(
            "{{ const m = drive({code}, {{}}); const get = m.exported['{key}']; let early;
            try {{ early = typeof get(); }} catch (error) {{ early = error.name; }}
            m.evaluate(); log(`${{early}}:${{get().name}}`); }}"
        ));
        let hoisted = source.contains("function");
        let early = if hoisted {
            "function"
        } else {
            "ReferenceError"
        };
        assert_eq!(realm.take_log(), [format!("{early}:{name}")], "{source}");
    }
}

#[test]
fn imports_are_live_read_only_and_called_without_this() {
    let realm = Realm::new();
    let source = "import { n, f, late } from 'm';
log(n, n); log(f(), f`x`, f?.());
try { n = 1 } catch (e) { log(e.name) }
try { ({ n } = {}) } catch (e) { log(e.name) }
try { late } catch (e) { log(e.name) }
log(typeof (() => n));";
    let environment = "{ count: 0, get n() { return ++this.count }, f() { 'use strict'; return this }, get late() { return x; let x } }";
    let path = Path::new("/app/a.js");
    let log = realm.module_with(source, path, &TransformOptions::default(), environment);
    let undefined = "undefined undefined undefined";
    assert_eq!(
        log,
        [
            "1 2",
            undefined,
            "TypeError",
            "TypeError",
            "ReferenceError",
            "function"
        ]
    );
}

#[test]
fn the_top_level_is_no_function() {
    let realm = Realm::new();
    assert_eq!(
        realm.module("log(this, typeof arguments); try { arguments } catch (e) { log(e.name) }"),
        ["undefined undefined", "ReferenceError"]
    );
    assert_eq!(
        realm.module("log(import.meta.url); log(await import('a', 'b'))"),
        ["file:///a.js", "a,b"]
    );
}

#[test]
fn accessor_fields_work() {
    let realm = Realm::new();
    let source = "let n = 0;
class A { accessor a = 1; static accessor [(log('key'), { toString() { n++; return 'b' } })] = 2; accessor f = () => {} }
const a = new A(); a.a++; A.b += 5;
log(a.a, A.b, n, Object.keys(a).length, a.f.name, Object.getOwnPropertyNames(A.prototype).join());
try { A.prototype.a } catch (e) { log(e.name) }";
    assert_eq!(
        realm.module(source),
        ["key", "2 7 1 0 f constructor,a,f", "TypeError"]
    );
}

#[test]
fn a_variable_of_a_function_around_is_assigned_in_a_loops_head() {
    // The engine takes `x` of `for ({ x } of …)` for a global; the lowered code avoids that form.
    let realm = Realm::new();
    assert_eq!(
        realm.module("let x, y; (() => { for ({ x } of [{ x: 1 }]); for ([{ y = 2 }] of [[{}]]); })(); log(x, y)"),
        ["1 2"]
    );
}
