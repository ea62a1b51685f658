//! The engine answers through these bindings.

#[allow(dead_code, unused_macros, reason = "each test uses its part of it")]
#[path = "support/context.rs"]
mod context;
#[path = "../src/bindings/public_table.rs"]
#[rustfmt::skip]
mod public_table;

use context::{Context, string};
use jsc_sys::*;
use std::collections::BTreeSet;
use std::ptr;

/// Linking this test proves that the library has all 117.
#[test]
fn every_public_function_has_an_address_of_its_own() {
    let table = public_table::public_functions();
    let addresses: BTreeSet<_> = table.iter().map(|(_, address)| *address as usize).collect();
    assert!(!addresses.contains(&0));
    // The linker may fold functions with equal code, such as those that count references.
    assert!(addresses.len() > 100, "{} addresses", addresses.len());
}

#[test]
fn six_times_seven() {
    let context = Context::new();
    assert_eq!(context.number("6 * 7"), 42.0);
}

#[test]
fn what_is_thrown_comes_back() {
    let context = Context::new();
    let thrown = context.eval("throw 'no'").expect_err("it throws");
    // SAFETY: the value is on this stack, of a live context.
    assert_eq!(unsafe { JSValueGetType(context.0, thrown) }, kJSTypeString);
    assert_eq!(context.text(thrown), "no");
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
    assert_eq!(context.number("sum(1, 2, 3, 4, 5, 6)"), 21.0);
    let thrown = context
        .eval("sum({ valueOf() { throw 7 } })")
        .expect_err("the argument throws");
    assert_eq!(context.text(thrown), "7");
}
