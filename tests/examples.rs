//! The sources that dev builds belong to the applications, not to the examples: an empty folder stands for each.

use std::{fs, path::Path};

/// Makes the folders that the manifests of a project build from.
pub(crate) fn stand_in_for_sources(project: &Path) {
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
