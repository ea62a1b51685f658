//! Unusual characters.

use super::{body, errors, js};

#[test]
fn hashbang_and_byte_order_mark_go() {
    assert_eq!(body(&js("#!/usr/bin/env hot\nf();")), "f();");
    assert_eq!(body(&js("\u{feff}f();")), "f();");
    assert_eq!(body(&js("\u{feff}#!/usr/bin/env hot\nf();")), "f();");
    assert_eq!(
        errors("\u{feff}f() +;")[0].column,
        6,
        "the mark is no column"
    );
    assert_eq!(errors("#!x\nf() +;")[0].line, 2);
}

#[test]
fn directives_go() {
    let module = js("'use strict'; 'use client'; f();");
    assert_eq!(body(&module), "f();");
    assert_eq!(module.code.matches("use strict").count(), 1);
    assert!(
        js("function f() { 'use asm'; }")
            .code
            .contains("\"use asm\"")
    );
}

#[test]
fn strings_keep_their_value() {
    let cases = [
        ("'a\0b'", r#""a\0b""#),
        ("'\\0'", r#""\0""#),
        ("'\\x001'", r#""\x001""#),
        ("'\u{2028}'", r#""\u2028""#),
        ("'\\ud800'", r#""\ud800""#),
        ("'\\ud83e\\udd80'", "\"🦀\""),
        ("'\\\n'", r#""""#),
    ];
    for (source, expected) in cases {
        assert_eq!(
            body(&js(&format!("f({source});"))),
            format!("f({expected});"),
            "{source:?}"
        );
    }
}

#[test]
fn templates_keep_their_raw_text() {
    for template in [
        "String.raw`\\u{41}\\n`",
        "tag`</script>`",
        "f`\\unicode`",
        "`\u{2028}`",
        "`a\0b`",
    ] {
        let module = js(&format!("x = {template};"));
        let escaped = template.replace("</script>", "<\\/script>");
        let got = body(&module);
        assert!(
            got.contains(template) || got.contains(&escaped),
            "{template:?}: {got:?}"
        );
    }
}

#[test]
fn a_tagged_template_is_not_escaped() {
    // `<\/script>` would be another raw string.
    for template in [
        "</script>",
        "<\\/script> </SCRIPT ${a} </b> </script",
        "\u{e000}</script>",
    ] {
        let source = format!("String.raw`{template}`;");
        assert_eq!(body(&js(&source)), source);
    }
    assert_eq!(
        body(&js("`</script>`;")),
        "`<\\/script>`;",
        "the value is the same"
    );
}

#[test]
fn regular_expressions_are_the_engines_matter() {
    assert_eq!(
        body(&js("/[a--b]/v; /(?i:a)/; /(/;")),
        "/[a--b]/v;\n/(?i:a)/;\n/(/;"
    );
}

#[test]
fn comments_go() {
    assert_eq!(
        body(&js(
            "/* a */ f(/* b */); // c\n//# sourceMappingURL=x.map\n/*! legal */"
        )),
        "f();"
    );
}
