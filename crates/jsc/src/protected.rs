//! [`Protected<T>`]: a JavaScript value for as long as Rust wants it.

use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{JsType, Value};
use crate::vm::{Vm, VmInner};

/// An owned root: the value lives until the last `Protected` of it is dropped.
///
/// To a JavaScript value it is what `Rc` is to a Rust one: cloning roots once more, dropping gives one root up, and the value cannot be
/// reached without a [`Scope`] of its VM. It keeps the VM alive and may be dropped anywhere on its thread: in a host function, while
/// unwinding, after the last `Vm` handle, from the destructor of an object that JavaScript owned.
///
/// Beware of cycles: a host function that captures a `Protected` keeps its VM, and thereby itself, alive.
///
/// ```
/// use jsc::{Function, Protected, Vm};
///
/// let context = Vm::new()?.new_context()?;
/// let double: Protected<Function> = context.enter(|scope| Ok(scope.eval("x => x * 2")?.cast::<Function>(scope)?.protect(scope)))?;
/// let n: i32 = context.enter(|scope| double.local(scope).call(scope, (21,))?.to(scope))?;
/// assert_eq!(n, 42);
/// # Ok::<(), jsc::Error>(())
/// ```
#[doc(alias = "JSValueProtect")]
pub struct Protected<T: JsType = Value> {
    raw: raw::JSValueRef,
    vm: Rc<VmInner>,
    _type: PhantomData<*const T>,
}

impl<T: JsType> Protected<T> {
    pub(crate) fn new(scope: &Scope, value: Local<'_, T>) -> Protected<T> {
        // SAFETY: the scope's VM is alive while the scope is open.
        let vm = unsafe { VmInner::retain(scope.vm_ptr()) };
        let raw = value.as_raw();
        if let Some(kind) = T::kind(scope, raw) {
            // SAFETY: `value` is rooted, and of the scope's VM (`scope`'s docs); `drop` balances.
            unsafe { vm.protect(raw, kind) };
        }
        Protected {
            raw,
            vm,
            _type: PhantomData,
        }
    }

    /// Takes over a root that has been counted already.
    ///
    /// # Safety
    /// `raw` is a `T` of `vm`, protected through `vm.protect` for the handle that this makes.
    pub(crate) unsafe fn from_counted(raw: raw::JSValueRef, vm: Rc<VmInner>) -> Protected<T> {
        Protected {
            raw,
            vm,
            _type: PhantomData,
        }
    }

    /// The value, for as long as `scope` is open.
    ///
    /// # Panics
    /// If `scope` is of another VM. [`try_local`](Self::try_local) says so with an error.
    #[inline]
    pub fn local<'s>(&self, scope: &'s Scope) -> Local<'s, T> {
        assert!(
            self.is_of(scope),
            "a Protected<{}> was used in a scope of another VM",
            T::NAME
        );
        // SAFETY: rooted by `self`; same VM.
        unsafe { scope.local(self.raw) }
    }

    /// The value, for as long as `scope` is open.
    ///
    /// # Errors
    /// [`Error::AnotherVm`] if `scope` is of another VM.
    pub fn try_local<'s>(&self, scope: &'s Scope) -> Result<Local<'s, T>> {
        if !self.is_of(scope) {
            return Err(Error::AnotherVm);
        }
        // SAFETY: rooted by `self`; same VM.
        Ok(unsafe { scope.local(self.raw) })
    }

    /// The VM that the value belongs to.
    pub fn vm(&self) -> Vm {
        Vm {
            inner: Rc::clone(&self.vm),
        }
    }

    /// The same root as a plain value.
    pub fn into_value(self) -> Protected<Value> {
        let (raw, vm) = self.into_parts();
        Protected {
            raw,
            vm,
            _type: PhantomData,
        }
    }

    /// Gives up the handle, but not its root.
    pub(crate) fn into_parts(self) -> (raw::JSValueRef, Rc<VmInner>) {
        let this = std::mem::ManuallyDrop::new(self);
        // SAFETY: `this` is not dropped, so its `Rc` is moved out once.
        (this.raw, unsafe { std::ptr::read(&this.vm) })
    }

    /// The value. It is of `vm`, and rooted as long as `self` is.
    #[inline]
    pub(crate) fn as_raw(&self) -> raw::JSValueRef {
        self.raw
    }

    #[inline]
    pub(crate) fn is_of(&self, scope: &Scope) -> bool {
        std::ptr::eq(Rc::as_ptr(&self.vm), scope.vm_ptr().as_ptr())
    }
}

impl<T: JsType> Clone for Protected<T> {
    /// Roots the value once more.
    fn clone(&self) -> Self {
        self.vm.ledger.add_again(self.raw);
        Protected {
            raw: self.raw,
            vm: Rc::clone(&self.vm),
            _type: PhantomData,
        }
    }
}

impl<T: JsType> Drop for Protected<T> {
    #[doc(alias = "JSValueUnprotect")]
    fn drop(&mut self) {
        // SAFETY: balances the root that every `Protected` holds; immediates are not in the ledger.
        unsafe { self.vm.unprotect(self.raw) };
    }
}

impl<T: JsType> fmt::Debug for Protected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Protected<{}>({:p})", T::NAME, self.raw)
    }
}

impl<'s, T: JsType> Local<'s, T> {
    /// Roots the value until the result is dropped.
    ///
    /// `scope` may be any open scope of the value's VM.
    pub fn protect(self, scope: &Scope) -> Protected<T> {
        Protected::new(scope, self)
    }
}
