//! `accessor` fields.

use super::{body, errors, js, ts};

#[test]
fn a_field_becomes_a_pair_over_a_private_one() {
    let module = js("class A { accessor a = 1; static accessor 'b'; m() {} }");
    assert_eq!(
        body(&module),
        "class A {
#$accessor0 = 1;
get a() {
return this.#$accessor0;
}
set a(value) {
this.#$accessor0 = value;
}
static #$accessor1;
static get \"b\"() {
return this.#$accessor1;
}
static set \"b\"(value) {
this.#$accessor1 = value;
}
m() {}
}"
    );
}

#[test]
fn a_computed_key_is_evaluated_once() {
    let module = js("class A { accessor [await k()] = this }");
    assert!(
        module.code.contains("get [$m.propertyKey(yield k())]()"),
        "{}",
        module.code
    );
    assert!(
        module.code.contains("set [$m.lastPropertyKey()](value)"),
        "{}",
        module.code
    );
    assert!(
        module.code.contains("#$accessor0 = this;"),
        "{}",
        module.code
    );
}

#[test]
fn private_names_of_the_source_are_avoided() {
    let module = js("class A { accessor a; #$accessor0 = 2; }");
    assert!(
        module.code.contains("get a() {\nreturn this.#$accessor1;"),
        "{}",
        module.code
    );
}

#[test]
fn typescript_has_them_too() {
    let module = ts("class A { public accessor a: number = 1 }");
    assert!(module.code.contains("#$accessor0 = 1;"), "{}", module.code);
}

#[test]
fn a_field_called_accessor_is_a_field() {
    assert_eq!(
        body(&js("class A { accessor = 1; accessor\nb }")),
        "class A {\naccessor = 1;\naccessor;\nb;\n}"
    );
    assert_eq!(errors("class A { accessor a, b }").len(), 1);
}
