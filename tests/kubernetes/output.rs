//! The output of a project for production, in a folder of its own.

use crate::examples::{rendered, write, write_all};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A project, and its output beside it.
pub(super) struct Output {
    folder: tempfile::TempDir,
}

impl Output {
    /// Of an example, with an overlay of production above its own.
    pub(super) fn of_example(name: &str, overlay: &str) -> Self {
        let output = Self { folder: tempfile::tempdir().unwrap() };
        crate::examples::copy(name, output.folder.path());
        if !overlay.is_empty() {
            output.put("landfall.production.kdl", overlay);
        }
        output.render();
        output
    }

    /// Writes a file of the project.
    pub(super) fn put(&self, path: &str, content: &str) {
        write(&self.folder.path().join(path), content.as_bytes(), 0o644);
    }

    /// A file of the project.
    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    /// The folder of the output.
    pub(super) fn here(&self) -> PathBuf {
        self.folder.path().join("output")
    }

    /// Writes the output anew.
    pub(super) fn render(&self) {
        write_all(&self.here(), &rendered(self.folder.path(), "production"));
    }

    /// The files that hold an object of Kubernetes' own.
    pub(super) fn objects(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        collect(&self.here(), &mut found);
        let foreign = |text: &str| ["kustomize.config.k8s.io", "external-secrets.io"].iter().any(|group| text.contains(group));
        found.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
        found.retain(|path| !foreign(fs::read_to_string(path).unwrap().lines().next().unwrap_or_default()));
        found.sort();
        found
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}
