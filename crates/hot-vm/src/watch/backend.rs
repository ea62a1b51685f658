//! The operating system's watcher, as a set of directories; whatever goes wrong in it becomes a warning.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use notify::{ErrorKind, EventHandler, PathsMut, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{WatchError, WatchWarning};
use crate::sources::Fingerprint;

/// What tells a directory from another one of the same name, on systems that say it.
type Identity = Option<(u64, u64)>;

/// Watches directories, each for its own entries only.
pub(super) struct Backend {
    /// `None` if the system gives none, or its thread has ended.
    watcher: Option<RecommendedWatcher>,
    watched: BTreeMap<PathBuf, Identity>,
    /// Directories that cannot be watched; not tried again until they are wanted anew.
    refused: BTreeSet<PathBuf>,
    warned: HashSet<PathBuf>,
    limit_warned: bool,
}

impl Backend {
    pub(super) fn new(handler: impl EventHandler) -> Result<Self, WatchError> {
        let mut backend = Self::absent();
        let watcher = RecommendedWatcher::new(handler, notify::Config::default());
        backend.watcher = Some(watcher.map_err(start_error)?);
        Ok(backend)
    }

    /// Watches nothing.
    pub(super) fn absent() -> Self {
        Self {
            watcher: None,
            watched: BTreeMap::new(),
            refused: BTreeSet::new(),
            warned: HashSet::new(),
            limit_warned: false,
        }
    }

    /// Whether there are changes that make no events.
    pub(super) fn is_blind(&self) -> bool {
        self.watcher.is_none() || !self.refused.is_empty()
    }

    pub(super) fn is_watched(&self, path: &Path) -> bool {
        self.watched.contains_key(path)
    }

    /// Watches exactly `wanted`. Those in `stale`, and those that are another directory by now, are watched anew.
    ///
    /// Returns whether any watch was added: between looking and watching, something may have changed unseen.
    pub(super) fn install(
        &mut self,
        wanted: &BTreeSet<PathBuf>,
        stale: &HashSet<PathBuf>,
        warnings: &mut Vec<WatchWarning>,
    ) -> bool {
        self.refused.retain(|path| wanted.contains(path));
        let gone: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(path, known)| {
                !wanted.contains(*path) || stale.contains(*path) || identity(path) != Some(**known)
            })
            .map(|(path, _)| path.clone())
            .collect();
        gone.iter().for_each(|path| {
            self.watched.remove(path);
        });
        let new: Vec<&PathBuf> = wanted
            .iter()
            .filter(|path| !self.watched.contains_key(*path) && !self.refused.contains(*path))
            .collect();
        if gone.is_empty() && new.is_empty() {
            return false;
        }
        let Some(watcher) = &mut self.watcher else {
            return false;
        };
        // The watcher panics if its thread is gone.
        let outcome = catch_unwind(AssertUnwindSafe(|| change(watcher, &gone, &new)));
        match outcome {
            Ok(results) => self.note(results, warnings),
            Err(_) => {
                self.forget_watcher();
                warnings.push(WatchWarning::Stopped {
                    message: "its thread has ended".to_owned(),
                });
                false
            }
        }
    }

    fn note(&mut self, results: Vec<(PathBuf, Added)>, warnings: &mut Vec<WatchWarning>) -> bool {
        let mut added = false;
        let mut over_limit = Vec::new();
        for (path, result) in results {
            match result {
                Added::Watched(identity) => {
                    self.watched.insert(path, identity);
                    added = true;
                }
                // It vanished meanwhile: the next look finds another directory to watch.
                Added::Failed(error) if is_absent(&error) => added = true,
                Added::Failed(error) if is_limit(&error) => {
                    self.refused.insert(path.clone());
                    over_limit.push(path);
                }
                Added::Failed(error) => {
                    if self.warned.insert(path.clone()) {
                        warnings.push(WatchWarning::NotWatched {
                            path: path.clone(),
                            message: message(&error),
                        });
                    }
                    self.refused.insert(path);
                }
            }
        }
        if let Some(first) = over_limit.first()
            && !self.limit_warned
        {
            self.limit_warned = true;
            warnings.push(WatchWarning::LimitReached {
                path: first.clone(),
                unwatched: over_limit.len(),
            });
        }
        added
    }

    fn forget_watcher(&mut self) {
        self.watched.clear();
        let watcher = self.watcher.take();
        // Dropping it talks to the thread, too.
        let _ = catch_unwind(AssertUnwindSafe(move || drop(watcher)));
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.forget_watcher();
    }
}

enum Added {
    Watched(Identity),
    Failed(notify::Error),
}

/// Removes and adds watches in one go: some systems start all over for each change.
fn change(
    watcher: &mut RecommendedWatcher,
    gone: &[PathBuf],
    new: &[&PathBuf],
) -> Vec<(PathBuf, Added)> {
    let mut paths = watcher.paths_mut();
    for path in gone {
        // Fails if the directory is gone, for then its watch is, too. A watch that stays would be of the old directory
        // under the new one's name.
        let _ = paths.remove(path);
    }
    let mut results = Vec::with_capacity(new.len());
    for path in new {
        results.push(((*path).clone(), add(&mut *paths, path)));
    }
    if let Err(error) = paths.commit() {
        let message = message(&error);
        let failed = |path: PathBuf| (path, Added::Failed(notify::Error::generic(&message)));
        return results.into_iter().map(|(path, _)| failed(path)).collect();
    }
    results
}

