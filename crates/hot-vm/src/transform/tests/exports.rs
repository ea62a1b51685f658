//! Export entries, getters, and what export declarations leave behind.

use super::{body, exports, head, js};

#[test]
fn declarations_are_local_exports() {
    let module = js("export let a = 1, { b, c: [d, ...e] } = x;
export const f = 2;
export var g;
export function h() {}
export async function* i() {}
export class J {}");
    assert_eq!(
        exports(&module),
        [
            "a = a", "b = b", "d = d", "e = e", "f = f", "g = g", "h = h", "i = i", "J = J"
        ]
    );
    assert_eq!(
        body(&module),
        "let a = 1, { b, c: [d, ...e] } = x;\nconst f = 2;\nvar g;\nfunction h() {}\nasync function* i() {}\nclass J {}"
    );
}

#[test]
fn getters_are_registered_once_and_before_the_pause() {
    let module =
        js("export { a, a as b, a as \"c-d\" }; let a; export { f as default }; function f() {}");
    assert_eq!(
        head(&module),
        r#"(function* $module($m, $i) { "use strict"; $m.exports({ "a": () => a, "f": () => f });"#
    );
    assert_eq!(
        exports(&module),
        ["a = a", "b = a", "c-d = a", "default = f"]
    );
    assert_eq!(module.code.matches("$m.exports").count(), 1);
}

#[test]
fn no_exports_are_registered_too() {
    assert_eq!(
        js("").code,
        "(function* $module($m, $i) { \"use strict\"; $m.exports({});\nyield;\n})"
    );
}

#[test]
fn re_exports_of_imports_are_indirect() {
    let module = js(
        "export { b, ns, d as e }; import d, { a as b } from 'm'; import * as ns from 'n';
export { x, default as y, z as default, \"s t\" as \"u v\" } from 'o';
export * from 'p';
export * as q from 'p';
export * from 'p';",
    );
    assert_eq!(
        exports(&module),
        [
            "b = m.a",
            "ns = n.*",
            "e = m.default",
            "x = o.x",
            "y = o.default",
            "default = o.z",
            "u v = o.s t",
            "q = p.*",
            "* = p"
        ]
    );
    assert_eq!(
        head(&module),
        "(function* $module($m, $i) { \"use strict\"; $m.exports({});"
    );
    let place = &module.indirect_exports[3];
    assert_eq!((place.line, place.column), (2, 10));
}

#[test]
fn an_anonymous_default_function_is_there_at_instantiation() {
    let module = js("f();\nexport default function () { return 1 }");
    assert_eq!(
        module.code,
        "(function* $module($m, $i) { \"use strict\"; $m.exports({ \"*default*\": () => $default });
const $default = { default: function() {
return 1;
} }.default;
yield;
f();
})"
    );
    assert_eq!(exports(&module), ["default = *default*"]);
    for kind in ["async function", "function* ", "async function* "] {
        let module = js(&format!("export default {kind}() {{}}"));
        let made = format!("const $default = {{ default: {kind}() {{}} }}.default;\nyield;");
        assert!(module.code.contains(&made), "{}", module.code);
    }
}

#[test]
fn a_named_default_is_its_binding() {
    let module = js("export default function f() {} f = 1;");
    assert_eq!(exports(&module), ["default = f"]);
    assert_eq!(body(&module), "function f() {}\nf = 1;");
    let module = js("export default class C { static x = C }");
    assert_eq!(exports(&module), ["default = C"]);
    assert_eq!(body(&module), "class C {\nstatic x = C;\n}");
}

#[test]
fn a_default_expression_is_evaluated_in_its_place_and_named_if_anonymous() {
    let cases = [
        ("export default 1 + 2", "const $default = 1 + 2;"),
        ("export default a", "const $default = a;"),
        (
            "export default (() => 1)",
            "const $default = { default: (() => 1) }.default;",
        ),
        (
            "export default (function () {})",
            "const $default = { default: (function() {}) }.default;",
        ),
        (
            "export default (function f() {})",
            "const $default = (function f() {});",
        ),
        (
            "export default class {}",
            "const $default = { default: class {} }.default;",
        ),
        (
            "export default (class {})",
            "const $default = { default: class {} }.default;",
        ),
        (
            "export default (0, () => 1)",
            "const $default = (0, () => 1);",
        ),
        ("export default await a", "const $default = yield a;"),
        ("export default { a }", "const $default = { a };"),
        (
            "import b from 'm'; export default b",
            "const $default = $i.b;",
        ),
    ];
    for (source, expected) in cases {
        let module = js(source);
        assert_eq!(body(&module), expected, "{source}");
        assert_eq!(exports(&module), ["default = *default*"], "{source}");
    }
}

#[test]
fn export_names_may_be_any_string() {
    let module =
        js(r#"let a; export { a as "", a as "🦀", a as "__proto__", a as 'it"s', a as if };"#);
    assert_eq!(
        exports(&module),
        [" = a", "🦀 = a", "__proto__ = a", "it\"s = a", "if = a"]
    );
}

#[test]
fn a_local_called_proto_has_another_key() {
    let module = js("export let __proto__ = 1;");
    assert_eq!(exports(&module), ["__proto__ = $proto"]);
    assert!(head(&module).contains(r#"{ "$proto": () => __proto__ }"#));
}

#[test]
fn escapes_in_names_are_resolved() {
    let module = js(r"export let \u0061bc = 1; export { abc as \u{62} };");
    assert_eq!(exports(&module), ["abc = abc", "b = abc"]);
    let module = js("export let ünï = 1;");
    assert!(head(&module).contains(r#"{ "ünï": () => ünï }"#));
}
