//! What all handles of one machine share, and the order in which it is taken down.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic;
use std::ptr::NonNull;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};
use crate::inbox::Inbox;
use crate::intrinsics::Intrinsics;
use crate::key::KeyCache;
use crate::ledger::Ledger;
use crate::lock::ApiLock;
use crate::promise::{self, PromiseReader};
use crate::raw;
use crate::run_loop::RunLoopState;
use crate::scope::Slab;
use crate::vm::VmBuilder;

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// One machine. Counted by `Rc`: each `Vm`, `Context`, `Protected` and `Key` holds it, so a handle never outlives it.
pub(crate) struct VmInner {
    id: u64,
    group: raw::JSContextGroupRef,
    /// A realm of our own that no script ever sees: protecting, locking and collecting go through it, whatever contexts come and go.
    home: raw::JSGlobalContextRef,
    capabilities: &'static raw::Private,
    /// Whether values may be made and read without calls.
    nan_boxed: bool,
    /// The engine's type tag of promises, where tags can be trusted.
    promise_tag: Option<u8>,
    /// The engine's functions that look at promises, where they can be trusted.
    promise_reader: Option<PromiseReader>,
    /// How often this thread has taken the API lock and not given back (host callbacks count from zero again).
    pub(crate) lock_depth: Cell<u32>,
    /// Whether the running host callback has not taken the lock yet.
    pub(crate) lock_pending: Cell<bool>,
    pub(crate) ledger: Ledger,
    pub(crate) keys: KeyCache,
    pub(crate) intrinsics: Intrinsics,
    pub(crate) inbox: Arc<Inbox>,
    /// A panic of a host function, on its way through JavaScript back to Rust.
    panic: RefCell<Option<Box<dyn Any + Send>>>,
    /// How many host functions were running below the Rust code that the panic goes to.
    panic_level: Cell<u32>,
    /// Whether there is something to look after when the engine returns to Rust: a panic, or an interrupt that has done its work.
    pub(crate) attention: Cell<bool>,
    pub(crate) interrupts: crate::interrupt::InterruptState,
    pub(crate) run_loop: RunLoopState,
    slab: Option<Box<Slab>>,
}

impl VmInner {
    pub(crate) fn create(options: &VmBuilder) -> Result<Rc<VmInner>> {
        let capabilities = raw::private();
        let run_loop = RunLoopState::prepare(capabilities, options.own_run_loop);
        // SAFETY: both functions may be called on any thread at any time (JSContextRef.h); NULL asks for the default global object.
        let group = run_loop.with_pushed(|| unsafe { raw::JSContextGroupCreate() });
        if group.is_null() {
            return Err(Error::Engine("JSContextGroupCreate returned NULL"));
        }
        // SAFETY: `group` is live.
        let home = run_loop.with_pushed(|| unsafe {
            raw::JSGlobalContextCreateInGroup(group, std::ptr::null_mut())
        });
        if home.is_null() {
            // SAFETY: made above, released once.
            unsafe { raw::JSContextGroupRelease(group) };
            return Err(Error::Engine("JSGlobalContextCreateInGroup returned NULL"));
        }
        run_loop.settle();
        quieten(home, capabilities);
        let nan_boxed = options.trust_encoding && raw::encoding_is_as_expected(home);
        let promise_tag = if nan_boxed {
            promise::learn_tag(home)
        } else {
            None
        };
        let promise_reader =
            promise_tag.and_then(|_| promise::promises_can_be_read(home, group, capabilities));
        let slab = Slab::new();
        if nan_boxed {
            // SAFETY: the group is live; the slab is boxed and dropped after the group (`Drop`). Scopes spill what is no immediate by its bits: cells.
            unsafe { slab.install(group, capabilities) };
        }
        Ok(Rc::new(VmInner {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            group,
            home,
            capabilities,
            nan_boxed,
            promise_tag,
            promise_reader,
            lock_depth: Cell::new(0),
            lock_pending: Cell::new(false),
            ledger: Ledger::default(),
            keys: KeyCache::default(),
            intrinsics: Intrinsics::default(),
            inbox: Inbox::new(),
            panic: RefCell::new(None),
            panic_level: Cell::new(u32::MAX),
            attention: Cell::new(false),
            interrupts: crate::interrupt::InterruptState::default(),
            run_loop,
            slab: Some(slab),
        }))
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn group(&self) -> raw::JSContextGroupRef {
        self.group
    }

    pub(crate) fn home(&self) -> raw::JSGlobalContextRef {
        self.home
    }

    pub(crate) fn capabilities(&self) -> &'static raw::Private {
        self.capabilities
    }

