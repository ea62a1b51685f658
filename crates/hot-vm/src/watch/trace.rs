//! The way from the root of the file system to a file: which directories decide what is at the end of a path.

use std::collections::{HashMap, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// As many symbolic links as Linux follows.
const MAX_LINKS: usize = 40;

/// A name in a directory; if it appears, vanishes or is replaced, the path leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    /// Without symbolic links. This directory has to be watched.
    pub(super) directory: PathBuf,
    pub(super) name: OsString,
    /// A directory, a link or a gap on the way; otherwise the file itself.
    pub(super) on_the_way: bool,
}

/// What [`Tracer::trace`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Trace {
    pub(super) points: Vec<Point>,
    /// The file at the end, without symbolic links; `None` if the way breaks off.
    pub(super) real: Option<PathBuf>,
}

#[derive(Debug, Clone)]
enum Entry {
    Directory,
    Link(PathBuf),
    Other,
    Nothing,
}

/// Traces many paths, asking the file system once for each name on the way.
#[derive(Debug)]
pub(super) struct Tracer {
    /// As it is given, and without symbolic links.
    roots: [PathBuf; 2],
    entries: HashMap<PathBuf, Entry>,
}

impl Tracer {
    /// Directories inside `root` are points of the traces that pass them.
    pub(super) fn new(root: &Path) -> Self {
        Self {
            roots: [
                root.to_path_buf(),
                fs::canonicalize(root).unwrap_or_default(),
            ],
            entries: HashMap::new(),
        }
    }

    /// Follows `path`, an absolute one.
    pub(super) fn trace(&mut self, path: &Path) -> Trace {
        let mut trace = Trace::default();
        let mut rest = VecDeque::new();
        let mut at = PathBuf::new();
        prepend(&mut rest, path);
        let mut links = 0;
        while let Some(step) = rest.pop_front() {
            let name = match step {
                Step::Anchor(anchor) => {
                    at = anchor;
                    continue;
                }
                Step::Up => {
                    at.pop();
                    continue;
                }
                Step::Down(name) => name,
            };
            let next = at.join(&name);
            let entry = self.entry(&next);
            let on_the_way = !rest.is_empty() || matches!(entry, Entry::Link(_));
            let is_point = match entry {
                Entry::Directory if on_the_way => self.is_inside(&at),
                _ => true,
            };
            if is_point {
                let directory = true_spelling(&at);
                trace.points.push(Point {
                    directory,
                    name,
                    on_the_way,
                });
            }
            match entry {
                Entry::Link(target) if links < MAX_LINKS => {
                    links += 1;
                    prepend(&mut rest, &target);
                }
                Entry::Link(_) | Entry::Nothing => return trace,
                Entry::Other if on_the_way => return trace,
                Entry::Directory | Entry::Other => at = next,
            }
        }
        trace.real = Some(at);
        trace
    }

    fn is_inside(&self, directory: &Path) -> bool {
        let inside = |root: &PathBuf| !root.as_os_str().is_empty() && directory.starts_with(root);
        self.roots.iter().any(inside)
    }

    fn entry(&mut self, path: &Path) -> Entry {
        if let Some(entry) = self.entries.get(path) {
            return entry.clone();
        }
        let entry = match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_symlink() => {
                fs::read_link(path).map_or(Entry::Nothing, Entry::Link)
            }
            Ok(metadata) if metadata.is_dir() => Entry::Directory,
            Ok(_) => Entry::Other,
            Err(_) => Entry::Nothing,
        };
        self.entries.insert(path.to_path_buf(), entry.clone());
        entry
    }
}

enum Step {
    Anchor(PathBuf),
    Up,
    Down(OsString),
}

/// Puts the components of `path` before what is left; an absolute one starts anew.
fn prepend(rest: &mut VecDeque<Step>, path: &Path) {
    let mut anchor = PathBuf::new();
    let mut steps = Vec::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) | Component::RootDir => anchor.push(component),
            Component::CurDir => {}
            Component::ParentDir => steps.push(Step::Up),
            Component::Normal(name) => steps.push(Step::Down(name.to_os_string())),
        }
    }
    for step in steps.into_iter().rev() {
        rest.push_front(step);
    }
    if !anchor.as_os_str().is_empty() {
        rest.push_front(Step::Anchor(anchor));
    }
}

/// Where case does not matter, events name files as they are spelled on disk.
fn true_spelling(directory: &Path) -> PathBuf {
    if cfg!(any(windows, target_os = "macos")) {
        fs::canonicalize(directory).unwrap_or_else(|_| directory.to_path_buf())
    } else {
        directory.to_path_buf()
    }
}

