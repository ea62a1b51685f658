//! The hook for unhandled rejections.

mod support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use jsc::{Context, Error, Result, Vm};
use support::{collect, is_hidden, js, scopes_hold_the_lock, scrub_stack};

type Log = Rc<RefCell<Vec<String>>>;

/// A context whose hook writes the reasons down; `None` where the engine has no hook, and says so.
fn watched(vm: &Vm) -> Option<(Context, Log)> {
    let context = vm.new_context().unwrap();
    let log = Log::default();
    let writer = Rc::clone(&log);
    let set = context.on_unhandled_rejection(move |scope, _, reason| {
        writer
            .borrow_mut()
            .push(reason.to_display_string(scope).unwrap());
    });
    match set {
        Ok(()) => Some((context, log)),
        Err(Error::Unsupported { .. })
            if is_hidden("JSGlobalContextSetUnhandledRejectionCallback") =>
        {
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn eval(context: &Context, code: &str) {
    context.enter(|scope| scope.eval(code).map(drop)).unwrap();
}

#[test]
fn rejections_are_reported_when_the_microtasks_have_run() -> Result<()> {
    let Some((context, log)) = watched(&Vm::new()?) else {
        return Ok(());
    };
    if !scopes_hold_the_lock() {
        // Then each call of the engine ends with its microtasks, and there is no later.
        eval(&context, "Promise.reject(1)");
        assert_eq!(log.take(), ["1"]);
        return Ok(());
    }
    context.enter(|scope| {
        scope.eval(
            "Promise.reject(1); var later = Promise.reject(2); Promise.reject(3).catch(() => {})",
        )?;
        assert!(log.borrow().is_empty());
        scope.eval("later.catch(() => {})").map(drop)
    })?;
    assert_eq!(log.take(), ["1"]);

    // A handler that comes when the report is out is too late, and is not reported.
    eval(&context, "var late = Promise.reject('late')");
    eval(&context, "late.catch(() => {})");
    assert_eq!(log.take(), ["late"]);

    // Where microtasks end, in the middle of a scope too.
    context.enter(|scope| {
        scope.eval("(async () => { await 0; throw new TypeError('async') })()")?;
        scope.drain_microtasks()?;
        assert_eq!(log.take(), ["TypeError: async"]);
        Ok(())
    })?;
    eval(
        &context,
        "Promise.reject('a').then(() => {}); Promise.allSettled([Promise.reject('b')])",
    );
    assert_eq!(
        log.take(),
        ["a"],
        "the promise that `then` made is the one that nobody handles"
    );
    Ok(())
}

#[test]
fn the_promise_and_the_reason_are_the_very_ones() -> Result<()> {
    let vm = Vm::new()?;
    let context = vm.new_context()?;
    let seen = Rc::new(Cell::new(None));
    let hook = Rc::clone(&seen);
    let set = context.on_unhandled_rejection(move |scope, promise, reason| {
        let same = js(
            scope,
            "(promise, reason) => promise === globalThis.promise && reason === globalThis.reason",
        )
        .call(scope, (promise, reason))
        .and_then(|same| same.to::<bool>(scope));
        hook.set(same.ok());
    });
    if set.is_err() {
        assert!(is_hidden("JSGlobalContextSetUnhandledRejectionCallback"));
        return Ok(());
    }
    eval(
        &context,
        "var reason = {}; var promise = Promise.reject(reason)",
    );
    assert_eq!(seen.get(), Some(true));
    Ok(())
}

#[test]
fn each_realm_has_its_own_hook() -> Result<()> {
    let vm = Vm::new()?;
    let (Some((one, log_one)), Some((two, log_two))) = (watched(&vm), watched(&vm)) else {
        return Ok(());
    };
    let none = vm.new_context()?;
    eval(&one, "Promise.reject('one')");
    eval(&two, "Promise.reject('two')");
    eval(&none, "Promise.reject('none')");
    assert_eq!(
        (log_one.take(), log_two.take()),
        (vec!["one".to_owned()], vec!["two".to_owned()])
    );
    Ok(())
}

#[test]
fn a_later_hook_replaces_the_earlier() -> Result<()> {
    let Some((context, log)) = watched(&Vm::new()?) else {
        return Ok(());
    };
    let alive = Rc::new(());
    for name in ["first", "second"] {
        let (writer, held) = (Rc::clone(&log), Rc::clone(&alive));
        context.on_unhandled_rejection(move |_, _, _| {
            writer
                .borrow_mut()
                .push(format!("{name} {}", Rc::strong_count(&held)));
        })?;
    }
    eval(&context, "Promise.reject(1)");
    assert_eq!(log.take(), ["second 2"], "the first one has been dropped");
    drop(context);
    assert_eq!(Rc::strong_count(&alive), 1);
    Ok(())
}

#[test]
fn a_hook_may_replace_itself_and_use_the_engine() -> Result<()> {
    let vm = Vm::new()?;
    let Some((context, log)) = watched(&vm) else {
        return Ok(());
    };
    let (own, writer) = (context.clone(), Rc::clone(&log));
    context.on_unhandled_rejection(move |scope, _, reason| {
        let n = reason.to::<i32>(scope).unwrap();
        writer.borrow_mut().push(format!("first {n}"));
        let writer = Rc::clone(&writer);
        own.on_unhandled_rejection(move |_, _, _| writer.borrow_mut().push("second".to_owned()))
            .unwrap();
        // A rejection that the hook makes is reported in turn, now to the new hook.
        scope.eval("Promise.reject(2)").unwrap();
    })?;
    eval(&context, "Promise.reject(1)");
    assert_eq!(log.take(), ["first 1", "second"]);
    Ok(())
}

/// What a hook throws (here through its own handling) cannot disturb the rest.
#[test]
fn several_rejections_are_reported_one_by_one() -> Result<()> {
    let Some((context, log)) = watched(&Vm::new()?) else {
        return Ok(());
    };
    eval(&context, "for (let i = 0; i < 5; i++) Promise.reject(i)");
    assert_eq!(log.take(), ["0", "1", "2", "3", "4"]);
    Ok(())
}

/// The engine roots the function that is its hook for good. If that were a function of the hooked realm, no such realm would ever die.
#[test]
fn a_hook_does_not_leak_its_context() -> Result<()> {
    const REALMS: usize = 50;
    let vm = Vm::new()?;
    #[inline(never)]
    fn make(vm: &Vm) -> bool {
        (0..REALMS).all(|_| {
            let made = watched(vm);
            if let Some((context, log)) = &made {
                eval(context, "Promise.reject('seen')");
                assert_eq!(log.take(), ["seen"]);
            }
            made.is_some()
        })
    }
    if !make(&vm) {
        return Ok(());
    }
    scrub_stack();
    collect(&vm);
    scrub_stack();
    collect(&vm);
    let globals = vm.heap_statistics()?.global_object_count;
    assert!(
        globals < REALMS / 5,
        "{globals} of {REALMS} global objects are alive"
    );
    Ok(())
}

#[test]
fn a_hook_is_dropped_with_the_last_handle_of_its_realm() -> Result<()> {
    let vm = Vm::new()?;
    let alive = Rc::new(());
    let context = vm.new_context()?;
    let held = Rc::clone(&alive);
    let hooked = context.on_unhandled_rejection(move |_, _, _| drop(Rc::clone(&held)));
    // A function of the realm keeps the realm, but not the hook.
    let kept = context.enter(|scope| Ok(js(scope, "() => Promise.reject(1)").protect(scope)))?;
    let other = vm.new_context()?;
    drop(context);
    assert_eq!(Rc::strong_count(&alive), 1);
    other.enter(|scope| kept.local(scope).call(scope, ()).map(drop))?;
    assert!(hooked.is_ok() || is_hidden("JSGlobalContextSetUnhandledRejectionCallback"));
    Ok(())
}

#[test]
fn marked_promises_are_not_reported() -> Result<()> {
    let Some((context, log)) = watched(&Vm::new()?) else {
        return Ok(());
    };
    if !scopes_hold_the_lock() {
        // Then the end of `rejected` is already when it is decided.
        return Ok(());
    }
    context.enter(|scope| {
        scope.rejected("marked")?.mark_handled(scope)?;
        scope.rejected("watched")?.watch(scope).map(drop)?;
        scope.rejected("plain").map(drop)
    })?;
    assert_eq!(log.take(), ["plain"]);
    Ok(())
}
