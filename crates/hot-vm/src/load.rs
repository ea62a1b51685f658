//! Loading a generation: preloads one after the other, then the entry.
//!
//! The load is a state that each turn of the loop looks at, not a loop inside the loop: nothing waits on the stack while a preload
//! is parked on a top-level `await`, so a saved file may replace the generation at any turn, and no path judges the promise of another load.

use std::rc::Rc;

use jsc::{Local, Promise, PromiseStatus, Scope};

use crate::builder::HotMode;
use crate::entry_promise::RootedPromise;
use crate::graph::Graph;
use crate::module::ModuleKey;
use crate::vm::HotVm;

/// How far the running generation's load is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// No load has begun.
    NotStarted,
    /// The preload with this index runs; the entry promise is its.
    Preload(usize),
    /// The entry runs, or has run; the entry promise is its.
    Entry,
    /// The load ended early: a preload was rejected (its promise is the entry promise), or a file was missing.
    Failed,
}

/// Why a load cannot go on, before there is any promise.
pub(crate) enum LoadFailure {
    /// A preload was not found: on the first load the program ends.
    PreloadNotFound(String),
    /// A save interrupted a module that did not end.
    Interrupted,
    Engine(jsc::Error),
}

impl From<jsc::Error> for LoadFailure {
    fn from(error: jsc::Error) -> LoadFailure {
        match error {
            jsc::Error::Interrupted => LoadFailure::Interrupted,
            error => LoadFailure::Engine(error),
        }
    }
}

impl HotVm {
    /// Starts to load the current generation: its first preload, or the entry.
    ///
    /// # Errors
    /// [`LoadFailure`].
    pub(crate) fn reload_entry_point(&mut self) -> Result<(), LoadFailure> {
        let runtime = Rc::clone(
            self.runtime
                .as_ref()
                .expect("the runtime is dropped by teardown alone"),
        );
        let host = Rc::clone(&self.host);
        let graph = self
            .context
            .enter(|scope| Graph::new(scope, &runtime, host))?;
        graph.set_main(&self.host.entry_key(&self.settings.entry));
        self.graph = Some(Rc::new(graph));
        self.before_exit_emitted = false;
        self.fulfilled = false;
        self.interrupted = false;
        if !self.runs_preloads() {
            self.load_entry()
        } else {
            self.load_preload(0)
        }
    }

    fn load_preload(&mut self, index: usize) -> Result<(), LoadFailure> {
        let specifier = self.preloads[index].clone();
        let Ok(key) = self.host.preload_key(&specifier) else {
            self.stage = Stage::Failed;
            return Err(LoadFailure::PreloadNotFound(specifier));
        };
        self.stage = Stage::Preload(index);
        self.state.owner.set(crate::timers::Owner::Preload);
        self.evaluate(&key)
    }

    fn load_entry(&mut self) -> Result<(), LoadFailure> {
        self.stage = Stage::Entry;
        self.state
            .owner
            .set(crate::timers::Owner::Generation(self.generation));
        if self.settings.run_main.is_some() {
            return self.run_main();
        }
        let key = self.host.entry_key(&self.settings.entry);
        self.evaluate(&key)
    }

    /// Evaluates a module of the current graph and makes its promise the entry promise.
    fn evaluate(&mut self, key: &ModuleKey) -> Result<(), LoadFailure> {
        let graph = Rc::clone(self.graph.as_ref().expect("a load has a graph"));
        let HotVm { context, entry, .. } = self;
        context.enter(|scope| {
            // Something is pending before the first module runs, for modules may collect garbage, or never end.
            let deferred = scope.deferred()?;
            entry
                .set_pending_internal_promise(Some(RootedPromise::new(scope, deferred.promise())?));
            // Its rejection is reported by the loop, once, whoever else looks after it.
            // From here on it is the evaluation's own: settling ours with it would go by its `then`, which scripts can change.
            let evaluation = graph.evaluate_entry(scope, key)?;
            mark_handled(scope, evaluation)?;
            entry.set_pending_internal_promise(Some(RootedPromise::new(scope, evaluation)?));
            Ok(())
        })?;
        Ok(())
    }

    /// Calls the embedder's override instead of loading the entry. A promise that it has stored meanwhile is kept; else what it returns is
    /// wrapped in one.
    fn run_main(&mut self) -> Result<(), LoadFailure> {
        self.entry.set_pending_internal_promise(None);
        let path = self.host.entry_path(&self.settings.entry);
        // A clone: it may panic, and shall be called again with the next reload.
        let run_main = self
            .settings
            .run_main
            .clone()
            .expect("checked by the caller");
        let HotVm { context, entry, .. } = self;
        context.enter(|scope| {
            let promise = match run_main(scope, &path) {
                Ok(value) => promise_resolve(scope, value)?,
                Err(jsc::Error::Interrupted) => return Err(jsc::Error::Interrupted),
                Err(error) => scope.rejected(error.throw(scope))?,
            };
            mark_handled(scope, promise)?;
            entry.set_override_promise(RootedPromise::new(scope, promise)?);
            Ok(())
        })?;
        Ok(())
    }

    /// Looks at the entry promise and takes the load's next step. True if there was one to take.
    ///
    /// # Errors
    /// [`LoadFailure`].
    pub(crate) fn advance_load(&mut self) -> Result<bool, LoadFailure> {
        let Stage::Preload(index) = self.stage else {
            return Ok(false);
        };
        match self.entry_status()? {
            None | Some(PromiseStatus::Pending) => Ok(false),
            Some(PromiseStatus::Rejected) => {
                // The list is kept: the next reload runs all preloads again.
                self.stage = Stage::Failed;
                Ok(true)
            }
            Some(PromiseStatus::Fulfilled) => {
                if index + 1 < self.preloads.len() {
                    self.load_preload(index + 1)?;
                } else {
                    self.preloads.clear();
                    self.preload_graph = self.graph.clone();
                    self.load_entry()?;
                }
                Ok(true)
            }
        }
    }

    /// Whether a load begins with preloads: there are some that have not succeeded yet.
    pub(crate) fn runs_preloads(&self) -> bool {
        !self.preloads.is_empty() && !self.settings.no_transpile
    }

    /// How the entry promise stands.
    pub(crate) fn entry_status(&self) -> jsc::Result<Option<PromiseStatus>> {
        self.context.enter(|scope| self.entry.status(scope))
    }

    /// Whether a parked generation may end the program: nothing watches, so no save can replace it.
    pub(crate) fn ends_when_idle(&self) -> bool {
        self.settings.mode == HotMode::Off
    }
}

/// A promise whose `constructor` throws cannot be marked, and is told as an unhandled rejection as well; that is no reason not to run.
fn mark_handled(scope: &Scope, promise: Local<'_, Promise>) -> jsc::Result<()> {
    match promise.mark_handled(scope) {
        Err(jsc::Error::Interrupted) => Err(jsc::Error::Interrupted),
        _ => Ok(()),
    }
}

/// PromiseResolve ( %Promise%, value ).
fn promise_resolve<'s>(
    scope: &'s Scope,
    value: Local<'s, jsc::Value>,
) -> jsc::Result<Local<'s, Promise>> {
    match value.cast::<Promise>(scope) {
        Ok(promise) => Ok(promise),
        Err(_) => scope.resolved(value),
    }
}
