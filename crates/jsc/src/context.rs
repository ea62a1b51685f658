//! [`Context`]: a realm of a VM.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::raw;
use crate::vm::quieten;
use crate::vm::{Vm, VmInner};

/// A realm: a global object with its own intrinsics. Values may move freely between the realms of one VM.
///
/// A counted handle, like [`Vm`], which it keeps alive. When the last handle is dropped, the realm's globals become garbage, except what
/// other realms or [`Protected`](crate::Protected) handles still refer to. Scopes are opened by [`enter`](Self::enter).
#[derive(Clone)]
#[doc(alias = "JSGlobalContextRef")]
pub struct Context {
    inner: Rc<ContextInner>,
}

struct ContextInner {
    raw: raw::JSGlobalContextRef,
    realm: Rc<Realm>,
    vm: Rc<VmInner>,
}

/// What is known of a realm for as long as anything of ours needs it: the realm's handles, or its host functions.
pub(crate) struct Realm {
    context: raw::JSGlobalContextRef,
    /// %Function.prototype%, which host functions inherit from. Not rooted by us: the realm's global object refers to it from an internal slot,
    /// and the realm is alive when this is used.
    function_prototype: raw::JSValueRef,
    /// Whether `Context` handles are left.
    pub(crate) open: Cell<bool>,
    /// The embedder's hook for unhandled rejections, if the realm has one.
    pub(crate) rejections: crate::rejection::RejectionHook,
}

impl Realm {
    pub(crate) fn function_prototype(&self) -> raw::JSValueRef {
        self.function_prototype
    }

    pub(crate) fn context(&self) -> raw::JSGlobalContextRef {
        self.context
    }
}

impl Context {
    pub(crate) fn create(vm: &Rc<VmInner>) -> Result<Context> {
        // SAFETY: the group is alive with `vm`; NULL asks for the default global object. Returns +1, which `ContextInner` releases.
        let context =
            unsafe { raw::JSGlobalContextCreateInGroup(vm.group(), std::ptr::null_mut()) };
        if context.is_null() {
            return Err(Error::Engine("JSGlobalContextCreateInGroup returned NULL"));
        }
        quieten(context, vm.capabilities());
        let function_prototype = function_prototype(context);
        let realm = Rc::new(Realm {
            context,
            function_prototype,
            open: Cell::new(true),
            rejections: Default::default(),
        });
        Ok(Context {
            inner: Rc::new(ContextInner {
                raw: context,
                realm,
                vm: Rc::clone(vm),
            }),
        })
    }

    /// The VM that the realm is in.
    pub fn vm(&self) -> Vm {
        Vm {
            inner: Rc::clone(&self.inner.vm),
        }
    }

    #[inline]
    pub(crate) fn vm_inner(&self) -> &VmInner {
        &self.inner.vm
    }

    #[inline]
    pub(crate) fn realm(&self) -> &Realm {
        &self.inner.realm
    }

    #[inline]
    pub(crate) fn raw(&self) -> raw::JSContextRef {
        self.inner.raw
    }
}

/// A fresh realm's %Function.prototype%, taken before any script could change what leads to it.
fn function_prototype(context: raw::JSGlobalContextRef) -> raw::JSValueRef {
    unsafe extern "C" fn nothing(
        context: raw::JSContextRef,
        _: raw::JSObjectRef,
        _: raw::JSObjectRef,
        _: usize,
        _: *const raw::JSValueRef,
        _: *mut raw::JSValueRef,
    ) -> raw::JSValueRef {
        // SAFETY: the engine calls with a live context.
        unsafe { raw::JSValueMakeUndefined(context) }
    }
    // SAFETY: the context is alive; a NULL name is allowed; the prototype slot of a function is read without running code.
    unsafe {
        let function =
            raw::JSObjectMakeFunctionWithCallback(context, std::ptr::null_mut(), Some(nothing));
        raw::JSObjectGetPrototype(context, function)
    }
}

impl Drop for ContextInner {
    fn drop(&mut self) {
        self.realm.open.set(false);
        // Whatever the hook owns goes now, though the realm's record may stay; last, because its destructor is the user's.
        let hook = self.realm.rejections.take();
        // SAFETY: retained by creation, released once; never inside a finalizer, because those leave destructors to the inbox.
        unsafe { raw::JSGlobalContextRelease(self.raw) };
        drop(hook);
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("vm", &self.inner.vm.id())
            .field("global", &self.inner.raw)
            .finish_non_exhaustive()
    }
}
