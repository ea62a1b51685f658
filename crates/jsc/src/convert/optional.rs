//! Nothing, or something.

use super::{FromJs, IntoJs, type_error};
use crate::error::Result;
use crate::local::Local;
use crate::scope::Scope;
use crate::value::Value;

impl<'s, T: FromJs<'s>> FromJs<'s> for Option<T> {
    #[inline]
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Option<T>> {
        if value.is_nullish(scope) {
            Ok(None)
        } else {
            T::from_js(scope, value).map(Some)
        }
    }
}

/// `None` is `undefined`.
impl<'s, T: IntoJs<'s>> IntoJs<'s> for Option<T> {
    #[inline]
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        match self {
            Some(value) => value.into_js(scope),
            None => Ok(scope.undefined()),
        }
    }
}

impl<'s> FromJs<'s> for () {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<()> {
        if value.is_undefined(scope) {
            Ok(())
        } else {
            Err(type_error(scope, "undefined", value))
        }
    }
}

impl<'s> IntoJs<'s> for () {
    #[inline]
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.undefined())
    }
}
