//! Promises: settling, looking at, reacting.

mod support;

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context as TaskContext, Poll, Wake, Waker};

use jsc::{Context, Error, IntoJs, Local, Promise, PromiseStatus, Result, Scope, Vm};
use support::{collect, context, is_hidden, js, run, scopes_hold_the_lock, scrub_stack};

fn draining_is_hidden() -> bool {
    !scopes_hold_the_lock() || is_hidden("vm_drain_microtasks")
}

fn looking_is_hidden() -> bool {
    let needed = ["promise_status", "promise_result", "promise_is_handled"];
    !scopes_hold_the_lock() || needed.into_iter().any(is_hidden)
}

/// Whether this run can ask the engine about promises; where it cannot, it says so.
fn can_look() -> bool {
    let status = context().enter(|scope| scope.deferred()?.promise().status(scope));
    match status {
        Ok(_) => true,
        Err(Error::Unsupported { .. }) if looking_is_hidden() => false,
        Err(error) => panic!("{error}"),
    }
}

fn promise<'s>(scope: &'s Scope, code: &str) -> Local<'s, Promise> {
    scope.eval(code).unwrap().cast(scope).unwrap()
}

#[test]
fn deferred_promises_are_settled_from_rust() -> Result<()> {
    let context = context();
    let (later, watch) = context.enter(|scope| {
        let deferred = scope.deferred()?;
        Ok((deferred.protect(scope), deferred.promise().watch(scope)?))
    })?;
    assert_eq!(watch.status(), PromiseStatus::Pending);
    assert!(watch.result().is_none());
    collect(&context.vm());
    context.enter(|scope| later.local(scope).resolve(scope, 42))?;
    assert_eq!(watch.status(), PromiseStatus::Fulfilled);
    let value = watch.result().unwrap()?;
    assert_eq!(
        context.enter(|scope| value.local(scope).to::<i32>(scope))?,
        42
    );
    // Only the first time counts.
    context.enter(|scope| later.local(scope).reject(scope, 1))?;
    assert_eq!(watch.status(), PromiseStatus::Fulfilled);
    Ok(())
}

#[test]
fn a_result_settles_either_way() -> Result<()> {
    let context = context();
    let watches = context.enter(|scope| {
        let (good, bad) = (scope.deferred()?, scope.deferred()?);
        good.settle(scope, Ok("fine"))?;
        bad.settle(scope, Err::<(), _>(Error::custom("broken")))?;
        Ok([good.promise().watch(scope)?, bad.promise().watch(scope)?])
    })?;
    let [good, bad] = watches.map(|watch| watch.result().unwrap());
    let good = good?;
    assert_eq!(
        context.enter(|scope| good.local(scope).to::<String>(scope))?,
        "fine"
    );
    assert_eq!(bad.unwrap_err().to_string(), "Error: broken");
    Ok(())
}

