//! JSX.

use super::{body, errors_in, file, imports, js, specifiers, with};
use crate::transform::{JsxOptions, JsxRuntime, TransformOptions};

fn options(jsx: JsxOptions) -> TransformOptions {
    TransformOptions {
        jsx,
        ..TransformOptions::default()
    }
}

#[test]
fn the_automatic_runtime_is_an_ordinary_import() {
    let module = file(
        "/app/a.jsx",
        "import { B } from './b'; <B a={1}><i/>{x}</B>; <></>;",
    );
    assert_eq!(specifiers(&module), ["./b", "react/jsx-runtime"]);
    let mut entries = imports(&module);
    entries.sort();
    assert_eq!(
        entries,
        [
            "B <- ./b.B",
            "_Fragment <- react/jsx-runtime.Fragment",
            "_jsx <- react/jsx-runtime.jsx",
            "_jsxs <- react/jsx-runtime.jsxs"
        ]
    );
    assert_eq!(
        body(&module).replace('\n', ""),
        "(0, $i._jsxs)($i.B, {a: 1,children: [(0, $i._jsx)(\"i\", {}), x]});(0, $i._jsx)($i._Fragment, {});"
    );
}

#[test]
fn the_import_source_can_be_chosen() {
    let jsx = JsxOptions {
        import_source: Some("preact".to_owned()),
        ..JsxOptions::default()
    };
    assert_eq!(
        specifiers(&with("/app/a.tsx", "<a/>", &options(jsx))),
        ["preact/jsx-runtime"]
    );
    let pragma = file("/app/a.jsx", "/** @jsxImportSource solid */ <a/>");
    assert_eq!(specifiers(&pragma), ["solid/jsx-runtime"]);
}

#[test]
fn the_development_runtime_gets_positions() {
    let jsx = JsxOptions {
        development: true,
        ..JsxOptions::default()
    };
    let module = with("/app/a.jsx", "\n  <a/>", &options(jsx));
    assert_eq!(specifiers(&module), ["react/jsx-dev-runtime"]);
    assert!(module.code.contains("lineNumber: 2"), "{}", module.code);
}

#[test]
fn the_classic_runtime_calls_what_is_in_scope() {
    let classic = JsxOptions {
        runtime: JsxRuntime::Classic,
        ..JsxOptions::default()
    };
    let source = "import React from 'react'; <a b='c'><></></a>";
    let module = with("/app/a.tsx", source, &options(classic.clone()));
    assert_eq!(
        specifiers(&module),
        ["react"],
        "TypeScript sees that it is used"
    );
    let expected = "$i.React.createElement(\"a\", { b: \"c\" }, $i.React.createElement($i.React.Fragment, null));";
    assert_eq!(body(&module), expected);

    let jsx = JsxOptions {
        factory: Some("h".to_owned()),
        fragment: Some("F".to_owned()),
        ..classic
    };
    let source = "import { h, F } from 'm'; <a><></></a>";
    let module = with("/app/a.tsx", source, &options(jsx));
    assert_eq!(imports(&module), ["h <- m.h", "F <- m.F"]);
    assert_eq!(
        body(&module),
        "(0, $i.h)(\"a\", null, (0, $i.h)($i.F, null));"
    );
}

#[test]
fn names_of_the_source_are_avoided() {
    let module = file("/app/a.jsx", "let _jsx = 1; <a/>");
    assert_eq!(imports(&module), ["_jsx2 <- react/jsx-runtime.jsx"]);
}

#[test]
fn javascript_may_have_it_and_typescript_may_not() {
    assert_eq!(specifiers(&js("<a/>")), ["react/jsx-runtime"]);
    assert!(!errors_in("/app/a.ts", "let x = <a/>;").is_empty());
    let no_transpile = TransformOptions {
        no_transpile: true,
        ..TransformOptions::default()
    };
    let path = std::path::Path::new("/app/a.jsx");
    assert!(crate::transform::transform("<a/>", path, &no_transpile).is_err());
}

#[test]
fn comparisons_are_not_elements() {
    let module = js("if (a < b && c > d) f(a <b, c> (d));");
    assert!(module.requests.is_empty());
}

#[test]
fn components_may_be_local_members_or_namespaced() {
    let module = file(
        "/app/a.jsx",
        "function C() {} <C/>; <a.b.C/>; <x:y/>; <C {...p} key='k'/>;",
    );
    let code = body(&module).replace('\n', "");
    for part in [
        "(C, {})",
        "(a.b.C, {})",
        "(\"x:y\", {})",
        "(0, $i._createElement)(C, {...p,key: \"k\"})",
    ] {
        assert!(code.contains(part), "{part}: {code}");
    }
}
