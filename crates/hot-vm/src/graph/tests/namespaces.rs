//! Namespace objects: every internal method, as ECMA-262's section on module namespace exotic objects has it.

use super::program::log_of;

/// Runs `body` with `ns` being the namespace of a module that exports a (1), b (2, a `let`), "10", "9", `default` and `__proto__`.
#[track_caller]
fn check(body: &str, expected: &[&str]) {
    let entry = format!(
        "import * as ns from './b.js';
         const attempt = (f) => {{ try {{ return String(f()); }} catch (error) {{ return error.name; }} }};
         {body}"
    );
    let log = log_of(&[
        ("a.js", entry.as_str()),
        (
            "b.js",
            "export const a = 1; export let b = 2; const n = 9, t = 10, p = 'proto'; export { n as '9', t as '10', p as __proto__ };
             export default 'd'; export { b as '\u{e000}', b as '\u{1f600}' };",
        ),
    ]);
    assert_eq!(log, expected);
}

#[test]
fn own_property_keys_are_sorted_by_code_units() {
    // U+1F600 begins with the unit D83D, before U+E000; by code points it would be the other way round. Integers are no exception.
    check(
        "log(Reflect.ownKeys(ns).map(String).join()); log(Object.keys(ns).length, Object.getOwnPropertySymbols(ns).length);
         log(Reflect.ownKeys(ns) === Reflect.ownKeys(ns)); Reflect.ownKeys(ns).push('x'); log(Reflect.ownKeys(ns).length);",
        &["10,9,__proto__,a,b,default,\u{1f600},\u{e000},Symbol(Symbol.toStringTag)", "8 1", "false", "9"],
    );
}

#[test]
fn prototype_and_extensibility() {
    check(
        "log(Object.getPrototypeOf(ns), Reflect.setPrototypeOf(ns, null), Reflect.setPrototypeOf(ns, {}), attempt(() => Object.setPrototypeOf(ns, {})),
             Object.setPrototypeOf(ns, null) === ns, Reflect.isExtensible(ns), Reflect.preventExtensions(ns), Object.isFrozen(ns), Object.isSealed(ns));
         log(ns instanceof Object, ns.__proto__, ns.toString, ns.constructor);",
        &["null true false TypeError true false true false true", "false proto undefined undefined"],
    );
}

#[test]
fn to_string_tag() {
    check(
        "log(Object.prototype.toString.call(ns)); const d = Object.getOwnPropertyDescriptor(ns, Symbol.toStringTag);
         log(d.value, d.writable, d.enumerable, d.configurable);
         log(Reflect.set(ns, Symbol.toStringTag, 'x'), Reflect.deleteProperty(ns, Symbol.toStringTag), Reflect.has(ns, Symbol.toStringTag),
             Reflect.defineProperty(ns, Symbol.toStringTag, { value: 'Module', writable: false }), Reflect.defineProperty(ns, Symbol.toStringTag, { value: 'x' }));
         log(attempt(() => `${ns}`));",
        &["[object Module]", "Module false false false", "false false true true false", "TypeError"],
    );
}

#[test]
fn get_own_property() {
    check(
        "const show = (k) => JSON.stringify(Object.getOwnPropertyDescriptor(ns, k)); log(show('a')); log(show('b')); log(show('10')); log(show('x'));
         log(Object.hasOwn(ns, 'default'), Object.hasOwn(ns, 'x'), Object.getOwnPropertyDescriptor(ns, Symbol.iterator));",
        &[
            r#"{"value":1,"writable":true,"enumerable":true,"configurable":false}"#,
            r#"{"value":2,"writable":true,"enumerable":true,"configurable":false}"#,
            r#"{"value":10,"writable":true,"enumerable":true,"configurable":false}"#,
            "undefined",
            "true false undefined",
        ],
    );
}

#[test]
fn define_own_property() {
    check(
        "const define = (k, d) => attempt(() => Reflect.defineProperty(ns, k, d));
         log(define('a', {}), define('a', { value: 1 }), define('a', { value: 1, writable: true, enumerable: true, configurable: false }));
         log(define('a', { value: 2 }), define('a', { writable: false }), define('a', { enumerable: false }), define('a', { configurable: true }),
             define('a', { get() {} }), define('a', { set: undefined }), define('x', { value: 1 }), define('x', {}), define(Symbol('s'), { value: 1 }));
         log(attempt(() => Object.defineProperty(ns, 'a', { value: 2 })), attempt(() => Object.defineProperty(ns, 'a', { value: 1 }) === ns));",
        &["true true true", "false false false false false false false false false", "TypeError true"],
    );
}

