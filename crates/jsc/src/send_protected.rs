//! [`SendProtected<T>`]: a root that travels.

use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::inbox::Inbox;
use crate::local::Local;
use crate::protected::Protected;
use crate::raw;
use crate::scope::Scope;
use crate::value::{JsType, Value};
use crate::vm::VmInner;

/// A [`Protected`] that may be sent to other threads, kept there, and dropped there. It can only be used back home, in a scope of its VM.
///
/// Unlike `Protected` it does not keep its VM alive: when the VM is gone, so is the value, and the handle says so. Dropping it leaves the
/// release with the VM, which does it the next time that its thread opens or closes a scope.
///
/// ```
/// use jsc::{Function, SendProtected, Vm};
///
/// let context = Vm::new()?.new_context()?;
/// let double: SendProtected<Function> =
///     context.enter(|scope| Ok(scope.eval("x => x * 2")?.cast::<Function>(scope)?.protect(scope).into_send()))?;
/// let (double, n) = std::thread::spawn(move || (double, 21)).join().unwrap();
/// let n: f64 = context.enter(|scope| double.local(scope)?.call(scope, (f64::from(n),))?.to(scope))?;
/// assert_eq!(n, 42.0);
/// # Ok::<(), jsc::Error>(())
/// ```
pub struct SendProtected<T: JsType = Value> {
    raw: raw::JSValueRef,
    /// Also the VM's identity: every VM has one of its own, and an address that is held is not used again.
    inbox: Arc<Inbox>,
    _type: PhantomData<*const T>,
}

// SAFETY: on other threads than its VM's the pointer is only carried around. What is done with it (`local`, `into_protected`) asks for a
// scope of its VM, which exists on that VM's thread alone; dropping puts it into the VM's inbox, which is made for all threads. `T` is a marker.
unsafe impl<T: JsType> Send for SendProtected<T> {}
// SAFETY: as for `Send`; no method changes anything through a shared reference.
unsafe impl<T: JsType> Sync for SendProtected<T> {}

impl<T: JsType> SendProtected<T> {
    /// The value, for as long as `scope` is open.
    ///
    /// # Errors
    /// [`Error::AnotherVm`] if `scope` is of another VM, [`Error::VmGone`] if the value's VM does not exist any more.
    pub fn local<'s>(&self, scope: &'s Scope) -> Result<Local<'s, T>> {
        self.check(scope)?;
        // SAFETY: rooted by `self`, a `T`, and of the scope's VM as just checked.
        Ok(unsafe { scope.local(self.raw) })
    }

    /// The root as one that stays here, and that keeps the VM alive again.
    ///
    /// # Errors
    /// As [`local`](Self::local); the root is then given up. Ask with [`is_of`](Self::is_of) first where that matters.
    pub fn into_protected(self, scope: &Scope) -> Result<Protected<T>> {
        self.check(scope)?;
        // SAFETY: the scope's VM is alive while the scope is open.
        let vm = unsafe { VmInner::retain(scope.vm_ptr()) };
        let raw = self.into_raw();
        // SAFETY: `raw` is a `T` of this VM, and the root that `self` held is handed over.
        Ok(unsafe { Protected::from_counted(raw, vm) })
    }

    /// Whether the value belongs to the VM of `scope`.
    pub fn is_of(&self, scope: &Scope) -> bool {
        Arc::ptr_eq(&self.inbox, &scope.vm().inbox)
    }

    fn check(&self, scope: &Scope) -> Result<()> {
        if self.is_of(scope) {
            Ok(())
        } else if self.inbox.is_closed() {
            Err(Error::VmGone)
        } else {
            Err(Error::AnotherVm)
        }
    }

    /// Gives up the handle, but not its root.
    fn into_raw(self) -> raw::JSValueRef {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is not dropped, so the count that it has is dropped here, once.
        drop(unsafe { ptr::read(&this.inbox) });
        this.raw
    }
}

impl<T: JsType> Drop for SendProtected<T> {
    fn drop(&mut self) {
        self.inbox.leave_release(self.raw);
    }
}

impl<T: JsType> fmt::Debug for SendProtected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SendProtected<{}>({:p})", T::NAME, self.raw)
    }
}

impl<T: JsType> Protected<T> {
    /// The same root as one that may leave this thread.
    pub fn into_send(self) -> SendProtected<T> {
        let (raw, vm) = self.into_parts();
        SendProtected {
            raw,
            inbox: Arc::clone(&vm.inbox),
            _type: PhantomData,
        }
    }
}
