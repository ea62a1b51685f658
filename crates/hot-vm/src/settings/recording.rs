//! A file system for the resolver that writes down what it was asked: what was there, and what was not.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oxc_resolver::{FileMetadata, FileSystem, FileSystemOs, ResolveError};

use crate::sources::{Fingerprint, MAX_SOURCE_BYTES, read_with_fingerprint};

/// The files a decision (a resolution, a set of compiler options) rests on.
///
/// A change of any of them, and the creation of a missing one, can change the decision: they have to be watched.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dependencies {
    /// Files and symbolic links that were there, with the fingerprint of what was read of them (`None`: only looked
    /// at, not read).
    pub files: BTreeMap<PathBuf, Option<Fingerprint>>,
    /// Files and directories that were looked for and not there.
    pub missing: BTreeSet<PathBuf>,
}

impl Dependencies {
    /// Adds all of `other`; what was read counts more than what was only looked at.
    pub(crate) fn extend(&mut self, other: Self) {
        for (path, fingerprint) in other.files {
            let known = self.files.entry(path).or_default();
            if known.is_none() {
                *known = fingerprint;
            }
        }
        self.missing.extend(other.missing);
    }
}

/// The operating system's files, with a log that clones share.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordingFs {
    log: Arc<Mutex<Dependencies>>,
}

impl RecordingFs {
    /// What was asked since the last [`RecordingFs::clear`].
    pub(crate) fn dependencies(&self) -> Dependencies {
        self.log().clone()
    }

    /// Forgets the log.
    pub(crate) fn clear(&self) {
        *self.log() = Dependencies::default();
    }

    /// Whether `path` is a file; either answer is logged.
    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(FileMetadata::is_file)
    }

    fn log(&self) -> MutexGuard<'_, Dependencies> {
        // The log is a set: a panic elsewhere cannot leave it half-written.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, path: &Path, result: &io::Result<FileMetadata>) {
        match result {
            Ok(metadata) if metadata.is_file() || metadata.is_symlink() => {
                self.log().files.entry(path.to_path_buf()).or_default();
            }
            Ok(_) => {}
            Err(_) => {
                self.log().missing.insert(path.to_path_buf());
            }
        }
    }
}

impl FileSystem for RecordingFs {
    fn new() -> Self {
        Self::default()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match read_with_fingerprint(path, MAX_SOURCE_BYTES) {
            Ok((bytes, fingerprint)) => {
                self.log()
                    .files
                    .insert(path.to_path_buf(), Some(fingerprint));
                Ok(bytes)
            }
            Err(error) => {
                let mut log = self.log();
                if is_absent(&error) {
                    log.missing.insert(path.to_path_buf());
                } else {
                    log.files.entry(path.to_path_buf()).or_default();
                }
                Err(error)
            }
        }
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        let bytes = self.read(path)?;
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        let result = FileSystemOs::metadata(path);
        self.note(path, &result);
        result
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        let result = FileSystemOs::symlink_metadata(path);
        self.note(path, &result);
        result
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        self.log().files.entry(path.to_path_buf()).or_default();
        FileSystemOs::read_link(path)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        FileSystemOs::canonicalize(path)
    }
}

/// Whether a failed read means that there is nothing, not that it is something else or forbidden.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
