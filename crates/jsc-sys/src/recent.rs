//! Public functions that an engine in use may be too old for.
//!
//! They are also among the bindings, but a program that refers to one of those does not start where
//! the engine lacks it.

use crate::bindings::*;
use crate::hidden::Hidden;
use once_cell::sync::OnceCell;

/// The recent functions of the engine in this process; looked up at the first call.
pub fn recent() -> &'static Recent {
    static RECENT: OnceCell<Recent> = OnceCell::new();
    RECENT.get_or_init(|| Recent::find(&Hidden::from_env().but_not_all()))
}

symbol_table! {
    /// Public functions that macOS 13 or WebKitGTK 2.36 lack. `HIDE_JSC_PRIVATE=1` leaves them,
    /// but hides those it names.
    pub struct Recent;
    c {
        /// Whether an inspector may attach. Since macOS 13.3, iOS 16.4.
        JSGlobalContextIsInspectable(ctx: JSGlobalContextRef) -> bool;
        /// Since macOS 13.3, iOS 16.4.
        JSGlobalContextSetInspectable(ctx: JSGlobalContextRef, inspectable: bool);
        /// This one and the following: since macOS 15, iOS 18.
        JSValueIsBigInt(ctx: JSContextRef, value: JSValueRef) -> bool;
        /// Throws.
        JSValueCompare(
            ctx: JSContextRef, left: JSValueRef, right: JSValueRef, exception: *mut JSValueRef
        ) -> JSRelationCondition;
        /// Throws.
        JSValueCompareInt64(
            ctx: JSContextRef, left: JSValueRef, right: i64, exception: *mut JSValueRef
        ) -> JSRelationCondition;
        /// Throws.
        JSValueCompareUInt64(
            ctx: JSContextRef, left: JSValueRef, right: u64, exception: *mut JSValueRef
        ) -> JSRelationCondition;
        /// Throws.
        JSValueCompareDouble(
            ctx: JSContextRef, left: JSValueRef, right: f64, exception: *mut JSValueRef
        ) -> JSRelationCondition;
        /// Throws a RangeError where the number has a fraction.
        JSBigIntCreateWithDouble(
            ctx: JSContextRef, value: f64, exception: *mut JSValueRef
        ) -> JSValueRef;
        /// Throws.
        JSBigIntCreateWithInt64(
            ctx: JSContextRef, integer: i64, exception: *mut JSValueRef
        ) -> JSValueRef;
        /// Throws.
        JSBigIntCreateWithUInt64(
            ctx: JSContextRef, integer: u64, exception: *mut JSValueRef
        ) -> JSValueRef;
        /// Throws.
        JSBigIntCreateWithString(
            ctx: JSContextRef, string: JSStringRef, exception: *mut JSValueRef
        ) -> JSValueRef;
        /// Modulo 2^32. Throws.
        JSValueToInt32(ctx: JSContextRef, value: JSValueRef, exception: *mut JSValueRef) -> i32;
        /// Modulo 2^32. Throws.
        JSValueToUInt32(ctx: JSContextRef, value: JSValueRef, exception: *mut JSValueRef) -> u32;
        /// Modulo 2^64. Throws.
        JSValueToInt64(ctx: JSContextRef, value: JSValueRef, exception: *mut JSValueRef) -> i64;
        /// Modulo 2^64. Throws.
        JSValueToUInt64(ctx: JSContextRef, value: JSValueRef, exception: *mut JSValueRef) -> u64;
    }
    cpp {}
}
