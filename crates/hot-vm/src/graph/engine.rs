//! [`Engine`]: the effects of linking and evaluation, on the engine.

use jsc::{Function, IntoArgs, IntoJs, Local, Protected, Scope, Value};

use super::GraphInner;
use super::effects::{Abrupt, Effects};
use super::record::{BindingName, ModuleId, ResolvedBinding, Thrown};

/// See the [module](self). Each effect is one call of the JavaScript side, in a scope of its own.
pub(super) struct Engine<'a, 's> {
    graph: &'a GraphInner,
    scope: &'s Scope,
    /// The promise of the capability that was made last.
    pub(super) promise: Option<Local<'s, Value>>,
}

impl<'a, 's> Engine<'a, 's> {
    pub(super) fn new(graph: &'a GraphInner, scope: &'s Scope) -> Engine<'a, 's> {
        Engine {
            graph,
            scope,
            promise: None,
        }
    }

    /// Calls a helper that gives nothing.
    fn run(&self, helper: &Protected<Function>, module: ModuleId) -> jsc::Result<()> {
        self.scope.nested(|scope| {
            self.graph
                .call(scope, helper, (self.graph.state(scope), module.0))
                .map(drop)
        })
    }
}

impl Effects for Engine<'_, '_> {
    type Failure = jsc::Error;

    fn instantiate(&mut self, module: ModuleId) -> jsc::Result<()> {
        let graph = self.graph;
        let Some(source) = graph.source_number(module) else {
            return Ok(());
        };
        let key = graph.modules.get(module).key.clone();
        let main = graph.is_main(&key);
        self.scope.nested(|scope| {
            let id = scope.string(&key.id)?;
            graph
                .call(
                    scope,
                    &graph.runtime.helpers.instantiate,
                    (graph.state(scope), module.0, id, main, source),
                )
                .map(drop)
        })
    }

    fn bind(&mut self, module: ModuleId, bindings: &[ResolvedBinding]) -> jsc::Result<()> {
        let graph = self.graph;
        if graph.source_number(module).is_none() {
            return Ok(());
        }
        for binding in bindings {
            if matches!(binding.name, BindingName::Namespace | BindingName::Members) {
                graph.get_module_namespace(self.scope, binding.module)?;
            }
        }
        self.scope.nested(|scope| {
            let bindings = binding_array(scope, bindings.iter().copied())?;
            graph
                .call(
                    scope,
                    &graph.runtime.helpers.bind,
                    (graph.state(scope), module.0, bindings),
                )
                .map(drop)
        })
    }

    fn execute_module(&mut self, module: ModuleId) -> Result<(), Abrupt<jsc::Error>> {
        let graph = self.graph;
        if graph.source_number(module).is_none() {
            return Ok(());
        }
        let thrown = self.scope.nested(|scope| {
            graph
                .call(
                    scope,
                    &graph.runtime.helpers.execute,
                    (graph.state(scope), module.0),
                )?
                .to::<i32>(scope)
        })?;
        u32::try_from(thrown).map_or(Ok(()), |thrown| Err(Abrupt::Throw(Thrown(thrown))))
    }

    fn execute_async_module(&mut self, module: ModuleId) -> jsc::Result<()> {
        self.run(&self.graph.runtime.helpers.execute_async, module)
    }

    fn new_promise_capability(&mut self, module: ModuleId) -> jsc::Result<()> {
        let graph = self.graph;
        self.promise = Some(graph.call(
            self.scope,
            &graph.runtime.helpers.new_capability,
            (graph.state(self.scope), module.0),
        )?);
        Ok(())
    }

    fn resolve_capability(&mut self, module: ModuleId) -> jsc::Result<()> {
        self.run(&self.graph.runtime.helpers.resolve_capability, module)
    }

    fn reject_capability(&mut self, module: ModuleId, thrown: Thrown) -> jsc::Result<()> {
        let graph = self.graph;
        self.scope.nested(|scope| {
            graph
                .call(
                    scope,
                    &graph.runtime.helpers.reject_capability,
                    (graph.state(scope), module.0, thrown.0),
                )
                .map(drop)
        })
    }

    fn thrown_by_failure(&mut self, failure: &jsc::Error) -> Thrown {
        // An engine that was just interrupted may refuse this too: then the value is that of a number nobody has given, `undefined`.
        self.scope
            .nested(|scope| self.graph.hold(scope, failure.throw(scope)))
            .unwrap_or(Thrown(u32::MAX))
    }
}

/// Module and getter of each binding, one after the other.
pub(super) fn binding_array<'s>(
    scope: &'s Scope,
    bindings: impl Iterator<Item = ResolvedBinding>,
) -> jsc::Result<Local<'s, Value>> {
    let mut numbers = Vec::with_capacity(bindings.size_hint().0 * 2);
    for binding in bindings {
        numbers.push(binding.module.0.into_js(scope)?);
        numbers.push(match binding.name {
            BindingName::Getter(index) => index.into_js(scope)?,
            BindingName::Namespace => (-1).into_js(scope)?,
            BindingName::Members => (-2).into_js(scope)?,
            BindingName::Type => (-3).into_js(scope)?,
        });
    }
    Ok(scope.array(&numbers)?.into_value())
}

impl GraphInner {
    pub(super) fn call<'s>(
        &self,
        scope: &'s Scope,
        helper: &Protected<Function>,
        args: impl IntoArgs<'s>,
    ) -> jsc::Result<Local<'s, Value>> {
        helper.local(scope).call(scope, args)
    }

    /// Keeps a value that was thrown.
    pub(super) fn hold(&self, scope: &Scope, value: Local<'_, Value>) -> jsc::Result<Thrown> {
        let number = self.call(
            scope,
            &self.runtime.helpers.hold,
            (self.state(scope), value.in_scope(scope)),
        )?;
        Ok(Thrown(number.to::<u32>(scope)?))
    }
}
