//! Real files, real events. What must happen may take long; what must not happen is shown by a later save of another
//! file ("beacon"): its change comes alone.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use super::*;
use crate::sources::Fingerprint;

use ChangeKind::{Created, Modified, Removed};

mod bursts;
// Windows does not let go of directories that are watched.
#[cfg(unix)]
mod convergence;
#[cfg(unix)]
mod directories;
mod failures;
mod plans;
mod saves;

const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Fixture {
    // First, so that it does not see the files go.
    watcher: Watcher,
    dir: tempfile::TempDir,
    root: PathBuf,
}

impl Fixture {
    pub(super) fn new(files: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let fixture = Self {
            watcher: Watcher::new(|_| {}).unwrap(),
            dir,
            root,
        };
        files.iter().for_each(|name| fixture.write_old(name));
        fixture.write_old("beacon");
        fixture
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A file with a time long past, so that any write shows.
    fn write_old(&self, name: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "old").unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(1000);
        fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }

    /// Writes so that the file's time is another one; the watcher sees it done.
    fn save(&self, name: &str, text: &str) {
        self.at_once(|| self.write_anew(name, text));
    }

    fn write_anew(&self, name: &str, text: &str) {
        let path = self.path(name);
        let time = |path: &Path| {
            fs::metadata(path)
                .ok()
                .map(|metadata| metadata.modified().unwrap())
        };
        let before = time(&path);
        while {
            fs::write(&path, text).unwrap();
            time(&path) == before
        } {}
    }

    /// Sets a plan of these files, as they are now, and the beacon.
    pub(super) fn plan(&self, files: &[&str]) {
        let mut plan = WatchPlan::new(&self.root);
        for name in files.iter().chain(&["beacon"]) {
            match Fingerprint::of_content(&self.path(name)) {
                Ok(fingerprint) => plan.insert_read(self.path(name), fingerprint),
                Err(_) => plan.insert_missing(self.path(name)),
            }
        }
        self.watcher.set_plan(plan);
    }

    fn next(&self) -> Vec<(String, ChangeKind)> {
        match self.watcher.next_timeout(PATIENCE) {
            Some(WatchEvent::Changed(changes)) => changes
                .into_iter()
                .map(|change| {
                    let name = change
                        .path
                        .strip_prefix(&self.root)
                        .unwrap()
                        .to_str()
                        .unwrap();
                    (name.replace('\\', "/"), change.kind)
                })
                .collect(),
            other => panic!("{other:?} instead of a change"),
        }
    }

    fn expect(&self, changes: &[(&str, ChangeKind)]) {
        let expected: Vec<_> = changes
            .iter()
            .map(|(name, kind)| ((*name).to_owned(), *kind))
            .collect();
        assert_eq!(self.next(), expected);
    }

    /// Nothing has been told, and nothing but the beacon will be.
    fn expect_nothing(&self) {
        self.save("beacon", "lit");
        self.expect(&[("beacon", ChangeKind::Modified)]);
    }

    /// While `write` runs, the watcher sees nothing; then it sees everything at once.
    fn at_once(&self, write: impl FnOnce()) {
        let state = lock(&self.watcher.state);
        write();
        drop(state);
    }
}
