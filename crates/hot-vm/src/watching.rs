//! [`Watching`]: the watcher, and what a change does while the program is busy.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jsc::{Interrupter, Vm};

use crate::builder::HotMode;
use crate::watch::{WatchEvent, WatchPlan, Watcher};

/// How long a script may go on after a save before it is interrupted. A program that is merely slow gets to its next turn by itself.
const PATIENCE: Duration = Duration::from_secs(1);

/// A counted handle on the watcher of one VM.
#[derive(Clone)]
pub(crate) struct Watching {
    inner: Rc<Inner>,
}

struct Inner {
    /// `None` if the system has no watcher that works here; the reason is told once.
    watcher: Option<Watcher>,
    failure: std::cell::RefCell<Option<String>>,
    ender: Option<Arc<Ender>>,
}

/// Ends scripts that go on for too long after a save.
struct Ender {
    interrupter: Interrupter,
    /// A save waits for the script: another one does not make it wait longer.
    asked: AtomicBool,
}

impl Ender {
    fn ask(&self) {
        if !self.asked.swap(true, Ordering::AcqRel) {
            self.interrupter.interrupt_after(PATIENCE);
        }
    }

    fn calm(&self) {
        self.interrupter.cancel();
        self.asked.store(false, Ordering::Release);
    }
}

/// What has been seen since the last time.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) warnings: Vec<String>,
}

impl Watching {
    /// Starts the watcher's thread. On a change it wakes the VM's loop; after [`PATIENCE`] it interrupts a script that does not end, and under
    /// [`HotMode::Watch`] it restarts at once, whatever the script does.
    pub(crate) fn start(
        mode: HotMode,
        vm: &Vm,
        on_restart: Option<Box<dyn Fn() + Send + Sync>>,
    ) -> Watching {
        let waker = vm.run_loop().waker();
        // An engine that cannot be interrupted leaves the user to end an endless script by hand.
        let interrupter = if mode == HotMode::Full {
            vm.interrupter().ok()
        } else {
            None
        };
        let ender = interrupter.map(|interrupter| {
            Arc::new(Ender {
                interrupter,
                asked: AtomicBool::new(false),
            })
        });
        let on_change = ender.clone();
        let watcher = Watcher::new(move |changed| {
            if changed {
                if mode == HotMode::Watch
                    && let Some(restart) = &on_restart
                {
                    restart();
                }
                if let Some(ender) = &on_change {
                    ender.ask();
                }
            }
            waker.wake();
        });
        let (watcher, failure) = match watcher {
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(error.to_string())),
        };
        Watching {
            inner: Rc::new(Inner {
                watcher,
                failure: failure.into(),
                ender,
            }),
        }
    }

    /// Replaces what is watched. Changes of the old plan that the new one does not know are seen again.
    pub(crate) fn set_plan(&self, plan: WatchPlan) {
        if let Some(watcher) = &self.inner.watcher {
            // While no change can be told: one of the old plan's shall end nothing, and one of the new plan's shall.
            watcher.set_plan_and(plan, || self.calm());
        }
    }

    /// Takes what has been seen. A change can be taken only when its interrupt has been asked for, since the watcher's lock is held meanwhile. An interrupt that a change has asked for is taken back: the program got here by itself.
    pub(crate) fn take(&self) -> Seen {
        let mut seen = Seen {
            files: Vec::new(),
            warnings: self.inner.failure.take().into_iter().collect(),
        };
        while let Some(event) = self.inner.watcher.as_ref().and_then(Watcher::try_next) {
            match event {
                WatchEvent::Changed(changes) => {
                    self.calm();
                    seen.files
                        .extend(changes.into_iter().map(|change| change.path));
                }
                WatchEvent::Warning(warning) => seen.warnings.push(format!("warn: {warning}")),
            }
        }
        seen
    }

    fn calm(&self) {
        if let Some(ender) = &self.inner.ender {
            ender.calm();
        }
    }
}
