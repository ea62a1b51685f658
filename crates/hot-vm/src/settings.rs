//! Which `tsconfig.json` or `jsconfig.json` applies to a file, and what it says.
//!
//! The nearest one on the way up to the root applies, whatever its `include` says, as it does for other tools that run
//! TypeScript directly; in a directory with both, `tsconfig.json`. A solution file (`"files": []` with `references`)
//! stands for the referenced project that includes the file. Nothing applies inside `node_modules`.
//! `extends` chains are followed, and every file that was read or looked for is remembered, for the watcher.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use oxc_resolver::{ResolveError, ResolveOptions, ResolverGeneric, TsConfig, TsconfigDiscovery};

pub(crate) use self::compiler::{CompilerSettings, JsxMode};
pub(crate) use self::recording::Dependencies;
pub(crate) use self::recording::RecordingFs;

mod compiler;
mod recording;

/// Why a tsconfig or jsconfig cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum SettingsError {
    /// It is not JSON with comments, or an option has the wrong type.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Syntax {
        /// The file at fault: not always the nearest one, but perhaps one that it extends.
        path: PathBuf,
        /// 1-based.
        line: usize,
        /// 1-based, in bytes.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// It is there, but cannot be read.
    #[error("Cannot read '{}': {message}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        message: String,
    },
    /// A file that it extends (directly or through others) is not there.
    #[error("Cannot find base config file '{}' extended by '{}'", base.display(), path.display())]
    BaseNotFound {
        /// The nearest tsconfig, where the chain starts.
        path: PathBuf,
        /// What was not found: a path, or the name of a package.
        base: PathBuf,
    },
    /// It extends itself.
    #[error("Circular 'extends' in '{}': {chain}", path.display())]
    Circular {
        /// The nearest tsconfig, where the chain starts.
        path: PathBuf,
        /// The files of the circle.
        chain: String,
    },
    /// An option has a value that means nothing.
    #[error("Invalid value '{value}' for '{option}' in '{}': expected {expected}", path.display())]
    InvalidOption {
        /// The file.
        path: PathBuf,
        /// The name of the option.
        option: &'static str,
        /// Its value.
        value: String,
        /// What it may be.
        expected: &'static str,
    },
    /// `extends` or `references` leads somewhere impossible (a package that does not export the file, say).
    #[error("Cannot load '{}': {message}", path.display())]
    Unloadable {
        /// The nearest tsconfig.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
}

/// What applies to one file.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    /// For `paths` and `baseUrl`.
    pub(crate) tsconfig: Option<Arc<TsConfig>>,
    pub(crate) compiler: Arc<CompilerSettings>,
}

type Answer = Result<Applied, SettingsError>;

/// Finds and reads the tsconfig of any file; remembers answers until [`Settings::clear_cache`].
pub(crate) struct Settings {
    fs: RecordingFs,
    plain: ResolverGeneric<RecordingFs>,
    /// Follows `references`, which `plain` does not: a broken reference must not stop a program that does not need it.
    solutions: ResolverGeneric<RecordingFs>,
    /// By directory; a solution file answers for every file on its own.
    answers: Mutex<HashMap<PathBuf, Answer>>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("fs", &self.fs)
            .finish_non_exhaustive()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

impl Settings {
    /// Nothing read yet.
    #[must_use]
    pub(crate) fn new() -> Self {
        let fs = RecordingFs::default();
        let with_references = ResolveOptions {
            tsconfig: Some(TsconfigDiscovery::Auto),
            ..ResolveOptions::default()
        };
        Self {
            plain: ResolverGeneric::new_with_file_system(fs.clone(), ResolveOptions::default()),
            solutions: ResolverGeneric::new_with_file_system(fs.clone(), with_references),
            fs,
            answers: Mutex::default(),
        }
    }

    /// The compiler options that apply to `file`, an absolute path.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] if the tsconfig that applies is broken or incomplete.
    pub(crate) fn for_file(&self, file: &Path) -> Result<Arc<CompilerSettings>, SettingsError> {
        self.applied(file).map(|applied| applied.compiler)
    }

