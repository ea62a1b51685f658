//! Host functions, and calls of JavaScript functions.

mod support;

use std::cell::RefCell;
use std::rc::Rc;

use jsc::{Error, Function, IntoJs, Local, Object, Opt, Protected, Rest, Result, This};
use support::{context, js, run};

#[test]
fn typed_closures_convert_arguments_and_result() {
    run(|scope| {
        let repeat = scope.function("repeat", |text: String, n: u32| text.repeat(n as usize))?;
        assert_eq!(
            repeat.call(scope, ("ab", 3))?.to::<String>(scope)?,
            "ababab"
        );
        let split = scope.function("split", |text: String| {
            text.split(',').map(str::to_owned).collect::<Vec<_>>()
        })?;
        let joined = js(scope, "split => split('a,b,c').join('-')").call(scope, (split,))?;
        assert_eq!(joined.to::<String>(scope)?, "a-b-c");
        let nothing = scope.function("nothing", || ())?;
        assert!(nothing.call(scope, ())?.is_undefined(scope));
        let eight = scope.function(
            "eight",
            |a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32| {
                vec![a, b, c, d, e, f, g, h]
            },
        )?;
        assert_eq!(
            eight
                .call(scope, (1, 2, 3, 4, 5, 6, 7, 8))?
                .to::<Vec<i32>>(scope)?,
            [1, 2, 3, 4, 5, 6, 7, 8]
        );
        Ok(())
    });
}

#[test]
fn arguments_are_not_coerced() {
    run(|scope| {
        let add = scope.function("add", |a: f64, b: f64| a + b)?;
        let error = add.call(scope, (1, "2")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "TypeError: argument 2: expected number, found string"
        );
        let byte = scope.function("byte", |n: u8| n)?;
        let error = byte.call(scope, (256,)).unwrap_err();
        assert_eq!(error.exception().unwrap().name(), "TypeError");
        // More arguments than parameters are ignored, as in JavaScript.
        assert_eq!(add.call(scope, (1, 2, "x"))?.to::<f64>(scope)?, 3.0);
        Ok(())
    });
}

#[test]
fn markers_take_the_receiver_the_optional_and_the_rest() {
    run(|scope| {
        let context = scope.global();
        let f = scope.function(
            "f",
            |This(this): This<Protected<Object>>,
             first: i32,
             Opt(second): Opt<i32>,
             Rest(rest): Rest<i32>| {
                let _ = this;
                vec![first, second.unwrap_or(-1), rest.len() as i32]
            },
        )?;
        let call =
            |code: &str| -> Result<Vec<i32>> { js(scope, code).call(scope, (f,))?.to(scope) };
        assert_eq!(call("f => f(1)")?, [1, -1, 0]);
        assert_eq!(call("f => f(1, undefined)")?, [1, -1, 0]);
        assert_eq!(call("f => f(1, 2, 3, 4, 5)")?, [1, 2, 3]);
        assert_eq!(
            call("f => f(1, 2, 'x')").unwrap_err().to_string(),
            "TypeError: argument 3: expected number, found string"
        );
        // Only `first` counts.
        assert_eq!(f.get(scope, "length")?.to::<i32>(scope)?, 1);

        let seen = scope.function_with("this", |_, args| Ok(args.this().into_value()))?;
        context.set(scope, "seen", seen)?;
        for (code, expected) in [
            ("var o = { seen }; o.seen() === o", true),
            ("seen.call(undefined) === globalThis", true),
            (
                "(function () { 'use strict'; return seen.call(null) === globalThis })()",
                true,
            ),
            (
                "typeof seen.call(1) === 'object' && seen.call(1) == 1",
                true,
            ),
            ("seen.call('text') instanceof String", true),
        ] {
            assert_eq!(scope.eval(code)?.to::<bool>(scope)?, expected, "{code}");
        }
        let number = scope.function("number", |This(n): This<f64>| n)?;
        let error = js(scope, "f => f.call({})")
            .call(scope, (number,))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "TypeError: this: expected number, found object"
        );
        Ok(())
    });
}

#[test]
fn raw_functions_get_scope_and_arguments() {
    run(|scope| {
        let f = scope.function_with("f", |scope, args| {
            assert!(args.value(2000).is_undefined(scope));
            assert_eq!(args.opt::<i32>(2000)?, None);
            let sum: i32 = args.rest::<i32>(1)?.into_iter().sum();
            let text: String = args.get(0)?;
            let object = scope.object();
            object.set(scope, "text", text)?;
            object.set(scope, "sum", sum)?;
            object.set(scope, "count", args.len() as u32)?;
            Ok(object.into_value())
        })?;
        let result = js(scope, "f => JSON.stringify(f('x', 1, 2, 3))").call(scope, (f,))?;
        assert_eq!(
            result.to::<String>(scope)?,
            r#"{"text":"x","sum":6,"count":4}"#
        );
        // Beyond sixteen arguments the engine keeps the array on its heap.
        let many = js(
            scope,
            "f => f('x', ...Array.from({ length: 1000 }, (_, i) => i)).sum",
        )
        .call(scope, (f,))?;
        assert_eq!(many.to::<i32>(scope)?, 499_500);
        Ok(())
    });
}

