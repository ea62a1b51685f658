//! What is different in TypeScript.

use super::program::{Program, error_of, log_of};

#[test]
fn a_type_may_be_exported_again_without_saying_that_it_is_one() {
    let log = log_of(&[
        (
            "a.ts",
            "import { value, T } from './b.ts'; import * as b from './b.ts'; const t: T = 1; log(t, value, Object.keys(b).join());",
        ),
        (
            "b.ts",
            "export { T, value } from './types.ts'; import { U } from './types.ts'; export { U };",
        ),
        (
            "types.ts",
            "export type T = number; export interface U {} export const value = 'v';",
        ),
    ]);
    assert_eq!(log, ["1 v value"]);
}

#[test]
fn but_not_imported_as_a_value() {
    let text = error_of(&[
        ("a.ts", "import { T } from './b.ts'; log(T);"),
        ("b.ts", "export { T } from './types.ts';"),
        ("types.ts", "export type T = number;"),
    ]);
    assert_eq!(
        text,
        "SyntaxError: Importing binding name 'T' is not found."
    );
    let text = error_of(&[
        ("a.js", "export { T } from './types.ts';"),
        ("types.ts", "export type T = number;"),
    ]);
    assert_eq!(
        text,
        "SyntaxError: Indirectly exported binding name 'T' is not found."
    );
}

#[test]
fn enums_namespaces_and_classes_are_values() {
    let program = Program::new(&[
        (
            "a.ts",
            "import { E, N, C } from './b.ts'; log(E.A, E[0], N.x, new C(7).n); import type { T } from './nowhere.ts'; export type { T };",
        ),
        (
            "b.ts",
            "export enum E { A } export namespace N { export const x = 'x'; } export class C { constructor(public n: number) {} }",
        ),
    ]);
    program.run("a.ts").unwrap_fulfilled();
    assert_eq!(program.log(), ["0 A x 7"]);
}
