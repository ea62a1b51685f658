//! What JavaScript's operators and conversions do with any value.

use crate::error::Result;
use crate::intrinsics::Intrinsic;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{Function, Object, Value};

impl<'s> Local<'s, Value> {
    /// `self === other`.
    ///
    /// # Errors
    /// A `RangeError` if the engine has no memory to join two concatenated strings.
    #[doc(alias = "JSValueIsStrictEqual")]
    pub fn strict_equals<T>(self, scope: &Scope, other: Local<'_, T>) -> Result<bool> {
        let (context, left, right) = (scope.raw(), self.as_raw(), other.as_raw());
        // SAFETY: a live context and values.
        let equal = unsafe { raw::JSValueIsStrictEqual(context, left, right) };
        // SAFETY: as above.
        let strings =
            unsafe { raw::JSValueIsString(context, left) && raw::JSValueIsString(context, right) };
        if !equal && strings {
            // It has no way to say that it has thrown.
            scope.flush_exception()?;
        }
        Ok(equal)
    }

    /// `self == other`. May run JavaScript.
    ///
    /// # Errors
    /// What the conversion of an object throws.
    #[doc(alias = "JSValueIsEqual")]
    pub fn loose_equals<T>(self, scope: &Scope, other: Local<'_, T>) -> Result<bool> {
        // SAFETY: a live context and values.
        scope.check(|context, exception| unsafe {
            raw::JSValueIsEqual(context, self.as_raw(), other.as_raw(), exception)
        })
    }

    /// JavaScript's ToBoolean: whether the value is truthy. Runs no code.
    #[doc(alias = "JSValueToBoolean")]
    pub fn to_boolean(self, scope: &Scope) -> bool {
        if scope.nan_boxed() {
            if let Some(boolean) = raw::decode_bool(self.as_raw()) {
                return boolean;
            }
        }
        // SAFETY: a live context and value.
        unsafe { raw::JSValueToBoolean(scope.raw(), self.as_raw()) }
    }

    /// JavaScript's ToNumber. May run JavaScript.
    ///
    /// # Errors
    /// What the conversion of an object throws; a `TypeError` for symbols.
    #[doc(alias = "JSValueToNumber")]
    pub fn to_number(self, scope: &Scope) -> Result<f64> {
        // SAFETY: a live context and value.
        scope.check(|context, exception| unsafe {
            raw::JSValueToNumber(context, self.as_raw(), exception)
        })
    }

    /// JavaScript's ToString, for people to read: lone surrogates become U+FFFD. May run JavaScript.
    ///
    /// # Errors
    /// What the conversion of an object throws; a `TypeError` for symbols.
    #[doc(alias = "JSValueToStringCopy")]
    pub fn to_display_string(self, scope: &Scope) -> Result<String> {
        Ok(scope.to_raw_string(self)?.to_utf8_lossy())
    }

    /// JavaScript's ToObject: wraps a primitive.
    ///
    /// # Errors
    /// A `TypeError` for `undefined` and `null`.
    #[doc(alias = "JSValueToObject")]
    pub fn to_object<'t>(self, scope: &'t Scope) -> Result<Local<'t, Object>> {
        // SAFETY: a live context and value.
        let object = scope.check(|context, exception| unsafe {
            raw::JSValueToObject(context, self.as_raw(), exception)
        })?;
        // SAFETY: without an exception the engine returns an object.
        Ok(unsafe { scope.local(object) })
    }

    /// `self instanceof constructor`, but false where JavaScript throws a `TypeError` because `constructor` is none. May run JavaScript, and
    /// can be fooled by it: to know what a value is, see [`is`](Self::is).
    ///
    /// # Errors
    /// What `Symbol.hasInstance`, a getter or a proxy throws.
    #[doc(alias = "JSValueIsInstanceOfConstructor")]
    pub fn instance_of(self, scope: &Scope, constructor: Local<'_, Object>) -> Result<bool> {
        if !constructor.is::<Function>(scope) {
            // The C function does not ask such an object's `Symbol.hasInstance`.
            return Ok(scope
                .call_intrinsic(
                    Intrinsic::InstanceOf,
                    &[self.as_raw(), constructor.as_raw()],
                )?
                .to_boolean(scope));
        }
        scope.check(|context, exception| {
            // SAFETY: a live context, value and object.
            unsafe {
                raw::JSValueIsInstanceOfConstructor(
                    context,
                    self.as_raw(),
                    constructor.as_raw_object(),
                    exception,
                )
            }
        })
    }

    /// Whether the value is `undefined`.
    #[inline]
    #[doc(alias = "JSValueIsUndefined")]
    pub fn is_undefined(self, scope: &Scope) -> bool {
        if scope.nan_boxed() {
            return self.as_raw() as u64 == raw::UNDEFINED;
        }
        // SAFETY: a live context and value.
        unsafe { raw::JSValueIsUndefined(scope.raw(), self.as_raw()) }
    }

    /// Whether the value is `null`.
    #[inline]
    #[doc(alias = "JSValueIsNull")]
    pub fn is_null(self, scope: &Scope) -> bool {
        if scope.nan_boxed() {
            return self.as_raw() as u64 == raw::NULL;
        }
        // SAFETY: a live context and value.
        unsafe { raw::JSValueIsNull(scope.raw(), self.as_raw()) }
    }

    /// Whether the value is `undefined` or `null`.
    #[inline]
    pub fn is_nullish(self, scope: &Scope) -> bool {
        self.is_undefined(scope) || self.is_null(scope)
    }

    /// Whether the value is a boolean.
    #[inline]
    #[doc(alias = "JSValueIsBoolean")]
    pub fn is_boolean(self, scope: &Scope) -> bool {
        if scope.nan_boxed() {
            return raw::decode_bool(self.as_raw()).is_some();
        }
        // SAFETY: a live context and value.
        unsafe { raw::JSValueIsBoolean(scope.raw(), self.as_raw()) }
    }

    /// Whether the value is a number.
    #[inline]
    #[doc(alias = "JSValueIsNumber")]
    pub fn is_number(self, scope: &Scope) -> bool {
        if scope.nan_boxed() {
            return raw::decode_number(self.as_raw()).is_some();
        }
        // SAFETY: a live context and value.
        unsafe { raw::JSValueIsNumber(scope.raw(), self.as_raw()) }
    }
}
