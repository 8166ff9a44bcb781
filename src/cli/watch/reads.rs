//! Which files and folders a render read, so that a change of these, and of no other, is one.

use crate::source::{Files, Unreadable};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A project's folder, and what was read of it; also what was looked for and is not there.
pub(super) struct Recorder<'a> {
    files: &'a dyn Files,
    reads: Mutex<Reads>,
}

/// What was read, relative to the project's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reads {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self { files, reads: Mutex::default() }
    }

    pub(super) fn reads(self) -> Reads {
        self.reads.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, note: impl FnOnce(&mut Reads)) {
        note(&mut self.reads.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Files for Recorder<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.note(|reads| {
            reads.files.insert(path.to_owned());
        });
        self.files.read(path)
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        self.note(|reads| {
            reads.folders.insert(folder.to_owned());
        });
        self.files.list(folder)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.note(|reads| {
            reads.folders.insert(folder.to_owned());
        });
        self.files.names(folder)
    }
}

impl Reads {
    /// How many files were read.
    pub(super) fn count(&self, root: &Path) -> usize {
        self.files.iter().filter(|file| root.join(file).is_file()).count()
    }

    /// The folders to watch: those in which something was read, or the nearest above where there is none.
    pub(super) fn places(&self, root: &Path) -> BTreeSet<PathBuf> {
        let of_files = self.files.iter().filter_map(|file| root.join(file).parent().map(Path::to_owned));
        let of_folders = self.folders.iter().flat_map(|folder| {
            let folder = clean(root, folder);
            let above = folder.parent().filter(|above| above.starts_with(root)).map(Path::to_owned);
            [Some(folder), above]
        });
        let nearest =
            |folder: PathBuf| folder.ancestors().find(|folder| folder.is_dir() && folder.starts_with(root)).map(Path::to_owned);
        of_files.chain(of_folders.flatten()).filter_map(nearest).chain([root.to_owned()]).collect()
    }

    /// Whether a change at that path may change what is rendered. `is_content` says that a file stayed where it is.
    pub(super) fn concern(&self, root: &Path, path: &Path, is_content: bool) -> bool {
        let is_file = self.files.iter().any(|file| clean(root, file).starts_with(path));
        let is_folder = self
            .folders
            .iter()
            .map(|folder| clean(root, folder))
            .any(|folder| folder != root && (folder.starts_with(path) || path.parent() == Some(folder.as_path())));
        is_file || (!is_content && (is_folder || self.may_be_overlay(root, path)))
    }

    /// Whether it is a manifest, or an environment's own file, that nobody has read yet.
    fn may_be_overlay(&self, root: &Path, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let beside = self.files.iter().any(|file| clean(root, file).parent() == path.parent());
        let kinds = [".kdl", ".yaml", ".yml", ".json"];
        beside && name.starts_with("landfall.") && kinds.iter().any(|kind| name.ends_with(kind))
    }
}

/// The whole path of something in a folder, without `.` and slashes at its end.
fn clean(root: &Path, path: &str) -> PathBuf {
    root.join(path).components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads() -> Reads {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Reads {
            files: set(&["landfall.kdl", "config/api.toml", "none/include.kdl"]),
            folders: set(&[".", "catalogue", "pages/"]),
        }
    }

    #[test]
    fn only_what_was_read_or_looked_for_concerns() {
        let root = Path::new("/p");
        let concerns = |path: &str, is_content| reads().concern(root, &root.join(path), is_content);
        for path in ["landfall.kdl", "config/api.toml", "none", "none/include.kdl"] {
            assert!(concerns(path, true), "{path}");
        }
        for path in ["catalogue", "catalogue/own.kdl", "pages/new.html", "landfall.qa.kdl"] {
            assert!(concerns(path, false) && !concerns(path, true), "{path}");
        }
        for path in ["deploy", "deploy/dev/run.sh", "src/main.rs", "config/other.toml", ".landfall.kdl.swp", "4913"] {
            assert!(!concerns(path, false), "{path}");
        }
    }

    #[test]
    fn folders_that_are_not_there_are_awaited_where_they_would_appear() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        assert_eq!(reads().places(&root), [root.clone()].into());
        assert_eq!(reads().count(&root), 0);
    }
}
