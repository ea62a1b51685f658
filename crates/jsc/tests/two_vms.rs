//! Values of two machines never meet.

use jsc::{Error, Vm};

#[test]
fn a_second_machine_is_refused_inside_a_scope() {
    let (first, second) = (Vm::new().unwrap(), Vm::new().unwrap());
    let (one, two) = (first.new_context().unwrap(), second.new_context().unwrap());
    one.enter(|scope| {
        assert!(matches!(two.enter(|_| Ok(())), Err(Error::AnotherVm)));
        // Another realm of the same machine is no stranger.
        let sibling = first.new_context()?;
        sibling.enter(|inner| {
            let value = scope.eval("({ n: 1 })")?.cast::<jsc::Object>(inner)?;
            assert_eq!(value.get(inner, "n")?.to::<f64>(inner)?, 1.0);
            Ok(())
        })
    })
    .unwrap();
    two.enter(|_| Ok(())).unwrap();
}

#[test]
fn isolated_scopes_nest_in_any_order() {
    let (first, second) = (Vm::new().unwrap(), Vm::new().unwrap());
    let (one, two) = (first.new_context().unwrap(), second.new_context().unwrap());
    let total: f64 = one
        .enter(|scope| {
            let own = scope.eval("1")?;
            let (one, two) = (one.clone(), two.clone());
            let theirs = two.clone().enter_isolated(move |scope| {
                let own: f64 = scope.eval("20")?.to(scope)?;
                assert!(matches!(one.enter(|_| Ok(())), Err(Error::AnotherVm)));
                let deeper = one.clone().enter_isolated(move |scope| {
                    let own: f64 = scope.eval("300")?.to(scope)?;
                    let deepest: f64 = two.enter_isolated(|scope| scope.eval("4000")?.to(scope))?;
                    Ok(own + deepest)
                })?;
                Ok(own + deeper)
            })?;
            Ok(own.to::<f64>(scope)? + theirs)
        })
        .unwrap();
    assert_eq!(total, 4321.0);
}

#[test]
fn machines_call_into_each_other() {
    let (first, second) = (Vm::new().unwrap(), Vm::new().unwrap());
    let (one, two) = (first.new_context().unwrap(), second.new_context().unwrap());
    // f of the first calls g of the second calls f …
    let to_two = two.clone();
    one.enter(|scope| {
        let f = scope.function("f", move |n: f64| -> jsc::Result<f64> {
            if n == 0.0 {
                return Ok(0.0);
            }
            let code = format!("g({n})");
            to_two.enter_isolated(move |scope| scope.eval(&code)?.to(scope))
        })?;
        scope.global().set(scope, "f", f)
    })
    .unwrap();
    let to_one = one.clone();
    two.enter(|scope| {
        let g = scope.function("g", move |n: f64| -> jsc::Result<f64> {
            let code = format!("f({n} - 1) + {n}");
            to_one.enter_isolated(move |scope| scope.eval(&code)?.to(scope))
        })?;
        scope.global().set(scope, "g", g)
    })
    .unwrap();
    let sum: f64 = one.enter(|scope| scope.eval("f(10)")?.to(scope)).unwrap();
    assert_eq!(sum, 55.0);
    // Undo the cycle of machines.
    one.enter(|scope| scope.eval("delete globalThis.f").map(drop))
        .unwrap();
    two.enter(|scope| scope.eval("delete globalThis.g").map(drop))
        .unwrap();
}

#[test]
fn a_machine_may_be_made_and_dropped_in_another_s_scope() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    context
        .enter(|scope| {
            let kept: Vec<_> = (0..100)
                .map(|n| scope.eval(&format!("({{ n: {n} }})")))
                .collect::<Result<_, _>>()?;
            for _ in 0..5 {
                let inner = Vm::new()?;
                let n: f64 = inner
                    .new_context()?
                    .enter_isolated(|scope| scope.eval("1 + 1")?.to(scope))?;
                assert_eq!(n, 2.0);
                drop(inner);
            }
            for (n, value) in kept.into_iter().enumerate() {
                assert_eq!(
                    value
                        .cast::<jsc::Object>(scope)?
                        .get(scope, "n")?
                        .to::<f64>(scope)?,
                    n as f64
                );
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_panic_leaves_the_order_of_locks_right() {
    let (first, second) = (Vm::new().unwrap(), Vm::new().unwrap());
    let (one, two) = (first.new_context().unwrap(), second.new_context().unwrap());
    let inside = two.clone();
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        one.enter(|_| -> jsc::Result<()> {
            inside.enter_isolated(|_| -> jsc::Result<()> { std::panic::resume_unwind(Box::new(7)) })
        })
    }));
    assert_eq!(*unwound.unwrap_err().downcast::<i32>().unwrap(), 7);
    one.enter(|_| Ok(())).unwrap();
    two.enter(|_| Ok(())).unwrap();
}

