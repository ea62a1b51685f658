//! Conversions: strict by default, JavaScript's own on request, nothing lost in between.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use jsc::{
    Array, Coerced, Error, FromJs, Function, IntoJs, JsString, Local, Object, Protected, Result,
    Scope, Value, Vm,
};
use proptest::prelude::*;

fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    let context = Vm::new().unwrap().new_context().unwrap();
    context.enter(f).unwrap()
}

/// Into JavaScript, through a script, and back.
fn round_trip<T>(scope: &Scope, value: T, code: &str)
where
    T: for<'s> FromJs<'s> + for<'s> IntoJs<'s> + Clone + PartialEq + std::fmt::Debug,
{
    scope.global().set(scope, "value", value.clone()).unwrap();
    assert_eq!(scope.eval("value").unwrap().to::<T>(scope).unwrap(), value);
    let same = scope
        .eval(&format!(
            "JSON.stringify(value) === JSON.stringify({code}) && typeof value === typeof {code}"
        ))
        .unwrap();
    assert!(same.to::<bool>(scope).unwrap(), "{value:?} is not {code}");
}

#[test]
fn values_survive_the_round_trip() {
    run(|scope| {
        round_trip(scope, true, "true");
        round_trip(scope, false, "false");
        round_trip(scope, 1.5, "1.5");
        round_trip(scope, -0.25_f32, "-0.25");
        round_trip(scope, i8::MIN, "-128");
        round_trip(scope, u8::MAX, "255");
        round_trip(scope, i16::MIN, "-32768");
        round_trip(scope, u16::MAX, "65535");
        round_trip(scope, i32::MIN, "-2147483648");
        round_trip(scope, u32::MAX, "4294967295");
        round_trip(scope, (1_i64 << 53) - 1, "9007199254740991");
        round_trip(scope, -(1_i64 << 53) + 1, "-9007199254740991");
        round_trip(scope, 1_u64 << 40, "1099511627776");
        round_trip(scope, 5_i128, "5");
        round_trip(scope, 5_u128, "5");
        round_trip(scope, 5_usize, "5");
        round_trip(scope, -5_isize, "-5");
        round_trip(scope, String::from("text"), "'text'");
        round_trip(scope, 'é', "'é'");
        round_trip(scope, (), "undefined");
        round_trip(scope, Some(1), "1");
        round_trip(scope, None::<i32>, "undefined");
        round_trip(scope, vec![1, 2, 3], "[1, 2, 3]");
        round_trip(
            scope,
            vec![vec![String::from("deep")], vec![]],
            "[['deep'], []]",
        );
        round_trip(scope, [1.0, 2.0], "[1, 2]");
        round_trip(scope, (1, String::from("two"), true), "[1, 'two', true]");
        round_trip(scope, (1,), "[1]");
        round_trip(scope, (1, 2, 3, 4, 5, 6, 7, 8), "[1, 2, 3, 4, 5, 6, 7, 8]");
        round_trip(
            scope,
            BTreeMap::from([(String::from("a"), 1), (String::from("b"), 2)]),
            "({ a: 1, b: 2 })",
        );
        round_trip(
            scope,
            HashMap::from([(String::from("a"), vec![1])]),
            "({ a: [1] })",
        );
        round_trip::<Rc<str>>(scope, "rc".into(), "'rc'");
        round_trip::<Arc<str>>(scope, "arc".into(), "'arc'");
        round_trip::<Box<str>>(scope, "box".into(), "'box'");
        Ok(())
    });
}

#[test]
fn borrowed_values_go_in() {
    run(|scope| {
        let global = scope.global();
        let text = String::from("text");
        let list = vec![1, 2];
        global.set(scope, "a", &text)?;
        global.set(scope, "b", Cow::Borrowed("cow"))?;
        global.set(scope, "c", &list)?;
        global.set(scope, "d", &list[..1])?;
        global.set(scope, "e", vec!["x", "y"])?;
        global.set(scope, "f", &[String::from("z")][..])?;
        global.set(scope, "g", scope.key("key")?)?;
        global.set(scope, "h", global)?;
        global.set(scope, "i", scope.object().protect(scope))?;
        let shown: String = scope
            .eval("[a, b, c, d, e, f, g, h === globalThis, typeof i].join(' ')")?
            .to(scope)?;
        assert_eq!(shown, "text cow 1,2 1 x,y z key true object");
        Ok(())
    });
}

