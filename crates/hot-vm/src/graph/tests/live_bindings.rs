//! Imports are views of the exporter's variables.

use super::program::log_of;

#[test]
fn importers_see_assignments() {
    let log = log_of(&[
        (
            "a.js",
            "import { n, up } from './b.js'; import * as b from './b.js'; log(n, b.n); up(); log(n, b.n);",
        ),
        ("b.js", "export let n = 0; export function up() { n++; }"),
    ]);
    assert_eq!(log, ["0 0", "1 1"]);
}

#[test]
fn several_names_of_one_variable_agree() {
    let log = log_of(&[
        (
            "a.js",
            "import { one, two, three } from './b.js'; import { four } from './c.js';
             log(one, two, three, four); globalThis.set(7); log(one, two, three, four);",
        ),
        (
            "b.js",
            "let v = 1; export { v as one, v as two, v as three }; globalThis.set = (x) => { v = x; };",
        ),
        ("c.js", "export { two as four } from './b.js';"),
    ]);
    assert_eq!(log, ["1 1 1 1", "7 7 7 7"]);
}

#[test]
fn an_import_cannot_be_assigned() {
    let log = log_of(&[
        (
            "a.js",
            "import { v } from './b.js'; import * as ns from './b.js';
             for (const f of [() => { v = 2; }, () => { ns.v = 2; }, () => { ns = 2; }, () => { v++; }, () => { delete ns.v; }]) {
               try { f(); log('no error'); } catch (error) { log(error.name); }
             }
             log(v, ns.v);",
        ),
        ("b.js", "export let v = 1;"),
    ]);
    assert_eq!(
        log,
        [
            "TypeError",
            "TypeError",
            "TypeError",
            "TypeError",
            "TypeError",
            "1 1"
        ]
    );
}

#[test]
fn destructured_and_function_scoped_exports() {
    let log = log_of(&[
        (
            "a.js",
            "import { x, y, rest, early } from './b.js'; log(x, y, rest.join(), early);",
        ),
        (
            "b.js",
            "export const { x, deep: [y, ...rest] } = { x: 1, deep: [2, 3, 4] }; { var early = 5; } export { early };",
        ),
    ]);
    assert_eq!(log, ["1 2 3,4 5"]);
}

#[test]
fn a_function_can_be_reassigned() {
    let log = log_of(&[
        (
            "a.js",
            "import { f, change } from './b.js'; log(f()); change(); log(f());",
        ),
        (
            "b.js",
            "export function f() { return 'old'; } export function change() { f = () => 'new'; }",
        ),
    ]);
    assert_eq!(log, ["old", "new"]);
}

#[test]
fn a_call_of_an_import_has_no_receiver() {
    let log = log_of(&[
        (
            "a.js",
            "import { f, tag } from './b.js'; log(f(), tag`x`, new (class extends f {})() instanceof f);",
        ),
        (
            "b.js",
            "export function f() { return this === undefined; } export function tag() { return this === undefined; }",
        ),
    ]);
    assert_eq!(log, ["true true true"]);
}
