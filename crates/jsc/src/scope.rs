//! [`Scope`]: proof that the engine may be used, and the root of every [`Local`].
//!
//! # What makes it hard
//!
//! The collector looks for values on the machine stack and in registers of every thread that has used the VM. It does not look into
//! the Rust heap. A handle that is only a pointer with a lifetime is therefore fine until somebody writes
//! `let objects: Vec<Local> = …`: then the next collection frees what the vector names, and the program reads dead cells. Protecting
//! each value is right but slow (a lock, a hash table, and longer collections).
//!
//! # What a scope does
//!
//! A scope owns a small array of slots that is *on the machine stack*, because scopes are made by [`Context::enter`] and its kin alone,
//! which keep them in a local variable and hand out a reference. Each value that the engine gives is written to the next slot with a
//! volatile store before anybody sees it. From then on the value is alive until the scope ends, wherever its handles are kept. When the
//! slots are full, further values go into a chunk that a marking constraint of the collector marks (or are protected, where the engine
//! has no constraints).

mod slab;

use std::cell::{Cell, UnsafeCell};
use std::fmt;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::rc::Rc;

pub(crate) use slab::Slab;
use slab::Spill;

use crate::context::{Context, Realm};
use crate::error::{Error, Result};
use crate::local::Local;
use crate::lock::{ApiLock, CallbackLock, take_pending};
use crate::raw;
use crate::value::{Object, Value};
use crate::vm::VmInner;
use crate::vm::grave::{self, Vigil};

/// Values that a scope roots without help. Larger makes entering dearer, smaller makes spilling more frequent.
const SLOTS: usize = 32;

thread_local! {
    /// The VM whose scopes are in reach of the code that runs now; null outside, or at the edge of an isolated scope.
    static CURRENT: Cell<*const VmInner> = const { Cell::new(ptr::null()) };
}

/// Whether code that runs now on this thread has a scope in reach.
pub(crate) fn is_open() -> bool {
    !CURRENT.get().is_null()
}

/// The right to use the engine, and the root of the values that are made meanwhile. Opened by [`Context::enter`] and its kin.
///
/// Each value that the engine gives is rooted by the scope before anybody sees it, and stays alive until the scope ends, wherever its handles are
/// kept: in a `Vec`, in a `Box`, in a struct.
///
/// # Lifetimes
///
/// - `'s` in [`Local<'s, T>`](Local) is the borrow of the scope that roots it. A `Local` cannot leave the closure that was given the scope:
///   the closure must work for every `'s`, so its result cannot name one.
/// - Results live in the scope that is *passed* to a method, not in that of the receiver. A loop that makes values should open
///   [`nested`](Scope::nested) scopes, so that the values of one turn die with it.
/// - One value may leave a nested scope through [`escape`](Scope::escape), which roots it in the outer one.
/// - What shall live longer becomes a [`Protected`](crate::Protected).
///
/// # The lock, and microtasks
///
/// While a scope is open its thread holds the VM's API lock (on engines that export `JSLock`; in a host function, from its first use of the engine on). Microtasks (promise reactions) run when the
/// outermost scope ends, or at [`drain_microtasks`](Scope::drain_microtasks). On engines without the lock each call that enters the engine
/// is an outermost one, and they run at its end. Do not sleep or block in a scope: the collector and other threads wait for the lock.
///
/// # One VM
///
/// Inside a scope of one VM, [`Context::enter`] refuses to open one of another, so two `Local`s that are in reach at the same time always
/// belong to one VM. [`Context::enter_isolated`] opens another VM's scope for a `'static` closure, which cannot have captured any `Local`.
///
/// # Stacks
///
/// The engine requires that its thread runs on the thread's own stack: entering a scope on a stack of a coroutine library that switches
/// stacks aborts inside the engine. `async` blocks are fine, because a scope cannot be held across an `.await`.
pub struct Scope {
    context: raw::JSContextRef,
    vm: NonNull<VmInner>,
    realm: NonNull<Realm>,
    nan_boxed: bool,
    /// Whether the lock is still to be taken: in a host function that has not called the engine yet.
    unlocked: Cell<bool>,
    used: Cell<usize>,
    slots: UnsafeCell<[raw::JSValueRef; SLOTS]>,
    spill: Spill,
    /// The engine is used by one thread.
    _not_send: PhantomData<*mut ()>,
}

