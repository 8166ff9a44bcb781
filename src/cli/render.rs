//! `landfall render`: the output of environments, written, compared or printed.

use super::arguments::{Common, LedgerForm, Render};
use super::batch::{self, Batch};
use super::session::Session;
use super::{Exit, Terminal, report, summary};
use crate::{
    compile::{self, Analysis, Analyzed, Rendered},
    diagnostic::{Diagnostics, Severity, View},
    output::{self, Changes, Failure, Lock, hazards},
    source::SourceMap,
};
use rayon::prelude::*;
use std::{collections::BTreeMap, mem::ManuallyDrop, path::PathBuf};

/// One environment's output beside what is there.
pub(super) struct Compared<'a> {
    /// What was emitted.
    pub(super) rendered: &'a Rendered<'a>,
    /// What it was emitted from.
    pub(super) analyzed: &'a Analyzed,
    /// Its folder.
    pub(super) folder: PathBuf,
    /// Its folder as the user would name it.
    pub(super) shown: String,
    /// What changes.
    pub(super) changes: Changes,
    /// The lock that is there.
    pub(super) old: Option<Lock>,
    /// The lock to leave.
    pub(super) new: Lock,
}

impl Compared<'_> {
    /// Whether a render would write nothing.
    pub(super) fn is_current(&self) -> bool {
        self.changes.is_empty() && self.old.as_ref().is_some_and(|old| old.agrees(&self.new))
    }
}

/// Renders the environments, all of them where none is named.
pub(super) fn run(common: &Common, options: &Render, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(common, terminal) {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let (out, shown) = session.output(options.out.as_deref());
    let batches = match options.check || options.diff {
        true => batch::remembered(&session, &options.environments, &out),
        false => Ok(vec![Batch::read(&session, session.parameters.clone(), options.environments.clone())]),
    };
    match batches {
        Ok(batches) => {
            let ends = batches.into_iter().map(|batch| run_batch(&session, options, batch, terminal));
            ends.max().unwrap_or(Exit::Fine)
        }
        Err(failure) => refuse(&[(shown, failure)], terminal),
    }
}

/// Its large values are left to the end of the process, which gives their memory back at once.
fn run_batch(session: &Session, options: &Render, batch: Batch, terminal: &mut Terminal) -> Exit {
    let Batch { parameters, environments, project, mut diagnostics } = batch;
    let analysis = ManuallyDrop::new(compile::judge(&session.folder, project, &environments, &mut diagnostics));
    let losses = options.strict.then_some(Severity::Error);
    let rendered = ManuallyDrop::new(compile::render_all(&analysis, losses, &mut diagnostics));
    if diagnostics.has_errors() {
        tell(&analysis, session, diagnostics, terminal);
        return Exit::Manifest;
    }
    let compared = match compare(session, options, &parameters, &analysis, &rendered) {
        Ok(compared) => ManuallyDrop::new(compared),
        Err(failures) => return refuse(&failures, terminal),
    };
    for one in compared.iter() {
        diagnostics.append(compile::endangered(one.analyzed, one.rendered, one.old.as_ref(), &one.changes));
    }
    if options.stdout {
        tell(&analysis, session, diagnostics, terminal);
        compared.iter().for_each(|one| summary::print_files(one, compared.len() == 1, terminal));
        return Exit::Fine;
    }
    let exit = match options.check || options.diff {
        true => summary::print_changes(&compared, options, terminal),
        false => write(&compared, options, terminal),
    };
    tell(&analysis, session, diagnostics, terminal);
    match options.ledger {
        Some(form) => print_ledgers(&compared, form, terminal),
        None if exit == Exit::Fine && !options.check && !options.diff => {
            summary::print_losses(&compared, terminal);
            summary::print_next(&compared, terminal);
        }
        None => {}
    }
    exit
}

/// Prints the diagnostics of a batch.
fn tell(analysis: &Analysis, session: &Session, mut diagnostics: Diagnostics, terminal: &mut Terminal) {
    diagnostics.sort();
    report::human(&View::new(&analysis.project.sources, &session.prefix, &diagnostics), &diagnostics, terminal);
}

type Misfits = Vec<(String, Failure)>;

/// Every environment's output beside what is in its folder.
fn compare<'a>(
    session: &Session,
    options: &Render,
    parameters: &BTreeMap<String, String>,
    analysis: &'a Analysis,
    rendered: &'a [Rendered<'a>],
) -> Result<Vec<Compared<'a>>, Misfits> {
    let (out, shown) = session.output(options.out.as_deref());
    let pairs: Vec<_> = analysis.environments.iter().zip(rendered).collect();
    let one = |(analyzed, rendered): (&'a Analyzed, &'a Rendered<'a>)| {
        let folder = out.join(&rendered.environment);
        let shown = format!("{shown}/{}", rendered.environment);
        let named = |failures: Vec<Failure>| failures.into_iter().map(|failure| (shown.clone(), failure)).collect::<Misfits>();
        let old = match Lock::read(&folder) {
            Err(_) if options.force => None,
            other => other.map_err(|failure| named(vec![failure]))?,
        };
        let changes = Changes::compare(&folder, old.as_ref(), &rendered.artifacts).map_err(named)?;
        let new = Lock::new(&rendered.artifacts, parameters.clone(), hazards::storage(analyzed.plan()));
        Ok(Compared { rendered, analyzed, folder, shown, changes, old, new })
    };
    let results: Vec<Result<_, Misfits>> = pairs.into_par_iter().map(one).collect();
    let (mut compared, mut misfits) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(one) => compared.push(one),
            Err(failures) => misfits.extend(failures),
        }
    }
    if misfits.is_empty() { Ok(compared) } else { Err(misfits) }
}

