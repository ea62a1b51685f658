//! JSON.

use jsc::{Error, Result, Scope, Vm};

fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    let context = Vm::new().unwrap().new_context().unwrap();
    context.enter(f).unwrap()
}

#[test]
fn json_goes_in_and_out() {
    run(|scope| {
        for text in [
            "null",
            "true",
            "-1.5",
            "\"a\\u0000b\"",
            "[]",
            "[1,[2,{}]]",
            "{\"a\":1,\"__proto__\":2}",
            "\"日本😀\"",
        ] {
            assert_eq!(
                scope.json_parse(text)?.to_json(scope)?.as_deref(),
                Some(text)
            );
        }
        assert_eq!(
            scope
                .json_parse(" { \"a\" : [ ] } ")?
                .to_json(scope)?
                .as_deref(),
            Some("{\"a\":[]}")
        );
        Ok(())
    });
}

#[test]
fn what_is_no_json_is_an_error_with_the_reason() {
    run(|scope| {
        for text in [
            "",
            "{",
            "[1,]",
            "undefined",
            "{a:1}",
            "'x'",
            "1 2",
            "\"\n\"",
            "nul",
            "[1",
            "\u{feff}1",
        ] {
            let error = scope.json_parse(text).unwrap_err();
            assert!(
                matches!(&error, Error::Json { message } if message.starts_with("JSON Parse error: ")),
                "{text:?}: {error:?}"
            );
        }
        assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2);
        Ok(())
    });
}

#[test]
fn what_has_no_json_is_none() {
    run(|scope| {
        for code in ["undefined", "() => 1", "Symbol()", "({ toJSON() {} })"] {
            assert_eq!(
                scope.eval(&format!("({code})"))?.to_json(scope)?,
                None,
                "{code}"
            );
        }
        Ok(())
    });
}

#[test]
fn what_stringify_throws_is_an_error() {
    run(|scope| {
        for code in [
            "1n",
            "(o => o.o = o)({})",
            "({ get a() { throw 1 } })",
            "({ toJSON() { throw 1 } })",
        ] {
            assert!(
                matches!(
                    scope.eval(&format!("({code})"))?.to_json(scope),
                    Err(Error::Exception(_))
                ),
                "{code}"
            );
        }
        Ok(())
    });
}

#[test]
fn lone_surrogates_are_escaped() {
    run(|scope| {
        assert_eq!(
            scope.eval("'\\ud800'")?.to_json(scope)?.as_deref(),
            Some("\"\\ud800\"")
        );
        assert_eq!(
            scope.json_parse("\"\\ud800\"")?.to_json(scope)?.as_deref(),
            Some("\"\\ud800\"")
        );
        Ok(())
    });
}

#[test]
fn indentation_is_for_people() {
    run(|scope| {
        let value = scope.json_parse("{\"a\":[1]}")?;
        assert_eq!(
            value.to_json_indented(scope, 2)?.as_deref(),
            Some("{\n  \"a\": [\n    1\n  ]\n}")
        );
        Ok(())
    });
}

#[test]
fn deep_nesting_neither_crashes_nor_lies() {
    run(|scope| {
        let depth = 200_000;
        let text = "[".repeat(depth) + &"]".repeat(depth);
        let value = scope.json_parse(&text)?;
        // Writing it needs a stack, and says so.
        assert!(matches!(value.to_json(scope), Err(Error::Exception(_))));
        assert!(matches!(
            scope.json_parse(&"[".repeat(depth)),
            Err(Error::Json { .. })
        ));
        Ok(())
    });
}
