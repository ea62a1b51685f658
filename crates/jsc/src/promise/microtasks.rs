//! Running microtasks on request.

use crate::error::{Error, Result};
use crate::scope::Scope;

impl Scope {
    /// Runs microtasks (reactions to promises) until none is left, instead of at the end of the outermost scope.
    ///
    /// ```
    /// # let context = jsc::Vm::new()?.new_context()?;
    /// context.enter(|scope| {
    ///     scope.eval("var done = false; Promise.resolve().then(() => { done = true })")?;
    ///     scope.drain_microtasks()?;
    ///     assert_eq!(scope.eval("done ? 1 : 0")?.to::<f64>(scope)?, 1.0);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Unsupported`] in a host function, on engines that can only do it outside; [`Error::Interrupted`] if an interrupter ended one. What
    /// microtasks throw is nobody's: it rejects promises.
    ///
    /// # Panics
    /// If a microtask called a host function that panicked, the panic goes on here.
    pub fn drain_microtasks(&self) -> Result<()> {
        let vm = self.vm();
        let capabilities = vm.capabilities();
        // The context is asked for because a host function's scope takes its lock then.
        let _ = self.raw();
        match (
            capabilities.vm_drain_microtasks,
            capabilities.JSLock,
            capabilities.JSUnlock,
        ) {
            (Some(_), Some(_), Some(_)) => {
                vm.interrupts.run_microtasks(vm)?;
            }
            _ if vm.in_callback() => {
                return Err(Error::Unsupported {
                    feature: "draining microtasks in a host function",
                    reason: "it does not export VM::drainMicrotasks",
                });
            }
            (_, Some(lock), Some(unlock)) => {
                // The outermost unlock drains. What scopes have rooted stays rooted meanwhile; nobody but this thread uses the VM.
                let depth = vm.lock_depth.get();
                // SAFETY: this thread holds the lock `depth` times, through the home context, and takes it as often again.
                unsafe {
                    (0..depth).for_each(|_| unlock(vm.home()));
                    (0..depth).for_each(|_| lock(vm.home()));
                }
            }
            // Without a lock of ours, every call of the engine is an outermost one, and drains: the next one will do.
            _ => {}
        }
        vm.resume_panic();
        self.flush_exception()
    }
}
