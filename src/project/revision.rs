//! The project's folder as it was at a revision of Git, read by the `git` program: no working tree is touched.

use super::MANIFESTS;
use crate::source::{Files, Unreadable};
use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Mutex, PoisonError},
};

/// How many symbolic links lead on from one to the next, as Linux has it.
const LINKS: usize = 40;

/// The project's folder at a revision.
#[derive(Debug)]
pub struct Revision {
    root: PathBuf,
    /// What leads from the repository's folder to the project's: empty, or it ends with a slash.
    prefix: String,
    commit: String,
    /// What is there, by its path in the project's folder.
    entries: BTreeMap<String, Entry>,
    /// What was read.
    read: Mutex<BTreeMap<String, Result<Vec<u8>, Unreadable>>>,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    File,
    Link,
}

/// Why a revision cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRevision {
    /// The `git` program is not there.
    NoGit,
    /// The project's folder is in no repository.
    NoRepository,
    /// The repository has no such revision.
    Unknown,
    /// The revision and the present one have no common ancestor, or it is not there.
    NoAncestor,
    /// It has no manifest there.
    NoManifest,
    /// Git's own words.
    Failed(String),
}

impl Revision {
    /// The folder of a project at a revision. One that ends with three dots is where the present one left it, as `git diff` has it.
    ///
    /// # Errors
    /// Where there is no Git, no repository, or no such revision.
    pub fn open(root: &Path, revision: &str) -> Result<Self, NoRevision> {
        let prefix = match git(root, &["rev-parse", "--show-prefix"])? {
            output if output.status.success() => line(&output),
            output if says(&output, "not a git repository") => return Err(NoRevision::NoRepository),
            output => return Err(failed(&output)),
        };
        let commit = match revision.strip_suffix("...") {
            None => resolve(root, revision)?,
            Some(other) => {
                let other = resolve(root, other)?;
                let output = git(root, &["merge-base", &other, "HEAD"])?;
                Some(line(&output)).filter(|_| output.status.success()).ok_or(NoRevision::NoAncestor)?
            }
        };
        let tree = format!("{commit}:{prefix}");
        let output = git(root, &["ls-tree", "-r", "-z", "--full-tree", &tree])?;
        // A folder that was not there has no tree.
        let entries = if output.status.success() { entries(&output.stdout) } else { BTreeMap::new() };
        Ok(Self { root: root.to_owned(), prefix, commit, entries, read: Mutex::default() })
    }

    /// The manifest of that name, else the one that there is.
    ///
    /// # Errors
    /// Where there is none.
    pub fn manifest(&self, name: &str) -> Result<String, NoRevision> {
        let there = |name: &&str| self.entries.contains_key(*name);
        let found = std::iter::once(name).chain(MANIFESTS).find(there);
        found.map(str::to_owned).ok_or(NoRevision::NoManifest)
    }

    /// The path of a file or link with every link on the way followed.
    fn locate(&self, path: &str) -> Result<String, Unreadable> {
        let mut rest: Vec<String> = path.split('/').rev().map(str::to_owned).collect();
        let mut done: Vec<String> = Vec::new();
        let mut links = 0;
        while let Some(name) = rest.pop() {
            match name.as_str() {
                "" | "." => continue,
                ".." => _ = done.pop().ok_or(Unreadable::Outside)?,
                _ => done.push(name),
            }
            let here = done.join("/");
            if self.entries.get(&here) != Some(&Entry::Link) {
                continue;
            }
            links += 1;
            let to = self.blob(&here)?;
            let to = String::from_utf8(to).map_err(|_| Unreadable::Missing)?;
            if links > LINKS {
                return Err(Unreadable::Failed("too many symbolic links".to_owned()));
            }
            if to.starts_with('/') {
                return Err(Unreadable::Outside);
            }
            done.pop();
            rest.extend(to.split('/').rev().map(str::to_owned));
        }
        Ok(done.join("/"))
    }

