//! The plan that is set, the directories watched for it, and what events have said since it was last looked at.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::path::PathBuf;

use notify::event::ModifyKind;
use notify::{Event, EventKind};

use super::backend::Backend;
use super::plan::Expected;
use super::trace::{Tracer, name_key};
use super::{Change, ChangeKind, WatchPlan, WatchWarning};
use crate::sources::Fingerprint;

/// Directories may come and go while they are looked for; this often it is worth looking again.
const MAX_ROUNDS: usize = 16;

pub(super) struct State {
    backend: Backend,
    root: PathBuf,
    files: Vec<Planned>,
    /// Directory, name in it: the files that depend on that.
    index: HashMap<PathBuf, HashMap<OsString, Vec<Dependent>>>,
    dirty: Dirty,
    /// How many plans were set.
    pub(super) epoch: u64,
    pub(super) warnings: Vec<WatchWarning>,
}

/// A file of the plan.
struct Planned {
    path: PathBuf,
    /// As it was when it was used, or when a change of it was last told; `None`: absent.
    known: Option<Fingerprint>,
    real: Option<PathBuf>,
    /// A difference that the fingerprints do not show: the path leads to another file than before (which looks the
    /// same), or the file has vanished before its fingerprint was taken.
    unseen: Option<ChangeKind>,
}

#[derive(Clone, Copy)]
struct Dependent {
    file: usize,
    on_the_way: bool,
}

/// What has to be looked at.
#[derive(Default)]
struct Dirty {
    all: bool,
    files: BTreeSet<usize>,
    /// Directories have come or gone: where the paths lead has to be found out again.
    routes: bool,
    /// Watches of these may be watches of something that is not there any more.
    stale: HashSet<PathBuf>,
}

/// A file that is not as it is known.
pub(super) struct Difference {
    file: usize,
    now: Option<Fingerprint>,
    kind: ChangeKind,
    /// It is gone or empty: whoever writes it is perhaps not done.
    pub(super) looks_unfinished: bool,
}

impl State {
    pub(super) fn new(backend: Backend) -> Self {
        Self {
            backend,
            root: PathBuf::new(),
            files: Vec::new(),
            index: HashMap::new(),
            dirty: Dirty::default(),
            epoch: 0,
            warnings: Vec::new(),
        }
    }

    /// Replaces the plan. Returns whether any of its files is not as the plan says.
    ///
    /// The files are looked at after the watches are in place, so every later write makes an event.
    pub(super) fn set_plan(&mut self, plan: WatchPlan) -> bool {
        self.epoch += 1;
        let same_paths = self.root == plan.root
            && self
                .files
                .iter()
                .map(|file| &file.path)
                .eq(plan.files.keys());
        if !same_paths {
            self.root = plan.root;
            self.dirty.routes = true;
        }
        let mut old = std::mem::take(&mut self.files)
            .into_iter()
            .filter(|_| same_paths);
        let planned = |(path, expected): (PathBuf, Expected)| {
            let mut unseen = None;
            let known = match expected {
                Expected::Read(fingerprint) => Some(fingerprint),
                Expected::Missing => None,
                Expected::Present => {
                    // A dangling link is there, too.
                    let vanished = std::fs::symlink_metadata(&path).is_err();
                    unseen = vanished.then_some(ChangeKind::Removed);
                    Fingerprint::of(&path).ok()
                }
            };
            let real = old.next().and_then(|file| file.real);
            Planned {
                path,
                known,
                real,
                unseen,
            }
        };
        self.files = plan.files.into_iter().map(planned).collect();
        self.reroute();
        self.dirty = Dirty {
            all: true,
            ..Dirty::default()
        };
        let differs = (0..self.files.len()).any(|file| self.difference(file).is_some());
        self.dirty.all = differs;
        differs
    }

