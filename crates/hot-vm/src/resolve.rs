//! From an import specifier to a file: Node's ESM resolution, with what TypeScript projects need on top.
//!
//! Relative and absolute paths, `file:` URLs, packages in `node_modules` with their `exports` and `imports`, `paths` and
//! `baseUrl` of the nearest tsconfig. Extensions may be left out. `./a.js` also finds `a.ts` where there is no `a.js`,
//! as TypeScript sources are written; a file that is there under the very name always wins. Symbolic links are followed,
//! so that a file is one module whichever way it is reached; a query (`./a.js?x=1`) makes it another one.

use std::fmt;
use std::path::{Path, PathBuf};

use oxc_resolver::{ResolveOptions, ResolverGeneric, TsconfigDiscovery};

use crate::settings::RecordingFs;
use crate::settings::{Dependencies, Settings};
use crate::sources::ModuleKind;

pub(crate) use self::error::ResolveError;
pub(crate) use self::url::{file_url_to_path, path_to_file_url};

use self::locate::is_stream;
pub(crate) use self::locate::real_path;

mod error;
mod locate;
mod probes;
mod url;

/// The conditions of `exports` and `imports` that hold here; `default` always does.
pub(crate) const CONDITIONS: &[&str] = &["hot", "import", "node", "module"];

/// What may be left out at the end of a specifier, in the order it is tried.
const EXTENSIONS: &[&str] = &[
    ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json",
];

/// The TypeScript file that a specifier of the JavaScript file it compiles to stands for.
const EXTENSION_ALIASES: &[(&str, &[&str])] = &[
    (".js", &[".js", ".ts", ".tsx", ".jsx"]),
    (".jsx", &[".jsx", ".tsx"]),
    (".mjs", &[".mjs", ".mts"]),
    (".cjs", &[".cjs", ".cts"]),
];

/// A module: its file, what makes it another module than others of that file, and what its bytes are taken for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Resolved {
    /// Absolute, without symbolic links.
    pub path: PathBuf,
    /// `?query` and `#fragment` of the specifier, with their marks.
    pub query: Option<String>,
    /// By extension, or by the import attribute `type`.
    pub kind: ModuleKind,
}

/// Resolves specifiers, remembers what it looked at, and remembers answers until [`Resolver::clear_cache`].
pub(crate) struct Resolver {
    cwd: PathBuf,
    fs: RecordingFs,
    oxc: ResolverGeneric<RecordingFs>,
    settings: Settings,
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver")
            .field("cwd", &self.cwd)
            .finish_non_exhaustive()
    }
}

impl Resolver {
    /// A resolver for a program started in the absolute directory `cwd`, with [`CONDITIONS`].
    #[must_use]
    pub(crate) fn new(cwd: impl Into<PathBuf>) -> Self {
        Self::with_conditions(cwd, CONDITIONS)
    }

    /// The same with other conditions.
    #[must_use]
    pub(crate) fn with_conditions(cwd: impl Into<PathBuf>, conditions: &[&str]) -> Self {
        let owned = |list: &[&str]| list.iter().map(|&item| item.to_owned()).collect::<Vec<_>>();
        let cwd = cwd.into();
        let options = ResolveOptions {
            cwd: Some(cwd.clone()),
            // Makes the tsconfig that is passed with each request count.
            tsconfig: Some(TsconfigDiscovery::Auto),
            condition_names: owned(conditions),
            extensions: owned(EXTENSIONS),
            extension_alias: EXTENSION_ALIASES
                .iter()
                .map(|(extension, aliases)| ((*extension).to_owned(), owned(aliases)))
                .collect(),
            main_fields: owned(&["module", "main"]),
            node_path: false,
            ..ResolveOptions::default()
        };
        let fs = RecordingFs::default();
        let oxc = ResolverGeneric::new_with_file_system(fs.clone(), options);
        Self {
            cwd,
            fs,
            oxc,
            settings: Settings::new(),
        }
    }

    /// The module that `specifier` means in the file `importer` (absolute), with the import's attributes.
    ///
    /// # Errors
    ///
    /// [`ResolveError`]; what was looked for in vain is in [`Resolver::dependencies`].
    pub(crate) fn resolve(
        &self,
        specifier: &str,
        importer: &Path,
        attributes: &[(String, String)],
    ) -> Result<Resolved, ResolveError> {
        let forced = kind_of_attributes(attributes)?;
        let directory = importer.parent().unwrap_or(&self.cwd);
        if importer.is_absolute() {
            // Logged: what is looked for around it belongs to its project.
            self.fs.is_file(importer);
        }
        let (path, query) = self.locate(specifier, directory, Some(importer))?;
        let kind = forced.unwrap_or_else(|| ModuleKind::from_path(&path));
        Ok(Resolved { path, query, kind })
    }