/// Writes all, or nothing where somebody else's work is in the way.
fn write(compared: &[Compared<'_>], options: &Render, terminal: &mut Terminal) -> Exit {
    let named =
        |one: &Compared<'_>, failures: Vec<Failure>| failures.into_iter().map(|failure| (one.shown.clone(), failure)).collect();
    let blocked: Misfits = compared.iter().flat_map(|one| -> Misfits { named(one, one.changes.by_hand()) }).collect();
    if !blocked.is_empty() && !options.force {
        return refuse(&blocked, terminal);
    }
    let mut failed: Misfits = Vec::new();
    for one in compared {
        let Compared { rendered, analyzed: _, folder, shown: _, changes, old, new } = one;
        match output::apply(folder, changes, &rendered.artifacts, old.as_ref(), new) {
            Ok(()) => summary::print_line(one, compared, terminal),
            Err(failures) => failed.extend::<Misfits>(named(one, failures)),
        }
    }
    if failed.is_empty() { Exit::Fine } else { refuse(&failed, terminal) }
}

/// Names the files that could not be read or written, or must not be.
fn refuse(failures: &[(String, Failure)], terminal: &mut Terminal) -> Exit {
    let mut diagnostics = Diagnostics::default();
    failures.iter().for_each(|(folder, failure)| diagnostics.push(report::failure(folder, failure)));
    report::human(&View::new(&SourceMap::default(), "", &diagnostics), &diagnostics, terminal);
    Exit::File
}

fn print_ledgers(compared: &[Compared<'_>], form: LedgerForm, terminal: &mut Terminal) {
    let rendered = compared.iter().map(|one| one.rendered);
    match form {
        LedgerForm::Text => {
            rendered.for_each(|one| terminal.result(&format!("# {}\n{}", one.environment, one.ledger.text())));
        }
        LedgerForm::Json => {
            let pages: Vec<_> = rendered.map(|one| one.ledger.page(&one.environment)).collect();
            terminal.result(&(serde_json::to_string_pretty(&pages).expect("texts are always JSON") + "\n"));
        }
    }
}
