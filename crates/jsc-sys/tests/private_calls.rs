//! The private functions that run and watch scripts do what their declarations say: no installed
//! header vouches for those. Each test skips where this engine (or `HIDE_JSC_PRIVATE`) lacks what
//! it calls.
#![allow(non_snake_case, reason = "the names are the C API's")]
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

#[macro_use]
#[allow(dead_code, unused_macros, reason = "each test uses its part of it")]
#[path = "support/context.rs"]
mod context;

use context::{Context, string, text};
use jsc_sys::*;
use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn the_lock_nests_and_its_end_drains_microtasks() {
    need!(JSLock, JSUnlock);
    let context = Context::new();
    // SAFETY: each lock has its unlock, and the context lives longer.
    unsafe {
        JSLock(context.0);
        JSLock(context.0);
        context.number("let ran = 0; Promise.resolve().then(() => { ran = 1 }); ran");
        JSUnlock(context.0);
        assert_eq!(context.number("ran"), 0.0);
        JSUnlock(context.0);
    }
    assert_eq!(context.number("ran"), 1.0);
}

#[test]
fn a_drain_runs_microtasks_while_locked() {
    need!(JSLock, JSUnlock, vm_drain_microtasks);
    let context = Context::new();
    // SAFETY: the group is the live context's; the drain is called with the lock held.
    unsafe {
        JSLock(context.0);
        assert_eq!(
            context.number("let n = 0; Promise.resolve().then(() => { n = 1 }); n"),
            0.0
        );
        vm_drain_microtasks(JSContextGetGroup(context.0));
        assert_eq!(context.number("n"), 1.0);
        JSUnlock(context.0);
    }
}

#[test]
fn a_promise_tells_its_state() {
    need!(
        JSLock,
        JSUnlock,
        promise_status,
        promise_result,
        promise_is_handled
    );
    let context = Context::new();
    for (script, status, handled) in [
        ("new Promise(() => {})", 0, false),
        ("Promise.resolve('it')", 1, false),
        ("Promise.reject('it')", 2, false),
        (
            "globalThis.p = Promise.reject('it'); p.catch(() => {}); p",
            2,
            true,
        ),
    ] {
        let promise = context.eval(script).expect("no exception");
        // SAFETY: the value is a promise on this stack, its group that of the live context.
        unsafe {
            JSLock(context.0);
            let group = JSContextGetGroup(context.0);
            assert_eq!(promise_status(promise, group), status, "{script}");
            assert_eq!(promise_is_handled(promise, group), handled, "{script}");
            let result = promise_result(promise, group);
            JSUnlock(context.0);
            if cfg!(target_pointer_width = "64") && status != 0 {
                assert_eq!(context.text(result as JSValueRef), "it", "{script}");
            }
        }
    }
}

#[test]
fn a_script_is_parsed_once_and_run_twice() {
    need!(
        JSScriptCreateFromString,
        JSScriptCreateReferencingImmortalASCIIText
    );
    need!(JSScriptRetain, JSScriptRelease, JSScriptEvaluate);
    static IMMORTAL: &str = "globalThis.count = (globalThis.count ?? 0) + 1";
    let context = Context::new();
    let url = string("file:///script.js");
    let good = string("this.seven");
    let bad = string("\n\nlet let");
    let (mut message, mut line): (JSStringRef, c_int) = (ptr::null_mut(), 0);
    // SAFETY: the context lives to the end, the text for ever; strings and scripts are released.
    unsafe {
        let group = JSContextGetGroup(context.0);
        let script = JSScriptCreateReferencingImmortalASCIIText(
            group,
            url,
            1,
            IMMORTAL.as_ptr().cast(),
            IMMORTAL.len(),
            &mut message,
            &mut line,
        );
        assert!(!script.is_null() && message.is_null());
        JSScriptRetain(script);
        for expected in [1.0, 2.0] {
            let mut exception = ptr::null();
            let value = JSScriptEvaluate(context.0, script, ptr::null(), &mut exception);
            assert!(exception.is_null());
            assert_eq!(JSValueToNumber(context.0, value, ptr::null_mut()), expected);
            JSScriptRelease(script);
        }

        let script = JSScriptCreateFromString(group, url, 1, good, &mut message, &mut line);
        let this = context.eval("({ seven: 7 })").expect("no exception");
        let value = JSScriptEvaluate(context.0, script, this, ptr::null_mut());
        assert_eq!(JSValueToNumber(context.0, value, ptr::null_mut()), 7.0);
        JSScriptRelease(script);

        let script = JSScriptCreateFromString(group, url, 1, bad, &mut message, &mut line);
        assert!(script.is_null());
        assert_eq!(line, 3);
        assert!(text(message).contains("let"), "{}", text(message));
        for owned in [url, good, bad, message] {
            JSStringRelease(owned);
        }
    }
}