#[test]
fn nothing_is_coerced() {
    fn refuses<T: for<'s> FromJs<'s>>(scope: &Scope, codes: &[&str]) {
        for code in codes {
            let value = scope.eval(&format!("({code})")).unwrap();
            let error = value
                .to::<T>(scope)
                .err()
                .unwrap_or_else(|| panic!("{code} became a {}", std::any::type_name::<T>()));
            assert!(matches!(error, Error::Type { .. }), "{code}: {error:?}");
        }
    }
    run(|scope| {
        let odd = "({ valueOf() { throw 'asked' }, toString() { throw 'asked' }, length: 0 })";
        refuses::<bool>(
            scope,
            &[
                "undefined",
                "null",
                "0",
                "1",
                "''",
                "'true'",
                odd,
                "new Boolean(true)",
            ],
        );
        refuses::<f64>(
            scope,
            &[
                "undefined",
                "null",
                "true",
                "'1'",
                "1n",
                "new Number(1)",
                "[1]",
                odd,
            ],
        );
        refuses::<f32>(scope, &["undefined", "'1'"]);
        refuses::<i32>(scope, &["undefined", "null", "true", "'1'", "1n", odd]);
        refuses::<u64>(scope, &["undefined", "'1'", "1n"]);
        refuses::<String>(
            scope,
            &[
                "undefined",
                "null",
                "1",
                "Symbol()",
                "new String('x')",
                "['x']",
                odd,
            ],
        );
        refuses::<char>(scope, &["1", "''", "'ab'"]);
        refuses::<()>(scope, &["null", "0", "''", odd]);
        refuses::<Vec<i32>>(
            scope,
            &[
                "undefined",
                "'ab'",
                "({ length: 0 })",
                "new Uint8Array(1)",
                "new Set",
                "['1']",
                "[1, undefined]",
            ],
        );
        refuses::<[i32; 2]>(scope, &["[]", "[1]", "[1, 2, 3]", "'ab'"]);
        refuses::<(i32, String)>(scope, &["[]", "[1]", "['1', 'x']", "[1, 'x', 2]"]);
        refuses::<BTreeMap<String, i32>>(
            scope,
            &["undefined", "null", "1", "'ab'", "({ a: '1' })"],
        );
        refuses::<Option<i32>>(scope, &["'1'", "false"]);
        Ok(())
    });
}

#[test]
fn integers_are_integral_and_in_range() {
    fn refuses<T: for<'s> FromJs<'s>>(scope: &Scope, codes: &[&str], target: &str) {
        for code in codes {
            let error = scope
                .eval(code)
                .unwrap()
                .to::<T>(scope)
                .err()
                .unwrap_or_else(|| panic!("{code} became {target}"));
            assert!(
                matches!(error, Error::Range { target: found, .. } if found == target),
                "{code}: {error:?}"
            );
        }
    }
    run(|scope| {
        refuses::<i8>(
            scope,
            &[
                "0.5",
                "128",
                "-129",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e300",
            ],
            "i8",
        );
        refuses::<u8>(scope, &["0.5", "256", "-1", "NaN"], "u8");
        refuses::<i32>(scope, &["0.1", "2147483648", "-2147483649", "NaN"], "i32");
        refuses::<u32>(scope, &["4294967296", "-1", "NaN"], "u32");
        refuses::<i64>(
            scope,
            &["2 ** 53", "-(2 ** 53)", "0.5", "1e300", "NaN", "Infinity"],
            "i64",
        );
        refuses::<u64>(scope, &["2 ** 53", "-1", "NaN"], "u64");
        refuses::<u128>(scope, &["-1", "1e30"], "u128");
        refuses::<f32>(scope, &["1e300", "-1e300"], "f32");
        assert_eq!(scope.eval("-0")?.to::<i32>(scope)?, 0);
        assert_eq!(scope.eval("-0")?.to::<u64>(scope)?, 0);
        assert_eq!(scope.eval("0.1")?.to::<f32>(scope)?, 0.1);
        assert!(scope.eval("NaN")?.to::<f32>(scope)?.is_nan());
        assert!(scope.eval("Infinity")?.to::<f32>(scope)?.is_infinite());
        assert_eq!(
            scope.eval("1.5")?.to::<i32>(scope).unwrap_err().to_string(),
            "1.5 does not fit in i32"
        );
        Ok(())
    });
}

