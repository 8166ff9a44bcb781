//! The examples, in folders of their own. The sources that dev builds belong to the applications: an empty folder stands for each.

use std::{fs, path::Path};

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
