//! Telling when the files a program was built from change.
//!
//! A [`WatchPlan`] lists files, the missing ones included, and how they were when they were used. A [`Watcher`] watches
//! the *directories* these files are in, for editors replace files rather than write to them: overwriting, renaming
//! over, removing and writing anew, replacing a directory, and turning a symbolic link elsewhere all come out as one
//! thing, a [`Change`] of the path in the plan. Other files in these directories, reads and changes of metadata do not
//! count. Events only say where to look; what counts is that a file *is* not as it was when it was used. Therefore a
//! save is never lost between reading the file and watching it, and one is not told twice.
//!
//! Bursts of events become one. It is told once the files have been quiet for a moment, or after a short while at the
//! latest. A watcher that has nothing to tell uses no processor time; only where the system gives no events (its limits
//! are reached, say) are the files looked at once a second instead.

use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub(crate) use self::plan::WatchPlan;

use self::backend::Backend;
use self::state::{State, is_relevant};
use self::worker::{Message, Stamped, Worker, lock};

mod backend;
mod debounce;
mod plan;
mod state;
mod trace;
mod worker;

/// How long events are collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WatchOptions {
    /// A burst is over when there was no event for so long.
    pub quiet: Duration,
    /// A change is told after so long even if events keep coming; also how long a removed or emptied file is waited for.
    pub max_delay: Duration,
    /// How often the files are looked at where the system gives no events.
    pub poll_interval: Duration,
    /// Look at the files even where there should be events: some network and virtual file systems make none.
    pub always_poll: bool,
}

impl Default for WatchOptions {
    /// 10 ms, 100 ms and a second.
    fn default() -> Self {
        Self {
            quiet: Duration::from_millis(10),
            max_delay: Duration::from_millis(100),
            poll_interval: Duration::from_secs(1),
            always_poll: false,
        }
    }
}

/// What happened to a file of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// It was missing, and is there.
    Created,
    /// It was written, or replaced; perhaps by the same bytes.
    Modified,
    /// It was there, and is missing.
    Removed,
}

/// A file that is not as it was when it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// As the plan names it.
    pub path: PathBuf,
    /// What happened to it.
    pub kind: ChangeKind,
}

/// What a [`Watcher`] tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WatchEvent {
    /// Files of the plan have changed, in the order of their paths.
    Changed(Vec<Change>),
    /// Some changes will be noticed late, or not at all. The program can go on.
    Warning(WatchWarning),
}

/// Why some changes will be noticed late (once a second, the files are looked at), or not at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum WatchWarning {
    /// The system allows no more watches.
    #[error("Cannot watch '{}' and {} more: {}", path.display(), unwatched.saturating_sub(1), LIMIT)]
    LimitReached {
        /// The first directory that is not watched.
        path: PathBuf,
        /// How many are not.
        unwatched: usize,
    },
    /// A directory cannot be watched, being unreadable for instance.
    #[error("Cannot watch '{}': {message}", path.display())]
    NotWatched {
        /// The directory.
        path: PathBuf,
        /// What the operating system said.
        message: String,
    },
    /// The system's watcher reported an error; all files were looked at.
    #[error("The file watcher lost events: {message}")]
    EventsLost {
        /// What it said.
        message: String,
    },
    /// The system gives no watcher.
    #[error("{0}; looking at the files once a second instead")]
    NotStarted(WatchError),
    /// The system's watcher has stopped.
    #[error("The file watcher has stopped: {message}; looking at the files once a second instead")]
    Stopped {
        /// What is known of it.
        message: String,
    },
}

/// Why there is no watcher.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum WatchError {
    /// The system allows no more watchers, of this process or of all.
    #[error("Cannot start the file watcher: {message}; {INSTANCES}")]
    TooManyWatchers {
        /// What the operating system said.
        message: String,
    },
    /// The system has no file watcher that works here.
    #[error("Cannot start the file watcher: {message}")]
    Unavailable {
        /// What the operating system said.
        message: String,
    },
}

const LIMIT: &str = if cfg!(any(target_os = "linux", target_os = "android")) {
    "the limit of inotify watches is reached (ENOSPC); raise the sysctl fs.inotify.max_user_watches"
} else {
    "the limit of open files is reached; raise it with 'ulimit -n'"
};

const INSTANCES: &str = if cfg!(any(target_os = "linux", target_os = "android")) {
    "raise the sysctl fs.inotify.max_user_instances, or the limit of open files with 'ulimit -n'"
} else {
    "raise the limit of open files with 'ulimit -n'"
};

