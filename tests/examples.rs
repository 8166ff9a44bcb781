//! The examples, in folders of their own, and the output beside them. The sources that dev builds belong to the applications: an empty folder stands for each.

use landfall::{
    artifact::Artifacts,
    compile::{analyze, render},
    diagnostic::{Diagnostics, Severity},
    overlay::Given,
    project::Folder,
};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

/// Copies an example.
pub(crate) fn copy(name: &str, to: &Path) {
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name), to);
    stand_in_for_sources(to);
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy_folder(&path, &to);
        } else {
            fs::write(to, fs::read(path).unwrap()).unwrap();
        }
    }
}

/// Makes the folders that the manifests of a project build from.
fn stand_in_for_sources(project: &Path) {
    for entry in fs::read_dir(project).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "kdl") {
            for context in contexts(&fs::read_to_string(path).unwrap()) {
                fs::create_dir_all(project.join(context)).unwrap();
            }
        }
    }
}

fn contexts(manifest: &str) -> impl Iterator<Item = &str> {
    manifest.lines().filter_map(|line| line.split_once("build \"")?.1.split('"').next())
}

/// What a project without a mistake becomes in an environment.
pub(crate) fn rendered(project: &Path, environment: &str) -> Artifacts {
    let files = Folder::new(project).unwrap();
    let mut diagnostics = Diagnostics::default();
    let analysis = analyze(&files, "landfall.kdl", &Given::default(), &[environment.to_owned()], &mut diagnostics);
    let rendered = analysis.environments.first().and_then(|analyzed| render(analyzed, &mut diagnostics));
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    rendered.expect("nothing is refused").artifacts
}

/// Writes them into a folder.
pub(crate) fn write_all(folder: &Path, artifacts: &Artifacts) {
    for (path, artifact) in artifacts.iter() {
        write(&folder.join(path), &artifact.content, artifact.mode);
    }
}

/// Writes a file whole, as a script that is running may be what it replaces.
pub(crate) fn write(path: &Path, content: &[u8], mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let beside = path.with_extension("new");
    fs::write(&beside, content).unwrap();
    fs::set_permissions(&beside, fs::Permissions::from_mode(mode)).unwrap();
    fs::rename(beside, path).unwrap();
}
