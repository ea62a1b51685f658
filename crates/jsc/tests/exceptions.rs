//! What JavaScript throws, as Rust sees it, and back again.

mod support;

use jsc::{Error, Exception, Object, Result, Scope, Source, Vm};
use support::{collect, context, js, run};

/// The exception that a script throws.
fn thrown(scope: &Scope, code: &str) -> Exception {
    match scope.eval(code) {
        Err(Error::Exception(exception)) => exception,
        other => panic!("{code}: {other:?}"),
    }
}

#[test]
fn a_snapshot_has_what_the_error_had() {
    run(|scope| {
        let code = "function inner() {\n  throw new RangeError('too far');\n}\ninner()";
        let error = scope
            .eval_from(
                code,
                Source {
                    name: "dir/app.js",
                    first_line: 10,
                },
            )
            .unwrap_err();
        assert_eq!(error.to_string(), "RangeError: too far");
        let exception = error.exception().unwrap();
        assert_eq!(
            (exception.name(), exception.message()),
            ("RangeError", "too far")
        );
        assert_eq!(exception.source(), Some("dir/app.js"));
        assert_eq!(exception.line(), Some(11));
        assert!(
            exception.column().is_some_and(|column| column > 8),
            "{exception:?}"
        );
        let stack = exception.stack().unwrap();
        assert!(stack.starts_with("inner@dir/app.js:11:"), "{stack}");
        assert!(stack.contains("\nglobal code@dir/app.js:13:"), "{stack}");
        Ok(())
    });
}

#[test]
fn syntax_errors_have_a_line_and_no_stack() {
    run(|scope| {
        let error = scope
            .eval_from("let a = 1;\nlet b = ;", Source::named("bad.js"))
            .unwrap_err();
        let exception = error.exception().unwrap();
        assert_eq!(exception.name(), "SyntaxError");
        assert_eq!(exception.line(), Some(2));
        assert_eq!(exception.source(), Some("bad.js"));
        assert_eq!(exception.column(), None);
        Ok(())
    });
}

#[test]
fn causes_and_collected_errors_are_part_of_the_snapshot() {
    run(|scope| {
        let exception = thrown(
            scope,
            "throw new Error('outer', { cause: new TypeError('inner', { cause: 'root' }) })",
        );
        let inner = exception.cause().unwrap();
        assert_eq!(inner.to_string(), "TypeError: inner");
        assert_eq!(inner.cause().unwrap().to_string(), "root");
        assert!(inner.cause().unwrap().cause().is_none());
        assert!(inner.value(scope)?.is_none());

        let exception = thrown(
            scope,
            "throw new AggregateError([new Error('a'), 'b', , null], 'all')",
        );
        assert_eq!(exception.name(), "AggregateError");
        let texts: Vec<_> = exception.errors().iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["Error: a", "b", "null"]);

        let exception = thrown(
            scope,
            "throw new AggregateError(Array.from({ length: 1e4 }, (_, i) => i))",
        );
        assert_eq!(exception.errors().len(), 16);
        let exception = thrown(scope, "var e = new Error('e'); e.cause = e; throw e");
        let depth = std::iter::successors(Some(&exception), |exception| exception.cause()).count();
        assert_eq!(depth, 9);
        // A cause of undefined is none; any other is one.
        assert!(
            thrown(scope, "throw new Error('', { cause: undefined })")
                .cause()
                .is_none()
        );
        assert_eq!(
            thrown(scope, "throw new Error('', { cause: null })")
                .cause()
                .unwrap()
                .message(),
            "null"
        );
        Ok(())
    });
}

#[test]
fn try_catch_gives_the_live_value() {
    run(|scope| {
        let value = scope.try_catch(|scope| scope.eval("42")).unwrap();
        assert_eq!(value.to::<i32>(scope)?, 42);

        let caught = scope
            .try_catch(|scope| scope.eval("var e = { message: 'mine' }; throw e"))
            .unwrap_err();
        let live = caught.thrown().unwrap();
        assert!(live.strict_equals(scope, scope.eval("e")?)?);
        assert_eq!(caught.error().to_string(), "mine");

        let caught = scope
            .try_catch(|_| Err::<(), _>(Error::custom("not JavaScript's")))
            .unwrap_err();
        assert!(caught.thrown().is_none());
        assert_eq!(caught.into_error().to_string(), "not JavaScript's");
        Ok(())
    });
}

/// The value that was thrown is alive as long as the exception, and no longer.
#[test]
fn exceptions_root_what_was_thrown() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let rooted = || vm.protected_counts().get("Object").copied().unwrap_or(0);
    let errors: Vec<Error> = (0..100)
        .map(|i| {
            context
                .enter(|scope| {
                    scope
                        .eval(&format!("throw {{ message: 'm', index: {i} }}"))
                        .map(drop)
                })
                .unwrap_err()
        })
        .collect();
    assert_eq!(rooted(), 100);
    collect(&vm);
    context
        .enter(|scope| {
            for (index, error) in errors.iter().enumerate() {
                let value = error.throw(scope).cast::<Object>(scope)?;
                assert_eq!(value.get(scope, "index")?.to::<usize>(scope)?, index);
            }
            Ok(())
        })
        .unwrap();
    let copies = errors.clone();
    drop(errors);
    context.enter(|_| Ok(())).unwrap();
    assert_eq!(rooted(), 100, "a clone is the same exception");
    drop(copies);
    context.enter(|_| Ok(())).unwrap();
    assert_eq!(rooted(), 0);
}

