//! [`IntoArgs`]: what a function can be called with.

use std::slice;

use crate::convert::IntoJs;
use crate::error::Result;
use crate::local::Local;
use crate::scope::Scope;
use crate::value::Value;

mod sealed {
    pub trait Sealed {}
}

/// The arguments of a call: a tuple of up to eight [`IntoJs`] values, `()` among them, or a slice or array of [`Local`]s.
pub trait IntoArgs<'s>: sealed::Sealed {
    /// Calls `f` with the converted arguments.
    #[doc(hidden)]
    fn with_slice<R>(
        self,
        scope: &'s Scope,
        f: impl FnOnce(&[Local<'_, Value>]) -> Result<R>,
    ) -> Result<R>;
}

impl<T> sealed::Sealed for &[Local<'_, T>] {}
impl<'s, T> IntoArgs<'s> for &[Local<'_, T>] {
    #[inline]
    fn with_slice<R>(
        self,
        _: &'s Scope,
        f: impl FnOnce(&[Local<'_, Value>]) -> Result<R>,
    ) -> Result<R> {
        // SAFETY: a `Local` is a transparent pointer whatever `T` is, and everything is a `Value`.
        f(unsafe { slice::from_raw_parts(self.as_ptr().cast(), self.len()) })
    }
}

impl<T, const N: usize> sealed::Sealed for &[Local<'_, T>; N] {}
impl<'s, T, const N: usize> IntoArgs<'s> for &[Local<'_, T>; N] {
    #[inline]
    fn with_slice<R>(
        self,
        scope: &'s Scope,
        f: impl FnOnce(&[Local<'_, Value>]) -> Result<R>,
    ) -> Result<R> {
        self.as_slice().with_slice(scope, f)
    }
}

macro_rules! tuples {
    ($(($($value:ident $index:tt),*))*) => {$(
        impl<$($value),*> sealed::Sealed for ($($value,)*) {}
        impl<'s, $($value: IntoJs<'s>),*> IntoArgs<'s> for ($($value,)*) {
            #[inline]
            fn with_slice<R>(self, scope: &'s Scope, f: impl FnOnce(&[Local<'_, Value>]) -> Result<R>) -> Result<R> {
                let _ = scope;
                f(&[$(self.$index.into_js(scope)?),*])
            }
        }
    )*};
}

tuples! {
    ()
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}
