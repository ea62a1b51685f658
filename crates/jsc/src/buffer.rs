//! `ArrayBuffer`s and typed arrays.
//!
//! Bytes come out and go in by copy. A slice over the engine's memory could not be sound: a script can shrink a resizable buffer, grow a
//! WebAssembly memory or transfer a buffer while the slice is in use, and asking the engine for the address pins the buffer for ever, which
//! scripts can see. So the copying is done by the engine itself, into (or from) a buffer that no script has, and buffers stay as they were.

mod bytes;
mod copy;
mod element;
mod typed_array;

pub use bytes::Bytes;
pub use element::{Element, ElementType};

use std::ffi::c_void;
use std::mem::ManuallyDrop;

use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{ArrayBuffer, TypedArray};

/// The engine's limit in bytes; more aborts the process.
const MAX_LENGTH: usize = if cfg!(target_pointer_width = "64") {
    u32::MAX as usize
} else {
    i32::MAX as usize
};

impl Scope {
    /// Makes an `ArrayBuffer` of bytes, which are moved in: no copy is made of a `Vec<u8>`. They are freed on whatever thread the collector
    /// runs.
    ///
    /// # Errors
    /// [`Error::BufferTooLong`] for 4 GiB or more.
    #[doc(alias = "JSObjectMakeArrayBufferWithBytesNoCopy")]
    pub fn array_buffer(&self, bytes: impl Into<Vec<u8>>) -> Result<Local<'_, ArrayBuffer>> {
        let memory = Memory::new(bytes.into())?;
        if memory.is_empty() {
            return typed_array::zeroed(self, raw::kJSTypedArrayTypeUint8Array, 0)?.buffer(self);
        }
        let buffer = self.check(|context, exception| {
            let (start, length, free, data) = memory.into_raw();
            // SAFETY: a live context; the engine owns the memory from here on, and calls `free` once, also if it throws.
            unsafe {
                raw::JSObjectMakeArrayBufferWithBytesNoCopy(
                    context, start, length, free, data, exception,
                )
            }
        })?;
        // SAFETY: without an exception the engine returns a buffer.
        Ok(unsafe { self.local(buffer) })
    }
}

impl<'s> Local<'s, ArrayBuffer> {
    /// Its length in bytes; 0 if it is detached. A script may change that of a resizable buffer.
    #[doc(alias = "JSObjectGetArrayBufferByteLength")]
    pub fn byte_length(self, scope: &Scope) -> usize {
        // SAFETY: a live context and an `ArrayBuffer`; reads two words.
        unsafe {
            raw::JSObjectGetArrayBufferByteLength(
                scope.raw(),
                self.as_raw_object(),
                std::ptr::null_mut(),
            )
        }
    }

    /// Whether its bytes were transferred elsewhere.
    ///
    /// # Errors
    /// None of its own.
    pub fn is_detached(self, scope: &Scope) -> Result<bool> {
        if self.byte_length(scope) > 0 {
            return Ok(false);
        }
        match self.read(scope, 0, &mut []) {
            Ok(()) => Ok(false),
            Err(Error::Detached) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// A copy of its bytes.
    ///
    /// # Errors
    /// [`Error::Detached`]; a `RangeError` if the engine has no memory for the copy.
    #[doc(alias = "JSObjectGetArrayBufferBytesPtr")]
    pub fn to_vec(self, scope: &Scope) -> Result<Vec<u8>> {
        copy::read(scope, self, 0, self.byte_length(scope))
    }

    /// Copies the bytes from `start` on into `target`.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] if there are fewer than `target` takes, and those of [`to_vec`](Self::to_vec).
    pub fn read(self, scope: &Scope, start: usize, target: &mut [u8]) -> Result<()> {
        copy::check_bounds(start, target.len(), self.byte_length(scope))?;
        target.copy_from_slice(&copy::read::<u8>(scope, self, start, target.len())?);
        Ok(())
    }

    /// Copies `source` to the bytes from `start` on.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn write(self, scope: &Scope, start: usize, source: &[u8]) -> Result<()> {
        copy::check_bounds(start, source.len(), self.byte_length(scope))?;
        copy::write(scope, self, start, source)
    }

    /// A typed array over `length` elements of the buffer, from the byte `start` on.
    ///
    /// # Errors
    /// A `RangeError` if `start` is no multiple of the element's size, or the elements are not all in the buffer; a `TypeError` if it is
    /// detached; [`Error::Unsupported`] for 64-bit integers on old engines.
    #[doc(alias(
        "JSObjectMakeTypedArrayWithArrayBuffer",
        "JSObjectMakeTypedArrayWithArrayBufferAndOffset"
    ))]
    pub fn view<'t>(
        self,
        scope: &'t Scope,
        element: ElementType,
        start: usize,
        length: usize,
    ) -> Result<Local<'t, TypedArray>> {
        let kind = element.raw(scope)?;
        let array = scope.check(|context, exception| {
            // The function without an offset aborts on a resizable buffer.
            // SAFETY: a live context and an `ArrayBuffer`.
            unsafe {
                raw::JSObjectMakeTypedArrayWithArrayBufferAndOffset(
                    context,
                    kind,
                    self.as_raw_object(),
                    start,
                    length,
                    exception,
                )
            }
        })?;
        // SAFETY: without an exception the engine returns a typed array.
        Ok(unsafe { scope.local(array) })
    }
}

/// Memory on its way to the engine, which shall free it.
struct Memory<T> {
    elements: Vec<T>,
}

type Parts = (
    *mut c_void,
    usize,
    raw::JSTypedArrayBytesDeallocator,
    *mut c_void,
);

impl<T: Element> Memory<T> {
    fn new(elements: Vec<T>) -> Result<Memory<T>> {
        let length = size_of_val(&*elements);
        if length > MAX_LENGTH {
            Err(Error::BufferTooLong {
                length,
                limit: MAX_LENGTH,
            })
        } else {
            Ok(Memory { elements })
        }
    }

    /// The engine takes a buffer without an address for a detached one, so it has to make empty ones itself.
    fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// The start, the length in bytes, the function that frees it, and what that is to be called with.
    fn into_raw(self) -> Parts {
        let mut elements = ManuallyDrop::new(self.elements);
        let capacity = std::ptr::without_provenance_mut(elements.capacity());
        (
            elements.as_mut_ptr().cast(),
            size_of_val(&**elements),
            Some(free::<T>),
            capacity,
        )
    }
}

/// May run on any thread, in the middle of a collection: it only frees memory.
unsafe extern "C" fn free<T: Element>(start: *mut c_void, capacity: *mut c_void) {
    // SAFETY: both come from `Memory::into_raw` with the same `T`, once. Elements need no destructor, so none is claimed to be there.
    drop(unsafe { Vec::from_raw_parts(start.cast::<T>(), 0, capacity.addr()) });
}
