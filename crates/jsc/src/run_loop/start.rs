//! What the engine needs before the process makes its first machine, or else it crashes later.
//!
//! The timer of full collections asks `WTF::MemoryPressureHandler` whether memory is short. The handler makes a timer on the *main* run loop,
//! which exists only where WebKit has started; a program that uses the engine alone dies of a null reference some 45 s after it became idle
//! (measured with WebKitGTK 2.50.6). So the run loop of the thread that makes the first machine becomes the main one, and the handler is made
//! at once: it keeps that loop alive when the thread ends.
//!
//! Where WebKit is loaded but has not started, this must not be done: WebKit would take our loop for the program's. Then, and where the functions
//! are missing, the engine makes no collection timers.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::raw;

/// Whether a machine has been asked for, so that the process's settings are fixed.
static STARTED: AtomicBool = AtomicBool::new(false);

/// Whether the engine has started.
pub(crate) fn has_started() -> bool {
    STARTED.load(Ordering::Acquire)
}

/// Makes the engine's timers safe to run, once; `pushed` runs a function with the calling thread's own context pushed. Whether they are.
pub(crate) fn timers_are_safe(
    capabilities: &raw::Private,
    pushed: impl FnOnce(&mut dyn FnMut()),
) -> bool {
    static SAFE: OnceLock<bool> = OnceLock::new();
    STARTED.store(true, Ordering::Release);
    *SAFE.get_or_init(|| {
        if raw::glib().is_none() {
            // The engine runs its timers on the platform's loop, which needs nothing.
            return true;
        }
        let main_exists = || {
            capabilities.main_run_loop.is_some_and(|main| {
                // SAFETY: reads a static pointer of the library.
                !unsafe { main() }.is_null()
            })
        };
        if main_exists() {
            return true;
        }
        if let (Some(initialize), Some(handler), false) = (
            capabilities.initialize_main_thread,
            capabilities.memory_pressure_handler_singleton,
            webkit_is_loaded(),
        ) {
            // SAFETY: no main thread has been named yet. The function does its work once whoever calls it, on this thread now; it takes nothing.
            pushed(&mut || unsafe { initialize() });
            if capabilities.main_run_loop.is_none() || main_exists() {
                // SAFETY: the main run loop exists now, which is all that the handler needs.
                unsafe { handler() };
                return true;
            }
        }
        disable_gc_timers(capabilities)
    })
}

/// From now on new machines of this process collect by allocation only. Whether it could be done.
pub(crate) fn disable_gc_timers(capabilities: &raw::Private) -> bool {
    capabilities.JSDisableGCTimer.is_some_and(|disable| {
        // SAFETY: sets a static of the library, which machines read when they are made.
        unsafe { disable() };
        true
    })
}

/// Whether the process has the WebKit library, which starts the engine in its own way.
#[cfg(unix)]
fn webkit_is_loaded() -> bool {
    [c"webkit_get_major_version", c"wpe_loader_init"]
        .iter()
        .any(|name| {
            // SAFETY: takes any NUL-terminated name, and does not keep it.
            !unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) }.is_null()
        })
}

#[cfg(not(unix))]
fn webkit_is_loaded() -> bool {
    false
}
