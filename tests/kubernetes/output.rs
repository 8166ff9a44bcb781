//! The output of a project for production, in a folder of its own.

use landfall::{
    compile::{analyze, render},
    diagnostic::{Diagnostics, Severity},
    overlay::Given,
    project::Folder,
};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
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
        let mut diagnostics = Diagnostics::default();
        let files = Folder::new(self.folder.path()).unwrap();
        let given = Given::default();
        let analysis = analyze(&files, "landfall.kdl", &given, &["production".to_owned()], &mut diagnostics);
        let rendered = analysis.environments.first().and_then(|analyzed| render(analyzed, &mut diagnostics));
        let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
        let rendered = rendered.unwrap_or_else(|| panic!("{errors:?}"));
        for (path, artifact) in rendered.artifacts.iter() {
            write(&self.here().join(path), &artifact.content, artifact.mode);
        }
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

fn write(path: &Path, content: &[u8], mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