#[test]
fn microtasks_of_the_outer_machine_run_when_it_yields() {
    let (first, second) = (Vm::new().unwrap(), Vm::new().unwrap());
    let (one, two) = (first.new_context().unwrap(), second.new_context().unwrap());
    one.enter(|scope| {
        scope.eval("globalThis.log = []; Promise.resolve().then(() => log.push('micro')); log.push('script')")?;
        let inner = two.clone();
        inner.enter_isolated(|_| Ok(()))?;
        scope.eval("log.push('after')")?;
        let log: String = scope.eval("log.join()")?.to(scope)?;
        assert_eq!(log, "script,micro,after");
        Ok(())
    })
    .unwrap();
    // Inside a host function nothing runs: its caller is in the middle of something.
    one.enter(|scope| {
        let inner = two.clone();
        let f = scope.function("f", move || inner.enter_isolated(|_| Ok(())))?;
        scope.global().set(scope, "f", f)?;
        let log: String = scope.eval("log = []; Promise.resolve().then(() => log.push('micro')); f(); log.push('script'); log.join()")?.to(scope)?;
        assert_eq!(log, "script");
        Ok(())
    })
    .unwrap();
}

/// Collecting frees strings, which the engine looks up in the table of the machine whose turn it is.
#[test]
fn a_machine_is_collected_and_grown_while_another_has_the_turn() {
    let (first, second) = (Vm::new().unwrap(), Vm::new().unwrap());
    let (one, two) = (first.new_context().unwrap(), second.new_context().unwrap());
    one.enter(|scope| {
        scope.nested(|inner| {
            inner
                .eval("for (let i = 0; i < 5000; i++) ({ ['key' + i]: i })")
                .map(drop)
        })?;
        let kept = scope.object();
        kept.set(scope, "aNameOfTheFirst", 1)?;
        let handle = kept.protect(scope);
        let (first, inner) = (first.clone(), two.clone());
        inner.enter_isolated(move |scope| {
            scope.nested(|inner| {
                inner
                    .eval("for (let i = 0; i < 5000; i++) ({ ['key' + i]: i })")
                    .map(drop)
            })?;
            let _ = first.collect(jsc::Collect::Full);
            let third = first.new_context()?;
            let _ = first.heap_statistics();
            drop(third);
            drop(handle);
            scope.eval("({ aNameOfTheSecond: 1 })").map(drop)
        })?;
        assert_eq!(kept.get(scope, "aNameOfTheFirst")?.to::<f64>(scope)?, 1.0);
        Ok(())
    })
    .unwrap();
    let _ = second.collect(jsc::Collect::Full);
}

/// A host function takes its machine's lock when it first needs it, which may be after another machine had the turn.
#[test]
fn a_host_function_nests_machines_before_and_after_it_calls_the_engine() {
    let (first, second) = (Vm::new().unwrap(), Vm::new().unwrap());
    let (one, two) = (first.new_context().unwrap(), second.new_context().unwrap());
    let names = "for (let i = 0; i < 500; i++) ({ ['name' + i + Math.random()]: i })";
    for engine_first in [false, true] {
        let (outer, inner) = (one.clone(), two.clone());
        one.enter(|scope| {
            let f = scope.function_with("f", move |scope, _| {
                if engine_first {
                    scope.eval(names)?;
                }
                let back = outer.clone();
                inner.enter_isolated(move |scope| {
                    scope.eval(names)?;
                    back.enter_isolated(move |scope| scope.eval(names).map(drop))?;
                    scope.eval(names).map(drop)
                })?;
                scope.eval(names)
            })?;
            scope.global().set(scope, "f", f)?;
            scope.eval("f(); f(); f()")?;
            scope.eval(names)?;
            scope.eval("delete globalThis.f").map(drop)
        })
        .unwrap();
    }
    let _ = first.collect(jsc::Collect::Full);
    let _ = second.collect(jsc::Collect::Full);
}
