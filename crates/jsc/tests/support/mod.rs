//! What several test files need.

#![allow(dead_code, reason = "no file needs all of it")]

use jsc::{Collect, Context, Error, Function, Local, Result, Scope, Vm};

/// A realm in a VM of its own.
pub(crate) fn context() -> Context {
    Vm::new().unwrap().new_context().unwrap()
}

/// Runs `f` in a realm in a VM of its own.
pub(crate) fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    context().enter(f).unwrap()
}

/// The function that an expression gives.
pub(crate) fn js<'s>(scope: &'s Scope, code: &str) -> Local<'s, Function> {
    scope
        .eval(&format!("({code})"))
        .unwrap()
        .cast(scope)
        .unwrap()
}

/// Whether this run does without one of the engine's private functions.
pub(crate) fn is_hidden(function: &str) -> bool {
    let hidden = std::env::var("HIDE_JSC_PRIVATE").unwrap_or_default();
    hidden.trim() == "1" || hidden.split(',').any(|name| name.trim() == function)
}

/// Whether open scopes hold the engine's lock. Without it each call is on its own, and microtasks run at its end.
pub(crate) fn scopes_hold_the_lock() -> bool {
    !is_hidden("JSLock") && !is_hidden("JSUnlock")
}

/// A full collection; false where the engine has none on demand.
pub(crate) fn collect(vm: &Vm) -> bool {
    match vm.collect(Collect::Full) {
        Ok(()) => true,
        Err(Error::Unsupported { .. }) if is_hidden("JSSynchronousGarbageCollectForDebugging") => {
            false
        }
        Err(error) => panic!("{error}"),
    }
}

/// Runs `f` on a thread with that much stack, so that nothing of it stays on this one's.
pub(crate) fn on_thread<T: Send + 'static>(
    stack: usize,
    f: impl FnOnce() -> T + Send + 'static,
) -> T {
    std::thread::Builder::new()
        .stack_size(stack)
        .spawn(f)
        .unwrap()
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Fills and clears a stretch of the machine stack, so that the collector finds fewer stale pointers there.
#[inline(never)]
pub(crate) fn scrub_stack() {
    let words = std::hint::black_box([0_usize; 16 * 1024]);
    std::hint::black_box(&words);
}
