//! What the engine is given: a limit with its callback, and functions to run microtasks with.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr;
use std::sync::OnceLock;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::ledger::Kind;
use crate::raw;
use crate::string::RawString;
use crate::vm::VmInner;

/// The private functions that interrupts need.
#[derive(Clone, Copy)]
struct Functions {
    set_limit: unsafe extern "C" fn(
        raw::JSContextGroupRef,
        f64,
        raw::JSShouldTerminateCallback,
        *mut c_void,
    ),
    clear_limit: unsafe extern "C" fn(raw::JSContextGroupRef),
    lock: unsafe extern "C" fn(raw::JSContextRef),
    unlock: unsafe extern "C" fn(raw::JSContextRef),
    drain: unsafe extern "C" fn(*const raw::OpaqueJSContextGroup),
    /// Hold drains up and let them go on; missing if the engine lacks them or they do not work.
    delay: Option<Delay>,
}

#[derive(Clone, Copy)]
struct Delay {
    increment: unsafe extern "C" fn(*const *const raw::OpaqueJSContextGroup),
    decrement: unsafe extern "C" fn(*const *const raw::OpaqueJSContextGroup),
}

impl Functions {
    fn of(capabilities: &raw::Private) -> Result<Functions> {
        let lacks = |reason| Error::Unsupported {
            feature: "interrupting scripts",
            reason,
        };
        let no_limit = "the engine lacks JSContextGroupSetExecutionTimeLimit";
        let no_lock = "the engine lacks JSLock";
        let mut functions = Functions {
            set_limit: capabilities
                .JSContextGroupSetExecutionTimeLimit
                .ok_or_else(|| lacks(no_limit))?,
            clear_limit: capabilities
                .JSContextGroupClearExecutionTimeLimit
                .ok_or_else(|| lacks(no_limit))?,
            lock: capabilities.JSLock.ok_or_else(|| lacks(no_lock))?,
            unlock: capabilities.JSUnlock.ok_or_else(|| lacks(no_lock))?,
            drain: capabilities
                .vm_drain_microtasks
                .ok_or_else(|| lacks("the engine lacks JSC::VM::drainMicrotasks"))?,
            delay: None,
        };
        if let (Some(increment), Some(decrement)) = (
            capabilities.microtask_delay_increment,
            capabilities.microtask_delay_decrement,
        ) {
            let delay = Delay {
                increment,
                decrement,
            };
            static WORKS: OnceLock<bool> = OnceLock::new();
            if *WORKS.get_or_init(|| delay.works(&functions)) {
                functions.delay = Some(delay);
            }
        }
        Ok(functions)
    }
}

impl Delay {
    /// Whether held-up microtasks wait, and run afterwards. Tried on a machine of its own.
    fn works(self, functions: &Functions) -> bool {
        thread_local! {
            static RAN: Cell<bool> = const { Cell::new(false) };
        }
        unsafe extern "C" fn note(
            context: raw::JSContextRef,
            _: raw::JSObjectRef,
            _: raw::JSObjectRef,
            _: usize,
            _: *const raw::JSValueRef,
            _: *mut raw::JSValueRef,
        ) -> raw::JSValueRef {
            RAN.set(true);
            // SAFETY: the engine calls with a live context.
            unsafe { raw::JSValueMakeUndefined(context) }
        }
        let Ok(script) = RawString::new("Promise.resolve().then(this)") else {
            return false;
        };
        let none = ptr::null_mut();
        // SAFETY: the context is made here and released at the end, with its group. What is made in it is on this stack. The group is the engine's `VM`, and
        // the object that is counted in a reference to it alone; the two calls balance.
        unsafe {
            let context = raw::JSGlobalContextCreate(ptr::null_mut());
            if context.is_null() {
                return false;
            }
            let group = raw::JSContextGetGroup(context);
            (functions.lock)(context);
            let note = raw::JSObjectMakeFunctionWithCallback(context, none, Some(note));
            RAN.set(false);
            (self.increment)(&group);
            let mut exception = ptr::null();
            raw::JSEvaluateScript(context, script.as_raw(), note, none, 1, &raw mut exception);
            (functions.drain)(group);
            let waited = !RAN.get();
            (self.decrement)(&group);
            let works = exception.is_null() && waited && RAN.get();
            (functions.unlock)(context);
            raw::JSGlobalContextRelease(context);
            works
        }
    }
}

/// A VM's equipment, made with its first interrupter.
pub(super) struct Machinery {
    functions: Functions,
    /// The host function that runs microtasks. Protected, like the next.
    drain: raw::JSObjectRef,
    /// A function that does nothing and can be ended.
    target: raw::JSObjectRef,
    /// The limit that the engine has been given.
    limit: Cell<Option<Duration>>,
    /// Whether drains are held up.
    delayed: Cell<bool>,
}

