//! How a run ends.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, codes};
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

impl Exit {
    /// How a run ends that found errors: whether all of them are those of the command line.
    pub(super) fn of(diagnostics: &Diagnostics) -> Self {
        let of_command_line = |found: &Diagnostic| {
            let names = [&codes::UNKNOWN_ENVIRONMENT, &codes::UNKNOWN_PARAMETER];
            found.labels.is_empty() && names.iter().any(|code| code.name == found.code.name)
        };
        let mut errors = diagnostics.iter().filter(|found| found.severity == Severity::Error);
        if errors.all(of_command_line) { Self::Usage } else { Self::Manifest }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
