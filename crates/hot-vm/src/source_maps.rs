//! [`SourceMaps`]: from the names and positions in the engine's stacks to files and positions that the author knows.
//!
//! The engine knows code by a name, which stands in stacks. The first version of a file is evaluated under its path; when the file has changed
//! and is evaluated again, functions of the old version may still be about, and errors of theirs still on their way, so the new one gets a name of
//! its own: `/app/main.ts@v2`. Versions of a path are never given twice. (`#` and `?` would not do: where the engine takes the name for a URL it
//! cuts them off.)

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::{Rc, Weak};

use crate::module::ModuleSource;
use crate::transform::ModuleCode;

/// Replaced versions whose maps are kept although no generation uses them: errors of theirs may yet be reported.
const KEPT: usize = 64;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// The file.
    pub(crate) path: Rc<str>,
    /// From 1.
    pub(crate) line: u32,
    /// From 1, in UTF-16 units.
    pub(crate) column: u32,
}

/// The registry. Code that nobody uses any more leaves it, but for the last few versions that were replaced.
#[derive(Debug, Default)]
pub(crate) struct SourceMaps {
    inner: RefCell<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    by_name: HashMap<Rc<str>, Entry>,
    /// The name of each path's newest version, and its number.
    newest: HashMap<Rc<str>, (Rc<str>, u32)>,
    replaced: VecDeque<Rc<ModuleSource>>,
    /// When as many names are known, those of code that is gone are dropped.
    sweep_at: usize,
}

#[derive(Debug)]
struct Entry {
    path: Rc<str>,
    /// Weak: the host and the graphs decide how long code is of use.
    source: Weak<ModuleSource>,
}

impl SourceMaps {
    /// Gives code the name to evaluate it under, or none if the source is not code.
    pub(crate) fn register(&self, source: &Rc<ModuleSource>) -> Option<Rc<str>> {
        let ModuleSource::Code(_, path) = &**source else {
            return None;
        };
        let inner = &mut *self.inner.borrow_mut();
        let mut version = 1;
        if let Some((newest, number)) = inner.newest.get(path) {
            version = number + 1;
            if let Some(replaced) = inner
                .by_name
                .get(newest)
                .and_then(|entry| entry.source.upgrade())
            {
                if inner.replaced.len() == KEPT {
                    inner.replaced.pop_front();
                }
                inner.replaced.push_back(replaced);
            }
        }
        // A file may be called like a version of another one.
        let (name, version) = (version..)
            .map(|version| (version_name(path, version), version))
            .find(|(name, _)| !inner.by_name.contains_key(name))
            .expect("a path does not get 2^32 versions");
        inner
            .newest
            .insert(Rc::clone(path), (Rc::clone(&name), version));
        inner.by_name.insert(
            Rc::clone(&name),
            Entry {
                path: Rc::clone(path),
                source: Rc::downgrade(source),
            },
        );
        if inner.by_name.len() >= inner.sweep_at.max(KEPT) {
            inner
                .by_name
                .retain(|_, entry| entry.source.strong_count() > 0);
            inner.sweep_at = inner.by_name.len() * 2;
        }
        Some(name)
    }

    /// Where the author wrote what stands at this place in the code called `source_name`.
    ///
    /// `None` if the name is not that of a module (or of one that is long gone), or if the place is in code that the transformer wrote.
    pub(crate) fn lookup(&self, source_name: &str, line: u32, column: u32) -> Option<Position> {
        let (path, source) = self.find(source_name)?;
        let ModuleSource::Code(code, _) = &*source else {
            return None;
        };
        let position = code.map.lookup(line, column)?;
        Some(Position {
            path,
            line: position.line,
            column: position.column,
        })
    }

    /// Looks at the code that is called `source_name`.
    pub(crate) fn with_code<R>(
        &self,
        source_name: &str,
        f: impl FnOnce(&ModuleCode) -> R,
    ) -> Option<R> {
        let (_, source) = self.find(source_name)?;
        match &*source {
            ModuleSource::Code(code, _) => Some(f(code)),
            _ => None,
        }
    }

    fn find(&self, source_name: &str) -> Option<(Rc<str>, Rc<ModuleSource>)> {
        let inner = self.inner.borrow();
        let entry = inner.by_name.get(source_name)?;
        Some((Rc::clone(&entry.path), entry.source.upgrade()?))
    }
}

fn version_name(path: &Rc<str>, version: u32) -> Rc<str> {
    if version == 1 {
        Rc::clone(path)
    } else {
        format!("{path}@v{version}").into()
    }
}
