//! LoadRequestedModules: everything a module imports, directly or not.
//!
//! The host answers at once (files are read synchronously), so the whole of it happens before it returns: depth first, in the order of the
//! requests, and it ends with the first module that cannot be loaded. Modules that were loaded before that stay; asking again goes on from there.

use std::collections::HashSet;

use super::record::{ModuleId, Modules, Status};

impl Modules {
    /// LoadRequestedModules, with `host_load_imported_module(referrer, request)` for HostLoadImportedModule.
    ///
    /// # Errors
    /// The first one of `host_load_imported_module`.
    pub(crate) fn load_requested_modules<E>(
        &self,
        module: ModuleId,
        mut host_load_imported_module: impl FnMut(ModuleId, usize) -> Result<ModuleId, E>,
    ) -> Result<(), E> {
        // InnerModuleLoading
        let mut visited = HashSet::new();
        let mut frames = Vec::new();
        let visit = |module: ModuleId,
                     visited: &mut HashSet<ModuleId>,
                     frames: &mut Vec<(ModuleId, usize)>| {
            if self.get(module).status == Status::New && visited.insert(module) {
                frames.push((module, 0));
            }
        };
        visit(module, &mut visited, &mut frames);
        while let Some((referrer, next_request)) = frames.last_mut() {
            let (referrer, request) = (*referrer, *next_request);
            let loaded = self.get(referrer).loaded.get(request).copied();
            let Some(loaded) = loaded else {
                frames.pop();
                continue;
            };
            *next_request += 1;
            let required = match loaded {
                Some(required) => required,
                None => {
                    let required = host_load_imported_module(referrer, request)?;
                    // FinishLoadingImportedModule
                    self.get_mut(referrer).loaded[request] = Some(required);
                    required
                }
            };
            visit(required, &mut visited, &mut frames);
        }
        for module in visited {
            self.get_mut(module).status = Status::Unlinked;
        }
        Ok(())
    }
}
