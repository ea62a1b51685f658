//! Scripts that do not end are ended, and nothing is left over.

use std::time::Duration;

use jsc::{Context, Error, Function, Interrupter, Local, Result, Vm};

/// An interrupter, or nothing where the engine cannot have them, which it then says.
fn interrupter(vm: &Vm) -> Option<Interrupter> {
    match vm.interrupter() {
        Ok(interrupter) => Some(interrupter),
        Err(Error::Unsupported { .. }) => {
            assert!(
                std::env::var_os("HIDE_JSC_PRIVATE").is_some(),
                "the engine lacks interrupts"
            );
            None
        }
        Err(other) => panic!("{other}"),
    }
}

fn number(context: &Context, code: &str) -> Result<f64> {
    context.enter(|scope| scope.eval(code)?.to(scope))
}

fn is_interrupted<T: std::fmt::Debug>(result: Result<T>) {
    assert!(matches!(result, Err(Error::Interrupted)), "{result:?}");
}

#[test]
fn loops_end() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    for code in [
        "for (;;);",
        "try { for (;;); } catch { out = 1 } finally { out = 2 }",
        "(function f() { for (;;) [3, 1, 2].sort(() => { for (;;); }) })()",
        "new Proxy({}, { get() { for (;;); } }).x",
    ] {
        number(&context, "globalThis.out = 0").unwrap();
        interrupter.interrupt_after(Duration::from_millis(5));
        is_interrupted(number(&context, code));
        assert_eq!(
            number(&context, "out").unwrap(),
            0.0,
            "{code}: no catch or finally ran"
        );
    }
}

#[test]
fn an_interrupt_comes_from_another_thread() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    let thread = std::thread::spawn(move || interrupter.interrupt());
    is_interrupted(number(&context, "for (;;);"));
    thread.join().unwrap();
    assert_eq!(number(&context, "6 * 7").unwrap(), 42.0);
}

#[test]
fn a_loop_of_awaits_ends() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    interrupter.interrupt_after(Duration::from_millis(20));
    is_interrupted(number(
        &context,
        "globalThis.turns = 0; (async () => { for (;;) { turns++; await 0 } })(); 1",
    ));
    let turns = number(&context, "turns").unwrap();
    assert!(turns > 1.0);
    assert_eq!(
        number(&context, "turns").unwrap(),
        turns,
        "the loop is gone"
    );
    number(
        &context,
        "globalThis.later = 0; Promise.resolve().then(() => { later = 1 }); 0",
    )
    .unwrap();
    assert_eq!(
        number(&context, "later").unwrap(),
        1.0,
        "other microtasks run"
    );
}

#[test]
fn nothing_is_left_for_the_next_script() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    interrupter.interrupt();
    is_interrupted(number(&context, "for (;;);"));
    // Long enough for several looks.
    let long = "let end = Date.now() + 800, n = 0; while (Date.now() < end) n++; 1";
    assert_eq!(
        number(
            &context,
            &format!("(() => {{ {} return 1 }})()", long.trim_end_matches('1'))
        )
        .unwrap(),
        1.0
    );
}

#[test]
fn two_scripts_in_one_scope_are_two() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    context
        .enter(|scope| {
            for _ in 0..3 {
                interrupter.interrupt();
                assert!(matches!(scope.eval("for (;;);"), Err(Error::Interrupted)));
                let sum: f64 = scope
                    .eval("{ let s = 0; for (let i = 0; i < 1000; i++) s += i; s }")?
                    .to(scope)?;
                assert_eq!(sum, 499_500.0);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn cancel_takes_it_back() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    interrupter.interrupt();
    interrupter.interrupt_after(Duration::ZERO);
    interrupter.cancel();
    let code = "(() => { let end = Date.now() + 600; while (Date.now() < end); return 1 })()";
    assert_eq!(number(&context, code).unwrap(), 1.0);
}

#[test]
fn a_request_outlives_its_interrupter() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(first) = interrupter(&vm) else {
        return;
    };
    first.interrupt_after(Duration::from_millis(50));
    drop(first);
    is_interrupted(number(&context, "for (;;);"));
    assert_eq!(number(&context, "1").unwrap(), 1.0);
    let again = vm.interrupter().unwrap();
    again.clone().interrupt();
    is_interrupted(number(&context, "for (;;);"));
}

#[test]
fn the_words_of_an_interrupt_are_only_a_string_otherwise() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let _interrupter = interrupter(&vm);
    let result = number(&context, "throw 'JavaScript execution terminated.'");
    assert!(matches!(result, Err(Error::Exception(_))), "{result:?}");
}

