//! The way of one specifier: by its form to the resolver, and the resolver's answer into our words.

use std::path::{Path, PathBuf};

use oxc_resolver::ResolveContext;
use percent_encoding::percent_decode_str;

use super::{ResolveError, Resolver, error, file_url_to_path, url};

/// The longest specifier that is followed: Linux has no longer paths, and very deep ones would exhaust the stack.
const MAX_SPECIFIER_BYTES: usize = 4096;

impl Resolver {
    /// The file that `specifier` means in `directory`, and its query and fragment.
    pub(super) fn locate(
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
pub(super) fn is_stream(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_dir() && !metadata.is_file())
}

pub(crate) fn real_path(path: &Path) -> Option<PathBuf> {
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
