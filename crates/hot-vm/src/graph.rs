//! The module graph: linking and evaluation by [ECMA-262](https://tc39.es/ecma262/#sec-cyclic-module-records), over an engine that has no modules.
//!
//! - [`record`], [`shape`]: what is kept of each module; [`load`], [`link`], [`exports`], [`evaluate`], [`async_evaluation`]: the specification's
//!   algorithms, under their names, without the engine and without recursion.
//! - [`effects`]: what these do to the engine; [`engine`] does it; `runtime.js` is the JavaScript that it calls.
//! - [`runtime`]: what all graphs of a realm share; [`natives`]: what JavaScript calls; [`failures`]: errors.
//!
//! A module's code is a generator over its environment (see [`transform`](crate::transform)). It is instantiated when it is linked, and then its
//! exports are getters, which the import objects of other modules share: bindings are live, and in their dead zone they throw by themselves.

mod async_evaluation;
mod effects;
mod engine;
mod evaluate;
mod exports;
mod failures;
mod link;
mod load;
mod namespace;
mod natives;
mod record;
mod runtime;
mod shape;
mod sources;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;
use std::rc::Rc;

use jsc::{Local, Object, Promise, Protected, Scope, Value};

use crate::module::{ErrorDetails, ModuleHost, ModuleKey, ModuleSource};

use self::engine::Engine;
use self::evaluate::Evaluation;
use self::failures::Stop;
use self::record::{ModuleId, Modules, Status};
use self::runtime::Compiled;
pub(crate) use self::runtime::GraphRuntime;

/// The modules of one generation.
///
/// Dropping it ends their life here: top-level awaits that are parked never go on, and `import()` from their code rejects.
pub(crate) struct Graph {
    inner: Rc<GraphInner>,
}

/// What the engine made of a module's code, and the code.
type SourceText = (Rc<Compiled>, Rc<ModuleSource>);

struct GraphInner {
    number: u32,
    runtime: Rc<GraphRuntime>,
    host: Rc<dyn ModuleHost>,
    modules: Modules,
    /// By the module's number; `None` for synthetic modules.
    sources: RefCell<Vec<Option<SourceText>>>,
    /// Every key that was to be loaded, in that order.
    asked: RefCell<Vec<ModuleKey>>,
    main: RefCell<Option<ModuleKey>>,
    /// All JavaScript values of the graph, in one object.
    state: Protected<Object>,
    /// An evaluation is on the stack.
    busy: Cell<bool>,
    /// JavaScript waits for the end of that.
    waiting: Cell<bool>,
    /// Modules that were parked when the graph was retired.
    abandoned: RefCell<HashSet<ModuleId>>,
}

impl Graph {
    /// An empty graph.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn new(
        scope: &Scope,
        runtime: &Rc<GraphRuntime>,
        host: Rc<dyn ModuleHost>,
    ) -> jsc::Result<Graph> {
        let number = runtime.live.next_graph();
        let state = scope.nested(|scope| {
            let state = runtime
                .helpers
                .create_graph
                .local(scope)
                .call(scope, (number,))?;
            Ok::<_, jsc::Error>(state.cast::<Object>(scope)?.protect(scope))
        })?;
        let inner = Rc::new(GraphInner {
            number,
            runtime: Rc::clone(runtime),
            host,
            modules: Modules::default(),
            sources: RefCell::default(),
            asked: RefCell::default(),
            main: RefCell::default(),
            state,
            busy: Cell::new(false),
            waiting: Cell::new(false),
            abandoned: RefCell::default(),
        });
        runtime.live.add_graph(number, &inner);
        Ok(Graph { inner })
    }

    /// Which module's `import.meta.main` is true. To be said before that module is linked; by default, it is none.
    pub(crate) fn set_main(&self, key: &ModuleKey) {
        *self.inner.main.borrow_mut() = Some(key.clone());
    }

    /// Loads, links and evaluates a module and all that it needs: LoadRequestedModules, Link, Evaluate.
    ///
    /// The promise is that of Evaluate, or is rejected with the reason why it did not come to that. It is kept only while it is pending.
    ///
    /// # Errors
    /// Only if the engine fails, or an interrupter ends the evaluation.
    pub(crate) fn evaluate_entry<'s>(
        &self,
        scope: &'s Scope,
        key: &ModuleKey,
    ) -> jsc::Result<Local<'s, Promise>> {
        let inner = &*self.inner;
        scope.escape(|scope| {
            let promise = match inner.begin_entry(scope, key) {
                Ok(promise) => promise,
                Err(stop) => {
                    let reason = inner.reason(scope, stop, false)?;
                    inner.call(scope, &inner.runtime.helpers.rejected, (reason,))?
                }
            };
            promise.cast::<Promise>(scope)
        })
    }

    /// The keys of all modules that were to be loaded so far, in that order, also those that could not be.
    pub(crate) fn keys(&self) -> Vec<ModuleKey> {
        self.inner.asked.borrow().clone()
    }

    /// The generation was replaced: modules that are parked on a top-level await will not go on. Imports by code that still runs are served.
    pub(crate) fn retire(&self) {
        self.inner
            .abandoned
            .borrow_mut()
            .extend(self.inner.modules.ids_with_status(Status::EvaluatingAsync));
    }

    /// What is known of an error that a graph of this realm made, not long ago.
    pub(crate) fn details_of(
        &self,
        scope: &Scope,
        error: Local<'_, Value>,
    ) -> Option<Rc<ErrorDetails>> {
        self.inner.runtime.details_of(scope, error)
    }
}

