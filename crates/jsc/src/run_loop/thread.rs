//! The run loop of one thread: the engine has one per thread, made with the thread's first machine, and all its machines share it.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::main_context::MainContext;
use super::start;
use crate::raw;
use crate::vm::VmInner;

thread_local! {
    static THREAD: OnceCell<Rc<ThreadLoop>> = const { OnceCell::new() };
}

/// Who turns the engine's loop on this thread.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Driver {
    /// No machine has been made here yet.
    Unknown,
    /// `RunLoop::pump`: the engine's sources are on our context.
    Ours,
    /// The program or the platform: the engine's sources are elsewhere.
    Theirs,
}

pub(crate) struct ThreadLoop {
    driver: Cell<Driver>,
    /// The thread's machines that have had interrupters.
    interruptible: RefCell<Vec<Weak<VmInner>>>,
    pub(crate) wake: Arc<Wake>,
}

impl ThreadLoop {
    /// This thread's loop. The first call on a thread decides whether it gets a context of its own.
    pub(crate) fn prepare(capabilities: &raw::Private, own: bool) -> Rc<ThreadLoop> {
        let make = || {
            let wake = Arc::new(Wake {
                context: if own { MainContext::new() } else { None },
                woken: AtomicBool::new(false),
                parked: Mutex::new(()),
                unpark: Condvar::new(),
            });
            Rc::new(ThreadLoop {
                driver: Cell::new(Driver::Unknown),
                interruptible: RefCell::default(),
                wake,
            })
        };
        // While the thread ends there is nowhere to keep it; a machine that is made then has one for itself.
        let this = THREAD
            .try_with(|thread| Rc::clone(thread.get_or_init(make)))
            .unwrap_or_else(|_| make());
        let safe = start::timers_are_safe(capabilities, |f| this.with_pushed(f));
        if !safe {
            this.driver.set(Driver::Theirs);
        }
        this
    }

    /// Runs `f`, which makes a machine: a thread's first one settles on which context the engine's sources of this thread are.
    pub(crate) fn with_pushed<R>(&self, f: impl FnOnce() -> R) -> R {
        match &self.wake.context {
            Some(context) if self.driver.get() != Driver::Theirs => context.with_pushed(f),
            _ => f(),
        }
    }

    /// Called when a machine has been made.
    pub(crate) fn settle(&self) {
        if self.driver.get() == Driver::Unknown {
            let ours = self
                .wake
                .context
                .as_ref()
                .is_some_and(MainContext::has_sources);
            self.driver
                .set(if ours { Driver::Ours } else { Driver::Theirs });
        }
    }

    pub(crate) fn note_interruptible(&self, vm: Weak<VmInner>) {
        self.interruptible.borrow_mut().push(vm);
    }

    /// The machines that interrupters may have something to say to.
    pub(crate) fn interruptible(&self) -> Vec<Rc<VmInner>> {
        let mut known = self.interruptible.borrow_mut();
        known.retain(|vm| vm.strong_count() > 0);
        known.iter().filter_map(Weak::upgrade).collect()
    }

    /// The context that this crate turns, if it does.
    pub(crate) fn context(&self) -> Option<&MainContext> {
        if self.driver.get() == Driver::Ours {
            self.wake.context.as_ref()
        } else {
            None
        }
    }

    /// Waits for work, a wake-up, or the end of the time. May return early.
    pub(crate) fn wait(&self, limit: Option<Duration>) {
        if self.wake.woken.swap(false, Ordering::AcqRel) {
            return;
        }
        match self.context() {
            Some(context) => context.wait(limit),
            None => self.wake.park(limit),
        }
        self.wake.woken.store(false, Ordering::Release);
    }
}

/// What a waker holds. Outlives the thread, if wakers do.
pub(crate) struct Wake {
    context: Option<MainContext>,
    /// Stays until a wait has seen it: a turn of the context swallows GLib's own note.
    woken: AtomicBool,
    parked: Mutex<()>,
    unpark: Condvar,
}

impl Wake {
    pub(crate) fn is_woken(&self) -> bool {
        self.woken.load(Ordering::Acquire)
    }

    pub(crate) fn wake(&self) {
        self.woken.store(true, Ordering::Release);
        if let Some(context) = &self.context {
            context.wake();
        }
        // Taking the lock orders this after the look that `park` has before it sleeps.
        drop(self.parked.lock().unwrap_or_else(PoisonError::into_inner));
        self.unpark.notify_all();
    }

    fn park(&self, limit: Option<Duration>) {
        let end = limit.and_then(|limit| Instant::now().checked_add(limit));
        let mut parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        while !self.is_woken() {
            match end.map(|end| end.saturating_duration_since(Instant::now())) {
                Some(Duration::ZERO) => return,
                Some(left) => {
                    parked = self
                        .unpark
                        .wait_timeout(parked, left)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
                None => {
                    parked = self
                        .unpark
                        .wait(parked)
                        .unwrap_or_else(PoisonError::into_inner)
                }
            }
        }
    }
}

impl std::task::Wake for Wake {
    fn wake(self: Arc<Self>) {
        Wake::wake(&self);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        Wake::wake(self);
    }
}
