//! [`Interrupter`]: ending scripts that do not end.
//!
//! # How
//!
//! The engine has one way to be stopped: a limit on the CPU time of an entry, at whose end it asks a callback whether to go on. So while interrupters
//! exist, a limit of [`LOOK_EVERY`] is set, and the callback looks whether an interrupt is due; if not, it sets the limit anew. (A callback that
//! only says "go on" would never be asked again.)
//!
//! The limit is per *entry*, and at the end of a scope the engine enters for each microtask anew: a loop of `await`s would never meet it. So the
//! microtasks are run by a host function of ours, within one entry.
//!
//! # What is left after an interrupt
//!
//! The engine ends one entry: JavaScript from the innermost call from Rust to the outermost. Between them are host functions, which see
//! [`Error::Interrupted`] and may swallow it; then the JavaScript that called them would go on, without limit. So the interrupt stays in force until the
//! outermost entry has ended: trampolines throw again, and the callback says "stop" again a moment later.
//!
//! What the engine runs by itself on its run loop (`FinalizationRegistry` callbacks) must not be ended: it gives the whole VM up then. There the callback
//! always says "go on", and the interrupt waits.

use std::cell::{Cell, OnceCell};
use std::ffi::c_void;
use std::fmt;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::ledger::Kind;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::Value;
use crate::vm::{Vm, VmInner};

/// CPU time between two looks. More often would cost: each look throws optimized code away (measured: 10 ms doubles the time of a tight loop, 250 ms cannot
/// be measured).
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// The shortest limit: for deadlines that are near, and for what goes on although it was stopped.
const LOOK_SOON: Duration = Duration::from_millis(1);

/// What the engine throws when it ends a script.
const TERMINATION: &str = "JavaScript execution terminated.";

/// Ends what JavaScript a VM runs, from any thread. Cheap to clone; made by [`Vm::interrupter`].
///
/// What was interrupted gives [`Error::Interrupted`] in Rust; no `catch` or `finally` of JavaScript runs. The VM is good for further use.
///
/// An interrupt is for the next JavaScript that can be ended, once: one that is asked for while none runs waits for some, unless it is
/// [cancelled](Self::cancel). JavaScript is looked at every 250 ms of CPU time that its thread uses, or when a deadline that was known at its start is
/// over; a script that ends before a look never notices. Not ended are host functions (their callers are, when they return), and what
/// the engine starts by itself on its run loop, such as `FinalizationRegistry` callbacks.
///
/// While a VM has interrupters, each entry from Rust into JavaScript costs some 0.5 µs more. When the last one is gone that ends.
///
/// ```
/// use std::time::Duration;
/// use jsc::{Error, Vm};
///
/// let vm = Vm::new()?;
/// let context = vm.new_context()?;
/// let interrupter = match vm.interrupter() {
///     Err(Error::Unsupported { .. }) => return Ok(()),
///     other => other?,
/// };
/// interrupter.interrupt_after(Duration::from_millis(20));
/// let result = context.enter(|scope| scope.eval("for (;;);").map(drop));
/// assert!(matches!(result, Err(Error::Interrupted)));
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone)]
#[doc(alias = "JSContextGroupSetExecutionTimeLimit")]
pub struct Interrupter {
    shared: Arc<Request>,
}

impl Vm {
    /// A handle that ends scripts of this VM from any thread.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the engine lacks one of the private functions that this needs.
    pub fn interrupter(&self) -> Result<Interrupter> {
        self.inner.interrupts.interrupter(&self.inner)
    }
}

impl Interrupter {
    /// Asks for an interrupt now.
    pub fn interrupt(&self) {
        self.shared.now.store(true, Ordering::Release);
    }

    /// Asks for an interrupt when this time is over, in place of the last such request.
    ///
    /// Wall-clock time, but looked at only when the thread has used CPU time; a host function that sleeps is not ended.
    pub fn interrupt_after(&self, time: Duration) {
        let end = since_epoch()
            .saturating_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
            .max(1);
        self.shared.deadline.store(end, Ordering::Release);
    }