    /// What a file holds in a working tree: line ends and large files as Git is told to make them.
    fn blob(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(path) {
            return known.clone();
        }
        let object = format!("{}:{}{path}", self.commit, self.prefix);
        let found = match git(&self.root, &["cat-file", "--filters", &object]) {
            Ok(output) if output.status.success() => Ok(output.stdout),
            Ok(output) => Err(Unreadable::Failed(words(&output))),
            Err(_) => Err(Unreadable::Failed("`git` does not start".to_owned())),
        };
        read.insert(path.to_owned(), found.clone());
        found
    }

    fn is_folder(&self, path: &str) -> bool {
        let start = if path.is_empty() { String::new() } else { format!("{path}/") };
        self.entries.range(start.clone()..).next().is_some_and(|(name, _)| name.starts_with(&start))
    }

    /// Adds the files below a real folder under the name by which it was reached; `above` holds the folders that it lies in.
    fn collect(&self, folder: &str, name: &str, above: &mut Vec<String>, found: &mut Vec<String>) {
        if above.iter().any(|outer| outer == folder) {
            return;
        }
        above.push(folder.to_owned());
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.entries.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
        for (path, entry) in below {
            let inner = path.get(start.len()..).unwrap_or_default();
            let inner = if name.is_empty() { inner.to_owned() } else { format!("{name}/{inner}") };
            match (entry, self.locate(path)) {
                (Entry::File, _) => found.push(inner),
                (Entry::Link, Ok(real)) if self.is_folder(&real) => self.collect(&real, &inner, above, found),
                // What leads out of the project or nowhere is told by whoever reads it.
                (Entry::Link, _) => found.push(inner),
            }
        }
        above.pop();
    }
}

impl Files for Revision {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path.starts_with('/') {
            return Err(Unreadable::Outside);
        }
        let real = self.locate(path)?;
        match self.entries.get(&real) {
            Some(_) => self.blob(&real),
            None if self.is_folder(&real) => Err(Unreadable::Failed("it is no file".to_owned())),
            None => Err(Unreadable::Missing),
        }
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        let real = self.locate(folder).ok().filter(|real| self.is_folder(real))?;
        let mut found = Vec::new();
        let name = folder.trim_end_matches('/');
        self.collect(&real, if name == "." { "" } else { name }, &mut Vec::new(), &mut found);
        found.sort();
        Some(found)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let Ok(real) = self.locate(folder) else { return Vec::new() };
        let start = if real.is_empty() { String::new() } else { format!("{real}/") };
        let below = self.entries.keys().filter_map(|path| path.strip_prefix(&start)?.split('/').next());
        let mut names: Vec<String> = below.map(str::to_owned).collect();
        names.dedup();
        names
    }
}

/// The commit that a revision names.
fn resolve(root: &Path, revision: &str) -> Result<String, NoRevision> {
    let commit = format!("{revision}^{{commit}}");
    let output = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    let found = Some(line(&output)).filter(|commit| output.status.success() && !commit.is_empty());
    found.ok_or(NoRevision::Unknown)
}

fn git(root: &Path, arguments: &[&str]) -> Result<Output, NoRevision> {
    let mut command = Command::new("git");
    // Messages are compared, and a path is never a pattern.
    command.arg("-C").arg(root).args(arguments).env("LC_ALL", "C").env("GIT_LITERAL_PATHSPECS", "1").stdin(Stdio::null());
    command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => NoRevision::NoGit,
        _ => NoRevision::Failed(error.to_string()),
    })
}

fn line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

fn says(output: &Output, words: &str) -> bool {
    self::words(output).contains(words)
}

fn failed(output: &Output) -> NoRevision {
    NoRevision::Failed(words(output))
}

/// What `git ls-tree -z` lists: files and links; a module is a repository of its own.
fn entries(listed: &[u8]) -> BTreeMap<String, Entry> {
    let lines = listed.split(|byte| *byte == 0).filter_map(|line| std::str::from_utf8(line).ok());
    let entry = |line: &str| {
        let (head, path) = line.split_once('\t')?;
        match head.split(' ').next()? {
            "120000" => Some((path.to_owned(), Entry::Link)),
            mode if mode.starts_with("100") => Some((path.to_owned(), Entry::File)),
            _ => None,
        }
    };
    lines.filter_map(entry).collect()
}
