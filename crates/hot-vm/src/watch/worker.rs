//! The thread that turns events into changes.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::backend::run_time_warning;
use super::debounce::Debounce;
use super::state::State;
use super::{WatchEvent, WatchOptions};

/// What the worker is told.
pub(super) enum Message {
    Event(notify::Result<notify::Event>),
    /// The plan that was just set does not agree with the files.
    LookNow,
    Stop,
}

/// An event for the outside, and the plan it belongs to.
pub(super) type Stamped = (u64, WatchEvent);

pub(super) struct Worker {
    pub(super) state: Arc<Mutex<State>>,
    pub(super) messages: Receiver<Message>,
    pub(super) events: Sender<Stamped>,
    pub(super) waker: Box<dyn Fn(bool) + Send>,
    pub(super) options: WatchOptions,
}

impl Worker {
    pub(super) fn run(self) {
        let mut debounce = Debounce::new(self.options.quiet, self.options.max_delay);
        loop {
            let message = match self.patience(&debounce) {
                None => self
                    .messages
                    .recv()
                    .map_err(|_| RecvTimeoutError::Disconnected),
                Some(patience) => self.messages.recv_timeout(patience),
            };
            match message {
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(message) => self.take(message, &mut debounce),
                Err(RecvTimeoutError::Timeout) if debounce.deadline().is_none() => {
                    if lock(&self.state).poll() {
                        debounce.hit(Instant::now());
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    if !self.look(&mut debounce) {
                        return;
                    }
                }
            }
        }
    }

    /// How long to wait for a message; `None`: for ever.
    fn patience(&self, debounce: &Debounce) -> Option<Duration> {
        match debounce.deadline() {
            Some(deadline) => Some(deadline.saturating_duration_since(Instant::now())),
            None if self.options.always_poll || lock(&self.state).is_blind() => {
                Some(self.options.poll_interval)
            }
            None => None,
        }
    }

    fn take(&self, message: Message, debounce: &mut Debounce) {
        let mut state = lock(&self.state);
        match message {
            Message::Event(Ok(event)) => {
                if state.note(&event) {
                    debounce.hit(Instant::now());
                }
            }
            Message::Event(Err(error)) => {
                // Nobody knows what was missed.
                state.warnings.push(run_time_warning(&error));
                state.suspect_all();
                debounce.hit(Instant::now());
            }
            Message::LookNow => debounce.hit(Instant::now()),
            Message::Stop => {}
        }
    }

    /// The burst may be over. Returns `false` if the worker was told to stop.
    fn look(&self, debounce: &mut Debounce) -> bool {
        let mut state = lock(&self.state);
        // A plan may have been set while the lock was waited for; what was told meanwhile belongs to this burst.
        while let Ok(message) = self.messages.try_recv() {
            match message {
                Message::Stop => return false,
                Message::Event(Ok(event)) => {
                    state.note(&event);
                }
                Message::Event(Err(error)) => {
                    state.warnings.push(run_time_warning(&error));
                    state.suspect_all();
                }
                Message::LookNow => {}
            }
        }
        let found = state.examine();
        if !found.is_empty()
            && found.iter().all(|difference| difference.looks_unfinished)
            && debounce.hold(Instant::now())
        {
            // Looked at again in any case, for what is missing now may be back without a further event.
            state.suspect_all();
            return true;
        }
        debounce.reset();
        let changes = state.accept(found);
        let mut events: Vec<WatchEvent> = std::mem::take(&mut state.warnings)
            .into_iter()
            .map(WatchEvent::Warning)
            .collect();
        let changed = !changes.is_empty();
        if changed {
            events.push(WatchEvent::Changed(changes));
        }
        // While the plan cannot be replaced, so that the stamp is right, and nobody is woken for an old plan.
        let any = !events.is_empty();
        for event in events {
            // Nobody listens any more: then nobody misses it.
            let _ = self.events.send((state.epoch, event));
        }
        if any {
            (self.waker)(changed);
        }
        true
    }
}

/// A panic in another thread leaves the state as good as any: it is looked at again as a whole.
pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
