//! What a render would change in an environment's folder.

use super::{Failure, Lock, Trouble};
use crate::artifact::{Artifact, Artifacts};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::{
    fs,
    io::{self, ErrorKind, Read as _},
    path::Path,
};

/// What a render would change in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    list: BTreeMap<String, Change>,
    kept: usize,
    /// Files that stay, and get their mode back.
    modes: Vec<String>,
}

/// What becomes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is done.
    pub kind: Kind,
    /// What the file holds now; empty where there is none.
    pub old: Vec<u8>,
    /// Why it may not be done without being told to.
    pub by_hand: Option<ByHand>,
}

/// What is done with a file that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is new.
    Create,
    /// It gets another content, or another mode.
    Update,
    /// It goes.
    Remove,
}

/// Somebody else's work that a change would destroy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByHand {
    /// The compiler wrote the file, and somebody changed it.
    Changed,
    /// The compiler did not write it.
    Foreign,
}

impl Changes {
    /// Compares a folder with what should be in it; files that are neither in `artifacts` nor in `lock` are not looked at.
    ///
    /// # Errors
    /// The files that cannot be read, and those behind a symbolic link.
    pub fn compare(folder: &Path, lock: Option<&Lock>, artifacts: &Artifacts) -> Result<Self, Vec<Failure>> {
        let wanted: Vec<_> = artifacts.iter().map(|(path, artifact)| (path, Some(artifact))).collect();
        let gone = lock.iter().flat_map(|lock| lock.paths()).filter(|path| artifacts.get(path).is_none());
        let all: Vec<_> = wanted.into_iter().chain(gone.map(|path| (path, None))).collect();
        let linked = linked_folders(folder, all.iter().map(|(path, _)| *path));
        if !linked.is_empty() {
            return Err(linked);
        }
        let judged = |room: &mut Vec<u8>, (path, artifact)| (path, fate(folder, path, artifact, lock, room));
        let results: Vec<_> = all.into_par_iter().map_init(Vec::new, judged).collect();
        collect(results)
    }

    /// Each file that changes, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Change)> {
        self.list.iter().map(|(path, change)| (path.as_str(), change))
    }

    /// The files that stay as they are but for their mode, of which Git keeps nothing.
    pub(super) fn modes(&self) -> impl Iterator<Item = &str> {
        self.modes.iter().map(String::as_str)
    }

    /// How many files stay as they are.
    pub fn kept(&self) -> usize {
        self.kept
    }

    /// How many files are dealt with so.
    pub fn count(&self, kind: Kind) -> usize {
        self.list.values().filter(|change| change.kind == kind).count()
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The files that somebody else wrote or changed.
    pub fn by_hand(&self) -> Vec<Failure> {
        let blocked = self.list.iter().filter_map(|(path, change)| Some((path, change.by_hand?)));
        blocked
            .map(|(path, by_hand)| {
                let trouble = match by_hand {
                    ByHand::Changed => Trouble::Changed,
                    ByHand::Foreign => Trouble::Foreign,
                };
                Failure { path: path.clone(), trouble }
            })
            .collect()
    }
}

/// What is to be done with one file.
enum Fate {
    Changes(Change),
    Stays { exact_mode: bool },
    IsGone,
}

fn collect(results: Vec<(&str, Result<Fate, Failure>)>) -> Result<Changes, Vec<Failure>> {
    let (mut changes, mut failures) = (Changes::default(), Vec::new());
    for (path, result) in results {
        match result {
            Ok(Fate::Changes(change)) => drop(changes.list.insert(path.to_owned(), change)),
            Ok(Fate::Stays { exact_mode }) => {
                changes.kept += 1;
                changes.modes.extend((!exact_mode).then(|| path.to_owned()));
            }
            Ok(Fate::IsGone) => {}
            Err(failure) => failures.push(failure),
        }
    }
    if failures.is_empty() { Ok(changes) } else { Err(failures) }
}

