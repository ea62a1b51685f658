//! What may not happen where it is asked for: destructors inside the collector, unprotects on other threads.
//!
//! A finalizer runs in the middle of a collection, in which no function of the API may be called, let alone user code. So it leaves its
//! box here, and the next safe point on the VM's thread drops it. A handle that was dropped on another thread does the same.

use std::any::Any;
use std::mem::{self, ManuallyDrop};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::raw;

/// A value on its way home. The address is not used on other threads.
struct Homeward(raw::JSValueRef);

// SAFETY: the pointer is only carried; what is done with it happens on the VM's thread.
unsafe impl Send for Homeward {}

/// User data of a finalized object. Only the VM's thread takes it out. What is never taken out is leaked: an inbox may end on any thread.
struct Remains(ManuallyDrop<Box<dyn Any>>);

// SAFETY: made on the VM's thread, put here by whichever thread sweeps, and dropped on the VM's thread again (`drain` is called there alone).
unsafe impl Send for Remains {}

#[derive(Default)]
struct Queue {
    remains: Vec<Remains>,
    releases: Vec<Homeward>,
}

/// One per VM; outlives it as long as handles on other threads do.
pub(crate) struct Inbox {
    queue: Mutex<Queue>,
    waiting: AtomicBool,
    closed: AtomicBool,
}

impl Inbox {
    pub(crate) fn new() -> Arc<Inbox> {
        Arc::new(Inbox {
            queue: Mutex::default(),
            waiting: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        })
    }

    /// Leaves a finalized object's data. Called by the collector: only memory is touched.
    pub(crate) fn leave_remains(&self, data: Box<dyn Any>) {
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remains
            .push(Remains(ManuallyDrop::new(data)));
        self.waiting.store(true, Ordering::Release);
    }

    /// Leaves an unprotect for the VM's thread. After the VM's death there is nothing to do.
    pub(crate) fn leave_release(&self, value: raw::JSValueRef) {
        if !self.is_closed() {
            self.queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .releases
                .push(Homeward(value));
            self.waiting.store(true, Ordering::Release);
        }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        !self.waiting.load(Ordering::Acquire)
    }

    /// Says that the VM is being destroyed.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Hands out the unprotects alone: unlike destructors they may happen in the middle of anything.
    pub(crate) fn drain_releases(&self, mut release: impl FnMut(raw::JSValueRef)) {
        let releases = {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            self.waiting
                .store(!queue.remains.is_empty(), Ordering::Release);
            mem::take(&mut queue.releases)
        };
        for Homeward(value) in releases {
            release(value);
        }
    }

    /// Hands out everything, also what is added meanwhile. On the VM's thread, with no lock of ours held while user code runs.
    pub(crate) fn drain(&self, mut release: impl FnMut(raw::JSValueRef)) {
        while self.waiting.swap(false, Ordering::AcqRel) {
            let Queue { remains, releases } =
                mem::take(&mut *self.queue.lock().unwrap_or_else(PoisonError::into_inner));
            for Homeward(value) in releases {
                release(value);
            }
            let mut remains = remains.into_iter();
            let rest = Rest {
                inbox: self,
                remains: &mut remains,
            };
            for Remains(data) in rest.remains.by_ref() {
                drop(ManuallyDrop::into_inner(data));
            }
        }
    }
}

/// Puts what is left back if a destructor panics, so that it is dropped at the next safe point.
struct Rest<'q> {
    inbox: &'q Inbox,
    remains: &'q mut std::vec::IntoIter<Remains>,
}

impl Drop for Rest<'_> {
    fn drop(&mut self) {
        if self.remains.len() > 0 {
            self.inbox
                .queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remains
                .extend(self.remains.by_ref());
            self.inbox.waiting.store(true, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Notes the thread that drops it.
    struct Noted(std::sync::mpsc::Sender<std::thread::ThreadId>);

    impl Drop for Noted {
        fn drop(&mut self) {
            let _ = self.0.send(std::thread::current().id());
        }
    }

    #[test]
    fn remains_are_dropped_on_the_machine_s_thread_or_not_at_all() {
        let (send, dropped) = std::sync::mpsc::channel();
        let inbox = Inbox::new();
        inbox.leave_remains(Box::new(Noted(send.clone())));
        inbox.drain(|_| ());
        assert_eq!(dropped.try_recv(), Ok(std::thread::current().id()));
        inbox.leave_remains(Box::new(Noted(send)));
        std::thread::spawn(move || drop(inbox)).join().unwrap();
        assert!(
            dropped.try_recv().is_err(),
            "user data was dropped on another thread"
        );
    }

    #[test]
    fn a_panicking_destructor_keeps_no_other_from_running() {
        struct Panics;
        impl Drop for Panics {
            fn drop(&mut self) {
                panic!("in a destructor");
            }
        }
        let (send, dropped) = std::sync::mpsc::channel();
        let inbox = Inbox::new();
        inbox.leave_remains(Box::new(Panics));
        inbox.leave_remains(Box::new(Noted(send.clone())));
        inbox.leave_remains(Box::new(Panics));
        inbox.leave_remains(Box::new(Noted(send)));
        let mut panics = 0;
        while !inbox.is_empty() {
            panics += usize::from(
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| inbox.drain(|_| ())))
                    .is_err(),
            );
        }
        assert_eq!((panics, dropped.try_iter().count()), (2, 2));
    }
}
