//! Machines that may not be destroyed yet.
//!
//! A run loop calls host functions of machines that nobody on the stack holds. If such a function drops the last handle of its own machine, the
//! engine would be destroyed under the frames that called the function. So the machine is kept here until none of its frames is left.

use std::cell::RefCell;
use std::mem;
use std::ptr::NonNull;
use std::rc::Rc;

use super::inner::VmInner;

thread_local! {
    static GRAVE: RefCell<Vec<Rc<VmInner>>> = const { RefCell::new(Vec::new()) };
}

/// Holds a machine while one of its host functions runs with nothing of ours below it.
pub(crate) struct Vigil(Option<Rc<VmInner>>);

impl Vigil {
    /// # Safety
    /// As [`VmInner::retain`].
    pub(crate) unsafe fn keep(vm: NonNull<VmInner>) -> Vigil {
        // SAFETY: the caller's promise.
        Vigil(Some(unsafe { VmInner::retain(vm) }))
    }
}

impl Drop for Vigil {
    fn drop(&mut self) {
        let Some(vm) = self.0.take() else { return };
        if Rc::strong_count(&vm) == 1 {
            let mut vm = Some(vm);
            // While the thread ends there is no later: leak it.
            let _ = GRAVE.try_with(|grave| grave.borrow_mut().extend(vm.take()));
            mem::forget(vm);
        }
    }
}

/// Destroys what is left. Called where no frame of the engine is below.
#[inline]
pub(crate) fn clear() {
    let left = GRAVE
        .try_with(|grave| mem::take(&mut *grave.borrow_mut()))
        .unwrap_or_default();
    drop(left);
}
