//! When each timer is due, and whose it is. The callbacks are JavaScript's (`prelude/timers.js`); here are numbers only, so that host
//! functions may share this without keeping anything of the engine alive.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::mem;
use std::time::{Duration, Instant};

/// Who made a timer: a reload disposes of what the generation before it made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Preloads run once, so what they made stays.
    Preload,
    /// A generation's modules, or callbacks that they left behind.
    Generation(u32),
}

struct Live {
    owner: Owner,
    /// Keeps the program running.
    is_ref: bool,
    /// The entry of the queue that is valid; others of this id were replaced. `None` for immediates.
    ticket: Option<u64>,
}

#[derive(Default)]
struct Inner {
    live: HashMap<u32, Live>,
    queue: BinaryHeap<Reverse<(Instant, u64, u32)>>,
    immediates: Vec<u32>,
    tickets: u64,
}

/// The timers of one VM.
#[derive(Default)]
pub(crate) struct Timers {
    inner: RefCell<Inner>,
}

impl Timers {
    /// Makes `id` due `delay` after `now`, whether it is new or known.
    pub(crate) fn schedule(&self, id: u32, now: Instant, delay: Duration, owner: Owner) {
        let mut inner = self.inner.borrow_mut();
        inner.tickets += 1;
        let ticket = inner.tickets;
        let live = inner.live.entry(id).or_insert(Live {
            owner,
            is_ref: true,
            ticket: None,
        });
        live.ticket = Some(ticket);
        inner.queue.push(Reverse((now + delay, ticket, id)));
    }

    /// Makes `id` due on the next turn of the loop.
    pub(crate) fn add_immediate(&self, id: u32, owner: Owner) {
        let mut inner = self.inner.borrow_mut();
        inner.live.insert(
            id,
            Live {
                owner,
                is_ref: true,
                ticket: None,
            },
        );
        inner.immediates.push(id);
    }

    pub(crate) fn cancel(&self, id: u32) {
        self.inner.borrow_mut().live.remove(&id);
    }

    pub(crate) fn set_ref(&self, id: u32, is_ref: bool) {
        if let Some(live) = self.inner.borrow_mut().live.get_mut(&id) {
            live.is_ref = is_ref;
        }
    }

    /// Who made `id`, while it is live.
    pub(crate) fn owner(&self, id: u32) -> Option<Owner> {
        self.inner.borrow().live.get(&id).map(|live| live.owner)
    }

    /// Whether any timer keeps the program running.
    pub(crate) fn keep_alive(&self) -> bool {
        self.inner.borrow().live.values().any(|live| live.is_ref)
    }

    pub(crate) fn has_immediates(&self) -> bool {
        !self.inner.borrow().immediates.is_empty()
    }

    /// When the next timer is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        let mut inner = self.inner.borrow_mut();
        while let Some(&Reverse((due, ticket, id))) = inner.queue.peek() {
            if inner
                .live
                .get(&id)
                .is_some_and(|live| live.ticket == Some(ticket))
            {
                return Some(due);
            }
            inner.queue.pop();
        }
        None
    }

    /// Takes the next timer that is due at `now`. It is live still: an interval is scheduled again, [`finish`](Self::finish) ends the others.
    pub(crate) fn take_due(&self, now: Instant) -> Option<u32> {
        self.next_due().filter(|&due| due <= now)?;
        let mut inner = self.inner.borrow_mut();
        let Reverse((_, _, id)) = inner.queue.pop()?;
        if let Some(live) = inner.live.get_mut(&id) {
            live.ticket = None;
        }
        Some(id)
    }

    /// The timer was fired: unless it was scheduled again, it is over.
    pub(crate) fn finish(&self, id: u32) {
        let mut inner = self.inner.borrow_mut();
        if inner
            .live
            .get(&id)
            .is_some_and(|live| live.ticket.is_none())
        {
            inner.live.remove(&id);
        }
    }

    /// Takes the immediates of this turn; those that their callbacks add wait for the next.
    pub(crate) fn take_immediates(&self) -> Vec<u32> {
        let mut inner = self.inner.borrow_mut();
        let ids = mem::take(&mut inner.immediates);
        ids.into_iter()
            .filter(|id| inner.live.contains_key(id))
            .collect()
    }

    /// Whether `id` has not been cancelled.
    pub(crate) fn is_live(&self, id: u32) -> bool {
        self.inner.borrow().live.contains_key(&id)
    }

    /// Removes what generations made, and what preloads made if they are to run again; says what that was.
    pub(crate) fn dispose(&self, with_preloads: bool) -> Vec<u32> {
        let mut inner = self.inner.borrow_mut();
        let ids: Vec<u32> = inner
            .live
            .iter()
            .filter(|(_, live)| with_preloads || live.owner != Owner::Preload)
            .map(|(&id, _)| id)
            .collect();
        for id in &ids {
            inner.live.remove(id);
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn timers_are_due_by_time_then_by_order() {
        let (timers, now) = (Timers::default(), Instant::now());
        timers.schedule(1, now, 20 * MS, Owner::Generation(0));
        timers.schedule(2, now, 10 * MS, Owner::Generation(0));
        timers.schedule(3, now, 10 * MS, Owner::Generation(0));
        assert_eq!(timers.take_due(now), None);
        let later = now + 30 * MS;
        assert_eq!(
            [
                timers.take_due(later),
                timers.take_due(later),
                timers.take_due(later)
            ],
            [Some(2), Some(3), Some(1)]
        );
        assert_eq!(timers.take_due(later), None);
    }

    #[test]
    fn cancelling_and_rescheduling_leave_no_stale_entries() {
        let (timers, now) = (Timers::default(), Instant::now());
        timers.schedule(1, now, MS, Owner::Generation(0));
        timers.cancel(1);
        assert_eq!(timers.next_due(), None);
        timers.schedule(2, now, MS, Owner::Generation(0));
        timers.schedule(2, now, 50 * MS, Owner::Generation(0));
        assert_eq!(timers.next_due(), Some(now + 50 * MS));
        assert_eq!(timers.take_due(now + 10 * MS), None);
        assert!(timers.keep_alive());
        assert_eq!(timers.take_due(now + 60 * MS), Some(2));
        timers.finish(2);
        assert!(!timers.keep_alive());
    }

    #[test]
    fn an_interval_outlives_its_firing() {
        let (timers, now) = (Timers::default(), Instant::now());
        timers.schedule(1, now, MS, Owner::Generation(0));
        assert_eq!(timers.take_due(now + MS), Some(1));
        timers.schedule(1, now + MS, MS, Owner::Generation(0));
        timers.finish(1);
        assert!(timers.is_live(1));
    }

    #[test]
    fn unref_lets_the_program_end() {
        let (timers, now) = (Timers::default(), Instant::now());
        timers.schedule(1, now, MS, Owner::Generation(0));
        timers.set_ref(1, false);
        assert!(!timers.keep_alive());
        assert_eq!(timers.next_due(), Some(now + MS));
    }

    #[test]
    fn a_reload_disposes_of_all_but_what_preloads_made() {
        let (timers, now) = (Timers::default(), Instant::now());
        timers.schedule(1, now, MS, Owner::Preload);
        timers.schedule(2, now, MS, Owner::Generation(0));
        timers.add_immediate(3, Owner::Generation(0));
        let mut gone = timers.dispose(false);
        gone.sort_unstable();
        assert_eq!(gone, [2, 3]);
        assert!(timers.is_live(1));
        assert!(timers.take_immediates().is_empty());
        assert_eq!(timers.dispose(true), [1]);
    }
}
