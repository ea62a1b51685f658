//! The deterministic regression test for the crash that this project comes from: a promise in a raw pointer, protected on one path and
//! forgotten on another, is dead after the next collection.
//!
//! The control must be seen to fail without protection; the guard shows that protection is what makes the difference, in C and through
//! [`jsc::Protected`].
#![cfg(unix)]

use jsc::{Collect, Promise, PromiseStatus, Protected, Vm};
// Brings the C programs of `build.rs` with it.
use jsc_workspace as _;

const ROUNDS: i32 = 200;

#[repr(C)]
struct Functions {
    weak_create: unsafe extern "C" fn(
        jsc_sys::JSContextGroupRef,
        jsc_sys::JSObjectRef,
    ) -> jsc_sys::JSWeakRef,
    weak_release: unsafe extern "C" fn(jsc_sys::JSContextGroupRef, jsc_sys::JSWeakRef),
    weak_get: unsafe extern "C" fn(jsc_sys::JSWeakRef) -> jsc_sys::JSObjectRef,
    collect: unsafe extern "C" fn(jsc_sys::JSContextRef),
}

unsafe extern "C" {
    fn unprotected_store_survivors(functions: *const Functions, rounds: i32, protect: bool) -> i32;
}

/// `None` on an engine without weak references and synchronous collections.
fn functions() -> Option<Functions> {
    let private = jsc_sys::private();
    Some(Functions {
        weak_create: private.JSWeakCreate?,
        weak_release: private.JSWeakRelease?,
        weak_get: private.JSWeakGetObject?,
        collect: private.JSSynchronousGarbageCollectForDebugging?,
    })
}

fn survivors(protect: bool) -> Option<i32> {
    let functions = functions()?;
    // SAFETY: the C program makes and releases its own context; the table outlives the call.
    Some(unsafe { unprotected_store_survivors(&functions, ROUNDS, protect) })
}

#[test]
fn a_raw_entry_promise_dies_without_protection() {
    match survivors(false) {
        // Conservative scanning may keep one by accident; the bug is that they die.
        Some(survivors) => assert!(
            (0..=ROUNDS / 100).contains(&survivors),
            "{survivors} of {ROUNDS} unprotected promises survived: the control no longer controls"
        ),
        None => assert!(
            jsc_sys::private().JSWeakCreate.is_none(),
            "the public API cannot see whether a promise is dead"
        ),
    }
}

#[test]
fn a_protected_entry_promise_lives() {
    if let Some(survivors) = survivors(true) {
        assert_eq!(survivors, ROUNDS);
    }
}

#[test]
fn an_entry_promise_in_a_protected_handle_lives_and_keeps_its_identity() -> jsc::Result<()> {
    let vm = Vm::new()?;
    let context = vm.new_context()?;
    let (mut slot, reject): (Protected<Promise>, _) = context.enter(|scope| {
        let deferred = scope.deferred()?;
        Ok((deferred.promise().protect(scope), deferred.protect(scope)))
    })?;
    for round in 0..ROUNDS {
        if let Err(error) = vm.collect(Collect::Full) {
            assert!(matches!(error, jsc::Error::Unsupported { .. }), "{error}");
        }
        // Garbage promises reuse the cells of dead ones: a stale address would name another promise, fulfilled instead of pending.
        context.enter(|scope| {
            scope
                .eval("for (let i = 0; i < 100; i++) Promise.resolve(i)")
                .map(drop)
        })?;
        match context.enter(|scope| slot.local(scope).status(scope)) {
            Ok(status) => assert_eq!(status, PromiseStatus::Pending, "round {round}"),
            Err(error) => assert!(matches!(error, jsc::Error::Unsupported { .. }), "{error}"),
        }
        // Protected again before the old root goes, as the entry promise's setter does.
        slot = slot.clone();
    }
    context.enter(|scope| {
        let reason = scope.string("the end")?;
        reject.local(scope).reject(scope, reason)
    })?;
    match context.enter(|scope| slot.local(scope).status(scope)) {
        Ok(status) => assert_eq!(status, PromiseStatus::Rejected),
        Err(error) => assert!(matches!(error, jsc::Error::Unsupported { .. }), "{error}"),
    }
    Ok(())
}
