//! A context for tests, through the raw API.

use jsc_sys::*;
use std::ptr;

/// Takes functions out of the table, or says that they are missing and ends the test.
macro_rules! need {
    ($($name:ident),+) => {
        $(let Some($name) = private().$name else {
            eprintln!(concat!("skipped: no ", stringify!($name)));
            return;
        };)+
    };
}

/// A context that is released when the test ends.
pub(crate) struct Context(pub(crate) JSGlobalContextRef);

impl Context {
    pub(crate) fn new() -> Self {
        // SAFETY: NULL asks for a context without a class, in a virtual machine of its own.
        let context = unsafe { JSGlobalContextCreate(ptr::null_mut()) };
        assert!(!context.is_null());
        Self(context)
    }

    /// The completion value, or what was thrown.
    pub(crate) fn eval(&self, text: &str) -> Result<JSValueRef, JSValueRef> {
        let mut exception = ptr::null();
        let script = string(text);
        // SAFETY: the context is alive as long as `self`; the other pointers may be NULL.
        let value = unsafe {
            JSEvaluateScript(
                self.0,
                script,
                ptr::null_mut(),
                ptr::null_mut(),
                1,
                &mut exception,
            )
        };
        // SAFETY: `string` made it for us.
        unsafe { JSStringRelease(script) };
        if exception.is_null() {
            Ok(value)
        } else {
            Err(exception)
        }
    }

    /// The completion value of a script that does not throw, as a number.
    pub(crate) fn number(&self, text: &str) -> f64 {
        let value = self.eval(text).expect("no exception");
        // SAFETY: the value is on this stack, of a live context.
        unsafe { JSValueToNumber(self.0, value, ptr::null_mut()) }
    }

    /// A value as text.
    pub(crate) fn text(&self, value: JSValueRef) -> String {
        // SAFETY: the value is on the caller's stack, of a live context; the string is released.
        unsafe {
            let string = JSValueToStringCopy(self.0, value, ptr::null_mut());
            assert!(!string.is_null());
            let result = text(string);
            JSStringRelease(string);
            result
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: `new` made it.
        unsafe { JSGlobalContextRelease(self.0) };
    }
}

/// A string; +1.
pub(crate) fn string(text: &str) -> JSStringRef {
    let units: Vec<u16> = text.encode_utf16().collect();
    // SAFETY: the units are alive during the call, which copies them.
    unsafe { JSStringCreateWithCharacters(units.as_ptr(), units.len()) }
}

/// A string's text; the string is borrowed.
pub(crate) fn text(string: JSStringRef) -> String {
    // SAFETY: the caller's string is alive; its characters are as many as its length.
    let units = unsafe {
        std::slice::from_raw_parts(JSStringGetCharactersPtr(string), JSStringGetLength(string))
    };
    String::from_utf16_lossy(units)
}
