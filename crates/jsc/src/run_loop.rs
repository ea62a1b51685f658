//! [`RunLoop`]: the engine's own work, which waits for somebody to run it.
//!
//! Some of what JavaScript starts is finished by the engine later, on a run loop: `WebAssembly.instantiate`, callbacks of
//! `FinalizationRegistry`, collections on a timer. The engine has one run loop per thread, settled when the thread makes
//! its first VM.
//!
//! With WebKitGTK and WPE that loop is a GLib main context. A fresh one is used, which no other code turns, and [`pump`](RunLoop::pump) turns it.
//! Elsewhere it is the platform's own (`CFRunLoop` on Apple's systems), which the program turns, and `pump` has nothing to do.

mod main_context;
mod start;
mod thread;

use std::fmt;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::lock::ApiLock;
use crate::raw;
use crate::scope;
use crate::vm::{Vm, VmInner, grave};
use main_context::MainContext;
pub(crate) use start::{disable_gc_timers, has_started};
use thread::{ThreadLoop, Wake};

/// Turns of a context in one `pump`: work that makes more work shall not keep the caller for ever.
const MAX_TURNS: u32 = 64;

/// A VM's share in the run loop of its thread.
pub(crate) struct RunLoopState {
    thread: Rc<ThreadLoop>,
}

impl RunLoopState {
    /// To be called before the engine is asked for a machine.
    pub(crate) fn prepare(capabilities: &raw::Private, own: bool) -> RunLoopState {
        RunLoopState {
            thread: ThreadLoop::prepare(capabilities, own),
        }
    }

    pub(crate) fn with_pushed<R>(&self, f: impl FnOnce() -> R) -> R {
        self.thread.with_pushed(f)
    }

    /// To be called when the machine has been made.
    pub(crate) fn settle(&self) {
        self.thread.settle();
    }

    /// To be called when the machine's first interrupter is made.
    pub(crate) fn note_interruptible(&self, vm: Weak<VmInner>) {
        self.thread.note_interruptible(vm);
    }
}

/// The run loop of a VM's thread, shared by all VMs of the thread.
///
/// Some of what JavaScript starts is finished by the engine later: `WebAssembly.instantiate`, callbacks of `FinalizationRegistry`, collections on
/// a timer. With WebKitGTK and WPE that work waits on a GLib main context of its own, which [`pump`](Self::pump) turns; a program that never pumps
/// never sees it done. Elsewhere it waits on the platform's loop (`CFRunLoop` on Apple's systems), which the program turns, and `pump` has
/// nothing to do. In a GTK program's main thread say [`own_run_loop(false)`](crate::VmBuilder::own_run_loop), and its main loop does it all.
///
/// ```
/// use jsc::Vm;
///
/// let vm = Vm::new()?;
/// let run_loop = vm.run_loop();
/// let waker = run_loop.waker();
/// std::thread::spawn(move || waker.wake());
/// run_loop.wait(None)?; // until the thread above wakes it, or the engine has work
/// while run_loop.pump()? {}
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone)]
pub struct RunLoop {
    vm: Rc<VmInner>,
}

impl Vm {
    /// The run loop that the engine's own work waits on.
    pub fn run_loop(&self) -> RunLoop {
        RunLoop {
            vm: Rc::clone(&self.inner),
        }
    }
}

