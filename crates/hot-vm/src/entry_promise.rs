//! [`EntryPromise`]: the one place where the promise of the running generation is kept.
//!
//! The promise is polled on every turn of the loop, for as long as the program runs, and nothing else need refer to it: the module
//! graph does not keep it, and once it has settled only this slot does. A raw pointer here is what this project exists to prevent: protected
//! on one store path and forgotten on the others, it names a dead cell as soon as the collector has run, and the next poll reads it. So the
//! slot holds a root, there is one setter, and every path that has a promise to keep goes through it.

use jsc::{Local, Promise, PromiseStatus, Protected, Scope};

/// The slot. Empty before the first load, and after teardown.
#[derive(Debug, Default)]
pub(crate) struct EntryPromise {
    pending_internal_promise: Option<Protected<Promise>>,
}

impl EntryPromise {
    /// Stores the promise of a load, or none.
    ///
    /// The new value arrives with its root, so it is protected before the old one is released here: storing the same promise again never
    /// leaves it without a root in between.
    pub(crate) fn set_pending_internal_promise(&mut self, promise: Option<Protected<Promise>>) {
        let outgoing = std::mem::replace(&mut self.pending_internal_promise, promise);
        drop(outgoing);
    }

    /// Stores an override's promise, unless there is one already: the first writer wins.
    pub(crate) fn set_override_promise(&mut self, promise: Protected<Promise>) {
        if self.pending_internal_promise.is_none() {
            self.set_pending_internal_promise(Some(promise));
        }
    }

    /// How the load stands; `None` while there is no promise.
    ///
    /// # Errors
    /// [`jsc::Error::Unsupported`] if the engine cannot tell.
    pub(crate) fn status(&self, scope: &Scope) -> jsc::Result<Option<PromiseStatus>> {
        self.pending_internal_promise
            .as_ref()
            .map(|promise| promise.local(scope).status(scope))
            .transpose()
    }

    /// The promise, in a scope. The handle is good for that scope only: what holds it over a turn of the loop is the slot.
    pub(crate) fn get<'s>(&self, scope: &'s Scope) -> Option<Local<'s, Promise>> {
        self.pending_internal_promise
            .as_ref()
            .map(|promise| promise.local(scope))
    }
}
