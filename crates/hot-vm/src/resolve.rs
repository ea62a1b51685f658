//! From an import specifier to a file: Node's ESM resolution, with what TypeScript projects need on top.
//!
//! Relative and absolute paths, `file:` URLs, packages in `node_modules` with their `exports` and `imports`, `paths` and
//! `baseUrl` of the nearest tsconfig. Extensions may be left out. `./a.js` also finds `a.ts` where there is no `a.js`,
//! as TypeScript sources are written; a file that is there under the very name always wins. Symbolic links are followed,
//! so that a file is one module whichever way it is reached; a query (`./a.js?x=1`) makes it another one.

use std::fmt;
use std::path::{Path, PathBuf};

use oxc_resolver::{ResolveContext, ResolveOptions, ResolverGeneric, TsconfigDiscovery};
use percent_encoding::percent_decode_str;

use crate::settings::RecordingFs;
use crate::settings::{Dependencies, Settings};
use crate::sources::ModuleKind;

pub(crate) use self::error::ResolveError;
pub(crate) use self::url::{file_url_to_path, path_to_file_url};

mod error;
mod probes;
mod url;

/// The conditions of `exports` and `imports` that hold here; `default` always does.
pub(crate) const CONDITIONS: &[&str] = &["hot", "import", "node", "module"];

/// The longest specifier that is followed: Linux has no longer paths, and very deep ones would exhaust the stack.
const MAX_SPECIFIER_BYTES: usize = 4096;

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

    fn locate(
        &self,
        specifier: &str,
        directory: &Path,
        importer: Option<&Path>,
    ) -> Result<(PathBuf, Option<String>), ResolveError> {
        let from = || importer.map(Path::to_path_buf);
        let invalid = |reason| ResolveError::InvalidSpecifier {
            specifier: shorten(specifier),
            importer: from(),
            reason,
        };
        if specifier.is_empty() {
            return Err(invalid("it is empty"));
        }
        if specifier.contains('\0') {
            return Err(invalid("it contains a null character"));
        }
        let is_data = || {
            specifier
                .get(..5)
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
        };
        if specifier.len() > MAX_SPECIFIER_BYTES && !is_data() {
            return Err(invalid("it is longer than a path can be"));
        }
        let scheme = url::scheme(specifier).map(str::to_ascii_lowercase);
        match scheme.as_deref() {
            Some("file") => {
                let Some((path, query)) = file_url_to_path(specifier) else {
                    return Err(invalid("the URL names no file of this machine"));
                };
                let found = self.locate_file_url(&path, specifier, importer)?;
                return Ok((found, query));
            }
            Some("node") => {
                return Err(ResolveError::NoSuchBuiltin {
                    specifier: shorten(specifier),
                    importer: from(),
                });
            }
            Some("data" | "http" | "https" | "blob" | "ws" | "wss") => {
                return Err(unsupported_scheme(
                    specifier,
                    scheme.unwrap_or_default(),
                    importer,
                ));
            }
            _ => {}
        }
        match self.ask(specifier, directory, importer) {
            Err(error) if error.is_not_found() => {
                // Specifiers are URLs: `./a%20b.js` is the file `a b.js`.
                if let Some(decoded) = decode_path(specifier)
                    && let Ok(found) = self.ask(&decoded, directory, importer)
                {
                    return Ok(found);
                }
                // Only now: a tsconfig may map `app:*` to files.
                Err(match scheme {
                    Some(scheme) => unsupported_scheme(specifier, scheme, importer),
                    None => error,
                })
            }
            answer => answer,
        }
    }

    fn locate_file_url(
        &self,
        path: &Path,
        specifier: &str,
        importer: Option<&Path>,
    ) -> Result<PathBuf, ResolveError> {
        if self.fs.is_file(path) {
            return Ok(real_path(path).unwrap_or_else(|| path.to_path_buf()));
        }
        let not_found = || error::not_found(specifier.to_owned(), importer.map(Path::to_path_buf));
        let text = path.to_str().ok_or_else(not_found)?;
        match self.ask(text, &self.cwd, importer) {
            Ok((path, _)) => Ok(path),
            Err(error) if error.is_not_found() => Err(not_found()),
            Err(error) => Err(error),
        }
    }

    fn ask(
        &self,
        specifier: &str,
        directory: &Path,
        importer: Option<&Path>,
    ) -> Result<(PathBuf, Option<String>), ResolveError> {
        let placeholder;
        let file = match importer {
            Some(importer) => importer,
            None => {
                placeholder = directory.join("[entry]");
                &placeholder
            }
        };
        let applied = self.settings.applied(file)?;
        let mut context = ResolveContext::default();
        let resolution = self
            .oxc
            .resolve_with_context(
                directory,
                specifier,
                applied.tsconfig.as_deref(),
                &mut context,
            )
            .map_err(|error| ResolveError::from_oxc(error, specifier, importer))?;
        let suffix = [resolution.query(), resolution.fragment()]
            .map(Option::unwrap_or_default)
            .concat();
        let query = Some(suffix).filter(|suffix| !suffix.is_empty());
        Ok((resolution.into_path_buf(), query))
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

fn unsupported_scheme(specifier: &str, scheme: String, importer: Option<&Path>) -> ResolveError {
    let importer = importer.map(Path::to_path_buf);
    ResolveError::UnsupportedScheme {
        specifier: shorten(specifier),
        scheme,
        importer,
    }
}

/// The percent-decoded form of a path specifier, if it has one that is another.
fn decode_path(specifier: &str) -> Option<String> {
    let is_path = specifier.starts_with(['.', '/']) || Path::new(specifier).is_absolute();
    if !is_path || !specifier.contains('%') {
        return None;
    }
    let end = specifier.find(['?', '#']).unwrap_or(specifier.len());
    let (path, query) = specifier.split_at(end);
    let upper = path.to_ascii_uppercase();
    if ["%2F", "%5C", "%3F", "%23", "%00"]
        .iter()
        .any(|escape| upper.contains(escape))
    {
        return None;
    }
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    (decoded != path).then(|| format!("{decoded}{query}"))
}

/// `data:` URLs can be long.
fn shorten(specifier: &str) -> String {
    const MAX: usize = 200;
    match specifier.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", &specifier[..end]),
        None => specifier.to_owned(),
    }
}

/// Whether there is something to read that is neither a file nor a directory.
fn is_stream(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_dir() && !metadata.is_file())
}

fn real_path(path: &Path) -> Option<PathBuf> {
    let real = std::fs::canonicalize(path).ok()?;
    if cfg!(windows)
        && let Some(text) = real.to_str()
        && let Some(plain) = text.strip_prefix("\\\\?\\")
        && plain.as_bytes().get(1) == Some(&b':')
    {
        return Some(PathBuf::from(plain));
    }
    Some(real)
}

#[cfg(test)]
mod tests;
