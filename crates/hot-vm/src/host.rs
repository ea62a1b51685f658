//! [`FileHost`]: where the module graph's modules come from: files, and modules made of Rust.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::error::BuildError;
use crate::module::{KeyKind, LoadError, ModuleHost, ModuleKey, ModuleSource, NativeModule, Site};
use crate::prelude::path_text;
use crate::report::SourceLookup;
use crate::resolve::{ResolveError, Resolved, Resolver};
use crate::settings::{CompilerSettings, JsxMode};
use crate::sources::{ModuleKind, ReadError, SourceError, Sources};
use crate::transform::{JsxOptions, JsxRuntime, TransformOptions, transform};
use crate::watch::WatchPlan;
use crate::watching::Watching;

/// What is kept of a file that was loaded: the module, and the text that ran, for excerpts.
struct Product {
    source: Rc<ModuleSource>,
    text: String,
}

/// Resolves and loads modules for the graph, and knows what has to be watched.
pub(crate) struct FileHost {
    resolver: Resolver,
    sources: RefCell<Sources<Product>>,
    natives: HashMap<String, Rc<ModuleSource>>,
    /// The file of each key that was resolved: an id is text, a path need not be.
    files: RefCell<HashMap<ModuleKey, PathBuf>>,
    /// Files of the running generation that could not be loaded, with their text as far as it was read.
    failed: RefCell<HashMap<PathBuf, String>>,
    no_transpile: bool,
    watching: RefCell<Option<Watching>>,
    /// Whether files or dependencies were added since the watcher was told.
    news: Cell<bool>,
}

impl FileHost {
    /// # Errors
    /// [`BuildError::BadModuleName`].
    pub(crate) fn new(
        cwd: &Path,
        natives: Vec<(String, NativeModule)>,
        no_transpile: bool,
    ) -> Result<Rc<FileHost>, BuildError> {
        let mut modules = HashMap::new();
        for (specifier, module) in natives {
            let reason = if specifier.is_empty() {
                Some("it is empty")
            } else if specifier.starts_with(['.', '/', '#']) || specifier.starts_with("file:") {
                Some("it looks like a path")
            } else if modules.contains_key(&specifier) {
                Some("it is registered already")
            } else {
                None
            };
            if let Some(reason) = reason {
                return Err(BuildError::BadModuleName { specifier, reason });
            }
            modules.insert(specifier, Rc::new(ModuleSource::Native(module)));
        }
        Ok(Rc::new(FileHost {
            resolver: Resolver::new(cwd),
            sources: RefCell::default(),
            natives: modules,
            files: RefCell::default(),
            failed: RefCell::default(),
            no_transpile,
            watching: RefCell::default(),
            news: Cell::new(false),
        }))
    }

    /// Tells the host who watches.
    pub(crate) fn set_watching(&self, watching: Option<&Watching>) {
        *self.watching.borrow_mut() = watching.cloned();
    }

    /// The entry's module. Where the file is missing, the key of the file that it would be, so that loading it says so.
    pub(crate) fn entry_key(&self, entry: &str) -> ModuleKey {
        if self.natives.contains_key(entry) {
            return ModuleKey::native(entry);
        }
        match self.resolver.resolve_entry(Path::new(entry)) {
            Ok(resolved) => self.key_of(resolved),
            Err(_) => {
                let path = self.resolver.cwd().join(entry);
                let kind = ModuleKind::from_path(&path);
                self.key_of(Resolved {
                    path,
                    query: None,
                    kind,
                })
            }
        }
    }

    /// The entry's path, as `process.argv` has it.
    pub(crate) fn entry_path(&self, entry: &str) -> String {
        self.entry_key(entry).id.to_string()
    }

    pub(crate) fn entry_exists(&self, entry: &str) -> bool {
        self.natives.contains_key(entry) || self.resolver.resolve_entry(Path::new(entry)).is_ok()
    }

    /// The module of a preload.
    ///
    /// # Errors
    /// [`ResolveError`].
    pub(crate) fn preload_key(&self, specifier: &str) -> Result<ModuleKey, ResolveError> {
        if self.natives.contains_key(specifier) {
            return Ok(ModuleKey::native(specifier));
        }
        // Also if it is not found: then the places are news where it was looked for.
        self.news.set(true);
        Ok(self.key_of(self.resolver.resolve_preload(specifier)?))
    }

