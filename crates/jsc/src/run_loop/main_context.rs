//! GLib's main context, on which WebKitGTK's and WPE's engines run their timers.

use std::ffi::c_int;
use std::ptr::NonNull;
use std::time::Duration;

use crate::raw;

/// One count on a `GMainContext`. Any thread may hold one and wake it; turning it is the matter of the thread that owns it.
pub(crate) struct MainContext {
    glib: &'static raw::Glib,
    raw: NonNull<raw::GMainContext>,
}

// SAFETY: the count is atomic, and `g_main_context_wakeup` is the only other function that is called off the owner's thread; GLib allows both.
unsafe impl Send for MainContext {}
// SAFETY: as above; whatever else is called acquires the context first, which fails for all threads but one.
unsafe impl Sync for MainContext {}

impl MainContext {
    /// A context of our own; `None` where the engine does not use GLib.
    pub(crate) fn new() -> Option<MainContext> {
        let glib = raw::glib()?;
        // SAFETY: takes nothing, returns +1.
        let raw = NonNull::new(unsafe { (glib.g_main_context_new)() })?;
        Some(MainContext { glib, raw })
    }

    /// Whether anything was ever attached to this context, which is fresh otherwise: the engine attaches when a thread makes its first VM.
    pub(crate) fn has_sources(&self) -> bool {
        // SAFETY: the context is alive; sources are numbered from 1, and the result is only compared.
        !unsafe { (self.glib.g_main_context_find_source_by_id)(self.raw.as_ptr(), 1) }.is_null()
    }

    /// Runs `f` with this context as the one that the thread's new sources attach to.
    pub(crate) fn with_pushed<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Pop<'c>(&'c MainContext);
        impl Drop for Pop<'_> {
            fn drop(&mut self) {
                // SAFETY: pushed below by this thread; whatever `f` pushed has been popped.
                unsafe { (self.0.glib.g_main_context_pop_thread_default)(self.0.raw.as_ptr()) };
            }
        }
        // SAFETY: the context is alive, and owned by no other thread: only the thread that made it turns it.
        unsafe { (self.glib.g_main_context_push_thread_default)(self.raw.as_ptr()) };
        let _pop = Pop(self);
        f()
    }

    /// Runs what is ready, one priority's worth, without waiting. Whether anything ran.
    pub(crate) fn turn(&self) -> bool {
        // SAFETY: the context is alive, and `iteration` acquires it. Callbacks of the engine do not unwind.
        unsafe { (self.glib.g_main_context_iteration)(self.raw.as_ptr(), 0) != 0 }
    }

    /// Waits until something is ready, the context is woken, or the time is over. Runs nothing. May return early.
    pub(crate) fn wait(&self, limit: Option<Duration>) {
        self.look(|fds, ready_in| {
            let timeout = match (ready_in, limit.map(round_up)) {
                (None, None) => -1,
                (Some(one), None) | (None, Some(one)) => one,
                (Some(one), Some(other)) => one.min(other),
            };
            poll(fds, timeout);
        });
    }

    /// The time until something is ready, if that is known: zero if it is now.
    pub(crate) fn ready_in(&self) -> Option<Duration> {
        self.look(|fds, ready_in| {
            if ready_in == Some(0) || poll(fds, 0) {
                return Some(Duration::ZERO);
            }
            ready_in.map(|millis| Duration::from_millis(millis.unsigned_abs().into()))
        })
        .flatten()
    }

    /// Ends a wait, or the next one. From any thread.
    pub(crate) fn wake(&self) {
        // SAFETY: the context is alive; GLib allows it on any thread.
        unsafe { (self.glib.g_main_context_wakeup)(self.raw.as_ptr()) };
    }

    /// GLib's protocol up to the point of dispatching: what it does itself in `g_main_context_pending`. `f` gets the descriptors to poll and
    /// the milliseconds until the next timer.
    fn look<R>(&self, f: impl FnOnce(&mut [raw::GPollFD], Option<c_int>) -> R) -> Option<R> {
        let (glib, context) = (self.glib, self.raw.as_ptr());
        // SAFETY: the context is alive.
        if unsafe { (glib.g_main_context_acquire)(context) } == 0 {
            return None;
        }
        let (mut priority, mut timeout) = (0, -1);
        // SAFETY: this thread owns the context; the engine's sources have no `prepare` function that could run code.
        unsafe { (glib.g_main_context_prepare)(context, &raw mut priority) };
        let mut fds = vec![raw::GPollFD::default(); 4];
        loop {
            let room = c_int::try_from(fds.len()).unwrap_or(c_int::MAX);
            // SAFETY: this thread owns the context; there is room for as many descriptors as said.
            let wanted = unsafe {
                (glib.g_main_context_query)(
                    context,
                    priority,
                    &raw mut timeout,
                    fds.as_mut_ptr(),
                    room,
                )
            };
            let wanted = usize::try_from(wanted).unwrap_or(0);
            let enough = wanted <= fds.len();
            fds.resize(wanted, raw::GPollFD::default());
            if enough {
                break;
            }
        }
        let result = f(&mut fds, (timeout >= 0).then_some(timeout));
        let count = c_int::try_from(fds.len()).unwrap_or(c_int::MAX);
        // SAFETY: this thread owns the context; the descriptors are those of the query.
        unsafe {
            (glib.g_main_context_check)(context, priority, fds.as_mut_ptr(), count);
            (glib.g_main_context_release)(context);
        }
        Some(result)
    }
}

impl Drop for MainContext {
    fn drop(&mut self) {
        // SAFETY: one count is ours.
        unsafe { (self.glib.g_main_context_unref)(self.raw.as_ptr()) };
    }
}

/// Whole milliseconds, not fewer than asked for; a long wait may end early.
fn round_up(limit: Duration) -> c_int {
    c_int::try_from(limit.as_nanos().div_ceil(1_000_000)).unwrap_or(c_int::MAX)
}

/// Whether a descriptor is ready. A signal ends the wait, as it may: the engine stops threads by signals.
#[cfg(unix)]
fn poll(fds: &mut [raw::GPollFD], timeout: c_int) -> bool {
    let count = libc::nfds_t::try_from(fds.len()).unwrap_or(0);
    // SAFETY: where there is poll(2), `GPollFD` has the layout of `struct pollfd` (GLib's documentation says so).
    unsafe { libc::poll(fds.as_mut_ptr().cast(), count, timeout) > 0 }
}

/// GLib's engines on Windows are not supported: `raw::glib` finds none there.
#[cfg(not(unix))]
fn poll(_: &mut [raw::GPollFD], _: c_int) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_up_before_the_wait_ends_it() {
        let Some(context) = MainContext::new() else {
            return;
        };
        assert!(!context.has_sources());
        assert_eq!(context.ready_in(), None);
        context.wake();
        context.wait(None);
        assert!(!context.turn());
    }

    #[test]
    fn waiting_times_are_rounded_up() {
        assert_eq!(round_up(Duration::from_nanos(1)), 1);
        assert_eq!(round_up(Duration::from_millis(7)), 7);
        assert_eq!(round_up(Duration::MAX), c_int::MAX);
    }
}
