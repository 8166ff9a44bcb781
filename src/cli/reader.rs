//! Who reads what a command says: people as it comes, a program in one piece at the end.

use super::arguments::Form;
use super::json::Versioned;
use super::refusal::Refusal;
use super::{Exit, Terminal, report};
use crate::diagnostic::{Diagnostics, View, json::Report};
use schemars::JsonSchema;
use serde::Serialize;

/// What a program reads: the mistakes of the run, and what it did.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Page<T> {
    #[serde(flatten)]
    report: Report,
    #[serde(flatten)]
    content: T,
}

/// Who reads what a command says.
pub(super) struct Reader<'t, T> {
    terminal: &'t mut Terminal,
    page: Option<Page<T>>,
}

impl<'t, T: Default + Serialize> Reader<'t, T> {
    /// As the command line wants it.
    pub(super) fn new(form: Form, terminal: &'t mut Terminal) -> Self {
        let page = match form {
            Form::Human => None,
            Form::Json => Some(Page::default()),
        };
        Self { terminal, page }
    }

    /// What people see; nothing where a program reads.
    pub(super) fn people(&mut self) -> Option<&mut Terminal> {
        match self.page {
            None => Some(self.terminal),
            Some(_) => None,
        }
    }

    /// Notes what a program is to know.
    pub(super) fn note(&mut self, note: impl FnOnce(&mut T)) {
        if let Some(page) = &mut self.page {
            note(&mut page.content);
        }
    }

    /// Says what is wrong.
    pub(super) fn tell(&mut self, view: &View<'_>, diagnostics: &Diagnostics) {
        match &mut self.page {
            None => report::human(view, diagnostics, self.terminal),
            Some(page) => page.report.add(view, diagnostics),
        }
    }

    /// Says why there is no result; gives how the run ends.
    pub(super) fn refuse(&mut self, refusal: Refusal) -> Exit {
        refusal.told(|view, diagnostics| self.tell(view, diagnostics))
    }

    /// Prints what a program waits for.
    pub(super) fn finish(self) {
        if let Some(page) = self.page {
            Versioned::first(page).print(self.terminal);
        }
    }
}
