//! The raw bindings: every symbol links, and arguments cross the C ABI in both directions.

use jsc_sys::*;
use std::collections::HashMap;
use std::ptr::null_mut;

include!(concat!(env!("OUT_DIR"), "/functions.rs"));

#[test]
fn every_declared_function_links() {
    assert!(FUNCTIONS.len() > 100, "{} functions", FUNCTIONS.len());
    // Through a map, whose seeds come from the system.
    let seen: HashMap<_, _> = FUNCTIONS.iter().map(|f| (*f as usize, ())).collect();
    assert!(!seen.contains_key(&0));
    assert!(seen.len() > 100, "{} addresses", seen.len());
}

struct Realm(JSGlobalContextRef);

impl Realm {
    fn new() -> Realm {
        // SAFETY: may be called on any thread; released by `Drop`.
        let context = unsafe { JSGlobalContextCreate(null_mut()) };
        assert!(!context.is_null());
        Realm(context)
    }

    fn eval(&self, script: &str) -> Result<f64, ()> {
        let units: Vec<u16> = script.encode_utf16().collect();
        // SAFETY: the context is live, the string is ours and released once, the value is read at once.
        unsafe {
            let script = JSStringCreateWithCharacters(units.as_ptr(), units.len());
            let mut exception = std::ptr::null();
            let value = JSEvaluateScript(self.0, script, null_mut(), null_mut(), 1, &mut exception);
            JSStringRelease(script);
            if value.is_null() {
                assert!(!exception.is_null());
                return Err(());
            }
            Ok(JSValueToNumber(self.0, value, null_mut()))
        }
    }
}

impl Drop for Realm {
    fn drop(&mut self) {
        // SAFETY: made by `new`, released once.
        unsafe { JSGlobalContextRelease(self.0) };
    }
}

#[test]
fn a_script_gives_a_number_or_throws() {
    let realm = Realm::new();
    assert_eq!(realm.eval("6 * 7"), Ok(42.0));
    assert_eq!(realm.eval("throw 1"), Err(()));
}

/// The sum of its arguments; a negative one is thrown. A panic in here is caught in here.
unsafe extern "C" fn sum(
    context: JSContextRef,
    _function: JSObjectRef,
    this: JSObjectRef,
    count: usize,
    arguments: *const JSValueRef,
    exception: *mut JSValueRef,
) -> JSValueRef {
    assert!(!this.is_null());
    let caught = std::panic::catch_unwind(|| {
        let mut total = 0.0;
        for index in 0..count {
            // SAFETY: the engine passes `count` arguments, alive during the call.
            let number = unsafe { JSValueToNumber(context, *arguments.add(index), null_mut()) };
            assert!(number < 100.0, "too large");
            total += number;
        }
        total
    });
    let total = caught.unwrap_or(-1.0);
    // SAFETY: the context is live; `exception` is the engine's out-pointer, which may be NULL.
    unsafe {
        let value = JSValueMakeNumber(context, total);
        if total < 0.0 && !exception.is_null() {
            *exception = value;
        }
        value
    }
}

#[test]
fn a_callback_gets_its_arguments_and_gives_a_value_or_an_exception() {
    let realm = Realm::new();
    let name: Vec<u16> = "sum".encode_utf16().collect();
    // SAFETY: the context is live, and the string is released once.
    unsafe {
        let name = JSStringCreateWithCharacters(name.as_ptr(), name.len());
        let function = JSObjectMakeFunctionWithCallback(realm.0, name, Some(sum));
        JSObjectSetProperty(realm.0, JSContextGetGlobalObject(realm.0), name, function, 0, null_mut());
        JSStringRelease(name);
    }
    assert_eq!(realm.eval("sum()"), Ok(0.0));
    assert_eq!(realm.eval("sum(1, 2, 3, 4, 5, 6, 7, 8)"), Ok(36.0));
    assert_eq!(realm.eval("sum(sum(1, 2), 4) * 2"), Ok(14.0));
    assert_eq!(realm.eval("sum(1, 200)"), Err(()), "the panic became an exception");
}

#[test]
fn every_thread_may_have_an_engine() {
    let threads: Vec<_> = (0..4)
        .map(|n| std::thread::spawn(move || Realm::new().eval(&format!("{n} * 10 + 1"))))
        .collect();
    for (n, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().expect("no panic"), Ok(n as f64 * 10.0 + 1.0));
    }
}
