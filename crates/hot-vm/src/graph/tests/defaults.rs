//! `export default`.

use super::program::log_of;

#[test]
fn every_form_has_its_name_and_value() {
    let forms = [
        ("export default function () {}", "function default"),
        ("export default function named() {}", "function named"),
        ("export default class {}", "function default"),
        ("export default class Named {}", "function Named"),
        (
            "export default class { static name = 'own'; }",
            "function own",
        ),
        ("export default () => {};", "function default"),
        ("export default (function () {});", "function default"),
        ("export default async function* () {}", "function default"),
        ("export default 42;", "number undefined"),
        (
            "const x = 'x'; export { x as default };",
            "string undefined",
        ),
        ("export { default } from './other.js';", "string undefined"),
        ("export default { name: 'object' };", "object object"),
    ];
    for (text, expected) in forms {
        let log = log_of(&[
            (
                "a.js",
                "import d from './b.js'; import { default as e } from './b.js'; log(typeof d, d?.name); if (d !== e) log('differ');",
            ),
            ("b.js", text),
            ("other.js", "export default 'other';"),
        ]);
        assert_eq!(log, [expected], "{text}");
    }
}

#[test]
fn a_default_expression_is_a_constant_of_its_own() {
    let log = log_of(&[
        (
            "a.js",
            "import d, { x } from './b.js'; globalThis.set(2); log(d, x);",
        ),
        (
            "b.js",
            "let x = 1; export default x; export { x }; globalThis.set = (v) => { x = v; };",
        ),
    ]);
    assert_eq!(log, ["1 2"]);
}

#[test]
fn a_default_function_is_a_live_variable() {
    let log = log_of(&[
        (
            "a.js",
            "import f, { set } from './b.js'; log(f()); set(); log(f());",
        ),
        (
            "b.js",
            "export default function f() { return 1; } export function set() { f = () => 2; }",
        ),
    ]);
    assert_eq!(log, ["1", "2"]);
}