#[test]
fn a_limit_ends_an_endless_loop() {
    need!(
        JSContextGroupSetExecutionTimeLimit,
        JSContextGroupClearExecutionTimeLimit
    );
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    unsafe extern "C" fn stop(ctx: JSContextRef, data: *mut c_void) -> bool {
        assert!(!ctx.is_null());
        ASKED.store(data as usize, SeqCst);
        true
    }
    let context = Context::new();
    // SAFETY: the group is the live context's; the data is a number.
    unsafe {
        let group = JSContextGetGroup(context.0);
        JSContextGroupSetExecutionTimeLimit(group, 0.05, Some(stop), 29 as *mut c_void);
        assert!(context.eval("for (;;);").is_err());
        assert_eq!(ASKED.load(SeqCst), 29);
        JSContextGroupClearExecutionTimeLimit(group);
    }
    assert_eq!(context.number("1 + 1"), 2.0);
}

#[test]
fn settings_of_a_context_are_read_back() {
    need!(JSGlobalContextGetIncludesNativeCallStackWhenReportingExceptions);
    need!(JSGlobalContextSetIncludesNativeCallStackWhenReportingExceptions);
    need!(
        JSGlobalContextGetRemoteInspectionEnabled,
        JSGlobalContextSetRemoteInspectionEnabled
    );
    need!(JSGlobalContextSetEvalEnabled, JSContextCreateBacktrace);
    let context = Context::new();
    let message = string("no text here");
    // SAFETY: the context is alive throughout.
    unsafe {
        for on in [false, true, false] {
            JSGlobalContextSetIncludesNativeCallStackWhenReportingExceptions(context.0, on);
            assert_eq!(
                JSGlobalContextGetIncludesNativeCallStackWhenReportingExceptions(context.0),
                on
            );
            JSGlobalContextSetRemoteInspectionEnabled(context.0, on);
            assert_eq!(JSGlobalContextGetRemoteInspectionEnabled(context.0), on);
        }
        JSGlobalContextSetEvalEnabled(context.0, false, message);
        let thrown = context
            .eval("eval('1')")
            .expect_err("text may not become code");
        assert!(context.text(thrown).contains("no text here"));
        let trace = JSContextCreateBacktrace(context.0, 10);
        assert_eq!(text(trace), "", "no script is running");
        JSStringRelease(trace);
        JSStringRelease(message);
    }
}

#[test]
fn a_string_may_borrow_its_characters() {
    need!(JSStringCreateWithCharactersNoCopy);
    static UNITS: [u16; 3] = [0x61, 0xd800, 0x62];
    // SAFETY: the units live for ever.
    unsafe {
        let string = JSStringCreateWithCharactersNoCopy(UNITS.as_ptr(), UNITS.len());
        assert_eq!(JSStringGetLength(string), 3);
        assert_eq!(JSStringGetCharactersPtr(string), UNITS.as_ptr());
        JSStringRelease(string);
    }
}

#[test]
fn an_unhandled_rejection_is_reported() {
    need!(JSGlobalContextSetUnhandledRejectionCallback);
    let context = Context::new();
    let function = context
        .eval("globalThis.reasons = []; (promise, reason) => { reasons.push(reason) }")
        .expect("no exception");
    let mut exception = ptr::null();
    // SAFETY: the function is on this stack, of the live context.
    unsafe {
        JSGlobalContextSetUnhandledRejectionCallback(
            context.0,
            function.cast_mut(),
            &mut exception,
        );
    }
    assert!(exception.is_null());
    context.eval("Promise.reject('why')").expect("no exception");
    let reasons = context.eval("reasons.join()").expect("no exception");
    assert_eq!(context.text(reasons), "why");
}

#[test]
fn the_profiler_gives_its_samples_as_json() {
    need!(
        JSContextGroupEnableSamplingProfiler,
        JSContextGroupDisableSamplingProfiler
    );
    need!(JSContextGroupTakeSamplesFromSamplingProfiler);
    let context = Context::new();
    // SAFETY: the group is the live context's; the string is released.
    unsafe {
        let group = JSContextGetGroup(context.0);
        if !JSContextGroupEnableSamplingProfiler(group) {
            eprintln!("skipped: this engine has no sampling profiler");
            return;
        }
        context.number("let sum = 0; for (let i = 0; i < 100000; i++) sum += i; sum");
        JSContextGroupDisableSamplingProfiler(group);
        let samples = JSContextGroupTakeSamplesFromSamplingProfiler(group);
        assert!(!samples.is_null());
        assert!(text(samples).starts_with('{'), "{}", text(samples));
        JSStringRelease(samples);
    }
}
