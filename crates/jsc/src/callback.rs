//! Host functions: Rust closures that JavaScript calls.
//!
//! # How a call goes
//!
//! A host function is an object of one C API class (there is one for the whole process), whose private slot holds the closure, the realm it
//! was made in, and its VM. The engine calls [`trampoline`](class), which looks whether the VM still exists and whether there is stack left,
//! opens a scope, runs the closure where panics are caught, and turns what comes out into a value or a thrown value. No panic ever meets a
//! C frame: it is kept until control is back in Rust, and JavaScript in between sees an `Error`.
//!
//! # How a closure goes
//!
//! When the function is collected its finalizer runs in the middle of a collection, where no user code may. So the closure goes to the VM's
//! inbox, and is dropped when a scope is opened or closed the next time.

mod args;
mod class;
mod host;
mod stack;
mod typed;

pub use args::{Args, FromArgs, Opt, Rest, This};
pub use typed::{HostFunction, HostFunctionMut, IntoReturn};

use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{Function, Value};

pub(crate) use host::{HostCall, Once};

impl Scope {
    /// Makes a function of a closure with typed parameters.
    ///
    /// Up to eight parameters of types that are [`FromJs`](crate::FromJs) in any scope, with a strict conversion: what does not fit is a `TypeError`
    /// in JavaScript. An argument that is missing counts as `undefined`. [`This`], [`Opt`] and [`Rest`] as parameter types stand for what
    /// they say. The result is a value that is [`IntoJs`](crate::IntoJs), or a `Result` of one; an `Err` is thrown, the very value again if JavaScript
    /// had thrown it before.
    ///
    /// The closure lives until the function is collected. It may be called again while it runs, hence `Fn`; see
    /// [`function_mut`](Self::function_mut). A [`Protected`](crate::Protected), [`Context`](crate::Context) or [`Vm`](crate::Vm) that it owns keeps
    /// the VM and thereby the function itself alive, for good.
    ///
    /// ```
    /// # let context = jsc::Vm::new()?.new_context()?;
    /// context.enter(|scope| {
    ///     let add = scope.function("add", |a: f64, b: f64| a + b)?;
    ///     assert_eq!(add.call(scope, (20.0, 22.0))?.to::<f64>(scope)?, 42.0);
    ///
    ///     let error = add.call(scope, (20.0,)).unwrap_err();
    ///     assert_eq!(error.to_string(), "TypeError: argument 2: expected number, found undefined");
    ///     Ok(())
    /// })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::StringTooLong`] for the name.
    pub fn function<M: 'static>(
        &self,
        name: &str,
        closure: impl HostFunction<M>,
    ) -> Result<Local<'_, Function>> {
        class::make(self, name, typed::Typed::new(closure))
    }

    /// Makes a function of a closure that changes what it owns.
    ///
    /// Like [`function`](Self::function), but JavaScript sees an `Error` ([`Error::Reentered`]) if it calls the function while it is running.
    ///
    /// ```
    /// # use jsc::Function;
    /// # let context = jsc::Vm::new()?.new_context()?;
    /// context.enter(|scope| {
    ///     let mut n = 0.0;
    ///     let next = scope.function_mut("next", move || {
    ///         n += 1.0;
    ///         n
    ///     })?;
    ///     next.call(scope, ())?;
    ///     assert_eq!(next.call(scope, ())?.to::<f64>(scope)?, 2.0);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`function`](Self::function).
    pub fn function_mut<M: 'static>(
        &self,
        name: &str,
        closure: impl HostFunctionMut<M>,
    ) -> Result<Local<'_, Function>> {
        class::make(self, name, typed::TypedMut::new(closure))
    }

    /// Makes a function of a closure that is given the scope and the arguments as they are.
    ///
    /// Its `length` is 0.
    ///
    /// ```
    /// # use jsc::{IntoJs, Value};
    /// # let context = jsc::Vm::new()?.new_context()?;
    /// context.enter(|scope| {
    ///     let count = scope.function_with("count", |scope, args| (args.len() as f64).into_js(scope))?;
    ///     assert_eq!(count.call(scope, (1.0, 2.0))?.to::<f64>(scope)?, 2.0);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`function`](Self::function).
    pub fn function_with<F>(&self, name: &str, closure: F) -> Result<Local<'_, Function>>
    where
        F: for<'s> Fn(&'s Scope, Args<'s>) -> Result<Local<'s, Value>> + 'static,
    {
        class::make(self, name, host::Raw(closure))
    }
}

/// Makes a function that scripts never see: without a name, a length and a prototype.
pub(crate) fn reaction<H: HostCall>(scope: &Scope, closure: H) -> Result<Local<'_, Function>> {
    class::make_bare(scope, scope.raw(), closure)
}

/// Like [`reaction`], for another realm of the VM, whose context must be alive.
pub(crate) fn reaction_in<H: HostCall>(
    scope: &Scope,
    context: raw::JSGlobalContextRef,
    closure: H,
) -> Result<Local<'_, Function>> {
    class::make_bare(scope, context.cast_const(), closure)
}

/// An error in an argument, with its position from 1 (0 is `this`).
#[cold]
fn in_argument(position: usize, cause: Error) -> Error {
    match cause {
        cause @ (Error::Exception(_) | Error::Interrupted | Error::Argument { .. }) => cause,
        cause => Error::Argument {
            position,
            cause: Box::new(cause),
        },
    }
}
