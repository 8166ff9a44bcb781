//! The project's folder: the one place where sources are read.

mod revision;

pub use revision::{NoRevision, Revision};

use crate::source::{Files, Unreadable};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Component, Path, PathBuf},
};

/// The names of a manifest, the first being preferred in messages.
pub const MANIFESTS: [&str; 4] = ["landfall.kdl", "landfall.yaml", "landfall.yml", "landfall.json"];

/// A project's folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// A folder with a manifest.
#[derive(Clone, Debug)]
pub struct Found {
    /// The folder.
    pub folder: Folder,
    /// The manifest's name in it.
    pub manifest: String,
}

/// Why there is no manifest to compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// None is in the folder or in one above it.
    Nowhere,
    /// A folder has two, and nobody says which is meant.
    Two(PathBuf, &'static str, &'static str),
    /// The named one is not there, or is no file.
    Missing,
    /// The system's own words.
    Failed(String),
}

/// The text of a file that the user named.
///
/// # Errors
/// In the system's own words; also where it is not UTF-8.
pub fn text(path: &Path) -> io::Result<String> {
    #[expect(clippy::disallowed_methods, reason = "this is where sources are read")]
    fs::read_to_string(path)
}

/// Finds the manifest of a folder, or of the nearest folder above.
///
/// # Errors
/// Where there is none, or one folder has two.
pub fn find(from: &Path) -> Result<Found, NotFound> {
    let from = from.canonicalize().map_err(|error| NotFound::Failed(error.to_string()))?;
    for folder in from.ancestors() {
        if let Some(manifest) = manifest_in(folder)? {
            return Ok(Found { folder: Folder { root: folder.to_owned() }, manifest: manifest.to_owned() });
        }
    }
    Err(NotFound::Nowhere)
}

/// Takes the manifest at a path; a folder stands for the manifest in it.
///
/// # Errors
/// Where it is not there.
pub fn at(path: &Path) -> Result<Found, NotFound> {
    let whole = path.canonicalize().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => NotFound::Missing,
        _ => NotFound::Failed(error.to_string()),
    })?;
    if whole.is_dir() {
        let manifest = manifest_in(&whole)?.ok_or(NotFound::Missing)?;
        return Ok(Found { folder: Folder { root: whole }, manifest: manifest.to_owned() });
    }
    let name = path.file_name().and_then(|name| name.to_str()).ok_or(NotFound::Missing)?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = folder.canonicalize().map_err(|error| NotFound::Failed(error.to_string()))?;
    Ok(Found { folder: Folder { root }, manifest: name.to_owned() })
}

fn manifest_in(folder: &Path) -> Result<Option<&'static str>, NotFound> {
    let mut there = MANIFESTS.into_iter().filter(|name| folder.join(name).is_file());
    match (there.next(), there.next()) {
        (Some(first), Some(second)) => Err(NotFound::Two(folder.to_owned(), first, second)),
        (first, _) => Ok(first),
    }
}

impl Folder {
    /// The folder at that path.
    ///
    /// # Errors
    /// Where there is none.
    pub fn new(path: &Path) -> io::Result<Self> {
        path.canonicalize().map(|root| Self { root })
    }

