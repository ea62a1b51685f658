//! When a burst of events is over.

use std::time::{Duration, Instant};

/// Waits until it has been quiet for a while, but not for ever. Knows no clock but the times it is told.
#[derive(Debug)]
pub(super) struct Debounce {
    quiet: Duration,
    max_delay: Duration,
    burst: Option<Burst>,
}

#[derive(Debug, Clone, Copy)]
struct Burst {
    first: Instant,
    last: Instant,
    held: bool,
}

impl Debounce {
    pub(super) fn new(quiet: Duration, max_delay: Duration) -> Self {
        Self {
            quiet,
            max_delay: max_delay.max(quiet),
            burst: None,
        }
    }

    /// An event came.
    pub(super) fn hit(&mut self, now: Instant) {
        let first = self.burst.map_or(now, |burst| burst.first);
        self.burst = Some(Burst {
            first,
            last: now,
            held: false,
        });
    }

    /// When to look at what happened; `None`: nothing did.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let burst = self.burst?;
        let latest = burst.first + self.max_delay;
        Some(if burst.held {
            latest
        } else {
            latest.min(burst.last + self.quiet)
        })
    }

    /// Waits for another event, or as long as it may: what happened is probably half of something.
    ///
    /// Returns `false` if it has waited long enough.
    pub(super) fn hold(&mut self, now: Instant) -> bool {
        match &mut self.burst {
            Some(burst) if now < burst.first + self.max_delay => {
                burst.held = true;
                true
            }
            _ => false,
        }
    }

    /// The burst is over.
    pub(super) fn reset(&mut self) {
        self.burst = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_ends_when_it_is_quiet_or_late() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut debounce = Debounce::new(Duration::from_millis(10), Duration::from_millis(100));
        assert_eq!(debounce.deadline(), None);
        debounce.hit(at(0));
        assert_eq!(debounce.deadline(), Some(at(10)));
        debounce.hit(at(8));
        assert_eq!(debounce.deadline(), Some(at(18)));
        debounce.hit(at(95));
        assert_eq!(debounce.deadline(), Some(at(100)));
        debounce.reset();
        assert_eq!(debounce.deadline(), None);
    }

    #[test]
    fn half_of_something_is_held_but_not_for_ever() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut debounce = Debounce::new(Duration::from_millis(10), Duration::from_millis(100));
        debounce.hit(at(0));
        assert!(debounce.hold(at(10)));
        assert_eq!(debounce.deadline(), Some(at(100)));
        debounce.hit(at(20));
        assert_eq!(
            debounce.deadline(),
            Some(at(30)),
            "the other half may have come"
        );
        assert!(debounce.hold(at(30)));
        assert!(!debounce.hold(at(100)));
        debounce.reset();
        assert!(!debounce.hold(at(0)));
    }
}
