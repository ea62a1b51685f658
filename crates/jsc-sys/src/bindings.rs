//! The C API as bindgen reads it from the headers in `vendor/jsc`: made by this build, or by an
//! earlier one and kept in `src/bindings/`. A test proves the two the same.

#[cfg(not(jsc_sys_generated))]
#[allow(missing_docs, reason = "the C names say what the C API says")]
#[rustfmt::skip]
mod public;

#[cfg(jsc_sys_generated)]
#[allow(missing_docs, reason = "the C names say what the C API says")]
mod public {
    include!(concat!(env!("OUT_DIR"), "/public.rs"));
}

#[cfg(not(jsc_sys_generated))]
#[allow(missing_docs, reason = "the C names say what the C API says")]
#[rustfmt::skip]
mod private_types;

#[cfg(jsc_sys_generated)]
#[allow(missing_docs, reason = "the C names say what the C API says")]
mod private_types {
    include!(concat!(env!("OUT_DIR"), "/private_types.rs"));
}

pub use private_types::*;
pub use public::*;

/// Every function as a symbol to link: an archive has them all.
#[cfg(jsc_sys_static)]
pub(crate) mod linked {
    pub(crate) use super::private_functions::*;
    pub(crate) use super::public::*;
}

/// The private functions as symbols to link.
#[cfg(jsc_sys_static)]
#[allow(missing_docs, unreachable_pub, reason = "generated")]
#[rustfmt::skip]
mod private_functions;

/// A class definition that asks for nothing; a starting point for `..kJSClassDefinitionEmpty`.
///
/// A constant of ours, not the C API's variable of this name: a data symbol of a DLL does not link
/// under MSVC unless it is marked `dllimport`.
pub const kJSClassDefinitionEmpty: JSClassDefinition = JSClassDefinition {
    version: 0,
    attributes: kJSClassAttributeNone,
    className: core::ptr::null(),
    parentClass: core::ptr::null_mut(),
    staticValues: core::ptr::null(),
    staticFunctions: core::ptr::null(),
    initialize: None,
    finalize: None,
    hasProperty: None,
    getProperty: None,
    setProperty: None,
    deleteProperty: None,
    getPropertyNames: None,
    callAsFunction: None,
    callAsConstructor: None,
    hasInstance: None,
    convertToType: None,
};
