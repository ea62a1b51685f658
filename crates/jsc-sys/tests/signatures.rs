//! The tables of function pointers agree with the C declarations. Most of it is checked by the
//! compiler: these files build, or they do not.

use jsc_sys::*;
use std::collections::BTreeSet;

/// The private functions as C declares them. Never called, so that nothing has to link.
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "generated; only its types are used"
)]
#[path = "../src/bindings/private_functions.rs"]
#[rustfmt::skip]
mod declared;

/// Generated: one comparison for each private function.
#[allow(
    dead_code,
    reason = "`compare_private` has done its work when it compiles"
)]
mod table {
    use super::{declared, same};
    include!("../src/bindings/private_table.rs");
}

/// Takes a pointer of the table and a declaration, of one type.
#[allow(dead_code, reason = "its calls have done their work when they compile")]
fn same<F>(_found: Option<F>, _declared: F) {}

#[test]
fn every_private_function_of_the_header_is_in_the_table() {
    let declared: BTreeSet<_> = table::PRIVATE_FUNCTIONS.into_iter().collect();
    let c_names: BTreeSet<_> = names()
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("JS") || name.starts_with("jsAudit"))
        .collect();
    assert_eq!(declared, c_names);
    assert_eq!(declared.len(), 54);
}

macro_rules! recent_functions {
    ($($name:ident)*) => {
        /// Compiles only if each field of `Recent` has the type of the function it stands for.
        #[allow(dead_code, reason = "it has done its work when it compiles")]
        fn compare_recent(recent: &Recent) {
            $(same(recent.$name, jsc_sys::$name);)*
        }

        const RECENT: &[&str] = &[$(stringify!($name)),*];
    };
}

recent_functions! {
    JSGlobalContextIsInspectable JSGlobalContextSetInspectable
    JSValueIsBigInt JSValueCompare JSValueCompareInt64 JSValueCompareUInt64 JSValueCompareDouble
    JSBigIntCreateWithDouble JSBigIntCreateWithInt64 JSBigIntCreateWithUInt64 JSBigIntCreateWithString
    JSValueToInt32 JSValueToUInt32 JSValueToInt64 JSValueToUInt64
}

#[test]
fn every_recent_function_was_compared() {
    let table: Vec<_> = recent()
        .presence()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(table, RECENT);
}
