//! What values are, and what JavaScript's operators do with them.

use jsc::{
    Array, ArrayBuffer, BigInt, Error, Function, JsString, Object, Promise, Result, Scope, Symbol,
    TypedArray, Value, Vm,
};
use jsc::{Local, WellKnownSymbol};

fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    let context = Vm::new().unwrap().new_context().unwrap();
    context.enter(f).unwrap()
}

/// Every kind of value with its name, and the markers that it is.
const KINDS: &[(&str, &str, &[&str])] = &[
    ("undefined", "undefined", &[]),
    ("null", "null", &[]),
    ("true", "boolean", &[]),
    ("-0", "number", &[]),
    ("NaN", "number", &[]),
    ("2 ** 40", "number", &[]),
    ("'text'", "string", &["JsString"]),
    ("'a'.repeat(9) + 'b'", "string", &["JsString"]),
    ("Symbol('s')", "symbol", &["Symbol"]),
    ("Symbol.iterator", "symbol", &["Symbol"]),
    ("5n", "bigint", &["BigInt"]),
    ("-(2n ** 99n)", "bigint", &["BigInt"]),
    ("({})", "object", &["Object"]),
    ("new String('boxed')", "object", &["Object"]),
    ("/x/", "object", &["Object"]),
    ("new Map()", "object", &["Object"]),
    ("[1, 2]", "array", &["Object", "Array"]),
    ("new Array(99)", "array", &["Object", "Array"]),
    ("new Proxy([], {})", "object", &["Object"]),
    ("Object.create(Array.prototype)", "object", &["Object"]),
    ("() => 1", "function", &["Object", "Function"]),
    ("class {}", "function", &["Object", "Function"]),
    ("Math.max", "function", &["Object", "Function"]),
    (
        "new Proxy(() => 1, {})",
        "function",
        &["Object", "Function"],
    ),
    (
        "(class A { #p; static [Symbol.hasInstance]() { return true } })",
        "function",
        &["Object", "Function"],
    ),
    ("new ArrayBuffer(8)", "object", &["Object", "ArrayBuffer"]),
    ("new Uint8Array(8)", "object", &["Object", "TypedArray"]),
    ("new Float64Array(8)", "object", &["Object", "TypedArray"]),
    ("new DataView(new ArrayBuffer(8))", "object", &["Object"]),
    ("Object.create(Uint8Array.prototype)", "object", &["Object"]),
    ("globalThis", "object", &["Object"]),
];

#[test]
fn the_engine_says_what_a_value_is() {
    run(|scope| {
        for &(code, name, markers) in KINDS {
            let value = scope.eval(&format!("({code})"))?;
            assert_eq!(value.type_name(scope), name, "{code}");
            let is = [
                ("JsString", value.is::<JsString>(scope)),
                ("Symbol", value.is::<Symbol>(scope)),
                ("BigInt", value.is::<BigInt>(scope)),
                ("Object", value.is::<Object>(scope)),
                ("Array", value.is::<Array>(scope)),
                ("Function", value.is::<Function>(scope)),
                ("ArrayBuffer", value.is::<ArrayBuffer>(scope)),
                ("TypedArray", value.is::<TypedArray>(scope)),
                ("Promise", value.is::<Promise>(scope)),
            ];
            for (marker, is) in is {
                assert_eq!(is, markers.contains(&marker), "{code} is {marker}");
            }
            assert!(value.is::<Value>(scope));
        }
        Ok(())
    });
}

#[test]
fn a_cast_to_what_a_value_is_not_names_both() {
    run(|scope| {
        let error = scope.eval("'text'")?.cast::<Array>(scope).unwrap_err();
        assert_eq!(error.to_string(), "expected Array, found string");
        let error = scope
            .eval("new Proxy([], {})")?
            .cast::<Array>(scope)
            .unwrap_err();
        assert!(
            matches!(
                error,
                Error::Type {
                    expected: "Array",
                    ..
                }
            ),
            "{error:?}"
        );
        Ok(())
    });
}

#[test]
fn immediates_are_told_apart() {
    run(|scope| {
        for code in ["undefined", "null", "true", "false", "0", "''", "({})"] {
            let value = scope.eval(code)?;
            assert_eq!(value.is_undefined(scope), code == "undefined", "{code}");
            assert_eq!(value.is_null(scope), code == "null", "{code}");
            assert_eq!(
                value.is_nullish(scope),
                code == "null" || code == "undefined",
                "{code}"
            );
            assert_eq!(
                value.is_boolean(scope),
                code == "true" || code == "false",
                "{code}"
            );
            assert_eq!(value.is_number(scope), code == "0", "{code}");
        }
        Ok(())
    });
}