    /// The program's main module: a path, relative to the working directory, or a `file:` URL.
    ///
    /// A file of that very name wins, whatever characters are in it; otherwise extension, `package.json` or index file
    /// of a directory are found as for an import.
    ///
    /// # Errors
    ///
    /// [`ResolveError::ModuleNotFound`] without an importer, and what a package on the way may have wrong.
    pub(crate) fn resolve_entry(&self, entry: &Path) -> Result<Resolved, ResolveError> {
        let shown = entry.to_string_lossy().into_owned();
        if url::scheme(&shown).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file")) {
            let (path, query) = self.locate(&shown, &self.cwd, None)?;
            let kind = ModuleKind::from_path(&path);
            return Ok(Resolved { path, query, kind });
        }
        let absolute = self.cwd.join(entry);
        // Not only regular files: `hot <(generate)` is a pipe.
        if self.fs.is_file(&absolute) || is_stream(&absolute) {
            let path = real_path(&absolute).unwrap_or(absolute);
            let kind = ModuleKind::from_path(&path);
            return Ok(Resolved {
                path,
                query: None,
                kind,
            });
        }
        let not_found = || ResolveError::ModuleNotFound {
            specifier: shown.clone(),
            importer: None,
        };
        let specifier = absolute
            .to_str()
            .filter(|_| !shown.is_empty())
            .ok_or_else(not_found)?;
        match self.locate(specifier, &self.cwd, None) {
            Ok((path, query)) => Ok(Resolved {
                kind: ModuleKind::from_path(&path),
                path,
                query,
            }),
            Err(error) if error.is_not_found() => Err(not_found()),
            Err(error) => Err(error),
        }
    }

    /// A module to run before the entry: a path, a `file:` URL or a package, from the working directory.
    ///
    /// # Errors
    ///
    /// [`ResolveError::PreloadNotFound`], and what a package on the way may have wrong.
    pub(crate) fn resolve_preload(&self, specifier: &str) -> Result<Resolved, ResolveError> {
        match self.resolve_entry(Path::new(specifier)) {
            Err(error) if error.is_not_found() => {}
            found => return found,
        }
        match self.locate(specifier, &self.cwd, None) {
            Ok((path, query)) => Ok(Resolved {
                kind: ModuleKind::from_path(&path),
                path,
                query,
            }),
            Err(ResolveError::ModuleNotFound { .. } | ResolveError::PackageNotFound { .. }) => {
                Err(ResolveError::PreloadNotFound {
                    specifier: specifier.to_owned(),
                })
            }
            Err(error) => Err(error),
        }
    }

    /// The tsconfig settings of files.
    #[must_use]
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The directory the program was started in.
    #[must_use]
    pub(crate) fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// Everything that all answers since the last [`Resolver::clear_cache`] rest on, the settings' included.
    ///
    /// Looking for `node_modules`, `package.json` and tsconfig goes up to the root of the file system; of these
    /// directories, only those inside the project are listed as missing, so that nobody has to watch `/`.
    #[must_use]
    pub(crate) fn dependencies(&self) -> Dependencies {
        let mut all = self.fs.dependencies();
        all.extend(self.settings.dependencies());
        probes::drop_outside_projects(&mut all, &self.cwd);
        all
    }

    /// Forgets all answers and what they rest on: files may have changed.
    pub(crate) fn clear_cache(&self) {
        self.oxc.clear_cache();
        self.fs.clear();
        self.settings.clear_cache();
    }
}

/// What `with { type: "…" }` makes of the file.
fn kind_of_attributes(attributes: &[(String, String)]) -> Result<Option<ModuleKind>, ResolveError> {
    let mut kind = None;
    for (key, value) in attributes {
        kind = match (key.as_str(), value.as_str()) {
            ("type", "json") => Some(ModuleKind::Json),
            ("type", "text") => Some(ModuleKind::Text),
            ("type", "file") => Some(ModuleKind::Asset),
            _ => {
                let (key, value) = (key.clone(), value.clone());
                return Err(ResolveError::UnsupportedAttribute { key, value });
            }
        };
    }
    Ok(kind)
}

#[cfg(test)]
mod tests;
