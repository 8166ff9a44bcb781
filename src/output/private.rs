//! Files that hold secrets: beside the output, never part of it, and no one else's to read.

use super::Failure;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file whole, with this mode. A folder that has to be made for it gets `folder_mode`.
///
/// # Errors
/// In the system's own words, which never hold the content.
pub fn write_private(folder: &Path, path: &str, content: &[u8], mode: u32, folder_mode: u32) -> Result<(), Failure> {
    let whole = folder.join(path);
    let beside = whole.parent().unwrap_or(folder);
    let written = (|| {
        create(beside, folder, folder_mode)?;
        let mut file = tempfile::Builder::new().prefix(".landfall-").suffix(".tmp").tempfile_in(beside)?;
        file.write_all(content)?;
        super::write::set_mode(file.path(), mode)?;
        file.persist(&whole).map_err(|error| error.error)
    })();
    written.map(drop).map_err(|error: io::Error| Failure::system(path, "write", &error))
}

/// The content of a file; `None` where there is none, or it cannot be read.
pub fn read_private(folder: &Path, path: &str) -> Option<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "what is there already is kept")]
    fs::read(folder.join(path)).ok()
}

/// Makes the folder of the file; only one that was not there gets its mode.
fn create(beside: &Path, folder: &Path, mode: u32) -> io::Result<()> {
    let is_new = beside != folder && !beside.is_dir();
    #[expect(clippy::disallowed_methods, reason = "writing is this module's part")]
    fs::create_dir_all(beside)?;
    if is_new { super::write::set_mode(beside, mode) } else { Ok(()) }
}