    /// Takes in an event. Returns whether it can matter.
    pub(super) fn note(&mut self, event: &Event) -> bool {
        if event.need_rescan() {
            self.dirty.all = true;
            self.dirty.routes = true;
            return !self.files.is_empty();
        }
        let mut matters = false;
        for path in &event.paths {
            if self.backend.is_watched(path) && replaces(&event.kind) {
                self.dirty.stale.insert(path.clone());
                self.dirty.routes = true;
                matters = true;
            }
            let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
                continue;
            };
            let Some(names) = self.index.get(directory) else {
                continue;
            };
            for dependent in names.get(&name_key(name)).into_iter().flatten() {
                self.dirty.files.insert(dependent.file);
                self.dirty.routes |= dependent.on_the_way;
                matters = true;
            }
        }
        matters
    }

    /// Everything that is not as it is known, if anything that was touched is.
    pub(super) fn examine(&mut self) -> Vec<Difference> {
        if self.dirty.routes || !self.dirty.stale.is_empty() {
            self.reroute();
            self.dirty.all = true;
        }
        let touched: Vec<usize> = if self.dirty.all {
            (0..self.files.len()).collect()
        } else {
            self.dirty.files.iter().copied().collect()
        };
        let found: Vec<_> = touched
            .into_iter()
            .filter_map(|file| self.difference(file))
            .collect();
        if found.is_empty() || self.dirty.all {
            return found;
        }
        // One save is seldom alone: what else has changed, but has not been told yet, belongs to it.
        (0..self.files.len())
            .filter_map(|file| self.difference(file))
            .collect()
    }

    /// The differences have been seen: from now on, that is how the files are known.
    pub(super) fn accept(&mut self, differences: Vec<Difference>) -> Vec<Change> {
        self.dirty = Dirty::default();
        let accept = |difference: Difference| {
            let file = &mut self.files[difference.file];
            file.known = difference.now;
            file.unseen = None;
            Change {
                path: file.path.clone(),
                kind: difference.kind,
            }
        };
        differences.into_iter().map(accept).collect()
    }

    /// Has everything looked at again.
    pub(super) fn suspect_all(&mut self) {
        self.dirty.all = true;
    }

    /// Looks at everything without having been told to. Returns whether something is to be told.
    pub(super) fn poll(&mut self) -> bool {
        self.dirty.all = true;
        self.dirty.routes = true;
        !self.examine().is_empty() || !self.warnings.is_empty()
    }

    /// Whether there may be changes that make no events.
    pub(super) fn is_blind(&self) -> bool {
        !self.files.is_empty() && self.backend.is_blind()
    }

    fn difference(&mut self, number: usize) -> Option<Difference> {
        let file = &mut self.files[number];
        let (now, kind) = match &mut file.known {
            Some(known) => match known.check(&file.path) {
                Ok(()) => (Some(known.clone()), file.unseen?),
                Err(Some(now)) => (Some(now), ChangeKind::Modified),
                Err(None) => (None, ChangeKind::Removed),
            },
            None => match Fingerprint::of(&file.path) {
                Ok(now) => (Some(now), ChangeKind::Created),
                Err(_) => (None, file.unseen?),
            },
        };
        let was_empty = file.known.as_ref().is_some_and(Fingerprint::is_empty);
        let emptied = |now: &Fingerprint| now.is_empty() && !was_empty && !now.is_directory();
        let looks_unfinished = now.as_ref().is_none_or(emptied);
        Some(Difference {
            file: number,
            now,
            kind,
            looks_unfinished,
        })
    }

    /// Finds out where the paths lead, and watches all directories that decide it.
    fn reroute(&mut self) {
        let mut stale = std::mem::take(&mut self.dirty.stale);
        if !self.dirty.routes && stale.is_empty() {
            return;
        }
        self.dirty.routes = false;
        for _ in 0..MAX_ROUNDS {
            let wanted = self.trace();
            let added = self.backend.install(&wanted, &stale, &mut self.warnings);
            stale.clear();
            if !added {
                break;
            }
        }
    }

    fn trace(&mut self) -> BTreeSet<PathBuf> {
        let mut tracer = Tracer::new(&self.root);
        self.index.clear();
        for (number, file) in self.files.iter_mut().enumerate() {
            let trace = tracer.trace(&file.path);
            if file.real.is_some() && trace.real.is_some() && file.real != trace.real {
                file.unseen = Some(ChangeKind::Modified);
            }
            if trace.real.is_some() {
                file.real = trace.real;
            }
            for point in trace.points {
                let names = self.index.entry(point.directory).or_default();
                let dependents = names.entry(name_key(&point.name)).or_default();
                dependents.push(Dependent {
                    file: number,
                    on_the_way: point.on_the_way,
                });
            }
        }
        self.index.keys().cloned().collect()
    }

    /// Whether a directory is watched, for tests of directories.
    #[cfg(all(test, unix))]
    pub(super) fn is_watched(&self, directory: &std::path::Path) -> bool {
        self.backend.is_watched(directory)
    }
}

/// Whether an event is to be looked at: reading files and changing their metadata is not.
pub(super) fn is_relevant(event: &Event) -> bool {
    event.need_rescan()
        || !matches!(
            event.kind,
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
        )
}

/// Whether the event, about a watched directory itself, can mean that another one is in its place.
fn replaces(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Create(_)
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_))
            | EventKind::Any
            | EventKind::Other
    )
}
