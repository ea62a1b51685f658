//! The only door to the engine's C functions: everything else in this crate says `raw::`.
//!
//! Besides the re-export this file knows how the engine encodes values on 64-bit targets. That is internal to the engine, so
//! nothing here is believed before [`encoding_is_as_expected`] has compared it with what the C API makes and reads.

pub(crate) use jsc_sys::*;

/// Bits that are set in every value that is not a cell (a pointer into the engine's heap) on 64-bit targets.
const NOT_CELL_MASK: u64 = 0xfffe_0000_0000_0002;
const NUMBER_TAG: u64 = 0xfffe_0000_0000_0000;
const DOUBLE_OFFSET: u64 = 0x0002_0000_0000_0000;
/// The values `undefined`, `null`, `false` and `true`.
pub(crate) const UNDEFINED: u64 = 0xa;
pub(crate) const NULL: u64 = 0x2;
pub(crate) const FALSE: u64 = 0x6;
pub(crate) const TRUE: u64 = 0x7;

/// Offset of the byte in a cell's header that holds the engine's type tag.
const TYPE_BYTE: usize = 5;

/// Whether `value` is a number, boolean, `undefined` or `null`, told from its bits alone.
#[inline(always)]
pub(crate) fn is_immediate(value: JSValueRef) -> bool {
    (value as u64) & NOT_CELL_MASK != 0 || value.is_null()
}

/// The bits of a number as the engine writes them: an int32 where the value is integral (and not -0), else an offset double.
#[inline(always)]
pub(crate) fn encode_number(value: f64) -> JSValueRef {
    let int = value as i32;
    let bits = if f64::from(int) == value && (int != 0 || value.is_sign_positive()) {
        NUMBER_TAG | u64::from(int as u32)
    } else if value.is_nan() {
        0x7ff8_0000_0000_0000 + DOUBLE_OFFSET
    } else {
        value.to_bits() + DOUBLE_OFFSET
    };
    bits as usize as JSValueRef
}

/// The bits of a boolean.
#[inline(always)]
pub(crate) fn encode_bool(value: bool) -> JSValueRef {
    (if value { TRUE } else { FALSE }) as usize as JSValueRef
}

/// The number in `value`, if it is one.
#[inline(always)]
pub(crate) fn decode_number(value: JSValueRef) -> Option<f64> {
    let bits = value as u64;
    if bits & NUMBER_TAG == NUMBER_TAG {
        Some(f64::from(bits as u32 as i32))
    } else if bits & NUMBER_TAG != 0 {
        Some(f64::from_bits(bits - DOUBLE_OFFSET))
    } else {
        None
    }
}

/// The boolean in `value`, if it is one.
#[inline(always)]
pub(crate) fn decode_bool(value: JSValueRef) -> Option<bool> {
    match value as u64 {
        TRUE => Some(true),
        FALSE => Some(false),
        _ => None,
    }
}

/// The engine's type tag of a cell.
///
/// # Safety
/// `cell` must be a live cell, and [`encoding_is_as_expected`] must have said so for this process.
#[inline(always)]
pub(crate) unsafe fn cell_type(cell: JSValueRef) -> u8 {
    // SAFETY: every cell begins with an eight-byte header; the caller promises a live one.
    unsafe { *cell.cast::<u8>().add(TYPE_BYTE) }
}

/// Compares the encoding above with what the C API makes, once per VM. Where they differ, values are made and read by calls.
pub(crate) fn encoding_is_as_expected(ctx: JSContextRef) -> bool {
    if !cfg!(target_pointer_width = "64") {
        return false;
    }
    let numbers = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        2147483647.0,
        -2147483648.0,
        2147483648.0,
        1e300,
        f64::NAN,
        f64::INFINITY,
        -5e-324,
    ];
    // SAFETY: `ctx` is a live context; these functions make immediates and take no lock (JSValueRef.h).
    unsafe {
        JSValueMakeUndefined(ctx) as u64 == UNDEFINED
            && JSValueMakeNull(ctx) as u64 == NULL
            && JSValueMakeBoolean(ctx, true) as u64 == TRUE
            && JSValueMakeBoolean(ctx, false) as u64 == FALSE
            && numbers.iter().all(|&n| {
                let made = JSValueMakeNumber(ctx, n);
                made == encode_number(n)
                    && decode_number(made).is_some_and(|back| {
                        back.to_bits() == n.to_bits() || (back.is_nan() && n.is_nan())
                    })
            })
            && {
                let object = JSObjectMake(ctx, std::ptr::null_mut(), std::ptr::null_mut());
                !is_immediate(object) && decode_number(object).is_none()
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_the_encoding() {
        for n in [
            0.0,
            -0.0,
            1.5,
            -7.0,
            4294967296.0,
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::INFINITY,
        ] {
            assert_eq!(
                decode_number(encode_number(n)).map(f64::to_bits),
                Some(n.to_bits())
            );
        }
        assert!(decode_number(encode_number(f64::NAN)).unwrap().is_nan());
        assert_eq!(decode_number(encode_bool(true)), None);
        assert_eq!(decode_bool(encode_number(1.0)), None);
    }
}
