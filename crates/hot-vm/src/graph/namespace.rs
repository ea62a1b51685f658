//! GetModuleNamespace.

use jsc::{IntoJs, Local, Scope, Value};

use super::GraphInner;
use super::engine::binding_array;
use super::record::{BindingName, ModuleId};

impl GraphInner {
    /// GetModuleNamespace: makes the module's namespace object, unless it exists, and those that are exports of it.
    ///
    /// The module is instantiated, and so are all whose bindings it exports.
    pub(super) fn get_module_namespace(&self, scope: &Scope, module: ModuleId) -> jsc::Result<()> {
        let mut to_make = vec![module];
        while let Some(module) = to_make.pop() {
            if std::mem::replace(&mut self.modules.get_mut(module).has_namespace, true) {
                continue;
            }
            let exports = self.modules.namespace_exports(module);
            to_make.extend(
                exports
                    .iter()
                    .filter(|export| export.binding.name == BindingName::Namespace)
                    .map(|export| export.binding.module),
            );
            scope.nested(|scope| {
                let names = exports
                    .iter()
                    .map(|export| (*export.name).into_js(scope))
                    .collect::<jsc::Result<Vec<Local<'_, Value>>>>()?;
                let names = scope.array(&names)?;
                let bindings = binding_array(scope, exports.iter().map(|export| export.binding))?;
                self.call(
                    scope,
                    &self.runtime.helpers.create_namespace,
                    (self.state(scope), module.0, names, bindings),
                )
                .map(drop)
            })?;
        }
        Ok(())
    }

    /// The namespace object, made if need be.
    pub(super) fn namespace<'s>(
        &self,
        scope: &'s Scope,
        module: ModuleId,
    ) -> jsc::Result<Local<'s, Value>> {
        self.get_module_namespace(scope, module)?;
        self.call(
            scope,
            &self.runtime.helpers.get_namespace,
            (self.state(scope), module.0),
        )
    }
}
