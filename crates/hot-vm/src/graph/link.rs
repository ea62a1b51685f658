//! Link: resolve all imports, then make environments.
//!
//! `InnerModuleLinking` is a depth-first walk with an explicit stack. Each strongly connected part of the graph (a cycle, or a single module) is
//! linked as a whole: first all of its names are resolved, which can fail, then all of its modules are instantiated, then all of its imports are
//! bound to getters, which exist by then.

use std::rc::Rc;

use super::effects::Effects;
use super::record::{BindingName, ModuleId, Modules, Resolution, ResolvedBinding, Status};
use super::shape::Taken;

/// Why a graph cannot be linked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LinkError<F> {
    /// A name that is imported or re-exported is not exported, or ambiguously so.
    Unresolved(Unresolved),
    /// See [`Effects::Failure`].
    Failure(F),
}

/// A name that cannot be resolved, and where it is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unresolved {
    /// The module that asks for it.
    pub(crate) module: ModuleId,
    /// The module that should have it.
    pub(crate) from: ModuleId,
    pub(crate) name: Rc<str>,
    pub(crate) ambiguous: bool,
    pub(crate) indirect: bool,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl<F> From<F> for LinkError<F> {
    fn from(failure: F) -> LinkError<F> {
        LinkError::Failure(failure)
    }
}

struct Frame {
    module: ModuleId,
    next_request: usize,
}

impl Modules {
    /// Link
    pub(crate) fn link<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
    ) -> Result<(), LinkError<E::Failure>> {
        let mut stack = Vec::new();
        let linked = self.inner_module_linking(effects, module, &mut stack);
        for module in stack {
            let mut record = self.get_mut(module);
            record.status = Status::Unlinked;
            record.bindings = Vec::new();
            // It would be that of an instance that the next attempt replaces.
            record.has_namespace = false;
        }
        linked
    }

    /// InnerModuleLinking
    fn inner_module_linking<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
        stack: &mut Vec<ModuleId>,
    ) -> Result<(), LinkError<E::Failure>> {
        let mut frames = Vec::new();
        let mut index = 0;
        if self.get(module).status == Status::Unlinked {
            self.begin_linking(module, &mut index, stack, &mut frames);
        }
        while let Some(frame) = frames.last_mut() {
            let module = frame.module;
            let request = frame.next_request;
            if request < self.get(module).loaded.len() {
                frame.next_request += 1;
                let required = self.imported(module, request);
                let status = self.get(required).status;
                match status {
                    Status::Unlinked => {
                        self.begin_linking(required, &mut index, stack, &mut frames)
                    }
                    Status::Linking => self.lower_ancestor_index(module, required),
                    _ => {}
                }
                continue;
            }
            let bindings = self
                .initialize_environment(module)
                .map_err(LinkError::Unresolved)?;
            self.get_mut(module).bindings = bindings;
            frames.pop();
            self.finish_linking(effects, module, stack)?;
            let in_cycle = self.get(module).status == Status::Linking;
            if let Some(parent) = frames.last().filter(|_| in_cycle) {
                self.lower_ancestor_index(parent.module, module);
            }
        }
        Ok(())
    }

    fn begin_linking(
        &self,
        module: ModuleId,
        index: &mut u32,
        stack: &mut Vec<ModuleId>,
        frames: &mut Vec<Frame>,
    ) {
        let mut record = self.get_mut(module);
        record.status = Status::Linking;
        record.dfs_index = *index;
        record.dfs_ancestor_index = *index;
        *index += 1;
        stack.push(module);
        frames.push(Frame {
            module,
            next_request: 0,
        });
    }

    /// Sets the module's `[[DFSAncestorIndex]]` to the smaller of its and the required module's.
    pub(super) fn lower_ancestor_index(&self, module: ModuleId, required: ModuleId) {
        let other = self.get(required).dfs_ancestor_index;
        let mut record = self.get_mut(module);
        record.dfs_ancestor_index = record.dfs_ancestor_index.min(other);
    }

    /// If `module` is the root of a cycle, all of whose modules are on top of the stack: links them.
    fn finish_linking<E: Effects>(
        &self,
        effects: &mut E,
        module: ModuleId,
        stack: &mut Vec<ModuleId>,
    ) -> Result<(), E::Failure> {
        {
            let record = self.get(module);
            if record.dfs_ancestor_index != record.dfs_index {
                return Ok(());
            }
        }
        let root = stack
            .iter()
            .rposition(|&on_stack| on_stack == module)
            .expect("a module that is being linked is on the stack");
        for &member in &stack[root..] {
            effects.instantiate(member)?;
        }
        for &member in &stack[root..] {
            let bindings = std::mem::take(&mut self.get_mut(member).bindings);
            effects.bind(member, &bindings)?;
        }
        for member in stack.drain(root..) {
            self.get_mut(member).status = Status::Linked;
        }
        Ok(())
    }

    /// InitializeEnvironment, up to where it makes the environment: checks the re-exports, and resolves the imports.
    ///
    /// In TypeScript a re-export may be of a type, of which nothing is left: no export, and no error before somebody imports it as a value.
    fn initialize_environment(&self, module: ModuleId) -> Result<Vec<ResolvedBinding>, Unresolved> {
        let shape = self.shape(module);
        let lenient = self.get(module).key.is_typescript();
        for export in &shape.indirect {
            let resolution = self.resolve_export(module, &export.export_name);
            if resolution == Resolution::NotFound && lenient {
                continue;
            }
            if !matches!(resolution, Resolution::Binding(_)) {
                let name = match &export.taken {
                    Taken::Name(name) => name,
                    Taken::Namespace => &export.export_name,
                };
                return Err(Unresolved {
                    module,
                    from: self.imported(module, export.request),
                    name: Rc::clone(name),
                    ambiguous: resolution == Resolution::Ambiguous,
                    indirect: true,
                    line: export.line,
                    column: export.column,
                });
            }
        }
        let resolve = |import: &super::shape::Import| {
            let from = self.imported(module, import.request);
            let name = match &import.taken {
                Taken::Namespace => {
                    let name = if import.members_only {
                        BindingName::Members
                    } else {
                        BindingName::Namespace
                    };
                    return Ok(ResolvedBinding { module: from, name });
                }
                Taken::Name(name) => name,
            };
            match self.resolve_export(from, name) {
                Resolution::Binding(binding) => Ok(binding),
                Resolution::NotFound if lenient && shape.exports_again(import) => {
                    Ok(ResolvedBinding {
                        module: from,
                        name: BindingName::Type,
                    })
                }
                failed => Err(Unresolved {
                    module,
                    from,
                    name: Rc::clone(name),
                    ambiguous: failed == Resolution::Ambiguous,
                    indirect: false,
                    line: import.line,
                    column: import.column,
                }),
            }
        };
        shape.imports.iter().map(resolve).collect()
    }
}
