//! What is true of the engine's C API, and surprising, one test each: that the safe API handles it. Those about values are in
//! `facts_of_values.rs`; the topic files of `crates/jsc/tests` go further.
//!
//! Three facts have no test here: running JavaScript on a switched stack (12), blocking the collector's signal (13, second half) and the engine's own fault
//! handlers (14) end the process whatever a library does; `docs/soundness.md` tells what to do about them. The way to native modules (25) is not used.

mod support;

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use jsc::{Args, Collect, Context, Error, Function, Local, Object, Scope, Vm};
// Brings the C programs of `build.rs` with it.
use jsc_workspace as _;
use support::{child, in_child};

fn new() -> (Vm, Context) {
    let vm = Vm::new().expect("the engine starts");
    let context = vm.new_context().expect("a realm");
    (vm, context)
}

/// Collects if the engine can be told to, and makes it collect by allocation otherwise.
fn collect(vm: &Vm, context: &Context) {
    match vm.collect(Collect::Full) {
        Ok(()) => {}
        Err(Error::Unsupported { .. }) => context
            .enter(|scope| {
                scope
                    .eval("for (let i = 0; i < 200; i++) new Array(10000).fill({})")
                    .map(drop)
            })
            .expect("allocation works"),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn fact_01_values_that_rust_keeps_on_its_heap_are_rooted() {
    let (vm, context) = new();
    context
        .enter(|scope| {
            let kept: Vec<Box<Local<'_, Object>>> = (0..2000)
                .map(|i| {
                    let object = scope.object();
                    object.set(scope, "number", i)?;
                    Ok(Box::new(object))
                })
                .collect::<jsc::Result<_>>()?;
            collect(&vm, &context);
            for (i, object) in kept.iter().enumerate() {
                assert_eq!(object.get(scope, "number")?.to::<usize>(scope)?, i);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_02_many_locals_are_not_many_protected_objects() {
    let (vm, context) = new();
    let Ok(before) = vm.heap_statistics() else {
        return assert!(jsc_sys::private().JSGetMemoryUsageStatistics.is_none());
    };
    context
        .enter(|scope| {
            let kept: Vec<_> = (0..5000).map(|_| scope.object()).collect();
            let now = scope.vm_handle().heap_statistics()?.protected_object_count;
            if jsc_sys::private()
                .JSContextGroupAddMarkingConstraint
                .is_some()
            {
                assert!(
                    now <= before.protected_object_count + 10,
                    "{now} protected objects for {} locals",
                    kept.len()
                );
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_03_roots_come_and_go_while_the_collector_runs() {
    // A race only where the collector has a thread of its own: the stress modes make it run all the time.
    let (_vm, context) = new();
    context
        .enter(|scope| {
            for round in 0..50 {
                scope.nested(|inner| {
                    let kept: Vec<_> = (0..600)
                        .map(|i| inner.eval(&format!("({{ number: {i}, round: {round} }})")))
                        .collect::<jsc::Result<_>>()?;
                    for (i, value) in kept.into_iter().enumerate() {
                        assert_eq!(
                            value
                                .cast::<Object>(inner)?
                                .get(inner, "number")?
                                .to::<usize>(inner)?,
                            i
                        );
                    }
                    Ok::<_, Error>(())
                })?;
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_04_proxy_traps_that_throw_are_errors_and_leave_nothing_pending() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let proxy = scope
                .eval("new Proxy({}, { has() { throw new Error('has') }, ownKeys() { throw new Error('ownKeys') } })")?
                .cast::<Object>(scope)?;
            assert_eq!(proxy.has(scope, "x").unwrap_err().to_string(), "Error: has");
            assert_eq!(proxy.keys(scope).unwrap_err().to_string(), "Error: ownKeys");
            assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2);
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_05_an_exception_that_leaves_the_engine_makes_no_native_backtrace() {
    let (_vm, context) = new();
    let error = context
        .enter(|scope| {
            scope
                .eval("(function thrower() { throw new Error('x') })()")
                .map(drop)
        })
        .unwrap_err();
    let stack = error
        .exception()
        .and_then(|exception| exception.stack())
        .unwrap_or_default()
        .to_owned();
    assert!(stack.starts_with("thrower@"), "{stack}");
    if let Some(is_set) =
        jsc_sys::private().JSGlobalContextGetIncludesNativeCallStackWhenReportingExceptions
    {
        // SAFETY: a context of the test's own, released below.
        let default = unsafe {
            let raw = jsc_sys::JSGlobalContextCreate(std::ptr::null_mut());
            let default = is_set(raw);
            jsc_sys::JSGlobalContextRelease(raw);
            default
        };
        assert!(
            default,
            "the engine's default has changed: what this guards against may be gone"
        );
    }
}

#[test]
fn fact_06_the_rejection_hook_does_not_crash_after_its_realm() {
    let vm = Vm::new().unwrap();
    let seen = Rc::new(Cell::new(0));
    for _ in 0..3 {
        let context = vm.new_context().unwrap();
        let count = Rc::clone(&seen);
        match context.on_unhandled_rejection(move |_, _, _| count.set(count.get() + 1)) {
            Ok(()) => {}
            Err(Error::Unsupported { .. }) => return,
            Err(error) => panic!("{error}"),
        }
        context
            .enter(|scope| scope.eval("Promise.reject(1)").map(drop))
            .unwrap();
    }
    assert_eq!(seen.get(), 3);
    let context = vm.new_context().unwrap();
    collect(&vm, &context);
    context
        .enter(|scope| scope.eval("Promise.reject(2)").map(drop))
        .unwrap();
    assert_eq!(seen.get(), 3, "a realm without a hook called another one's");
}

#[test]
fn fact_07_a_host_function_may_use_the_engine_although_the_lock_was_dropped() {
    let (vm, context) = new();
    context
        .enter(|scope| {
            let inner = vm.clone();
            let f = scope.function_with("f", move |scope: &Scope, args: Args<'_>| {
                let kept: Vec<_> = (0..100).map(|_| scope.object()).collect();
                let _ = inner.collect(Collect::Full);
                kept[99].set(scope, "n", args.get::<f64>(0)? + 1.0)?;
                kept[99].get(scope, "n")
            })?;
            scope.global().set(scope, "f", f)?;
            assert_eq!(scope.eval("f(f(1))")?.to::<f64>(scope)?, 3.0);
            Ok(())
        })
        .unwrap();
}

/// An interrupter, unless the engine has none.
fn interrupter(vm: &Vm) -> Option<jsc::Interrupter> {
    match vm.interrupter() {
        Ok(interrupter) => Some(interrupter),
        Err(Error::Unsupported { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn fact_08_a_limit_that_was_not_reached_at_first_is_still_in_force() {
    let (vm, context) = new();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    // Longer than the period at which the engine asks: the answer "not yet" must not disarm it.
    interrupter.interrupt_after(Duration::from_millis(700));
    let error = context
        .enter(|scope| scope.eval("for (;;) {}").map(drop))
        .unwrap_err();
    assert!(matches!(error, Error::Interrupted), "{error}");
}

#[test]
fn fact_09_endless_microtasks_end() {
    let (vm, context) = new();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    interrupter.interrupt_after(Duration::from_millis(50));
    // They run when the scope ends; that the test ends is the point.
    let _ = context.enter(|scope| scope.eval("(async () => { for (;;) await 0 })()").map(drop));
    interrupter.cancel();
    assert_eq!(
        context
            .enter(|scope| scope.eval("2")?.to::<i32>(scope))
            .unwrap(),
        2
    );
}

#[test]
fn fact_10_a_host_function_that_swallows_an_interrupt_does_not_set_the_script_free() {
    let (vm, context) = new();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    interrupter.interrupt_after(Duration::from_millis(50));
    let error = context
        .enter(|scope| {
            let swallow = scope.function_with("swallow", |scope: &Scope, args: Args<'_>| {
                let _ = args.value(0).cast::<Function>(scope)?.call(scope, ());
                Ok(scope.undefined())
            })?;
            scope.global().set(scope, "swallow", swallow)?;
            scope
                .eval("swallow(() => { for (;;) {} }); for (;;) {}")
                .map(drop)
        })
        .unwrap_err();
    assert!(matches!(error, Error::Interrupted), "{error}");
}

#[test]
fn fact_11_an_interrupted_microtask_leaves_nothing_for_the_next_call() {
    let (vm, context) = new();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    interrupter.interrupt_after(Duration::from_millis(50));
    let _ = context.enter(|scope| {
        scope
            .eval("Promise.resolve().then(() => { for (;;) {} })")
            .map(drop)
    });
    interrupter.cancel();
    let text: String = context
        .enter(|scope| scope.eval("'fine'")?.to(scope))
        .unwrap();
    assert_eq!(text, "fine");
}

#[test]
fn fact_13_the_collectors_signal_can_be_chosen_before_the_first_vm() {
    if let Some(status) =
        in_child("fact_13_the_collectors_signal_can_be_chosen_before_the_first_vm")
    {
        return assert!(status.success(), "{status}");
    }
    let outcome = jsc::configure_gc_signal(12);
    let (vm, context) = new();
    collect(&vm, &context);
    match outcome {
        Ok(()) => assert!(
            jsc::configure_gc_signal(10).is_err(),
            "the signal cannot be changed under a running engine"
        ),
        Err(Error::Unsupported { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn fact_23_work_of_the_engines_own_is_done_by_pumping() {
    let (vm, context) = new();
    context
        .enter(|scope| {
            scope
                .eval(
                    "globalThis.done = typeof WebAssembly === 'undefined';
                     done || WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => { done = true })",
                )
                .map(drop)
        })
        .unwrap();
    let run_loop = vm.run_loop();
    if !run_loop.is_driven() {
        return;
    }
    let deadline = Instant::now() + Duration::from_secs(60);
    while !context
        .enter(|scope| scope.global().get(scope, "done")?.to::<bool>(scope))
        .unwrap()
    {
        assert!(
            Instant::now() < deadline,
            "WebAssembly.instantiate did not come to its end"
        );
        run_loop.wait(Some(Duration::from_millis(50))).unwrap();
        run_loop.pump().unwrap();
    }
}

#[test]
fn fact_24_the_stress_modes_find_a_planted_rooting_bug() {
    unsafe extern "C" {
        fn planted_rooting_bug(rounds: i32) -> i32;
    }
    const NAME: &str = "fact_24_the_stress_modes_find_a_planted_rooting_bug";
    if std::env::var_os(support::CHILD).is_some() {
        // SAFETY: the program makes its own context. That it reads dead cells is the point, which is why it has a process of its own.
        let wrong = unsafe { planted_rooting_bug(20) };
        std::process::exit(if wrong == 0 { 0 } else { 42 });
    }
    let status = child(NAME)
        .env("JSC_slowPathAllocsBetweenGCs", "10")
        .env("JSC_useZombieMode", "1")
        .status()
        .expect("a child can be started");
    assert!(
        !status.success(),
        "the stress mode did not find the planted bug: it would not find a real one"
    );
}
