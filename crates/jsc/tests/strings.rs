//! Strings: nothing is cut, nothing is changed, nothing panics.

use jsc::{Error, JsString, Result, Scope, Vm};
use proptest::prelude::*;

fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    let context = Vm::new().unwrap().new_context().unwrap();
    context.enter(f).unwrap()
}

const TEXTS: &[&str] = &[
    "",
    "a",
    "\0",
    "a\0b",
    "naïve",
    "日本語",
    "😀",
    "a😀b",
    "\u{feff}bom",
    "\u{ffff}",
    "\r\n\t\\\"'`",
];

#[test]
fn text_goes_in_and_out_unchanged() {
    run(|scope| {
        for &text in TEXTS {
            for repeat in [1, 40, 600, 20_000] {
                let text = text.repeat(repeat);
                let string = scope.string(&text)?;
                assert_eq!(string.to_string(scope)?, text);
                assert_eq!(string.to_string_lossy(scope)?, text);
                assert_eq!(
                    string.to_utf16(scope)?,
                    text.encode_utf16().collect::<Vec<_>>()
                );
                assert_eq!(string.len(scope)?, text.encode_utf16().count());
                assert_eq!(string.is_empty(scope)?, text.is_empty());
            }
        }
        Ok(())
    });
}

#[test]
fn javascript_sees_the_same_text() {
    run(|scope| {
        let quote = scope.eval("s => [...s].map(c => c.codePointAt(0)).join()")?;
        scope.global().set(scope, "quote", quote)?;
        for &text in TEXTS {
            scope.global().set(scope, "text", text)?;
            let expected = text
                .chars()
                .map(|c| (c as u32).to_string())
                .collect::<Vec<_>>()
                .join(",");
            assert_eq!(
                scope.eval("quote(text)")?.to::<String>(scope)?,
                expected,
                "{text:?}"
            );
        }
        Ok(())
    });
}

/// The C API's own conversion stops at it: the text would be cut without a word.
#[test]
fn an_interior_nul_does_not_cut_a_string() {
    run(|scope| {
        let value = scope.eval("'before\\0after'")?;
        assert_eq!(value.to::<String>(scope)?, "before\0after");
        assert_eq!(scope.string("before\0after")?.len(scope)?, 12);
        assert_eq!(
            scope
                .eval("'code after \\0'.length // \0 in the source")?
                .to::<u32>(scope)?,
            12
        );
        Ok(())
    });
}

#[test]
fn a_lone_surrogate_is_an_error_and_not_an_empty_string() {
    run(|scope| {
        for (code, index) in [
            ("'\\ud800'", 0),
            ("'ab\\udc00cd'", 2),
            ("'😀\\ud83d'", 2),
            ("'x'.repeat(100) + '\\udfff'", 100),
        ] {
            let string = scope.eval(code)?.cast::<JsString>(scope)?;
            let error = string.to_string(scope).unwrap_err();
            assert!(
                matches!(error, Error::LoneSurrogate { index: found } if found == index),
                "{code}: {error:?}"
            );
            let units = string.to_utf16(scope)?;
            assert_eq!(
                string.to_string_lossy(scope)?,
                String::from_utf16_lossy(&units),
                "{code}"
            );
            // And back, without a loss.
            assert!(
                scope.string_utf16(&units)?.strict_equals(scope, string)?,
                "{code}"
            );
        }
        Ok(())
    });
}

#[test]
fn strings_of_all_representations_come_out() {
    run(|scope| {
        // One byte a character, two bytes, a rope, a substring of each, an atom, a single character, a number's text.
        for (code, expected) in [
            ("'latin ÿ'", "latin ÿ"),
            ("'wide Ā'", "wide Ā"),
            ("let a = 'left '; a + 'right ' + 1", "left right 1"),
            ("'a long string'.substring(2, 6)", "long"),
            ("'ein langes Āā'.slice(4)", "langes Āā"),
            ("Object.keys({ atom: 1 })[0]", "atom"),
            ("'xyz'[1]", "y"),
            ("String(1.5)", "1.5"),
        ] {
            assert_eq!(scope.eval(code)?.to::<String>(scope)?, expected, "{code}");
        }
        Ok(())
    });
}

/// Zeroed memory that is never touched, so it costs address space only; `None` where even that is not to be had.
fn zeroed(units: usize) -> Option<Vec<u16>> {
    let layout = std::alloc::Layout::array::<u16>(units).ok()?;
    // SAFETY: the layout is not empty.
    let memory = unsafe { std::alloc::alloc_zeroed(layout) };
    // SAFETY: allocated by the global allocator with the layout of such a vector, and zero is a `u16`.
    (!memory.is_null()).then(|| unsafe { Vec::from_raw_parts(memory.cast(), units, units) })
}

#[test]
fn a_string_too_long_for_the_engine_is_an_error() {
    let Some(units) = zeroed(1 << 31) else { return };
    run(|scope| {
        let error = scope.string_utf16(&units).unwrap_err();
        assert!(
            matches!(error, Error::StringTooLong { length, limit } if length == 1 << 31 && limit < length),
            "{error:?}"
        );
        Ok(())
    });
}

#[test]
fn a_string_that_the_engine_has_no_memory_for_is_an_error() {
    run(|scope| {
        // Ropes: no memory is needed before somebody wants the characters.
        let error = scope
            .eval("let s = 'x'.repeat(2 ** 20); for (;;) s += s;")
            .unwrap_err();
        assert!(matches!(error, Error::Exception(_)), "{error:?}");
        assert_eq!(scope.eval("1")?.to::<i32>(scope)?, 1);
        Ok(())
    });
}

#[test]
fn a_string_of_seventy_million_characters_comes_out() {
    run(|scope| {
        let length = 70_000_000;
        let text: String = scope.eval(&format!("'x'.repeat({length})"))?.to(scope)?;
        assert!(text == "x".repeat(length));
        Ok(())
    });
}

#[test]
fn strings_outlive_the_text_that_they_were_made_of() {
    // A string over borrowed characters would read them from where they were.
    run(|scope| {
        let mut strings = Vec::new();
        for number in 0..500 {
            let text = format!("string number {number} {}", "padding ".repeat(number % 90));
            strings.push(scope.string(&text)?);
            drop(text);
        }
        for (number, string) in strings.into_iter().enumerate() {
            assert_eq!(
                string.to_string(scope)?,
                format!("string number {number} {}", "padding ".repeat(number % 90))
            );
        }
        Ok(())
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_survives(texts in proptest::collection::vec(any::<String>(), 1..20)) {
        run(|scope| {
            for text in &texts {
                assert_eq!(&scope.string(text)?.to_string(scope)?, text);
            }
            Ok(())
        });
    }

    #[test]
    fn any_units_survive(strings in proptest::collection::vec(proptest::collection::vec(any::<u16>(), 0..40), 1..20)) {
        run(|scope| {
            for units in &strings {
                let string = scope.string_utf16(units)?;
                assert_eq!(&string.to_utf16(scope)?, units);
                assert_eq!(string.to_string(scope).ok(), String::from_utf16(units).ok());
            }
            Ok(())
        });
    }
}
