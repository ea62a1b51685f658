//! Which of the files that were looked for in vain are worth watching for.

use std::path::{Path, PathBuf};

use crate::settings::Dependencies;

/// What is looked for in every directory up to the root.
const WALK_UP: &[&str] = &[
    "node_modules",
    "package.json",
    "tsconfig.json",
    "jsconfig.json",
];

/// Drops what was looked for on the way up to the root, above the project it was looked for.
///
/// A project reaches up to the topmost directory with a `package.json` above (or at) the working directory; elsewhere
/// (a module outside of it) to the topmost one above that module, or else the module's own directory.
pub(super) fn drop_outside_projects(dependencies: &mut Dependencies, cwd: &Path) {
    let packages: Vec<&Path> = dependencies
        .files
        .keys()
        .filter(|path| path.ends_with("package.json") || path.ends_with("tsconfig.json"))
        .filter_map(|path| path.parent())
        // A stray package.json in the root directory does not make the whole machine a project.
        .filter(|directory| directory.parent().is_some())
        .collect();
    let root = cwd
        .ancestors()
        .filter(|up| packages.contains(up))
        .last()
        .unwrap_or(cwd)
        .to_path_buf();
    let modules: Vec<PathBuf> = dependencies
        .files
        .keys()
        .filter_map(|path| path.parent())
        .map(Path::to_path_buf)
        .collect();
    let packages: Vec<PathBuf> = packages.into_iter().map(Path::to_path_buf).collect();
    dependencies.missing.retain(|path| {
        let walked = path
            .file_name()
            .is_some_and(|name| WALK_UP.iter().any(|known| name == *known));
        let Some(directory) = path.parent().filter(|_| walked) else {
            return true;
        };
        directory.starts_with(&root)
            || packages
                .iter()
                .any(|package| directory.starts_with(package))
            || modules.iter().any(|module| module == directory)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cwd: &str, files: &[&str], missing: &[&str]) -> Vec<String> {
        let mut dependencies = Dependencies {
            files: files
                .iter()
                .map(|path| (PathBuf::from(path), None))
                .collect(),
            missing: missing.iter().map(PathBuf::from).collect(),
        };
        drop_outside_projects(&mut dependencies, Path::new(cwd));
        dependencies
            .missing
            .iter()
            .map(|path| path.display().to_string())
            .collect()
    }

    #[test]
    fn probes_above_the_working_directory_are_dropped() {
        let missing = [
            "/node_modules",
            "/home/node_modules",
            "/home/me/p/node_modules",
            "/home/me/package.json",
        ];
        assert_eq!(
            kept("/home/me/p", &["/home/me/p/a.js"], &missing),
            ["/home/me/p/node_modules"]
        );
        let files = ["/home/me/package.json", "/home/me/p/a.js"];
        assert_eq!(
            kept("/home/me/p", &files, &missing[..3]),
            ["/home/me/p/node_modules"]
        );
        let missing = ["/home/me/node_modules", "/home/node_modules"];
        assert_eq!(
            kept("/home/me/p", &files, &missing),
            ["/home/me/node_modules"]
        );
        assert_eq!(
            kept("/home/me/p", &["/package.json"], &missing),
            [""; 0],
            "not even with /package.json"
        );
    }

    #[test]
    fn modules_elsewhere_have_their_own_project() {
        let missing = [
            "/lib/x/src/node_modules",
            "/lib/x/node_modules",
            "/lib/node_modules",
        ];
        assert_eq!(
            kept("/p", &["/lib/x/src/a.js"], &missing),
            ["/lib/x/src/node_modules"]
        );
        let files = ["/lib/x/src/a.js", "/lib/x/package.json"];
        assert_eq!(
            kept("/p", &files, &missing),
            ["/lib/x/node_modules", "/lib/x/src/node_modules"]
        );
    }

    #[test]
    fn other_missing_files_are_kept() {
        let missing = ["/b.ts", "/node_modules/pkg"];
        assert_eq!(
            kept("/p/q", &["/p/q/a.js"], &missing),
            ["/b.ts", "/node_modules/pkg"]
        );
    }
}
