//! The engine's API lock, held for as long as a scope is open.
//!
//! Each function of the C API locks and unlocks the VM. With the lock already held that is a counter; so a scope takes it once.
//! Where the engine has no `JSLock` (public functions only), nothing is held and every call locks for itself.
//!
//! # Two machines on one thread
//!
//! With its lock a VM also takes possession of the thread: the table that property names are looked up in is the VM's own, put in place by the
//! *outermost* taking. So while another VM's lock is on top, taking the first one's again, which would only count, would leave its code with the wrong
//! table (the engine aborts, or worse). Therefore a thread holds the lock of one VM at a time: whoever takes another's gives the first one back in
//! full, and takes it again afterwards. No value of the first VM is in reach meanwhile, but its microtasks run at that moment.

use std::cell::Cell;
use std::ptr;

use crate::vm::VmInner;

thread_local! {
    /// The VM whose lock this thread holds through the guards below; null for none.
    static HOLDER: Cell<*const VmInner> = const { Cell::new(ptr::null()) };
}

/// Proof that this thread holds the VM's lock (where the engine can), released in LIFO order because it never leaves a closure.
pub(crate) struct ApiLock<'v> {
    vm: &'v VmInner,
    _turn: Turn,
}

impl<'v> ApiLock<'v> {
    /// Takes the lock, once more if this thread has it.
    pub(crate) fn take(vm: &'v VmInner) -> ApiLock<'v> {
        let turn = Turn::of(vm);
        take_pending(vm);
        lock(vm);
        let depth = vm.lock_depth.get();
        vm.lock_depth.set(depth + 1);
        if depth == 0 {
            vm.after_first_lock();
        }
        ApiLock { vm, _turn: turn }
    }
}

impl Drop for ApiLock<'_> {
    fn drop(&mut self) {
        let depth = self.vm.lock_depth.get();
        if depth == 1 {
            self.vm.before_last_unlock();
        }
        self.vm.lock_depth.set(depth - 1);
        // At the outermost level the engine drains microtasks here.
        unlock(self.vm);
    }
}

/// The lock of a host callback, in which the engine has dropped every lock of the thread. Microtasks never run at its end, because the engine is
/// still in the calling script.
///
/// Taking the lock costs more than many a host function does otherwise, and a function of numbers never calls the engine. So it is only
/// announced here, and taken by [`take_pending`] before the first call.
pub(crate) struct CallbackLock<'v> {
    vm: &'v VmInner,
    depth: u32,
    pending: bool,
    _turn: Turn,
}

impl<'v> CallbackLock<'v> {
    #[inline]
    pub(crate) fn announce(vm: &'v VmInner) -> CallbackLock<'v> {
        // The engine has given back what had been taken; nothing is held that `Turn` would have to give back for this VM.
        let depth = vm.lock_depth.replace(0);
        let turn = Turn::of(vm);
        vm.interrupts.callback_begins();
        let pending = vm.lock_pending.replace(true);
        CallbackLock {
            vm,
            depth,
            pending,
            _turn: turn,
        }
    }
}

impl Drop for CallbackLock<'_> {
    #[inline]
    fn drop(&mut self) {
        if !self.vm.lock_pending.replace(self.pending) {
            unlock(self.vm);
        }
        self.vm.lock_depth.set(self.depth);
        self.vm.interrupts.callback_ends();
    }
}

/// Takes the lock that a callback has announced, unless that has happened.
#[inline]
pub(crate) fn take_pending(vm: &VmInner) {
    if vm.lock_pending.get() {
        take_pending_slowly(vm);
    }
}

#[inline(never)]
fn take_pending_slowly(vm: &VmInner) {
    vm.lock_pending.set(false);
    lock(vm);
    vm.lock_depth.set(1);
}

/// A VM's possession of the thread; another VM that had it gets it back at the end.
struct Turn {
    outer: *const VmInner,
    suspended: Option<Suspended>,
}

/// How another VM held its lock.
struct Suspended {
    depth: u32,
    /// A callback had announced the lock. Whoever takes it meanwhile takes it for himself.
    pending: bool,
}

impl Turn {
    #[inline]
    fn of(vm: &VmInner) -> Turn {
        let outer = HOLDER.get();
        let suspended = if outer.is_null() || ptr::eq(outer, vm) {
            None
        } else {
            Some(Turn::suspend(outer))
        };
        HOLDER.set(vm);
        Turn { outer, suspended }
    }

    #[cold]
    fn suspend(outer: *const VmInner) -> Suspended {
        // SAFETY: guards that borrow the VM are below on this thread's stack, or `HOLDER` would not name it.
        let outer = unsafe { &*outer };
        if outer.lock_depth.get() > 0 {
            outer.before_last_unlock();
        }
        let depth = outer.lock_depth.replace(0);
        (0..depth).for_each(|_| unlock(outer));
        Suspended {
            depth,
            pending: outer.lock_pending.replace(false),
        }
    }

    #[cold]
    fn resume(outer: *const VmInner, suspended: &Suspended) {
        // SAFETY: as in `suspend`.
        let outer = unsafe { &*outer };
        outer.lock_pending.set(suspended.pending);
        if suspended.depth > 0 {
            (0..suspended.depth).for_each(|_| lock(outer));
            outer.lock_depth.set(suspended.depth);
            outer.after_first_lock();
        }
    }
}

impl Drop for Turn {
    #[inline]
    fn drop(&mut self) {
        HOLDER.set(self.outer);
        if let Some(suspended) = &self.suspended {
            Turn::resume(self.outer, suspended);
        }
    }
}

#[inline]
fn lock(vm: &VmInner) {
    if let (Some(lock), Some(_)) = (vm.capabilities().JSLock, vm.capabilities().JSUnlock) {
        // SAFETY: the home context lives as long as `vm`.
        unsafe { lock(vm.home()) };
    }
}

#[inline]
fn unlock(vm: &VmInner) {
    if let (Some(_), Some(unlock)) = (vm.capabilities().JSLock, vm.capabilities().JSUnlock) {
        // SAFETY: taken by this thread, through the same context, which is still alive.
        unsafe { unlock(vm.home()) };
    }
}
