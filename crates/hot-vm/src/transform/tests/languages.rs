//! Which language a file is in.

use std::path::Path;

use super::{body, errors, file, js};
use crate::transform::{TransformOptions, transform};

#[test]
fn by_extension() {
    for path in ["a.ts", "a.mts", "a.cts", "/x.y/a.b.ts", "a.d.ts"] {
        assert_eq!(body(&file(path, "let a = <any>b;")), "let a = b;", "{path}");
    }
    for path in ["a.js", "a.mjs", "a.cjs", "a.jsx", "a", "a.vue", ".ts"] {
        assert!(body(&file(path, "<b/>")).contains("_jsx"), "{path}");
        assert!(transform("let a: b;", Path::new(path), &TransformOptions::default()).is_err());
    }
    assert!(body(&file("a.tsx", "let a: b = <c/>;")).contains("_jsx"));
}

#[test]
fn without_transpilation_everything_is_javascript() {
    let options = TransformOptions {
        no_transpile: true,
        ..TransformOptions::default()
    };
    let module = transform("export let a = await b;", Path::new("a.ts"), &options).unwrap();
    assert_eq!(body(&module), "let a = yield b;");
    let errors = transform("let a: number;", Path::new("a.ts"), &options).unwrap_err();
    assert_eq!((errors[0].line, errors[0].column), (1, 6));
}

#[test]
fn everything_is_a_strict_module() {
    for source in [
        "with (a) {}",
        "010",
        "'\\07'",
        "delete a",
        "var let",
        "var yield",
        "var await",
        "arguments = 1",
        "function f(a, a) {}",
        "if (a) function f() {}",
        "return",
        "new.target",
        "super.x",
        "<!-- a",
        "a\n--> b",
        "function f() {} var f",
        "let a; var a",
        "import a from 'm'; let a",
        "a: a: ;",
        "break",
        "#x in y",
        "'use strict'; eval = 1",
    ] {
        assert!(!errors(source).is_empty());
        let path = Path::new("a.cjs");
        assert!(
            transform(source, path, &TransformOptions::default()).is_err(),
            "{source}"
        );
    }
}

#[test]
fn a_less_than_before_a_comment_like_thing_stays_apart() {
    // A module has no HTML-like comments, but the script that it becomes does.
    assert_eq!(
        body(&js("a<! --b; c-->d; x < !--y;")),
        "a < !--b;\nc-- > d;\nx < !--y;"
    );
}
