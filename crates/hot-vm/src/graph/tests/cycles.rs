//! Modules that import each other.

use super::program::{Program, log_of};

#[test]
fn functions_are_hoisted_before_any_module_of_the_cycle_runs() {
    let log = log_of(&[
        (
            "a.js",
            "import { b } from './b.js'; export function a() { return 'a'; } log('a sees', b());",
        ),
        (
            "b.js",
            "import { a } from './a.js'; export function b() { return 'b'; } log('b sees', a());",
        ),
    ]);
    assert_eq!(log, ["b sees a", "a sees b"]);
}

#[test]
fn anonymous_default_functions_are_hoisted_too() {
    let log = log_of(&[
        (
            "a.js",
            "import './b.js'; export default function () { return 'hoisted'; }",
        ),
        ("b.js", "import f from './a.js'; log(f(), f.name);"),
    ]);
    assert_eq!(log, ["hoisted default"]);
}

#[test]
fn a_module_may_import_itself() {
    let log = log_of(&[(
        "a.js",
        "import * as self from './a.js'; import { x as y, f as g } from './a.js';
         log(g(), typeof self);
         try { y } catch (error) { log(error.name); }
         export let x = 1; export function f() { return 'f'; }
         log(y, self.x, self.f === f);",
    )]);
    assert_eq!(log, ["f object", "ReferenceError", "1 1 true"]);
}

#[test]
fn each_module_runs_once_in_post_order() {
    let log = log_of(&[
        (
            "a.js",
            "log('a'); import './b.js'; import './c.js'; import './d.js';",
        ),
        ("b.js", "log('b'); import './d.js'; import './c.js';"),
        ("c.js", "log('c'); import './a.js'; import './e.js';"),
        ("d.js", "log('d');"),
        ("e.js", "log('e'); import './c.js';"),
    ]);
    assert_eq!(log, ["d", "e", "c", "b", "a"]);
}

#[test]
fn a_cycle_that_is_entered_elsewhere_runs_in_another_order() {
    let files = [
        ("a.js", "import './b.js'; log('a');"),
        ("b.js", "import './c.js'; log('b');"),
        ("c.js", "import './a.js'; log('c');"),
    ];
    let orders = [
        ("a.js", ["c", "b", "a"]),
        ("b.js", ["a", "c", "b"]),
        ("c.js", ["b", "a", "c"]),
    ];
    for (entry, order) in orders {
        let program = Program::new(&files);
        program.run(entry).unwrap_fulfilled();
        assert_eq!(program.log(), order, "{entry}");
    }
}

#[test]
fn re_exports_around_a_cycle_find_the_binding() {
    let log = log_of(&[
        (
            "a.js",
            "import { x } from './b.js'; export { y } from './b.js'; export let z = 'z'; log(x, y2()); import { y as y2 } from './a.js';",
        ),
        (
            "b.js",
            "export { z as zz } from './a.js'; export const x = 'x'; export function y() { return 'y'; }",
        ),
    ]);
    assert_eq!(log, ["x y"]);
}

#[test]
fn an_error_in_a_cycle_is_every_members_error() {
    let program = Program::new(&[
        ("a.js", "import './b.js'; log('a');"),
        (
            "b.js",
            "import './c.js'; log('b'); throw new Error('in b');",
        ),
        ("c.js", "import './a.js'; log('c');"),
    ]);
    for entry in ["a.js", "b.js", "c.js", "a.js"] {
        assert_eq!(
            program.run(entry).unwrap_rejected().text,
            "Error: in b",
            "{entry}"
        );
    }
    assert_eq!(program.log(), ["c", "b"]);
}
