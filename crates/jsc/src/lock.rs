//! The engine's API lock, held for as long as a scope is open.
//!
//! Each function of the C API locks and unlocks the VM. With the lock already held that is a counter; so a scope takes it once.
//! Where the engine has no `JSLock` (public functions only), nothing is held and every call locks for itself.

use crate::vm::VmInner;

/// Proof that this thread holds the VM's lock (where the engine can), released in LIFO order because it never leaves a closure.
pub(crate) struct ApiLock<'v> {
    vm: &'v VmInner,
}

impl<'v> ApiLock<'v> {
    /// Takes the lock, once more if this thread has it.
    ///
    /// Inside a host callback the engine has dropped every lock of the thread, so the trampoline takes it anew.
    pub(crate) fn take(vm: &'v VmInner) -> ApiLock<'v> {
        if let Some(lock) = vm.capabilities().JSLock {
            // SAFETY: the home context lives as long as `vm`, which this guard borrows.
            unsafe { lock(vm.home()) };
        }
        let depth = vm.lock_depth.get();
        vm.lock_depth.set(depth + 1);
        if depth == 0 {
            vm.interrupts.after_first_lock(vm);
        }
        ApiLock { vm }
    }
}

impl Drop for ApiLock<'_> {
    fn drop(&mut self) {
        let depth = self.vm.lock_depth.get();
        if depth == 1 {
            self.vm.before_last_unlock();
        }
        self.vm.lock_depth.set(depth - 1);
        if let Some(unlock) = self.vm.capabilities().JSUnlock {
            // SAFETY: taken by this thread in `take`, through the same context, which is still alive. At the outermost level the engine
            // drains microtasks here.
            unsafe { unlock(self.vm.home()) };
        }
    }
}
