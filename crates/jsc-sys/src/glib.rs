//! GLib's main contexts, for the engine's timers. WebKitGTK's library always brings GLib along, so
//! its functions are looked up rather than linked.

use crate::lookup;
use core::ffi::{c_int, c_uint, c_void};
use core::mem;
use core::ptr::NonNull;
use once_cell::sync::OnceCell;

/// A set of event sources and the file descriptors they wait for.
#[repr(C)]
#[derive(Debug)]
pub struct GMainContext {
    _opaque: [u8; 0],
}

/// A file descriptor to wait for; `struct pollfd` where there is `poll`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GPollFD {
    /// The descriptor.
    pub fd: c_int,
    /// The conditions waited for: `POLLIN`, `POLLOUT` and the others of `poll`.
    pub events: u16,
    /// The conditions that came true.
    pub revents: u16,
}

macro_rules! glib_functions {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        /// GLib's functions on main contexts. `gboolean` is a C `int`.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub struct Glib {
            $($(#[$doc])* pub $name: unsafe extern "C" fn($($arg: $ty),*) $(-> $ret)?,)*
        }

        impl Glib {
            fn find() -> Option<Self> {
                $(
                    let name = concat!(stringify!($name), "\0");
                    let name = core::ffi::CStr::from_bytes_with_nul(name.as_bytes()).ok()?;
                    let found = lookup::symbol(name)?;
                    // SAFETY: GLib exports this name with this signature, since 2.32 at the latest
                    // and unchanged since: its ABI is stable within major version 2.
                    let $name = unsafe {
                        mem::transmute::<NonNull<c_void>, unsafe extern "C" fn($($ty),*) $(-> $ret)?>(found)
                    };
                )*
                Some(Self { $($name),* })
            }
        }
    };
}

glib_functions! {
    /// Makes a context; +1.
    g_main_context_new() -> *mut GMainContext;
    /// +1.
    g_main_context_ref(context: *mut GMainContext) -> *mut GMainContext;
    /// -1.
    g_main_context_unref(context: *mut GMainContext);
    /// The context of the program's main loop; borrowed. It does not count as thread-default.
    g_main_context_default() -> *mut GMainContext;
    /// Makes the context what this thread's new sources attach to. The thread acquires it.
    g_main_context_push_thread_default(context: *mut GMainContext);
    /// Undoes the push; the context must be the one pushed last on this thread.
    g_main_context_pop_thread_default(context: *mut GMainContext);
    /// The context pushed last on this thread, or NULL; borrowed.
    g_main_context_get_thread_default() -> *mut GMainContext;
    /// Makes this thread the owner; 0 where another one is. Counted.
    g_main_context_acquire(context: *mut GMainContext) -> c_int;
    /// Undoes one acquire.
    g_main_context_release(context: *mut GMainContext);
    /// Whether this thread is the owner.
    g_main_context_is_owner(context: *mut GMainContext) -> c_int;
    /// Runs what is ready, waiting for it if `may_block`; whether something ran.
    g_main_context_iteration(context: *mut GMainContext, may_block: c_int) -> c_int;
    /// Whether something is ready.
    g_main_context_pending(context: *mut GMainContext) -> c_int;
    /// First part of an iteration: the priority of what is ready already. Owner only.
    g_main_context_prepare(context: *mut GMainContext, priority: *mut c_int) -> c_int;
    /// Second part: the descriptors to wait for and the time in milliseconds (-1 for ever);
    /// how many there are, which may be more than fit. Owner only.
    g_main_context_query(
        context: *mut GMainContext, max_priority: c_int, timeout: *mut c_int,
        fds: *mut GPollFD, n_fds: c_int
    ) -> c_int;
    /// Third part, after the wait: whether something is ready. Owner only.
    g_main_context_check(
        context: *mut GMainContext, max_priority: c_int, fds: *mut GPollFD, n_fds: c_int
    ) -> c_int;
    /// Fourth part: runs what is ready. Owner only.
    g_main_context_dispatch(context: *mut GMainContext);
    /// Ends a wait of the owner, from any thread.
    g_main_context_wakeup(context: *mut GMainContext);
    /// The source with this number, borrowed, or NULL. A context counts its sources from 1.
    g_main_context_find_source_by_id(context: *mut GMainContext, id: c_uint) -> *mut c_void;
}

/// GLib, if this process has it: then the engine is WebKitGTK's or WPE's and runs its timers on
/// main contexts. `None` on Apple platforms and on Windows. `HIDE_JSC_PRIVATE` does not hide it.
pub fn glib() -> Option<&'static Glib> {
    static GLIB: OnceCell<Option<Glib>> = OnceCell::new();
    GLIB.get_or_init(|| {
        if cfg!(any(target_vendor = "apple", windows)) {
            None
        } else {
            Glib::find()
        }
    })
    .as_ref()
}