#[test]
fn has_get_set_delete() {
    check(
        "log('a' in ns, 'x' in ns, 'toString' in ns, Symbol.iterator in ns, '10' in ns, 10 in ns);
         log(ns.a, ns['b'], ns.x, ns[10], ns['9'], ns.default, ns[Symbol.iterator], Reflect.get(ns, 'a', { a: 5 }));
         log(Reflect.set(ns, 'a', 1), Reflect.set(ns, 'x', 1), Reflect.set(ns, Symbol('s'), 1), Reflect.set({}, 'a', 1, ns), Reflect.set({}, 'a', 2, ns), 
             attempt(() => { ns.a = 1; }), attempt(() => { ns.x = 1; }));
         log(Reflect.deleteProperty(ns, 'a'), Reflect.deleteProperty(ns, 'x'), Reflect.deleteProperty(ns, Symbol('s')),
             attempt(() => delete ns.a), attempt(() => delete ns.x));
         const heir = Object.create(ns); log(heir.a, attempt(() => { heir.a = 1; }), attempt(() => { heir.zz = 1; }));",
        &[
            "true false false false true true",
            "1 2 undefined 10 9 d undefined 1",
            "false false false true false TypeError TypeError",
            "false true true TypeError true",
            "1 TypeError TypeError",
        ],
    );
}

#[test]
fn freezing_and_sealing() {
    check(
        "log(attempt(() => Object.freeze(ns)), attempt(() => Object.seal(ns) === ns), attempt(() => Object.preventExtensions(ns) === ns));
         log(attempt(() => Object.assign(ns, { a: 1 })), attempt(() => Object.assign(ns, {}) === ns));",
        &["TypeError true true", "TypeError true"],
    );
}

#[test]
fn enumeration() {
    check(
        "const seen = []; for (const k in ns) seen.push(k); log(seen.join());
         log(Object.values(ns).join()); log(JSON.stringify(ns)); log(JSON.stringify({ ...ns }) === JSON.stringify(Object.fromEntries(Object.entries(ns))));",
        &[
            "10,9,__proto__,a,b,default,\u{1f600},\u{e000}",
            "10,9,proto,1,2,d,2,2",
            "{\"10\":10,\"9\":9,\"__proto__\":\"proto\",\"a\":1,\"b\":2,\"default\":\"d\",\"\u{1f600}\":2,\"\u{e000}\":2}",
            "true",
        ],
    );
}

#[test]
fn an_empty_namespace_is_not_frozen_by_accident() {
    let log = log_of(&[
        (
            "a.js",
            "import * as ns from './b.js'; log(Reflect.ownKeys(ns).length, Object.isFrozen(ns), Object.freeze(ns) === ns, Reflect.set(ns, 'x', 1));",
        ),
        ("b.js", ""),
    ]);
    assert_eq!(log, ["1 true true false"]);
}

#[test]
fn it_is_the_same_object_for_everybody() {
    let log = log_of(&[
        (
            "a.js",
            "import * as one from './b.js'; import * as two from './b.js'; import three from './c.js';
             const four = await import('./b.js'); log(one === two, two === three, three === four);",
        ),
        ("b.js", "export let x;"),
        ("c.js", "import * as ns from './b.js'; export default ns;"),
    ]);
    assert_eq!(log, ["true true true"]);
}

