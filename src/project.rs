//! The project's folder on the real file system; the only place that reads sources.
#![expect(clippy::disallowed_methods, reason = "this is the module that reads sources")]

use crate::source::{Files, Unreadable};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The names that a manifest may have, in the order in which they are looked for.
pub const MANIFESTS: [&str; 4] = ["landfall.kdl", "landfall.yaml", "landfall.yml", "landfall.json"];

/// A project's folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// A manifest, and the folder that it stands in.
#[derive(Clone, Debug)]
pub struct Found {
    /// The folder.
    pub folder: Folder,
    /// The manifest's name in it.
    pub manifest: String,
}

impl Folder {
    /// The folder at that path, which has to exist.
    ///
    /// # Errors
    /// Where there is no such folder.
    pub fn new(path: &Path) -> io::Result<Self> {
        fs::canonicalize(path).map(|root| Self { root })
    }

    /// Its absolute path.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The path of a file in it, links followed; an error where it leads outside.
    fn resolve(&self, path: &str) -> Result<PathBuf, Unreadable> {
        let real = fs::canonicalize(self.root.join(path)).map_err(unreadable)?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(Unreadable::Outside) }
    }

    fn collect(&self, folder: &Path, found: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.collect(&path, found)?;
            } else if let Ok(relative) = path.strip_prefix(&self.root) {
                found.push(relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"));
            }
        }
        Ok(())
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        fs::read(self.resolve(path)?).map_err(unreadable)
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        let folder = self.resolve(folder).ok().filter(|path| path.is_dir())?;
        let mut found = Vec::new();
        self.collect(&folder, &mut found).ok()?;
        found.sort();
        Some(found)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = self.resolve(folder).and_then(|path| fs::read_dir(path).map_err(unreadable));
        let mut names: Vec<String> =
            entries.into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// Looks for a manifest in a folder and in each folder around it.
pub fn find(start: &Path) -> Option<Found> {
    let start = fs::canonicalize(start).ok()?;
    start.ancestors().find_map(|folder| {
        let manifest = MANIFESTS.into_iter().find(|name| folder.join(name).is_file())?;
        Some(Found { folder: Folder { root: folder.to_owned() }, manifest: manifest.to_owned() })
    })
}

fn unreadable(error: io::Error) -> Unreadable {
    match error.kind() {
        io::ErrorKind::NotFound => Unreadable::Missing,
        _ => Unreadable::Failed(error.to_string()),
    }
}
