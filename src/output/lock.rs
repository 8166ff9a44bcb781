//! The lock beside an environment's output: which files are ours, and what they were made from.

use super::{Failure, Storage, Trouble};
use crate::artifact::Artifacts;
use crate::checksum::checksum;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::{fs, io::ErrorKind, path::Path};

/// The name of the lock in an environment's folder.
pub const LOCK: &str = ".landfall.json";

/// The version of the lock's shape; it rises when an older compiler would misread it.
const VERSION: u32 = 1;

/// What was written into an environment's folder. It names no secret and no file that holds one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lock {
    /// The version of this shape.
    version: u32,
    /// The version of the compiler.
    pub compiler: String,
    /// The values of the manifest's parameters.
    pub parameters: BTreeMap<String, String>,
    /// What keeps durable data: by workload, the image and the volumes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub storage: BTreeMap<String, Storage>,
    /// The SHA-256 of every file, by its path from the lock.
    files: BTreeMap<String, String>,
    /// Only while a render is under way, or was killed: what else a file may be, so that it still counts as ours.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    unfinished: BTreeMap<String, BTreeSet<String>>,
}

impl Lock {
    /// The lock of these files.
    pub fn new(artifacts: &Artifacts, parameters: BTreeMap<String, String>, storage: BTreeMap<String, Storage>) -> Self {
        let list: Vec<_> = artifacts.iter().collect();
        let files = list.into_par_iter().map(|(path, artifact)| (path.to_owned(), checksum(&artifact.content))).collect();
        let compiler = env!("CARGO_PKG_VERSION").to_owned();
        Self { version: VERSION, compiler, parameters, storage, files, unfinished: BTreeMap::new() }
    }

    /// The lock in a folder; `None` where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, is no lock, or comes from a newer compiler.
    pub fn read(folder: &Path) -> Result<Option<Self>, Failure> {
        #[expect(clippy::disallowed_methods, reason = "the lock is this module's own file")]
        let text = match fs::read_to_string(folder.join(LOCK)) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(error) => return Err(Failure::system(LOCK, "read", &error)),
        };
        parse(&text).map(Some).map_err(|trouble| Failure { path: LOCK.to_owned(), trouble })
    }

    /// The lock as it is written.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and maps of texts are always JSON") + "\n"
    }

    /// Every path that is ours.
    pub fn paths(&self) -> BTreeSet<&str> {
        self.files.keys().chain(self.unfinished.keys()).map(String::as_str).collect()
    }

    /// Whether the path is ours.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.unfinished.contains_key(path)
    }

    /// Whether a file with this content is as we wrote it, or as we would have.
    pub fn wrote(&self, path: &str, content: &[u8]) -> bool {
        let sum = checksum(content);
        self.files.get(path) == Some(&sum) || self.unfinished.get(path).is_some_and(|sums| sums.contains(&sum))
    }

    /// Whether both say the same of the output, whichever compiler wrote them.
    pub fn agrees(&self, other: &Self) -> bool {
        let Self { version: _, compiler: _, parameters, storage, files, unfinished } = self;
        (parameters, storage, files, unfinished) == (&other.parameters, &other.storage, &other.files, &other.unfinished)
    }

    /// Whether the last render came to its end.
    pub fn is_finished(&self) -> bool {
        self.unfinished.is_empty()
    }

    /// This lock while its render is under way: files are as `old` knows them, or as this one does.
    #[must_use]
    pub(super) fn under_way(&self, old: Option<&Self>) -> Self {
        let mut unfinished = old.map(|old| old.unfinished.clone()).unwrap_or_default();
        for (path, sum) in old.iter().flat_map(|old| &old.files) {
            unfinished.entry(path.clone()).or_default().insert(sum.clone());
        }
        unfinished.retain(|path, sums| sums.iter().any(|sum| self.files.get(path) != Some(sum)));
        let fresh = self.files.keys().filter(|path| !old.is_some_and(|old| old.has(path)));
        unfinished.extend(fresh.map(|path| (path.clone(), BTreeSet::new())));
        Self { unfinished, ..self.clone() }
    }
}

fn parse(text: &str) -> Result<Lock, Trouble> {
    #[derive(Deserialize)]
    struct Shape {
        version: u32,
        #[serde(default)]
        compiler: String,
    }
    let read = serde_json::from_str::<Lock>(text);
    let (version, compiler) = match &read {
        Ok(lock) => (lock.version, lock.compiler.clone()),
        Err(_) => serde_json::from_str::<Shape>(text).map_or((VERSION, String::new()), |shape| (shape.version, shape.compiler)),
    };
    if version > VERSION {
        return Err(Trouble::NewerLock(compiler));
    }
    let lock = read.map_err(|error| Trouble::BrokenLock(error.to_string()))?;
    let outside = lock.paths().into_iter().find(|path| !stays_inside(path)).map(str::to_owned);
    match outside {
        Some(path) => Err(Trouble::BrokenLock(format!("`{path}` is no path below its folder"))),
        None => Ok(lock),
    }
}

/// Whether a path from a file that anybody may have edited leads to something below the folder.
fn stays_inside(path: &str) -> bool {
    !path.contains('\\') && path != LOCK && path.split('/').all(|name| !matches!(name, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(files: &[(&str, &str)]) -> Lock {
        let mut artifacts = Artifacts::default();
        files.iter().for_each(|(path, content)| artifacts.add(*path, *content));
        Lock::new(&artifacts, BTreeMap::new(), BTreeMap::new())
    }

    #[test]
    fn a_lock_reads_back_what_it_writes() {
        let lock = lock(&[("run.sh", "a"), ("config/b", "b")]);
        assert_eq!(parse(&lock.text()), Ok(lock.clone()));
        assert!(lock.is_finished());
    }

    #[test]
    fn while_a_render_is_under_way_old_and_new_files_are_ours() {
        let (old, new) = (lock(&[("a", "1"), ("gone", "1"), ("same", "1")]), lock(&[("a", "2"), ("same", "1")]));
        let pending = new.under_way(Some(&old));
        assert!(pending.wrote("a", b"1") && pending.wrote("a", b"2") && !pending.wrote("a", b"3"));
        assert!(pending.has("gone") && pending.wrote("gone", b"1"));
        let third = lock(&[("a", "3")]).under_way(Some(&pending));
        assert!(third.wrote("a", b"1") && third.wrote("a", b"2") && third.wrote("a", b"3") && third.has("gone"));
        assert!(!pending.is_finished() && new.under_way(Some(&new)).is_finished());
    }

    #[test]
    fn a_lock_that_points_outside_is_refused() {
        for path in ["../evil", "/etc/passwd", "a/../../b", "a//b", ".", ".landfall.json", "a\\..\\b"] {
            let text = serde_json::json!({"version": 1, "compiler": "1", "parameters": {}, "files": {path: "0"}}).to_string();
            assert!(matches!(parse(&text), Err(Trouble::BrokenLock(_))), "{path}");
        }
    }

    #[test]
    fn a_newer_lock_names_its_compiler() {
        assert_eq!(parse(r#"{"version": 9, "compiler": "7.1.0"}"#), Err(Trouble::NewerLock("7.1.0".into())));
    }
}
