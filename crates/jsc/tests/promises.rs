//! Promises: settling, looking at, reacting.

mod support;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context as TaskContext, Poll, Wake, Waker};

use jsc::{Error, Local, Promise, PromiseStatus, Result, Scope};
use support::{collect, context, is_hidden, js, run, scopes_hold_the_lock};

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