#[test]
fn numbers_that_javascript_would_round_are_errors() {
    run(|scope| {
        for error in [
            (1_i64 << 53).into_js(scope).err(),
            i64::MIN.into_js(scope).err(),
            u64::MAX.into_js(scope).err(),
            u128::MAX.into_js(scope).err(),
            i128::MIN.into_js(scope).err(),
        ] {
            assert!(
                matches!(
                    error,
                    Some(Error::Range {
                        target: "number",
                        ..
                    })
                ),
                "{error:?}"
            );
        }
        Ok(())
    });
}

#[test]
fn an_array_with_holes_is_no_list() {
    run(|scope| {
        assert_eq!(
            scope
                .eval("[1, undefined, null]")?
                .to::<Vec<Option<i32>>>(scope)?,
            [Some(1), None, None]
        );
        let error = scope
            .eval("[1, , 2]")?
            .to::<Vec<Option<i32>>>(scope)
            .unwrap_err();
        assert_eq!(error.to_string(), "expected element, found hole at index 1");
        // Four billion of them: this ends at once.
        assert!(matches!(
            scope
                .eval("new Array(2 ** 32 - 1)")?
                .to::<Vec<Option<i32>>>(scope),
            Err(Error::Type { .. })
        ));
        Ok(())
    });
}

#[test]
fn a_map_is_an_object_of_its_own_whatever_the_keys_are() {
    run(|scope| {
        scope.eval("Object.defineProperty(Object.prototype, 'trap', { set() { throw 'set' }, configurable: true })")?;
        scope.eval(
            "Object.defineProperty(Object.prototype, 'fixed', { value: 1, configurable: true })",
        )?;
        let names = [
            "__proto__",
            "constructor",
            "trap",
            "fixed",
            "toString",
            "",
            "1",
            "plain",
        ];
        let map: BTreeMap<&str, i32> = names.into_iter().zip(0..).collect();
        scope.global().set(scope, "map", map.clone())?;
        let value = scope.eval("map")?.cast::<Object>(scope)?;
        assert!(
            value
                .prototype(scope)?
                .strict_equals(scope, scope.eval("Object.prototype")?)?
        );
        let back: BTreeMap<String, i32> = value.to(scope)?;
        assert_eq!(
            back,
            map.into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()
        );
        assert_eq!(scope.eval("({}).polluted")?.to::<Option<i32>>(scope)?, None);
        Ok(())
    });
}

#[test]
fn handles_are_checked_by_the_engine() {
    run(|scope| {
        let function = scope.eval("x => x")?;
        let local: Local<'_, Function> = function.to(scope)?;
        let protected: Protected<Object> = function.to(scope)?;
        assert!(protected.local(scope).strict_equals(scope, local)?);
        assert!(matches!(
            function.to::<Local<'_, Array>>(scope),
            Err(Error::Type { .. })
        ));
        assert!(matches!(
            function.to::<Protected<JsString>>(scope),
            Err(Error::Type { .. })
        ));
        let any: Local<'_, Value> = function.to(scope)?;
        assert!(any.strict_equals(scope, function)?);
        Ok(())
    });
}

#[test]
fn coerced_values_are_javascripts() {
    run(|scope| {
        scope.eval("var o = { valueOf: () => 3.7, toString: () => 'o' }")?;
        for code in [
            "undefined",
            "null",
            "true",
            "''",
            "'12px'",
            "' 0x10 '",
            "-1.5",
            "2 ** 32 + 5",
            "-(2 ** 31) - 1",
            "1e300",
            "NaN",
            "[]",
            "[7]",
            "o",
            "12n",
        ] {
            let value = scope.eval(&format!("({code})"))?;
            let (number, int, uint, boolean, text): (f64, i32, u32, bool, String) = scope
                .eval(&format!(
                    "(v => [Number(v), Number(v) | 0, Number(v) >>> 0, !!v, `${{v}}`])({code})"
                ))?
                .to(scope)?;
            let Coerced(found) = value.to::<Coerced<f64>>(scope)?;
            assert!(
                found == number || (found.is_nan() && number.is_nan()),
                "{code}"
            );
            assert_eq!(value.to::<Coerced<i32>>(scope)?, Coerced(int), "{code}");
            assert_eq!(value.to::<Coerced<u32>>(scope)?, Coerced(uint), "{code}");
            assert_eq!(
                value.to::<Coerced<bool>>(scope)?,
                Coerced(boolean),
                "{code}"
            );
            assert_eq!(value.to::<Coerced<String>>(scope)?, Coerced(text), "{code}");
        }
        for code in ["Symbol()", "({ [Symbol.toPrimitive]() { throw 1 } })"] {
            let value = scope.eval(&format!("({code})"))?;
            assert!(
                matches!(value.to::<Coerced<f64>>(scope), Err(Error::Exception(_))),
                "{code}"
            );
            assert!(
                matches!(value.to::<Coerced<String>>(scope), Err(Error::Exception(_))),
                "{code}"
            );
        }
        Ok(())
    });
}

