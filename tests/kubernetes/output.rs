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

    /// Of a manifest.
    pub(super) fn of_manifest(manifest: &str) -> Self {
        let output = Self { folder: tempfile::tempdir().unwrap() };
        output.put("landfall.kdl", manifest);
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
        objects(&self.here())
    }

    /// The files that hold an object of an operator's.
    pub(super) fn custom_objects(&self) -> Vec<PathBuf> {
        files(&self.here()).into_iter().filter(|path| is_custom(path)).collect()
    }
}

const KUSTOMIZATION: &str = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n";

/// The outputs of several examples below one folder, which is a kustomization of all.
pub(super) struct Outputs {
    folder: tempfile::TempDir,
}

impl Outputs {
    /// Of every example; the shop with an overlay of production above its own.
    pub(super) fn of_all(shop: &str) -> Self {
        let outputs = Self { folder: tempfile::tempdir().unwrap() };
        crate::examples::with_each(|name| outputs.add(name, if name == "shop" { shop } else { "" }));
        let list: String = crate::examples::all().iter().map(|name| format!("- {}\n", below(name))).collect();
        write(&outputs.here().join("kustomization.yaml"), format!("{KUSTOMIZATION}{list}").as_bytes(), 0o644);
        outputs
    }

    fn add(&self, name: &str, overlay: &str) {
        fs::rename(Output::of_example(name, overlay).here(), self.of(name)).unwrap();
    }

    /// The folder of all.
    pub(super) fn here(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of an example.
    pub(super) fn of(&self, name: &str) -> PathBuf {
        self.here().join(below(name))
    }

    /// The files that hold an object.
    pub(super) fn objects(&self) -> Vec<PathBuf> {
        objects(self.here())
    }

    /// The files of an example that hold an object.
    pub(super) fn objects_of(&self, name: &str) -> Vec<PathBuf> {
        objects(&self.of(name))
    }

    /// The namespaces, each of one example.
    pub(super) fn namespaces(&self) -> Vec<String> {
        let names = crate::examples::all();
        let one = |name: &String| {
            let text = fs::read_to_string(self.of(name).join("base/namespace.yaml")).unwrap();
            text.lines().find_map(|line| line.strip_prefix("  name: ")).unwrap().to_owned()
        };
        names.iter().map(one).collect()
    }
}

/// A folder's name for an example.
fn below(name: &str) -> String {
    name.replace('/', "-")
}

/// The files in a folder that hold an object of Kubernetes' own.
fn objects(folder: &Path) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|path| !is_kustomization(path) && !is_custom(path)).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, &mut found);
    // What begins with a dot is for the linters, and holds no object.
    let is_hidden = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    found.retain(|path| path.extension().is_some_and(|ending| ending == "yaml") && !is_hidden(path));
    found.sort();
    found
}

/// The group of an object's API; Kubernetes' own have no dot, or end with `k8s.io`.
fn group(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let api = text.lines().find_map(|line| line.strip_prefix("apiVersion: ")).unwrap_or_default().to_owned();
    api.split_once('/').map_or_else(String::new, |(group, _)| group.to_owned())
}

fn is_kustomization(path: &Path) -> bool {
    group(path) == "kustomize.config.k8s.io"
}

fn is_custom(path: &Path) -> bool {
    let group = group(path);
    group == "gateway.networking.k8s.io" || group.contains('.') && !group.ends_with(".k8s.io")
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}