    pub(crate) fn nan_boxed(&self) -> bool {
        self.nan_boxed
    }

    pub(crate) fn promise_tag(&self) -> Option<u8> {
        self.promise_tag
    }

    pub(crate) fn promise_reader(&self) -> Option<PromiseReader> {
        self.promise_reader
    }

    /// Whether this thread is in a host function of this VM.
    pub(crate) fn in_callback(&self) -> bool {
        self.interrupts.callbacks() > 0
    }

    pub(crate) fn slab(&self) -> &Slab {
        self.slab
            .as_deref()
            .expect("the slab is taken only while the VM is dropped")
    }

    /// Roots a value for a [`Protected`](crate::Protected). Immediates need no root.
    ///
    /// # Safety
    /// `value` must be a live value of this VM; each call needs one [`unprotect`](Self::unprotect).
    pub(crate) unsafe fn protect(&self, value: raw::JSValueRef, kind: crate::ledger::Kind) {
        if !self.ledger.add(value, kind) {
            return;
        }
        // SAFETY: the home context is alive, and so is the value (the caller).
        unsafe { raw::JSValueProtect(self.home, value) };
    }

    /// Undoes one [`protect`](Self::protect).
    ///
    /// # Safety
    /// Must balance a `protect` of the same value.
    pub(crate) unsafe fn unprotect(&self, value: raw::JSValueRef) {
        if self.ledger.remove(value) {
            // SAFETY: protected when its count left zero, unprotected now that it is back there.
            unsafe { raw::JSValueUnprotect(self.home, value) };
        }
    }

    /// Runs what finalizers and other threads have left for this thread: user destructors and unprotects.
    ///
    /// Called where no engine code is on this side of the stack: at the edges of scopes, before the run loop turns, after collections.
    #[inline]
    pub(crate) fn drain_inbox(&self) {
        if self.inbox.is_empty() {
            return;
        }
        self.drain_inbox_slowly();
    }

    /// Gives up the roots that have been left for this thread. Runs no user code, so it may be called anywhere outside the engine.
    pub(crate) fn drain_releases(&self) {
        if !self.inbox.is_empty() {
            self.inbox.drain_releases(|value| {
                // SAFETY: as in `drain_inbox`.
                unsafe { self.unprotect(value) };
            });
        }
    }

    #[cold]
    fn drain_inbox_slowly(&self) {
        let ran = panic::catch_unwind(panic::AssertUnwindSafe(|| {
            self.inbox.drain(|value| {
                // SAFETY: the inbox gets an entry per handle of another thread, which protected once.
                unsafe { self.unprotect(value) };
            });
        }));
        if let Err(payload) = ran {
            self.store_panic(payload);
        }
    }

    /// Keeps a panic until Rust code is reached that it may unwind through. The first one wins.
    pub(crate) fn store_panic(&self, payload: Box<dyn Any + Send>) {
        self.attention.set(true);
        if self.panic.borrow().is_some() {
            // A payload may panic in turn when it is dropped, and callers have C frames above them.
            if let Err(another) = panic::catch_unwind(panic::AssertUnwindSafe(|| drop(payload))) {
                std::mem::forget(another);
            }
        } else {
            *self.panic.borrow_mut() = Some(payload);
            self.panic_level.set(self.interrupts.callbacks());
        }
    }

