//! Calling JavaScript functions from Rust. The other direction is in [`callback`](crate::callback).

mod arguments;

use std::ptr;

pub use arguments::IntoArgs;

use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{Function, Object, Value};

impl Local<'_, Function> {
    /// Calls the function. Its `this` is the realm's global object (the engine has no way to pass `undefined`).
    ///
    /// Calling a function that was kept (as a [`Protected`](crate::Protected)) takes some 80 ns; evaluating the same text anew takes ten times as long, though
    /// the engine remembers how it parses.
    ///
    /// Arguments are a tuple of up to eight values that convert to JavaScript, or a slice of [`Local`]s.
    ///
    /// ```
    /// # use jsc::Function;
    /// # let context = jsc::Vm::new()?.new_context()?;
    /// context.enter(|scope| {
    ///     let max = scope.eval("Math.max")?.cast::<Function>(scope)?;
    ///     assert_eq!(max.call(scope, (1.0, 3.0, 2.0))?.to::<f64>(scope)?, 3.0);
    ///
    ///     let numbers = [scope.eval("4")?, scope.eval("5")?];
    ///     assert_eq!(max.call(scope, &numbers[..])?.to::<f64>(scope)?, 5.0);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Exception`] with what the function threw; [`Error::Interrupted`]; those of converting the arguments.
    ///
    /// # Panics
    /// If the function called a host function that panicked, the panic goes on here.
    #[doc(alias = "JSObjectCallAsFunction")]
    #[inline]
    pub fn call<'s>(self, scope: &'s Scope, args: impl IntoArgs<'s>) -> Result<Local<'s, Value>> {
        self.call_raw(scope, ptr::null_mut(), args)
    }

    /// Calls the function with a `this`.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    ///
    /// # Panics
    /// As [`call`](Self::call).
    #[inline]
    pub fn call_with_this<'s>(
        self,
        scope: &'s Scope,
        this: Local<'_, Object>,
        args: impl IntoArgs<'s>,
    ) -> Result<Local<'s, Value>> {
        self.call_raw(scope, this.as_raw_object(), args)
    }

    #[inline]
    fn call_raw<'s>(
        self,
        scope: &'s Scope,
        this: raw::JSObjectRef,
        args: impl IntoArgs<'s>,
    ) -> Result<Local<'s, Value>> {
        let value = args.with_slice(scope, |args| {
            scope.check(|context, exception| {
                // SAFETY: live context; function, `this` and arguments are rooted by scopes of its VM. `Local` is a transparent JSValueRef.
                unsafe {
                    raw::JSObjectCallAsFunction(
                        context,
                        self.as_raw_object(),
                        this,
                        args.len(),
                        args.as_ptr().cast(),
                        exception,
                    )
                }
            })
        })?;
        if value.is_null() {
            return Err(Error::Engine(
                "JSObjectCallAsFunction returned NULL without an exception",
            ));
        }
        // SAFETY: the engine has just handed the value out.
        Ok(unsafe { scope.local(value) })
    }

    /// Calls the function as a constructor: `new f(…)`.
    ///
    /// # Errors
    /// [`Error::Type`] if the function is not a constructor (arrow functions, methods and most host functions are not), and as
    /// [`call`](Self::call).
    ///
    /// # Panics
    /// As [`call`](Self::call).
    #[doc(alias = "JSObjectCallAsConstructor")]
    pub fn construct<'s>(
        self,
        scope: &'s Scope,
        args: impl IntoArgs<'s>,
    ) -> Result<Local<'s, Object>> {
        if !self.is_constructor(scope) {
            return Err(Error::Type {
                expected: "constructor",
                found: "function".to_owned(),
            });
        }
        let object = args.with_slice(scope, |args| {
            scope.check(|context, exception| {
                // SAFETY: as in `call_raw`.
                unsafe {
                    raw::JSObjectCallAsConstructor(
                        context,
                        self.as_raw_object(),
                        args.len(),
                        args.as_ptr().cast(),
                        exception,
                    )
                }
            })
        })?;
        if object.is_null() {
            return Err(Error::Engine(
                "JSObjectCallAsConstructor returned NULL without an exception",
            ));
        }
        // SAFETY: the engine has just handed the object out.
        Ok(unsafe { scope.local(object) })
    }

    /// Whether `new f()` works.
    #[doc(alias = "JSObjectIsConstructor")]
    pub fn is_constructor(self, scope: &Scope) -> bool {
        // SAFETY: a live context and function.
        unsafe { raw::JSObjectIsConstructor(scope.raw(), self.as_raw_object()) }
    }
}
