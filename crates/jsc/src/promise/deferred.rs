//! Promises that Rust settles.

use std::ptr;

use crate::convert::IntoJs;
use crate::error::{Error, Result};
use crate::local::Local;
use crate::protected::Protected;
use crate::raw;
use crate::scope::Scope;
use crate::value::{Function, Promise, Value};

/// A promise with the two functions that settle it. The first call of either counts; further ones do nothing.
///
/// ```
/// # use jsc::PromiseStatus;
/// # let context = jsc::Vm::new()?.new_context()?;
/// let later = context.enter(|scope| {
///     let deferred = scope.deferred()?;
///     // Hand `deferred.promise()` to JavaScript, and keep the rest.
///     Ok(deferred.protect(scope))
/// })?;
/// context.enter(|scope| later.local(scope).resolve(scope, 42.0))?;
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Deferred<'s> {
    promise: Local<'s, Promise>,
    resolve: Local<'s, Function>,
    reject: Local<'s, Function>,
}

impl<'s> Deferred<'s> {
    /// The promise.
    #[inline]
    pub fn promise(&self) -> Local<'s, Promise> {
        self.promise
    }

    /// The function that resolves the promise, to be handed to JavaScript.
    #[inline]
    pub fn resolve_function(&self) -> Local<'s, Function> {
        self.resolve
    }

    /// The function that rejects the promise, to be handed to JavaScript.
    #[inline]
    pub fn reject_function(&self) -> Local<'s, Function> {
        self.reject
    }

    /// Fulfils the promise, or lets it follow `value` if that is a promise or another thenable. Reactions run as microtasks.
    ///
    /// # Errors
    /// Those of converting the value.
    pub fn resolve<'t>(&self, scope: &'t Scope, value: impl IntoJs<'t>) -> Result<()> {
        self.resolve.call(scope, (value,)).map(drop)
    }

    /// Rejects the promise. An [`Error`] as a reason goes through [`Error::throw`].
    ///
    /// # Errors
    /// Those of converting the value.
    pub fn reject<'t>(&self, scope: &'t Scope, reason: impl IntoJs<'t>) -> Result<()> {
        self.reject.call(scope, (reason,)).map(drop)
    }

    /// Resolves with an `Ok`, rejects with an `Err`.
    ///
    /// # Errors
    /// Those of converting the value; the promise is then left as it was.
    pub fn settle<'t>(&self, scope: &'t Scope, result: Result<impl IntoJs<'t>>) -> Result<()> {
        match result {
            Ok(value) => self.resolve(scope, value),
            Err(error) => self.reject(scope, error.throw(scope)),
        }
    }

    /// Keeps the promise and its functions beyond the scope.
    pub fn protect(&self, scope: &Scope) -> ProtectedDeferred {
        ProtectedDeferred {
            promise: self.promise.protect(scope),
            resolve: self.resolve.protect(scope),
            reject: self.reject.protect(scope),
        }
    }
}

/// A [`Deferred`] for as long as Rust wants it. Dropped without being settled, the promise stays pending for good.
#[derive(Clone, Debug)]
pub struct ProtectedDeferred {
    promise: Protected<Promise>,
    resolve: Protected<Function>,
    reject: Protected<Function>,
}

impl ProtectedDeferred {
    /// The promise and its functions, for as long as `scope` is open.
    ///
    /// # Panics
    /// As [`Protected::local`].
    pub fn local<'s>(&self, scope: &'s Scope) -> Deferred<'s> {
        Deferred {
            promise: self.promise.local(scope),
            resolve: self.resolve.local(scope),
            reject: self.reject.local(scope),
        }
    }

    /// The promise.
    pub fn promise(&self) -> &Protected<Promise> {
        &self.promise
    }

    /// The function that resolves and the one that rejects, apart: to be sent to another thread, for instance
    /// ([`Protected::into_send`]).
    pub fn into_functions(self) -> (Protected<Function>, Protected<Function>) {
        (self.resolve, self.reject)
    }
}

impl Scope {
    /// Makes a pending promise that Rust settles.
    ///
    /// # Errors
    /// [`Error::Exception`] if the engine is out of memory.
    #[doc(alias = "JSObjectMakeDeferredPromise")]
    pub fn deferred(&self) -> Result<Deferred<'_>> {
        let (mut resolve, mut reject) = (ptr::null_mut(), ptr::null_mut());
        let promise = self.check(|context, exception| {
            // SAFETY: a live context; both places are filled unless the call throws, and are on the stack.
            unsafe {
                raw::JSObjectMakeDeferredPromise(
                    context,
                    &raw mut resolve,
                    &raw mut reject,
                    exception,
                )
            }
        })?;
        if promise.is_null() || resolve.is_null() || reject.is_null() {
            return Err(Error::Engine("JSObjectMakeDeferredPromise gave no promise"));
        }
        // SAFETY: the engine has just handed all three out: a promise, and two functions.
        Ok(unsafe {
            Deferred {
                promise: self.local(promise),
                resolve: self.local(resolve),
                reject: self.local(reject),
            }
        })
    }

    /// Makes a promise that is fulfilled with `value`, or follows it if it is a promise or another thenable.
    ///
    /// # Errors
    /// Those of converting the value.
    pub fn resolved<'s>(&'s self, value: impl IntoJs<'s>) -> Result<Local<'s, Promise>> {
        let deferred = self.deferred()?;
        deferred.resolve(self, value)?;
        Ok(deferred.promise)
    }

    /// Makes a promise that is rejected with `reason`.
    ///
    /// # Errors
    /// Those of converting the value.
    pub fn rejected<'s>(&'s self, reason: impl IntoJs<'s>) -> Result<Local<'s, Promise>> {
        let deferred = self.deferred()?;
        deferred.reject(self, reason)?;
        Ok(deferred.promise)
    }
}

/// An error becomes the value that it would be when thrown.
impl<'s> IntoJs<'s> for &Error {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(self.throw(scope))
    }
}

impl<'s> IntoJs<'s> for Error {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(self.throw(scope))
    }
}
