//! `this`, `arguments`, and the names of what the transformer adds.

use super::{body, js};

#[test]
fn this_is_undefined_at_the_top() {
    let module = js("this; () => this; ({ [this.x]: this });
function f() { return this }
class A extends this.B { [this] = this; static s = this; static { this } m(a = this) {} @d get [this]() {} }".replace("@d ", "").as_str());
    assert_eq!(
        body(&module),
        "void 0;
() => void 0;
({ [(void 0).x]: void 0 });
function f() {
return this;
}
class A extends (void 0).B {
[void 0] = this;
static s = this;
static {
this;
}
m(a = this) {}
get [void 0]() {}
}"
    );
}

#[test]
fn arguments_at_the_top_are_nobodys() {
    let module = js(
        "arguments; () => arguments; typeof arguments; ({ arguments }); function f() { return arguments }",
    );
    assert_eq!(
        body(&module),
        "$arguments;
() => $arguments;
typeof $arguments;
({ arguments: $arguments });
function f() {
return arguments;
}"
    );
}

#[test]
fn arguments_of_methods_and_parameters_are_theirs() {
    let module =
        js("class A { m() { arguments } } function f(a = arguments, b = () => arguments) {}");
    assert!(!module.code.contains("$arguments"), "{}", module.code);
}

#[test]
fn generated_names_are_reported() {
    let module = js("let $module, $i;");
    assert_eq!(module.function_name, "$module1");
    assert_eq!(module.environment_name, "$i1");
    assert!(module.code.starts_with("(function* $module1($m, $i1) {"));
}
