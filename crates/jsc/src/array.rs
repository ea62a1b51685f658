//! Arrays.

use crate::convert::IntoJs;
use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{Array, Value};

impl Scope {
    /// Makes an array of values.
    ///
    /// # Errors
    /// An exception if the engine has no memory for it.
    #[doc(alias = "JSObjectMakeArray")]
    pub fn array<T>(&self, values: &[Local<'_, T>]) -> Result<Local<'_, Array>> {
        let array = self.check(|context, exception| {
            // SAFETY: a live context; `Local` is a transparent `JSValueRef`, and the values are rooted by their scopes.
            unsafe {
                raw::JSObjectMakeArray(context, values.len(), values.as_ptr().cast(), exception)
            }
        })?;
        // SAFETY: without an exception the engine returns an array.
        Ok(unsafe { self.local(array) })
    }

    /// Makes an array of whatever can be converted.
    ///
    /// ```
    /// # let vm = jsc::Vm::new()?;
    /// # vm.new_context()?.enter(|scope| {
    /// let squares = scope.array_from((0..4).map(|n| n * n))?;
    /// assert_eq!(squares.to::<Vec<i32>>(scope)?, [0, 1, 4, 9]);
    /// # Ok(()) })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the conversions say; an exception if the engine has no memory.
    pub fn array_from<'s, I>(&'s self, items: I) -> Result<Local<'s, Array>>
    where
        I: IntoIterator,
        I::Item: IntoJs<'s>,
    {
        let values = items
            .into_iter()
            .map(|item| item.into_js(self))
            .collect::<Result<Vec<_>>>()?;
        self.array(&values)
    }
}

impl<'s> Local<'s, Array> {
    /// The array's `length`.
    ///
    /// # Errors
    /// [`Error::Engine`] if it is no number, which cannot happen.
    pub fn len(self, scope: &Scope) -> Result<u32> {
        let length = self.get(scope, "length")?.to::<f64>(scope)?;
        // Exact: the property of an array is an integer below 2³².
        if length >= 0.0 && length <= f64::from(u32::MAX) {
            Ok(length as u32)
        } else {
            Err(Error::Engine("an array has no length"))
        }
    }

    /// Whether the array's `length` is 0.
    ///
    /// # Errors
    /// As [`len`](Self::len).
    pub fn is_empty(self, scope: &Scope) -> Result<bool> {
        self.len(scope).map(|length| length == 0)
    }

    /// Adds an element at the end.
    ///
    /// # Errors
    /// [`Error::Property`] if the array is frozen; those of [`set`](Local::set).
    pub fn push<'t>(self, scope: &'t Scope, value: impl IntoJs<'t>) -> Result<()> {
        self.set_index(scope, self.len(scope)?, value)
    }

    /// Goes through the elements in order. Holes are `undefined`.
    ///
    /// The array may change meanwhile: elements are read when they are asked for, up to the length it has then. All of them are rooted in
    /// `scope`; for long arrays use [`for_each`](Self::for_each).
    pub fn iter<'t>(self, scope: &'t Scope) -> Elements<'t> {
        Elements {
            array: self.in_scope(scope),
            scope,
            next: 0,
            failed: false,
        }
    }

    /// Calls `f` for each element in order, each in a scope of its own.
    ///
    /// # Errors
    /// The first of `f`; what a getter throws.
    pub fn for_each(
        self,
        scope: &Scope,
        mut f: impl for<'i> FnMut(&'i Scope, Local<'i, Value>) -> Result<()>,
    ) -> Result<()> {
        let mut index = 0;
        while index < self.len(scope)? {
            scope.nested(|turn| f(turn, self.get_index(turn, index)?))?;
            index += 1;
        }
        Ok(())
    }

    /// The elements in order.
    ///
    /// # Errors
    /// What a getter throws.
    pub fn to_vec<'t>(self, scope: &'t Scope) -> Result<Vec<Local<'t, Value>>> {
        self.iter(scope).collect()
    }
}

/// The elements of an array. See [`iter`](Local::iter).
#[derive(Clone, Debug)]
pub struct Elements<'s> {
    array: Local<'s, Array>,
    scope: &'s Scope,
    next: u32,
    failed: bool,
}

impl<'s> Iterator for Elements<'s> {
    type Item = Result<Local<'s, Value>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match self.array.len(self.scope) {
            Ok(length) if self.next < length => {
                let element = self.array.get_index(self.scope, self.next);
                self.next += 1;
                Some(element)
            }
            Ok(_) => None,
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}