impl GraphInner {
    fn state<'s>(&self, scope: &'s Scope) -> Local<'s, Object> {
        self.state.local(scope)
    }

    fn is_main(&self, key: &ModuleKey) -> bool {
        self.main.borrow().as_ref() == Some(key)
    }

    fn begin_entry<'s>(&self, scope: &'s Scope, key: &ModuleKey) -> Result<Local<'s, Value>, Stop> {
        let module = self.load_module(scope, key, || None)?;
        self.load_requested_modules(scope, module)?;
        if self.busy.get() {
            // Within an evaluation, because a host function led back here. The promise is that of the next opportunity.
            self.waiting.set(true);
            let helper = &self.runtime.helpers.evaluate_when_idle;
            return Ok(self.call(scope, helper, (self.number, module.0))?);
        }
        self.link(scope, module)?;
        let helper = &self.runtime.helpers.evaluate;
        Ok(self.call(scope, helper, (self.number, module.0))?)
    }

    fn link(&self, scope: &Scope, module: ModuleId) -> Result<(), Stop> {
        self.modules
            .link(&mut Engine::new(self, scope), module)
            .map_err(|error| self.link_failure(error))
    }

    /// Evaluate: gives the promise.
    fn evaluate<'s>(&self, scope: &'s Scope, module: ModuleId) -> jsc::Result<Local<'s, Value>> {
        self.host.before_evaluation();
        let mut engine = Engine::new(self, scope);
        let evaluation = self.busily(scope, || self.modules.evaluate(&mut engine, module))?;
        let helpers = &self.runtime.helpers;
        match (evaluation, engine.promise) {
            (Evaluation::Capability(_), Some(promise)) => Ok(promise),
            (Evaluation::Capability(root), None) => {
                self.call(scope, &helpers.get_capability, (self.state(scope), root.0))
            }
            (Evaluation::Fulfilled, _) => self.call(scope, &helpers.fulfilled, ()),
            (Evaluation::Rejected(thrown), _) => {
                self.call(scope, &helpers.rejected_with, (self.state(scope), thrown.0))
            }
        }
    }

    /// Runs a part of an evaluation, during which no other may begin, and then lets those begin that wanted to meanwhile.
    fn busily<T>(&self, scope: &Scope, f: impl FnOnce() -> jsc::Result<T>) -> jsc::Result<T> {
        struct Busy<'g>(&'g Cell<bool>);
        impl Drop for Busy<'_> {
            fn drop(&mut self) {
                self.0.set(false);
            }
        }
        self.busy.set(true);
        let result = {
            let _busy = Busy(&self.busy);
            f()
        };
        if self.waiting.replace(false) {
            let woken =
                scope.nested(|scope| self.call(scope, &self.runtime.helpers.wake, ()).map(drop));
            return result.and_then(|value| woken.map(|()| value));
        }
        result
    }
}

impl Drop for GraphInner {
    fn drop(&mut self) {
        let sources = self
            .sources
            .take()
            .into_iter()
            .flatten()
            .map(|(_, source)| source)
            .collect();
        self.runtime.source_maps().keep(sources);
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph")
            .field("number", &self.inner.number)
            .field("modules", &self.inner.modules.len())
            .finish_non_exhaustive()
    }
}