    /// Takes back what was asked for, by any of the VM's interrupters, and has not happened.
    pub fn cancel(&self) {
        self.shared.now.store(false, Ordering::Release);
        self.shared.deadline.store(0, Ordering::Release);
    }
}

impl fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupter")
            .field("is_asked", &self.shared.is_asked())
            .finish()
    }
}

/// Nanoseconds since this was first asked for.
fn since_epoch() -> u64 {
    static EPOCH: OnceLock<Instant> = OnceLock::new();
    u64::try_from(EPOCH.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// What interrupters ask for.
#[derive(Default)]
struct Request {
    now: AtomicBool,
    /// Nanoseconds by [`since_epoch`]; 0 is none.
    deadline: AtomicU64,
}

impl Request {
    /// Whether there is an interrupt to come.
    fn is_asked(&self) -> bool {
        self.now.load(Ordering::Acquire) || self.deadline.load(Ordering::Acquire) != 0
    }

    fn is_due(&self) -> bool {
        let deadline = self.deadline.load(Ordering::Acquire);
        self.now.load(Ordering::Acquire) || (deadline != 0 && since_epoch() >= deadline)
    }

    /// Whether an interrupt is due; if so it is served now.
    fn take(&self) -> bool {
        let due = self.is_due();
        if due {
            self.now.store(false, Ordering::Release);
            self.deadline.store(0, Ordering::Release);
        }
        due
    }

    /// The CPU time until the next look.
    fn next_look(&self) -> Duration {
        match self.deadline.load(Ordering::Acquire) {
            0 => LOOK_EVERY,
            deadline => Duration::from_nanos(deadline.saturating_sub(since_epoch()))
                .clamp(LOOK_SOON, LOOK_EVERY),
        }
    }
}

/// A VM's side of it. Used on the VM's thread alone.
pub(crate) struct InterruptState {
    /// Set when the first interrupter is made.
    request: OnceCell<Arc<Request>>,
    /// The limit that the engine has been given.
    limit: Cell<Option<Duration>>,
    /// The host function that runs microtasks, protected; set with `request`.
    drain: Cell<raw::JSObjectRef>,
    /// A function that does nothing and can be ended, protected; set with `request`.
    target: Cell<raw::JSObjectRef>,
    /// Whether the outermost entry is a scope's, so that it can be ended.
    entered: Cell<bool>,
    /// Host callbacks that are running.
    callbacks: Cell<u32>,
    /// Whether an interrupt is on its way out of JavaScript.
    terminating: Cell<bool>,
    /// Whether the microtasks at the end of a scope have been interrupted, which its result shall tell.
    lost_microtasks: Cell<bool>,
}

// Written out: raw pointers have no `Default` in Rust 1.85.
impl Default for InterruptState {
    fn default() -> InterruptState {
        InterruptState {
            request: OnceCell::new(),
            limit: Cell::new(None),
            drain: Cell::new(ptr::null_mut()),
            target: Cell::new(ptr::null_mut()),
            entered: Cell::new(false),
            callbacks: Cell::new(0),
            terminating: Cell::new(false),
            lost_microtasks: Cell::new(false),
        }
    }
}

impl InterruptState {
    fn interrupter(&self, vm: &VmInner) -> Result<Interrupter> {
        if let Some(request) = self.request.get() {
            let interrupter = Interrupter {
                shared: Arc::clone(request),
            };
            self.arm(vm);
            return Ok(interrupter);
        }
        let capabilities = vm.capabilities();
        let lacks = |reason| {
            Err(Error::Unsupported {
                feature: "interrupting scripts",
                reason,
            })
        };
        if capabilities.JSContextGroupSetExecutionTimeLimit.is_none()
            || capabilities.JSContextGroupClearExecutionTimeLimit.is_none()
        {
            return lacks("the engine lacks JSContextGroupSetExecutionTimeLimit");
        }
        if capabilities.JSLock.is_none() || capabilities.JSUnlock.is_none() {
            return lacks("the engine lacks JSLock");
        }
        if capabilities.vm_drain_microtasks.is_none() {
            return lacks("the engine lacks JSC::VM::drainMicrotasks");
        }
        let body = RawString::new("for (let i = 0; i < 2; i++);")?;
        let (drain, target) = vm.locked(|vm| {
            let none = ptr::null_mut();
            // SAFETY: the home context is alive; names, parameters and a source may be missing. The functions are on this stack until they are
            // protected; `shut_down` undoes that.
            unsafe {
                let drain =
                    raw::JSObjectMakeFunctionWithCallback(vm.home(), none, Some(drain_microtasks));
                let target = raw::JSObjectMakeFunction(
                    vm.home(),
                    none,
                    0,
                    ptr::null(),
                    body.as_raw(),
                    none,
                    1,
                    ptr::null_mut(),
                );
                if !target.is_null() {
                    vm.protect(drain, Kind::Function);
                    vm.protect(target, Kind::Function);
                }
                (drain, target)
            }
        })?;
        if target.is_null() {
            return Err(Error::Engine("JSObjectMakeFunction returned NULL"));
        }
        self.drain.set(drain);
        self.target.set(target);
        let request = self.request.get_or_init(Arc::default);
        let interrupter = Interrupter {
            shared: Arc::clone(request),
        };
        self.arm(vm);
        Ok(interrupter)
    }

    /// The request, while there is one or interrupters could make one.
    fn active(&self) -> Option<&Request> {
        self.request
            .get()
            .filter(|request| Arc::strong_count(request) > 1 || request.is_asked())
            .map(|request| &**request)
    }

    /// Gives the engine the limit that is right now, or none if there are no interrupters.
    fn arm(&self, vm: &VmInner) {
        let wanted = self.active().map(|request| {
            if self.terminating.get() {
                LOOK_SOON
            } else {
                request.next_look()
            }
        });
        if wanted != self.limit.get() || wanted.is_some_and(|limit| limit < LOOK_EVERY) {
            self.set_limit(vm, wanted);
        }
    }

    fn set_limit(&self, vm: &VmInner, limit: Option<Duration>) {
        self.limit.set(limit);
        match (limit, vm.capabilities()) {
            (
                Some(limit),
                raw::Private {
                    JSContextGroupSetExecutionTimeLimit: Some(set),
                    ..
                },
            ) => {
                // SAFETY: the group is alive; the callback gets the address of this `VmInner`, whose place is fixed by its `Rc` and which takes the limit
                // off (`shut_down`) before it is freed.
                unsafe {
                    set(
                        vm.group(),
                        limit.as_secs_f64(),
                        Some(should_terminate),
                        ptr::from_ref(vm).cast_mut().cast(),
                    )
                };
            }
            (
                None,
                raw::Private {
                    JSContextGroupClearExecutionTimeLimit: Some(clear),
                    ..
                },
            ) => {
                // SAFETY: the group is alive.
                unsafe { clear(vm.group()) };
            }
            _ => {}
        }
    }

    /// The outermost lock has been taken: what runs from here on can be ended.
    #[inline]
    pub(crate) fn after_first_lock(&self, vm: &VmInner) {
        if self.callbacks.get() == 0 {
            self.entered.set(true);
            if self.request.get().is_some() {
                self.terminating.set(false);
                self.arm(vm);
            }
        }
    }

    /// The outermost lock is about to be released: microtasks run here, where they can be ended, not in the engine's unlocking.
    #[inline]
    pub(crate) fn before_last_unlock(&self, vm: &VmInner) {
        if self.callbacks.get() == 0 {
            if self.request.get().is_some() {
                self.drain_entered(vm);
            }
            self.entered.set(false);
        }
    }

    #[cold]
    fn drain_entered(&self, vm: &VmInner) {
        self.settle(vm);
        if self.active().is_some() && self.run_microtasks(vm).is_err() {
            self.lost_microtasks.set(true);
        }
    }

    /// Runs microtasks until none is left, within one entry. The caller holds the lock.
    ///
    /// # Errors
    /// [`Error::Interrupted`]; the engine has dropped the microtasks that were left.
    pub(crate) fn run_microtasks(&self, vm: &VmInner) -> Result<()> {
        let drain = self.drain.get();
        if drain.is_null() {
            if let Some(drain) = vm.capabilities().vm_drain_microtasks {
                // SAFETY: the group is alive, and the caller holds its lock.
                unsafe { drain(vm.group()) };
            }
            return Ok(());
        }
        let mut exception = ptr::null();
        // SAFETY: the home context is alive, and the function is protected.
        unsafe {
            raw::JSObjectCallAsFunction(
                vm.home(),
                drain,
                ptr::null_mut(),
                0,
                ptr::null(),
                &raw mut exception,
            )
        };
        let interrupted = !exception.is_null() && self.terminating.get();
        self.settle(vm);
        if interrupted {
            Err(Error::Interrupted)
        } else {
            Ok(())
        }
    }

    /// What a scope's result becomes if the microtasks at its end were interrupted.
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

    /// Gives the engine something harmless to end. Where a host function was in between, it may have noted that it still has to end the caller,
    /// and if the caller has ended by then, the note hits whatever JavaScript runs next.
    #[cold]
    fn flush(&self, vm: &VmInner) {
        let mut exception = ptr::null();
        // SAFETY: the home context is alive, and the function is protected.
        unsafe {
            raw::JSObjectCallAsFunction(
                vm.home(),
                self.target.get(),
                ptr::null_mut(),
                0,
                ptr::null(),
                &raw mut exception,
            )
        };
        if self.terminating.replace(false) {
            // That was a new interrupt, which is for something else.
            if let Some(request) = self.request.get() {
                request.now.store(true, Ordering::Release);
            }
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
        if self.limit.get().is_some() {
            self.set_limit(vm, None);
        }
        for function in [&self.drain, &self.target] {
            let function = function.replace(ptr::null_mut());
            if !function.is_null() {
                // SAFETY: protected in `interrupter`, once.
                unsafe { vm.unprotect(function) };
            }
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

/// Called by the engine, on the VM's thread and with its lock, when the limit is over. Must neither unwind nor allocate on its heap.
unsafe extern "C" fn should_terminate(_: raw::JSContextRef, data: *mut c_void) -> bool {
    // SAFETY: `set_limit` gave the address of a `VmInner` that outlives the limit.
    let vm = unsafe { &*data.cast::<VmInner>() };
    let state = &vm.interrupts;
    let stop = state.entered.get()
        && (state.terminating.get() || state.request.get().is_some_and(|request| request.take()));
    if stop {
        state.terminating.set(true);
        vm.attention.set(true);
    }
    let next = if stop {
        Some(LOOK_SOON)
    } else {
        state.active().map(Request::next_look)
    };
    state.set_limit(vm, next);
    stop
}

/// Runs the microtasks from within an entry into the VM.
unsafe extern "C" fn drain_microtasks(
    context: raw::JSContextRef,
    _: raw::JSObjectRef,
    _: raw::JSObjectRef,
    _: usize,
    _: *const raw::JSValueRef,
    _: *mut raw::JSValueRef,
) -> raw::JSValueRef {
    let capabilities = raw::private();
    if let (Some(lock), Some(unlock), Some(drain)) = (
        capabilities.JSLock,
        capabilities.JSUnlock,
        capabilities.vm_drain_microtasks,
    ) {
        // SAFETY: the engine calls with a live context and has dropped the thread's locks, so the lock is taken for the time and given back.
        unsafe {
            lock(context);
            drain(raw::JSContextGetGroup(context));
            unlock(context);
        }
    }
    // SAFETY: makes an immediate.
    unsafe { raw::JSValueMakeUndefined(context) }
}
