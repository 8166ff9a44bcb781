//! Where the words of a render go: to people as they come, to programs in one piece at the end.

use super::arguments::{Form, LedgerForm, Render};
use super::json::Versioned;
use super::render::Compared;
use super::rendered::{Ledgers, Page, With};
use super::{Exit, Terminal, report, summary, waived};
use crate::diagnostic::{Diagnostics, View};

/// Where the words of a render go.
pub(super) struct Voice<'t> {
    terminal: &'t mut Terminal,
    audience: Audience,
}

/// Who reads standard output.
enum Audience {
    People,
    /// A program that wants to know all.
    Program(Page),
    /// A program that wants the ledger alone; diagnostics are for people.
    Ledger(Ledgers),
}

impl<'t> Voice<'t> {
    /// As the command line wants it.
    pub(super) fn new(options: &Render, terminal: &'t mut Terminal) -> Self {
        let audience = match (options.format, options.ledger) {
            (Form::Json, _) => Audience::Program(Page::default()),
            (Form::Human, Some(LedgerForm::Json)) => Audience::Ledger(Ledgers::default()),
            (Form::Human, Some(LedgerForm::Text) | None) => Audience::People,
        };
        Self { terminal, audience }
    }

    /// Says what is wrong.
    pub(super) fn tell(&mut self, view: &View<'_>, diagnostics: &Diagnostics) {
        match &mut self.audience {
            Audience::Program(page) => page.tell(view, diagnostics),
            Audience::People | Audience::Ledger(_) => report::human(view, diagnostics, self.terminal),
        }
    }

    /// Says that an environment was written, as soon as it is.
    pub(super) fn written(&mut self, one: &Compared<'_>, all: &[Compared<'_>]) {
        if let Audience::People = self.audience {
            summary::print_line(one, all, self.terminal);
        }
    }

    /// Says what a render would change.
    pub(super) fn changes(&mut self, compared: &[Compared<'_>], options: &Render) {
        if let Audience::People = self.audience {
            summary::print_changes(compared, options, self.terminal);
        }
    }

    /// Says what the environments came to.
    pub(super) fn results(&mut self, compared: &[Compared<'_>], options: &Render, exit: Exit) {
        let looked = options.stdout || options.check || options.diff;
        match &mut self.audience {
            Audience::Program(page) => page.add(compared, With { diff: options.diff, ledger: options.ledger.is_some() }),
            Audience::Ledger(ledgers) => ledgers.add(compared),
            Audience::People if options.stdout => {
                compared.iter().for_each(|one| summary::print_files(one, compared.len() == 1, self.terminal));
            }
            Audience::People if options.ledger.is_some() => summary::print_ledgers(compared, self.terminal),
            Audience::People if exit == Exit::Fine && !looked => {
                summary::print_losses(compared, self.terminal);
                waived::print(compared.iter().map(|one| one.analyzed), self.terminal);
                summary::print_next(compared, self.terminal);
            }
            Audience::People => {}
        }
    }

    /// Prints what a program waits for.
    pub(super) fn finish(self) {
        match self.audience {
            Audience::People => {}
            Audience::Program(page) => Versioned::first(page).print(self.terminal),
            Audience::Ledger(ledgers) => Versioned::first(ledgers).print(self.terminal),
        }
    }
}