    /// Forgets what was resolved: files may have come, gone or changed. Transformed modules are kept for as long as their files are the same.
    pub(crate) fn start_generation(&self) {
        self.resolver.clear_cache();
        self.failed.borrow_mut().clear();
    }

    /// Forgets the files of modules that no generation uses any more.
    pub(crate) fn retain(&self, keys: &[ModuleKey]) {
        let mut files = self.files.borrow_mut();
        let used: HashSet<ModuleKey> = keys.iter().cloned().collect();
        // A file that failed to load is not in the graph, but its next save must be noticed.
        let failed = self.failed.borrow();
        files.retain(|key, path| used.contains(key) || failed.contains_key(path));
        self.sources
            .borrow_mut()
            .retain_only(&files.values().cloned().collect());
    }

    /// Everything the running generation rests on: its files, those that were looked for, and the settings.
    pub(crate) fn watch_plan(&self) -> WatchPlan {
        let mut plan = WatchPlan::new(self.resolver.cwd());
        plan.add_sources(&self.sources.borrow());
        plan.add_dependencies(self.resolver.dependencies());
        plan
    }

    /// Installs the plan, if anything was added since.
    pub(crate) fn update_watching(&self) {
        if let Some(watching) = &*self.watching.borrow()
            && self.news.replace(false)
        {
            watching.set_plan(self.watch_plan());
        }
    }

    fn key_of(&self, resolved: Resolved) -> ModuleKey {
        let Resolved { path, query, kind } = resolved;
        let id = path_text(&path) + query.as_deref().unwrap_or("");
        let key = ModuleKey::file(id, kind);
        self.files.borrow_mut().insert(key.clone(), path);
        self.news.set(true);
        key
    }

    fn load_file(
        &self,
        path: &Path,
        kind: ModuleKind,
        id: &Rc<str>,
    ) -> Result<Rc<ModuleSource>, LoadError> {
        self.news.set(true);
        if kind == ModuleKind::Asset {
            return match self.sources.borrow_mut().track(path, kind) {
                Some(_) => Ok(Rc::new(ModuleSource::Asset(path_text(path)))),
                None => Err(LoadError::NotFound {
                    message: format!("Cannot find module '{}'", path.display()),
                    code: "ERR_MODULE_NOT_FOUND",
                }),
            };
        }
        let settings =
            self.resolver
                .settings()
                .for_file(path)
                .map_err(|error| LoadError::NotFound {
                    message: error.to_string(),
                    code: "ERR_INVALID_TSCONFIG",
                })?;
        let variant = settings.variant();
        let product = self
            .sources
            .borrow_mut()
            .get_or_make(path, kind, variant, |text| {
                match self.make(path, kind, id, &text, &settings) {
                    Ok(source) => Ok(Product {
                        source: Rc::new(source),
                        text,
                    }),
                    Err(error) => {
                        self.failed.borrow_mut().insert(path.to_path_buf(), text);
                        Err(error)
                    }
                }
            });
        match product {
            Ok(product) => Ok(Rc::clone(&product.source)),
            Err(SourceError::Make(error)) => Err(error),
            Err(SourceError::Read(error)) => {
                self.failed
                    .borrow_mut()
                    .entry(path.to_path_buf())
                    .or_default();
                Err(read_error(path, &error))
            }
        }
    }

