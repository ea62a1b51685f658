//! Panics of host functions: caught before C, an `Error` for JavaScript, a panic again for Rust.

mod support;

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use jsc::{Context, Function, Promise, Result, Scope, Vm};
use support::{collect, context, js, run};

/// The text that `f` panics with.
fn panic_of<T>(f: impl FnOnce() -> T) -> String {
    let payload = match panic::catch_unwind(AssertUnwindSafe(f)) {
        Ok(_) => return "no panic".to_owned(),
        Err(payload) => payload,
    };
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "some payload".to_owned())
}

fn bomb(scope: &Scope) -> Result<()> {
    let bomb = scope.function("bomb", |text: String| -> () { panic!("{text}") })?;
    scope.global().set(scope, "bomb", bomb)
}

fn still_works(context: &Context) {
    let sum = context.enter(|scope| scope.eval("1 + 1")?.to::<i32>(scope));
    assert_eq!(sum.unwrap(), 2);
}

#[test]
fn panic_in_callback_does_not_abort() {
    let context = context();
    let seen = panic_of(|| {
        context.enter(|scope| {
            bomb(scope)?;
            scope.eval("bomb('boom')").map(drop)
        })
    });
    assert_eq!(seen, "boom");
    still_works(&context);
}

#[test]
fn panic_payloads_survive_the_way_through_javascript() {
    #[derive(Debug, PartialEq)]
    struct Payload(Vec<u32>);
    let context = context();
    let caught = panic::catch_unwind(AssertUnwindSafe(|| {
        context.enter(|scope| {
            let f = scope.function("f", || -> () { panic::panic_any(Payload(vec![1, 2])) })?;
            js(scope, "f => [1].map(f)").call(scope, (f,)).map(drop)
        })
    }));
    assert_eq!(
        *caught.unwrap_err().downcast::<Payload>().unwrap(),
        Payload(vec![1, 2])
    );
    still_works(&context);
}

#[test]
fn scripts_in_between_see_an_error_and_cannot_stop_the_panic() {
    let context = context();
    let log = Rc::new(RefCell::new(Vec::<String>::new()));
    let seen = panic_of(|| {
        context.enter(|scope| {
            bomb(scope)?;
            let writer = Rc::clone(&log);
            let note = scope.function("note", move |text: String| writer.borrow_mut().push(text))?;
            scope.global().set(scope, "note", note)?;
            scope.eval(
                "try { bomb('boom') } catch (e) { note(`${e instanceof Error} ${e.message}`) } finally { note('finally') }
                 note('after'); 'value'",
            )
            .map(drop)
        })
    });
    assert_eq!(seen, "boom");
    assert_eq!(
        *log.borrow(),
        ["true a host function panicked: boom", "finally", "after"]
    );
    still_works(&context);
}

#[test]
fn the_first_of_several_panics_counts() {
    let context = context();
    let seen = panic_of(|| {
        context.enter(|scope| {
            bomb(scope)?;
            scope
                .eval("try { bomb('first') } catch {} bomb('second')")
                .map(drop)
        })
    });
    assert_eq!(seen, "first");
    still_works(&context);
}

