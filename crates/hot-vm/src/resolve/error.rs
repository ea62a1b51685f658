//! What resolving fails with, in the words that Node and Bun use.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::settings::SettingsError;

/// Why a specifier leads to no module.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ResolveError {
    /// A relative or absolute specifier with no file behind it, or an entry that is not there (no importer).
    #[error("Cannot find module '{specifier}'{}", imported_from(importer))]
    ModuleNotFound {
        /// As it is written in the source.
        specifier: String,
        /// The importing file.
        importer: Option<PathBuf>,
    },
    /// A bare specifier that no `node_modules` on the way up has.
    #[error("Cannot find package '{specifier}'{}", imported_from(importer))]
    PackageNotFound {
        /// As it is written in the source.
        specifier: String,
        /// The importing file.
        importer: Option<PathBuf>,
    },
    /// A `--preload` that is not there.
    #[error("preload not found \"{specifier}\"")]
    PreloadNotFound {
        /// As it was given.
        specifier: String,
    },
    /// `node:…`: this VM has none of Node's modules.
    #[error("No such built-in module: {specifier}{}", imported_from(importer))]
    NoSuchBuiltin {
        /// As it is written in the source.
        specifier: String,
        /// The importing file.
        importer: Option<PathBuf>,
    },
    /// `https:` and the like.
    #[error(
        "Only URLs with the scheme file: can be imported. Received protocol '{scheme}:' in '{specifier}'{}",
        imported_from(importer)
    )]
    UnsupportedScheme {
        /// As it is written in the source, shortened.
        specifier: String,
        /// Without the colon.
        scheme: String,
        /// The importing file.
        importer: Option<PathBuf>,
    },
    /// An empty specifier, a `file:` URL of another host, …
    #[error(
        "Invalid module specifier '{specifier}'{}: {reason}",
        imported_from(importer)
    )]
    InvalidSpecifier {
        /// As it is written in the source.
        specifier: String,
        /// The importing file.
        importer: Option<PathBuf>,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The package is there, but its `exports` do not offer this path.
    #[error("{}{}", not_exported(subpath, package_json), imported_from(importer))]
    NotExported {
        /// `.` or `./…`.
        subpath: String,
        /// The `package.json` with the `exports`.
        package_json: PathBuf,
        /// The importing file.
        importer: Option<PathBuf>,
    },
    /// `#…` that the nearest `package.json` does not define.
    #[error(
        "Package import specifier \"{specifier}\" is not defined in package '{}'{}",
        package_json.display(),
        imported_from(importer)
    )]
    ImportNotDefined {
        /// As it is written in the source.
        specifier: String,
        /// The nearest `package.json`.
        package_json: PathBuf,
        /// The importing file.
        importer: Option<PathBuf>,
    },
    /// A `package.json` that is no JSON, or whose `exports` or `imports` make no sense.
    #[error("Invalid package config '{}': {message}{}", path.display(), imported_from(importer))]
    InvalidPackageConfig {
        /// The `package.json`.
        path: PathBuf,
        /// What is wrong, with the place where it is.
        message: String,
        /// The importing file.
        importer: Option<PathBuf>,
    },
    /// `with { … }` asks for something unknown.
    #[error("Import attribute \"{key}\" with value \"{value}\" is not supported")]
    UnsupportedAttribute {
        /// The attribute's name.
        key: String,
        /// Its value.
        value: String,
    },
    /// The tsconfig that applies to the importing file is broken.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Following the specifier failed for a reason that lies in the file system or goes round in circles.
    #[error("Cannot resolve '{specifier}'{}: {message}", imported_from(importer))]
    Failed {
        /// As it is written in the source.
        specifier: String,
        /// The importing file.
        importer: Option<PathBuf>,
        /// What happened.
        message: String,
    },
}

