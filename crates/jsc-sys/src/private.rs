//! The functions that the engine exports and no installed header declares.

use crate::bindings::*;
use crate::hidden::Hidden;
use core::ffi::{c_char, c_int, c_uint, c_void};
use once_cell::sync::OnceCell;

/// The private functions of the engine in this process; looked up at the first call.
pub fn private() -> &'static Private {
    static PRIVATE: OnceCell<Private> = OnceCell::new();
    PRIVATE.get_or_init(|| Private::find(&Hidden::from_env()))
}

/// Each name of [`Private`], and whether this engine has it; for reports.
pub fn names() -> impl Iterator<Item = (&'static str, bool)> {
    private().presence().into_iter()
}

symbol_table! {
    /// Functions that an engine may lack: 54 of C, under their own names, and some C++ ones.
    ///
    /// A C++ symbol's name tells its parameters but not its result, and no header promises it:
    /// whoever calls one checks it first on a value with a known answer.
    pub struct Private;
    c {
        /// Adds bytes to the pressure that starts collections, until the next full one.
        JSReportExtraMemoryCost(ctx: JSContextRef, size: usize);
        /// Process-wide: virtual machines made from now on do not collect on a timer.
        JSDisableGCTimer();
        /// Chooses the signal that stops threads for a collection. False once the engine has
        /// started. Not on Apple platforms, not on Windows.
        JSConfigureSignalForGC(signal: c_int) -> bool;
        /// A new object: `heapSize`, `heapCapacity`, `objectCount`, `protectedObjectCount`,
        /// `objectTypeCounts` and others. Walks the heap.
        JSGetMemoryUsageStatistics(ctx: JSContextRef) -> JSObjectRef;
        /// A full collection and a complete sweep: finalizers have run when it returns.
        JSSynchronousGarbageCollectForDebugging(ctx: JSContextRef);
        /// An eden collection; its sweep may come later.
        JSSynchronousEdenCollectForDebugging(ctx: JSContextRef);
        /// The JavaScript stack as text, a line each frame; empty outside a callback. +1.
        JSContextCreateBacktrace(ctx: JSContextRef, maxStackSize: c_uint) -> JSStringRef;
        /// Limits the CPU seconds of the entering thread, for each outermost entry.
        JSContextGroupSetExecutionTimeLimit(
            group: JSContextGroupRef, limit: f64, callback: JSShouldTerminateCallback,
            context: *mut c_void
        );
        /// Ends the limit.
        JSContextGroupClearExecutionTimeLimit(group: JSContextGroupRef);
        /// False where the engine has no sampling profiler.
        JSContextGroupEnableSamplingProfiler(group: JSContextGroupRef) -> bool;
        /// Stops sampling.
        JSContextGroupDisableSamplingProfiler(group: JSContextGroupRef);
        /// The samples so far as JSON. +1.
        JSContextGroupTakeSamplesFromSamplingProfiler(group: JSContextGroupRef) -> JSStringRef;
        /// The older name of `JSGlobalContextIsInspectable`.
        JSGlobalContextGetRemoteInspectionEnabled(ctx: JSGlobalContextRef) -> bool;
        /// The older name of `JSGlobalContextSetInspectable`.
        JSGlobalContextSetRemoteInspectionEnabled(ctx: JSGlobalContextRef, enabled: bool);
        /// Whether an exception that leaves the C API captures a native backtrace.
        JSGlobalContextGetIncludesNativeCallStackWhenReportingExceptions(
            ctx: JSGlobalContextRef
        ) -> bool;
        /// True by default; false makes exceptions ten times cheaper.
        JSGlobalContextSetIncludesNativeCallStackWhenReportingExceptions(
            ctx: JSGlobalContextRef, includesNativeCallStack: bool
        );
        /// Calls `function(promise, reason)` at the end of a drain. Cannot be unset; keeps the
        /// context alive as long as its virtual machine. Crashes where `function` is NULL.
        JSGlobalContextSetUnhandledRejectionCallback(
            ctx: JSGlobalContextRef, function: JSObjectRef, exception: *mut JSValueRef
        );
        /// Whether text may become code: `eval`, `Function`, `JSObjectMakeFunction`.
        JSGlobalContextSetEvalEnabled(ctx: JSGlobalContextRef, enabled: bool, message: JSStringRef);
        /// Sets a slot that JavaScript cannot see and the collector marks. False unless the object
        /// was made with a class.
        JSObjectSetPrivateProperty(
            ctx: JSContextRef, object: JSObjectRef, propertyName: JSStringRef, value: JSValueRef
        ) -> bool;
        /// NULL where the slot is missing.
        JSObjectGetPrivateProperty(
            ctx: JSContextRef, object: JSObjectRef, propertyName: JSStringRef
        ) -> JSValueRef;
        /// False unless the object was made with a class.
        JSObjectDeletePrivateProperty(
            ctx: JSContextRef, object: JSObjectRef, propertyName: JSStringRef
        ) -> bool;
        /// The target of a `Proxy`, or of a global proxy; NULL for others.
        JSObjectGetProxyTarget(object: JSObjectRef) -> JSObjectRef;
        /// The context an object was made in; borrowed.
        JSObjectGetGlobalContext(object: JSObjectRef) -> JSGlobalContextRef;
        /// A script over text that must never be freed; NULL where it is not ASCII or does not
        /// parse. +1.
        JSScriptCreateReferencingImmortalASCIIText(
            contextGroup: JSContextGroupRef, url: JSStringRef, startingLineNumber: c_int,
            source: *const c_char, length: usize, errorMessage: *mut JSStringRef,
            errorLine: *mut c_int
        ) -> JSScriptRef;
        /// A script over a copy of the text; NULL where it does not parse. +1.
        JSScriptCreateFromString(
            contextGroup: JSContextGroupRef, url: JSStringRef, startingLineNumber: c_int,
            source: JSStringRef, errorMessage: *mut JSStringRef, errorLine: *mut c_int
        ) -> JSScriptRef;
        /// +1.
        JSScriptRetain(script: JSScriptRef);
        /// -1; the virtual machine must still be alive.
        JSScriptRelease(script: JSScriptRef);
        /// Runs a script; NULL when it throws. Aborts in another virtual machine than the script's.
        JSScriptEvaluate(
            ctx: JSContextRef, script: JSScriptRef, thisValue: JSValueRef,
            exception: *mut JSValueRef
        ) -> JSValueRef;
        /// A string over characters that must outlive it. +1.
        JSStringCreateWithCharactersNoCopy(chars: *const JSChar, numChars: usize) -> JSStringRef;
        /// Takes the lock of the context's virtual machine; recursive.
        JSLock(ctx: JSContextRef);
        /// Releases the lock once; the outermost release drains the microtasks. The context must
        /// still be alive.
        JSUnlock(ctx: JSContextRef);
        /// A weak reference to an object. +1.
        JSWeakCreate(group: JSContextGroupRef, object: JSObjectRef) -> JSWeakRef;
        /// +1.
        JSWeakRetain(group: JSContextGroupRef, weak: JSWeakRef);
        /// -1.
        JSWeakRelease(group: JSContextGroupRef, weak: JSWeakRef);
        /// The object, or NULL once it is collected.
        JSWeakGetObject(weak: JSWeakRef) -> JSObjectRef;
        /// A map that lives as long as the context.
        JSWeakObjectMapCreate(
            ctx: JSContextRef, data: *mut c_void, destructor: JSWeakMapDestroyedCallback
        ) -> JSWeakObjectMapRef;
        /// The object should be one made with a class.
        JSWeakObjectMapSet(
            ctx: JSContextRef, map: JSWeakObjectMapRef, key: *mut c_void, object: JSObjectRef
        );
        /// The object, or NULL once it is collected.
        JSWeakObjectMapGet(ctx: JSContextRef, map: JSWeakObjectMapRef, key: *mut c_void) -> JSObjectRef;
        /// Does nothing where the key is missing.
        JSWeakObjectMapRemove(ctx: JSContextRef, map: JSWeakObjectMapRef, key: *mut c_void);
        /// Calls `constraint` in each collection to mark what the program keeps alive. Cannot be
        /// removed: `userData` must outlive the virtual machine.
        JSContextGroupAddMarkingConstraint(
            group: JSContextGroupRef, constraint: JSMarkingConstraint, userData: *mut c_void
        );
        /// Calls `finalizer` after each collection.
        JSContextGroupAddHeapFinalizer(
            group: JSContextGroupRef, finalizer: JSHeapFinalizer, userData: *mut c_void
        );
        /// Undoes the addition of the same pair.
        JSContextGroupRemoveHeapFinalizer(
            group: JSContextGroupRef, finalizer: JSHeapFinalizer, userData: *mut c_void
        );
        /// Before the first context: keeps the remote inspector from starting by itself.
        JSRemoteInspectorDisableAutoStart();
        /// Starts the remote inspector.
        JSRemoteInspectorStart();
        /// Who asks for the inspection on behalf of whom.
        JSRemoteInspectorSetParentProcessInformation(
            pid: JSProcessID, auditData: *const u8, auditLength: usize
        );
        /// Whether `console.log` writes to the system's log (standard error on Linux).
        JSRemoteInspectorSetLogToSystemConsole(logToSystemConsole: bool);
        /// Whether new contexts may be inspected.
        JSRemoteInspectorGetInspectionEnabledByDefault() -> bool;
        /// For contexts made from now on.
        JSRemoteInspectorSetInspectionEnabledByDefault(enabled: bool);
        /// Apple's policy for processes of the system.
        JSRemoteInspectorGetInspectionFollowsInternalPolicies() -> bool;
        /// Apple's policy for processes of the system.
        JSRemoteInspectorSetInspectionFollowsInternalPolicies(followsInternalPolicies: bool);
        /// Returns its argument; crashes unless a live virtual machine's heap knows it.
        jsAuditJSContextRef(ctx: JSContextRef) -> JSContextRef;
        /// Returns its argument; crashes unless a live virtual machine's heap knows it.
        jsAuditJSGlobalContextRef(ctx: JSGlobalContextRef) -> JSGlobalContextRef;
        /// Returns its argument; crashes unless a live virtual machine's heap knows it. Does not
        /// notice a dead cell.
        jsAuditJSObjectRef(object: JSObjectRef) -> JSObjectRef;
        /// Returns its argument; crashes unless a live virtual machine's heap knows it. Does not
        /// notice a dead cell.
        jsAuditJSValueRef(value: JSValueRef) -> JSValueRef;
    }
    cpp {
        /// `JSC::JSPromise::status(JSC::VM&) const`: 0 pending, 1 fulfilled, 2 rejected. The object
        /// must be a promise; call it with the lock held. A group is its `VM&`.
        promise_status = "_ZNK3JSC9JSPromise6statusERNS_2VME"
            (promise: *const OpaqueJSValue, group: *const OpaqueJSContextGroup) -> u32;
        /// `JSC::JSPromise::result(JSC::VM&) const`: the value or reason, encoded as a `JSValueRef`
        /// is on 64-bit targets; undefined while pending. As for `promise_status`.
        promise_result = "_ZNK3JSC9JSPromise6resultERNS_2VME"
            (promise: *const OpaqueJSValue, group: *const OpaqueJSContextGroup) -> u64;
        /// `JSC::JSPromise::isHandled(JSC::VM&) const`: whether a rejection has a handler. As for
        /// `promise_status`.
        promise_is_handled = "_ZNK3JSC9JSPromise9isHandledERNS_2VME"
            (promise: *const OpaqueJSValue, group: *const OpaqueJSContextGroup) -> bool;
        /// `JSC::VM::drainMicrotasks()`: runs jobs until none is left; with the lock held.
        vm_drain_microtasks = "_ZN3JSC2VM15drainMicrotasksEv" (group: *const OpaqueJSContextGroup);
        /// `JSC::VM::DrainMicrotaskDelayScope::increment()`: until the balancing decrement, drains do nothing. The
        /// argument points to a reference to the virtual machine, which is all that such an object is.
        microtask_delay_increment = "_ZN3JSC2VM24DrainMicrotaskDelayScope9incrementEv"
            (scope: *const *const OpaqueJSContextGroup);
        /// `JSC::VM::DrainMicrotaskDelayScope::decrement()`: the last one drains.
        microtask_delay_decrement = "_ZN3JSC2VM24DrainMicrotaskDelayScope9decrementEv"
            (scope: *const *const OpaqueJSContextGroup);
        /// `WTF::initializeMainThread()`: makes the calling thread the engine's main one; before
        /// anything else of the engine.
        initialize_main_thread = "_ZN3WTF20initializeMainThreadEv" ();
        /// `WTF::RunLoop::mainSingleton()`: the main thread's run loop, NULL before there is one.
        main_run_loop = "_ZN3WTF7RunLoop13mainSingletonEv" () -> *mut c_void;
        /// `WTF::MemoryPressureHandler::singleton()`: the handler, made on the calling thread.
        memory_pressure_handler_singleton = "_ZN3WTF21MemoryPressureHandler9singletonEv" () -> *mut c_void;
    }
}
