//! How a run ends.

use std::process::{ExitCode, Termination};

/// How a run ends, as scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is fine.
    Fine = 0,
    /// The manifest has errors.
    Manifest = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The output differs from what is there.
    Differs = 3,
    /// A file could not be read or written.
    File = 4,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