#[test]
fn resolved_and_rejected_promises_are_made_at_once() {
    let context = context();
    let watches = context
        .enter(|scope| {
            let follows = scope.resolved(scope.eval("Promise.resolve('followed')")?)?;
            let thenable = scope.resolved(scope.eval("({ then(f) { f('thenable') } })")?)?;
            let rejected = scope.rejected(Error::custom("no"))?;
            Ok([
                follows.watch(scope)?,
                thenable.watch(scope)?,
                rejected.watch(scope)?,
            ])
        })
        .unwrap();
    let shown: Vec<String> = watches
        .iter()
        .map(|watch| match watch.result().unwrap() {
            Ok(value) => context.enter(|scope| value.local(scope).to(scope)).unwrap(),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(shown, ["followed", "thenable", "Error: no"]);
}

#[test]
fn status_and_result_are_the_engines() {
    let can_look = can_look();
    run(|scope| {
        for (code, status, result) in [
            ("new Promise(() => {})", PromiseStatus::Pending, None),
            ("Promise.resolve('a')", PromiseStatus::Fulfilled, Some("a")),
            ("Promise.reject('b')", PromiseStatus::Rejected, Some("b")),
            (
                "class P extends Promise {} P.resolve('c')",
                PromiseStatus::Fulfilled,
                Some("c"),
            ),
            // Nothing that a script can do to a promise changes what it is.
            (
                "var p = Promise.resolve('d'); Object.setPrototypeOf(p, null); p.then = p.status = () => { throw 1 }; Object.freeze(p)",
                PromiseStatus::Fulfilled,
                Some("d"),
            ),
        ] {
            let promise = promise(scope, code);
            if !can_look {
                assert!(matches!(
                    promise.status(scope),
                    Err(Error::Unsupported { .. })
                ));
                assert!(matches!(
                    promise.result(scope),
                    Err(Error::Unsupported { .. })
                ));
                assert!(matches!(
                    promise.is_handled(scope),
                    Err(Error::Unsupported { .. })
                ));
                continue;
            }
            assert_eq!(promise.status(scope)?, status, "{code}");
            let found = promise
                .result(scope)?
                .map(|value| value.to::<String>(scope))
                .transpose()?;
            assert_eq!(found.as_deref(), result, "{code}");
        }
        Ok(())
    });
}

#[test]
fn handled_is_what_reacts_to_the_rejection() {
    if !can_look() {
        return;
    }
    run(|scope| {
        let promise = promise(scope, "Promise.reject(1)");
        assert!(!promise.is_handled(scope)?);
        promise.mark_handled(scope)?;
        assert!(promise.is_handled(scope)?);
        Ok(())
    });
}

#[test]
fn what_looks_like_a_promise_is_none() {
    run(|scope| {
        for code in [
            "({ then() {} })",
            "Object.create(Promise.prototype)",
            "new Proxy(Promise.resolve(), {})",
            "Promise",
            "Promise.prototype",
            "(async function () {})",
            "({ [Symbol.toStringTag]: 'Promise' })",
            "1",
            "undefined",
        ] {
            let value = scope.eval(code)?;
            assert!(!value.is::<Promise>(scope), "{code}");
            assert!(
                matches!(value.cast::<Promise>(scope), Err(Error::Type { .. })),
                "{code}"
            );
        }
        assert!(scope.eval("(async () => {})()")?.is::<Promise>(scope));
        Ok(())
    });
}

#[test]
fn reactions_are_closures_that_run_once_as_microtasks() {
    let context = context();
    let log = Rc::new(RefCell::new(Vec::<String>::new()));
    let watch = context
        .enter(|scope| {
            let owned = String::from("moved in");
            let writer = Rc::clone(&log);
            let doubled = promise(scope, "Promise.resolve(21)").then(
                scope,
                move |scope, value| {
                    writer.borrow_mut().push(owned);
                    (value.to::<i32>(scope)? * 2).into_js(scope)
                },
                |_, _| unreachable!("it is not rejected"),
            )?;
            let writer = Rc::clone(&log);
            let failed = doubled.then(
                scope,
                move |scope, value| {
                    writer
                        .borrow_mut()
                        .push(format!("got {}", value.to::<i32>(scope)?));
                    scope.eval("throw new RangeError('on purpose')")
                },
                |_, _| unreachable!("it is not rejected"),
            )?;
            let writer = Rc::clone(&log);
            let recovered = failed.then(
                scope,
                |_, _| unreachable!("it is not fulfilled"),
                move |scope, reason| {
                    writer.borrow_mut().push(reason.to_display_string(scope)?);
                    Err(Error::custom("final"))
                },
            )?;
            assert_eq!(
                log.borrow().is_empty(),
                scopes_hold_the_lock(),
                "reactions wait for the end of the scope, which holds the lock"
            );
            recovered.watch(scope)
        })
        .unwrap();
    assert_eq!(
        *log.borrow(),
        ["moved in", "got 42", "RangeError: on purpose"]
    );
    assert_eq!(
        watch.result().unwrap().unwrap_err().to_string(),
        "Error: final"
    );
}

/// `then` is the intrinsic one, whatever a script has put in its place.
#[test]
fn reactions_cannot_be_spoofed() {
    let context = context();
    let watches = context
        .enter(|scope| {
            scope.eval("Promise.prototype.then = () => { throw 'spoofed' }; var p = Promise.resolve(1); p.then = () => { throw 'spoofed' }")?;
            let plain = promise(scope, "p").watch(scope)?;
            // A class of the script's may say what `then` makes, but not keep the outcome from us.
            let odd = promise(
                scope,
                "class Odd extends Promise { static get [Symbol.species]() { return function (f) { f(() => {}, () => {}) } } } Odd.resolve(2)",
            );
            let refused = odd.then(scope, |scope, _| Ok(scope.undefined()), |scope, _| Ok(scope.undefined()));
            assert!(matches!(refused, Err(Error::Type { .. })), "{refused:?}");
            let odd = odd.watch(scope)?;
            let thrown = promise(scope, "var q = Promise.resolve(3); Object.defineProperty(q, 'constructor', { get() { throw new Error('constructor') } }); q");
            assert_eq!(thrown.watch(scope).unwrap_err().to_string(), "Error: constructor");
            Ok([plain, odd])
        })
        .unwrap();
    for (watch, expected) in watches.iter().zip([1, 2]) {
        let value = watch.result().unwrap().unwrap();
        assert_eq!(
            context
                .enter(|scope| value.local(scope).to::<i32>(scope))
                .unwrap(),
            expected
        );
    }
}

#[test]
fn microtasks_run_at_the_end_of_the_outermost_scope() {
    let context = context();
    let ran = Rc::new(Cell::new(0));
    context
        .enter(|scope| {
            let count = Rc::clone(&ran);
            let tick = scope.function("tick", move || count.set(count.get() + 1))?;
            scope.global().set(scope, "tick", tick)
        })
        .unwrap();
    context
        .enter(|scope| {
            scope.eval("Promise.resolve().then(tick).then(tick)")?;
            context.enter(|inner| inner.eval("Promise.resolve().then(tick)").map(drop))?;
            if scopes_hold_the_lock() {
                assert_eq!(ran.get(), 0, "an inner scope's end is no outermost one");
            }
            scope.nested(|_| ());
            Ok(())
        })
        .unwrap();
    assert_eq!(ran.get(), 3);
}

#[test]
fn microtasks_do_not_run_in_host_functions_unless_asked_for() {
    let context = context();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&seen);
    let realm = context.clone();
    context
        .enter(|scope| {
            let log_in_js = Rc::clone(&seen);
            let note = scope.function("note", move |text: String| {
                log_in_js.borrow_mut().push(text)
            })?;
            scope.global().set(scope, "note", note)?;
            let f = scope.function_with("f", move |scope, _| {
                scope.eval("Promise.resolve('reaction').then(note)")?;
                realm.enter(|scope| scope.eval("1").map(drop))?;
                log.borrow_mut().push("before".to_owned());
                match scope.drain_microtasks() {
                    Ok(()) => {}
                    Err(Error::Unsupported { .. }) if draining_is_hidden() => {}
                    Err(error) => return Err(error),
                }
                log.borrow_mut().push("after".to_owned());
                Ok(scope.undefined())
            })?;
            js(scope, "f => { f(); note('script') }")
                .call(scope, (f,))
                .map(drop)
        })
        .unwrap();
    // Without the engine's function it can only happen when the script has ended.
    if draining_is_hidden() {
        assert_eq!(*seen.borrow(), ["before", "after", "script", "reaction"]);
    } else {
        assert_eq!(*seen.borrow(), ["before", "reaction", "after", "script"]);
    }
    // The realm that the function owns would keep its own VM for good.
    drop(seen);
}

#[test]
fn draining_runs_everything_that_follows() {
    run(|scope| {
        scope.eval(
            "var n = 0; (async () => { for (let i = 0; i < 1000; i++) { await 0; n++ } })()",
        )?;
        scope.drain_microtasks()?;
        assert_eq!(scope.eval("n")?.to::<i32>(scope)?, 1000);
        // What a microtask throws rejects its promise and is nobody else's.
        scope.eval("Promise.resolve().then(() => { throw new Error('lost') })")?;
        scope.drain_microtasks()?;
        scope.drain_microtasks()
    });
}

struct Count(AtomicU32);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_watch_is_a_future() {
    let context = context();
    let (later, watch) = context
        .enter(|scope| {
            let deferred = scope.deferred()?;
            Ok((deferred.protect(scope), deferred.promise().watch(scope)?))
        })
        .unwrap();
    let count = Arc::new(Count(AtomicU32::new(0)));
    let waker = Waker::from(Arc::clone(&count));
    let mut task = TaskContext::from_waker(&waker);
    let mut watch = pin!(watch);
    assert!(watch.as_mut().poll(&mut task).is_pending());
    context
        .enter(|scope| later.local(scope).reject(scope, 7))
        .unwrap();
    assert_eq!(count.0.load(Ordering::Relaxed), 1, "woken once");
    match watch.as_mut().poll(&mut task) {
        Poll::Ready(Err(error)) => assert_eq!(error.to_string(), "7"),
        other => panic!("{other:?}"),
    }
}

/// The rejection's reason is the same value again in JavaScript.
#[test]
fn a_watched_reason_keeps_its_identity() {
    let context = context();
    let watch = context
        .enter(|scope| {
            promise(scope, "var reason = { code: 7 }; Promise.reject(reason)").watch(scope)
        })
        .unwrap();
    let error = watch.result().unwrap().unwrap_err();
    context
        .enter(|scope| {
            assert!(
                error
                    .throw(scope)
                    .strict_equals(scope, scope.eval("reason")?)?
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn reactions_that_never_run_are_dropped_with_their_promise() {
    let alive = Rc::new(());
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    #[inline(never)]
    fn attach(context: &Context, alive: &Rc<()>) {
        context
            .enter(|scope| {
                for _ in 0..500 {
                    let (one, two) = (Rc::clone(alive), Rc::clone(alive));
                    scope.nested(|scope| {
                        let pending = scope.deferred()?.promise();
                        pending
                            .then(
                                scope,
                                move |scope, _| {
                                    Ok(scope.resolved(Rc::strong_count(&one) as u32)?.into_value())
                                },
                                move |scope, _| {
                                    Ok(scope.resolved(Rc::strong_count(&two) as u32)?.into_value())
                                },
                            )
                            .map(drop)
                    })?;
                }
                Ok(())
            })
            .unwrap();
    }
    attach(&context, &alive);
    scrub_stack();
    if collect(&vm) {
        assert!(
            Rc::strong_count(&alive) < 100,
            "{} are left",
            Rc::strong_count(&alive)
        );
    }
    drop((context, vm));
    assert_eq!(Rc::strong_count(&alive), 1);
}

/// A watch of a promise that is never settled must not keep the VM, nor the VM the watch.
#[test]
fn a_pending_watch_is_no_leak() {
    let context = context();
    let watch = context
        .enter(|scope| scope.deferred()?.promise().watch(scope))
        .unwrap();
    assert_eq!(context.vm().protected_counts().values().sum::<usize>(), 0);
    drop(context);
    assert_eq!(watch.status(), PromiseStatus::Pending);

    let context = support::context();
    let watch = context
        .enter(|scope| scope.resolved("text")?.watch(scope))
        .unwrap();
    assert_eq!(context.vm().protected_counts().get("string"), Some(&1));
    drop(watch);
    assert_eq!(context.vm().protected_counts().values().sum::<usize>(), 0);
}

#[test]
fn async_functions_of_javascript_work_with_host_promises() {
    let context = context();
    let (later, watch) = context
        .enter(|scope| {
            let deferred = scope.deferred()?;
            let sleep = deferred.promise().protect(scope);
            let sleep = scope.function("sleep", move || sleep.clone())?;
            let main = js(
                scope,
                "async sleep => { const woken = await sleep(); return woken + '!' }",
            );
            let watch = main
                .call(scope, (sleep,))?
                .cast::<Promise>(scope)?
                .watch(scope)?;
            // The function above keeps its VM; let it go again.
            Ok((deferred.protect(scope), watch))
        })
        .unwrap();
    assert_eq!(watch.status(), PromiseStatus::Pending);
    context
        .enter(|scope| later.local(scope).resolve(scope, "awake"))
        .unwrap();
    let value = watch.result().unwrap().unwrap();
    assert_eq!(
        context
            .enter(|scope| value.local(scope).to::<String>(scope))
            .unwrap(),
        "awake!"
    );
}

#[test]
fn the_functions_of_a_deferred_may_go_to_javascript() {
    run(|scope| {
        let deferred = scope.deferred()?;
        let settle = js(
            scope,
            "(resolve, reject) => { resolve('first'); reject('second') }",
        );
        settle.call(
            scope,
            (deferred.resolve_function(), deferred.reject_function()),
        )?;
        let watch = deferred.promise().watch(scope)?;
        scope.drain_microtasks()?;
        assert_eq!(watch.status(), PromiseStatus::Fulfilled);
        Ok(())
    });
}
