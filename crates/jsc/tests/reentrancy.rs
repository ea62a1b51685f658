//! Host functions that do what one would rather not: enter realms, drop the last handles, collect garbage, recurse without end.

mod support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use jsc::{Context, Error, IntoJs, Local, Object, Protected, Result, Value, Vm};
use support::{collect, context, is_hidden, js, run, scopes_hold_the_lock};

#[test]
fn a_host_function_may_enter_realms_of_its_vm() {
    let vm = Vm::new().unwrap();
    let (one, two) = (vm.new_context().unwrap(), vm.new_context().unwrap());
    let f = one
        .enter(|scope| {
            // Weak in effect: a host function that owns a realm of its own VM would keep the VM for good.
            let realms = Rc::new(RefCell::new(Some((one.clone(), two.clone()))));
            let f = scope.function_with("f", {
                let realms = Rc::clone(&realms);
                move |scope, _| {
                    let (one, two) = realms.borrow().clone().unwrap();
                    let a: i32 = one.enter(|scope| scope.eval("globalThis.a = 1; a")?.to(scope))?;
                    let b: i32 = two.enter(|scope| scope.eval("globalThis.a = 2; a")?.to(scope))?;
                    let c: i32 = scope.eval("a")?.to(scope)?;
                    (a * 100 + b * 10 + c).into_js(scope)
                }
            })?;
            Ok((f.protect(scope), realms))
        })
        .unwrap();
    let (f, realms) = f;
    let seen = two
        .enter(|scope| f.local(scope).call(scope, ())?.to::<i32>(scope))
        .unwrap();
    assert_eq!(seen, 121);
    realms.take();
}

#[test]
fn a_host_function_enters_another_vm_only_isolated() {
    let other = context();
    let refused = Rc::new(Cell::new(false));
    run(|scope| {
        let (other, refused) = (other.clone(), Rc::clone(&refused));
        let f = scope.function("f", move || -> Result<f64> {
            refused.set(matches!(other.enter(|_| Ok(())), Err(Error::AnotherVm)));
            other.enter_isolated(|scope| scope.eval("6 * 7")?.to(scope))
        })?;
        assert_eq!(f.call(scope, ())?.to::<f64>(scope)?, 42.0);
        // And this VM's scope is the one in reach again.
        assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2);
        Ok(())
    });
    assert!(refused.get());
}

#[test]
fn the_last_handles_may_be_dropped_in_a_host_function() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let handles = Rc::new(RefCell::new(Some((vm.clone(), vm.new_context().unwrap()))));
    let kept: Protected<Object> = context
        .enter(|scope| Ok(scope.object().protect(scope)))
        .unwrap();
    let kept = Rc::new(RefCell::new(Some(kept)));
    drop(vm);
    let seen = context
        .enter(|scope| {
            let (handles, kept) = (Rc::clone(&handles), Rc::clone(&kept));
            let f = scope.function_with("f", move |scope, _| {
                drop(handles.take());
                drop(kept.take());
                scope.eval("'still here'")
            })?;
            js(scope, "f => f() + '.'")
                .call(scope, (f,))?
                .to::<String>(scope)
        })
        .unwrap();
    assert_eq!(seen, "still here.");
    assert!(handles.borrow().is_none() && kept.borrow().is_none());
    // The handle that `enter` borrows is the last: it takes the VM down.
    drop(context);
}

#[test]
fn a_host_function_may_collect_garbage() {
    run(|scope| {
        let f = scope.function_with("f", |scope, args| {
            let made: Vec<Local<'_, Object>> = (0..100).map(|_| scope.object()).collect();
            for (index, object) in made.iter().enumerate() {
                object.set(scope, "index", index as u32)?;
            }
            collect(&scope.vm_handle());
            for (index, object) in made.iter().enumerate() {
                assert_eq!(object.get(scope, "index")?.to::<usize>(scope)?, index);
            }
            // The arguments and the receiver are still what they were.
            let first: Local<'_, Object> = args.get(0)?;
            let texts = [first.get(scope, "text")?, args.this().get(scope, "text")?];
            let [a, b] = texts.map(|text| text.to::<String>(scope));
            (a? + &b?).into_js(scope)
        })?;
        let text = js(
            scope,
            "f => { let all = ''; for (let i = 0; i < 5; i++) all += f.call({ text: 'this' + i }, { text: 'arg' + i }); return all }",
        );
        assert_eq!(
            text.call(scope, (f,))?.to::<String>(scope)?,
            "arg0this0arg1this1arg2this2arg3this3arg4this4"
        );
        Ok(())
    });
}

/// A primitive receiver is boxed for the call alone, and nobody but the scope roots the box.
#[test]
fn a_boxed_receiver_survives_a_collection() {
    run(|scope| {
        let f = scope.function_with("f", |scope, args| {
            let this = args.this();
            js(scope, "() => { for (let i = 0; i < 1e5; i++) ({ i }); }").call(scope, ())?;
            collect(&scope.vm_handle());
            js(scope, "() => { for (let i = 0; i < 1e5; i++) ({ i }); }").call(scope, ())?;
            Ok(this.into_value())
        })?;
        let whole = js(
            scope,
            "f => { for (let i = 0; i < 5; i++) if (f.call('text' + i) != 'text' + i) return false; return true }",
        );
        assert!(whole.call(scope, (f,))?.to::<bool>(scope)?);
        Ok(())
    });
}