impl Machinery {
    pub(super) fn make(vm: &VmInner) -> Result<Machinery> {
        let functions = Functions::of(vm.capabilities())?;
        let body = RawString::new("for (let i = 0; i < 2; i++);")?;
        let (drain, target) = vm.locked(|vm| {
            let none = ptr::null_mut();
            // SAFETY: the home context is alive; names, parameters and a source may be missing. The functions are on this stack until they are
            // protected; `take_down` undoes that.
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
        Ok(Machinery {
            functions,
            drain,
            target,
            limit: Cell::new(None),
            delayed: Cell::new(false),
        })
    }

    pub(super) fn limit(&self) -> Option<Duration> {
        self.limit.get()
    }

    /// Gives the engine another limit, or none. In the callback this is what makes it ask again.
    pub(super) fn set_limit(&self, vm: &VmInner, limit: Option<Duration>) {
        self.limit.set(limit);
        // SAFETY: the group is alive; the callback gets the address of this `VmInner`, whose place is fixed by its `Rc` and which takes the limit off
        // (`take_down`) before it is freed.
        unsafe {
            match limit {
                Some(limit) => {
                    let data = ptr::from_ref(vm).cast_mut().cast();
                    (self.functions.set_limit)(
                        vm.group(),
                        limit.as_secs_f64(),
                        Some(should_terminate),
                        data,
                    );
                }
                None => (self.functions.clear_limit)(vm.group()),
            }
        }
    }

    /// Runs microtasks within one entry, those included that were held up. Whether an exception came out: then it was ended.
    pub(super) fn run_microtasks(&self, vm: &VmInner) -> bool {
        // SAFETY: makes an immediate; the home context is alive.
        let argument = unsafe { raw::JSValueMakeUndefined(vm.home()) };
        let arguments: &[raw::JSValueRef] = if self.delayed.replace(false) {
            &[argument]
        } else {
            &[]
        };
        call(vm, self.drain, arguments)
    }

    /// Runs JavaScript that ends at once, unless something is left over that ends it.
    pub(super) fn run_target(&self, vm: &VmInner) {
        call(vm, self.target, &[]);
    }

    /// Makes drains do nothing, the engine's own included, until [`run_microtasks`](Self::run_microtasks). Whether that can be done.
    pub(super) fn delay_microtasks(&self, vm: &VmInner) -> bool {
        let Some(delay) = self.functions.delay else {
            return false;
        };
        if !self.delayed.replace(true) {
            // SAFETY: a group is the engine's `VM`, and the object is a reference to it alone; it is a number there that is raised.
            unsafe { (delay.increment)(&vm.group()) };
        }
        true
    }

    /// The machine is about to go.
    pub(super) fn take_down(&self, vm: &VmInner) {
        if self.limit.get().is_some() {
            self.set_limit(vm, None);
        }
        // SAFETY: each was protected in `make`, once, and nothing is called any more.
        unsafe {
            vm.unprotect(self.drain);
            vm.unprotect(self.target);
        }
    }
}

/// Calls a function of ours. Whether it threw.
fn call(vm: &VmInner, function: raw::JSObjectRef, arguments: &[raw::JSValueRef]) -> bool {
    let mut exception = ptr::null();
    // SAFETY: the home context is alive, the function protected, the arguments immediates.
    unsafe {
        let none = ptr::null_mut();
        raw::JSObjectCallAsFunction(
            vm.home(),
            function,
            none,
            arguments.len(),
            arguments.as_ptr(),
            &raw mut exception,
        );
    }
    !exception.is_null()
}

/// Called by the engine, on the VM's thread and with its lock, when the limit is over. Must neither unwind nor allocate on its heap.
unsafe extern "C" fn should_terminate(_: raw::JSContextRef, data: *mut c_void) -> bool {
    // SAFETY: `set_limit` gave the address of a `VmInner` that outlives the limit.
    let vm = unsafe { &*data.cast::<VmInner>() };
    vm.interrupts.look(vm)
}

/// Runs the microtasks from within an entry into the VM; with an argument, those that have been held up.
unsafe extern "C" fn drain_microtasks(
    context: raw::JSContextRef,
    _: raw::JSObjectRef,
    _: raw::JSObjectRef,
    arguments: usize,
    _: *const raw::JSValueRef,
    _: *mut raw::JSValueRef,
) -> raw::JSValueRef {
    if let Ok(functions) = Functions::of(raw::private()) {
        // SAFETY: the engine calls with a live context and has dropped the thread's locks, so the lock is taken for the time and given back. The
        // decrement balances `delay_microtasks`, and drains.
        unsafe {
            (functions.lock)(context);
            let group = raw::JSContextGetGroup(context);
            match functions.delay {
                Some(delay) if arguments > 0 => (delay.decrement)(&group),
                _ => (functions.drain)(group),
            }
            (functions.unlock)(context);
        }
    }
    // SAFETY: makes an immediate.
    unsafe { raw::JSValueMakeUndefined(context) }
}
