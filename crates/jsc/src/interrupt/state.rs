//! A VM's side of interrupts. Used on the VM's thread alone.

use std::cell::{Cell, OnceCell};
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::sync::Arc;

use super::Interrupter;
use super::machinery::Machinery;
use super::request::{LOOK_SOON, Request};
use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::Value;
use crate::vm::VmInner;

/// What the engine throws when it ends a script.
const TERMINATION: &str = "JavaScript execution terminated.";

#[derive(Default)]
pub(crate) struct InterruptState {
    /// Made with the first interrupter.
    equipment: OnceCell<(Arc<Request>, Machinery)>,
    /// Whether the outermost entry is a scope's, so that it can be ended.
    entered: Cell<bool>,
    /// Host callbacks that are running.
    callbacks: Cell<u32>,
    /// Whether an interrupt is on its way out of JavaScript.
    terminating: Cell<bool>,
    /// Whether the microtasks at the end of a scope have been interrupted, which its result shall tell.
    lost_microtasks: Cell<bool>,
}

impl InterruptState {
    pub(super) fn interrupter(&self, vm: &VmInner) -> Result<Interrupter> {
        if self.equipment.get().is_none() {
            if self.in_callback() {
                // The engine would look from the next outermost entry on, not at the one that this is in.
                return Err(Error::Unsupported {
                    feature: "making a VM's first interrupter in a host function",
                    reason: "the engine watches entries that begin after it",
                });
            }
            let machinery = Machinery::make(vm)?;
            if let Err((_, machinery)) = self.equipment.set((Arc::default(), machinery)) {
                // A destructor that ran meanwhile asked for one too.
                machinery.take_down(vm);
            }
            // SAFETY: machines are always in an `Rc`, of which whoever borrows this one holds a count.
            let counted = unsafe { VmInner::retain(NonNull::from(vm)) };
            vm.run_loop.note_interruptible(Rc::downgrade(&counted));
        }
        let (request, _) = self.equipment.get().expect("set above");
        let interrupter = Interrupter {
            shared: Arc::clone(request),
        };
        self.arm(vm);
        Ok(interrupter)
    }

    /// Whether an interrupt may come: there is a request, or somebody who could make one.
    fn is_active(request: &Arc<Request>) -> bool {
        Arc::strong_count(request) > 1 || request.is_asked()
    }

    /// Gives the engine the limit that is right now, or none if there are no interrupters.
    fn arm(&self, vm: &VmInner) {
        let Some((request, machinery)) = self.equipment.get() else {
            return;
        };
        let wanted = Self::is_active(request).then(|| request.next_look());
        // A near deadline comes nearer.
        if wanted != machinery.limit() || request.is_asked() {
            machinery.set_limit(vm, wanted);
        }
    }

    /// The engine asks whether to stop.
    pub(super) fn look(&self, vm: &VmInner) -> bool {
        let Some((request, machinery)) = self.equipment.get() else {
            return false;
        };
        let stop = self.entered.get() && (self.terminating.get() || request.take());
        if stop {
            self.terminating.set(true);
            vm.attention.set(true);
        }
        let next = if stop {
            Some(LOOK_SOON)
        } else {
            Self::is_active(request).then(|| request.next_look())
        };
        machinery.set_limit(vm, next);
        stop
    }

    /// The outermost lock has been taken: what runs from here on can be ended.
    #[inline]
    pub(crate) fn after_first_lock(&self, vm: &VmInner) {
        if self.callbacks.get() == 0 {
            self.entered.set(true);
            if self.equipment.get().is_some() {
                self.settle(vm);
                self.arm(vm);
            }
        }
    }

    /// The outermost lock is about to be released: microtasks run here, where they can be ended, not in the engine's unlocking.
    #[inline]
    pub(crate) fn before_last_unlock(&self, vm: &VmInner) {
        if self.callbacks.get() == 0 {
            if self.equipment.get().is_some() {
                self.drain_entered(vm);
            }
            self.entered.set(false);
        }
    }

    #[cold]
    fn drain_entered(&self, vm: &VmInner) {
        self.settle(vm);
        // Also when there is no interrupter now: a host function may make one.
        if self.run_microtasks(vm).is_err() {
            self.lost_microtasks.set(true);
        }
    }

