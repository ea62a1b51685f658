//! Raw bindings to JavaScriptCore's C API.
//!
//! ```
//! use jsc_sys::*;
//! use std::ptr;
//!
//! // SAFETY: the context and the string are alive until they are released at the end; the number
//! // is read while the value is on this stack; the other pointers may be NULL.
//! let number = unsafe {
//!     let context = JSGlobalContextCreate(ptr::null_mut());
//!     let script = JSStringCreateWithUTF8CString(c"6 * 7".as_ptr());
//!     let mut exception = ptr::null();
//!     let value =
//!         JSEvaluateScript(context, script, ptr::null_mut(), ptr::null_mut(), 1, &mut exception);
//!     assert!(exception.is_null());
//!     let number = JSValueToNumber(context, value, ptr::null_mut());
//!     JSStringRelease(script);
//!     JSGlobalContextRelease(context);
//!     number
//! };
//! assert_eq!(number, 42.0);
//! ```
//!
//! # Three sorts of functions
//!
//! - **Public** ones, 117, are linked, under their C names. Every engine in use has them, except
//!   the youngest 15.
//! - **[`Recent`]** ones are those 15, looked up when the program runs. A program that refers to
//!   the linked ones does not start on macOS 14; one that asks [`recent`] finds `None` there.
//! - **[`Private`]** ones no header declares. They are looked up, because engines differ:
//!
//! ```
//! # use jsc_sys::*;
//! # // SAFETY: NULL asks for a context without a class.
//! # let context = unsafe { JSGlobalContextCreate(std::ptr::null_mut()) };
//! let private = jsc_sys::private();
//! if let (Some(lock), Some(unlock)) = (private.JSLock, private.JSUnlock) {
//!     // SAFETY: the context is alive; the lock is released on the thread that took it.
//!     unsafe {
//!         lock(context);
//!         unlock(context);
//!     }
//! }
//! # // SAFETY: it was made above.
//! # unsafe { JSGlobalContextRelease(context) };
//! ```
//!
//! With `HIDE_JSC_PRIVATE=1` in its environment a program finds none of the private functions, as
//! in an engine that has only the public ones; `HIDE_JSC_PRIVATE=JSLock,promise_status` hides
//! those. It is read once, when the table is made.
//!
//! # What holds for every call
//!
//! - A value is kept alive by the machine stack and by `JSValueProtect`, not by a `Vec` or a `Box`.
//! - A function that takes `exception` leaves it alone when nothing is thrown: start from NULL.
//! - A Rust panic must not leave a callback: it would abort the process.
//!
//! # What is linked
//!
//! The build script looks into the environment, then for Apple's framework, then asks pkg-config
//! for `javascriptcoregtk-6.0`, `-4.1`, `-4.0`; the README lists the variables. [`LIBRARY`],
//! [`LIBRARY_VERSION`] and [`LINK_KIND`] tell the outcome, and a crate that depends on this one
//! finds it in its build script as `DEP_JAVASCRIPTCORE_LIB`, `_VERSION`, `_KIND`, `_PACKAGE`;
//! `DEP_JAVASCRIPTCORE_INCLUDE` is a folder with the C headers that the bindings are made from.
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

/// The README's examples are tests too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