/// Both directions, against the engine's own operators.
#[test]
fn equality_and_truth_are_javascripts() {
    run(|scope| {
        scope.eval("var o = { valueOf: () => 1 }, s = Symbol(), a = ['1'];")?;
        let values = [
            "undefined",
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1",
            "NaN",
            "''",
            "'1'",
            "'0'",
            "1n",
            "0n",
            "o",
            "s",
            "a",
            "({})",
            "Infinity",
        ];
        for left in values {
            let value = scope.eval(&format!("({left})"))?;
            let truth: bool = scope.eval(&format!("!!({left})"))?.to(scope)?;
            assert_eq!(value.to_boolean(scope), truth, "!!{left}");
            for right in values {
                // Object literals are a new object each time, so both sides come from the same evaluation.
                let list = scope.eval(&format!(
                    "(function (l, r) {{ return [l, r, l == r, l === r] }})({left}, {right})"
                ))?;
                let [l, r, loose, strict]: [Local<'_, Value>; 4] = list.to(scope)?;
                assert_eq!(
                    l.loose_equals(scope, r)?,
                    loose.to::<bool>(scope)?,
                    "{left} == {right}"
                );
                assert_eq!(
                    l.strict_equals(scope, r)?,
                    strict.to::<bool>(scope)?,
                    "{left} === {right}"
                );
            }
        }
        Ok(())
    });
}

#[test]
fn what_a_conversion_throws_is_an_error() {
    run(|scope| {
        let thrower = scope.eval("({ [Symbol.toPrimitive]() { throw new Error('no') } })")?;
        let one = scope.number(1.0);
        for error in [
            thrower.loose_equals(scope, one).unwrap_err(),
            thrower.to_number(scope).unwrap_err(),
            thrower.to_display_string(scope).unwrap_err(),
            scope.eval("Symbol()")?.to_number(scope).unwrap_err(),
            scope
                .eval("Symbol()")?
                .to_display_string(scope)
                .unwrap_err(),
            scope.undefined().to_object(scope).unwrap_err(),
            scope.null().to_object(scope).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Exception(_)), "{error:?}");
        }
        // And nothing of it is left over for the next call.
        assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2);
        Ok(())
    });
}

#[test]
fn any_value_can_be_shown() {
    run(|scope| {
        for (code, shown) in [
            ("undefined", "undefined"),
            ("null", "null"),
            ("-0", "0"),
            ("1e21", "1e+21"),
            ("12345678901234567890n", "12345678901234567890"),
            ("[1, [2, null]]", "1,2,"),
            ("({})", "[object Object]"),
            ("'\\ud800'", "\u{fffd}"),
            ("({ toString: () => 'mine' })", "mine"),
        ] {
            assert_eq!(
                scope.eval(&format!("({code})"))?.to_display_string(scope)?,
                shown,
                "{code}"
            );
        }
        Ok(())
    });
}

#[test]
fn instance_of_asks_the_constructor() {
    run(|scope| {
        let date = scope.eval("new Date()")?;
        let constructor = scope.global().get(scope, "Date")?.cast::<Object>(scope)?;
        assert!(date.instance_of(scope, constructor)?);
        assert!(!scope.object().instance_of(scope, constructor)?);
        let any = scope
            .eval("({ [Symbol.hasInstance]: v => v === 5 })")?
            .cast::<Object>(scope)?;
        assert!(scope.number(5.0).instance_of(scope, any)?);
        let thrower = scope
            .eval("({ get [Symbol.hasInstance]() { throw 1 } })")?
            .cast::<Object>(scope)?;
        assert!(matches!(
            scope.number(5.0).instance_of(scope, thrower),
            Err(Error::Exception(_))
        ));
        Ok(())
    });
}

#[test]
fn to_object_wraps_primitives() {
    run(|scope| {
        let boxed = scope.string("abc")?.to_object(scope)?;
        assert_eq!(boxed.get(scope, "length")?.to::<u32>(scope)?, 3);
        let object = scope.object();
        assert!(object.to_object(scope)?.strict_equals(scope, object)?);
        Ok(())
    });
}