    /// To be called when the engine has returned to Rust: goes on with a stored panic, if there is one and this thread is not unwinding already.
    #[inline]
    pub(crate) fn resume_panic(&self) {
        if self.attention.get() {
            self.attend();
        }
    }

    #[cold]
    fn attend(&self) {
        self.interrupts.settle(self);
        // Host functions that JavaScript calls on the panic's way, in a `finally` say, are none of its business.
        if std::thread::panicking() || self.interrupts.callbacks() > self.panic_level.get() {
            return;
        }
        let payload = self.panic.borrow_mut().take();
        self.panic_level.set(u32::MAX);
        self.attention.set(self.interrupts.is_terminating());
        if let Some(payload) = payload {
            panic::resume_unwind(payload);
        }
    }

    /// Runs `f` with the lock held and no scope, and what it leaves behind afterwards.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if microtasks ran at the end and were interrupted.
    pub(crate) fn locked<R>(&self, f: impl FnOnce(&VmInner) -> R) -> Result<R> {
        let result = {
            let _lock = ApiLock::take(self);
            f(self)
        };
        self.drain_inbox();
        self.resume_panic();
        self.interrupts.finish(Ok(result))
    }

    /// What must happen when the outermost lock has been taken.
    #[inline]
    pub(crate) fn after_first_lock(&self) {
        self.interrupts.after_first_lock(self);
    }

    /// What must happen inside the outermost lock, before the engine drains microtasks at its release.
    #[inline]
    pub(crate) fn before_last_unlock(&self) {
        self.interrupts.before_last_unlock(self);
    }

    /// # Safety
    /// The pointer must come from an `Rc<VmInner>` that is alive, as it is while a scope of it is open.
    pub(crate) unsafe fn retain(this: NonNull<VmInner>) -> Rc<VmInner> {
        // SAFETY: the caller says that the count is at least one, so it may be raised.
        unsafe {
            Rc::increment_strong_count(this.as_ptr());
            Rc::from_raw(this.as_ptr())
        }
    }
}

impl Drop for VmInner {
    /// Order: what still refers to the engine's heap, then the home realm, then the group (which finalizes every object), then what
    /// the finalizers left over, then the slab that the engine could still have read.
    fn drop(&mut self) {
        // First: host functions that still get called (by microtasks at an unlock) must see that there is no machine for them any more.
        self.inbox.close();
        if self.in_callback() || self.lock_depth.get() > 0 {
            // Frames of the engine are below, and whoever holds the machine for them: the process is being left from inside a host function, and this
            // handle was a thread-local's. The engine may still read what it was given, so that stays.
            std::mem::forget(self.slab.take());
            return;
        }
        self.keys.clear(|value| {
            // SAFETY: the cache protected each of its strings once.
            unsafe { self.unprotect(value) };
        });
        self.interrupts.shut_down(self);
        // SAFETY: both were made in `create` and are released once. No `Protected` or `Context` is left: each holds this `VmInner`.
        unsafe {
            raw::JSGlobalContextRelease(self.home);
            raw::JSContextGroupRelease(self.group);
        }
        drop(self.slab.take());
        // The machine is gone; nothing is left to unprotect, only destructors of the user's to run: all of them, on this thread.
        while !self.inbox.is_empty() {
            if let Err(payload) =
                panic::catch_unwind(panic::AssertUnwindSafe(|| self.inbox.drain(|_| ())))
            {
                self.store_panic(payload);
            }
        }
        if let Some(payload) = self.panic.borrow_mut().take() {
            if !std::thread::panicking() {
                panic::resume_unwind(payload);
            }
        }
    }
}

/// Switches off what makes an exception that leaves the C API cost 36 µs instead of 3: a native backtrace for the inspector.
pub(crate) fn quieten(context: raw::JSGlobalContextRef, capabilities: &raw::Private) {
    if let Some(set) = capabilities.JSGlobalContextSetIncludesNativeCallStackWhenReportingExceptions
    {
        // SAFETY: `context` is live.
        unsafe { set(context, false) };
    }
}
