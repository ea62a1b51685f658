//! Modules made of Rust: [`NativeExports`], and `hot:jsc`, which is one.

use jsc::{IntoJs, Local, Scope, Value};

use crate::module::NativeModule;

/// What a module that is made of Rust exports. See [`Builder::module`](crate::Builder::module).
#[derive(Debug)]
pub struct NativeExports<'s> {
    scope: &'s Scope,
    exports: Vec<(String, Local<'s, Value>)>,
}

impl<'s> NativeExports<'s> {
    /// The scope that exported values are made in.
    pub fn scope(&self) -> &'s Scope {
        self.scope
    }

    /// Exports a value. The name `default` is the default export; a name that is used again replaces the first.
    ///
    /// # Errors
    /// Those of the conversion.
    pub fn value(&mut self, name: &str, value: impl IntoJs<'s>) -> jsc::Result<()> {
        let value = value.into_js(self.scope)?;
        self.exports.retain(|(known, _)| known != name);
        self.exports.push((name.to_owned(), value));
        Ok(())
    }

    /// Exports a function.
    ///
    /// # Errors
    /// Those of [`Scope::function`](jsc::Scope::function).
    pub fn function<M: 'static>(
        &mut self,
        name: &str,
        function: impl jsc::HostFunction<M>,
    ) -> jsc::Result<()> {
        let function = self.scope.function(name, function)?;
        self.value(name, function)
    }
}

/// The graph's form of an embedder's module.
pub(crate) fn module(
    exports: impl Fn(&mut NativeExports<'_>) -> jsc::Result<()> + 'static,
) -> NativeModule {
    NativeModule::new(move |scope| {
        let mut collected = NativeExports {
            scope,
            exports: Vec::new(),
        };
        exports(&mut collected)?;
        Ok(collected
            .exports
            .into_iter()
            .map(|(name, value)| (name, value.protect(scope)))
            .collect())
    })
}
