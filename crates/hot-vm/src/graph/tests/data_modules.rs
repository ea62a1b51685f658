//! Modules that are no code: JSON, text, files, and Rust.

use jsc::IntoJs;

use super::program::{Program, error_of, log_of};
use crate::module::LoadError;

#[test]
fn json_text_and_files() {
    let log = log_of(&[
        (
            "a.js",
            "import data from './data.json'; import * as ns from './data.json' with { type: 'json' }; import text from './data.json' with { type: 'text' };
             import file from './image.png'; import { default as words } from './words.txt'; const again = await import('./data.json');
             log(data.list.join(), data.__proto__ === Object.prototype, Object.keys(ns).join(), ns.default === data, again.default === data);
             log(text, file, words);",
        ),
        ("data.json", "{ \"list\": [1, 2.5, null] }"),
        ("image.png", "\u{0}"),
        ("words.txt", "h\u{e9}llo \u{1f600}\n"),
    ]);
    assert_eq!(
        log,
        [
            "1,2.5, true default true true",
            "{ \"list\": [1, 2.5, null] } /app/image.png h\u{e9}llo \u{1f600}\n"
        ]
    );
}

#[test]
fn json_may_be_any_value() {
    for (text, expected) in [
        ("null", "null"),
        (" \"s\" ", "s"),
        ("-0", "0"),
        ("[]", ""),
        ("true", "true"),
        ("\"__proto__\"", "__proto__"),
    ] {
        assert_eq!(
            log_of(&[
                ("a.js", "import x from './b.json'; log(x);"),
                ("b.json", text)
            ]),
            [expected],
            "{text}"
        );
    }
}

#[test]
fn bad_json_is_a_syntax_error() {
    let program = Program::new(&[("a.js", "import './b.json';"), ("b.json", "{ bad }")]);
    let rejection = program.run("a.js").unwrap_rejected();
    assert!(
        rejection.text.starts_with("SyntaxError: JSON Parse error"),
        "{}",
        rejection.text
    );
    assert!(
        matches!(&rejection.details.expect("details").error, LoadError::Json { site, .. } if &*site.path == "/app/b.json")
    );
}

#[test]
fn data_has_no_other_exports() {
    let text = error_of(&[
        ("a.js", "import { list } from './b.json';"),
        ("b.json", "{ \"list\": 1 }"),
    ]);
    assert_eq!(
        text,
        "SyntaxError: Importing binding name 'list' is not found."
    );
}

#[test]
fn modules_of_rust() {
    let program = Program::new(&[
        ("a.js", "import rust, { add, answer, 'odd name' as odd } from 'app:rust'; import * as ns from 'app:rust'; export * from 'app:rust';
                  log(add(1, 2), answer, odd, rust, Object.keys(ns).join()); const again = await import('app:rust'); log(again === ns);
                  try { answer = 1; } catch (error) { log(error.name); }"),
    ]);
    let runs = std::rc::Rc::new(std::cell::Cell::new(0));
    let counted = std::rc::Rc::clone(&runs);
    program.host.native("app:rust", move |scope| {
        counted.set(counted.get() + 1);
        Ok(vec![
            (
                "add".to_owned(),
                scope
                    .function("add", |a: f64, b: f64| a + b)?
                    .into_value()
                    .protect(scope),
            ),
            ("answer".to_owned(), 42.into_js(scope)?.protect(scope)),
            ("odd name".to_owned(), "odd".into_js(scope)?.protect(scope)),
            ("default".to_owned(), scope.undefined().protect(scope)),
        ])
    });
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(
        program.log(),
        [
            "3 42 odd undefined add,answer,default,odd name",
            "true",
            "TypeError"
        ]
    );
    assert_eq!(runs.get(), 1);
}

#[test]
fn a_module_of_rust_that_fails_rejects_with_its_error() {
    let program = Program::new(&[(
        "a.js",
        "await import('app:rust').catch((error) => log(error)); await import('app:js').catch((error) => log(error));",
    )]);
    program
        .host
        .native("app:rust", |_| Err(jsc::Error::custom("no database")));
    program.host.native("app:js", |scope| {
        scope.eval("throw 'a string'").map(|_| Vec::new())
    });
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["Error: no database", "a string"]);
}
