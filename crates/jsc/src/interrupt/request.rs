//! What interrupters ask for, shared between threads.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// CPU time between two looks. More often would cost: each look throws optimized code away (measured: 10 ms doubles the time of a tight loop, 250 ms
/// cannot be measured).
pub(super) const LOOK_EVERY: Duration = Duration::from_millis(250);
/// The shortest limit: for deadlines that are near, and for what goes on although it was stopped.
pub(super) const LOOK_SOON: Duration = Duration::from_millis(1);

/// A VM's one request.
#[derive(Default)]
pub(super) struct Request {
    now: AtomicBool,
    /// Nanoseconds by [`since_epoch`]; 0 is none.
    deadline: AtomicU64,
}

impl Request {
    pub(super) fn ask_now(&self) {
        self.now.store(true, Ordering::Release);
    }

    pub(super) fn ask_after(&self, time: Duration) {
        let time = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let end = since_epoch().saturating_add(time).max(1);
        self.deadline.store(end, Ordering::Release);
    }

    pub(super) fn take_back(&self) {
        self.now.store(false, Ordering::Release);
        self.deadline.store(0, Ordering::Release);
    }

    /// Whether there is an interrupt to come.
    pub(super) fn is_asked(&self) -> bool {
        self.now.load(Ordering::Acquire) || self.deadline.load(Ordering::Acquire) != 0
    }

    /// Whether an interrupt is due; if so it is served now.
    pub(super) fn take(&self) -> bool {
        let deadline = self.deadline.load(Ordering::Acquire);
        let due = self.now.load(Ordering::Acquire) || (deadline != 0 && since_epoch() >= deadline);
        if due {
            self.take_back();
        }
        due
    }

    /// The CPU time until the next look.
    pub(super) fn next_look(&self) -> Duration {
        match self.deadline.load(Ordering::Acquire) {
            0 => LOOK_EVERY,
            deadline => {
                let left = Duration::from_nanos(deadline.saturating_sub(since_epoch()));
                left.clamp(LOOK_SOON, LOOK_EVERY)
            }
        }
    }
}

/// Nanoseconds since this was first asked for.
fn since_epoch() -> u64 {
    static EPOCH: OnceLock<Instant> = OnceLock::new();
    let elapsed = EPOCH.get_or_init(Instant::now).elapsed().as_nanos();
    u64::try_from(elapsed).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_served_once() {
        let request = Request::default();
        assert!(!request.is_asked() && !request.take());
        assert_eq!(request.next_look(), LOOK_EVERY);
        request.ask_now();
        request.ask_after(Duration::ZERO);
        assert_eq!(request.next_look(), LOOK_SOON);
        assert!(request.is_asked() && request.take());
        assert!(!request.is_asked() && !request.take());
    }

    #[test]
    fn a_far_deadline_is_not_due() {
        let request = Request::default();
        request.ask_after(Duration::MAX);
        assert!(request.is_asked() && !request.take());
        assert_eq!(request.next_look(), LOOK_EVERY);
        request.ask_after(Duration::from_secs(3600));
        request.take_back();
        assert!(!request.is_asked());
    }
}