impl Scope {
    /// The caller keeps the result where it is (on the stack), holds the lock, and keeps `vm` and `realm` alive.
    fn new(context: raw::JSContextRef, vm: &VmInner, realm: &Realm) -> Scope {
        Scope {
            context,
            vm: NonNull::from(vm),
            realm: NonNull::from(realm),
            nan_boxed: vm.nan_boxed(),
            unlocked: Cell::new(false),
            used: Cell::new(0),
            slots: UnsafeCell::new([ptr::null(); SLOTS]),
            spill: Spill::new(),
            _not_send: PhantomData,
        }
    }

    /// Opens a scope for `f`: lock, slots, and what has been left for this thread meanwhile.
    pub(crate) fn open<R>(
        vm: &VmInner,
        realm: &Realm,
        context: raw::JSContextRef,
        f: impl FnOnce(&Scope) -> R,
    ) -> R {
        let result = {
            let _current = Current::set(vm);
            let _lock = ApiLock::take(vm);
            vm.drain_inbox();
            let scope = Scope::new(context, vm, realm);
            f(&scope)
        };
        // The last unlock may have run microtasks, and with them host functions that panicked or left something behind.
        vm.drain_inbox();
        vm.resume_panic();
        if !is_open() {
            grave::clear();
        }
        result
    }

    /// Opens the scope of a host callback. Nothing is unwound out of here: the trampoline looks after panics.
    pub(crate) fn open_in_callback<R>(
        vm: &VmInner,
        realm: &Realm,
        context: raw::JSContextRef,
        f: impl FnOnce(&Scope) -> R,
    ) -> R {
        // With none of our frames below, as on the run loop, nothing else need be holding the machine.
        let alone = vm.lock_depth.get() == 0 && !vm.interrupts.in_callback();
        // SAFETY: the machine is alive now: a host function found it by its open inbox.
        let _vigil = alone.then(|| unsafe { Vigil::keep(NonNull::from(vm)) });
        let _current = Current::set(vm);
        let _lock = CallbackLock::announce(vm);
        vm.drain_inbox();
        let scope = Scope::new(context, vm, realm);
        scope.unlocked.set(true);
        f(&scope)
    }

