//! What a host function's private slot refers to.

use std::any::Any;
use std::cell::Cell;
use std::mem;
use std::ptr::NonNull;
use std::rc::Rc;
use std::sync::Arc;

use crate::callback::args::Args;
use crate::context::Realm;
use crate::error::{Error, Result};
use crate::inbox::Inbox;
use crate::local::Local;
use crate::scope::Scope;
use crate::value::Value;
use crate::vm::VmInner;

/// A closure in the form that a host function calls.
pub(crate) trait HostCall: 'static {
    /// The function's `length`.
    const LENGTH: u32 = 0;

    fn call<'s>(&self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>>;
}

/// A closure that takes the scope and the arguments as they are.
pub(super) struct Raw<F>(pub(super) F);

impl<F> HostCall for Raw<F>
where
    F: for<'s> Fn(&'s Scope, Args<'s>) -> Result<Local<'s, Value>> + 'static,
{
    #[inline]
    fn call<'s>(&self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>> {
        (self.0)(scope, args)
    }
}

/// A closure that is called once at most, with the first argument: a reaction to a promise.
pub(crate) struct Once<F>(Cell<Option<F>>);

impl<F> Once<F>
where
    F: for<'s> FnOnce(&'s Scope, Local<'s, Value>) -> Result<Local<'s, Value>> + 'static,
{
    pub(crate) fn new(closure: F) -> Once<F> {
        Once(Cell::new(Some(closure)))
    }
}

impl<F> HostCall for Once<F>
where
    F: for<'s> FnOnce(&'s Scope, Local<'s, Value>) -> Result<Local<'s, Value>> + 'static,
{
    fn call<'s>(&self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>> {
        match self.0.take() {
            Some(closure) => closure(scope, args.value(0)),
            None => Err(Error::Reentered),
        }
    }
}

/// The beginning of every [`Host`], which is all that the trampoline knows of its type.
pub(super) struct Header {
    /// [`Host::call`] of the closure's type.
    pub(super) call:
        for<'s> unsafe fn(NonNull<Header>, &'s Scope, Args<'s>) -> Result<Local<'s, Value>>,
    /// [`Host::into_remains`] of the closure's type.
    into_remains: unsafe fn(NonNull<Header>) -> Box<dyn Any>,
    /// Alive unless the inbox is closed.
    pub(super) vm: NonNull<VmInner>,
    pub(super) realm: Rc<Realm>,
    pub(super) inbox: Arc<Inbox>,
}

/// A closure with what is needed to call it. `repr(C)`: a pointer to it is one to its header.
#[repr(C)]
struct Host<H> {
    header: Header,
    closure: H,
}

impl<H: HostCall> Host<H> {
    /// # Safety
    /// `header` is that of a `Host<H>`.
    unsafe fn call<'s>(
        header: NonNull<Header>,
        scope: &'s Scope,
        args: Args<'s>,
    ) -> Result<Local<'s, Value>> {
        // SAFETY: the caller's promise; nobody has it mutably, as it is owned by the function until the finalizer takes it.
        let closure = unsafe { &header.cast::<Host<H>>().as_ref().closure };
        closure.call(scope, args)
    }

    /// # Safety
    /// `header` is that of a boxed `Host<H>`, which is not used afterwards.
    unsafe fn into_remains(header: NonNull<Header>) -> Box<dyn Any> {
        // SAFETY: the caller's promise.
        unsafe { Box::from_raw(header.cast::<Host<H>>().as_ptr()) }
    }
}

impl Header {
    /// Boxes a closure for a function of the scope's realm.
    pub(super) fn boxed<H: HostCall>(scope: &Scope, closure: H) -> NonNull<Header> {
        let header = Header {
            call: Host::<H>::call,
            into_remains: Host::<H>::into_remains,
            vm: scope.vm_ptr(),
            realm: scope.realm_rc(),
            inbox: Arc::clone(&scope.vm().inbox),
        };
        NonNull::from(Box::leak(Box::new(Host { header, closure }))).cast()
    }

    /// Hands the closure to the VM's inbox. Runs in the collector: moves memory, and nothing of the user's.
    ///
    /// # Safety
    /// `header` comes from [`boxed`](Self::boxed) and is not used afterwards.
    pub(super) unsafe fn leave(header: NonNull<Header>) {
        // SAFETY: the caller's promise.
        let (inbox, into_remains) = unsafe {
            (
                Arc::clone(&header.as_ref().inbox),
                header.as_ref().into_remains,
            )
        };
        // SAFETY: the function was made for the type that the header was made for.
        let remains = unsafe { into_remains(header) };
        inbox.leave_remains(remains);
        mem::drop(inbox);
    }
}
