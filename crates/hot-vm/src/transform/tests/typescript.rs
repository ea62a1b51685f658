//! TypeScript.

use super::{body, errors_in, exports, imports, js, specifiers, ts, with};
use crate::transform::{ImportName, TransformOptions};

#[test]
fn imports_of_types_and_unused_imports_vanish() {
    let module = ts("import type { A } from 'a';
import { type B, c } from 'b';
import { type D } from 'd';
import E, { F } from 'e';
import * as G from 'g';
import 'h';
let x: E = c as F, y: G.H;");
    assert_eq!(specifiers(&module), ["b", "h"]);
    assert_eq!(imports(&module), ["c <- b.c"]);
    assert_eq!(body(&module), "let x = $i.c, y;");
}

#[test]
fn verbatim_syntax_keeps_what_does_not_say_type() {
    let options = TransformOptions {
        verbatim_module_syntax: true,
        ..TransformOptions::default()
    };
    let source = "import type { A } from 'a'; import { type B, c } from 'b'; import { type D } from 'd'; import E from 'e';";
    let module = with("/app/a.ts", source, &options);
    assert_eq!(specifiers(&module), ["b", "d", "e"]);
    assert_eq!(imports(&module), ["c <- b.c", "E <- e.default"]);
}

#[test]
fn javascript_keeps_unused_imports() {
    assert_eq!(imports(&js("import { a } from 'a';")), ["a <- a.a"]);
}

#[test]
fn exports_of_types_vanish() {
    let module = ts("export type A = 1; export interface B {} type C = 2; class D {}
export { C, D, type D as E }; export type { F } from 'f'; export type * from 'g'; export { type H, i } from 'h';
export declare const j: number; export declare function k(): void; export declare class L {}
export default interface M {}");
    assert_eq!(exports(&module), ["D = D", "i = h.i"]);
    assert_eq!(specifiers(&module), ["h"]);
    assert_eq!(body(&module), "class D {}");
}

#[test]
fn a_re_export_that_may_be_a_type_stays() {
    let module = ts("import { T } from 't'; export { T }; export { U } from 'u';");
    assert_eq!(exports(&module), ["T = t.T", "U = u.U"]);
    assert_eq!(
        module.indirect_exports[0].import_name,
        ImportName::Name("T".to_owned())
    );
}

#[test]
fn annotations_and_assertions_vanish() {
    let module = ts("function f<T>(this: Window, a?: T, ...b: T[]): a is T { return <any>a! as unknown satisfies T }
let x!: number; abstract class A<T> extends B<T> implements C { declare d: 1; e?: 2; abstract g(): void; private h(): void; h() {} }
f<string>(x); declare global { var z: 1 } declare module 'm' { }");
    assert_eq!(
        body(&module),
        "function f(a, ...b) {
return a;
}
let x;
class A extends B {
e;
h() {}
}
f(x);"
    );
}

#[test]
fn enums_become_objects() {
    let module =
        ts("export enum E { A, B = 5, C = 'c', D = B + 1, F = g() } const enum H { I } H.I;");
    assert_eq!(exports(&module), ["E = E"]);
    for part in [
        "let E = function(E) {",
        "E[E[\"A\"] = 0] = \"A\";",
        "E[E[\"B\"] = 5] = \"B\";",
        "E[\"C\"] = \"c\";",
        "E[E[\"D\"] = 6] = \"D\";",
        "E[E[\"F\"] = g()] = \"F\";",
    ] {
        assert!(module.code.contains(part), "{part}: {}", module.code);
    }
}

#[test]
fn namespaces_become_functions() {
    let module = ts(
        "import { x } from 'm'; export namespace N { export const a = x; export function f() {} namespace T { type U = 1 } }",
    );
    assert_eq!(exports(&module), ["N = N"]);
    assert!(
        module.code.contains("const a = _N.a = $i.x;"),
        "{}",
        module.code
    );
    assert!(module.code.contains("_N.f = f;"), "{}", module.code);
}

#[test]
fn parameter_properties_are_assigned() {
    let module = ts("class A { constructor(private a: number, public readonly b = 2) { f() } }");
    assert_eq!(
        body(&module),
        "class A {
a;
b;
constructor(a, b = 2) {
this.a = a;
this.b = b;
f();
}
}"
    );
}

#[test]
fn without_define_semantics_fields_are_assigned() {
    let options = TransformOptions {
        use_define_for_class_fields: false,
        ..TransformOptions::default()
    };
    let source = "class A { a: number; b = 1; static c = 2; static { A.c } }";
    let module = with("/app/a.ts", source, &options);
    assert!(module.code.contains("this.b = 1;"), "{}", module.code);
    assert!(!module.code.contains("a;"), "{}", module.code);
    let plain = with("/app/a.js", "class A { b = 1 }", &options);
    assert_eq!(
        body(&plain),
        "class A {\nb = 1;\n}",
        "JavaScript is what it is"
    );
}

#[test]
fn commonjs_forms_are_errors() {
    let cases = [
        ("import fs = require('fs'); fs;", "Import assignment", 1),
        ("export import fs = require('fs');", "Import assignment", 8),
        ("let a; export = a;", "Export assignment", 8),
    ];
    for (source, message, column) in cases {
        let errors = errors_in("/app/a.ts", source);
        assert!(
            errors[0].message.starts_with(message),
            "{source}: {errors:?}"
        );
        assert_eq!((errors[0].line, errors[0].column), (1, column), "{source}");
        assert!(errors[0].help.is_some(), "{source}");
    }
}

#[test]
fn an_alias_of_a_namespace_member_is_fine() {
    let module = ts("import * as a from 'a'; import b = a.b.c; b();");
    assert_eq!(imports(&module), ["a <- a.*"]);
    assert_eq!(body(&module), "var b = $i.a.b.c;\nb();");
}

#[test]
fn a_namespace_that_exports_a_variable_is_an_error() {
    let errors = errors_in("/app/a.ts", "namespace N { export let x = 1 }");
    assert_eq!(
        errors[0].message,
        "A namespace cannot export a `let` or `var`: use `const`, or a function"
    );
}

#[test]
fn early_errors_of_modules_hold() {
    let cases = [
        ("export { nope };", "Export 'nope' is not defined", 10),
        ("let a; export { a, a };", "Duplicate export 'a'", 20),
        (
            "export default 1; export default 2;",
            "Duplicate export 'default'",
            19,
        ),
        (
            "export { x as default } from 'm'; export default 1;",
            "Duplicate export 'default'",
            35,
        ),
    ];
    for (source, message, column) in cases {
        let errors = errors_in("/app/a.ts", source);
        assert_eq!(errors[0].message, message, "{source}");
        assert_eq!((errors[0].line, errors[0].column), (1, column), "{source}");
    }
}

#[test]
fn top_level_await_and_generics() {
    let module = ts(
        "const f = async <T,>(x: T): Promise<T> => await x; export const a: number = await f<number>(1);",
    );
    assert!(module.has_tla);
    assert_eq!(
        body(&module),
        "const f = async (x) => await x;\nconst a = yield f(1);"
    );
}

#[test]
fn using_with_types() {
    let module = ts("{ using a: Disposable = f()! }");
    assert!(
        module.code.contains("const a = $using.add(f());"),
        "{}",
        module.code
    );
}
