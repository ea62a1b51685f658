//! Bytes as arguments and results.

use crate::convert::{FromJs, IntoJs, type_error};
use crate::error::Result;
use crate::local::Local;
use crate::scope::Scope;
use crate::value::{ArrayBuffer, TypedArray, Value};

/// Bytes, where a `Vec<u8>` would be an array of numbers.
///
/// Into JavaScript it is a `Uint8Array`, made without a copy. From JavaScript it is a copy of an `ArrayBuffer`, or of what a typed array
/// shows of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub Vec<u8>);

impl<'s> FromJs<'s> for Bytes {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Bytes> {
        if let Ok(array) = value.cast::<TypedArray>(scope) {
            return array.to_bytes(scope).map(Bytes);
        }
        match value.cast::<ArrayBuffer>(scope) {
            Ok(buffer) => buffer.to_vec(scope).map(Bytes),
            Err(_) => Err(type_error(scope, "ArrayBuffer or typed array", value)),
        }
    }
}

impl<'s> IntoJs<'s> for Bytes {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.uint8_array(self.0)?.into_value())
    }
}