    /// Runs microtasks until none is left, within one entry if there are interrupters. The caller holds the lock.
    ///
    /// # Errors
    /// [`Error::Interrupted`]; the engine has dropped the microtasks that were left.
    pub(crate) fn run_microtasks(&self, vm: &VmInner) -> Result<()> {
        let Some((_, machinery)) = self.equipment.get() else {
            if let Some(drain) = vm.capabilities().vm_drain_microtasks {
                // SAFETY: the group is alive, and the caller holds its lock.
                unsafe { drain(vm.group()) };
            }
            return Ok(());
        };
        let interrupted = machinery.run_microtasks(vm) && self.terminating.get();
        self.settle(vm);
        if interrupted {
            Err(Error::Interrupted)
        } else {
            Ok(())
        }
    }

    /// Holds microtasks up while the run loop turns. Whether [`run_microtasks`](Self::run_microtasks) has to follow.
    pub(crate) fn delay_microtasks(&self, vm: &VmInner) -> bool {
        self.equipment
            .get()
            .is_some_and(|(_, machinery)| machinery.delay_microtasks(vm))
    }

    /// What a scope's result becomes if the microtasks at its end were interrupted.
    #[inline]
    pub(crate) fn finish<T>(&self, result: Result<T>) -> Result<T> {
        if self.lost_microtasks.replace(false) {
            result.and(Err(Error::Interrupted))
        } else {
            result
        }
    }

    /// JavaScript has returned to Rust. If no JavaScript is left below, an interrupt has done its work.
    pub(crate) fn settle(&self, vm: &VmInner) {
        if self.callbacks.get() == 0 && self.terminating.replace(false) {
            self.flush(vm);
            self.arm(vm);
        }
    }

    /// Gives the engine something harmless to end. Where a host function was in between, it may have noted that it still has to end the caller, and
    /// if the caller has ended by then, the note hits whatever JavaScript runs next.
    #[cold]
    fn flush(&self, vm: &VmInner) {
        let Some((request, machinery)) = self.equipment.get() else {
            return;
        };
        machinery.run_target(vm);
        if self.terminating.replace(false) {
            // That was a new interrupt, which is for something else.
            request.ask_now();
        }
    }

    /// Whether a host callback is running.
    #[inline]
    pub(crate) fn in_callback(&self) -> bool {
        self.callbacks.get() != 0
    }

    /// Counts a host callback in.
    #[inline]
    pub(crate) fn callback_begins(&self) {
        self.callbacks.set(self.callbacks.get() + 1);
    }

    /// Counts a host callback out.
    #[inline]
    pub(crate) fn callback_ends(&self) {
        self.callbacks.set(self.callbacks.get() - 1);
    }

    /// How many host callbacks are running.
    pub(crate) fn callbacks(&self) -> u32 {
        self.callbacks.get()
    }

    /// Whether an interrupt is on its way out, so that a trampoline must throw [`termination`] whatever its function says.
    #[inline]
    pub(crate) fn is_terminating(&self) -> bool {
        self.terminating.get()
    }

    /// Whether `thrown` is the engine's (or our) word that an interrupter ended the script. Scripts can throw the same string, but not while
    /// an interrupt is on its way.
    pub(crate) fn is_termination(&self, scope: &Scope, thrown: Local<'_, Value>) -> bool {
        self.terminating.get() && {
            // SAFETY: a live context and value; copying a primitive string runs no code, and anything else is not copied. +1, owned below.
            let text = unsafe {
                if !raw::JSValueIsString(scope.raw(), thrown.as_raw()) {
                    return false;
                }
                RawString::from_retained(raw::JSValueToStringCopy(
                    scope.raw(),
                    thrown.as_raw(),
                    ptr::null_mut(),
                ))
            };
            text.is_some_and(|text| text.to_utf8_lossy() == TERMINATION)
        }
    }

    /// The machine is about to go.
    pub(crate) fn shut_down(&self, vm: &VmInner) {
        if let Some((_, machinery)) = self.equipment.get() {
            machinery.take_down(vm);
        }
    }
}

/// What a trampoline throws to pass an interrupt on: a string like the engine's own.
pub(crate) fn termination<'s>(scope: &'s Scope) -> Local<'s, Value> {
    match RawString::new(TERMINATION) {
        // SAFETY: makes a string in a live context; the text outlives the call.
        Ok(text) => unsafe { scope.local(raw::JSValueMakeString(scope.raw(), text.as_raw())) },
        Err(_) => scope.undefined(),
    }
}
