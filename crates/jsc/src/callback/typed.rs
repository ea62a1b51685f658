//! Closures with typed parameters and results.

use std::cell::RefCell;
use std::marker::PhantomData;

use crate::callback::args::{Args, FromArgs};
use crate::callback::host::HostCall;
use crate::convert::IntoJs;
use crate::error::{Error, Result};
use crate::local::Local;
use crate::scope::Scope;
use crate::value::Value;

/// What a host function may return: a value that is [`IntoJs`], or a `Result` of one whose error converts to [`Error`].
pub trait IntoReturn {
    #[doc(hidden)]
    fn into_return(self, scope: &Scope) -> Result<Local<'_, Value>>;
}

impl<T: for<'s> IntoJs<'s>> IntoReturn for T {
    #[inline]
    fn into_return(self, scope: &Scope) -> Result<Local<'_, Value>> {
        self.into_js(scope)
    }
}

impl<T: for<'s> IntoJs<'s>, E: Into<Error>> IntoReturn for Result<T, E> {
    #[inline]
    fn into_return(self, scope: &Scope) -> Result<Local<'_, Value>> {
        self.map_err(Into::into)?.into_js(scope)
    }
}

/// Closures that [`Scope::function`] takes. `M` is what their signature looks like, and can always be inferred.
pub trait HostFunction<M>: 'static {
    #[doc(hidden)]
    const LENGTH: u32;

    #[doc(hidden)]
    fn invoke<'s>(&self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>>;
}

/// Closures that [`Scope::function_mut`] takes.
pub trait HostFunctionMut<M>: 'static {
    #[doc(hidden)]
    const LENGTH: u32;

    #[doc(hidden)]
    fn invoke<'s>(&mut self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>>;
}

macro_rules! closures {
    ($(($($parameter:ident),*))*) => {$(
        impl<Closure, R, $($parameter),*> HostFunction<fn($($parameter),*) -> R> for Closure
        where
            Closure: Fn($($parameter),*) -> R + 'static,
            R: IntoReturn,
            $($parameter: FromArgs,)*
        {
            const LENGTH: u32 = 0 $(+ $parameter::COUNTED as u32)*;

            #[inline]
            fn invoke<'s>(&self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>> {
                #[allow(unused_mut, unused_variables, reason = "a closure may have no parameters")]
                let mut next = 0;
                let _ = args;
                self($($parameter::from_args(args, &mut next)?),*).into_return(scope)
            }
        }

        impl<Closure, R, $($parameter),*> HostFunctionMut<fn($($parameter),*) -> R> for Closure
        where
            Closure: FnMut($($parameter),*) -> R + 'static,
            R: IntoReturn,
            $($parameter: FromArgs,)*
        {
            const LENGTH: u32 = 0 $(+ $parameter::COUNTED as u32)*;

            #[inline]
            fn invoke<'s>(&mut self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>> {
                #[allow(unused_mut, unused_variables, reason = "a closure may have no parameters")]
                let mut next = 0;
                let _ = args;
                self($($parameter::from_args(args, &mut next)?),*).into_return(scope)
            }
        }
    )*};
}

closures! {
    ()
    (A)
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
    (A, B, C, D, E, F, G)
    (A, B, C, D, E, F, G, H)
}

/// A closure with what its signature looks like.
pub(super) struct Typed<F, M> {
    closure: F,
    _signature: PhantomData<fn() -> M>,
}

impl<F, M> Typed<F, M> {
    pub(super) fn new(closure: F) -> Typed<F, M> {
        Typed {
            closure,
            _signature: PhantomData,
        }
    }
}

impl<F: HostFunction<M>, M: 'static> HostCall for Typed<F, M> {
    const LENGTH: u32 = F::LENGTH;

    #[inline]
    fn call<'s>(&self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>> {
        self.closure.invoke(scope, args)
    }
}

/// A closure that changes its state, so that it cannot run twice at a time.
pub(super) struct TypedMut<F, M> {
    closure: RefCell<F>,
    _signature: PhantomData<fn() -> M>,
}

impl<F, M> TypedMut<F, M> {
    pub(super) fn new(closure: F) -> TypedMut<F, M> {
        TypedMut {
            closure: RefCell::new(closure),
            _signature: PhantomData,
        }
    }
}

impl<F: HostFunctionMut<M>, M: 'static> HostCall for TypedMut<F, M> {
    const LENGTH: u32 = F::LENGTH;

    #[inline]
    fn call<'s>(&self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>> {
        self.closure
            .try_borrow_mut()
            .map_err(|_| Error::Reentered)?
            .invoke(scope, args)
    }
}