/// What a host function returns as an error, and what a script then catches.
#[test]
fn errors_of_values_are_javascript_errors_of_their_kind() {
    run(|scope| {
        let frozen = scope.eval("Object.freeze({})")?.cast::<Object>(scope)?;
        for (error, name) in [
            (
                scope.eval("'x'")?.to::<f64>(scope).unwrap_err(),
                "TypeError",
            ),
            (
                scope.eval("0.5")?.to::<i32>(scope).unwrap_err(),
                "RangeError",
            ),
            (
                scope.eval("'\\ud800'")?.to::<String>(scope).unwrap_err(),
                "TypeError",
            ),
            (frozen.set(scope, "k", 1).unwrap_err(), "TypeError"),
            (scope.json_parse("{").unwrap_err(), "SyntaxError"),
            (
                scope
                    .array_buffer([0])?
                    .read(scope, 1, &mut [0])
                    .unwrap_err(),
                "RangeError",
            ),
            (
                Error::StringTooLong {
                    length: 1 << 31,
                    limit: 1 << 30,
                },
                "RangeError",
            ),
        ] {
            let thrown = error.throw(scope).cast::<Object>(scope)?;
            let constructor = scope.global().get(scope, name)?.cast::<Object>(scope)?;
            assert!(
                thrown.instance_of(scope, constructor)?,
                "{error:?} is no {name}"
            );
            assert_eq!(
                thrown.get(scope, "message")?.to::<String>(scope)?,
                error.to_string()
            );
        }
        Ok(())
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_number_survives(numbers in proptest::collection::vec(any::<f64>(), 1..50)) {
        run(|scope| {
            let identity = scope.eval("x => x")?.cast::<Function>(scope)?;
            for &number in &numbers {
                let back: f64 = identity.call(scope, (number,))?.to(scope)?;
                assert!(back.to_bits() == number.to_bits() || (back.is_nan() && number.is_nan()), "{number:?} became {back:?}");
            }
            Ok(())
        });
    }

    #[test]
    fn integers_agree_with_the_standard_library(numbers in proptest::collection::vec(prop_oneof![any::<f64>(), any::<i64>().prop_map(|n| n as f64), (-300_i32..300).prop_map(f64::from)], 1..50)) {
        run(|scope| {
            for &number in &numbers {
                let value = scope.number(number);
                let exact = number.trunc() == number && number.abs() < 9_007_199_254_740_992.0;
                let integer = exact.then_some(number as i64);
                assert_eq!(value.to::<i64>(scope).ok(), integer);
                assert_eq!(value.to::<i32>(scope).ok(), integer.and_then(|n| n.try_into().ok()));
                assert_eq!(value.to::<u32>(scope).ok(), integer.and_then(|n| n.try_into().ok()));
                assert_eq!(value.to::<u8>(scope).ok(), integer.and_then(|n| n.try_into().ok()));
                assert_eq!(value.to::<i8>(scope).ok(), integer.and_then(|n| n.try_into().ok()));
                assert_eq!(value.to::<usize>(scope).ok(), integer.and_then(|n| n.try_into().ok()));
            }
            Ok(())
        });
    }

    #[test]
    fn any_structure_survives(map in proptest::collection::btree_map(any::<String>(), proptest::collection::vec(any::<Option<i32>>(), 0..5), 0..10)) {
        run(|scope| {
            let value = map.clone().into_js(scope)?;
            assert_eq!(value.to::<BTreeMap<String, Vec<Option<i32>>>>(scope)?, map);
            Ok(())
        });
    }
}
