//! The signal that the collector stops threads with.

use crate::error::{Error, Result};
use crate::raw;
use crate::run_loop;

/// Chooses the signal by which the collector stops the threads that use a VM; the engine's default is `SIGUSR1`. Before the process's first VM.
///
/// The engine installs a handler for it, whatever was there. From then on the signal is the engine's: one that is sent from outside crashes the
/// process, and a thread that uses a VM and blocks it makes the next collection wait for ever. A program that has its own use of `SIGUSR1` (or of
/// "block all signals" in threads that run JavaScript) should choose another, such as `SIGRTMIN() + 5`.
///
/// # Errors
/// [`Error::Unsupported`] if the engine has started already, lacks the function, does not stop threads by signals (Apple's systems), or if the number
/// is no signal that a handler can be installed for.
#[doc(alias = "JSConfigureSignalForGC")]
pub fn configure_gc_signal(signal: i32) -> Result<()> {
    const FEATURE: &str = "choosing the collector's signal";
    let unsupported = |reason| {
        Err(Error::Unsupported {
            feature: FEATURE,
            reason,
        })
    };
    let Some(configure) = raw::private().JSConfigureSignalForGC else {
        return unsupported("the engine lacks JSConfigureSignalForGC");
    };
    if !can_be_handled(signal) {
        return unsupported("no handler can be installed for this signal");
    }
    // SAFETY: the number is a signal's; the function answers false once the engine has started.
    if run_loop::has_started() || !unsafe { configure(signal) } {
        return unsupported("the engine has started already");
    }
    Ok(())
}

/// The engine aborts if it cannot install its handler, so it is tried here first: by asking for the handler that is there.
#[cfg(unix)]
fn can_be_handled(signal: i32) -> bool {
    if [libc::SIGKILL, libc::SIGSTOP].contains(&signal)
        || [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE].contains(&signal)
    {
        return false;
    }
    let mut old = std::mem::MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: a NULL action only asks; the old one is written to room for it.
    signal > 0 && unsafe { libc::sigaction(signal, std::ptr::null(), old.as_mut_ptr()) == 0 }
}

#[cfg(not(unix))]
fn can_be_handled(_: i32) -> bool {
    false
}
