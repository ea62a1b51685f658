//! Objects and their properties.

use jsc::{Array, Attributes, Error, Function, Object, Result, Scope, Vm};

fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    let context = Vm::new().unwrap().new_context().unwrap();
    context.enter(f).unwrap()
}

#[test]
fn get_reads_what_set_wrote() {
    run(|scope| {
        let object = scope.object();
        object.set(scope, "answer", 42)?;
        object.set_index(scope, 7, "seven")?;
        object.put(scope, "put", true)?;
        assert_eq!(object.get(scope, "answer")?.to::<i32>(scope)?, 42);
        assert_eq!(object.get(scope, "7")?.to::<String>(scope)?, "seven");
        assert!(object.get(scope, "put")?.to::<bool>(scope)?);
        assert!(object.get(scope, "nothing")?.is_undefined(scope));
        assert!(object.has(scope, "toString")?, "inherited");
        assert!(!object.has_own(scope, "toString")?);
        assert!(object.has_own(scope, "answer")? && object.has_own(scope, 7)?);
        assert!(!object.has(scope, "nothing")?);
        Ok(())
    });
}

/// The C API drops such a value without a word.
#[test]
fn what_an_object_refuses_is_an_error() {
    run(|scope| {
        for code in [
            "Object.freeze({ k: 1 })",
            "Object.freeze({})",
            "Object.preventExtensions({})",
            "Object.defineProperty({}, 'k', { value: 1 })",
            "({ get k() { return 1 } })",
            "Object.create(Object.freeze({ k: 1 }))",
            "new Proxy({}, { set: () => false })",
            "new Proxy({}, { set: () => 0 })",
        ] {
            let object = scope.eval(&format!("({code})"))?.cast::<Object>(scope)?;
            let error = object.set(scope, "k", 2).unwrap_err();
            assert!(
                matches!(&error, Error::Property { action: "set", key } if key == "k"),
                "{code}: {error:?}"
            );
            assert_eq!(error.to_string(), "cannot set property 'k'");
            // As sloppy code does it.
            object.put(scope, "k", 2)?;
            assert_ne!(
                object.get(scope, "k")?.to::<Option<i32>>(scope)?,
                Some(2),
                "{code}"
            );
        }
        let array = scope.eval("Object.freeze([1])")?.cast::<Array>(scope)?;
        assert!(matches!(array.push(scope, 2), Err(Error::Property { key, .. }) if key == "1"));
        assert!(
            matches!(array.set_index(scope, 0, 2), Err(Error::Property { key, .. }) if key == "0")
        );
        let symbol = scope.symbol("s")?;
        assert!(
            matches!(array.set(scope, symbol, 2), Err(Error::Property { key, .. }) if key == "Symbol(s)")
        );
        Ok(())
    });
}

#[test]
fn setters_run_and_are_no_errors() {
    run(|scope| {
        let object = scope
            .eval("var seen = []; ({ set k(v) { seen.push(v) } })")?
            .cast::<Object>(scope)?;
        object.set(scope, "k", 1)?;
        object.put(scope, "k", 2)?;
        assert_eq!(scope.eval("seen")?.to::<Vec<i32>>(scope)?, [1, 2]);
        Ok(())
    });
}

/// Each of these loses the exception, or leaves it pending for the next call, in a binding that asks the C API in the obvious way.
#[test]
fn getter_that_throws_is_an_error() {
    run(|scope| {
        let object = scope
            .eval("({ get k() { throw new Error('get') }, set k(v) { throw new Error('set') } })")?
            .cast::<Object>(scope)?;
        let message = |error: Error| {
            assert!(matches!(error, Error::Exception(_)), "{error:?}");
            assert_eq!(
                scope.eval("1 + 1").unwrap().to::<i32>(scope).unwrap(),
                2,
                "nothing is left pending"
            );
            error.to_string()
        };
        assert!(message(object.get(scope, "k").unwrap_err()).contains("get"));
        assert!(message(object.get(scope, scope.string("k")?).unwrap_err()).contains("get"));
        assert!(message(object.set(scope, "k", 1).unwrap_err()).contains("set"));
        assert!(message(object.put(scope, "k", 1).unwrap_err()).contains("set"));
        Ok(())
    });
}

