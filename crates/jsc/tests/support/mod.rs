//! What several test files need.

#![allow(dead_code, reason = "no file needs all of it")]

use jsc::{Collect, Context, Error, Function, Local, Result, Scope, Vm};

/// A realm in a VM of its own.
pub fn context() -> Context {
    Vm::new().unwrap().new_context().unwrap()
}

/// Runs `f` in a realm in a VM of its own.
pub fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    context().enter(f).unwrap()
}

/// The function that an expression gives.
pub fn js<'s>(scope: &'s Scope, code: &str) -> Local<'s, Function> {
    scope
        .eval(&format!("({code})"))
        .unwrap()
        .cast(scope)
        .unwrap()
}

/// Whether this run does without the engine's private functions.
pub fn private_functions_are_hidden() -> bool {
    std::env::var_os("HIDE_JSC_PRIVATE").is_some_and(|value| value != "" && value != "0")
}

/// A full collection; false where the engine has none on demand.
pub fn collect(vm: &Vm) -> bool {
    match vm.collect(Collect::Full) {
        Ok(()) => true,
        Err(Error::Unsupported { .. }) if private_functions_are_hidden() => false,
        Err(error) => panic!("{error}"),
    }
}

/// Runs `f` on a thread with that much stack, so that nothing of it stays on this one's.
pub fn on_thread<T: Send + 'static>(stack: usize, f: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(stack)
        .spawn(f)
        .unwrap()
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Fills and clears a stretch of the machine stack, so that the collector finds fewer stale pointers there.
#[inline(never)]
pub fn scrub_stack() {
    let words = std::hint::black_box([0_usize; 16 * 1024]);
    std::hint::black_box(&words);
}
