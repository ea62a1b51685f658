//! [`Effects`]: what linking and evaluation do to the engine.

use super::record::{ModuleId, ResolvedBinding, Thrown};

/// The engine, as far as the algorithms need it. Tests have one that only takes notes.
///
/// `Failure` is what no module can catch: the engine failed, or an interrupter ended the script. Whatever JavaScript throws is a [`Thrown`].
pub(crate) trait Effects {
    /// See the [trait](Self).
    type Failure;

    /// Makes a module's environment and runs its body up to the first `yield`: functions exist, everything else is in its dead zone.
    fn instantiate(&mut self, module: ModuleId) -> Result<(), Self::Failure>;

    /// Binds the module's imports, in the order of its import entries. All of the modules that they are in are instantiated.
    fn bind(&mut self, module: ModuleId, bindings: &[ResolvedBinding])
    -> Result<(), Self::Failure>;

    /// ExecuteModule without a capability: runs the body from beginning to end.
    fn execute_module(&mut self, module: ModuleId) -> Result<(), Abrupt<Self::Failure>>;

    /// ExecuteAsyncModule: runs the body up to its first `await`. Its end is told later, by a call of
    /// [`async_module_execution_fulfilled`](super::record::Modules::async_module_execution_fulfilled) or its counterpart in a microtask.
    fn execute_async_module(&mut self, module: ModuleId) -> Result<(), Self::Failure>;

    /// Makes a `[[TopLevelCapability]]`.
    fn new_promise_capability(&mut self, module: ModuleId) -> Result<(), Self::Failure>;

    /// Resolves the module's `[[TopLevelCapability]]` with `undefined`.
    fn resolve_capability(&mut self, module: ModuleId) -> Result<(), Self::Failure>;

    /// Rejects the module's `[[TopLevelCapability]]`.
    fn reject_capability(&mut self, module: ModuleId, thrown: Thrown) -> Result<(), Self::Failure>;

    /// A value to keep as the evaluation error of the modules that a failure has stopped.
    fn thrown_by_failure(&mut self, failure: &Self::Failure) -> Thrown;
}

/// An abrupt completion, or worse.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Abrupt<F> {
    /// JavaScript threw.
    Throw(Thrown),
    /// See [`Effects::Failure`].
    Failure(F),
}

impl<F> From<F> for Abrupt<F> {
    fn from(failure: F) -> Abrupt<F> {
        Abrupt::Failure(failure)
    }
}
