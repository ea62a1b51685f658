//! What a host function is called with.

use crate::callback::in_argument;
use crate::convert::FromJs;
use crate::error::Result;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{Object, Value};

/// The arguments of a call to a host function, and its `this`. They live as long as the call.
#[derive(Clone, Copy, Debug)]
pub struct Args<'s> {
    scope: &'s Scope,
    this: Local<'s, Object>,
    values: &'s [Local<'s, Value>],
}

impl<'s> Args<'s> {
    pub(super) fn new(
        scope: &'s Scope,
        this: Local<'s, Object>,
        values: &'s [Local<'s, Value>],
    ) -> Args<'s> {
        Args {
            scope,
            this,
            values,
        }
    }

    /// The number of arguments that were passed.
    #[inline]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether no argument was passed.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of an argument; `undefined` if it was not passed.
    #[inline]
    pub fn value(&self, index: usize) -> Local<'s, Value> {
        self.values
            .get(index)
            .copied()
            .unwrap_or_else(|| self.scope.undefined())
    }

    /// An argument, converted; one that was not passed counts as `undefined`.
    ///
    /// # Errors
    /// [`Error::Argument`](crate::Error::Argument) if it is not of the type.
    #[inline]
    pub fn get<T: FromJs<'s>>(&self, index: usize) -> Result<T> {
        T::from_js(self.scope, self.value(index))
            .map_err(|cause| in_argument(index.saturating_add(1), cause))
    }

    /// An argument that may be left out: `None` if it was not passed, or is `undefined`.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn opt<T: FromJs<'s>>(&self, index: usize) -> Result<Option<T>> {
        match self.values.get(index) {
            Some(&value) if !is_undefined(self.scope, value) => self.get(index).map(Some),
            _ => Ok(None),
        }
    }

    /// The arguments from `index` on.
    ///
    /// # Errors
    /// As [`get`](Self::get), for the first one that does not fit.
    pub fn rest<T: FromJs<'s>>(&self, index: usize) -> Result<Vec<T>> {
        (index..self.len()).map(|index| self.get(index)).collect()
    }

    /// All arguments as they are.
    #[inline]
    pub fn as_slice(&self) -> &'s [Local<'s, Value>] {
        self.values
    }

    /// The receiver. Always an object: the engine makes objects of primitives, and the global object of `undefined` and `null`.
    #[inline]
    pub fn this(&self) -> Local<'s, Object> {
        self.this
    }

    /// The scope of the call.
    #[inline]
    pub fn scope(&self) -> &'s Scope {
        self.scope
    }
}

fn is_undefined(scope: &Scope, value: Local<'_, Value>) -> bool {
    // SAFETY: the predicate takes a live context and any value.
    unsafe { raw::JSValueIsUndefined(scope.raw(), value.as_raw()) }
}

/// A type that a parameter of a closure for [`Scope::function`] can have: every type that is [`FromJs`] in any scope, and [`This`], [`Opt`] and
/// [`Rest`].
pub trait FromArgs: Sized {
    /// Whether it counts in the function's `length`.
    #[doc(hidden)]
    const COUNTED: bool;

    /// Takes what is its own from the arguments; `next` is the index of the first one that nobody took.
    #[doc(hidden)]
    fn from_args(args: Args<'_>, next: &mut usize) -> Result<Self>;
}

impl<T: for<'a> FromJs<'a>> FromArgs for T {
    const COUNTED: bool = true;

    #[inline]
    fn from_args(args: Args<'_>, next: &mut usize) -> Result<T> {
        let index = *next;
        *next = index.saturating_add(1);
        args.get(index)
    }
}

/// A parameter that is the receiver: `|This(point): This<Protected<Object>>, x: f64| …`.
///
/// The engine passes an object always; see [`Args::this`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct This<T>(pub T);

impl<T: for<'a> FromJs<'a>> FromArgs for This<T> {
    const COUNTED: bool = false;

    #[inline]
    fn from_args(args: Args<'_>, _: &mut usize) -> Result<This<T>> {
        T::from_js(args.scope, args.this.into_value())
            .map(This)
            .map_err(|cause| in_argument(0, cause))
    }
}

/// A parameter that may be left out: `None` if the argument is not passed, or is `undefined`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opt<T>(pub Option<T>);

impl<T: for<'a> FromJs<'a>> FromArgs for Opt<T> {
    const COUNTED: bool = false;

    #[inline]
    fn from_args(args: Args<'_>, next: &mut usize) -> Result<Opt<T>> {
        let index = *next;
        *next = index.saturating_add(1);
        args.opt(index).map(Opt)
    }
}

/// A last parameter that takes the arguments that are left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest<T>(pub Vec<T>);

impl<T: for<'a> FromJs<'a>> FromArgs for Rest<T> {
    const COUNTED: bool = false;

    fn from_args(args: Args<'_>, next: &mut usize) -> Result<Rest<T>> {
        let index = std::mem::replace(next, usize::MAX);
        args.rest(index).map(Rest)
    }
}
