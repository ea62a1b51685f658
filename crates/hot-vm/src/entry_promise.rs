//! [`EntryPromise`]: the one place where the promise of the running generation is kept.
//!
//! The promise is polled on every turn of the loop, for as long as the program runs, and nothing else need refer to it: the module
//! graph does not keep it, and once it has settled only this slot does. A raw pointer here is what this project exists to prevent: protected
//! on one store path and forgotten on the others, it names a dead cell as soon as the collector has run, and the next poll reads it. So the
//! slot holds a root, there is one setter, and every path that has a promise to keep goes through it.

use jsc::{Error, Local, Promise, PromiseStatus, PromiseWatch, Protected, Scope, Value};

/// The slot. Empty before the first load, and after teardown.
#[derive(Debug, Default)]
pub(crate) struct EntryPromise {
    pending_internal_promise: Option<RootedPromise>,
}

/// A promise with its root, and what tells how it stands where the engine itself cannot be asked.
#[derive(Debug)]
pub(crate) struct RootedPromise {
    promise: Protected<Promise>,
    /// Reactions that write down the outcome: on engines that do not export the functions that read it.
    watch: Option<PromiseWatch>,
}

impl RootedPromise {
    /// Roots a promise.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn new(scope: &Scope, promise: Local<'_, Promise>) -> jsc::Result<RootedPromise> {
        let watch = match promise.status(scope) {
            Ok(_) => None,
            Err(Error::Unsupported { .. }) => Some(promise.watch(scope)?),
            Err(error) => return Err(error),
        };
        Ok(RootedPromise {
            promise: promise.protect(scope),
            watch,
        })
    }
}

impl EntryPromise {
    /// Stores the promise of a load, or none.
    ///
    /// The new value arrives with its root, so it is protected before the old one is released here: storing the same promise again never
    /// leaves it without a root in between.
    pub(crate) fn set_pending_internal_promise(&mut self, promise: Option<RootedPromise>) {
        let outgoing = std::mem::replace(&mut self.pending_internal_promise, promise);
        drop(outgoing);
    }

    /// Stores an override's promise, unless there is one already: the first writer wins.
    pub(crate) fn set_override_promise(&mut self, promise: RootedPromise) {
        if self.pending_internal_promise.is_none() {
            self.set_pending_internal_promise(Some(promise));
        }
    }

    /// How the load stands; `None` while there is no promise.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn status(&self, scope: &Scope) -> jsc::Result<Option<PromiseStatus>> {
        let Some(rooted) = &self.pending_internal_promise else {
            return Ok(None);
        };
        match &rooted.watch {
            Some(watch) => Ok(Some(watch.status())),
            None => rooted.promise.local(scope).status(scope).map(Some),
        }
    }

    /// What the load was settled with; `None` while it is pending. Good for that scope only: what holds it over a turn of the loop is the slot.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn result<'s>(&self, scope: &'s Scope) -> jsc::Result<Option<Local<'s, Value>>> {
        let Some(rooted) = &self.pending_internal_promise else {
            return Ok(None);
        };
        match &rooted.watch {
            Some(watch) => Ok(watch.result().map(|outcome| match outcome {
                Ok(value) => value.local(scope),
                Err(error) => error.throw(scope),
            })),
            None => rooted.promise.local(scope).result(scope),
        }
    }
}