#[test]
fn symbols_have_an_identity_and_perhaps_a_description() {
    run(|scope| {
        let (a, b) = (scope.symbol("same")?, scope.symbol("same")?);
        assert!(!a.strict_equals(scope, b)?);
        assert_eq!(a.description(scope)?.as_deref(), Some("same"));
        assert_eq!(scope.symbol("")?.description(scope)?.as_deref(), Some(""));
        assert_eq!(
            scope
                .eval("Symbol()")?
                .cast::<Symbol>(scope)?
                .description(scope)?,
            None
        );
        let registered = scope.symbol_for("app.key")?;
        assert!(
            scope
                .eval("Symbol.for('app.key')")?
                .strict_equals(scope, registered)?
        );
        Ok(())
    });
}

#[test]
fn well_known_symbols_are_those_of_every_realm() {
    run(|scope| {
        use WellKnownSymbol::*;
        for (symbol, code) in [
            (Iterator, "iterator"),
            (AsyncIterator, "asyncIterator"),
            (HasInstance, "hasInstance"),
            (ToPrimitive, "toPrimitive"),
            (ToStringTag, "toStringTag"),
            (Species, "species"),
            (Unscopables, "unscopables"),
            (IsConcatSpreadable, "isConcatSpreadable"),
            (Match, "match"),
            (MatchAll, "matchAll"),
            (Replace, "replace"),
            (Search, "search"),
            (Split, "split"),
        ] {
            let theirs = scope.eval(&format!("Symbol.{code}"))?;
            assert!(
                scope
                    .well_known_symbol(symbol)?
                    .strict_equals(scope, theirs)?,
                "{code}"
            );
        }
        let object = scope.object();
        object.set(scope, scope.symbol_to_string_tag()?, "Tagged")?;
        assert_eq!(object.to_display_string(scope)?, "[object Tagged]");
        Ok(())
    });
}

#[test]
fn a_script_cannot_change_what_we_use() {
    run(|scope| {
        scope.eval(
            "Reflect.set = Reflect.ownKeys = Reflect.defineProperty = Object.keys = () => { throw 'spoofed' };
             Symbol.for = BigInt = JSON.parse = Uint8Array = () => 'spoofed';
             Object.defineProperty(Symbol.prototype, 'description', { get() { return 'spoofed' } });
             Object.prototype.get = Object.prototype.writable = () => 'spoofed';",
        )?;
        let object = scope.object();
        object.set(scope, "x", 1)?;
        object.define(scope, "y", 2, jsc::Attributes::CONSTANT)?;
        assert_eq!(object.keys(scope)?, ["x", "y"]);
        assert_eq!(
            scope.symbol_for("k")?.description(scope)?.as_deref(),
            Some("k")
        );
        assert_eq!(scope.bigint(7)?.to_integer::<i32>(scope)?, 7);
        assert!(
            scope
                .json_parse("{")
                .unwrap_err()
                .to_string()
                .starts_with("JSON Parse error")
        );
        Ok(())
    });
}

#[test]
fn bigints_of_any_size() {
    run(|scope| {
        for number in [
            0,
            1,
            -1,
            i128::from(i64::MIN),
            i128::from(u64::MAX),
            i128::MAX,
            i128::MIN,
            (1 << 53) + 1,
        ] {
            let bigint = scope.bigint(number)?;
            assert!(
                bigint.strict_equals(scope, scope.eval(&format!("BigInt('{number}')"))?)?,
                "{number}"
            );
            assert_eq!(bigint.to_integer::<i128>(scope)?, number);
            assert_eq!(
                bigint.to_integer::<i64>(scope).ok(),
                i64::try_from(number).ok()
            );
            assert_eq!(
                bigint.to_integer::<u8>(scope).ok(),
                u8::try_from(number).ok()
            );
            assert_eq!(bigint.to_decimal(scope)?, number.to_string());
        }
        let huge = scope.bigint_from_decimal(&"9".repeat(100))?;
        assert!(
            matches!(huge.to_integer::<i128>(scope), Err(Error::Range { number, .. }) if number == 1e100)
        );
        assert_eq!(scope.bigint_from_decimal("0xff")?.to_decimal(scope)?, "255");
        assert!(matches!(
            scope.bigint_from_decimal("1.5"),
            Err(Error::Exception(_))
        ));
        Ok(())
    });
}
