//! Typed arrays: views of buffers with a type.

use super::{Element, ElementType, Memory, copy};
use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{ArrayBuffer, TypedArray};

impl Scope {
    /// Makes a typed array of elements, which are moved in: no copy is made of a `Vec<T>`.
    ///
    /// ```
    /// # let vm = jsc::Vm::new()?;
    /// # vm.new_context()?.enter(|scope| {
    /// let samples = scope.typed_array([0.5, 0.25])?;
    /// scope.global().set(scope, "samples", samples)?;
    /// assert_eq!(scope.eval("samples.join()")?.to::<String>(scope)?, "0.5,0.25");
    /// # Ok(()) })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::BufferTooLong`] for 4 GiB or more; [`Error::Unsupported`] for 64-bit integers on old engines.
    #[doc(alias("JSObjectMakeTypedArray", "JSObjectMakeTypedArrayWithBytesNoCopy"))]
    pub fn typed_array<T: Element>(
        &self,
        elements: impl Into<Vec<T>>,
    ) -> Result<Local<'_, TypedArray>> {
        from_memory(self, Memory::new(elements.into())?)
    }

    /// Makes a `Uint8Array` of bytes, which are moved in.
    ///
    /// # Errors
    /// [`Error::BufferTooLong`] for 4 GiB or more.
    pub fn uint8_array(&self, bytes: impl Into<Vec<u8>>) -> Result<Local<'_, TypedArray>> {
        self.typed_array::<u8>(bytes)
    }
}

pub(super) fn from_memory<T: Element>(
    scope: &Scope,
    memory: Memory<T>,
) -> Result<Local<'_, TypedArray>> {
    let kind = T::TYPE.raw(scope)?;
    if memory.is_empty() {
        return zeroed(scope, kind, 0);
    }
    let array = scope.check(|context, exception| {
        let (start, length, free, data) = memory.into_raw();
        // SAFETY: a live context and a type that the engine knows; the engine owns the memory from here on, and calls `free` once, also if it
        // throws.
        unsafe {
            raw::JSObjectMakeTypedArrayWithBytesNoCopy(
                context, kind, start, length, free, data, exception,
            )
        }
    })?;
    // SAFETY: without an exception the engine returns a typed array.
    Ok(unsafe { scope.local(array) })
}

pub(super) fn zeroed(
    scope: &Scope,
    kind: raw::JSTypedArrayType,
    length: usize,
) -> Result<Local<'_, TypedArray>> {
    let array = scope.check(|context, exception| {
        // SAFETY: a live context and a type that the engine knows.
        unsafe { raw::JSObjectMakeTypedArray(context, kind, length, exception) }
    })?;
    // SAFETY: without an exception the engine returns a typed array.
    Ok(unsafe { scope.local(array) })
}

impl<'s> Local<'s, TypedArray> {
    /// The type of its elements.
    #[doc(alias = "JSValueGetTypedArrayType")]
    pub fn element_type(self, scope: &Scope) -> ElementType {
        ElementType::of(scope, self.into_value())
            .expect("a TypedArray is one by this very function")
    }

    /// The number of its elements; 0 if its buffer is detached or has become too short.
    #[doc(alias = "JSObjectGetTypedArrayLength")]
    pub fn len(self, scope: &Scope) -> usize {
        // SAFETY: a live context and typed array; reads a few words.
        unsafe {
            raw::JSObjectGetTypedArrayLength(
                scope.raw(),
                self.as_raw_object(),
                std::ptr::null_mut(),
            )
        }
    }

    /// Whether it has no elements.
    pub fn is_empty(self, scope: &Scope) -> bool {
        self.len(scope) == 0
    }

    /// Its length in bytes; 0 as for [`len`](Self::len).
    #[doc(alias = "JSObjectGetTypedArrayByteLength")]
    pub fn byte_length(self, scope: &Scope) -> usize {
        self.len(scope) * self.element_type(scope).size()
    }

    /// Where in its buffer it begins.
    #[doc(alias = "JSObjectGetTypedArrayByteOffset")]
    pub fn byte_offset(self, scope: &Scope) -> usize {
        // SAFETY: a live context and typed array; reads a few words.
        unsafe {
            raw::JSObjectGetTypedArrayByteOffset(
                scope.raw(),
                self.as_raw_object(),
                std::ptr::null_mut(),
            )
        }
    }

    /// Its buffer.
    ///
    /// # Errors
    /// A `RangeError` if the engine has no memory: a small array gets its buffer only now.
    #[doc(alias = "JSObjectGetTypedArrayBuffer")]
    pub fn buffer<'t>(self, scope: &'t Scope) -> Result<Local<'t, ArrayBuffer>> {
        let buffer = scope.check(|context, exception| {
            // SAFETY: a live context and typed array.
            unsafe { raw::JSObjectGetTypedArrayBuffer(context, self.as_raw_object(), exception) }
        })?;
        if buffer.is_null() {
            return Err(Error::Detached);
        }
        // SAFETY: the engine has just returned a buffer.
        Ok(unsafe { scope.local(buffer) })
    }

    /// A copy of its elements.
    ///
    /// # Errors
    /// [`Error::Type`] if they are of another type (a `Uint8ClampedArray` gives `u8`); [`Error::Detached`]; a `RangeError` if the engine
    /// has no memory for the copy.
    #[doc(alias = "JSObjectGetTypedArrayBytesPtr")]
    pub fn to_vec<T: Element>(self, scope: &Scope) -> Result<Vec<T>> {
        let found = self.element_type(scope);
        if found != T::TYPE && (found, T::TYPE) != (ElementType::U8Clamped, ElementType::U8) {
            return Err(Error::Type {
                expected: T::TYPE.array_name(),
                found: found.array_name().to_owned(),
            });
        }
        self.read_all(scope)
    }

    /// A copy of its bytes, whatever the type of its elements.
    ///
    /// # Errors
    /// As [`to_vec`](Self::to_vec), without the type.
    pub fn to_bytes(self, scope: &Scope) -> Result<Vec<u8>> {
        self.read_all(scope)
    }

    fn read_all<T: Element>(self, scope: &Scope) -> Result<Vec<T>> {
        scope.nested(|scope| {
            let buffer = self.buffer(scope)?;
            copy::read(
                scope,
                buffer,
                self.byte_offset(scope),
                self.byte_length(scope),
            )
        })
    }

    /// Copies `source` to the elements from `start` on.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] (in bytes of the array) if there are not as many, and those of [`to_vec`](Self::to_vec).
    pub fn write<T: Element>(self, scope: &Scope, start: usize, source: &[T]) -> Result<()> {
        let found = self.element_type(scope);
        if found != T::TYPE && (found, T::TYPE) != (ElementType::U8Clamped, ElementType::U8) {
            return Err(Error::Type {
                expected: T::TYPE.array_name(),
                found: found.array_name().to_owned(),
            });
        }
        scope.nested(|scope| {
            let buffer = self.buffer(scope)?;
            let start = start.saturating_mul(size_of::<T>());
            copy::check_bounds(start, size_of_val(source), self.byte_length(scope))?;
            copy::write(scope, buffer, self.byte_offset(scope) + start, source)
        })
    }
}