impl ResolveError {
    /// Whether a file that does not exist is the reason: creating it may help.
    #[must_use]
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(
            self,
            Self::ModuleNotFound { .. }
                | Self::PackageNotFound { .. }
                | Self::PreloadNotFound { .. }
        )
    }

    /// Node's `code` property for this error, which programs compare with.
    #[must_use]
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::ModuleNotFound { .. }
            | Self::PackageNotFound { .. }
            | Self::PreloadNotFound { .. } => "ERR_MODULE_NOT_FOUND",
            Self::NoSuchBuiltin { .. } => "ERR_UNKNOWN_BUILTIN_MODULE",
            Self::UnsupportedScheme { .. } => "ERR_UNSUPPORTED_ESM_URL_SCHEME",
            Self::InvalidSpecifier { .. } => "ERR_INVALID_MODULE_SPECIFIER",
            Self::NotExported { .. } => "ERR_PACKAGE_PATH_NOT_EXPORTED",
            Self::ImportNotDefined { .. } => "ERR_PACKAGE_IMPORT_NOT_DEFINED",
            Self::InvalidPackageConfig { .. } => "ERR_INVALID_PACKAGE_CONFIG",
            Self::UnsupportedAttribute { .. } => "ERR_IMPORT_ATTRIBUTE_UNSUPPORTED",
            Self::Settings(_) => "ERR_INVALID_TSCONFIG",
            Self::Failed { .. } => "ERR_RESOLVE_FAILED",
        }
    }

    /// The error of the resolver in our words.
    pub(super) fn from_oxc(
        error: oxc_resolver::ResolveError,
        specifier: &str,
        importer: Option<&Path>,
    ) -> Self {
        use oxc_resolver::ResolveError as Oxc;
        let importer = importer.map(Path::to_path_buf);
        let specifier = specifier.to_owned();
        let config = |path: PathBuf, message: String| Self::InvalidPackageConfig {
            path: with_package_json(path),
            message,
            importer: importer.clone(),
        };
        match error {
            Oxc::NotFound(_) | Oxc::MatchedAliasNotFound(..) | Oxc::ExtensionAlias(..) => {
                not_found(specifier, importer)
            }
            Oxc::PackagePathNotExported {
                subpath,
                package_json_path,
                ..
            } => Self::NotExported {
                subpath,
                package_json: package_json_path,
                importer,
            },
            Oxc::PackageImportNotDefined(_, path) => Self::ImportNotDefined {
                specifier,
                package_json: with_package_json(path),
                importer,
            },
            Oxc::Json(error) => config(error.path, error.message),
            Oxc::InvalidPackageTarget(target, key, path) => config(
                path,
                format!("invalid target \"{target}\" defined for '{key}'"),
            ),
            Oxc::InvalidPackageConfig(path) => config(
                path,
                "\"exports\" cannot contain some keys starting with '.' and some not".to_owned(),
            ),
            Oxc::InvalidPackageConfigDefault(path) => {
                config(path, "default condition should be last one".to_owned())
            }
            Oxc::InvalidPackageConfigDirectory(path) => {
                config(path, "a folder mapping should end with '/'".to_owned())
            }
            Oxc::InvalidModuleSpecifier(..) | Oxc::Specifier(_) => Self::InvalidSpecifier {
                specifier,
                importer,
                reason: "it is not a valid subpath",
            },
            other => Self::Failed {
                specifier,
                importer,
                message: other.to_string(),
            },
        }
    }
}

/// Node tells files from packages by how the specifier looks.
pub(super) fn not_found(specifier: String, importer: Option<PathBuf>) -> ResolveError {
    let is_path = specifier.starts_with(['.', '/', '#']) || Path::new(&specifier).is_absolute();
    let is_url = specifier
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("file:"));
    if is_path || is_url {
        ResolveError::ModuleNotFound {
            specifier,
            importer,
        }
    } else {
        ResolveError::PackageNotFound {
            specifier,
            importer,
        }
    }
}

fn with_package_json(path: PathBuf) -> PathBuf {
    if path.ends_with("package.json") {
        path
    } else {
        path.join("package.json")
    }
}

fn imported_from(importer: &Option<PathBuf>) -> impl fmt::Display {
    importer.as_ref().map_or_else(String::new, |path| {
        format!(" imported from '{}'", path.display())
    })
}

fn not_exported(subpath: &str, package_json: &Path) -> String {
    let file = package_json.display();
    if subpath == "." {
        format!("No \"exports\" main defined in '{file}'")
    } else {
        format!("Package subpath '{subpath}' is not defined by \"exports\" in '{file}'")
    }
}
