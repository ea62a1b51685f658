//! One test for each way in which calls between the languages have crashed, or lied, elsewhere; named for the crash that it prevents.

mod support;

use std::cell::RefCell;
use std::rc::Rc;

use jsc::{Error, Function, IntoJs, Local, Object, Protected, Vm};
use support::{collect, context, js, on_thread, run};

/// Bindings that fetch private data from whatever `this` is, get another class's pointer, or one of the engine's own from a prototype object.
/// Our functions have no use for the private data of `this`; theirs is found by the callee alone.
#[test]
fn wrong_this_is_not_private_data() {
    run(|scope| {
        let secret = Rc::new(RefCell::new(String::from("secret")));
        let read = {
            let secret = Rc::clone(&secret);
            scope.function_with("read", move |scope, args| {
                let _ = args.this().type_name(scope);
                secret.borrow().as_str().into_js(scope)
            })?
        };
        let other = scope.function("other", || 7)?;
        let all = js(
            scope,
            "(read, other) => [
                 other, read, read.prototype, Object.getPrototypeOf(read), Object.create(read), new Proxy(read, {}),
                 {}, [], 1, 'text', Symbol(), null, undefined, globalThis, new Date, new ArrayBuffer(8), async () => {},
             ].map(it => read.call(it)).every(text => text === 'secret') && other.call(read) === 7",
        );
        assert!(all.call(scope, (read, other))?.to::<bool>(scope)?);
        Ok(())
    });
}

/// The automatic prototype of a C API class has private data of the engine's. Ours has no such object.
#[test]
fn host_functions_have_no_prototype_object_of_their_class() {
    run(|scope| {
        let f = scope.function("f", || 1)?;
        for code in [
            "f => f.prototype === undefined && !('prototype' in f)",
            "f => Object.getPrototypeOf(f) === Function.prototype",
            "f => Object.getPrototypeOf(Object.getPrototypeOf(f)) === Object.prototype",
            // What only inherits from a host function cannot be called.
            "f => { try { Object.create(f)() } catch (e) { return e instanceof TypeError } }",
            "f => { const g = () => 2; Object.setPrototypeOf(g, f); return g() === 2 }",
            "f => { Object.setPrototypeOf(f, null); return f() === 1 && typeof f === 'function' }",
        ] {
            assert!(
                js(scope, code).call(scope, (f,))?.to::<bool>(scope)?,
                "{code}"
            );
        }
        Ok(())
    });
}

/// A class name that was a temporary when the class was made: the engine reads it later.
#[test]
fn class_name_outlives_its_class() {
    for _ in 0..3 {
        on_thread(1 << 20, || {
            run(|scope| {
                let f = scope.function("f", || 1)?;
                let shown =
                    js(scope, "f => Object.prototype.toString.call(f)").call(scope, (f,))?;
                assert_eq!(shown.to::<String>(scope)?, "[object Function]");
                Ok(())
            });
        });
    }
}

/// One class serves all VMs of the process, also after the VM and the thread that first used it are gone.
#[test]
fn class_is_not_released_with_its_first_vm() {
    let threads: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn(|| {
                for _ in 0..10 {
                    run(|scope| {
                        let f = scope.function("f", |n: i32| n + 1)?;
                        assert_eq!(f.call(scope, (1,))?.to::<i32>(scope)?, 2);
                        Ok(())
                    });
                }
            })
        })
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

/// A constructor callback that returns NULL without an exception crashes the engine; so host functions are none.
#[test]
fn new_of_a_host_function_is_a_type_error() {
    run(|scope| {
        let f = scope.function("f", || ())?;
        let error = js(scope, "f => new f").call(scope, (f,)).unwrap_err();
        assert_eq!(error.exception().unwrap().name(), "TypeError");
        Ok(())
    });
}

/// Closures passed through JavaScript as numbers can be forged, and leak.
#[test]
fn closures_are_no_numbers_and_do_not_leak() {
    let alive = Rc::new(());
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    context
        .enter(|scope| {
            let held = Rc::clone(&alive);
            let f = scope.function("f", move || Rc::strong_count(&held) as u32)?;
            let properties = js(
                scope,
                "f => Reflect.ownKeys(f).map(key => typeof key + ' ' + String(key) + ' ' + typeof f[key]).sort().join()",
            );
            assert_eq!(
                properties.call(scope, (f,))?.to::<String>(scope)?,
                "string length number,string name string"
            );
            assert_eq!(f.get(scope, "length")?.to::<i32>(scope)?, 0);
            Ok(())
        })
        .unwrap();
    assert_eq!(Rc::strong_count(&alive), 2);
    drop((context, vm));
    assert_eq!(Rc::strong_count(&alive), 1);
}

/// An exception that was read as NULL, or a value that was read though there was an exception.
#[test]
fn swallowed_exceptions_are_errors() {
    run(|scope| {
        for code in [
            "() => { throw null }",
            "() => { throw undefined }",
            "() => { throw 0 }",
            "() => { throw false }",
            "() => { throw '' }",
        ] {
            let f = js(scope, code);
            assert!(
                matches!(f.call(scope, ()), Err(Error::Exception(_))),
                "{code}"
            );
            let class = code.replacen("() => {", "class { constructor() {", 1) + " }";
            assert!(
                matches!(
                    js(scope, &class).construct(scope, ()),
                    Err(Error::Exception(_))
                ),
                "{class}"
            );
            // And in the other direction.
            let through = scope.function_with("through", |scope, args| {
                args.get::<Local<'_, Function>>(0)?.call(scope, ())
            })?;
            let caught = js(
                scope,
                "(f, g) => { try { f(g) } catch { return true } return false }",
            );
            assert!(
                caught.call(scope, (through, f))?.to::<bool>(scope)?,
                "{code}"
            );
        }
        Ok(())
    });
}

