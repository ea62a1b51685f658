//! The names that the transformer adds are free in the whole module.

use super::{body, head, js};

#[test]
fn declared_anywhere() {
    for declaration in [
        "let $m;",
        "function f($m) { import.meta }",
        "{ const $m = 1; }",
        "class A { m() { try {} catch ($m) {} } }",
        "import $m from 'm';",
        "$m: for (;;) { let $m; break $m }",
        "(function $m() {});",
    ] {
        let module = js(&format!("{declaration} import.meta;"));
        assert!(
            body(&module).ends_with("$m1.meta;"),
            "{declaration}: {}",
            module.code
        );
        assert!(
            head(&module).contains("$module($m1, $i)"),
            "{declaration}: {}",
            module.code
        );
    }
}

#[test]
fn globals_too() {
    let module = js("import { b } from 'm'; typeof $i; $i1 = b;");
    assert_eq!(body(&module), "typeof $i;\n$i1 = $i2.b;");
}

#[test]
fn property_names_do_not_count() {
    let module = js("import { b } from 'm'; a.$i; ({ $i: b }); class C { $i = b; #$i }");
    assert!(head(&module).contains("($m, $i)"), "{}", module.code);
}

#[test]
fn each_name_on_its_own() {
    let module = js(
        "let $default, $using, $iterator, $error, $proto, $arguments;
export default 1;
{ using a = b; }
for await (const x of y);
arguments;
export let __proto__;",
    );
    let code = &module.code;
    for name in [
        "$default1 = 1",
        "const $using1 =",
        "const $iterator1 =",
        "catch ($error1)",
        "\"$proto1\"",
        "$arguments1;",
    ] {
        assert!(code.contains(name), "{name}: {code}");
    }
}

#[test]
fn nested_scopes_may_share_them() {
    // The inner block's own `$using` hides the outer one only where the outer one is not used.
    let module = js("{ using a = f(() => { using b = g(); }); { using c = h(); } }");
    assert_eq!(
        module
            .code
            .matches("const $using = $m.disposables()")
            .count(),
        3
    );
}
