//! Conversions between Rust and JavaScript values. They never coerce.

use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{JsType, Value};

/// A Rust type that can be made of a JavaScript value without coercion.
pub trait FromJs<'s>: Sized {
    /// # Errors
    /// [`Error::Type`] and its kin if the value is not of the type.
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self>;
}

/// A Rust type that can be made into a JavaScript value.
pub trait IntoJs<'s> {
    /// # Errors
    /// If the value cannot be represented, or the engine is out of memory.
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>>;
}

impl<'s> FromJs<'s> for f64 {
    #[inline]
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<f64> {
        let number = if scope.nan_boxed() {
            raw::decode_number(value.as_raw())
        } else {
            // SAFETY: a live context and value; converting a number runs no code.
            unsafe {
                raw::JSValueIsNumber(scope.raw(), value.as_raw())
                    .then(|| raw::JSValueToNumber(scope.raw(), value.as_raw(), std::ptr::null_mut()))
            }
        };
        number.ok_or_else(|| type_error(scope, "number", value))
    }
}

impl<'s> IntoJs<'s> for f64 {
    #[inline]
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        let raw = if scope.nan_boxed() {
            raw::encode_number(self)
        } else {
            // SAFETY: makes a number in a live context.
            unsafe { raw::JSValueMakeNumber(scope.raw(), self) }
        };
        // SAFETY: a number.
        Ok(unsafe { scope.local(raw) })
    }
}

impl<'s, 'a: 's, T: JsType> IntoJs<'s> for Local<'a, T> {
    #[inline]
    fn into_js(self, _: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(self.into_value())
    }
}

/// "expected `expected`, found what `value` is".
#[cold]
pub(crate) fn type_error(scope: &Scope, expected: &'static str, value: Local<'_, Value>) -> Error {
    Error::Type { expected, found: value.type_name(scope).to_owned() }
}

impl<'s> Local<'s, Value> {
    /// Converts the value, without coercion.
    ///
    /// # Errors
    /// [`Error::Type`] and its kin if it is not of the type.
    #[inline]
    pub fn to<T: FromJs<'s>>(self, scope: &'s Scope) -> Result<T> {
        T::from_js(scope, self)
    }

    /// What the value is, in words for messages: `"undefined"`, `"string"`, `"function"`, `"array"`, `"promise"`, `"object"`.
    pub fn type_name(self, scope: &Scope) -> &'static str {
        let (context, value) = (scope.raw(), self.as_raw());
        // SAFETY: the predicates take a live context and a live value.
        unsafe {
            match () {
                () if raw::JSValueIsUndefined(context, value) => "undefined",
                () if raw::JSValueIsNull(context, value) => "null",
                () if raw::JSValueIsBoolean(context, value) => "boolean",
                () if raw::JSValueIsNumber(context, value) => "number",
                () if raw::JSValueIsString(context, value) => "string",
                () if raw::JSValueIsSymbol(context, value) => "symbol",
                () if !raw::JSValueIsObject(context, value) => "bigint",
                () if raw::JSValueIsArray(context, value) => "array",
                () if raw::JSObjectIsFunction(context, self.as_raw_object()) => "function",
                () if crate::promise::is_promise(scope, self) => "promise",
                () => "object",
            }
        }
    }

    /// Whether the value is a `T`. Decided by the engine.
    pub fn is<T: JsType>(self, scope: &Scope) -> bool {
        T::is(scope, self)
    }

    /// The same value, known to be a `T`.
    ///
    /// # Errors
    /// [`Error::Type`] if it is not.
    pub fn cast<T: JsType>(self, scope: &Scope) -> Result<Local<'s, T>> {
        if T::is(scope, self) {
            // SAFETY: just checked; the root is the same.
            Ok(unsafe { self.retype() })
        } else {
            Err(type_error(scope, T::NAME, self))
        }
    }
}
