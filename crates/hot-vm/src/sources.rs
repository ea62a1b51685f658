//! Source files read once: text in, a product per file out, nothing done again while the file stays the same.
//!
//! [`Sources`] keeps, for every file it was asked for, a [`Fingerprint`] of the bytes that were read and the product
//! that was made of them (a transformed module, say). As long as the file on disk still has that fingerprint, neither
//! the file is read nor the product made again. The fingerprints are also what a [watch plan] compares with, so that a
//! save that falls between the read and the moment the watch is in place is not lost.
//!
//! [watch plan]: crate::watch::WatchPlan

use std::collections::{HashMap, HashSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use self::fingerprint::{Comparison, Fingerprint};
pub(crate) use self::kind::ModuleKind;
pub(crate) use self::text::decode_utf8;

mod fingerprint;
mod kind;
mod text;

/// The largest file that is read as source text, in bytes.
///
/// The engine's strings end at 2³¹ characters; a file of this size is a mistake (`hot /dev/zero`) long before.
pub(crate) const MAX_SOURCE_BYTES: u64 = 512 << 20;

/// Why a file did not become text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ReadError {
    /// The operating system refused: absent, not readable, a directory, …
    #[error("Cannot read '{}': {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The bytes are not UTF-8.
    #[error("'{}' is not valid UTF-8: invalid byte at offset {offset} (line {line}){hint}", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// Where the first invalid sequence starts, in bytes from the start of the file.
        offset: usize,
        /// The line of that byte, 1-based.
        line: usize,
        /// A guess at what the file is instead, or nothing.
        hint: &'static str,
    },
    /// The file is larger than [`MAX_SOURCE_BYTES`].
    #[error("'{}' is larger than {MAX_SOURCE_BYTES} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

impl ReadError {
    /// Whether the file was not there.
    #[must_use]
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// What [`Sources::get_or_make`] fails with: reading, or making.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError<E> {
    /// The file could not be read as text.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The text was read, but nothing could be made of it (a syntax error, say).
    #[error("{0}")]
    Make(E),
}

/// How much work [`Sources`] has done since it was created; for tests and statistics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Files read in order to make a product.
    pub reads: u64,
    /// Products made.
    pub makes: u64,
    /// Files read only to find out whether they changed, because their times could not tell: the file had been
    /// written a moment before it was read, or its metadata changed.
    pub verifications: u64,
}

#[derive(Debug)]
struct Entry<T> {
    /// `None`: the file was not there.
    fingerprint: Option<Fingerprint>,
    variant: u64,
    product: Option<Arc<T>>,
}

/// A cache of what was made of source files, keyed by path and [`ModuleKind`].
#[derive(Debug)]
pub(crate) struct Sources<T> {
    entries: HashMap<(PathBuf, ModuleKind), Entry<T>>,
    counts: Counts,
}