#[test]
fn an_interrupter_outlives_its_vm() {
    let vm = Vm::new().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    drop(vm);
    interrupter.interrupt();
    interrupter.cancel();
}

/// A host function that ignores what its callee was ended by must not let its caller run on.
#[test]
fn a_host_function_cannot_swallow_an_interrupt() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    context
        .enter(|scope| {
            let swallow = scope.function_with("swallow", |scope, args| {
                let result = args.get::<Local<'_, Function>>(0)?.call(scope, ());
                assert!(matches!(result, Err(Error::Interrupted)), "{result:?}");
                Ok(scope.undefined())
            })?;
            scope.global().set(scope, "swallow", swallow)
        })
        .unwrap();
    for code in [
        "swallow(() => { for (;;); }); for (;;);",
        "try { swallow(() => { for (;;); }) } catch { for (;;); }",
        "swallow(() => { swallow(() => { for (;;); }); for (;;); }); for (;;);",
        "for (;;) try { swallow(() => { for (;;); }) } catch {}",
    ] {
        interrupter.interrupt_after(Duration::from_millis(10));
        is_interrupted(number(&context, code));
        assert_eq!(number(&context, "21 * 2").unwrap(), 42.0);
    }
}

#[test]
fn a_host_function_passes_an_interrupt_on() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    context
        .enter(|scope| {
            let call = scope.function_with("call", |scope, args| {
                args.get::<Local<'_, Function>>(0)?.call(scope, ())
            })?;
            scope.global().set(scope, "call", call)?;
            interrupter.interrupt();
            let result = scope.eval("call(() => call(() => { for (;;); }))");
            assert!(matches!(result, Err(Error::Interrupted)), "{result:?}");
            assert_eq!(scope.eval("call(() => 7)")?.to::<f64>(scope)?, 7.0);
            Ok(())
        })
        .unwrap();
}

/// Interrupted or not, a script that ends by itself soon after has ended; the next one is not to suffer for it.
#[test]
fn a_caught_interrupt_is_over_when_its_script_is() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    context
        .enter(|scope| {
            let call = scope.function_with("call", |scope, args| {
                args.get::<Local<'_, Function>>(0)?.call(scope, ())
            })?;
            scope.global().set(scope, "call", call)
        })
        .unwrap();
    for _ in 0..5 {
        interrupter.interrupt_after(Duration::from_millis(5));
        // What a catch block sees is only our word for it; this one is quick enough, or it is not.
        let first = number(&context, "try { call(() => { for (;;); }) } catch {} 1");
        assert!(
            matches!(first, Ok(_) | Err(Error::Interrupted)),
            "{first:?}"
        );
        let second = number(
            &context,
            "(() => { let end = Date.now() + 100; while (Date.now() < end); return 2 })()",
        );
        assert!(matches!(second, Ok(2.0)), "{second:?}");
    }
}

#[test]
fn an_interrupt_in_a_host_function_that_a_microtask_called() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    let result = context.enter(|scope| {
        let call = scope.function_with("call", |scope, args| {
            args.get::<Local<'_, Function>>(0)?.call(scope, ())
        })?;
        scope.global().set(scope, "call", call)?;
        interrupter.interrupt_after(Duration::from_millis(10));
        scope.eval("Promise.resolve().then(() => call(() => { for (;;); }))")?;
        Ok(())
    });
    is_interrupted(result);
    assert_eq!(number(&context, "1").unwrap(), 1.0);
}

