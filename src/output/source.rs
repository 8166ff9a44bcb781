//! Files that a person writes: one is replaced whole.

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

/// Writes a file that is not there yet, whole.
///
/// # Errors
/// In the system's own words; also where one is there.
pub fn new_source(path: &Path, text: &str) -> io::Result<()> {
    let file = beside(path, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.persist_noclobber(path).map(drop).map_err(|error| error.error)
}

fn beside(path: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".landfall-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}