/// The lock is dropped around host functions: what they make beyond their scope's slots must be rooted before the collector, which may run
/// meanwhile, looks for it.
#[test]
fn values_of_a_host_function_are_rooted_before_it_has_used_the_engine() {
    run(|scope| {
        // Takes and gives back its arguments without a single call of the engine.
        let second = scope.function_with("second", |_, args| Ok(args.value(1)))?;
        let numbers = scope.function("numbers", |a: f64, b: f64| a + b)?;
        let code = "(second, numbers) => {
            let sum = 0;
            for (let i = 0; i < 20000; i++) sum = numbers(sum, second({}, { i }).i % 2);
            return sum;
        }";
        assert_eq!(
            js(scope, code)
                .call(scope, (second, numbers))?
                .to::<i32>(scope)?,
            10_000
        );
        Ok(())
    });
}

/// Each host function runs with a lock of its own, however deep, and leaves none behind.
#[test]
fn locks_are_balanced_whatever_a_host_function_does() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let other = vm.new_context().unwrap();
    context
        .enter(|scope| {
            let quiet = scope.function("quiet", || 1)?;
            let enters = {
                let other = other.clone();
                scope.function("enters", move || other.enter(|scope| scope.eval("1")?.to::<i32>(scope)))?
            };
            let fails = scope.function("fails", || Err::<(), _>(Error::custom("no")))?;
            let calls = scope.function_with("calls", |scope, args| {
                args.get::<Local<'_, Function>>(0)?.call(scope, ())
            })?;
            let code = "(quiet, enters, fails, calls) => {
                const attempt = f => { try { return f() } catch { return 1 } };
                let n = 0;
                for (let i = 0; i < 50; i++)
                    for (const f of [quiet, enters, fails, () => calls(quiet), () => calls(enters), () => calls(fails), () => calls(() => calls(quiet))])
                        n += attempt(f);
                return n;
            }";
            let n = js(scope, code).call(scope, (quiet, enters, fails, calls))?;
            assert_eq!(n.to::<i32>(scope)?, 350);
            Ok(())
        })
        .unwrap();
    // A leaked lock would keep microtasks from running at the end of a scope.
    context
        .enter(|scope| {
            scope
                .eval("globalThis.ran = 0; Promise.resolve().then(() => ran = 1)")
                .map(drop)
        })
        .unwrap();
    assert_eq!(
        context
            .enter(|scope| scope.eval("ran")?.to::<i32>(scope))
            .unwrap(),
        1
    );
    // `enters` owns a realm; give it up, so that the VM can go.
    drop(other);
}

/// A handle of a value that a host function was given, kept beyond the call.
#[test]
fn arguments_are_kept_by_protecting_them() {
    let kept = Rc::new(RefCell::new(None::<Protected<Object>>));
    let context = context();
    context
        .enter(|scope| {
            let keep = {
                let kept = Rc::clone(&kept);
                scope.function("keep", move |object: Protected<Object>| {
                    drop(kept.replace(Some(object)))
                })?
            };
            js(scope, "keep => keep({ text: 'kept' })")
                .call(scope, (keep,))
                .map(drop)
        })
        .unwrap();
    collect(&context.vm());
    let text = context
        .enter(|scope| {
            kept.borrow()
                .as_ref()
                .unwrap()
                .local(scope)
                .get(scope, "text")?
                .to::<String>(scope)
        })
        .unwrap();
    assert_eq!(text, "kept");
    kept.take();
    assert_eq!(context.vm().protected_counts().get("Object"), None);
}

/// Properties of an object of a C API class are never cached by the engine, so nothing that Rust makes is one, except functions.
#[test]
fn objects_made_by_rust_are_plain_objects() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let counts = || match vm.heap_statistics() {
        Ok(statistics) => Some(statistics.object_type_counts),
        Err(Error::Unsupported { .. }) if std::env::var_os("HIDE_JSC_PRIVATE").is_some() => None,
        Err(error) => panic!("{error}"),
    };
    context
        .enter(|scope| {
            let Some(before) = counts() else {
                return Ok(());
            };
            let (mut objects, mut functions) = (Vec::new(), Vec::new());
            for _ in 0..1000 {
                objects.push(scope.object());
                functions.push(scope.function("f", || 1)?);
            }
            let Some(after) = counts() else {
                return Ok(());
            };
            let grown = |name: &str| {
                let count = |counts: &std::collections::BTreeMap<String, usize>| {
                    counts.get(name).copied().unwrap_or(0)
                };
                count(&after).saturating_sub(count(&before))
            };
            assert!(grown("Object") >= 900, "{after:?}");
            assert!((900..1100).contains(&grown("CallbackObject")), "{after:?}");
            assert_eq!(objects.len(), functions.len());
            Ok(())
        })
        .unwrap();
}
