//! What happens when the body of an asynchronous module ends: the modules that waited for it run, or fail with it.

use super::effects::{Abrupt, Effects};
use super::record::{AsyncEvaluationOrder, ModuleId, Modules, Status, Thrown};

impl Modules {
    /// AsyncModuleExecutionFulfilled
    ///
    /// # Errors
    /// A failure, after the modules that it stopped have been marked.
    pub(crate) fn async_module_execution_fulfilled<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
    ) -> Result<(), E::Failure> {
        if self.get(module).status == Status::Evaluated {
            // One of the modules it has a cycle with has failed meanwhile.
            debug_assert!(self.get(module).evaluation_error.is_some());
            return Ok(());
        }
        self.mark_executed(module);
        self.resolve_top_level_capability(effects, module)?;
        let mut exec_list = self.gather_available_ancestors(module);
        exec_list.sort_by_key(|&module| self.order(module));
        for module in exec_list {
            if self.get(module).status == Status::Evaluated {
                debug_assert!(self.get(module).evaluation_error.is_some());
                continue;
            }
            let has_tla = self.get(module).shape.has_tla;
            let executed = if has_tla {
                effects
                    .execute_async_module(module)
                    .map_err(Abrupt::Failure)
            } else {
                effects.execute_module(module)
            };
            match executed {
                Ok(()) if has_tla => {}
                Ok(()) => {
                    self.mark_executed(module);
                    self.resolve_top_level_capability(effects, module)?;
                }
                Err(Abrupt::Throw(thrown)) => {
                    self.async_module_execution_rejected(effects, module, thrown)?
                }
                Err(Abrupt::Failure(failure)) => {
                    let thrown = effects.thrown_by_failure(&failure);
                    // The engine may still be failing; the first failure is the one to tell.
                    let _ = self.async_module_execution_rejected(effects, module, thrown);
                    return Err(failure);
                }
            }
        }
        Ok(())
    }

    /// AsyncModuleExecutionRejected
    ///
    /// # Errors
    /// A failure, after all modules have been marked.
    pub(crate) fn async_module_execution_rejected<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
        thrown: Thrown,
    ) -> Result<(), E::Failure> {
        let mut rejected = Ok(());
        let mut to_visit = vec![module];
        while let Some(module) = to_visit.pop() {
            {
                let mut record = self.get_mut(module);
                if record.status == Status::Evaluated {
                    debug_assert!(record.evaluation_error.is_some());
                    continue;
                }
                record.evaluation_error = Some(thrown);
                record.status = Status::Evaluated;
                record.async_evaluation_order = AsyncEvaluationOrder::Done;
                to_visit.extend(record.async_parent_modules.iter().rev());
            }
            let settled = self.reject_top_level_capability(effects, module, thrown);
            rejected = rejected.and(settled);
        }
        rejected
    }

    /// GatherAvailableAncestors
    fn gather_available_ancestors(&self, module: ModuleId) -> Vec<ModuleId> {
        let mut exec_list = Vec::new();
        let mut frames = vec![(module, 0)];
        while let Some((module, next)) = frames.last_mut() {
            let parent = self.get(*module).async_parent_modules.get(*next).copied();
            let Some(parent) = parent else {
                frames.pop();
                continue;
            };
            *next += 1;
            let cycle_root = self.get(parent).cycle_root.unwrap_or(parent);
            // In the list already if and only if it waits for nothing any more.
            if self.get(parent).pending_async_dependencies == 0
                || self.get(cycle_root).evaluation_error.is_some()
            {
                continue;
            }
            let mut record = self.get_mut(parent);
            record.pending_async_dependencies -= 1;
            if record.pending_async_dependencies == 0 {
                exec_list.push(parent);
                if !record.shape.has_tla {
                    frames.push((parent, 0));
                }
            }
        }
        exec_list
    }

    fn mark_executed(&self, module: ModuleId) {
        let mut record = self.get_mut(module);
        record.async_evaluation_order = AsyncEvaluationOrder::Done;
        record.status = Status::Evaluated;
    }

    fn order(&self, module: ModuleId) -> u64 {
        match self.get(module).async_evaluation_order {
            AsyncEvaluationOrder::Order(order) => order,
            AsyncEvaluationOrder::Unset | AsyncEvaluationOrder::Done => u64::MAX,
        }
    }
}
