//! Writing: every file whole, old or new, whenever the run is killed.
//!
//! The lock goes first, saying that files may be as they were or as they will be; it is written anew when all is done. A run
//! that is killed between leaves only files that the next one knows as ours.

use super::{Change, Changes, Failure, Kind, LOCK, Lock};
use crate::artifact::{Artifact, Artifacts};
use rayon::prelude::*;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// How the names of files begin and end that are being written.
const SCRATCH: (&str, &str) = (".landfall-", ".tmp");

/// Makes a folder what `artifacts` says; `changes` is what differs. `old` is the lock that was found, `new` the one to leave.
///
/// # Errors
/// The files that could not be written or removed; all others are, and the next render mends the rest.
pub fn apply(
    folder: &Path,
    changes: &Changes,
    artifacts: &Artifacts,
    old: Option<&Lock>,
    new: &Lock,
) -> Result<(), Vec<Failure>> {
    let settled = changes.is_empty() && old == Some(new);
    if settled {
        return set_modes(folder, artifacts, changes.modes());
    }
    #[expect(clippy::disallowed_methods, reason = "writing is this module's part")]
    fs::create_dir_all(folder).map_err(|error| vec![Failure::system("", "create", &error)])?;
    let _alone = alone(folder);
    sweep(folder, old);
    if !changes.is_empty() {
        write_lock(folder, &new.under_way(old)).map_err(|failure| vec![failure])?;
        let failures = change_files(folder, changes, artifacts);
        if !failures.is_empty() {
            return Err(failures);
        }
    }
    set_modes(folder, artifacts, changes.modes())?;
    write_lock(folder, new).map_err(|failure| vec![failure])
}

/// Where a file stands in the way of a folder or a folder of a file, it goes first; what else goes, goes last.
fn change_files(folder: &Path, changes: &Changes, artifacts: &Artifacts) -> Vec<Failure> {
    let (gone, written): (Vec<_>, Vec<_>) = changes.iter().partition(|(_, Change { kind, .. })| *kind == Kind::Remove);
    let names: BTreeSet<_> = written.iter().map(|(path, _)| *path).collect();
    let (first, last): (Vec<_>, Vec<_>) = gone.into_iter().map(|(path, _)| path).partition(|path| in_the_way(path, &names));
    let mut failures: Vec<_> = first.iter().filter_map(|path| remove(folder, path).err()).collect();
    make_folders(folder, written.iter().filter(|(_, change)| change.kind == Kind::Create).map(|(path, _)| *path));
    let writes = written.into_par_iter().filter_map(|(path, _)| Some((path, artifacts.get(path)?)));
    failures.par_extend(writes.filter_map(|(path, artifact)| write(folder, path, artifact).err()));
    failures.extend(last.iter().filter_map(|path| remove(folder, path).err()));
    failures.sort();
    failures
}

fn in_the_way(gone: &str, written: &BTreeSet<&str>) -> bool {
    let inside = |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    written.iter().any(|path| inside(gone, path) || inside(path, gone))
}

/// Makes the folders of new files, the outer ones first. Where one cannot be made, writing into it says why.
fn make_folders<'a>(folder: &Path, files: impl Iterator<Item = &'a str>) {
    let mut by_depth: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for path in files {
        for (depth, (end, _)) in path.match_indices('/').enumerate() {
            by_depth.entry(depth).or_default().extend(path.get(..end));
        }
    }
    for folders in by_depth.into_values() {
        folders.into_par_iter().for_each(|path| _ = fs::create_dir(folder.join(path)));
    }
}

fn write(folder: &Path, path: &str, artifact: &Artifact) -> Result<(), Failure> {
    let whole = folder.join(path);
    let beside = whole.parent().unwrap_or(folder);
    let written = (|| {
        let mut file = match scratch(beside, artifact.mode) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                #[expect(clippy::disallowed_methods, reason = "writing is this module's part")]
                fs::create_dir_all(beside)?;
                scratch(beside, artifact.mode)?
            }
            other => other?,
        };
        file.as_file_mut().write_all(&artifact.content)?;
        set_mode_of(file.as_file(), artifact.mode)?;
        file.persist(&whole).map_err(|error| error.error)
    })();
    written.map(drop).map_err(|error: io::Error| Failure::system(path, "write", &error))
}

/// A file to be written beside its place, with this mode as far as the umask lets it.
fn scratch(beside: &Path, mode: u32) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(SCRATCH.0).suffix(SCRATCH.1);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder.tempfile_in(beside)
}

/// Removes a file, and the folders that it leaves empty.
fn remove(folder: &Path, path: &str) -> Result<(), Failure> {
    let whole = folder.join(path);
    #[expect(clippy::disallowed_methods, reason = "only files that the lock names come here")]
    match fs::remove_file(&whole) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::system(path, "remove", &error)),
    }
    let above = whole.ancestors().skip(1).take_while(|outer| *outer != folder);
    let _ = above.map(fs::remove_dir).take_while(Result::is_ok).count();
    Ok(())
}

fn write_lock(folder: &Path, lock: &Lock) -> Result<(), Failure> {
    write(folder, LOCK, &Artifact { content: lock.text().into_bytes(), mode: 0o644 })
}

/// Keeps other runs out of the folder while this one writes, where the system can.
fn alone(folder: &Path) -> Option<fs::File> {
    #[expect(clippy::disallowed_methods, reason = "the folder is opened to be locked, not read")]
    let handle = fs::File::open(folder).ok()?;
    handle.lock().ok().map(|()| handle)
}

/// Removes half-written files of a run that was killed.
fn sweep(folder: &Path, old: Option<&Lock>) {
    let killed = old.filter(|lock| !lock.is_finished());
    let inner = killed.iter().flat_map(|lock| lock.paths()).filter_map(|path| Some(folder.join(path).parent()?.to_owned()));
    let folders: BTreeSet<_> = std::iter::once(folder.to_owned()).chain(inner).collect();
    for folder in folders {
        #[expect(clippy::disallowed_methods, reason = "the scratch files are this module's own")]
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let scratch = name.to_str().is_some_and(|name| name.starts_with(SCRATCH.0) && name.ends_with(SCRATCH.1));
            if scratch {
                #[expect(clippy::disallowed_methods, reason = "the scratch files are this module's own")]
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Gives files their modes, whatever the umask of who checked them out.
fn set_modes<'a>(folder: &Path, artifacts: &Artifacts, paths: impl Iterator<Item = &'a str>) -> Result<(), Vec<Failure>> {
    let files: Vec<_> = paths.filter_map(|path| Some((path, artifacts.get(path)?.mode))).collect();
    let set = |(path, mode): (&str, u32)| set_mode(&folder.join(path), mode).err().map(|error| (path.to_owned(), error));
    let failed = files.into_par_iter().filter_map(set);
    let failures: Vec<_> = failed.map(|(path, error)| Failure::system(path, "set the mode of", &error)).collect();
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

#[cfg(unix)]
pub(super) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

/// Gives a new file its mode where the umask has taken something away.
#[cfg(unix)]
fn set_mode_of(file: &fs::File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = file.metadata()?.permissions();
    if permissions.mode() & 0o777 == mode { Ok(()) } else { file.set_permissions(PermissionsExt::from_mode(mode)) }
}

#[cfg(not(unix))]
fn set_mode_of(_file: &fs::File, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