    /// Every file that was read or looked for since the last [`Settings::clear_cache`].
    #[must_use]
    pub(crate) fn dependencies(&self) -> Dependencies {
        self.fs.dependencies()
    }

    /// Forgets all answers: files may have changed.
    pub(crate) fn clear_cache(&self) {
        self.plain.clear_cache();
        self.solutions.clear_cache();
        self.fs.clear();
        self.answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    pub(crate) fn applied(&self, file: &Path) -> Answer {
        let in_package = file
            .components()
            .any(|part| part.as_os_str() == "node_modules");
        let Some(directory) = file.parent().filter(|_| !in_package) else {
            return Ok(Applied {
                tsconfig: None,
                compiler: Arc::default(),
            });
        };
        let cached = self
            .answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(directory)
            .cloned();
        let answer = cached.unwrap_or_else(|| {
            let answer = self.nearest(directory);
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.insert(directory.to_path_buf(), answer.clone());
            answer
        })?;
        match &answer.tsconfig {
            Some(tsconfig) if is_solution(tsconfig) => self.referenced(file, answer),
            _ => Ok(answer),
        }
    }

    fn nearest(&self, directory: &Path) -> Answer {
        for ancestor in directory.ancestors() {
            for name in ["tsconfig.json", "jsconfig.json"] {
                let path = ancestor.join(name);
                if self.fs.is_file(&path) {
                    let load = self.plain.resolve_tsconfig(&path);
                    return applied_of(load.map_err(|error| settings_error(&path, error))?);
                }
            }
        }
        Ok(Applied {
            tsconfig: None,
            compiler: Arc::default(),
        })
    }

    /// The project of a solution that `file` belongs to, or the solution itself.
    fn referenced(&self, file: &Path, solution: Applied) -> Answer {
        match self.solutions.find_tsconfig(file) {
            Ok(Some(project)) => applied_of(project),
            Ok(None) => Ok(solution),
            Err(error) => {
                let path = solution.compiler.config.clone().unwrap_or_default();
                Err(settings_error(&path, error))
            }
        }
    }
}

fn applied_of(tsconfig: Arc<TsConfig>) -> Answer {
    let compiler = CompilerSettings::from_tsconfig(&tsconfig)?;
    Ok(Applied {
        tsconfig: Some(tsconfig),
        compiler: Arc::new(compiler),
    })
}

/// `"files": []` owns nothing itself; only its `references` do.
fn is_solution(tsconfig: &TsConfig) -> bool {
    matches!(tsconfig.files.as_deref(), Some([]))
        && tsconfig.include.as_ref().is_none_or(Vec::is_empty)
}

fn settings_error(path: &Path, error: ResolveError) -> SettingsError {
    let path = path.to_path_buf();
    match error {
        ResolveError::TsconfigLoadFailed { path: at, source } => match *source {
            ResolveError::Json(error) => {
                syntax(error.path, error.line, error.column, error.message)
            }
            ResolveError::IOError(error) => SettingsError::Unreadable {
                path: at,
                message: error.to_string(),
            },
            other => SettingsError::Unloadable {
                path: at,
                message: other.to_string(),
            },
        },
        ResolveError::Json(error) => syntax(error.path, error.line, error.column, error.message),
        ResolveError::TsconfigNotFound(base) => SettingsError::BaseNotFound { path, base },
        ResolveError::TsconfigCircularExtend(chain) => {
            let chain: Vec<_> = chain
                .paths()
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            SettingsError::Circular {
                path,
                chain: chain.join(" -> "),
            }
        }
        other => SettingsError::Unloadable {
            path,
            message: other.to_string(),
        },
    }
}

fn syntax(path: PathBuf, line: usize, column: usize, message: String) -> SettingsError {
    // serde_json repeats the position at the end of its message.
    let message = message
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    SettingsError::Syntax {
        path,
        line: line.max(1),
        column: column.max(1),
        message,
    }
}

#[cfg(test)]
mod tests;
