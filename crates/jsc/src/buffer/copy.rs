//! Bytes between the engine's buffers and Rust's memory.

use super::typed_array::{from_memory, zeroed};
use super::{Element, Memory};
use crate::error::{Error, Result};
use crate::intrinsics::Intrinsic;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{ArrayBuffer, Value};

/// # Errors
/// [`Error::OutOfBounds`] unless `count` bytes from `start` on are within `length`.
pub(super) fn check_bounds(start: usize, count: usize, length: usize) -> Result<()> {
    match start.checked_add(count) {
        Some(end) if end <= length => Ok(()),
        end => Err(Error::OutOfBounds {
            start,
            end: end.unwrap_or(usize::MAX),
            length,
        }),
    }
}

/// A copy of `length` bytes of `buffer`, which are whole elements.
pub(super) fn read<T: Element>(
    scope: &Scope,
    buffer: Local<'_, ArrayBuffer>,
    start: usize,
    length: usize,
) -> Result<Vec<T>> {
    scope.nested(|scope| {
        let bytes = zeroed(scope, raw::kJSTypedArrayTypeUint8Array, length)?;
        copy(scope, bytes.buffer(scope)?, 0, buffer, start, length)?;
        let count = length / size_of::<T>();
        let mut elements = Vec::<T>::new();
        elements
            .try_reserve_exact(count)
            .map_err(|_| Error::OutOfMemory { bytes: length })?;
        if count > 0 {
            let source = scope.check(|context, exception| {
                // SAFETY: a live context and typed array.
                unsafe {
                    raw::JSObjectGetTypedArrayBytesPtr(context, bytes.as_raw_object(), exception)
                }
            })?;
            if source.is_null() {
                return Err(Error::Engine("JSObjectGetTypedArrayBytesPtr returned NULL"));
            }
            // SAFETY: `bytes` was made above with this length and at offset 0, is rooted here, cannot be resized, and no script has it: its
            // memory stays where it is. There is room for `count` elements, and any bytes are valid ones.
            unsafe {
                std::ptr::copy_nonoverlapping(
                    source.cast::<u8>(),
                    elements.as_mut_ptr().cast(),
                    count * size_of::<T>(),
                );
                elements.set_len(count);
            }
        }
        Ok(elements)
    })
}

/// Copies `source` into `buffer`.
pub(super) fn write<T: Element>(
    scope: &Scope,
    buffer: Local<'_, ArrayBuffer>,
    start: usize,
    source: &[T],
) -> Result<()> {
    scope.nested(|scope| {
        let bytes = from_memory(scope, Memory::new(source.to_vec())?)?;
        copy(
            scope,
            buffer,
            start,
            bytes.buffer(scope)?,
            0,
            size_of_val(source),
        )
    })
}

fn copy(
    scope: &Scope,
    target: Local<'_, ArrayBuffer>,
    target_start: usize,
    source: Local<'_, ArrayBuffer>,
    source_start: usize,
    length: usize,
) -> Result<()> {
    // Exact: lengths of buffers are far below 2⁵³.
    let [target_start, source_start, length] =
        [target_start, source_start, length].map(|n| scope.number(n as f64).as_raw());
    let arguments = [
        target.as_raw(),
        target_start,
        source.as_raw(),
        source_start,
        length,
    ];
    let done: Local<'_, Value> = scope.call_intrinsic(Intrinsic::Copy, &arguments)?;
    if done.to_boolean(scope) {
        Ok(())
    } else {
        Err(Error::Detached)
    }
}
