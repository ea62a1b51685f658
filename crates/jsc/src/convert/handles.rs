//! Handles, which are values already.

use super::{FromJs, IntoJs};
use crate::error::Result;
use crate::key::Key;
use crate::local::Local;
use crate::protected::Protected;
use crate::scope::Scope;
use crate::value::{JsType, Value};

impl<'s, T: JsType> FromJs<'s> for Local<'s, T> {
    #[inline]
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Local<'s, T>> {
        value.cast(scope)
    }
}

impl<'s, 'a: 's, T: JsType> IntoJs<'s> for Local<'a, T> {
    #[inline]
    fn into_js(self, _: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(self.into_value())
    }
}

impl<'s, 'a: 's, T: JsType> IntoJs<'s> for &Local<'a, T> {
    #[inline]
    fn into_js(self, _: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(self.into_value())
    }
}

impl<'s, T: JsType> FromJs<'s> for Protected<T> {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Protected<T>> {
        Ok(value.cast::<T>(scope)?.protect(scope))
    }
}

impl<'s, T: JsType> IntoJs<'s> for Protected<T> {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        (&self).into_js(scope)
    }
}

impl<'s, T: JsType> IntoJs<'s> for &Protected<T> {
    /// # Errors
    /// [`Error::AnotherVm`](crate::Error::AnotherVm).
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(self.try_local(scope)?.into_value())
    }
}

impl<'s> IntoJs<'s> for &Key {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(self.local(scope)?.into_value())
    }
}

impl<'s> IntoJs<'s> for Key {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        (&self).into_js(scope)
    }
}