#[test]
fn panics_pass_through_layers_of_both_languages() {
    let context = context();
    let unwound = Rc::new(Cell::new(0));
    struct Guard(Rc<Cell<i32>>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    let seen = panic_of(|| {
        context.enter(|scope| {
            bomb(scope)?;
            let count = Rc::clone(&unwound);
            let layer = scope.function_with("layer", move |scope, args| {
                let _guard = Guard(Rc::clone(&count));
                let depth: i32 = args.get(1)?;
                let next: jsc::Local<'_, Function> = args.get(0)?;
                if depth == 0 { scope.eval("bomb('deep')") } else { next.call(scope, (depth - 1,)) }
            })?;
            js(scope, "layer => { const f = n => { try { return layer(f, n) } finally {} }; return f(20) }")
                .call(scope, (layer,))
                .map(drop)
        })
    });
    assert_eq!(seen, "deep");
    assert_eq!(unwound.get(), 21);
    still_works(&context);
}

#[test]
fn panic_in_a_microtask_is_resumed_when_the_scope_ends() {
    let context = context();
    let reached = Cell::new(false);
    let seen = panic_of(|| {
        context.enter(|scope| {
            bomb(scope)?;
            scope.eval("Promise.resolve('later').then(bomb)")?;
            reached.set(true);
            Ok(())
        })
    });
    // Without a lock that the scope could hold, microtasks run at the end of each call.
    let held = support::scopes_hold_the_lock();
    assert_eq!((seen.as_str(), reached.get()), ("later", held));
    still_works(&context);
    let seen = panic_of(|| {
        context.enter(|scope| {
            scope.eval("Promise.resolve('drained').then(bomb)")?;
            scope.drain_microtasks()?;
            unreachable!("draining has panicked");
            #[allow(unreachable_code, reason = "the closure's type")]
            Ok(())
        })
    });
    assert_eq!(seen, "drained");
    still_works(&context);
}

#[test]
fn panic_in_a_reaction_of_rust_is_resumed() {
    let context = context();
    let seen = panic_of(|| {
        context.enter(|scope| {
            let promise = scope.resolved(1)?;
            promise
                .then(scope, |_, _| panic!("reaction"), |_, _| panic!("wrong one"))
                .map(drop)
        })
    });
    assert_eq!(seen, "reaction");
    still_works(&context);
}

#[test]
fn panic_in_the_rejection_hook_is_resumed() {
    let context = context();
    if context
        .on_unhandled_rejection(|_, _, _| panic!("hook"))
        .is_err()
    {
        assert!(support::is_hidden(
            "JSGlobalContextSetUnhandledRejectionCallback"
        ));
        return;
    }
    let seen = panic_of(|| context.enter(|scope| scope.eval("Promise.reject(1)").map(drop)));
    assert_eq!(seen, "hook");
    still_works(&context);
}

/// Making the snapshot of an exception runs getters; the engine itself calls `toString` of what was thrown.
#[test]
fn panic_while_an_exception_is_looked_at_is_resumed() {
    let context = context();
    for code in [
        "throw { get message() { bomb('looked at') } }",
        "throw { toString() { bomb('looked at') } }",
        "throw { get stack() { bomb('looked at') }, message: 'm' }",
        "throw new Proxy({}, { get() { bomb('looked at') } })",
    ] {
        let seen = panic_of(|| {
            context.enter(|scope| {
                bomb(scope)?;
                scope.eval(code).map(drop)
            })
        });
        assert_eq!(seen, "looked at", "{code}");
        still_works(&context);
    }
}

/// A destructor that uses the engine while its thread is unwinding: a second panic there would abort.
#[test]
fn panic_in_a_callback_while_unwinding_does_not_abort() {
    struct CallsBack<'c>(&'c Context, &'c Cell<bool>);
    impl Drop for CallsBack<'_> {
        fn drop(&mut self) {
            let result = self.0.enter(|scope| {
                bomb(scope)?;
                scope.eval("bomb('second')").map(drop)
            });
            self.1.set(result.is_err());
        }
    }
    let context = context();
    let failed = Cell::new(false);
    let seen = panic_of(|| {
        let _calls_back = CallsBack(&context, &failed);
        panic!("first");
    });
    assert_eq!(seen, "first");
    assert!(failed.get(), "JavaScript threw, so the call is an error");
    // The second panic comes out as soon as it may.
    assert_eq!(panic_of(|| context.enter(|_| Ok(()))), "second");
    still_works(&context);
}

#[test]
fn panic_in_a_destructor_of_a_closure_does_not_abort() {
    struct Mine;
    impl Drop for Mine {
        fn drop(&mut self) {
            panic!("destructor");
        }
    }
    #[inline(never)]
    fn make(context: &Context) {
        context
            .enter(|scope| {
                for _ in 0..100 {
                    let mine = Mine;
                    scope.nested(|scope| {
                        scope
                            .function("f", move || {
                                let _ = &mine;
                            })
                            .map(drop)
                    })?;
                }
                Ok(())
            })
            .unwrap();
    }
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    // Each safe point runs destructors until one panics; the rest is left for the next.
    let mut panics = u32::from(panic_of(|| make(&context)) == "destructor");
    support::scrub_stack();
    panics += u32::from(panic_of(|| collect(&vm)) == "destructor");
    while panic_of(|| context.enter(|_| Ok(()))) == "destructor" {
        panics += 1;
    }
    if !support::is_hidden("JSSynchronousGarbageCollectForDebugging") {
        assert!(panics > 50, "{panics} destructors panicked");
    }
    while panic_of(|| still_works(&context)) == "destructor" {}
    // What is left panics when the VM goes.
    let last = panic_of(move || drop((context, vm)));
    assert!(matches!(last.as_str(), "destructor" | "no panic"), "{last}");
}

#[test]
fn panic_whose_payload_panics_when_dropped_does_not_abort() {
    struct Payload;
    impl Drop for Payload {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                panic!("payload");
            }
        }
    }
    let context = context();
    let caught = panic::catch_unwind(AssertUnwindSafe(|| {
        context.enter(|scope| {
            let f = scope.function("f", || -> () { panic::panic_any(Payload) })?;
            // The second one is not kept.
            js(scope, "f => { try { f() } catch {} f() }")
                .call(scope, (f,))
                .map(drop)
        })
    }));
    std::mem::forget(caught.unwrap_err());
    still_works(&context);
}

#[test]
fn an_error_that_was_a_panic_is_none_when_javascript_made_it() {
    run(|scope| {
        let error = scope
            .eval("throw new Error('a host function panicked: boom')")
            .unwrap_err();
        assert_eq!(error.to_string(), "Error: a host function panicked: boom");
        Ok(())
    });
}

#[test]
fn a_promise_made_by_a_panicking_function_is_rejected() {
    let context = context();
    let watch = Cell::new(None);
    let seen = panic_of(|| {
        context.enter(|scope| {
            bomb(scope)?;
            let promise = scope
                .eval("(async () => bomb('async'))()")
                .map(|promise| promise.cast::<Promise>(scope));
            // The call returned, so the panic has been resumed there.
            watch.set(Some(promise.is_ok()));
            Ok(())
        })
    });
    assert_eq!((seen.as_str(), watch.get()), ("async", None));
    still_works(&context);
}
