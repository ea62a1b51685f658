//! Getting modules from the host into the graph: HostLoadImportedModule.

use std::rc::Rc;

use jsc::{IntoJs, Local, Scope, Value};

use crate::module::{LoadError, ModuleKey, ModuleSource, Site};

use super::failures::Stop;
use super::record::{ModuleId, Record};
use super::runtime::CompileError;
use super::shape::Shape;
use super::{GraphInner, SourceText};

impl GraphInner {
    /// LoadRequestedModules
    pub(super) fn load_requested_modules(
        &self,
        scope: &Scope,
        module: ModuleId,
    ) -> Result<(), Stop> {
        self.modules
            .load_requested_modules(module, |referrer, request| {
                let shape = self.modules.shape(referrer);
                let request = &shape.requests[request];
                let site = || {
                    let key = self.modules.get(referrer).key.clone();
                    Some(Site {
                        path: self.path_of(&key),
                        line: request.line,
                        column: request.column,
                    })
                };
                let key = self.modules.get(referrer).key.clone();
                let key = self
                    .host
                    .resolve(&request.specifier, &request.attributes, Some(&key))
                    .map_err(|error| Stop::load(error, site()))?;
                self.load_module(scope, &key, site)
            })
    }

    /// The module that `import(specifier, …)` in `referrer` means. Asked again, it is the same one.
    pub(super) fn load_dynamically_imported(
        &self,
        scope: &Scope,
        referrer: ModuleId,
        specifier: &str,
        attributes: Vec<(String, String)>,
    ) -> Result<ModuleId, Stop> {
        let request = (Rc::from(specifier), attributes);
        if let Some(&module) = self.modules.get(referrer).loaded_dynamically.get(&request) {
            return Ok(module);
        }
        let key = self.modules.get(referrer).key.clone();
        let key = self
            .host
            .resolve(specifier, &request.1, Some(&key))
            .map_err(|error| Stop::load(error, None))?;
        let module = self.load_module(scope, &key, || None)?;
        self.modules
            .get_mut(referrer)
            .loaded_dynamically
            .insert(request, module);
        Ok(module)
    }

    /// The graph's module with this key, loaded now if need be. `site` is where it is imported.
    pub(super) fn load_module(
        &self,
        scope: &Scope,
        key: &ModuleKey,
        site: impl Fn() -> Option<Site>,
    ) -> Result<ModuleId, Stop> {
        if let Some(module) = self.modules.by_key(key) {
            return Ok(module);
        }
        self.asked.borrow_mut().push(key.clone());
        let source = self
            .host
            .load(key)
            .map_err(|error| Stop::load(error, site()))?;
        match &*source {
            ModuleSource::Code(code, path) => {
                let compiled = self
                    .runtime
                    .compile(scope, &source, code, path)
                    .map_err(|error| self.compile_failure(error, path, site()))?;
                let shape = Rc::clone(&compiled.shape);
                Ok(self.add(key, shape, Some((compiled, source))))
            }
            ModuleSource::Json(text, path) => self.add_json(scope, key, text, path, site()),
            ModuleSource::Text(text) | ModuleSource::Asset(text) => scope.nested(|scope| {
                self.add_synthetic(scope, key, &["default"], &[text.as_str().into_js(scope)?])
            }),
            ModuleSource::Native(native) => scope.nested(|scope| {
                let exports = native.exports(scope)?;
                let names: Vec<&str> = exports.iter().map(|(name, _)| name.as_str()).collect();
                let values: Vec<Local<'_, Value>> = exports
                    .iter()
                    .map(|(_, value)| value.local(scope))
                    .collect();
                self.add_synthetic(scope, key, &names, &values)
            }),
        }
    }

    fn compile_failure(
        &self,
        error: CompileError,
        path: &Rc<str>,
        imported_at: Option<Site>,
    ) -> Stop {
        match error {
            CompileError::Refused {
                message,
                source_name,
                line,
            } => {
                let at = self.runtime.source_maps().lookup(&source_name, line, 1);
                let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
                let site = Site {
                    path: Rc::clone(path),
                    line,
                    column,
                };
                Stop::load(LoadError::Engine { site, message }, imported_at)
            }
            CompileError::Failure(error) => Stop::Failure(error),
        }
    }

    fn add(&self, key: &ModuleKey, shape: Rc<Shape>, source: Option<SourceText>) -> ModuleId {
        let module = self.modules.add(Record::new(key.clone(), shape));
        self.sources.borrow_mut().push(source);
        module
    }

    fn add_synthetic(
        &self,
        scope: &Scope,
        key: &ModuleKey,
        names: &[&str],
        values: &[Local<'_, Value>],
    ) -> Result<ModuleId, Stop> {
        let values = scope.array(values)?;
        let helper = &self.runtime.helpers.add_synthetic;
        self.call(
            scope,
            helper,
            (self.state(scope), self.next_number(), &*key.id, values),
        )?;
        Ok(self.add(key, Rc::new(Shape::synthetic(names.iter().copied())), None))
    }

    /// ParseJSONModule
    fn add_json(
        &self,
        scope: &Scope,
        key: &ModuleKey,
        text: &str,
        path: &Rc<str>,
        imported_at: Option<Site>,
    ) -> Result<ModuleId, Stop> {
        let helper = &self.runtime.helpers.add_json;
        let number = self.next_number();
        let parsed = scope.nested(|scope| {
            self.call(scope, helper, (self.state(scope), number, &*key.id, text))
                .map(drop)
        });
        if let Err(error) = parsed {
            let Some(exception) = error.exception() else {
                return Err(Stop::Failure(error));
            };
            // Where in the text, the engine does not say.
            let site = Site {
                path: Rc::clone(path),
                line: 1,
                column: 1,
            };
            let error = LoadError::Json {
                site,
                message: exception.message().to_owned(),
            };
            return Err(Stop::load(error, imported_at));
        }
        Ok(self.add(key, Rc::new(Shape::synthetic(["default"])), None))
    }

    /// The number that the next module gets.
    fn next_number(&self) -> u32 {
        u32::try_from(self.modules.len()).unwrap_or(u32::MAX)
    }

    /// The number of a module's code on the JavaScript side; `None` for a synthetic module.
    pub(super) fn source_number(&self, module: ModuleId) -> Option<u32> {
        self.sources.borrow()[module.0 as usize]
            .as_ref()
            .map(|(compiled, _)| compiled.number)
    }

    /// The path by which errors call a module.
    pub(super) fn path_of(&self, key: &ModuleKey) -> Rc<str> {
        let module = self.modules.by_key(key);
        let sources = self.sources.borrow();
        match module
            .and_then(|module| sources[module.0 as usize].as_ref())
            .map(|(_, source)| &**source)
        {
            Some(ModuleSource::Code(_, path)) => Rc::clone(path),
            _ => Rc::clone(&key.id),
        }
    }
}
