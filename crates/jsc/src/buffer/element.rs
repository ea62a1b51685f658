//! What typed arrays are made of.

use crate::error::{Error, Result};
use crate::intrinsics::Intrinsic;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::Value;

/// The type of a typed array's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "JSTypedArrayType")]
pub enum ElementType {
    /// Of `Int8Array`.
    I8,
    /// Of `Uint8Array`.
    U8,
    /// Of `Uint8ClampedArray`.
    U8Clamped,
    /// Of `Int16Array`.
    I16,
    /// Of `Uint16Array`.
    U16,
    /// Of `Int32Array`.
    I32,
    /// Of `Uint32Array`.
    U32,
    /// Of `Float32Array`.
    F32,
    /// Of `Float64Array`.
    F64,
    /// Of `BigInt64Array`.
    I64,
    /// Of `BigUint64Array`.
    U64,
}

impl ElementType {
    const ALL: [ElementType; 11] = [
        ElementType::I8,
        ElementType::U8,
        ElementType::U8Clamped,
        ElementType::I16,
        ElementType::U16,
        ElementType::I32,
        ElementType::U32,
        ElementType::F32,
        ElementType::F64,
        ElementType::I64,
        ElementType::U64,
    ];

    /// The name of the arrays of such elements: `"Int8Array"`.
    pub const fn array_name(self) -> &'static str {
        match self {
            ElementType::I8 => "Int8Array",
            ElementType::U8 => "Uint8Array",
            ElementType::U8Clamped => "Uint8ClampedArray",
            ElementType::I16 => "Int16Array",
            ElementType::U16 => "Uint16Array",
            ElementType::I32 => "Int32Array",
            ElementType::U32 => "Uint32Array",
            ElementType::F32 => "Float32Array",
            ElementType::F64 => "Float64Array",
            ElementType::I64 => "BigInt64Array",
            ElementType::U64 => "BigUint64Array",
        }
    }

    /// The size of one in bytes.
    pub const fn size(self) -> usize {
        match self {
            ElementType::I8 | ElementType::U8 | ElementType::U8Clamped => 1,
            ElementType::I16 | ElementType::U16 => 2,
            ElementType::I32 | ElementType::U32 | ElementType::F32 => 4,
            ElementType::F64 | ElementType::I64 | ElementType::U64 => 8,
        }
    }

    const fn code(self) -> raw::JSTypedArrayType {
        match self {
            ElementType::I8 => raw::kJSTypedArrayTypeInt8Array,
            ElementType::U8 => raw::kJSTypedArrayTypeUint8Array,
            ElementType::U8Clamped => raw::kJSTypedArrayTypeUint8ClampedArray,
            ElementType::I16 => raw::kJSTypedArrayTypeInt16Array,
            ElementType::U16 => raw::kJSTypedArrayTypeUint16Array,
            ElementType::I32 => raw::kJSTypedArrayTypeInt32Array,
            ElementType::U32 => raw::kJSTypedArrayTypeUint32Array,
            ElementType::F32 => raw::kJSTypedArrayTypeFloat32Array,
            ElementType::F64 => raw::kJSTypedArrayTypeFloat64Array,
            ElementType::I64 => raw::kJSTypedArrayTypeBigInt64Array,
            ElementType::U64 => raw::kJSTypedArrayTypeBigUint64Array,
        }
    }

    /// The type of the elements of `value`, if it is a typed array of a known one.
    pub(crate) fn of(scope: &Scope, value: Local<'_, Value>) -> Option<ElementType> {
        // SAFETY: a live context and value; the function never throws.
        let code = unsafe {
            raw::JSValueGetTypedArrayType(scope.raw(), value.as_raw(), std::ptr::null_mut())
        };
        ElementType::ALL
            .into_iter()
            .find(|element| element.code() == code)
    }

    /// The engine's code for it. An engine that does not know a code aborts the process, so it is asked first.
    pub(super) fn raw(self, scope: &Scope) -> Result<raw::JSTypedArrayType> {
        if matches!(self, ElementType::I64 | ElementType::U64) {
            let sample = scope.intrinsic(Intrinsic::BigInt64Array)?;
            // SAFETY: a live context, and a value that the home realm roots.
            let code =
                unsafe { raw::JSValueGetTypedArrayType(scope.raw(), sample, std::ptr::null_mut()) };
            if code != raw::kJSTypedArrayTypeBigInt64Array {
                return Err(Error::Unsupported {
                    feature: "making typed arrays of 64-bit integers",
                    reason: "the C API of this engine does not know BigInt64Array",
                });
            }
        }
        Ok(self.code())
    }
}

mod sealed {
    pub trait Sealed: Copy + Send + 'static {}
}

/// A Rust type that elements of typed arrays are made of. Any bytes are a valid one. The trait is sealed.
pub trait Element: sealed::Sealed {
    /// The type of the elements.
    const TYPE: ElementType;
}

macro_rules! elements {
    ($($rust:ty: $element:ident;)*) => {$(
        impl sealed::Sealed for $rust {}
        impl Element for $rust {
            const TYPE: ElementType = ElementType::$element;
        }
    )*};
}

elements! {
    i8: I8;
    u8: U8;
    i16: I16;
    u16: U16;
    i32: I32;
    u32: U32;
    f32: F32;
    f64: F64;
    i64: I64;
    u64: U64;
}
