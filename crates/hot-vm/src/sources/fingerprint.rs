//! Telling whether a file changed without reading it, and when that cannot be told.

use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How a fingerprint relates to a later one of the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Nothing was written.
    Same,
    /// The times do not tell; the content decides.
    Suspicious,
    /// Something was written, though perhaps the same bytes as before.
    Different,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileType {
    File,
    Directory,
    Other,
}

/// The state of a file: modification time, length, identity, and (if it was read) a hash of its content.
///
/// Writing the same bytes again is a change. Changing only metadata (`chmod`, another hard link) is not.
#[derive(Debug, Clone)]
pub(crate) struct Fingerprint {
    file_type: FileType,
    len: u64,
    modified: Option<SystemTime>,
    /// Device and inode, where there are such things.
    identity: Option<(u64, u64)>,
    /// When the inode last changed, in seconds and nanoseconds: also moves when only metadata changes.
    inode_changed: Option<(i64, i64)>,
    /// The file was modified so shortly before this was taken that one more write could leave all of the above equal.
    racy: bool,
    content: Option<u64>,
}

impl Fingerprint {
    /// The fingerprint of what is at `path` now (symbolic links followed), without its content.
    ///
    /// # Errors
    ///
    /// What the operating system says: mostly that there is nothing.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        std::fs::metadata(path).map(|metadata| Self::from_metadata(&metadata))
    }

    /// The fingerprint of what is at `path` now, with the content of a file.
    ///
    /// # Errors
    ///
    /// As [`Fingerprint::of`], and if the file cannot be read.
    pub(crate) fn of_content(path: &Path) -> io::Result<Self> {
        let plain = Self::of(path)?;
        if plain.file_type == FileType::File {
            super::read_with_fingerprint(path, super::MAX_SOURCE_BYTES)
                .map(|(_, fingerprint)| fingerprint)
        } else {
            Ok(plain)
        }
    }

    pub(crate) fn from_metadata(metadata: &Metadata) -> Self {
        let file_type = if metadata.is_file() {
            FileType::File
        } else if metadata.is_dir() {
            FileType::Directory
        } else {
            FileType::Other
        };
        let modified = metadata.modified().ok();
        Self {
            file_type,
            len: metadata.len(),
            modified,
            identity: identity(metadata),
            inode_changed: inode_changed(metadata),
            racy: modified.is_none_or(|modified| is_racy(modified, SystemTime::now())),
            content: None,
        }
    }

    pub(crate) fn set_content(&mut self, bytes: &[u8]) {
        self.content = Some(hash(bytes));
    }

    /// Whether this is a directory.
    #[must_use]
    pub(crate) fn is_directory(&self) -> bool {
        self.file_type == FileType::Directory
    }

    /// Whether the file is empty.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Device and inode, where there are such things.
    pub(crate) fn identity(&self) -> Option<(u64, u64)> {
        self.identity
    }

    /// Compares with a later fingerprint of the same path, by metadata alone.
    ///
    /// Of directories only the identity counts: entries come and go in them.
    #[must_use]
    pub(crate) fn compare(&self, later: &Self) -> Comparison {
        if self.file_type != later.file_type || self.identity != later.identity {
            return Comparison::Different;
        }
        if self.file_type == FileType::Directory {
            return Comparison::Same;
        }
        if self.len != later.len || self.modified != later.modified {
            return Comparison::Different;
        }
        if self.racy || self.inode_changed != later.inode_changed {
            return Comparison::Suspicious;
        }
        Comparison::Same
    }

    /// Decides a [`Comparison::Suspicious`] by content: reads `path`, and if it holds the bytes of this fingerprint,
    /// takes over its present metadata and returns `true`.
    ///
    /// Without known content (the file was never read), only what metadata shows counts: it is the same.
    pub(crate) fn settle(&mut self, path: &Path) -> bool {
        if self.content.is_none() {
            return match Self::of(path) {
                Ok(now) if self.compare(&now) != Comparison::Different => {
                    *self = now;
                    true
                }
                _ => false,
            };
        }
        match Self::of_content(path) {
            Ok(now) if now.content == self.content => {
                *self = now;
                true
            }
            _ => false,
        }
    }

    /// Whether `path` still is as this says; otherwise what is there now (`None`: nothing).
    ///
    /// Reads the file only if its metadata cannot tell.
    ///
    /// # Errors
    ///
    /// The state that is different, which is not a failure but the answer.
    pub(crate) fn check(&mut self, path: &Path) -> Result<(), Option<Self>> {
        let Ok(now) = Self::of(path) else {
            return Err(None);
        };
        match self.compare(&now) {
            Comparison::Same => Ok(()),
            Comparison::Suspicious if self.settle(path) => Ok(()),
            _ => Err(Some(now)),
        }
    }
}

