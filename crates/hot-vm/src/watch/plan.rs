//! What is watched, and in which state it was when it was used.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::settings::Dependencies;
use crate::sources::{Fingerprint, Sources};

/// The state of a file when the program was built from it.
#[derive(Debug, Clone)]
pub(super) enum Expected {
    /// It was read (or its state was noted) and looked like this.
    Read(Fingerprint),
    /// It was looked for, and not there.
    Missing,
    /// It was there; its state then is not known, so its state when the plan is set stands for it.
    Present,
}

/// The files that a program was built from, those that it looked for in vain, and how they were at that time.
///
/// With the state at the time of *use*, a save that falls between the use and the moment the watches are in place is a
/// change like any other.
#[derive(Debug, Clone, Default)]
pub(crate) struct WatchPlan {
    pub(super) root: PathBuf,
    pub(super) files: BTreeMap<PathBuf, Expected>,
}

impl WatchPlan {
    /// An empty plan for the project in `root` (an absolute directory, mostly the working directory).
    ///
    /// Inside the root, every directory on the way to a file is watched too, so that replacing one of them is noticed;
    /// outside, only the directory that holds the file.
    #[must_use]
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            files: BTreeMap::new(),
        }
    }

    /// Adds a file that was read, with the fingerprint it had then.
    pub(crate) fn insert_read(&mut self, path: impl Into<PathBuf>, fingerprint: Fingerprint) {
        self.files.insert(path.into(), Expected::Read(fingerprint));
    }

    /// Adds a file (or directory) that was not there: its creation is a change.
    ///
    /// If the plan has it as read, that stays.
    pub(crate) fn insert_missing(&mut self, path: impl Into<PathBuf>) {
        let known = self.files.entry(path.into()).or_insert(Expected::Missing);
        if matches!(known, Expected::Present) {
            *known = Expected::Missing;
        }
    }

    /// Adds a file, symbolic link or directory that was there.
    ///
    /// If the plan has it already, that stays.
    pub(crate) fn insert_present(&mut self, path: impl Into<PathBuf>) {
        self.files.entry(path.into()).or_insert(Expected::Present);
    }

    /// Adds what resolution and settings rest on.
    pub(crate) fn add_dependencies(&mut self, dependencies: Dependencies) {
        for (path, fingerprint) in dependencies.files {
            match (fingerprint, self.files.get(&path)) {
                (None, _) => self.insert_present(path),
                (Some(_), Some(Expected::Read(_))) => {}
                (Some(fingerprint), _) => self.insert_read(path, fingerprint),
            }
        }
        for path in dependencies.missing {
            self.insert_missing(path);
        }
    }

    /// Adds every file that `sources` knows, as it was when it was read or found absent.
    pub(crate) fn add_sources<T>(&mut self, sources: &Sources<T>) {
        for (path, fingerprint) in sources.fingerprints() {
            match fingerprint {
                Some(fingerprint) => self.insert_read(path, fingerprint.clone()),
                None => self.insert_missing(path),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_best_stays() {
        let dir = tempfile::tempdir().unwrap();
        let file = Fingerprint::of(dir.path()).unwrap();
        let state = |fill: &dyn Fn(&mut WatchPlan)| {
            let mut plan = WatchPlan::new("/");
            fill(&mut plan);
            assert_eq!(plan.files.len(), 1);
            match &plan.files[std::path::Path::new("/x")] {
                Expected::Read(_) => "read",
                Expected::Missing => "missing",
                Expected::Present => "present",
            }
        };
        let read = |plan: &mut WatchPlan| plan.insert_read("/x", file.clone());
        let missing = |plan: &mut WatchPlan| plan.insert_missing("/x");
        let present = |plan: &mut WatchPlan| plan.insert_present("/x");
        let dependencies = |fingerprint: Option<Fingerprint>| Dependencies {
            files: BTreeMap::from([("/x".into(), fingerprint)]),
            missing: ["/x".into()].into(),
        };
        assert_eq!(
            state(&|plan| (read(plan), missing(plan), present(plan)).2),
            "read"
        );
        assert_eq!(state(&|plan| (present(plan), missing(plan)).1), "missing");
        assert_eq!(state(&|plan| (missing(plan), present(plan)).1), "missing");
        assert_eq!(state(&|plan| (missing(plan), read(plan)).1), "read");
        assert_eq!(
            state(&|plan| plan.add_dependencies(dependencies(None))),
            "missing"
        );
        assert_eq!(
            state(&|plan| plan.add_dependencies(dependencies(Some(file.clone())))),
            "read"
        );
    }
}
