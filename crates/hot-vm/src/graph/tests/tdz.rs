//! Variables that are read before they are initialised.

use super::program::log_of;

const READER: &str = "
    import * as ns from './a.js';
    import { l, c, k, default as d } from './a.js';
    export function read() {
      const tries = { l: () => l, c: () => c, k: () => k, d: () => d, nl: () => ns.l, get: () => Object.getOwnPropertyDescriptor(ns, 'l'), keys: () => Object.keys(ns).length };
      log(Object.keys(tries).map((name) => { try { return `${name}:${typeof tries[name]()}`; } catch (error) { return `${name}:${error.name}`; } }).join(' '));
    }
    read();
    try { typeof l; } catch (error) { log('typeof:', error.name); }";

#[test]
fn reading_too_early_is_a_reference_error_and_afterwards_is_not() {
    let log = log_of(&[
        (
            "a.js",
            "import { read } from './b.js'; export let l = 1; export const c = 's'; export class k {} export default true; read();",
        ),
        ("b.js", READER),
    ]);
    let all =
        ["l", "c", "k", "d", "nl", "get", "keys"].map(|name| format!("{name}:ReferenceError"));
    assert_eq!(
        log,
        [
            all.join(" ").as_str(),
            "typeof: ReferenceError",
            "l:number c:string k:function d:boolean nl:number get:object keys:number"
        ]
    );
}

#[test]
fn var_and_function_have_no_dead_zone() {
    let log = log_of(&[
        (
            "a.js",
            "import './b.js'; export var v = 1; export function f() {} export async function* g() {}",
        ),
        (
            "b.js",
            "import { v, f, g } from './a.js'; log(typeof v, typeof f, typeof g);",
        ),
    ]);
    assert_eq!(log, ["undefined function function"]);
}

#[test]
fn a_dead_zone_goes_through_re_exports() {
    let log = log_of(&[
        ("a.js", "import './b.js'; export let l = 1;"),
        (
            "b.js",
            "import { m } from './c.js'; import { n } from './d.js'; for (const f of [() => m, () => n]) try { f(); } catch (error) { log(error.name); }",
        ),
        ("c.js", "export { l as m } from './a.js';"),
        ("d.js", "import { l } from './a.js'; export { l as n };"),
    ]);
    assert_eq!(log, ["ReferenceError", "ReferenceError"]);
}

#[test]
fn names_in_a_namespace_exist_before_their_values() {
    let log = log_of(&[
        ("a.js", "import './b.js'; export let l = 1;"),
        ("b.js", "import * as ns from './a.js'; log('l' in ns, Reflect.has(ns, 'x'), Reflect.ownKeys(ns).length, Reflect.deleteProperty(ns, 'l'), Reflect.set(ns, 'l', 1));
                  for (const f of [() => Object.prototype.hasOwnProperty.call(ns, 'l'), () => Object.defineProperty(ns, 'l', {}), () => Object.freeze(ns), () => JSON.stringify(ns), () => ({ ...ns })]) try { f(); log('none'); } catch (error) { log(error.name); }"),
    ]);
    assert_eq!(
        log,
        [
            "true false 2 false false",
            "ReferenceError",
            "ReferenceError",
            "ReferenceError",
            "ReferenceError",
            "ReferenceError"
        ]
    );
}
