//! The raw bindings beyond what `jsc-sys`'s own smoke test does: every symbol links, and each thread may have an engine.

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

    fn eval(&self, script: &str) -> f64 {
        let units: Vec<u16> = script.encode_utf16().collect();
        // SAFETY: the context is live, the string is ours and released once, the value is read at once.
        unsafe {
            let script = JSStringCreateWithCharacters(units.as_ptr(), units.len());
            let value = JSEvaluateScript(self.0, script, null_mut(), null_mut(), 1, null_mut());
            JSStringRelease(script);
            assert!(!value.is_null());
            JSValueToNumber(self.0, value, null_mut())
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
fn every_thread_may_have_an_engine() {
    let threads: Vec<_> = (0..4)
        .map(|n| std::thread::spawn(move || Realm::new().eval(&format!("{n} * 10 + 1"))))
        .collect();
    for (n, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().expect("no panic"), n as f64 * 10.0 + 1.0);
    }
}
