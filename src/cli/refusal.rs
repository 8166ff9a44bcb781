//! Why a command has no result.

use super::arguments::Format;
use super::{Exit, Terminal, report};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, View, codes},
    source::SourceMap,
};

/// Why a command has no result, where no place of the manifest is to blame, and how the run ends.
#[derive(Debug)]
pub(super) struct Refusal {
    exit: Exit,
    diagnostic: Box<Diagnostic>,
}

impl Refusal {
    /// A run that ends so, for that reason.
    pub(super) fn new(exit: Exit, diagnostic: Diagnostic) -> Self {
        Self { exit, diagnostic: Box::new(diagnostic) }
    }

    /// A command line that asks for what cannot be.
    pub(super) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Exit::Usage, Diagnostic::error(&codes::COMMAND_LINE, message).help(help))
    }

    /// A file that cannot be written.
    pub(super) fn unwritten(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Exit::File, Diagnostic::error(&codes::OUTPUT_FILE, message).help(help))
    }

    /// Says why, through `tell`; gives how the run ends.
    pub(super) fn told(self, tell: impl FnOnce(&View<'_>, &Diagnostics)) -> Exit {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(*self.diagnostic);
        tell(&View::new(&SourceMap::default(), "", &diagnostics), &diagnostics);
        self.exit
    }

    /// Says why, as the only result of the command; gives how the run ends.
    pub(super) fn print(self, format: impl Into<Format>, terminal: &mut Terminal) -> Exit {
        self.told(|view, diagnostics| report::form(format.into(), view, diagnostics, terminal))
    }
}