    /// Its path, without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The real path of something in the folder.
    fn locate(&self, path: &str) -> Result<PathBuf, Unreadable> {
        let mut depth = 0_usize;
        for part in Path::new(path).components() {
            depth = match part {
                Component::Normal(_) => depth + 1,
                Component::CurDir => depth,
                Component::ParentDir => depth.checked_sub(1).ok_or(Unreadable::Outside)?,
                Component::RootDir | Component::Prefix(_) => return Err(Unreadable::Outside),
            };
        }
        let whole = self.root.join(path).canonicalize().map_err(|error| words(&error))?;
        if whole.starts_with(&self.root) { Ok(whole) } else { Err(Unreadable::Outside) }
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let whole = self.locate(path)?;
        if !whole.is_file() {
            return Err(Unreadable::Failed("it is no file".to_owned()));
        }
        #[expect(clippy::disallowed_methods, reason = "this is where sources are read")]
        fs::read(whole).map_err(|error| words(&error))
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        let whole = self.locate(folder).ok().filter(|whole| whole.is_dir())?;
        let mut found = Vec::new();
        let mut above = BTreeSet::new();
        collect(&self.root, &whole, folder.trim_end_matches('/'), &mut above, &mut found);
        found.sort();
        Some(found)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        #[expect(clippy::disallowed_methods, reason = "this is where sources are read")]
        let entries = self.locate(folder).ok().and_then(|whole| fs::read_dir(whole).ok());
        let entries = entries.into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }
}

/// Adds the files below a folder. `above` holds the folders that it lies in, so that a link to one of them ends.
fn collect(root: &Path, folder: &Path, name: &str, above: &mut BTreeSet<PathBuf>, found: &mut Vec<String>) {
    if !above.insert(folder.to_owned()) {
        return;
    }
    #[expect(clippy::disallowed_methods, reason = "this is where sources are read")]
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let inner = entry.file_name().to_string_lossy().into_owned();
        let inner = if matches!(name, "" | ".") { inner } else { format!("{name}/{inner}") };
        match entry.path().canonicalize() {
            Ok(real) if real.is_dir() && real.starts_with(root) => collect(root, &real, &inner, above, found),
            // What leads out of the project or nowhere is told by whoever reads it.
            _ => found.push(inner),
        }
    }
    above.remove(folder);
}

fn words(error: &io::Error) -> Unreadable {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unreadable::Missing,
        _ => Unreadable::Failed(error.to_string()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;
    use std::os::unix::fs::symlink;

    /// A project with `config/a`, a link out of it, and a link in a circle.
    fn project() -> (tempfile::TempDir, Folder) {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().canonicalize().unwrap().join("project");
        #[expect(clippy::disallowed_methods, reason = "a test makes its project")]
        for (path, text) in [("project/landfall.kdl", ""), ("project/config/a", "a"), ("outside", "secret")] {
            let whole = outer.path().join(path);
            fs::create_dir_all(whole.parent().unwrap()).unwrap();
            fs::write(whole, text).unwrap();
        }
        symlink("../../outside", root.join("config/out")).unwrap();
        symlink("..", root.join("config/circle")).unwrap();
        symlink("a", root.join("config/b")).unwrap();
        (outer, Folder { root })
    }

    #[test]
    fn nothing_outside_is_read_whichever_way_leads_there() {
        let (outer, folder) = project();
        let absolute = outer.path().join("outside").display().to_string();
        for path in ["../outside", "config/../../outside", "config/out", absolute.as_str()] {
            assert_eq!(folder.read(path), Err(Unreadable::Outside), "{path}");
        }
        assert_eq!(folder.read("config/b"), Ok(b"a".to_vec()));
        assert_eq!(folder.read("config/none"), Err(Unreadable::Missing));
    }

    #[test]
    fn a_folder_lists_its_files_sorted_and_ends_where_links_turn_back() {
        let (_outer, folder) = project();
        assert_eq!(
            folder.list("config"),
            Some(["config/a", "config/b", "config/circle/landfall.kdl", "config/out"].map(String::from).to_vec())
        );
        assert_eq!(folder.list("landfall.kdl"), None);
    }

    #[test]
    fn the_manifest_is_found_from_any_folder_below() {
        let (_outer, folder) = project();
        let found = find(&folder.root().join("config")).unwrap();
        assert_eq!((found.folder.root(), found.manifest.as_str()), (folder.root(), "landfall.kdl"));
        symlink("landfall.kdl", folder.root().join("landfall.json")).unwrap();
        assert!(matches!(find(folder.root()), Err(NotFound::Two(_, "landfall.kdl", "landfall.json"))));
    }
}