#[test]
fn proxy_that_throws_is_an_error_everywhere() {
    run(|scope| {
        let object = scope
            .eval("new Proxy({}, new Proxy({}, { get(_, trap) { return () => { throw new Error(trap) } } }))")?
            .cast::<Object>(scope)?;
        let check = |what: &str, error: Error| {
            assert!(matches!(error, Error::Exception(_)), "{what}: {error:?}");
            assert!(error.to_string().contains(what), "{what}: {error}");
            assert_eq!(
                scope.eval("1 + 1").unwrap().to::<i32>(scope).unwrap(),
                2,
                "nothing is left pending"
            );
        };
        check("get", object.get(scope, "k").unwrap_err());
        check("get", object.get_index(scope, 1).unwrap_err());
        check("set", object.set(scope, "k", 1).unwrap_err());
        check("set", object.put(scope, "k", 1).unwrap_err());
        check("set", object.set_index(scope, 1, 1).unwrap_err());
        check("has", object.has(scope, "k").unwrap_err());
        check("has", object.has(scope, 1).unwrap_err());
        check(
            "getOwnPropertyDescriptor",
            object.has_own(scope, "k").unwrap_err(),
        );
        check("deleteProperty", object.delete(scope, "k").unwrap_err());
        check(
            "defineProperty",
            object.define(scope, "k", 1, Attributes::ALL).unwrap_err(),
        );
        check("ownKeys", object.keys(scope).unwrap_err());
        check("ownKeys", object.own_keys(scope).unwrap_err());
        check("getPrototypeOf", object.prototype(scope).unwrap_err());
        check(
            "setPrototypeOf",
            object.set_prototype(scope, None).unwrap_err(),
        );
        Ok(())
    });
}

#[test]
fn delete_says_whether_the_property_is_gone() {
    run(|scope| {
        let object = scope
            .eval("Object.defineProperty({ a: 1 }, 'fixed', { value: 1 })")?
            .cast::<Object>(scope)?;
        assert!(object.delete(scope, "a")?);
        assert!(!object.has(scope, "a")?);
        assert!(object.delete(scope, "never")?);
        assert!(!object.delete(scope, "fixed")?);
        assert!(object.has(scope, "fixed")?);
        Ok(())
    });
}

#[test]
fn define_gives_attributes() {
    run(|scope| {
        let object = scope.object();
        scope.global().set(scope, "o", object)?;
        for (name, attributes) in [
            ("all", Attributes::ALL),
            ("hidden", Attributes::HIDDEN),
            ("constant", Attributes::CONSTANT),
            ("none", Attributes::NONE),
            (
                "odd",
                Attributes {
                    writable: false,
                    enumerable: true,
                    configurable: true,
                },
            ),
        ] {
            object.define(scope, name, 1, attributes)?;
            let found: [bool; 3] = scope
                .eval(&format!(
                    "(d => [d.writable, d.enumerable, d.configurable])(Object.getOwnPropertyDescriptor(o, '{name}'))"
                ))?
                .to(scope)?;
            assert_eq!(
                found,
                [
                    attributes.writable,
                    attributes.enumerable,
                    attributes.configurable
                ],
                "{name}"
            );
        }
        object.define(scope, "all", 2, Attributes::HIDDEN)?;
        assert_eq!(object.keys(scope)?, ["constant", "odd"]);
        let error = object
            .define(scope, "none", 2, Attributes::ALL)
            .unwrap_err();
        assert!(
            matches!(&error, Error::Property { action: "define", key } if key == "none"),
            "{error:?}"
        );
        // `__proto__` is a property like any other here.
        object.define(scope, "__proto__", 5, Attributes::ALL)?;
        assert_eq!(object.get(scope, "__proto__")?.to::<i32>(scope)?, 5);
        assert!(object.has(scope, "toString")?, "the prototype is the same");
        Ok(())
    });
}

#[test]
fn accessors_are_called() {
    run(|scope| {
        let object = scope.object();
        let getter = scope
            .eval("(function () { return this.inner * 2 })")?
            .cast::<Function>(scope)?;
        let setter = scope
            .eval("(function (v) { this.inner = v })")?
            .cast::<Function>(scope)?;
        object.define_getter(scope, "read", getter)?;
        object.define_accessor(scope, "both", Some(getter), Some(setter), Attributes::ALL)?;
        object.set(scope, "both", 21)?;
        assert_eq!(object.get(scope, "both")?.to::<i32>(scope)?, 42);
        assert_eq!(object.get(scope, "read")?.to::<i32>(scope)?, 42);
        assert!(matches!(
            object.set(scope, "read", 1),
            Err(Error::Property { .. })
        ));
        assert_eq!(object.keys(scope)?, ["both", "inner"]);
        Ok(())
    });
}