/// Whether a write right after `taken` could leave `modified` as it is: times have a granularity.
fn is_racy(modified: SystemTime, taken: SystemTime) -> bool {
    // Kernels stamp with their tick (1-10 ms); file systems without sub-second times with up to two seconds.
    let whole_seconds = modified
        .duration_since(SystemTime::UNIX_EPOCH)
        .is_ok_and(|since_epoch| since_epoch.subsec_nanos() == 0);
    let window = if whole_seconds {
        Duration::from_secs(2)
    } else {
        Duration::from_millis(50)
    };
    taken
        .duration_since(modified)
        .map_or(true, |age| age < window)
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(unix)]
fn inode_changed(metadata: &Metadata) -> Option<(i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    // The file index is not available in stable Rust; the creation time tells most replaced files apart. Of directories
    // it is not reliable: Wine has it change with the entries.
    if metadata.is_dir() {
        return None;
    }
    let created = metadata
        .created()
        .ok()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?;
    Some((created.as_secs(), u64::from(created.subsec_nanos())))
}

#[cfg(not(unix))]
fn inode_changed(_: &Metadata) -> Option<(i64, i64)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn old_file(dir: &Path, text: &str) -> std::path::PathBuf {
        let path = dir.join("f.js");
        fs::write(&path, text).unwrap();
        set_modified(&path, SystemTime::now() - Duration::from_secs(60));
        path
    }

    fn set_modified(path: &Path, time: SystemTime) {
        fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(time)
            .unwrap();
    }

    #[test]
    fn untouched_file_is_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = old_file(dir.path(), "a");
        let before = Fingerprint::of(&path).unwrap();
        assert_eq!(
            before.compare(&Fingerprint::of(&path).unwrap()),
            Comparison::Same
        );
    }

    #[test]
    fn same_bytes_with_a_new_time_are_a_change() {
        let dir = tempfile::tempdir().unwrap();
        let path = old_file(dir.path(), "a");
        let mut before = Fingerprint::of_content(&path).unwrap();
        fs::write(&path, "a").unwrap();
        assert_eq!(
            before.compare(&Fingerprint::of(&path).unwrap()),
            Comparison::Different
        );
        assert!(matches!(before.check(&path), Err(Some(_))));
    }

    #[test]
    fn content_decides_when_times_are_equal() {
        let dir = tempfile::tempdir().unwrap();
        let path = old_file(dir.path(), "a");
        let stamp = SystemTime::now() + Duration::from_secs(5);
        set_modified(&path, stamp);
        let mut before = Fingerprint::of_content(&path).unwrap();
        assert_eq!(
            before.compare(&Fingerprint::of(&path).unwrap()),
            Comparison::Suspicious
        );
        assert!(before.check(&path).is_ok());
        fs::write(&path, "b").unwrap();
        set_modified(&path, stamp);
        assert_eq!(
            before.compare(&Fingerprint::of(&path).unwrap()),
            Comparison::Suspicious
        );
        assert!(matches!(before.check(&path), Err(Some(_))));
    }

    #[cfg(unix)]
    #[test]
    fn metadata_alone_is_no_change() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = old_file(dir.path(), "a");
        let mut before = Fingerprint::of_content(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::hard_link(&path, dir.path().join("other")).unwrap();
        assert!(before.check(&path).is_ok());
        assert_eq!(
            before.compare(&Fingerprint::of(&path).unwrap()),
            Comparison::Same,
            "taken over"
        );
    }

    #[cfg(unix)]
    #[test]
    fn replaced_file_is_a_change_even_with_equal_times() {
        let dir = tempfile::tempdir().unwrap();
        let path = old_file(dir.path(), "a");
        let mut before = Fingerprint::of_content(&path).unwrap();
        let stamp = fs::metadata(&path).unwrap().modified().unwrap();
        let other = dir.path().join("tmp");
        fs::write(&other, "a").unwrap();
        set_modified(&other, stamp);
        fs::rename(&other, &path).unwrap();
        assert!(before.check(&path).is_err());
    }

    #[test]
    fn directories_have_only_an_identity() {
        let dir = tempfile::tempdir().unwrap();
        let mut before = Fingerprint::of(dir.path()).unwrap();
        fs::write(dir.path().join("new"), "").unwrap();
        assert!(before.is_directory() && before.check(dir.path()).is_ok());
        assert!(matches!(
            before.check(&dir.path().join("absent")),
            Err(None)
        ));
    }

    #[test]
    fn racy_windows() {
        let second = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let fine = second + Duration::from_millis(1);
        assert!(is_racy(second, second + Duration::from_millis(1999)));
        assert!(!is_racy(second, second + Duration::from_secs(2)));
        assert!(is_racy(fine, fine + Duration::from_millis(49)));
        assert!(!is_racy(fine, fine + Duration::from_millis(50)));
        assert!(is_racy(fine, second), "modified in the future");
    }
}
