//! Raw bindings to JavaScriptCore's C API.
#![allow(
    non_upper_case_globals,
    non_camel_case_types,
    non_snake_case,
    reason = "the names are the C API's"
)]

#[macro_use]
mod table;

mod bindings;
mod build_info;
mod glib;
mod hidden;
mod lookup;
mod private;
mod recent;

pub use bindings::*;
pub use build_info::{LIBRARY, LIBRARY_VERSION, LINK_KIND};
pub use glib::{GMainContext, GPollFD, Glib, glib};
pub use private::{Private, names, private};
pub use recent::{Recent, recent};

/// The integer that C gives to an `enum`: signed for MSVC, unsigned elsewhere.
#[cfg(target_env = "msvc")]
pub type CEnum = core::ffi::c_int;
/// The integer that C gives to an `enum`: signed for MSVC, unsigned elsewhere.
#[cfg(not(target_env = "msvc"))]
pub type CEnum = core::ffi::c_uint;