    fn make(
        &self,
        path: &Path,
        kind: ModuleKind,
        id: &Rc<str>,
        text: &str,
        settings: &CompilerSettings,
    ) -> Result<ModuleSource, LoadError> {
        match kind {
            ModuleKind::Json => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
                Ok(_) => Ok(ModuleSource::Json(text.to_owned(), Rc::clone(id))),
                Err(error) => {
                    let site = Site {
                        path: Rc::clone(id),
                        line: error.line().try_into().unwrap_or(u32::MAX),
                        column: error.column().max(1).try_into().unwrap_or(u32::MAX),
                    };
                    Err(LoadError::Json {
                        site,
                        message: format!("JSON Parse error: {error}"),
                    })
                }
            },
            ModuleKind::Text => Ok(ModuleSource::Text(text.to_owned())),
            _ => match transform(text, path, &self.options(settings)) {
                Ok(code) => Ok(ModuleSource::Code(code, path_text(path).into())),
                Err(diagnostics) => Err(LoadError::Syntax {
                    path: path_text(path).into(),
                    diagnostics,
                }),
            },
        }
    }

    fn options(&self, settings: &CompilerSettings) -> TransformOptions {
        TransformOptions {
            no_transpile: self.no_transpile,
            jsx: JsxOptions {
                runtime: if settings.jsx == JsxMode::Classic {
                    JsxRuntime::Classic
                } else {
                    JsxRuntime::Automatic
                },
                import_source: settings.jsx_import_source.clone(),
                factory: settings.jsx_factory.clone(),
                fragment: settings.jsx_fragment_factory.clone(),
                development: settings.jsx == JsxMode::AutomaticDev,
            },
            experimental_decorators: settings.experimental_decorators,
            emit_decorator_metadata: settings.emit_decorator_metadata,
            verbatim_module_syntax: settings.verbatim_module_syntax,
            use_define_for_class_fields: settings.use_define_for_class_fields,
        }
    }
}

impl ModuleHost for FileHost {
    fn resolve(
        &self,
        specifier: &str,
        attributes: &[(String, String)],
        referrer: Option<&ModuleKey>,
    ) -> Result<ModuleKey, LoadError> {
        if self.natives.contains_key(specifier) {
            return Ok(ModuleKey::native(specifier));
        }
        self.news.set(true);
        let importer = referrer.and_then(|key| self.files.borrow().get(key).cloned());
        let resolved = match &importer {
            Some(importer) => self.resolver.resolve(specifier, importer, attributes),
            // The embedder and modules made of Rust import from the working directory.
            None => self.resolver.resolve(
                specifier,
                &self.resolver.cwd().join("[embedder]"),
                attributes,
            ),
        };
        match resolved {
            Ok(resolved) => Ok(self.key_of(resolved)),
            Err(error @ ResolveError::UnsupportedAttribute { .. }) => Err(LoadError::Attributes {
                message: error.to_string(),
            }),
            Err(error) => Err(LoadError::NotFound {
                message: error.to_string(),
                code: error.code(),
            }),
        }
    }

    fn load(&self, key: &ModuleKey) -> Result<Rc<ModuleSource>, LoadError> {
        let missing = || LoadError::NotFound {
            message: format!("Cannot find module '{}'", key.id),
            code: "ERR_MODULE_NOT_FOUND",
        };
        match key.kind {
            KeyKind::Native => self.natives.get(&*key.id).cloned().ok_or_else(missing),
            KeyKind::File(kind) => {
                let path = self.files.borrow().get(key).cloned().ok_or_else(missing)?;
                self.load_file(&path, kind, &key.id)
            }
        }
    }

    fn before_evaluation(&self) {
        self.update_watching();
    }
}

/// Excerpts show the text that was loaded, which the file on disk may not be any more.
impl SourceLookup for FileHost {
    fn source(&self, file: &str) -> Option<Cow<'_, str>> {
        let path = Path::new(file);
        let loaded = self
            .sources
            .borrow()
            .product(path)
            .map(|product| product.text.clone());
        loaded
            .or_else(|| self.failed.borrow().get(path).cloned())
            .map(Cow::Owned)
    }
}

fn read_error(path: &Path, error: &ReadError) -> LoadError {
    if error.is_not_found() {
        return LoadError::NotFound {
            message: format!("Cannot find module '{}'", path.display()),
            code: "ERR_MODULE_NOT_FOUND",
        };
    }
    let code = match error {
        ReadError::NotUtf8 { .. } => "ERR_INVALID_UTF8",
        ReadError::TooLarge { .. } => "ERR_FILE_TOO_LARGE",
        _ => "ERR_FILE_NOT_READ",
    };
    LoadError::Io {
        path: path_text(path).into(),
        message: error.to_string(),
        code,
    }
}
