//! Symbols found while the program runs.

use core::ffi::{CStr, c_void};
use core::ptr::NonNull;

/// The address of an exported symbol of the engine, or of a library it brought along.
#[cfg(unix)]
pub(crate) fn symbol(name: &CStr) -> Option<NonNull<c_void>> {
    need_the_engine();
    // SAFETY: dlsym takes any NUL-terminated name, from any thread, and does not keep it.
    NonNull::new(unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) })
}

/// The address of an exported symbol of the engine's DLL.
#[cfg(windows)]
pub(crate) fn symbol(name: &CStr) -> Option<NonNull<c_void>> {
    need_the_engine();
    // The one that was linked is loaded before `main`; its file may carry any of these names.
    let modules = [
        concat!(env!("LINKED_JSC_LIB"), ".dll\0"),
        "JavaScriptCore.dll\0",
        "libJavaScriptCore.dll\0",
    ];
    modules.iter().find_map(|module| {
        let module = CStr::from_bytes_with_nul(module.as_bytes()).ok()?;
        // SAFETY: GetModuleHandleA takes any NUL-terminated name and does not keep it.
        let handle = NonNull::new(unsafe { GetModuleHandleA(module.as_ptr()) })?;
        // SAFETY: the handle is a loaded module; a DLL linked at start-up is never unloaded.
        NonNull::new(unsafe { GetProcAddress(handle.as_ptr(), name.as_ptr()) })
    })
}

/// Nothing can be looked up here.
#[cfg(not(any(unix, windows)))]
pub(crate) fn symbol(_name: &CStr) -> Option<NonNull<c_void>> {
    None
}

/// Refers to the engine, so that the linker keeps it: a library that nothing refers to is not
/// loaded (`--as-needed`), and then nothing is found in it.
#[cfg(any(unix, windows))]
fn need_the_engine() {
    core::hint::black_box(crate::JSEvaluateScript as *const ());
}

#[cfg(windows)]
#[link(name = "kernel32")]
unsafe extern "system" {
    fn GetModuleHandleA(name: *const core::ffi::c_char) -> *mut c_void;
    fn GetProcAddress(module: *mut c_void, name: *const core::ffi::c_char) -> *mut c_void;
}