#[test]
fn keys_are_own_enumerable_and_in_order() {
    run(|scope| {
        let object = scope
            .eval("class A { inherited = 1 }; A.prototype.proto = 1; Object.assign(new A, { z: 1, 10: 1, 2: 1, a: 1, [Symbol()]: 1 })")?
            .cast::<Object>(scope)?;
        object.define(scope, "hidden", 1, Attributes::HIDDEN)?;
        assert_eq!(object.keys(scope)?, ["2", "10", "inherited", "z", "a"]);
        assert_eq!(object.own_keys(scope)?.len(), 7);
        assert_eq!(
            scope.eval("'xy'")?.to_object(scope)?.keys(scope)?,
            ["0", "1"]
        );
        let bad = scope.eval("({ '\\ud800': 1 })")?.cast::<Object>(scope)?;
        assert!(matches!(
            bad.keys(scope),
            Err(Error::LoneSurrogate { index: 0 })
        ));
        assert_eq!(bad.own_keys(scope)?.len(), 1);
        Ok(())
    });
}

#[test]
fn prototypes_can_be_seen_and_changed() {
    run(|scope| {
        let (object, base) = (scope.object(), scope.object());
        base.set(scope, "inherited", 1)?;
        object.set_prototype(scope, Some(base))?;
        assert!(object.prototype(scope)?.strict_equals(scope, base)?);
        assert_eq!(object.get(scope, "inherited")?.to::<i32>(scope)?, 1);
        let circle = base.set_prototype(scope, Some(object)).unwrap_err();
        assert!(matches!(circle, Error::Property { .. }), "{circle:?}");
        object.set_prototype(scope, None)?;
        assert!(object.prototype(scope)?.is_null(scope));
        // The C API's function would say `null`.
        let proxy = scope.eval("new Proxy([], {})")?.cast::<Object>(scope)?;
        assert!(
            proxy
                .prototype(scope)?
                .strict_equals(scope, scope.eval("Array.prototype")?)?
        );
        Ok(())
    });
}

#[test]
fn an_exotic_object_is_read_through_its_own_rules() {
    run(|scope| {
        let log = scope
            .eval("new Proxy({}, { get: (_, key) => typeof key + ':' + String(key) })")?
            .cast::<Object>(scope)?;
        assert_eq!(log.get(scope, "name")?.to::<String>(scope)?, "string:name");
        assert_eq!(log.get_index(scope, 3)?.to::<String>(scope)?, "string:3");
        assert_eq!(
            log.get(scope, scope.symbol("s")?)?.to::<String>(scope)?,
            "symbol:Symbol(s)"
        );
        Ok(())
    });
}

#[test]
fn arrays_grow_and_are_read() {
    run(|scope| {
        let array = scope.array(&[scope.number(1.0), scope.undefined()])?;
        assert_eq!(array.len(scope)?, 2);
        assert!(!array.is_empty(scope)?);
        array.push(scope, "last")?;
        array.set_index(scope, 1, 2)?;
        let texts: Vec<String> = array
            .iter(scope)
            .map(|item| item?.to_display_string(scope))
            .collect::<Result<_>>()?;
        assert_eq!(texts, ["1", "2", "last"]);
        let mut seen = Vec::new();
        array.for_each(scope, |turn, value| {
            seen.push(value.to_display_string(turn)?);
            Ok(())
        })?;
        assert_eq!(seen, texts);
        assert_eq!(array.to_vec(scope)?.len(), 3);
        assert!(scope.array::<jsc::Value>(&[])?.is_empty(scope)?);
        assert_eq!(
            scope
                .eval("[0].concat(Array(2))")?
                .cast::<Array>(scope)?
                .to_vec(scope)?
                .len(),
            3,
            "holes count"
        );
        Ok(())
    });
}

#[test]
fn an_array_that_changes_while_it_is_read() {
    run(|scope| {
        let array = scope.eval("let a = [0, 1, 2, 3]; Object.defineProperty(a, 1, { get() { a.length = 2; return 'cut' } }); a")?;
        let array = array.cast::<Array>(scope)?;
        assert_eq!(array.iter(scope).count(), 2);
        let array = scope.eval("[1, 2]")?.cast::<Array>(scope)?;
        let mut rounds = 0;
        array.for_each(scope, |turn, _| {
            rounds += 1;
            if rounds < 10 {
                array.push(turn, rounds)
            } else {
                Ok(())
            }
        })?;
        assert_eq!(rounds, 11);
        Ok(())
    });
}

#[test]
fn a_large_array_survives_its_making() {
    run(|scope| {
        let array = scope.array_from((0..20_000).map(|n| format!("element {n}")))?;
        assert_eq!(array.len(scope)?, 20_000);
        assert_eq!(
            array.get_index(scope, 19_999)?.to::<String>(scope)?,
            "element 19999"
        );
        assert_eq!(array.get_index(scope, 0)?.to::<String>(scope)?, "element 0");
        Ok(())
    });
}
