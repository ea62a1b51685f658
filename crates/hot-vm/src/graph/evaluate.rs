//! Evaluate: run the bodies, in order.

use super::effects::{Abrupt, Effects};
use super::record::{AsyncEvaluationOrder, ModuleId, Modules, Status, Thrown};

struct Frame {
    module: ModuleId,
    next_request: usize,
    /// The module that the last request leads to: its InnerModuleEvaluation has returned, the rest of the step is still to do.
    returned: Option<ModuleId>,
}

/// What Evaluate gives: the promise is that of the `[[TopLevelCapability]]` of a module.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Evaluation {
    /// The capability of this module is pending, or has just been settled.
    Capability(ModuleId),
    /// It was fulfilled before.
    Fulfilled,
    /// It was rejected before.
    Rejected(Thrown),
}

impl Modules {
    /// Evaluate. The module is linked, and no other Evaluate of this graph is under way.
    ///
    /// ECMA-262 keeps every `[[TopLevelCapability]]`; here only pending ones are kept, and whoever asks later gets a promise that is settled in the
    /// same way. Nobody can tell, because `import()` does not give this promise away.
    ///
    /// # Errors
    /// A failure, after the modules that it stopped have been marked.
    pub(crate) fn evaluate<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
    ) -> Result<Evaluation, E::Failure> {
        let status = self.get(module).status;
        debug_assert!(
            matches!(
                status,
                Status::Linked | Status::EvaluatingAsync | Status::Evaluated
            ),
            "{status:?}"
        );
        let module = self.get(module).cycle_root.unwrap_or(module);
        {
            let record = self.get(module);
            if record.has_top_level_capability {
                return Ok(Evaluation::Capability(module));
            }
            match record.evaluation_error {
                Some(thrown) => return Ok(Evaluation::Rejected(thrown)),
                None if record.status == Status::Evaluated => return Ok(Evaluation::Fulfilled),
                None => {}
            }
        }
        effects.new_promise_capability(module)?;
        self.get_mut(module).has_top_level_capability = true;
        let mut stack = Vec::new();
        match self.inner_module_evaluation(effects, module, &mut stack) {
            Ok(()) => {
                if self.get(module).status == Status::Evaluated {
                    self.resolve_top_level_capability(effects, module)?;
                }
                Ok(Evaluation::Capability(module))
            }
            Err(abrupt) => {
                let (thrown, failure) = match abrupt {
                    Abrupt::Throw(thrown) => (thrown, None),
                    Abrupt::Failure(failure) => {
                        (effects.thrown_by_failure(&failure), Some(failure))
                    }
                };
                for &stopped in &stack {
                    let mut record = self.get_mut(stopped);
                    record.status = Status::Evaluated;
                    record.evaluation_error = Some(thrown);
                }
                let rejected = self.reject_top_level_capability(effects, module, thrown);
                match failure {
                    Some(failure) => Err(failure),
                    None => rejected.map(|()| Evaluation::Capability(module)),
                }
            }
        }
    }

    /// InnerModuleEvaluation
    fn inner_module_evaluation<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
        stack: &mut Vec<ModuleId>,
    ) -> Result<(), Abrupt<E::Failure>> {
        let mut frames = Vec::new();
        let mut index = 0;
        self.begin_evaluation(module, &mut index, stack, &mut frames)?;
        while let Some(frame) = frames.last_mut() {
            let module = frame.module;
            if let Some(required) = frame.returned.take() {
                self.after_required(module, required)?;
            }
            let request = frame.next_request;
            if request < self.get(module).loaded.len() {
                let required = self.imported(module, request);
                frame.next_request += 1;
                frame.returned = Some(required);
                self.begin_evaluation(required, &mut index, stack, &mut frames)?;
                continue;
            }
            self.run_or_wait(effects, module)?;
            frames.pop();
            self.finish_evaluation(module, stack);
        }
        Ok(())
    }

    /// The steps before the loop: whether there is anything to do, and if so the marks.
    fn begin_evaluation<F>(
        &self,
        module: ModuleId,
        index: &mut u32,
        stack: &mut Vec<ModuleId>,
        frames: &mut Vec<Frame>,
    ) -> Result<(), Abrupt<F>> {
        let mut record = self.get_mut(module);
        match record.status {
            Status::EvaluatingAsync | Status::Evaluated => record
                .evaluation_error
                .map_or(Ok(()), |thrown| Err(Abrupt::Throw(thrown))),
            Status::Evaluating => Ok(()),
            _ => {
                debug_assert_eq!(record.status, Status::Linked);
                record.status = Status::Evaluating;
                record.dfs_index = *index;
                record.dfs_ancestor_index = *index;
                record.pending_async_dependencies = 0;
                *index += 1;
                stack.push(module);
                frames.push(Frame {
                    module,
                    next_request: 0,
                    returned: None,
                });
                Ok(())
            }
        }
    }

    /// The steps of the loop after a required module's InnerModuleEvaluation.
    fn after_required<F>(&self, module: ModuleId, mut required: ModuleId) -> Result<(), Abrupt<F>> {
        if self.get(required).status == Status::Evaluating {
            self.lower_ancestor_index(module, required);
        } else {
            required = self.get(required).cycle_root.unwrap_or(required);
            if let Some(thrown) = self.get(required).evaluation_error {
                return Err(Abrupt::Throw(thrown));
            }
        }
        let order = self.get(required).async_evaluation_order;
        if let AsyncEvaluationOrder::Order(_) = order {
            self.get_mut(module).pending_async_dependencies += 1;
            self.get_mut(required).async_parent_modules.push(module);
        }
        Ok(())
    }

    /// The steps after the loop that run the module, or put it into the queue of those that wait.
    fn run_or_wait<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
    ) -> Result<(), Abrupt<E::Failure>> {
        let (pending, has_tla) = {
            let record = self.get(module);
            (record.pending_async_dependencies, record.shape.has_tla)
        };
        if pending == 0 && !has_tla {
            return effects.execute_module(module);
        }
        // IncrementModuleAsyncEvaluationCount
        let order = self.async_evaluation_count.get();
        self.async_evaluation_count.set(order + 1);
        self.get_mut(module).async_evaluation_order = AsyncEvaluationOrder::Order(order);
        if pending == 0 {
            effects.execute_async_module(module)?;
        }
        Ok(())
    }

    /// If `module` is the root of a cycle, all of whose modules are on top of the stack: takes them off.
    fn finish_evaluation(&self, module: ModuleId, stack: &mut Vec<ModuleId>) {
        {
            let record = self.get(module);
            if record.dfs_ancestor_index != record.dfs_index {
                return;
            }
        }
        while let Some(member) = stack.pop() {
            let mut record = self.get_mut(member);
            record.status = match record.async_evaluation_order {
                AsyncEvaluationOrder::Unset => Status::Evaluated,
                AsyncEvaluationOrder::Order(_) | AsyncEvaluationOrder::Done => {
                    Status::EvaluatingAsync
                }
            };
            record.cycle_root = Some(module);
            if member == module {
                break;
            }
        }
    }

    pub(super) fn resolve_top_level_capability<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
    ) -> Result<(), E::Failure> {
        let has = std::mem::take(&mut self.get_mut(module).has_top_level_capability);
        if has {
            effects.resolve_capability(module)
        } else {
            Ok(())
        }
    }

    pub(super) fn reject_top_level_capability<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
        thrown: Thrown,
    ) -> Result<(), E::Failure> {
        let has = std::mem::take(&mut self.get_mut(module).has_top_level_capability);
        if has {
            effects.reject_capability(module, thrown)
        } else {
            Ok(())
        }
    }
}
