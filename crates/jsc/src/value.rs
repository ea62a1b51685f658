//! [`Value`] and the markers below it: what a [`Local`] or [`Protected`](crate::Protected) is known to be.

use crate::ledger::Kind;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;

mod sealed {
    pub trait Sealed {}
}

/// A JavaScript type that a handle can have. The engine decides what a value is; properties that scripts can forge do not.
pub trait JsType: sealed::Sealed + Sized + 'static {
    /// The type's name in messages: `"Function"`.
    const NAME: &'static str;

    #[doc(hidden)]
    fn is(scope: &Scope, value: Local<'_, Value>) -> bool;

    #[doc(hidden)]
    fn kind(scope: &Scope, value: raw::JSValueRef) -> Option<Kind> {
        kind_of(scope, value)
    }
}

/// One step up: every `Self` is a `Super`.
pub trait SubtypeOf: JsType {
    /// The next wider type.
    type Super: JsType;
}

/// Any JavaScript value.
#[derive(Debug)]
pub enum Value {}
/// Any object, functions and arrays included.
#[derive(Debug)]
pub enum Object {}
/// Anything that can be called.
#[derive(Debug)]
pub enum Function {}
/// A true array (a `Proxy` of one is not).
#[derive(Debug)]
pub enum Array {}
/// A primitive string.
#[derive(Debug)]
pub enum JsString {}
/// A symbol.
#[derive(Debug)]
pub enum Symbol {}
/// A BigInt.
#[derive(Debug)]
pub enum BigInt {}
/// An `ArrayBuffer` or `SharedArrayBuffer`.
#[derive(Debug)]
pub enum ArrayBuffer {}
/// A typed array, of any element type that [`ElementType`](crate::ElementType) names (a `DataView` or `Float16Array` is none).
#[derive(Debug)]
pub enum TypedArray {}
/// A promise (by the engine's tag, not by its properties).
#[derive(Debug)]
pub enum Promise {}

macro_rules! js_types {
    ($($name:ident : $super:ident, |$scope:ident, $value:ident| $is:expr, kind $kind:expr;)*) => {$(
        impl sealed::Sealed for $name {}
        impl JsType for $name {
            const NAME: &'static str = stringify!($name);
            #[inline]
            fn is($scope: &Scope, $value: Local<'_, Value>) -> bool {
                // SAFETY: the predicates of JSValueRef.h take a live context and a live value.
                #[allow(unused_unsafe, reason = "not every predicate is a raw call")]
                unsafe { $is }
            }
            #[inline]
            fn kind(scope: &Scope, value: raw::JSValueRef) -> Option<Kind> {
                let kind: Option<Kind> = $kind;
                kind.or_else(|| kind_of(scope, value))
            }
        }
        impl SubtypeOf for $name { type Super = $super; }
    )*};
}

impl sealed::Sealed for Value {}
impl JsType for Value {
    const NAME: &'static str = "Value";
    fn is(_: &Scope, _: Local<'_, Value>) -> bool {
        true
    }
}

js_types! {
    Object: Value, |scope, value| raw::JSValueIsObject(scope.raw(), value.as_raw()), kind None;
    Function: Object, |scope, value| raw::JSValueIsObject(scope.raw(), value.as_raw()) && raw::JSObjectIsFunction(scope.raw(), value.as_raw_object()), kind Some(Kind::Function);
    Array: Object, |scope, value| raw::JSValueIsArray(scope.raw(), value.as_raw()), kind Some(Kind::Array);
    ArrayBuffer: Object, |scope, value| is_array_buffer(scope, value), kind Some(Kind::Object);
    TypedArray: Object, |scope, value| crate::buffer::ElementType::of(scope, value).is_some(), kind Some(Kind::Object);
    JsString: Value, |scope, value| raw::JSValueIsString(scope.raw(), value.as_raw()), kind Some(Kind::String);
    Symbol: Value, |scope, value| raw::JSValueIsSymbol(scope.raw(), value.as_raw()), kind Some(Kind::Symbol);
    BigInt: Value, |scope, value| is_bigint(scope, value.as_raw()), kind Some(Kind::BigInt);
    Promise: Object, |scope, value| crate::promise::is_promise(scope, value), kind Some(Kind::Promise);
}

fn is_array_buffer(scope: &Scope, value: Local<'_, Value>) -> bool {
    // SAFETY: takes a live context and a live value, and never throws.
    let code =
        unsafe { raw::JSValueGetTypedArrayType(scope.raw(), value.as_raw(), std::ptr::null_mut()) };
    code == raw::kJSTypedArrayTypeArrayBuffer
}

/// `JSValueIsBigInt` came late (macOS 15): anything of no other type is one.
fn is_bigint(scope: &Scope, value: raw::JSValueRef) -> bool {
    // SAFETY: a live value, only looked at.
    unsafe { Local::<Value>::from_raw(value) }.type_name(scope) == "bigint"
}

/// Under what a cell is counted; `None` for immediates, which need no root.
fn kind_of(scope: &Scope, value: raw::JSValueRef) -> Option<Kind> {
    if scope.nan_boxed() && raw::is_immediate(value) {
        return None;
    }
    let context = scope.raw();
    // SAFETY: the predicates take a live context and a live value.
    unsafe {
        if raw::JSValueIsObject(context, value) {
            // SAFETY: a live value, only looked at.
            let local = Local::<Value>::from_raw(value);
            return Some(if crate::promise::is_promise(scope, local) {
                Kind::Promise
            } else if raw::JSValueIsArray(context, value) {
                Kind::Array
            } else if raw::JSObjectIsFunction(context, value.cast_mut()) {
                Kind::Function
            } else {
                Kind::Object
            });
        }
        if raw::JSValueIsString(context, value) {
            return Some(Kind::String);
        }
        if raw::JSValueIsSymbol(context, value) {
            return Some(Kind::Symbol);
        }
        if raw::JSValueIsUndefined(context, value)
            || raw::JSValueIsNull(context, value)
            || raw::JSValueIsBoolean(context, value)
            || raw::JSValueIsNumber(context, value)
        {
            // Of an unknown encoding; it may be a cell that has the value in it.
            return (!scope.nan_boxed()).then_some(Kind::Primitive);
        }
        Some(Kind::BigInt)
    }
}
