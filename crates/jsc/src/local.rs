//! [`Local<'s, T>`](Local): a JavaScript value for as long as a scope is open.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::raw;
use crate::scope::Scope;
use crate::value::{SubtypeOf, Value};

/// A handle to a value that is rooted by the [`Scope`] whose borrow is `'s`.
///
/// `Local` is `Copy`, as large as a pointer, and may be kept anywhere `'s` allows: in a `Vec`, in a `Box`, in a struct. It is never empty.
/// `T` says what the value is known to be; a `Local<Function>` may be used wherever a `Local<Object>` or `Local<Value>` is wanted.
/// It can be thought of as a [`Protected`](crate::Protected) that costs nothing and cannot leave its scope.
#[repr(transparent)]
#[doc(alias = "JSValueRef")]
pub struct Local<'s, T = Value> {
    raw: raw::JSValueRef,
    /// `&'s Scope`: covariant, and neither `Send` nor `Sync` because of the pointer.
    _scope: PhantomData<(&'s (), *const T)>,
}

impl<'s, T> Local<'s, T> {
    /// # Safety
    /// `raw` must be a value of type `T` that stays rooted for `'s`.
    #[inline]
    pub(crate) unsafe fn from_raw(raw: raw::JSValueRef) -> Local<'s, T> {
        Local {
            raw,
            _scope: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn as_raw(self) -> raw::JSValueRef {
        self.raw
    }

    #[inline]
    pub(crate) fn as_raw_object(self) -> raw::JSObjectRef {
        self.raw.cast_mut()
    }

    /// The same value as another handle type.
    ///
    /// # Safety
    /// The value must be a `U`.
    #[inline]
    pub(crate) unsafe fn retype<U>(self) -> Local<'s, U> {
        // SAFETY: rooted for `'s` as `self` is; the type is the caller's promise.
        unsafe { Local::from_raw(self.raw) }
    }

    /// The same handle as a plain [`Value`].
    #[inline]
    pub fn into_value(self) -> Local<'s, Value> {
        // SAFETY: everything is a value.
        unsafe { self.retype() }
    }

    /// Roots the value in another (longer or shorter) scope of the same VM.
    #[inline]
    pub fn in_scope<'t>(self, scope: &'t Scope) -> Local<'t, T> {
        // SAFETY: alive because `self` is; scopes in reach of each other are of one VM (see `scope`'s docs).
        unsafe { scope.local(self.raw) }
    }
}

impl<T> Clone for Local<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Local<'_, T> {}

impl<T> fmt::Debug for Local<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Local<{}>({:p})",
            std::any::type_name::<T>()
                .rsplit("::")
                .next()
                .unwrap_or("?"),
            self.raw
        )
    }
}

/// Upcasts, one step at a time: `Local<Function>` → `Local<Object>` → `Local<Value>`.
impl<'s, T: SubtypeOf> Deref for Local<'s, T> {
    type Target = Local<'s, T::Super>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        // SAFETY: `Local` is a transparent pointer whatever `T` is, and a `T` is a `T::Super`.
        unsafe { &*(&raw const *self).cast() }
    }
}
