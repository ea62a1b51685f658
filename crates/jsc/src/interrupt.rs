//! [`Interrupter`]: ending scripts that do not end.
//!
//! # How
//!
//! The engine has one way to be stopped: a limit on the CPU time of an entry, at whose end it asks a callback whether to go on. So while interrupters
//! exist, a limit of 250 ms is set, and the callback looks whether an interrupt is due; if not, it sets the limit anew. (A callback that
//! only says "go on" would never be asked again.)
//!
//! The limit is per *entry*, and at the end of a scope the engine enters for each microtask anew: a loop of `await`s would never meet it. So the
//! microtasks are run by a host function of ours, within one entry. When the run loop turns they are held up for the same reason, and run afterwards.
//!
//! # What is left after an interrupt
//!
//! The engine ends one entry: JavaScript from the innermost call from Rust to the outermost. Between them are host functions, which see
//! [`Error::Interrupted`] and may swallow it; then the JavaScript that called them would go on, without limit. So the interrupt stays in force until the
//! outermost entry has ended: trampolines throw again, and the callback says "stop" again a moment later.
//!
//! What the engine runs by itself on its run loop (`FinalizationRegistry` callbacks) must not be ended: it gives the whole VM up then. There the callback
//! always says "go on", and the interrupt waits.

mod machinery;
mod request;
mod state;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Result;
use crate::vm::Vm;
use request::Request;
pub(crate) use state::{InterruptState, termination};

/// Ends what JavaScript a VM runs, from any thread. Cheap to clone; made by [`Vm::interrupter`].
///
/// What was interrupted gives [`Error::Interrupted`](crate::Error::Interrupted) in Rust; no `catch` or `finally` of JavaScript runs. The VM is good for further use.
///
/// An interrupt is for the next JavaScript that can be ended, once: one that is asked for while none runs waits for some, unless it is
/// [cancelled](Self::cancel). JavaScript is looked at every 250 ms of CPU time that its thread uses, or when a deadline that was known at its start is
/// over; a script that ends before a look never notices. Not ended are host functions (their callers are, when they return), a thread that waits in
/// `Atomics.wait`, and what the engine starts by itself on its run loop, such as `FinalizationRegistry` callbacks (what follows from it in
/// microtasks is).
///
/// While a VM has interrupters, each entry from Rust into JavaScript costs some 0.5 µs more, as the engine reads two clocks. From the first one on, the end of
/// an outermost scope costs about as much.
///
/// ```
/// use std::time::Duration;
/// use jsc::{Error, Vm};
///
/// let vm = Vm::new()?;
/// let context = vm.new_context()?;
/// let interrupter = match vm.interrupter() {
///     Err(Error::Unsupported { .. }) => return Ok(()),
///     other => other?,
/// };
/// interrupter.interrupt_after(Duration::from_millis(20));
/// let result = context.enter(|scope| scope.eval("for (;;);").map(drop));
/// assert!(matches!(result, Err(Error::Interrupted)));
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone)]
#[doc(alias = "JSContextGroupSetExecutionTimeLimit")]
pub struct Interrupter {
    shared: Arc<Request>,
}

impl Vm {
    /// A handle that ends scripts of this VM from any thread.
    ///
    /// # Errors
    /// [`Error::Unsupported`](crate::Error::Unsupported) if the engine lacks one of the private functions that this needs, and in a host function of the VM, unless the VM has had
    /// an interrupter before.
    pub fn interrupter(&self) -> Result<Interrupter> {
        self.inner.interrupts.interrupter(&self.inner)
    }
}

impl Interrupter {
    /// Asks for an interrupt now.
    pub fn interrupt(&self) {
        self.shared.ask_now();
    }

    /// Asks for an interrupt when this time is over, in place of the last such request.
    ///
    /// Wall-clock time, but looked at only when the thread has used CPU time; a host function that sleeps is not ended.
    pub fn interrupt_after(&self, time: Duration) {
        self.shared.ask_after(time);
    }

    /// Takes back what was asked for, by any of the VM's interrupters, and has not happened.
    pub fn cancel(&self) {
        self.shared.take_back();
    }
}

impl fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupter")
            .field("is_asked", &self.shared.is_asked())
            .finish()
    }
}
