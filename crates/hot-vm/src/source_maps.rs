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

/// How many generations that are gone have their maps kept: errors of theirs may yet be reported.
const KEPT_GENERATIONS: usize = 4;

/// Below so many names, nothing is swept.
const SWEEP_FROM: usize = 64;

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

/// The registry. Code that nobody uses any more leaves it, some generations later.
#[derive(Debug, Default)]
pub(crate) struct SourceMaps {
    inner: RefCell<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    by_name: HashMap<Rc<str>, Entry>,
    /// The number of each path's newest version.
    newest: HashMap<Rc<str>, u32>,
    /// The code of the generations that went last.
    gone: VecDeque<Vec<Rc<ModuleSource>>>,
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
        let version = inner.newest.get(path).map_or(1, |newest| newest + 1);
        // A file may be called like a version of another one.
        let (name, version) = (version..)
            .map(|version| (version_name(path, version), version))
            .find(|(name, _)| !inner.by_name.contains_key(name))
            .expect("a path does not get 2^32 versions");
        inner.newest.insert(Rc::clone(path), version);
        inner.by_name.insert(
            Rc::clone(&name),
            Entry {
                path: Rc::clone(path),
                source: Rc::downgrade(source),
            },
        );
        if inner.by_name.len() >= inner.sweep_at.max(SWEEP_FROM) {
            inner
                .by_name
                .retain(|_, entry| entry.source.strong_count() > 0);
            inner.sweep_at = inner.by_name.len() * 2;
        }
        Some(name)
    }

    /// A generation is gone: keeps the maps of its code for some more.
    pub(crate) fn keep(&self, sources: Vec<Rc<ModuleSource>>) {
        let mut inner = self.inner.borrow_mut();
        inner.gone.push_back(sources);
        if inner.gone.len() > KEPT_GENERATIONS {
            inner.gone.pop_front();
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{TransformOptions, transform};

    fn source(path: &str, text: &str) -> Rc<ModuleSource> {
        let code = transform(
            text,
            std::path::Path::new("/a.js"),
            &TransformOptions::default(),
        );
        Rc::new(ModuleSource::Code(code.unwrap(), path.into()))
    }

    #[test]
    fn a_file_may_be_called_like_a_version_of_another() {
        let maps = SourceMaps::default();
        let sources =
            ["/a.js@v2", "/a.js", "/a.js", "/a.js@v2", "/a.js"].map(|path| source(path, ""));
        let names: Vec<_> = sources
            .iter()
            .map(|source| maps.register(source).unwrap())
            .collect();
        assert_eq!(
            names,
            ["/a.js@v2", "/a.js", "/a.js@v3", "/a.js@v2@v2", "/a.js@v4"].map(Rc::from)
        );
        for (name, source) in names.iter().zip(&sources) {
            let ModuleSource::Code(_, path) = &**source else {
                unreachable!()
            };
            assert_eq!(maps.find(name).map(|(path, _)| path), Some(Rc::clone(path)));
        }
    }

    #[test]
    fn generations_are_kept_for_a_while_and_names_are_swept() {
        let maps = SourceMaps::default();
        for version in 1..=1000_u32 {
            let source = source("/a.js", "");
            let name = maps.register(&source).unwrap();
            assert_eq!(*name, *version_name(&"/a.js".into(), version));
            maps.keep(vec![source]);
        }
        let known = |version| {
            maps.with_code(&version_name(&"/a.js".into(), version), |_| ())
                .is_some()
        };
        assert_eq!(
            (1..=1000)
                .filter(|&version| known(version))
                .collect::<Vec<_>>(),
            [997, 998, 999, 1000]
        );
        assert!(maps.inner.borrow().by_name.len() <= SWEEP_FROM);
    }

    #[test]
    fn data_has_no_map() {
        let maps = SourceMaps::default();
        assert_eq!(
            maps.register(&Rc::new(ModuleSource::Text("text".to_owned()))),
            None
        );
        assert_eq!(maps.lookup("/a.txt", 1, 1), None);
    }
}
