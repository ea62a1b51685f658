//! Requests, import entries, and what reads of imports become.

use super::{body, file, imports, js, specifiers};
use crate::transform::ImportName;

#[test]
fn every_form_is_an_entry() {
    let module = js(
        r#"import d, { a, b as c, "x-y" as e, default as f } from "./m.js";
import * as ns from "n";
import "side";
import {} from "empty";
"#,
    );
    assert_eq!(specifiers(&module), ["./m.js", "n", "side", "empty"]);
    assert_eq!(
        imports(&module),
        [
            "d <- ./m.js.default",
            "a <- ./m.js.a",
            "c <- ./m.js.b",
            "e <- ./m.js.x-y",
            "f <- ./m.js.default",
            "ns <- n.*"
        ]
    );
    assert_eq!(body(&module), "");
    assert!(!module.has_tla);
}

#[test]
fn requests_are_in_source_order_once_per_specifier_and_attributes() {
    let module = js(r#"
import a from "x";
export * from "y";
import b from "x" with { type: "json" };
import c from 'x' with { "type": 'json' };
import d from "x" with { b: "2", a: "1" };
import e from "x" with { a: "1", b: "2" };
export { z } from "z";
import f from "y";
"#);
    let requests: Vec<_> = module
        .requests
        .iter()
        .map(|r| (r.specifier.as_str(), r.attributes.len(), r.line, r.column))
        .collect();
    assert_eq!(
        requests,
        [
            ("x", 0, 2, 15),
            ("y", 0, 3, 15),
            ("x", 1, 4, 15),
            ("x", 2, 6, 15),
            ("z", 0, 8, 19)
        ]
    );
    assert_eq!(
        module.requests[3].attributes[0],
        ("a".to_owned(), "1".to_owned())
    );
}

#[test]
fn entries_point_at_the_imported_name() {
    let module = js("import d, {\n  a,\n  b as c } from 'm'; import * as ns from 'n'");
    let places: Vec<_> = module
        .imports
        .iter()
        .map(|e| (e.local.as_str(), e.line, e.column))
        .collect();
    assert_eq!(
        places,
        [("d", 1, 8), ("a", 2, 3), ("c", 3, 3), ("ns", 3, 34)]
    );
}

#[test]
fn reads_go_through_the_environment() {
    let cases = [
        ("b;", "$i.b;"),
        ("b.c(1);", "$i.b.c(1);"),
        ("new b(1);", "new $i.b(1);"),
        ("new b;", "new $i.b();"),
        ("typeof b;", "typeof $i.b;"),
        ("b?.c;", "$i.b?.c;"),
        ("({ b });", "({ b: $i.b });"),
        ("({ b: b });", "({ b: $i.b });"),
        ("({ [b]: 1 });", "({ [$i.b]: 1 });"),
        ("x = { ...b };", "x = { ...$i.b };"),
        ("class A extends b {}", "class A extends $i.b {}"),
        ("function f(a = b) {}", "function f(a = $i.b) {}"),
        ("const { x = b } = {};", "const { x = $i.b } = {};"),
        ("`${b}`;", "`${$i.b}`;"),
        ("() => b;", "() => $i.b;"),
        ("async () => await b;", "async () => await $i.b;"),
        ("label: b;", "label: $i.b;"),
        ("a.b;", "a.b;"),
        ("({ b() {} });", "({ b() {} });"),
    ];
    for (source, expected) in cases {
        let module = js(&format!("import {{ b }} from 'm';\n{source}"));
        assert_eq!(body(&module).replace('\n', ""), expected, "{source}");
    }
}

#[test]
fn a_called_import_does_not_receive_the_environment() {
    let cases = [
        ("b();", "(0, $i.b)();"),
        ("b?.();", "(0, $i.b)?.();"),
        ("(b)(1);", "(0, $i.b)(1);"),
        ("b`x${b}`;", "(0, $i.b)`x${$i.b}`;"),
        ("b(b(b));", "(0, $i.b)((0, $i.b)($i.b));"),
        ("b().c();", "(0, $i.b)().c();"),
        ("new (b())();", "new ((0, $i.b)())();"),
    ];
    for (source, expected) in cases {
        let module = js(&format!("import {{ b }} from 'm';\n{source}"));
        assert_eq!(body(&module), expected, "{source}");
    }
}

#[test]
fn assignments_stay_assignments() {
    let cases = [
        ("b = 1;", "$i.b = 1;"),
        ("b += 1;", "$i.b += 1;"),
        ("b ??= 1;", "$i.b ??= 1;"),
        ("b++;", "$i.b++;"),
        ("[b] = x;", "[$i.b] = x;"),
        ("[...b] = x;", "[...$i.b] = x;"),
        ("[b = 1] = x;", "[$i.b = 1] = x;"),
        ("({ b } = x);", "({b: $i.b} = x);"),
        ("({ b = 1 } = x);", "({b: $i.b = 1} = x);"),
        ("({ a: b = 1, ...b } = x);", "({a: $i.b = 1, ...$i.b} = x);"),
        ("for (b of x);", "for ($i.b of x);"),
        ("for (b in x);", "for ($i.b in x);"),
        ("for ({ b } of x);", "for ({b: $i.b} of x);"),
    ];
    for (source, expected) in cases {
        let module = js(&format!("import {{ b }} from 'm';\n{source}"));
        assert_eq!(body(&module), expected, "{source}");
    }
}

#[test]
fn shadowing_bindings_are_left_alone() {
    let cases = [
        "function f(b) { return b(); }",
        "function f() { var b; return b; }",
        "function f() { return b; function b() {} }",
        "{ let b = 1; b; }",
        "try {} catch (b) { b; }",
        "for (const b of []) b;",
        "(function b() { b; });",
        "(class b { m() { return b; } });",
        "(({ b }) => b);",
    ];
    for source in cases {
        let module = js(&format!("import {{ b }} from 'm';\n{source}"));
        assert!(!body(&module).contains("$i"), "{source}: {}", module.code);
    }
}

#[test]
fn an_import_may_follow_its_use() {
    let module = js("b();\nimport { b } from 'm';");
    assert_eq!(body(&module), "(0, $i.b)();");
}

#[test]
fn dynamic_import_and_meta_are_the_runtimes() {
    let module = js("import(a, { with: {} }); () => import.meta.url; new (import('x'))();");
    assert_eq!(
        body(&module),
        "$m.import(a, { with: {} });\n() => $m.meta.url;\nnew ($m.import(\"x\"))();"
    );
}

#[test]
fn an_import_called_proto_has_another_key() {
    let module = js("import { __proto__ } from 'm'; __proto__;");
    assert_eq!(imports(&module), ["$proto <- m.__proto__"]);
    assert_eq!(body(&module), "$i.$proto;");
}

#[test]
fn namespaces_that_are_only_named_are_known() {
    let cases = [
        ("ns.a; ns.f(); ns.a = 1; delete ns.a; () => ns.b?.c", true),
        ("", true),
        ("ns", false),
        ("ns.a; f(ns)", false),
        ("ns['a']", false),
        ("ns[k]", false),
        ("({ ns })", false),
        ("ns = 1", false),
        ("export { ns }", false),
        ("for (const k in ns);", false),
        ("ns()", false),
    ];
    for (source, members_only) in cases {
        let module = js(&format!("import * as ns from 'm';\n{source}"));
        assert_eq!(module.imports[0].import_name, ImportName::Namespace);
        assert_eq!(module.imports[0].members_only, members_only, "{source}");
    }
    assert!(
        !js("import ns from 'm'; ns.x").imports[0].members_only,
        "not a namespace"
    );
    let element = file("/app/a.jsx", "import * as ns from 'm'; <ns.A x={ns.b}/>");
    assert!(
        element
            .imports
            .iter()
            .any(|entry| entry.local == "ns" && entry.members_only)
    );
}