    /// Runs `f` with a scope whose values die when it returns.
    ///
    /// ```
    /// # let vm = jsc::Vm::new()?;
    /// # let context = vm.new_context()?;
    /// context.enter(|scope| {
    ///     let mut sum = 0.0;
    ///     for i in 0..1000 {
    ///         // Each turn's values are rooted in `turn`, so `scope` does not fill up.
    ///         sum += scope.nested(|turn| turn.eval(&format!("[{i}].length"))?.to::<f64>(turn))?;
    ///     }
    ///     assert_eq!(sum, 1000.0);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    pub fn nested<R>(&self, f: impl for<'i> FnOnce(&'i Scope) -> R) -> R {
        let inner = Scope::new(self.raw(), self.vm(), self.realm());
        f(&inner)
    }

    /// Like [`nested`](Self::nested), in another realm of the VM, which must be alive.
    pub(crate) fn in_realm<R>(&self, realm: &Realm, f: impl for<'i> FnOnce(&'i Scope) -> R) -> R {
        let _ = self.raw();
        let inner = Scope::new(realm.context(), self.vm(), realm);
        f(&inner)
    }

    /// Like [`nested`](Self::nested), and the value that `f` returns lives on in this scope.
    ///
    /// # Errors
    /// Those of `f`.
    pub fn escape<'s, T>(
        &'s self,
        f: impl for<'i> FnOnce(&'i Scope) -> Result<Local<'i, T>>,
    ) -> Result<Local<'s, T>> {
        let inner = Scope::new(self.raw(), self.vm(), self.realm());
        let value = f(&inner)?.as_raw();
        // SAFETY: `inner` still roots the value, which had type `T` there.
        Ok(unsafe { self.local(value) })
    }

    /// The global object of the scope's realm: `globalThis`.
    #[doc(alias = "JSContextGetGlobalObject")]
    pub fn global(&self) -> Local<'_, Object> {
        // SAFETY: the context is alive, and its global object is an object of this VM.
        unsafe { self.local(raw::JSContextGetGlobalObject(self.raw())) }
    }

    /// `undefined`.
    pub fn undefined(&self) -> Local<'_, Value> {
        self.immediate(raw::UNDEFINED, raw::JSValueMakeUndefined)
    }

    /// `null`.
    pub fn null(&self) -> Local<'_, Value> {
        self.immediate(raw::NULL, raw::JSValueMakeNull)
    }

    #[inline]
    fn immediate(
        &self,
        bits: u64,
        make: unsafe extern "C" fn(raw::JSContextRef) -> raw::JSValueRef,
    ) -> Local<'_, Value> {
        if self.nan_boxed {
            // SAFETY: an immediate needs no root.
            return unsafe { Local::from_raw(bits as usize as raw::JSValueRef) };
        }
        // SAFETY: makes an immediate, without a lock; the context is alive.
        unsafe { self.local(make(self.context)) }
    }

    /// Roots a value here and makes a handle of it.
    ///
    /// # Safety
    /// `value` must be a value of this VM, of type `T`, alive until this call (as what the engine has just returned is).
    #[inline]
    pub(crate) unsafe fn local<'s, T>(&'s self, value: impl Into<RawValue>) -> Local<'s, T> {
        let RawValue(value) = value.into();
        self.root(value);
        // SAFETY: rooted for the life of the scope; the type is the caller's promise.
        unsafe { Local::from_raw(value) }
    }

    #[inline]
    fn root(&self, value: raw::JSValueRef) {
        if self.nan_boxed && raw::is_immediate(value) {
            return;
        }
        let used = self.used.get();
        if used < SLOTS {
            self.used.set(used + 1);
            // SAFETY: in bounds; nothing else writes the slots, and only the collector reads them. Volatile: the store must happen although
            // no Rust code ever reads it.
            unsafe {
                self.slots
                    .get()
                    .cast::<raw::JSValueRef>()
                    .add(used)
                    .write_volatile(value)
            };
        } else {
            self.spill_value(value);
        }
    }

    #[cold]
    fn spill_value(&self, value: raw::JSValueRef) {
        // For the lock.
        let _ = self.raw();
        self.spill.push(self.vm(), value);
    }

    /// The only way from an engine call with an exception out-parameter to a `Result`: owns the parameter, and lets panics of host
    /// functions that ran meanwhile go on.
    ///
    /// # Errors
    /// [`Error::Exception`] with what JavaScript threw; [`Error::Interrupted`] if an interrupter ended it.
    #[inline]
    pub(crate) fn check<T>(
        &self,
        call: impl FnOnce(raw::JSContextRef, *mut raw::JSValueRef) -> T,
    ) -> Result<T> {
        let mut exception: raw::JSValueRef = ptr::null();
        let result = call(self.raw(), &raw mut exception);
        if exception.is_null() {
            self.vm().resume_panic();
            Ok(result)
        } else {
            Err(self.exception(exception))
        }
    }

    #[cold]
    fn exception(&self, thrown: raw::JSValueRef) -> Error {
        // SAFETY: the engine has just handed the value out.
        let thrown = unsafe { self.local::<Value>(thrown) };
        // Whatever is thrown: the engine may have swallowed its own word when it ended a `toString` that it ran for a report. Before
        // `resume_panic`, which ends this state.
        let interrupted = self.vm().interrupts.is_terminating();
        self.vm().resume_panic();
        if interrupted {
            Error::Interrupted
        } else {
            Error::from_thrown(self, thrown)
        }
    }

    /// Fetches an exception that a function without an out-parameter has left pending, so that it does not hit the next call.
    ///
    /// # Errors
    /// That exception.
    pub(crate) fn flush_exception(&self) -> Result<()> {
        self.check(|context, exception| {
            // SAFETY: comparing two immediates runs no code; entering the engine reports what is pending (measured).
            unsafe {
                let undefined = raw::JSValueMakeUndefined(context);
                raw::JSValueIsEqual(context, undefined, undefined, exception)
            }
        })
        .map(drop)
    }

    /// The context, for a call of the engine: with the lock held.
    #[inline]
    pub(crate) fn raw(&self) -> raw::JSContextRef {
        if self.unlocked.get() {
            self.unlocked.set(false);
            take_pending(self.vm());
        }
        self.context
    }

    #[inline]
    pub(crate) fn nan_boxed(&self) -> bool {
        self.nan_boxed
    }

    #[inline]
    pub(crate) fn vm(&self) -> &VmInner {
        // SAFETY: whoever opened the scope keeps the machine alive until it is closed.
        unsafe { self.vm.as_ref() }
    }

    pub(crate) fn vm_ptr(&self) -> NonNull<VmInner> {
        self.vm
    }

    pub(crate) fn realm_rc(&self) -> Rc<Realm> {
        // SAFETY: realms are always in an `Rc`, of which whoever opened the scope holds one.
        unsafe {
            Rc::increment_strong_count(self.realm.as_ptr());
            Rc::from_raw(self.realm.as_ptr())
        }
    }

    pub(crate) fn realm(&self) -> &Realm {
        // SAFETY: whoever opened the scope keeps the realm's record alive until it is closed.
        unsafe { self.realm.as_ref() }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        self.spill.clear(self.vm());
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("vm", &self.vm().id())
            .field("slots", &self.used.get())
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Opens a scope in this realm and runs `f` in it.
    ///
    /// Takes the VM's lock for the time; microtasks run before this returns, if it is the outermost scope.
    ///
    /// # Errors
    /// [`Error::AnotherVm`] if a scope of another VM is open on this thread (see [`enter_isolated`](Self::enter_isolated)), and those of `f`;
    /// [`Error::Interrupted`] if the microtasks at the end were interrupted.
    ///
    /// # Panics
    /// If a host function panicked while JavaScript called it, the panic goes on here.
    pub fn enter<T>(&self, f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> Result<T> {
        let vm = self.vm_inner();
        let current = CURRENT.get();
        if !current.is_null() && !ptr::eq(current, vm) {
            return Err(Error::AnotherVm);
        }
        vm.interrupts
            .finish(Scope::open(vm, self.realm(), self.raw(), f))
    }

    /// Like [`enter`](Self::enter), and allowed while scopes of other VMs are open: the closure is `'static`, so it cannot bring values of theirs.
    ///
    /// A thread holds the lock of one VM at a time: the other VM's is given back meanwhile, and its microtasks run at that moment unless
    /// this is inside one of its host functions.
    ///
    /// # Errors
    /// Those of `f`; [`Error::Interrupted`] if the microtasks at the end were interrupted.
    ///
    /// # Panics
    /// As [`enter`](Self::enter).
    pub fn enter_isolated<T: 'static>(
        &self,
        f: impl for<'s> FnOnce(&'s Scope) -> Result<T> + 'static,
    ) -> Result<T> {
        let vm = self.vm_inner();
        vm.interrupts
            .finish(Scope::open(vm, self.realm(), self.raw(), f))
    }
}

