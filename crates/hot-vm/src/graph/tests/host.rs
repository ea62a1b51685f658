//! A host whose files are in memory.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use crate::module::{
    KeyKind, LoadError, ModuleHost, ModuleKey, ModuleSource, NativeExportList, NativeModule,
};
use crate::sources::ModuleKind;
use crate::transform::{TransformOptions, transform};

/// The files are in `/app`. See the [module](self).
#[derive(Default)]
pub(crate) struct MemoryHost {
    files: RefCell<HashMap<String, String>>,
    sources: RefCell<HashMap<ModuleKey, Rc<ModuleSource>>>,
    /// Each key that `load` was asked for, in order.
    pub(crate) loaded: RefCell<Vec<String>>,
    pub(crate) resolved: Cell<usize>,
}

impl MemoryHost {
    /// Writes a file. The next load of it gives a new source.
    pub(crate) fn write(&self, name: &str, text: impl Into<String>) {
        let path = format!("/app/{name}");
        self.sources
            .borrow_mut()
            .retain(|key, _| key.id.split('?').next() != Some(path.as_str()));
        self.files.borrow_mut().insert(path, text.into());
    }

    /// Registers a module of Rust.
    pub(crate) fn native(
        &self,
        name: &str,
        exports: impl Fn(&jsc::Scope) -> jsc::Result<NativeExportList> + 'static,
    ) {
        let source = Rc::new(ModuleSource::Native(NativeModule::new(exports)));
        self.sources
            .borrow_mut()
            .insert(ModuleKey::native(name), source);
    }
}

/// The key of a file.
pub(crate) fn key(name: &str) -> ModuleKey {
    let path = format!("/app/{name}");
    let file = path.split('?').next().expect("a first part");
    ModuleKey::file(path.as_str(), ModuleKind::from_path(Path::new(file)))
}

impl ModuleHost for MemoryHost {
    fn resolve(
        &self,
        specifier: &str,
        attributes: &[(String, String)],
        referrer: Option<&ModuleKey>,
    ) -> Result<ModuleKey, LoadError> {
        self.resolved.set(self.resolved.get() + 1);
        let native = ModuleKey::native(specifier);
        if self.sources.borrow().contains_key(&native) {
            return Ok(native);
        }
        let importer = referrer.map_or("the embedder", |key| &key.id);
        let not_found = || LoadError::NotFound {
            message: format!("Cannot find module '{specifier}' imported from '{importer}'"),
            code: "ERR_MODULE_NOT_FOUND",
        };
        let mut found = key(specifier.strip_prefix("./").ok_or_else(not_found)?);
        for (name, value) in attributes {
            found.kind = match (name.as_str(), value.as_str()) {
                ("type", "json") => KeyKind::File(ModuleKind::Json),
                ("type", "text") => KeyKind::File(ModuleKind::Text),
                ("type", "file") => KeyKind::File(ModuleKind::Asset),
                _ => {
                    let message = format!("Import attribute '{name}: {value}' is not supported");
                    return Err(LoadError::Attributes { message });
                }
            };
        }
        let file = found.id.split('?').next().expect("a first part");
        if self.files.borrow().contains_key(file) {
            Ok(found)
        } else {
            Err(not_found())
        }
    }

    fn load(&self, key: &ModuleKey) -> Result<Rc<ModuleSource>, LoadError> {
        self.loaded.borrow_mut().push(key.id.to_string());
        if let Some(source) = self.sources.borrow().get(key) {
            return Ok(Rc::clone(source));
        }
        let path: Rc<str> = key.id.split('?').next().expect("a first part").into();
        let Some(text) = self.files.borrow().get(&*path).cloned() else {
            let message = format!("Cannot find module '{path}'");
            return Err(LoadError::NotFound {
                message,
                code: "ERR_MODULE_NOT_FOUND",
            });
        };
        let source = match key.kind {
            KeyKind::File(ModuleKind::Json) => ModuleSource::Json(text, path),
            KeyKind::File(ModuleKind::Text) => ModuleSource::Text(text),
            KeyKind::File(ModuleKind::Asset) => ModuleSource::Asset(path.to_string()),
            _ => match transform(&text, Path::new(&*path), &TransformOptions::default()) {
                Ok(code) => ModuleSource::Code(code, path),
                Err(diagnostics) => return Err(LoadError::Syntax { path, diagnostics }),
            },
        };
        let source = Rc::new(source);
        self.sources
            .borrow_mut()
            .insert(key.clone(), Rc::clone(&source));
        Ok(source)
    }
}