#[test]
fn patched_prototypes_change_nothing() {
    let log = log_of(&[
        ("a.js", "import './patch.js'; import { x, ns } from './b.js'; const again = await import('./c.js', { __proto__: null }); log(x, ns.x, again === ns, Object.keys(ns).join());
                  log(Object.getOwnPropertyDescriptor(ns, 'x').value, Object.defineProperty(ns, 'x', { __proto__: null, value: 1 }) === ns);"),
        ("patch.js", "
            const trap = (key) => ({ __proto__: null, get() { throw new Error(`read ${key}`); }, set() { throw new Error(`wrote ${key}`); }, configurable: true });
            for (const key of ['get', 'set', 'value', 'writable', 'configurable', 'enumerable', '0', '1']) Object.defineProperty(Object.prototype, key, trap(key));
            Promise.prototype.then = undefined; Promise.resolve = undefined; WeakMap.prototype.set = undefined;
            for (const name of ['Promise', 'Reflect', 'Proxy', 'WeakMap']) globalThis[name] = undefined;
            Array.prototype[Symbol.iterator] = undefined; Function.prototype.call = Function.prototype.apply = Function.prototype.bind = undefined;
            Object.getPrototypeOf(function* () {}).prototype.next = undefined;"),
        ("b.js", "export * from './c.js'; export * as ns from './c.js';"),
        ("c.js", "export const x = 1;"),
    ]);
    assert_eq!(log, ["1 1 true x", "1 true"]);
}

#[test]
fn constant_namespaces_are_the_same_before_and_after_they_settle() {
    let log = log_of(&[
        (
            "a.js",
            "import * as ns from './b.js'; import './reader.js';
             const look = () => log(ns.x, ns.f(), ns.C.name, ns.default, ns.nothing, String(ns[Symbol.toStringTag]), ns.inner.y, Reflect.ownKeys(ns).length, Object.getOwnPropertyDescriptor(ns, 'x').value, 'x' in ns);
             look(); look();
             for (const f of [() => { ns.x = 2; }, () => { delete ns.x; }, () => { ns.q = 1; }, () => Object.freeze(ns)]) try { f(); log('none'); } catch (error) { log(error.name); }
             let sum = 0; for (let i = 0; i < 2000; i++) sum += ns.x; log(sum, Object.create(ns).x, Reflect.get(ns, 'x', {}));",
        ),
        ("b.js", "import './c.js'; import './d.json'; import './reader.js'; export const x = 1; export function f() { return this === globalThis.ns ? 'this' : 'other'; } export class C {} export default 'd'; export * as inner from './c.js'; export { default as json } from './d.json';"),
        ("reader.js", "import * as ns from './b.js'; globalThis.ns = ns; try { ns.x; } catch (error) { log(error.name); } log(typeof ns.f, ns.inner.y, ns.json);"),
        ("c.js", "export let y = 'y';"),
        ("d.json", "\"json\""),
    ]);
    let look = "1 this C d undefined Module y 7 1 true";
    assert_eq!(
        log,
        [
            "ReferenceError",
            "function y json",
            look,
            look,
            "TypeError",
            "TypeError",
            "TypeError",
            "TypeError",
            "2000 1 1"
        ]
    );
}

#[test]
fn variables_that_change_are_live_for_ever() {
    for (declaration, change) in [
        ("let x = 1; export { x };", "x = 2;"),
        ("export let x; x = 1;", "({ x } = { x: 2 });"),
        ("export var x = 1;", "[x] = [2];"),
        ("export let x = 1;", "for (x of [2]);"),
        ("export let x = 1;", "eval('x = 2');"),
        ("export let x = 1;", "(() => { x++; })();"),
        (
            "export var x = 1; globalThis.later = class { static set() { x = 2; } };",
            "later.set();",
        ),
        (
            "export default function x() {} x.valueOf = () => 1; export { x };",
            "x = 2;",
        ),
    ] {
        let module = format!(
            "{declaration} export const other = 0; export function change() {{ {change} }}"
        );
        let log = log_of(&[
            (
                "a.js",
                "import * as ns from './b.js'; import * as star from './c.js'; for (let i = 0; i < 3; i++) ns.other + star.other; log(+ns.x, +star.x); ns.change(); log(+ns.x, +star.x);",
            ),
            ("b.js", &module),
            ("c.js", "export * from './b.js';"),
        ]);
        assert_eq!(log, ["1 1", "2 2"], "{module}");
    }
}

#[test]
fn a_namespace_of_a_module_that_failed_or_waits_does_not_settle() {
    let log = log_of(&[
        (
            "a.js",
            "await import('./b.js').catch(() => {}); for (let i = 0; i < 3; i++) try { b.x; } catch (error) { log(error.name); }
             const c = import('./c.js'); for (let i = 0; i < 9; i++) await 0; try { globalThis.c.x; } catch (error) { log(error.name); } open(); log((await c).x, globalThis.c.x);",
        ),
        ("b.js", "import * as b from './b.js'; globalThis.b = b; throw 0; export const x = 1;"),
        ("c.js", "import * as c from './c.js'; globalThis.c = c; await new Promise((resolve) => { globalThis.open = resolve; }); export const x = 1;"),
    ]);
    assert_eq!(
        log,
        [
            "ReferenceError",
            "ReferenceError",
            "ReferenceError",
            "ReferenceError",
            "1 1"
        ]
    );
}

#[test]
fn variables_that_only_change_at_the_top_level_settle() {
    let log = log_of(&[
        (
            "a.js",
            "import * as ns from './b.js'; import * as all from './b.js'; globalThis.all = all;
             for (let i = 0; i < 3; i++) log(ns.E.A, ns.x, ns.y, all.x, Object.keys(all).join());",
        ),
        (
            "b.js",
            "export var E; (function (E) { E[E.A = 0] = 'A'; })(E || (E = {})); export let x; x = 1; x = 2; export var y = 1; y++;",
        ),
    ]);
    assert_eq!(log, ["0 2 2 2 E,x,y"; 3]);
}

#[test]
fn a_namespace_whose_members_are_only_named_behaves_as_one() {
    let module = "export let x = 1; export function set(value) { x = value; return typeof this; } export { x as '10' };";
    let log = log_of(&[
        (
            "a.js",
            "import * as ns from './b.js'; log(ns.x, ns.set(2), ns.x, ns.nothing, ns['10'], typeof ns.toString, ns.set?.(3), ns.x, ns.nothing?.());
             for (const f of [() => { ns.x = 1; }, () => { ns.nothing = 1; }, () => { ns.x++; }, () => ns.nothing()]) try { f(); log('none'); } catch (error) { log(error.name); }",
        ),
        ("b.js", &format!("import './early.js'; {module}")),
        ("early.js", "import * as ns from './b.js'; try { ns.x; } catch (error) { log(error.name); } log(typeof ns.set);"),
    ]);
    assert_eq!(
        log,
        [
            "ReferenceError",
            "function",
            "1 object 2 undefined 2 undefined object 3 undefined",
            "TypeError",
            "TypeError",
            "TypeError",
            "TypeError"
        ]
    );
}