/// Names the VM whose scopes are in reach, until it is dropped.
struct Current {
    outer: *const VmInner,
}

impl Current {
    fn set(vm: &VmInner) -> Current {
        Current {
            outer: CURRENT.replace(vm),
        }
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        CURRENT.set(self.outer);
    }
}

/// A value or an object as the C API has them (`JSValueRef` and `JSObjectRef` differ in constness only).
pub(crate) struct RawValue(raw::JSValueRef);

impl From<raw::JSValueRef> for RawValue {
    #[inline]
    fn from(value: raw::JSValueRef) -> RawValue {
        RawValue(value)
    }
}

impl From<raw::JSObjectRef> for RawValue {
    #[inline]
    fn from(object: raw::JSObjectRef) -> RawValue {
        RawValue(object.cast_const())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vm::Vm;

    /// On 32-bit targets the C API puts every number into a cell of its own. Here those that follow stand for them: nothing is known of the values.
    #[test]
    fn values_of_unknown_encoding_are_all_rooted() {
        let mut builder = Vm::builder();
        builder.trust_encoding = false;
        let vm = builder.build().unwrap();
        assert!(!vm.inner.nan_boxed());
        let context = vm.new_context().unwrap();
        let kept = context
            .enter(|scope| {
                let values = (0..1000)
                    .map(|n| scope.eval(&format!("({n}) % 2 ? {n} : ({{ n: {n} }})")))
                    .collect::<Result<Vec<_>>>()?;
                let _ = vm.collect(crate::gc::Collect::Full);
                for (n, value) in values.iter().enumerate() {
                    let number = if n % 2 == 1 {
                        *value
                    } else {
                        value.cast::<Object>(scope)?.get(scope, "n")?
                    };
                    assert_eq!(number.to::<f64>(scope)?, n as f64);
                }
                Ok([
                    values[0].protect(scope),
                    values[1].protect(scope),
                    scope.undefined().protect(scope),
                ])
            })
            .unwrap();
        assert_eq!(vm.protected_counts()["primitive"], 2);
        context
            .enter(|scope| {
                kept[1]
                    .local(scope)
                    .to::<f64>(scope)
                    .map(|n| assert_eq!(n, 1.0))
            })
            .unwrap();
        drop(kept);
        let left = vm.protected_counts();
        assert!(
            !left.contains_key("primitive") && !left.contains_key("Object"),
            "{left:?}"
        );
    }
}
