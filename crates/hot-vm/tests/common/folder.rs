//! A folder of its own for each test, removed when the test is over.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A temporary folder.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes a folder whose path is free of symbolic links, as reports show it.
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "hot-vm-test-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir()
            .canonicalize()
            .expect("a temporary directory")
            .join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder can be made");
        Folder { path }
    }

    /// A folder with these files in it.
    pub fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file in place, as an editor that truncates does.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Writes a file beside it and renames it into place, as an editor that saves atomically does.
    pub fn replace(&self, name: &str, text: &str) {
        let beside = self.join(&format!("{name}.tmp~"));
        fs::write(&beside, text).expect("a file can be written");
        fs::rename(beside, self.join(name)).expect("a file can be renamed");
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.join(name)).expect("the file is there");
    }

    /// Copies a tree of files into the folder, over what is there.
    pub fn overlay(&self, from: &Path) {
        copy(from, &self.path);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("an entry can be read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("an entry has a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            // Read and written, not copied: the result is a save with a new time and the runner's permissions.
            fs::write(&target, fs::read(entry.path()).expect("a file can be read"))
                .expect("a file can be written");
        }
    }
}