impl<T> Default for Sources<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Sources<T> {
    /// An empty cache.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self {
            entries: HashMap::new(),
            counts: Counts::default(),
        }
    }

    /// The product of `path`, made by `make` from its text unless it is still at hand.
    ///
    /// `variant` is whatever else the product depends on, hashed (the compiler settings): another variant means
    /// another product. The text has lost its byte order mark, if it had one. A failed `make` is not remembered,
    /// but the file is: [`Sources::fingerprints`] lists it, so that its next save is noticed.
    ///
    /// # Errors
    ///
    /// [`SourceError::Read`] if the file cannot be read as text, [`SourceError::Make`] with what `make` returned.
    pub(crate) fn get_or_make<E>(
        &mut self,
        path: &Path,
        kind: ModuleKind,
        variant: u64,
        make: impl FnOnce(String) -> Result<T, E>,
    ) -> Result<Arc<T>, SourceError<E>> {
        let key = (path.to_path_buf(), kind);
        if let Some(entry) = self.entries.get_mut(&key)
            && entry.variant == variant
            && let Some(product) = &entry.product
            && let Some(fingerprint) = &mut entry.fingerprint
            && still_same(path, fingerprint, &mut self.counts)
        {
            return Ok(Arc::clone(product));
        }
        self.counts.reads += 1;
        let (bytes, fingerprint) = match read_limited(path) {
            Ok(read) => read,
            Err(error) => {
                let fingerprint = Fingerprint::of(path).ok();
                self.entries.insert(
                    key,
                    Entry {
                        fingerprint,
                        variant,
                        product: None,
                    },
                );
                return Err(error.into());
            }
        };
        let result = match decode_utf8(bytes, path) {
            Ok(text) => {
                self.counts.makes += 1;
                make(text).map(Arc::new).map_err(SourceError::Make)
            }
            Err(error) => Err(error.into()),
        };
        let product = result.as_ref().ok().map(Arc::clone);
        self.entries.insert(
            key,
            Entry {
                fingerprint: Some(fingerprint),
                variant,
                product,
            },
        );
        result
    }

    /// Remembers a file that is used without being read (an asset), so that it is watched.
    ///
    /// Returns its fingerprint, or `None` if the file is not there.
    pub(crate) fn track(&mut self, path: &Path, kind: ModuleKind) -> Option<Fingerprint> {
        let fingerprint = Fingerprint::of(path).ok();
        let entry = Entry {
            fingerprint: fingerprint.clone(),
            variant: 0,
            product: None,
        };
        self.entries.insert((path.to_path_buf(), kind), entry);
        fingerprint
    }

    /// What was made of `path` last, if it is code or data that was read.
    #[must_use]
    pub(crate) fn product(&self, path: &Path) -> Option<&Arc<T>> {
        ModuleKind::ALL.iter().find_map(|&kind| {
            self.entries
                .get(&(path.to_path_buf(), kind))?
                .product
                .as_ref()
        })
    }

    /// What is known of every file, for a watch plan: its fingerprint when it was read, `None` if it was absent.
    pub(crate) fn fingerprints(&self) -> impl Iterator<Item = (&Path, Option<&Fingerprint>)> {
        self.entries
            .iter()
            .map(|((path, _), entry)| (path.as_path(), entry.fingerprint.as_ref()))
    }

    /// Forgets every file that is not in `paths`.
    pub(crate) fn retain_only(&mut self, paths: &HashSet<PathBuf>) {
        self.entries.retain(|(path, _), _| paths.contains(path));
    }

    /// The work done so far.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }
}

/// Whether `path` still has `fingerprint`; renews the fingerprint if only metadata moved.
fn still_same(path: &Path, fingerprint: &mut Fingerprint, counts: &mut Counts) -> bool {
    let Ok(now) = Fingerprint::of(path) else {
        return false;
    };
    match fingerprint.compare(&now) {
        Comparison::Same => true,
        Comparison::Different => false,
        Comparison::Suspicious => {
            counts.verifications += 1;
            fingerprint.settle(path)
        }
    }
}

/// The bytes of `path` and the fingerprint they had, taken *before* the read: a write during the read shows later.
fn read_limited(path: &Path) -> Result<(Vec<u8>, Fingerprint), ReadError> {
    let io_error = |source| ReadError::Io {
        path: path.to_path_buf(),
        source,
    };
    let (bytes, fingerprint) = read_with_fingerprint(path, MAX_SOURCE_BYTES).map_err(io_error)?;
    if bytes.len() as u64 > MAX_SOURCE_BYTES {
        return Err(ReadError::TooLarge {
            path: path.to_path_buf(),
        });
    }
    Ok((bytes, fingerprint))
}

/// Reads at most `limit + 1` bytes of a file, with the fingerprint of the very file that was opened.
pub(crate) fn read_with_fingerprint(path: &Path, limit: u64) -> io::Result<(Vec<u8>, Fingerprint)> {
    let file = std::fs::File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let mut fingerprint = Fingerprint::from_metadata(&metadata);
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    fingerprint.set_content(&bytes);
    Ok((bytes, fingerprint))
}

#[cfg(test)]
mod tests;
