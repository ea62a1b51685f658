//! `export *`.

use super::program::{error_of, log_of};

#[test]
fn everything_but_default_is_passed_on() {
    let log = log_of(&[
        (
            "a.js",
            "import * as b from './b.js'; log(Object.keys(b).join());",
        ),
        ("b.js", "export * from './c.js'; export * from './d.js';"),
        (
            "c.js",
            "export const x = 1; export default 2; export { x as 'not an identifier' };",
        ),
        ("d.js", "export const y = 1; export default 3;"),
    ]);
    assert_eq!(log, ["not an identifier,x,y"]);
}

#[test]
fn own_exports_win() {
    let log = log_of(&[
        ("a.js", "import { x } from './b.js'; log(x);"),
        ("b.js", "export * from './c.js'; export const x = 'own';"),
        ("c.js", "export const x = 'star';"),
    ]);
    assert_eq!(log, ["own"]);
}

#[test]
fn the_same_binding_by_two_ways_is_not_ambiguous() {
    let log = log_of(&[
        (
            "a.js",
            "import { x } from './b.js'; import * as b from './b.js'; log(x, Object.keys(b).join());",
        ),
        ("b.js", "export * from './c.js'; export * from './d.js';"),
        ("c.js", "export { x } from './e.js';"),
        ("d.js", "export { y as x } from './e.js';"),
        ("e.js", "let v = 'v'; export { v as x, v as y };"),
    ]);
    assert_eq!(log, ["v x"]);
}

#[test]
fn different_bindings_are_ambiguous() {
    let files = |entry: &'static str| {
        [
            ("a.js", entry),
            ("b.js", "export * from './c.js'; export * from './d.js';"),
            ("c.js", "export const x = 1, y = 1;"),
            ("d.js", "export const x = 2, z = 2;"),
        ]
    };
    let ambiguous = "cannot be resolved due to ambiguous multiple bindings.";
    assert_eq!(
        error_of(&files("import { x } from './b.js';")),
        format!("SyntaxError: Importing binding name 'x' {ambiguous}")
    );
    assert_eq!(
        error_of(&files("export { x as q } from './b.js';")),
        format!("SyntaxError: Indirectly exported binding name 'x' {ambiguous}")
    );
    let log = log_of(&files(
        "import * as ns from './b.js'; log(Object.keys(ns).join(), 'x' in ns, ns.x);",
    ));
    assert_eq!(log, ["y,z false undefined"]);
}

#[test]
fn stars_may_go_in_circles() {
    let log = log_of(&[
        (
            "a.js",
            "export * from './b.js'; export const a = 'a'; import * as self from './a.js'; import { b, c } from './a.js'; log(Object.keys(self).join(), b, c);",
        ),
        (
            "b.js",
            "export * from './c.js'; export * from './a.js'; export const b = 'b';",
        ),
        (
            "c.js",
            "export * from './b.js'; export * from './c.js'; export const c = 'c';",
        ),
    ]);
    assert_eq!(log, ["a,b,c b c"]);
}

#[test]
fn a_circle_of_re_exports_is_no_export() {
    let text = error_of(&[
        ("a.js", "export { x } from './b.js';"),
        ("b.js", "export { x } from './a.js';"),
    ]);
    assert_eq!(
        text,
        "SyntaxError: Indirectly exported binding name 'x' is not found."
    );
    let log = log_of(&[
        (
            "a.js",
            "import * as b from './b.js'; log(Object.keys(b).length);",
        ),
        ("b.js", "export * from './c.js';"),
        ("c.js", "export * from './b.js';"),
    ]);
    assert_eq!(log, ["0"]);
}

#[test]
fn default_does_not_come_through_a_star() {
    let text = error_of(&[
        ("a.js", "import d from './b.js';"),
        ("b.js", "export * from './c.js';"),
        ("c.js", "export default 1;"),
    ]);
    assert_eq!(
        text,
        "SyntaxError: Importing binding name 'default' is not found."
    );
}

#[test]
fn a_star_with_a_name_is_a_namespace() {
    let log = log_of(&[
        (
            "a.js",
            "import { ns, inner } from './b.js'; import * as c from './c.js'; import * as b from './b.js'; log(ns === c, inner === c, b.ns === c, ns.x);",
        ),
        (
            "b.js",
            "export * as ns from './c.js'; import * as inner from './c.js'; export { inner };",
        ),
        ("c.js", "export let x = 1;"),
    ]);
    assert_eq!(log, ["true true true 1"]);
}

#[test]
fn a_namespace_by_two_ways_is_one_binding() {
    let log = log_of(&[
        ("a.js", "import { ns } from './b.js'; log(ns.x);"),
        ("b.js", "export * from './c.js'; export * from './d.js';"),
        ("c.js", "export * as ns from './e.js';"),
        ("d.js", "export * as ns from './e.js';"),
        ("e.js", "export let x = 1;"),
    ]);
    assert_eq!(log, ["1"]);
}

#[test]
fn namespaces_may_contain_each_other() {
    let log = log_of(&[
        (
            "a.js",
            "import * as b from './b.js'; log(b.c.b === b, b.c.b.c.self === b.c, Object.keys(b.c).join());",
        ),
        ("b.js", "export * as c from './c.js';"),
        (
            "c.js",
            "export * as b from './b.js'; export * as self from './c.js';",
        ),
    ]);
    assert_eq!(log, ["true true b,self"]);
}