#[test]
fn exceptions_in_a_loop_do_not_pile_up() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    context
        .enter(|scope| {
            let fail = js(scope, "() => { throw {} }");
            for _ in 0..2000 {
                assert!(
                    scope
                        .nested(|scope| fail.call(scope, ()).map(drop))
                        .is_err()
                );
                let rooted = vm.protected_counts().get("Object").copied().unwrap_or(0);
                assert!(rooted <= 2, "{rooted} thrown values are rooted");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn errors_may_go_to_other_threads_and_outlive_the_vm() {
    fn is_send_sync_static<T: Send + Sync + 'static>() {}
    is_send_sync_static::<Error>();
    is_send_sync_static::<Exception>();

    let context = context();
    let error = context
        .enter(|scope| scope.eval("throw new Error('far')").map(drop))
        .unwrap_err();
    let copy = error.clone();
    std::thread::spawn(move || assert_eq!(copy.to_string(), "Error: far"))
        .join()
        .unwrap();
    drop(context);
    assert_eq!(error.to_string(), "Error: far");
    // In another VM the error becomes one of that VM.
    run(|scope| {
        assert!(matches!(
            error.exception().unwrap().value(scope),
            Err(Error::VmGone)
        ));
        let caught = error.throw(scope);
        assert_eq!(
            js(scope, "e => e instanceof Error && e.message")
                .call(scope, (caught,))?
                .to::<String>(scope)?,
            "Error: far"
        );
        Ok(())
    });
}

/// Two functions of the C API run JavaScript without a way to report what it throws; the exception stays pending and hits the next call.
#[test]
fn exceptions_of_has_and_keys_do_not_hit_the_next_call() {
    run(|scope| {
        let trap = |name: &str| -> Result<jsc::Local<'_, Object>> {
            scope
                .eval(&format!(
                    "new Proxy({{}}, {{ {name}() {{ throw new Error('{name}') }} }})"
                ))?
                .cast(scope)
        };
        let has = trap("has")?.has(scope, "x").unwrap_err();
        assert_eq!(has.to_string(), "Error: has");
        assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2);
        let keys = trap("ownKeys")?.keys(scope).unwrap_err();
        assert_eq!(keys.to_string(), "Error: ownKeys");
        assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2);

        // The same in a host function: JavaScript must not see what the function has dealt with.
        let f = scope.function_with("f", |scope, args| {
            let proxy = args.get::<jsc::Local<'_, Object>>(0)?;
            assert!(proxy.has(scope, "x").is_err());
            assert!(proxy.keys(scope).is_err());
            Ok(scope.undefined())
        })?;
        js(
            scope,
            "f => f(new Proxy({}, { has() { throw 1 }, ownKeys() { throw 2 } }))",
        )
        .call(scope, (f,))
        .map(drop)
    });
}

#[test]
fn getter_that_throws_is_an_error() {
    run(|scope| {
        let object = scope.eval("({ get x() { throw new Error('getter') }, set x(v) { throw new Error('setter') } })")?.cast::<Object>(scope)?;
        assert_eq!(
            object.get(scope, "x").unwrap_err().to_string(),
            "Error: getter"
        );
        assert_eq!(
            object.set(scope, "x", 1).unwrap_err().to_string(),
            "Error: setter"
        );
        let proxy = scope.eval("new Proxy([], { get() { throw new Error('trap') }, deleteProperty() { throw new Error('delete') } })")?.cast::<Object>(scope)?;
        assert_eq!(
            proxy.get(scope, "x").unwrap_err().to_string(),
            "Error: trap"
        );
        assert_eq!(
            proxy.get_index(scope, 0).unwrap_err().to_string(),
            "Error: trap"
        );
        assert_eq!(
            proxy.delete(scope, "x").unwrap_err().to_string(),
            "Error: delete"
        );
        Ok(())
    });
}

#[test]
fn running_out_of_stack_is_an_exception() {
    run(|scope| {
        let error = scope.eval("(function f() { f() })()").unwrap_err();
        assert_eq!(error.exception().unwrap().name(), "RangeError");
        let error = scope
            .eval(&format!("{}1{}", "(".repeat(200_000), ")".repeat(200_000)))
            .unwrap_err();
        assert_eq!(error.exception().unwrap().name(), "RangeError");
        assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2);
        Ok(())
    });
}

#[test]
fn an_error_made_in_a_host_function_knows_who_called() {
    run(|scope| {
        let fail = scope.function("fail", || Err::<(), _>(Error::custom("made in Rust")))?;
        scope.global().set(scope, "fail", fail)?;
        let error = scope
            .eval_from(
                "\nfunction caller() { fail() }\ncaller()",
                Source::named("app.js"),
            )
            .unwrap_err();
        let exception = error.exception().unwrap();
        let stack = exception.stack().unwrap();
        assert!(stack.contains("caller@app.js:2:"), "{stack}");
        assert_eq!(exception.message(), "made in Rust");
        Ok(())
    });
}
