//! The engine answers through these bindings.

use jsc_sys::*;
use std::ptr;

/// A context that is released when the test ends.
struct Context(JSGlobalContextRef);

impl Context {
    fn new() -> Self {
        // SAFETY: NULL asks for a context without a class, in a virtual machine of its own.
        let context = unsafe { JSGlobalContextCreate(ptr::null_mut()) };
        assert!(!context.is_null());
        Self(context)
    }

    fn eval(&self, text: &str) -> Result<JSValueRef, JSValueRef> {
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
        // SAFETY: `string` retained it for us.
        unsafe { JSStringRelease(script) };
        if exception.is_null() {
            Ok(value)
        } else {
            Err(exception)
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: `new` retained it.
        unsafe { JSGlobalContextRelease(self.0) };
    }
}

fn string(text: &str) -> JSStringRef {
    let units: Vec<u16> = text.encode_utf16().collect();
    // SAFETY: the units are alive during the call, which copies them.
    unsafe { JSStringCreateWithCharacters(units.as_ptr(), units.len()) }
}

#[test]
fn six_times_seven() {
    let context = Context::new();
    let value = context.eval("6 * 7").expect("no exception");
    // SAFETY: the value is an immediate of a live context.
    let number = unsafe { JSValueToNumber(context.0, value, ptr::null_mut()) };
    assert_eq!(number, 42.0);
}

#[test]
fn what_is_thrown_comes_back() {
    let context = Context::new();
    let thrown = context.eval("throw 'no'").expect_err("it throws");
    // SAFETY: the value is on this stack, of a live context.
    assert_eq!(unsafe { JSValueGetType(context.0, thrown) }, kJSTypeString);
}

/// Six arguments: the fifth and sixth do not fit into registers on x64 Windows.
unsafe extern "C" fn sum(
    ctx: JSContextRef,
    function: JSObjectRef,
    this: JSObjectRef,
    count: usize,
    arguments: *const JSValueRef,
    exception: *mut JSValueRef,
) -> JSValueRef {
    assert!(!function.is_null() && !this.is_null() && !exception.is_null());
    // SAFETY: the engine gives `count` values at `arguments`, good for this call.
    let arguments = unsafe { std::slice::from_raw_parts(arguments, count) };
    let mut total = 0.0;
    for argument in arguments {
        // SAFETY: the engine keeps the arguments alive; `exception` is its own pointer.
        total += unsafe { JSValueToNumber(ctx, *argument, exception) };
    }
    // SAFETY: the context is the one this call came from.
    unsafe { JSValueMakeNumber(ctx, total) }
}

#[test]
fn a_callback_gets_all_its_arguments() {
    let context = Context::new();
    let name = string("sum");
    // SAFETY: the context is alive, and `sum` has the signature of the callback.
    let function = unsafe { JSObjectMakeFunctionWithCallback(context.0, name, Some(sum)) };
    // SAFETY: the context is alive; its global object takes new properties.
    unsafe {
        let global = JSContextGetGlobalObject(context.0);
        JSObjectSetProperty(
            context.0,
            global,
            name,
            function,
            kJSPropertyAttributeNone,
            ptr::null_mut(),
        );
        JSStringRelease(name);
    }
    let value = context.eval("sum(1, 2, 3, 4, 5, 6)").expect("no exception");
    // SAFETY: the value is an immediate of a live context.
    assert_eq!(
        unsafe { JSValueToNumber(context.0, value, ptr::null_mut()) },
        21.0
    );
    let thrown = context
        .eval("sum({ valueOf() { throw 7 } })")
        .expect_err("the argument throws");
    // SAFETY: as above.
    assert_eq!(
        unsafe { JSValueToNumber(context.0, thrown, ptr::null_mut()) },
        7.0
    );
}
