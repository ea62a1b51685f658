//! Conversions between Rust and JavaScript values. They never coerce; [`Coerced`] does.

mod coerced;
mod collections;
mod handles;
mod numbers;
mod optional;
mod text;

pub use coerced::Coerced;

use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{JsType, Value};

/// A Rust type that can be made of a JavaScript value without coercion.
///
/// | Rust | JavaScript |
/// |---|---|
/// | `bool` | boolean |
/// | `f64` | number |
/// | `f32` | number, rounded; [`Error::Range`] if a finite one becomes infinite |
/// | integers | number that is integral and in range; for 64 bits and more at most ±(2⁵³ − 1) |
/// | `String`, `char` | string, if it is Unicode text; for `char` of one character |
/// | `()` | `undefined` |
/// | `Option<T>` | `undefined` or `null`, or a `T` |
/// | `Vec<T>`, `[T; N]` | array without holes; for `[T; N]` of that length |
/// | tuples of up to 8 | array of that length |
/// | `HashMap<String, T>`, `BTreeMap<String, T>` | object, by its own enumerable properties |
/// | [`Local<T>`](Local), [`Protected<T>`](crate::Protected) | what the engine says is a `T` |
/// | [`Coerced<T>`] | whatever JavaScript converts |
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made of a JavaScript value",
    label = "does not implement `FromJs`"
)]
pub trait FromJs<'s>: Sized {
    /// # Errors
    /// [`Error::Type`] and its kin if the value is not of the type.
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self>;
}

/// A Rust type that can be made into a JavaScript value: those of [`FromJs`], `&str`, slices, and references to them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made into a JavaScript value",
    label = "does not implement `IntoJs`"
)]
pub trait IntoJs<'s> {
    /// # Errors
    /// If the value cannot be represented, or the engine is out of memory.
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>>;
}

/// "expected `expected`, found what `value` is".
#[cold]
pub(crate) fn type_error(scope: &Scope, expected: &'static str, value: Local<'_, Value>) -> Error {
    Error::Type {
        expected,
        found: value.type_name(scope).to_owned(),
    }
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