fn add(paths: &mut dyn PathsMut, path: &Path) -> Added {
    // Before the watch: if the directory is replaced in between, the identity is the old one, which shows later.
    let identity = identity(path).unwrap_or_default();
    match paths.add(path, RecursiveMode::NonRecursive) {
        Ok(()) => Added::Watched(identity),
        Err(error) => Added::Failed(error),
    }
}

/// `None` if nothing is there.
fn identity(path: &Path) -> Option<Identity> {
    Some(Fingerprint::of(path).ok()?.identity())
}

fn is_absent(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => {
            matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            )
        }
        _ => false,
    }
}

fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // Out of file descriptors, where each watch takes one.
        ErrorKind::Io(error) => cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24)),
        _ => false,
    }
}

/// Without the paths, which are told apart.
fn message(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::Io(error) => error.to_string(),
        ErrorKind::Generic(message) => message.clone(),
        _ => error.to_string(),
    }
}

fn start_error(error: notify::Error) -> WatchError {
    if is_limit(&error) {
        WatchError::TooManyWatchers {
            message: message(&error),
        }
    } else {
        WatchError::Unavailable {
            message: message(&error),
        }
    }
}

/// A failure that the watcher reports while it runs.
pub(super) fn run_time_warning(error: &notify::Error) -> WatchWarning {
    let path = error.paths.first().cloned();
    match path {
        Some(path) if is_limit(error) => WatchWarning::LimitReached { path, unwatched: 1 },
        Some(path) => WatchWarning::NotWatched {
            path,
            message: message(error),
        },
        None => WatchWarning::EventsLost {
            message: message(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(path: &str, kind: ErrorKind) -> (PathBuf, Added) {
        (path.into(), Added::Failed(notify::Error::new(kind)))
    }

    #[test]
    fn the_limit_is_told_once_and_says_what_to_do() {
        let mut backend = Backend::new(|_| {}).unwrap();
        let mut warnings = Vec::new();
        for _ in 0..2 {
            let results = ["/a", "/b", "/c"].map(|path| failed(path, ErrorKind::MaxFilesWatch));
            assert!(!backend.note(results.into(), &mut warnings));
        }
        let [warning] = &warnings[..] else {
            panic!("{warnings:?}")
        };
        assert_eq!(
            *warning,
            WatchWarning::LimitReached {
                path: "/a".into(),
                unwatched: 3
            }
        );
        let text = warning.to_string();
        assert!(text.starts_with("Cannot watch '/a' and 2 more: "), "{text}");
        if cfg!(target_os = "linux") {
            assert!(
                text.contains("ENOSPC") && text.contains("fs.inotify.max_user_watches"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_refused_directory_is_told_once_and_tried_again_when_it_is_wanted_anew() {
        let mut backend = Backend::new(|_| {}).unwrap();
        let mut warnings = Vec::new();
        let denied = || ErrorKind::Io(io::Error::from(io::ErrorKind::PermissionDenied));
        for _ in 0..2 {
            assert!(!backend.note(vec![failed("/x", denied())], &mut warnings));
        }
        assert!(
            matches!(&warnings[..], [WatchWarning::NotWatched { path, .. }] if path.ends_with("x")),
            "{warnings:?}"
        );
        assert!(backend.refused.contains(Path::new("/x")));
        backend.install(&BTreeSet::new(), &HashSet::new(), &mut warnings);
        assert!(backend.refused.is_empty());
    }

    #[test]
    fn a_directory_that_vanishes_meanwhile_is_no_failure() {
        let mut backend = Backend::new(|_| {}).unwrap();
        let mut warnings = Vec::new();
        assert!(
            backend.note(vec![failed("/x", ErrorKind::PathNotFound)], &mut warnings),
            "look again"
        );
        assert_eq!(warnings, []);
    }

    #[test]
    fn watches_come_and_go() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        std::fs::create_dir(&a).unwrap();
        std::fs::create_dir(&b).unwrap();
        let mut backend = Backend::new(|_| {}).unwrap();
        let mut warnings = Vec::new();
        let mut install = |wanted: &[&PathBuf], stale: &[&PathBuf]| {
            let wanted = wanted.iter().map(|&path| path.clone()).collect();
            let stale = stale.iter().map(|&path| path.clone()).collect();
            let added = backend.install(&wanted, &stale, &mut warnings);
            (added, backend.is_watched(&a), backend.is_watched(&b))
        };
        assert_eq!(install(&[&a], &[]), (true, true, false));
        assert_eq!(install(&[&a], &[]), (false, true, false), "nothing to do");
        assert_eq!(install(&[&a, &b], &[&a]), (true, true, true));
        assert_eq!(
            install(&[&b], &[]),
            (false, false, true),
            "removing leaves no gap"
        );
        if cfg!(windows) {
            // It does not let go of directories that are watched.
            return;
        }
        std::fs::remove_dir(&b).unwrap();
        assert_eq!(install(&[&b], &[]), (true, false, false));
        std::fs::create_dir(&b).unwrap();
        assert_eq!(install(&[&b], &[]), (true, false, true));
        assert_eq!(warnings, []);
    }
}