#[test]
fn a_function_that_changes_its_state_cannot_run_twice_at_a_time() {
    run(|scope| {
        let mut calls = 0;
        let f = scope.function_mut("f", move || {
            calls += 1;
            calls
        })?;
        assert_eq!(f.call(scope, ())?.to::<i32>(scope)?, 1);
        assert_eq!(f.call(scope, ())?.to::<i32>(scope)?, 2);

        let again = scope.function_mut("again", |g: Protected<Function>| {
            let vm = g.vm();
            let context = vm.new_context()?;
            context.enter(|scope| g.local(scope).call(scope, ()).map(drop))
        })?;
        let error = js(scope, "f => f(() => f(() => {}))")
            .call(scope, (again,))
            .unwrap_err();
        assert_eq!(error.to_string(), format!("Error: {}", Error::Reentered));
        // And it works again afterwards.
        js(scope, "f => f(() => {})")
            .call(scope, (again,))
            .map(drop)
    });
}

#[test]
fn javascript_functions_are_called_with_what_converts() {
    run(|scope| {
        let list = js(scope, "(...args) => args.join()");
        assert_eq!(list.call(scope, ())?.to::<String>(scope)?, "");
        assert_eq!(
            list.call(scope, (1, "a", true, ()))?.to::<String>(scope)?,
            "1,a,true,"
        );
        let values = [1.into_js(scope)?, "b".into_js(scope)?];
        assert_eq!(list.call(scope, &values)?.to::<String>(scope)?, "1,b");
        assert_eq!(list.call(scope, &values[1..])?.to::<String>(scope)?, "b");
        let objects: Vec<Local<'_, Object>> = (0..100).map(|_| scope.object()).collect();
        let count = js(
            scope,
            "(...args) => args.filter(x => typeof x === 'object').length",
        );
        assert_eq!(count.call(scope, &objects[..])?.to::<i32>(scope)?, 100);

        let this = scope.object();
        let own = js(scope, "function () { return this }");
        assert!(
            own.call_with_this(scope, this, ())?
                .strict_equals(scope, *this)?
        );
        assert!(own.call(scope, ())?.strict_equals(scope, *scope.global())?);

        let date = js(scope, "Date").construct(scope, (0,))?;
        assert_eq!(
            date.get(scope, "constructor")?
                .cast::<Function>(scope)?
                .get(scope, "name")?
                .to::<String>(scope)?,
            "Date"
        );
        let error = js(scope, "class C { constructor() { throw 1 } }")
            .construct(scope, ())
            .unwrap_err();
        assert_eq!(error.to_string(), "1");
        assert!(js(scope, "() => 1").construct(scope, ()).is_err());
        assert!(
            js(scope, "class {}")
                .call(scope, ())
                .unwrap_err()
                .to_string()
                .starts_with("TypeError")
        );
        Ok(())
    });
}

/// A proxy stays callable by type when it is revoked; the engine's answer to a call is then an exception, not NULL.
#[test]
fn a_revoked_proxy_is_an_exception() {
    run(|scope| {
        let proxy = scope
            .eval("var r = Proxy.revocable(() => 1, {}); r.proxy")?
            .cast::<Function>(scope)?;
        assert_eq!(proxy.call(scope, ())?.to::<i32>(scope)?, 1);
        scope.eval("r.revoke()")?;
        let error = proxy.call(scope, ()).unwrap_err();
        assert_eq!(error.exception().unwrap().name(), "TypeError");
        assert!(proxy.construct(scope, ()).is_err());
        Ok(())
    });
}

#[test]
fn names_are_any_text() {
    run(|scope| {
        for name in ["", "has space", "naïve", "🦀", "nul\0inside"] {
            let f = scope.function(name, || ())?;
            assert_eq!(f.get(scope, "name")?.to::<String>(scope)?, name);
        }
        Ok(())
    });
}

#[test]
fn wherever_the_engine_calls_a_function_a_host_function_will_do() {
    run(|scope| {
        let log = Rc::new(RefCell::new(Vec::<String>::new()));
        let writer = Rc::clone(&log);
        let note = scope.function_with("note", move |scope, args| {
            writer
                .borrow_mut()
                .push(args.value(0).type_name(scope).to_owned());
            1.into_js(scope)
        })?;
        scope.global().set(scope, "note", note)?;
        for code in [
            "Object.defineProperty({}, 'x', { get: note }).x",
            "Object.defineProperty({}, 'x', { set: note }).x = 'text'",
            "`${{ [Symbol.toPrimitive]: note }}`",
            "[2, 1].sort(note)",
            "'a'.replace(/a/, note)",
            "JSON.stringify({ toJSON: note })",
            "JSON.parse('1', note)",
            "new Proxy({}, { get: note }).x",
            "Reflect.ownKeys(new Proxy({}, { ownKeys: () => (note(), []) }))",
            "[...{ [Symbol.iterator]: () => ({ next: () => (note(), { done: true }) }) }]",
            "Promise.resolve('later').then(note)",
        ] {
            log.borrow_mut().clear();
            scope
                .eval(code)
                .map(drop)
                .or_else(|error| match code.contains("ownKeys") {
                    true => Ok(()),
                    false => Err(error),
                })?;
            scope.drain_microtasks()?;
            assert!(!log.borrow().is_empty(), "{code}");
        }
        Ok(())
    });
}

#[test]
fn the_scope_of_a_call_is_its_own() {
    let context = context();
    context
        .enter(|scope| {
            // A callback's values are rooted in the callback's scope; its result survives it.
            let make = scope.function_with("make", |scope, _| {
                let objects: Vec<_> = (0..200).map(|_| scope.object()).collect();
                for (index, object) in objects.iter().enumerate() {
                    object.set(scope, "index", index as u32)?;
                }
                Ok(objects[150].into_value())
            })?;
            let index = js(scope, "make => { let last; for (let i = 0; i < 50; i++) last = make(); return last.index }");
            assert_eq!(index.call(scope, (make,))?.to::<i32>(scope)?, 150);
            Ok(())
        })
        .unwrap();
}