/// Watches the files of a [`WatchPlan`].
pub(crate) struct Watcher {
    state: Arc<Mutex<State>>,
    messages: Sender<Message>,
    events: Receiver<Stamped>,
    worker: Option<JoinHandle<()>>,
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher").finish_non_exhaustive()
    }
}

impl Watcher {
    /// A watcher without a plan. `waker` is called, on a thread of the watcher, each time [`Watcher::try_next`] has
    /// something new; its argument tells whether files have changed, or there are warnings only. It must not wait for a
    /// thread that is in a method of this watcher.
    ///
    /// If the system gives no watcher, the files are looked at once a second, and a warning says so.
    ///
    /// # Errors
    ///
    /// [`WatchError::Unavailable`] if there cannot even be a thread; the program can run without a watcher.
    pub(crate) fn new(waker: impl Fn(bool) + Send + 'static) -> Result<Self, WatchError> {
        Self::with_options(WatchOptions::default(), waker)
    }

    /// The same with other times.
    ///
    /// # Errors
    ///
    /// As [`Watcher::new`].
    pub(crate) fn with_options(
        options: WatchOptions,
        waker: impl Fn(bool) + Send + 'static,
    ) -> Result<Self, WatchError> {
        let (messages, inbox) = channel();
        let (outbox, events) = channel();
        let sender = messages.clone();
        let handler = move |event: notify::Result<notify::Event>| {
            if event.as_ref().map_or(true, is_relevant) {
                // Without a worker, the watcher is being dropped.
                let _ = sender.send(Message::Event(event));
            }
        };
        let state = match Backend::new(handler) {
            Ok(backend) => State::new(backend),
            Err(error) => {
                let mut state = State::new(Backend::absent());
                state.warnings.push(WatchWarning::NotStarted(error));
                state
            }
        };
        let state = Arc::new(Mutex::new(state));
        let worker = Worker {
            state: Arc::clone(&state),
            messages: inbox,
            events: outbox,
            waker: Box::new(waker),
            options,
        };
        let worker = std::thread::Builder::new()
            .name("hot-watch".to_owned())
            .spawn(move || worker.run())
            .map_err(|error| WatchError::Unavailable {
                message: error.to_string(),
            })?;
        Ok(Self {
            state,
            messages,
            events,
            worker: Some(worker),
        })
    }

    /// Replaces the plan. When this returns, the watches are in place; a file that is not as the plan says is told like
    /// any other change.
    ///
    /// Changes that were told under the old plan and not fetched yet are dropped: what of them the new plan does not
    /// know yet is told again. `meanwhile` is called when there is no change of the old plan left and none of the new one
    /// yet; it must not call the watcher.
    pub(crate) fn set_plan_and(&self, plan: WatchPlan, meanwhile: impl FnOnce()) {
        let mut state = lock(&self.state);
        let differs = state.set_plan(plan);
        meanwhile();
        if differs || state.is_blind() || !state.warnings.is_empty() {
            // Also to have it wait no longer than it may. Without a worker there is nobody who could look.
            let _ = self.messages.send(Message::LookNow);
        }
    }

    #[cfg(test)]
    fn set_plan(&self, plan: WatchPlan) {
        self.set_plan_and(plan, || {});
    }

    /// What happened since the last call, if anything.
    #[must_use]
    pub(crate) fn try_next(&self) -> Option<WatchEvent> {
        self.next_timeout(Duration::ZERO)
    }

    /// The same, waiting for it.
    #[must_use]
    pub(crate) fn next_timeout(&self, timeout: Duration) -> Option<WatchEvent> {
        let deadline = Instant::now().checked_add(timeout);
        loop {
            let left = deadline.map_or(timeout, |deadline| {
                deadline.saturating_duration_since(Instant::now())
            });
            match self.events.recv_timeout(left) {
                Ok((epoch, WatchEvent::Changed(_))) if epoch != lock(&self.state).epoch => {}
                Ok((_, event)) => return Some(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // Fails if the worker has ended already.
        let _ = self.messages.send(Message::Stop);
        if let Some(worker) = self.worker.take()
            && worker.thread().id() != std::thread::current().id()
        {
            // A panic of the waker has been reported on its thread.
            let _ = worker.join();
        }
    }
}

#[cfg(test)]
mod tests;
