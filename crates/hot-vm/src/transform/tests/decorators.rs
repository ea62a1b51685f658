//! Decorators: TypeScript's, on request. Standard ones are an error.

use super::{body, errors, exports, js, with};
use crate::transform::TransformOptions;

fn legacy() -> TransformOptions {
    TransformOptions {
        experimental_decorators: true,
        ..TransformOptions::default()
    }
}

#[test]
fn standard_decorators_are_errors_at_each_place() {
    let errors = errors(
        "@a class A {\n  @b m() {}\n  @c static x = 1;\n  @d accessor y;\n}\nexport default @e class {}",
    );
    let places: Vec<_> = errors
        .iter()
        .map(|e| (e.line, e.column, e.length))
        .collect();
    assert_eq!(
        places,
        [(1, 1, 2), (2, 3, 2), (3, 3, 2), (4, 3, 2), (6, 16, 2)]
    );
    assert!(
        errors[0]
            .help
            .as_deref()
            .is_some_and(|help| help.contains("experimentalDecorators"))
    );
}

#[test]
fn legacy_decorators_call_the_runtime() {
    let source = "import { d } from 'd'; export class A { @d() m(@d p: string) {} @d x: number }";
    let module = with("/app/a.ts", source, &legacy());
    assert_eq!(module.requests.len(), 1, "helpers are no requests");
    assert_eq!(exports(&module), ["A = A"]);
    assert_eq!(
        body(&module).replace('\n', ""),
        "class A {m(p) {}x;}\
         (0, $m.decorate)([(0, $i.d)(), (0, $m.decorateParam)(0, $i.d)], A.prototype, \"m\", null);\
         (0, $m.decorate)([$i.d], A.prototype, \"x\", void 0);"
    );
}

#[test]
fn a_decorated_class_is_replaced_under_its_export() {
    let module = with(
        "/app/a.ts",
        "@d export class A { static self = A } export { A as B };",
        &legacy(),
    );
    assert_eq!(exports(&module), ["A = A", "B = A"]);
    assert!(module.code.contains("let A = class A {"), "{}", module.code);
    let module = with("/app/a.ts", "@d export default class A {}", &legacy());
    assert_eq!(exports(&module), ["default = *default*"]);
}

#[test]
fn metadata_on_request() {
    let options = TransformOptions {
        emit_decorator_metadata: true,
        ..legacy()
    };
    let source = "import { S } from 's'; class A { @d m(a: S, b: number) {} }";
    let module = with("/app/a.ts", source, &options);
    assert_eq!(module.requests.len(), 1, "the type is used as a value");
    assert!(
        module
            .code
            .contains("(0, $m.decorateMetadata)(\"design:paramtypes\", ["),
        "{}",
        module.code
    );
}

#[test]
fn javascript_may_use_them() {
    let module = with("/app/a.js", "@d class A {}", &legacy());
    assert!(
        module.code.contains("(0, $m.decorate)([d], A)"),
        "{}",
        module.code
    );
}

#[test]
fn an_at_sign_in_a_comment_is_none() {
    assert_eq!(body(&js("// a@b\n/** @d */ f();")), "f();");
}
