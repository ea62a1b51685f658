//! Numbers and booleans. On 64-bit engines of the known encoding no call is needed.

use super::{FromJs, IntoJs, type_error};
use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::Value;

/// The largest integer below which JavaScript's numbers hold all of them.
const MAX_SAFE_INTEGER: i128 = (1 << 53) - 1;

impl Scope {
    /// Makes a number.
    #[inline]
    #[doc(alias = "JSValueMakeNumber")]
    pub fn number(&self, number: f64) -> Local<'_, Value> {
        let raw = if self.nan_boxed() {
            raw::encode_number(number)
        } else {
            // SAFETY: makes a number in a live context.
            unsafe { raw::JSValueMakeNumber(self.raw(), number) }
        };
        // SAFETY: a number.
        unsafe { self.local(raw) }
    }

    /// Makes a boolean.
    #[inline]
    #[doc(alias = "JSValueMakeBoolean")]
    pub fn boolean(&self, boolean: bool) -> Local<'_, Value> {
        let raw = if self.nan_boxed() {
            raw::encode_bool(boolean)
        } else {
            // SAFETY: makes a boolean in a live context.
            unsafe { raw::JSValueMakeBoolean(self.raw(), boolean) }
        };
        // SAFETY: a boolean.
        unsafe { self.local(raw) }
    }
}

#[inline]
fn number_of(scope: &Scope, value: Local<'_, Value>) -> Result<f64> {
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

impl<'s> FromJs<'s> for f64 {
    #[inline]
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<f64> {
        number_of(scope, value)
    }
}

impl<'s> IntoJs<'s> for f64 {
    #[inline]
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.number(self))
    }
}

impl<'s> FromJs<'s> for f32 {
    #[inline]
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<f32> {
        let number = number_of(scope, value)?;
        let rounded = number as f32;
        if rounded.is_infinite() && number.is_finite() {
            Err(Error::Range {
                number,
                target: "f32",
            })
        } else {
            Ok(rounded)
        }
    }
}

impl<'s> IntoJs<'s> for f32 {
    #[inline]
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.number(f64::from(self)))
    }
}

impl<'s> FromJs<'s> for bool {
    #[inline]
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<bool> {
        if scope.nan_boxed() {
            return raw::decode_bool(value.as_raw())
                .ok_or_else(|| type_error(scope, "boolean", value));
        }
        if value.is_boolean(scope) {
            Ok(value.to_boolean(scope))
        } else {
            Err(type_error(scope, "boolean", value))
        }
    }
}

impl<'s> IntoJs<'s> for bool {
    #[inline]
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.boolean(self))
    }
}

/// Integers of up to 32 bits: every one is a number.
macro_rules! small_integers {
    ($($integer:ident)*) => {$(
        impl<'s> FromJs<'s> for $integer {
            #[inline]
            fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<$integer> {
                let number = number_of(scope, value)?;
                // Saturates, and is 0 for NaN; then the comparison tells.
                let integer = number as $integer;
                if f64::from(integer) == number { Ok(integer) } else { Err(Error::Range { number, target: stringify!($integer) }) }
            }
        }

        impl<'s> IntoJs<'s> for $integer {
            #[inline]
            fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
                Ok(scope.number(f64::from(self)))
            }
        }
    )*};
}

small_integers! { i8 u8 i16 u16 i32 u32 }

/// Wider integers: numbers hold them exactly up to 2⁵³ only, in both directions.
macro_rules! wide_integers {
    ($($integer:ident)*) => {$(
        impl<'s> FromJs<'s> for $integer {
            fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<$integer> {
                let number = number_of(scope, value)?;
                let integer = number as i128;
                let exact = integer as f64 == number && (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&integer);
                let converted = if exact { $integer::try_from(integer).ok() } else { None };
                converted.ok_or(Error::Range { number, target: stringify!($integer) })
            }
        }

        impl<'s> IntoJs<'s> for $integer {
            /// # Errors
            /// [`Error::Range`] beyond ±(2⁵³ − 1): see [`Scope::bigint`].
            fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
                let exact = i128::try_from(self).is_ok_and(|integer| (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&integer));
                let number = self as f64;
                if exact { Ok(scope.number(number)) } else { Err(Error::Range { number, target: "number" }) }
            }
        }
    )*};
}

wide_integers! { i64 u64 i128 u128 isize usize }
