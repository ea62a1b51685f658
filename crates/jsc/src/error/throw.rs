//! From an [`Error`] back to a JavaScript value.
//!
//! The constructors in a realm's global object are for scripts to change, so none of them is called. `Error`s have a function of the API;
//! `TypeError`s and `RangeError`s are got by asking the engine for something impossible, and given our message.

use std::ptr;

use crate::error::Error;
use crate::interrupt::termination;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::Value;

/// The value that JavaScript catches.
pub(super) fn to_js<'s>(error: &Error, scope: &'s Scope) -> Local<'s, Value> {
    if let Error::Exception(exception) = error {
        if let Ok(Some(value)) = exception.value(scope) {
            return value;
        }
    }
    let message = error.to_string();
    match error {
        // It has to be thrown on, or the scripts that called this one would go on without a limit.
        Error::Interrupted => termination(scope),
        Error::Type { .. }
        | Error::Argument { .. }
        | Error::LoneSurrogate { .. }
        | Error::Property { .. }
        | Error::Detached => type_error(scope, &message),
        Error::Range { .. }
        | Error::OutOfBounds { .. }
        | Error::StringTooLong { .. }
        | Error::BufferTooLong { .. }
        | Error::OutOfMemory { .. } => range_error(scope, &message),
        Error::Json { .. } => syntax_error(scope, &message),
        _ => plain_error(scope, &message),
    }
}

/// A new `Error` of the scope's realm.
pub(crate) fn plain_error<'s>(scope: &'s Scope, message: &str) -> Local<'s, Value> {
    let message = text(message);
    // SAFETY: the context is live; the string value is on the stack between the two calls, and copied into the error. Without an exception
    // the engine returns an object; with one (out of memory), what it throws does as well.
    unsafe {
        let message = raw::JSValueMakeString(scope.raw(), message.as_raw());
        let mut exception = ptr::null();
        let made = raw::JSObjectMakeError(scope.raw(), 1, &raw const message, &raw mut exception);
        if made.is_null() {
            or_undefined(scope, exception)
        } else {
            scope.local(made)
        }
    }
}

/// A new `TypeError` of the scope's realm.
pub(crate) fn type_error<'s>(scope: &'s Scope, message: &str) -> Local<'s, Value> {
    thrown_by(scope, message, |context, exception| {
        // SAFETY: a live context; `undefined` has no object, which is a TypeError.
        unsafe { raw::JSValueToObject(context, raw::JSValueMakeUndefined(context), exception) };
    })
}

/// A new `RangeError` of the scope's realm.
pub(crate) fn range_error<'s>(scope: &'s Scope, message: &str) -> Local<'s, Value> {
    thrown_by(scope, message, |context, exception| {
        // SAFETY: a live context. No engine allocates an array of 2^52 bytes: its limit is far below, and it says so before it tries.
        unsafe {
            raw::JSObjectMakeTypedArray(
                context,
                raw::kJSTypedArrayTypeUint8Array,
                1 << 52,
                exception,
            )
        };
    })
}

/// A new `SyntaxError` of the scope's realm.
fn syntax_error<'s>(scope: &'s Scope, message: &str) -> Local<'s, Value> {
    let no_script = text("(");
    thrown_by(scope, message, |context, exception| {
        // SAFETY: a live context, a live string; NULL stands for no URL.
        unsafe {
            raw::JSCheckScriptSyntax(context, no_script.as_raw(), ptr::null_mut(), 1, exception)
        };
    })
}

/// The error that `f` makes the engine throw, with another message, which is an own, writable property of the engine's errors.
fn thrown_by<'s>(
    scope: &'s Scope,
    message: &str,
    f: impl FnOnce(raw::JSContextRef, *mut raw::JSValueRef),
) -> Local<'s, Value> {
    let mut exception = ptr::null();
    f(scope.raw(), &raw mut exception);
    // SAFETY: the predicate takes a live context and any value; NULL counts as null.
    if !unsafe { raw::JSValueIsObject(scope.raw(), exception) } {
        return plain_error(scope, message);
    }
    // SAFETY: the engine has just handed it out.
    let error = unsafe { scope.local::<Value>(exception) };
    let (name, message) = (text("message"), text(message));
    // SAFETY: live context, live object, strings that outlive the call; the value is on the stack until it is stored.
    unsafe {
        let value = raw::JSValueMakeString(scope.raw(), message.as_raw());
        let mut ignored = ptr::null();
        let hidden = raw::kJSPropertyAttributeDontEnum;
        raw::JSObjectSetProperty(
            scope.raw(),
            error.as_raw_object(),
            name.as_raw(),
            value,
            hidden,
            &raw mut ignored,
        );
    }
    error
}

/// A message as the engine takes it; cut if it is longer than the engine's limit.
fn text(message: &str) -> RawString {
    const LONGEST: usize = 1 << 20;
    let end = (0..=message.len().min(LONGEST))
        .rev()
        .find(|&end| message.is_char_boundary(end))
        .unwrap_or(0);
    RawString::new(&message[..end]).expect("a text of at most 1 MiB is not too long")
}

/// What the engine threw instead of making an error.
fn or_undefined<'s>(scope: &'s Scope, exception: raw::JSValueRef) -> Local<'s, Value> {
    if exception.is_null() {
        return scope.undefined();
    }
    // SAFETY: the engine has just handed it out.
    unsafe { scope.local(exception) }
}
