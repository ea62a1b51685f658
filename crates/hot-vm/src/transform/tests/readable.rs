//! Engine messages, without our names.

use super::js;

#[test]
fn imported_names_are_the_authors() {
    let module = js("import { f } from 'm'; f(1);");
    let cases = [
        (
            "(0, $i.f) is not a function. (In '(0, $i.f)(1)', '(0, $i.f)' is undefined)",
            "f is not a function. (In 'f(1)', 'f' is undefined)",
        ),
        (
            "undefined is not an object (evaluating '$i.f.x')",
            "undefined is not an object (evaluating 'f.x')",
        ),
        ("$i.ünï$ + (0, $i.b)`x`", "ünï$ + b`x`"),
        ("(1, $i.f)", "(1, f)"),
        ("(0, $i.f.g)(1)", "(0, f.g)(1)"),
        ("costs $i. more", "costs  more"),
        ("nothing", "nothing"),
        ("", ""),
    ];
    for (message, expected) in cases {
        assert_eq!(module.readable(message), expected);
    }
}

#[test]
fn other_peoples_names_are_left_alone() {
    let module = js("let $i; import { f } from 'm'; f;");
    assert_eq!(module.readable("$i.f $i1.f"), "$i.f f");
}