/// The form of a file name in which equal names are equal, where case (or Unicode composition) does not matter.
pub(super) fn name_key(name: &OsStr) -> OsString {
    if cfg!(any(windows, target_os = "macos")) {
        match name.to_str() {
            // Composed and decomposed letters are one name on macOS: fold all that is not ASCII together. Two names
            // that differ only there are then checked for one another, which costs a look at the file.
            Some(text) => {
                let fold = |char: char| {
                    if char.is_ascii() {
                        char.to_ascii_lowercase()
                    } else {
                        '?'
                    }
                };
                let folded: String = text.chars().map(fold).collect();
                folded
                    .split('?')
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("?")
                    .into()
            }
            None => name.to_os_string(),
        }
    } else {
        name.to_os_string()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    struct Tree {
        _dir: tempfile::TempDir,
        root: PathBuf,
    }

    fn tree(directories: &[&str], files: &[&str], links: &[(&str, &str)]) -> Tree {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        directories
            .iter()
            .for_each(|name| fs::create_dir_all(root.join(name)).unwrap());
        files
            .iter()
            .for_each(|name| fs::write(root.join(name), "").unwrap());
        links
            .iter()
            .for_each(|(link, target)| symlink(target, root.join(link)).unwrap());
        Tree { _dir: dir, root }
    }

    /// Points as `directory/name`, with `*` where they are on the way; and the real path.
    fn traced(tree: &Tree, root: &str, path: &str) -> (Vec<String>, Option<String>) {
        let relative = |path: &Path| path.strip_prefix(&tree.root).unwrap().display().to_string();
        let trace = Tracer::new(&tree.root.join(root)).trace(&tree.root.join(path));
        let point = |point: &Point| {
            let star = if point.on_the_way { "*" } else { "" };
            format!("{}{star}", relative(&point.directory.join(&point.name)))
        };
        (
            trace.points.iter().map(point).collect(),
            trace.real.as_deref().map(relative),
        )
    }

    fn points(names: &[&str], real: Option<&str>) -> (Vec<String>, Option<String>) {
        (
            names.iter().map(|&name| name.to_owned()).collect(),
            real.map(str::to_owned),
        )
    }

    #[test]
    fn plain_files() {
        let tree = tree(&["a/b"], &["a/b/f"], &[]);
        assert_eq!(
            traced(&tree, "a/b", "a/b/f"),
            points(&["a/b/f"], Some("a/b/f"))
        );
        assert_eq!(
            traced(&tree, "a", "a/b/f"),
            points(&["a/b*", "a/b/f"], Some("a/b/f"))
        );
        assert_eq!(
            traced(&tree, "", "a/./x/../b/f"),
            points(&["a*", "a/x*"], None),
            "x has to exist"
        );
        assert_eq!(
            traced(&tree, "", "a/b/../b/f"),
            points(&["a*", "a/b*", "a/b*", "a/b/f"], Some("a/b/f"))
        );
    }

    #[test]
    fn missing_files() {
        let tree = tree(&["a"], &["a/f"], &[]);
        assert_eq!(traced(&tree, "a", "a/g"), points(&["a/g"], None));
        assert_eq!(traced(&tree, "a", "a/x/y/g"), points(&["a/x*"], None));
        assert_eq!(
            traced(&tree, "a", "a/f/g"),
            points(&["a/f*"], None),
            "a file is no directory"
        );
    }

    #[test]
    fn symbolic_links() {
        let tree = tree(
            &["a", "real/deep"],
            &["real/f"],
            &[
                ("a/file", "../real/f"),
                ("a/dir", "../real/deep/.."),
                ("a/gone", "nowhere"),
                ("a/loop", "loop"),
            ],
        );
        assert_eq!(
            traced(&tree, "a", "a/file"),
            points(&["a/file*", "real/f"], Some("real/f"))
        );
        assert_eq!(
            traced(&tree, "a", "a/dir/f"),
            points(&["a/dir*", "real/f"], Some("real/f"))
        );
        assert_eq!(
            traced(&tree, "a", "a/dir"),
            points(&["a/dir*"], Some("real"))
        );
        assert_eq!(
            traced(&tree, "a", "a/gone"),
            points(&["a/gone*", "a/nowhere"], None)
        );
        let (looped, real) = traced(&tree, "a", "a/loop");
        assert_eq!((looped.len(), real), (MAX_LINKS + 1, None));
    }

    #[test]
    fn absolute_links_start_anew() {
        let tree = tree(&["a", "b"], &["b/f"], &[]);
        symlink(tree.root.join("b"), tree.root.join("a/link")).unwrap();
        assert_eq!(
            traced(&tree, "a", "a/link/f"),
            points(&["a/link*", "b/f"], Some("b/f"))
        );
    }

    #[test]
    fn the_root_may_be_a_link() {
        let tree = tree(&["b/c"], &["b/c/f"], &[("a", "b")]);
        let expected = points(&["a*", "b/c*", "b/c/f"], Some("b/c/f"));
        assert_eq!(traced(&tree, "a", "a/c/f"), expected);
    }
}