#[test]
fn a_drain_in_a_scope_is_interrupted() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    context
        .enter(|scope| {
            interrupter.interrupt_after(Duration::from_millis(10));
            scope.eval("(async () => { for (;;) await 0 })(); 0")?;
            is_interrupted(scope.drain_microtasks());
            scope.drain_microtasks()?;
            assert_eq!(scope.eval("3")?.to::<f64>(scope)?, 3.0);
            Ok(())
        })
        .unwrap();
}

/// What the engine starts on its run loop must not be ended: it would forbid the machine to run anything ever after.
#[test]
fn the_run_loop_s_work_is_left_alone() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let run_loop = vm.run_loop();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    if !run_loop.is_driven() {
        return;
    }
    number(
        &context,
        "globalThis.out = 0;
         globalThis.r = new FinalizationRegistry(() => {
            if (out++) return;
            let end = Date.now() + 700; while (Date.now() < end);
         });
         (function deep(n) { if (n) return deep(n - 1); for (let i = 0; i < 100; i++) r.register({}, i); })(50); 0",
    )
    .unwrap();
    vm.collect(jsc::Collect::Full).unwrap();
    interrupter.interrupt();
    let end = std::time::Instant::now() + Duration::from_secs(60);
    while number(&context, "out").unwrap() == 0.0 {
        assert!(std::time::Instant::now() < end);
        run_loop.wait(Some(Duration::from_millis(50))).unwrap();
        run_loop.pump().unwrap();
    }
    // The request is still there, for something that can be ended.
    is_interrupted(number(&context, "for (;;);"));
    assert_eq!(number(&context, "5").unwrap(), 5.0);
}

/// What goes on in reactions after the engine's work is not the engine's.
#[test]
fn a_loop_after_the_run_loop_s_work_ends() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let run_loop = vm.run_loop();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    if !run_loop.is_driven() {
        return;
    }
    let other = Vm::new().unwrap();
    let bystander = other.new_context().unwrap();
    for (last, rest) in [("for (;;);", "sync"), ("for (;;) await 0", "async")] {
        let code = format!(
            "globalThis.out = 0;
             (async () => {{
                 await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
                 out = 1;
                 {last}
             }})(); 0"
        );
        number(&context, &code).unwrap();
        number(&bystander, "globalThis.out = 0; WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => { out = 1 }); 0").unwrap();
        interrupter.interrupt_after(Duration::from_millis(100));
        let end = std::time::Instant::now() + Duration::from_secs(60);
        loop {
            match run_loop.pump() {
                Ok(_) => assert!(std::time::Instant::now() < end, "{rest}"),
                result => {
                    is_interrupted(result);
                    break;
                }
            }
            run_loop.wait(Some(Duration::from_millis(10))).unwrap();
        }
        assert_eq!(number(&context, "out").unwrap(), 1.0);
        number(
            &context,
            "globalThis.later = 0; Promise.resolve().then(() => { later = 1 }); 0",
        )
        .unwrap();
        assert_eq!(
            number(&context, "later").unwrap(),
            1.0,
            "microtasks run as ever"
        );
        while number(&bystander, "out").unwrap() == 0.0 {
            run_loop.wait(Some(Duration::from_millis(10))).unwrap();
            run_loop.pump().unwrap();
        }
    }
}

/// Made in a host function, the first interrupter would not see the script that called it: better an error than a hang.
#[test]
fn the_first_interrupter_is_not_made_in_a_host_function() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let inside = vm.clone();
    context
        .enter(|scope| {
            let make = scope.function("make", move || inside.interrupter().is_ok())?;
            assert!(!make.call(scope, ())?.to::<bool>(scope)?);
            let Some(interrupter) = interrupter(&vm) else {
                return Ok(());
            };
            drop(interrupter);
            assert!(
                make.call(scope, ())?.to::<bool>(scope)?,
                "the second may be"
            );
            Ok(())
        })
        .unwrap();
    let Some(first) = interrupter(&vm) else {
        return;
    };
    drop(first);
    let (loops, inside) = (context.clone(), vm.clone());
    let result = context.enter(|scope| {
        let again = scope.function("again", move || -> Result<()> {
            inside.interrupter()?.interrupt();
            loops.enter(|scope| scope.eval("for (;;);").map(drop))
        })?;
        again.call(scope, ()).map(drop)
    });
    is_interrupted(result);
}