#[test]
fn a_host_function_may_drop_the_handles_it_was_given() {
    run(|scope| {
        let held = Rc::new(RefCell::new(Vec::<Protected<Value>>::new()));
        let keep = {
            let held = Rc::clone(&held);
            scope.function_with("keep", move |scope, args| {
                held.borrow_mut().push(args.value(0).protect(scope));
                Ok(args.value(0))
            })?
        };
        let forget = {
            let held = Rc::clone(&held);
            scope.function_with("forget", move |scope, _| {
                held.take();
                collect(&scope.vm_handle());
                Ok(scope.undefined())
            })?
        };
        let sum = js(
            scope,
            "(keep, forget) => { let sum = 0; for (let i = 0; i < 20; i++) { const o = keep({ i }); forget(); sum += o.i } return sum }",
        );
        assert_eq!(sum.call(scope, (keep, forget))?.to::<i32>(scope)?, 190);
        assert_eq!(scope.vm_handle().protected_counts().get("Object"), None);
        Ok(())
    });
}

/// A function is collected only when it does not run, also if nothing but the running call refers to it.
#[test]
fn a_function_survives_its_own_call() {
    run(|scope| {
        let context = scope.global();
        let text = String::from("owned by the closure");
        let f = scope.function_with("f", move |scope, _| {
            scope.eval("f = null; for (let i = 0; i < 1e5; i++) ({ i })")?;
            collect(&scope.vm_handle());
            text.as_str().into_js(scope)
        })?;
        context.set(scope, "f", f)?;
        assert_eq!(
            scope.eval("f()")?.to::<String>(scope)?,
            "owned by the closure"
        );
        Ok(())
    });
}

fn draining_is_hidden() -> bool {
    !scopes_hold_the_lock() || is_hidden("vm_drain_microtasks")
}

/// JavaScript that still runs while the VM is being taken down finds no VM, and nothing happens.
#[test]
fn a_vm_dies_with_work_left_to_do() {
    for _ in 0..20 {
        let vm = Vm::new().unwrap();
        let context = vm.new_context().unwrap();
        let calls = Rc::new(Cell::new(0));
        context
            .enter(|scope| {
                let calls = Rc::clone(&calls);
                let f = scope.function("f", move || calls.set(calls.get() + 1))?;
                scope.global().set(scope, "f", f)?;
                scope.eval(
                    "var registry = new FinalizationRegistry(f);
                     for (let i = 0; i < 1000; i++) registry.register({}, i);
                     var pending = new Promise(() => {}).then(f);
                     (async () => { for (;;) { await new Promise(r => globalThis.tick = r); f() } })()",
                )
                .map(drop)
            })
            .unwrap();
        collect(&vm);
        drop((context, vm));
    }
}

#[test]
fn destructors_of_closures_may_use_their_own_things() {
    /// Uses another VM, and drops what it owns of it, when it goes.
    struct Last {
        other: Context,
        kept: Option<Protected<Object>>,
        seen: Rc<Cell<i32>>,
    }
    impl Drop for Last {
        fn drop(&mut self) {
            let seen = self
                .other
                .enter_isolated(|scope| scope.eval("40 + 2")?.to::<i32>(scope));
            self.seen.set(self.seen.get() + seen.unwrap());
            drop(self.kept.take());
        }
    }
    let other = context();
    let seen = Rc::new(Cell::new(0));
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    context
        .enter(|scope| {
            for _ in 0..10 {
                let kept = other.enter_isolated(|scope| Ok(scope.object().protect(scope)))?;
                let last = Last {
                    other: other.clone(),
                    kept: Some(kept),
                    seen: Rc::clone(&seen),
                };
                scope.nested(|scope| scope.function("f", move || last.seen.get()).map(drop))?;
            }
            Ok(())
        })
        .unwrap();
    collect(&vm);
    drop((context, vm));
    assert_eq!(seen.get(), 420);
    assert_eq!(other.vm().protected_counts().values().sum::<usize>(), 0);
}

/// While a host function runs, its VM's lock is held by its scope; what the function leaves open is given back in order.
#[test]
fn scopes_and_calls_nest_in_any_order() {
    let vm = Vm::new().unwrap();
    let contexts: Vec<Context> = (0..3).map(|_| vm.new_context().unwrap()).collect();
    fn descend(contexts: &[Context], level: usize) -> Result<usize> {
        if level == 12 {
            return Ok(0);
        }
        contexts[level % contexts.len()].enter(|scope| {
            let below = Rc::new(Cell::new(0));
            scope.nested(|scope| -> Result<()> {
                let (all, below) = (contexts.to_vec(), Rc::clone(&below));
                let f = scope.function_mut("f", move || -> Result<()> {
                    below.set(descend(&all, level + 1)?);
                    Ok(())
                })?;
                js(scope, "f => Promise.resolve(f())")
                    .call(scope, (f,))
                    .map(drop)
            })?;
            scope.drain_microtasks().or_else(|error| match error {
                Error::Unsupported { .. } if draining_is_hidden() => Ok(()),
                error => Err(error),
            })?;
            Ok(below.get() + 1)
        })
    }
    assert_eq!(descend(&contexts, 0).unwrap(), 12);
}
