//! Files that a person writes: one that is there is replaced whole, a new one never takes the place of another.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Replaces a file; it keeps its mode, and a link that leads to it.
///
/// # Errors
/// In the system's own words.
pub fn replace_source(path: &Path, text: &str) -> io::Result<()> {
    let whole = path.canonicalize()?;
    let permissions = fs::metadata(&whole)?.permissions();
    let file = beside(&whole, text)?;
    file.as_file().set_permissions(permissions)?;
    file.persist(&whole).map(drop).map_err(|error| error.error)
}

/// Makes a file.
///
/// # Errors
/// In the system's own words; also where something is there already.
pub fn create_source(path: &Path, text: &str) -> io::Result<()> {
    let file = beside(path, text)?;
    super::write::set_mode(file.path(), 0o644)?;
    file.persist_noclobber(path).map(drop).map_err(|error| error.error)
}

fn beside(path: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".landfall-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}