impl RunLoop {
    /// Runs what is ready, for every VM of this thread, without waiting. Whether anything ran; what runs may make more work ready.
    ///
    /// JavaScript runs here: reactions to compiled WebAssembly, `FinalizationRegistry` callbacks. What it throws is lost, as the engine has nobody to
    /// tell. Always `Ok(false)` where [`is_driven`](Self::is_driven) is false.
    ///
    /// # Errors
    /// [`Error::InScope`] while a scope is open on this thread; [`Error::Interrupted`] if an interrupter ended microtasks of one of the VMs.
    ///
    /// # Panics
    /// If a host function of this VM panicked meanwhile, the panic goes on here.
    pub fn pump(&self) -> Result<bool> {
        self.refuse_in_scope()?;
        self.vm.drain_inbox();
        let mut ran = Ok(false);
        if let Some(context) = self.thread().context() {
            for _ in 0..MAX_TURNS {
                match self.turn(context) {
                    Ok(true) => ran = Ok(true),
                    Ok(false) => break,
                    Err(error) => {
                        ran = Err(error);
                        break;
                    }
                }
            }
        }
        grave::clear();
        self.vm.drain_inbox();
        self.vm.resume_panic();
        ran
    }

    /// One turn of the context. Microtasks of machines that have interrupters run after it, where they can be ended.
    fn turn(&self, context: &MainContext) -> Result<bool> {
        let mut held_up = self.thread().interruptible();
        held_up.retain(|vm| vm.interrupts.delay_microtasks(vm));
        let ran = context.turn();
        let mut result = Ok(ran);
        for vm in held_up {
            let outcome = {
                let _lock = ApiLock::take(&vm);
                vm.interrupts.run_microtasks(&vm)
            };
            if let Err(error) = vm.interrupts.finish(outcome) {
                result = Err(error);
            }
        }
        result
    }

    /// The time until [`pump`](Self::pump) has something to do: zero if it has now, `None` if nothing is planned.
    ///
    /// Other threads may make it sooner (a compiler that is done, a [`Waker`]); [`wait`](Self::wait) notices.
    pub fn next_timeout(&self) -> Option<Duration> {
        if self.thread().wake.is_woken() {
            return Some(Duration::ZERO);
        }
        self.thread().context()?.ready_in()
    }

    /// Waits until [`pump`](Self::pump) has something to do, a [`Waker`] wakes it, or the time is over; `None` is no limit. It may return early
    /// for no reason, and runs nothing. Destructors that finalized objects have left are run before it waits.
    ///
    /// # Errors
    /// [`Error::InScope`] while a scope is open on this thread: other threads and the collector would wait for its lock.
    ///
    /// # Panics
    /// If such a destructor panics.
    pub fn wait(&self, limit: Option<Duration>) -> Result<()> {
        self.refuse_in_scope()?;
        self.vm.drain_inbox();
        self.vm.resume_panic();
        self.thread().wait(limit);
        Ok(())
    }

    /// What ends a [`wait`](Self::wait), or the next one if none is under way; from any thread.
    pub fn waker(&self) -> Waker {
        Waker {
            wake: Arc::clone(&self.thread().wake),
        }
    }

    /// Whether [`pump`](Self::pump) runs the engine's work here. If not, the program's own loop does (`CFRunLoop`, or the main context of a program
    /// that uses WebKit), or, where the engine's private functions are missing, nobody.
    pub fn is_driven(&self) -> bool {
        self.thread().context().is_some()
    }

    fn thread(&self) -> &ThreadLoop {
        &self.vm.run_loop.thread
    }

    fn refuse_in_scope(&self) -> Result<()> {
        if scope::is_open() {
            Err(Error::InScope)
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for RunLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunLoop")
            .field("is_driven", &self.is_driven())
            .finish_non_exhaustive()
    }
}

/// Ends the wait of a [`RunLoop`], from any thread. Cheap to clone, and useful as a [`std::task::Waker`] for futures that the loop's thread polls.
#[derive(Clone)]
pub struct Waker {
    wake: Arc<Wake>,
}

impl Waker {
    /// Ends the wait that is under way, or else the next one.
    pub fn wake(&self) {
        self.wake.wake();
    }
}

impl From<Waker> for std::task::Waker {
    fn from(waker: Waker) -> std::task::Waker {
        waker.wake.into()
    }
}

impl fmt::Debug for Waker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waker")
            .field("is_woken", &self.wake.is_woken())
            .finish()
    }
}
