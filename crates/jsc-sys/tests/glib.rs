//! GLib's main contexts, found without linking GLib.
#![cfg(target_os = "linux")]

use jsc_sys::{GMainContext, GPollFD, Glib, glib};
use std::ptr;
use std::sync::mpsc;
use std::thread;

fn found() -> &'static Glib {
    glib().expect("WebKitGTK's library brings GLib along")
}

#[test]
fn a_pushed_context_is_the_threads_default_and_its_own() {
    let glib = found();
    // SAFETY: the context is made here and released last; pushed and popped on this thread.
    unsafe {
        let context = (glib.g_main_context_new)();
        assert!(!context.is_null());
        assert_eq!((glib.g_main_context_ref)(context), context);
        (glib.g_main_context_unref)(context);
        assert_ne!(context, (glib.g_main_context_default)());

        assert!((glib.g_main_context_get_thread_default)().is_null());
        (glib.g_main_context_push_thread_default)(context);
        assert_eq!((glib.g_main_context_get_thread_default)(), context);
        assert_eq!((glib.g_main_context_is_owner)(context), 1);
        assert_eq!((glib.g_main_context_pending)(context), 0);
        assert_eq!((glib.g_main_context_iteration)(context, 0), 0);
        (glib.g_main_context_pop_thread_default)(context);
        assert_eq!((glib.g_main_context_is_owner)(context), 0);
        assert!((glib.g_main_context_get_thread_default)().is_null());
        (glib.g_main_context_unref)(context);
    }
}

#[test]
fn an_iteration_in_parts_waits_for_its_own_descriptor() {
    let glib = found();
    // SAFETY: the context is made here and released last; this thread owns it between acquire and
    // release, as the parts of an iteration ask; the array has the length that is given with it.
    unsafe {
        let context = (glib.g_main_context_new)();
        assert_eq!((glib.g_main_context_acquire)(context), 1);
        let mut priority = 0;
        assert_eq!((glib.g_main_context_prepare)(context, &mut priority), 0);
        let mut timeout = 0;
        let mut fds = [GPollFD::default(); 4];
        let count =
            (glib.g_main_context_query)(context, priority, &mut timeout, fds.as_mut_ptr(), 4);
        assert_eq!(count, 1, "only the descriptor that wakes it");
        assert_eq!(timeout, -1, "nothing is due");
        assert!(
            fds[0].fd >= 0 && fds[0].events != 0 && fds[0].revents == 0,
            "{:?}",
            fds[0]
        );
        assert_eq!(
            (glib.g_main_context_check)(context, priority, fds.as_mut_ptr(), count),
            0
        );
        (glib.g_main_context_dispatch)(context);
        (glib.g_main_context_release)(context);
        (glib.g_main_context_unref)(context);
    }
}

#[test]
fn a_wakeup_from_another_thread_ends_a_blocking_iteration() {
    struct Shared(*mut GMainContext);
    // SAFETY: `g_main_context_wakeup` may be called from any thread; nothing else is.
    unsafe impl Send for Shared {}

    let glib = found();
    // SAFETY: made here, released below, after the other thread has ended.
    let context = unsafe { (glib.g_main_context_new)() };
    let shared = Shared(context);
    let (done, finished) = mpsc::channel::<()>();
    let waker = thread::spawn(move || {
        let shared = shared;
        // Again and again: a wake-up before the wait counts too, but only for the next wait.
        while finished.try_recv() == Err(mpsc::TryRecvError::Empty) {
            // SAFETY: the context lives until this thread has been joined.
            unsafe { (glib.g_main_context_wakeup)(shared.0) };
            thread::yield_now();
        }
    });
    // SAFETY: the context is alive; no other thread iterates it.
    unsafe { (glib.g_main_context_iteration)(context, 1) };
    done.send(()).expect("the other thread waits for it");
    waker.join().expect("it does not panic");
    // SAFETY: the last reference, and nobody else has the pointer any more.
    unsafe { (glib.g_main_context_unref)(context) };
    assert_ne!(context, ptr::null_mut());
}