fn fate(
    folder: &Path,
    path: &str,
    artifact: Option<&Artifact>,
    lock: Option<&Lock>,
    room: &mut Vec<u8>,
) -> Result<Fate, Failure> {
    let whole = folder.join(path);
    let found = find(&whole, artifact, room).map_err(|(verb, error)| Failure::system(path, verb, &error))?;
    let (kind, old) = match (artifact, found) {
        (None, Found::Nothing) => return Ok(Fate::IsGone),
        (Some(_), Found::Nothing) => {
            return Ok(Fate::Changes(Change { kind: Kind::Create, old: Vec::new(), by_hand: None }));
        }
        (Some(artifact), Found::Same { mode }) if keeps_mode(artifact, mode) => {
            return Ok(Fate::Stays { exact_mode: mode.is_none_or(|mode| mode == artifact.mode) });
        }
        (Some(artifact), Found::Same { .. }) => (Kind::Update, Some(artifact.content.clone())),
        (Some(_), Found::File(content)) => (Kind::Update, Some(content)),
        (Some(_), Found::Other) => (Kind::Update, None),
        (None, Found::File(content)) => (Kind::Remove, Some(content)),
        (None, Found::Same { .. } | Found::Other) => (Kind::Remove, None),
    };
    let wrote = |lock: &Lock| {
        let unchanged =
            old.as_ref().is_some_and(|old| lock.wrote(path, old) || artifact.is_some_and(|artifact| artifact.content == *old));
        (!unchanged).then_some(ByHand::Changed)
    };
    let by_hand = lock.filter(|lock| lock.has(path)).map_or(Some(ByHand::Foreign), wrote);
    Ok(Fate::Changes(Change { kind, old: old.unwrap_or_default(), by_hand }))
}

enum Found {
    Nothing,
    /// A file with the content that is wanted. Its mode is only known where the system has modes.
    Same {
        mode: Option<u32>,
    },
    /// A file with another content.
    File(Vec<u8>),
    Other,
}

/// What is there, beside what is wanted; an error comes with what was tried. A folder counts as nothing: what is in it is looked
/// at by its own path, and writing fails where it stays.
fn find(path: &Path, wanted: Option<&Artifact>, room: &mut Vec<u8>) -> Result<Found, (&'static str, io::Error)> {
    let kind = match fs::symlink_metadata(path) {
        Ok(kind) => kind,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Found::Nothing),
        Err(error) => return Err(("look at", error)),
    };
    if kind.is_dir() {
        return Ok(Found::Nothing);
    }
    if !kind.is_file() {
        return Ok(Found::Other);
    }
    let is_wanted = wanted.filter(|wanted| wanted.content.len() as u64 == kind.len());
    if let Some(wanted) = is_wanted
        && holds(path, &wanted.content, room).map_err(|error| ("read", error))?
    {
        return Ok(Found::Same { mode: mode(&kind) });
    }
    #[expect(clippy::disallowed_methods, reason = "the old output is this module's to read")]
    let content = fs::read(path).map_err(|error| ("read", error))?;
    Ok(Found::File(content))
}

/// Whether a file holds these bytes and no more; mostly it does, and one read shows it. `room` is for what is read.
fn holds(path: &Path, bytes: &[u8], room: &mut Vec<u8>) -> io::Result<bool> {
    room.resize(room.len().max(bytes.len() + 1), 0);
    #[expect(clippy::disallowed_methods, reason = "the old output is this module's to read")]
    let mut file = fs::File::open(path)?;
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read(room.get_mut(filled..=bytes.len()).unwrap_or_default()) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(room.get(..filled) == Some(bytes))
}

/// Of the mode, only what Git keeps makes a change; `apply` sees to the rest.
fn keeps_mode(artifact: &Artifact, mode: Option<u32>) -> bool {
    mode.is_none_or(|mode| (mode & 0o100) == (artifact.mode & 0o100))
}

#[cfg(unix)]
fn mode(found: &fs::Metadata) -> Option<u32> {
    Some(std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777)
}

#[cfg(not(unix))]
fn mode(_found: &fs::Metadata) -> Option<u32> {
    None
}

/// The folders between `folder` and its files that lead elsewhere.
fn linked_folders<'a>(folder: &Path, paths: impl Iterator<Item = &'a str>) -> Vec<Failure> {
    let mut folders = Vec::new();
    let mut last = "";
    for path in paths {
        // Paths come sorted, so that what is in one folder comes together.
        let shared = path.bytes().zip(last.bytes()).take_while(|(left, right)| left == right).count();
        folders.extend(path.match_indices('/').filter(|(at, _)| *at >= shared).filter_map(|(at, _)| path.get(..at)));
        last = path;
    }
    let is_link = |path: &&str| fs::symlink_metadata(folder.join(path)).is_ok_and(|found| found.is_symlink());
    let links: BTreeSet<_> = folders.into_par_iter().filter(is_link).collect();
    links.into_iter().map(|path| Failure { path: path.to_owned(), trouble: Trouble::Link }).collect()
}
