use std::fs;

use super::*;

mod dependencies;
mod entries;
mod files;
mod packages;

struct Project(tempfile::TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        files
            .iter()
            .for_each(|(name, text)| project.write(name, text));
        project
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    fn root(&self) -> PathBuf {
        real_path(self.0.path()).unwrap()
    }

    fn resolver(&self) -> Resolver {
        Resolver::new(self.root())
    }

    /// `path?query`, relative to the project, or the message of the error.
    fn shown(&self, result: Result<Resolved, ResolveError>) -> String {
        let root = self.root().join("").display().to_string();
        match result {
            Ok(found) => {
                let path = found
                    .path
                    .strip_prefix(self.root())
                    .unwrap()
                    .display()
                    .to_string()
                    .replace('\\', "/");
                format!("{path}{}", found.query.unwrap_or_default())
            }
            Err(error) => format!("error: {error}")
                .replace(&path_to_file_url(&self.root(), None), "{url}")
                .replace(&root, "/")
                .replace('\\', "/"),
        }
    }

    /// Resolves specifiers in `importer`.
    fn check(&self, importer: &str, cases: &[(&str, &str)]) {
        let resolver = self.resolver();
        for (specifier, expected) in cases {
            let specifier = specifier
                .replace("{root}", &self.root().display().to_string())
                .replace("{url}", &path_to_file_url(&self.root(), None));
            let result = resolver.resolve(&specifier, &self.path(importer), &[]);
            assert_eq!(self.shown(result), *expected, "{specifier} in {importer}");
        }
    }
}
