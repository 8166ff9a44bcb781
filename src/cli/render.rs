//! `landfall render`: the output of environments, written, compared or printed.

use super::arguments::{Common, Render};
use super::batch::{self, Batch};
use super::session::Session;
use super::voice::Voice;
use super::{Exit, Terminal, report};
use crate::{
    compile::{self, Analysis, Analyzed, Rendered},
    diagnostic::{Diagnostics, Severity, View},
    output::{self, Change, Changes, Failure, Kind, Lock, hazards, unified},
    source::SourceMap,
};
use rayon::prelude::*;
use std::{
    collections::BTreeMap,
    mem::ManuallyDrop,
    path::{Path, PathBuf},
};

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
    /// The options that another command needs to find it.
    pub(super) again: String,
    /// Its folder as differences name it.
    pub(super) in_project: String,
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

    /// The change of a file, line by line.
    pub(super) fn diff(&self, path: &str, change: &Change) -> String {
        let new = self.rendered.artifacts.get(path).map(|artifact| artifact.content.as_slice());
        let old = (change.kind != Kind::Create).then_some(change.old.as_slice());
        unified(&format!("{}/{path}", self.in_project), old, new)
    }
}

/// Renders the environments, all of them where none is named.
pub(super) fn run(common: &Common, options: &Render, terminal: &mut Terminal) -> Exit {
    let mut voice = Voice::new(options, terminal);
    let exit = match Session::open(common) {
        Ok(session) => run_batches(&session, options, &mut voice),
        Err(refusal) => refusal.told(|view, diagnostics| voice.tell(view, diagnostics)),
    };
    voice.finish();
    exit
}

fn run_batches(session: &Session, options: &Render, voice: &mut Voice<'_>) -> Exit {
    let (out, shown) = session.output(options.out.as_deref());
    let batches = match options.check || options.diff {
        true => batch::remembered(session, &options.environments, &out),
        false => Ok(vec![Batch::read(session, session.parameters.clone(), options.environments.clone())]),
    };
    match batches {
        Ok(batches) => batches.into_iter().map(|batch| run_batch(session, options, batch, voice)).max().unwrap_or(Exit::Fine),
        Err(failure) => refuse(&[(shown, failure)], voice),
    }
}

/// Its large values are left to the end of the process, which gives their memory back at once.
fn run_batch(session: &Session, options: &Render, batch: Batch, voice: &mut Voice<'_>) -> Exit {
    let Batch { parameters, environments, project, mut diagnostics } = batch;
    let analysis = ManuallyDrop::new(compile::judge(&session.folder, project, &environments, &mut diagnostics));
    compile::judge_dates(&analysis, session.today, false, &mut diagnostics);
    let losses = options.strict.then_some(Severity::Error);
    let rendered = ManuallyDrop::new(compile::render_all(&analysis, losses, &mut diagnostics));
    if diagnostics.has_errors() {
        let exit = Exit::of(&diagnostics);
        tell(&analysis, session, diagnostics, voice);
        return exit;
    }
    let compared = match compare(session, options.out.as_deref(), options.force, &parameters, &analysis, &rendered) {
        Ok(compared) => ManuallyDrop::new(compared),
        Err(failures) => return refuse(&failures, voice),
    };
    for one in compared.iter() {
        diagnostics.append(compile::endangered(one.analyzed, one.rendered, one.old.as_ref(), &one.changes));
    }
    let exit = if options.stdout {
        Exit::Fine
    } else if options.check || options.diff {
        voice.changes(&compared, options);
        if options.check && !compared.iter().all(Compared::is_current) { Exit::Differs } else { Exit::Fine }
    } else {
        write(&compared, options, voice)
    };
    tell(&analysis, session, diagnostics, voice);
    voice.results(&compared, options, exit);
    exit
}

/// Says the diagnostics of a batch.
fn tell(analysis: &Analysis, session: &Session, mut diagnostics: Diagnostics, voice: &mut Voice<'_>) {
    diagnostics.sort();
    voice.tell(&View::new(&analysis.project.sources, &session.prefix, &diagnostics), &diagnostics);
}

type Misfits = Vec<(String, Failure)>;

/// Every environment's output beside what is in its folder.
pub(super) fn compare<'a>(
    session: &Session,
    out: Option<&Path>,
    force: bool,
    parameters: &BTreeMap<String, String>,
    analysis: &'a Analysis,
    rendered: &'a [Rendered<'a>],
) -> Result<Vec<Compared<'a>>, Misfits> {
    let again = session.again(out);
    let (out, shown) = session.output(out);
    let pairs: Vec<_> = analysis.environments.iter().zip(rendered).collect();
    let one = |(analyzed, rendered): (&'a Analyzed, &'a Rendered<'a>)| {
        let folder = out.join(&rendered.environment);
        let shown = format!("{shown}/{}", rendered.environment);
        let named = |failures: Vec<Failure>| failures.into_iter().map(|failure| (shown.clone(), failure)).collect::<Misfits>();
        let old = match Lock::read(&folder) {
            Err(_) if force => None,
            other => other.map_err(|failure| named(vec![failure]))?,
        };
        let changes = Changes::compare(&folder, old.as_ref(), &rendered.artifacts).map_err(named)?;
        let new = Lock::new(&rendered.artifacts, parameters.clone(), hazards::storage(analyzed.plan()));
        Ok(Compared {
            rendered,
            analyzed,
            again: again.clone(),
            in_project: session.in_project(&folder),
            folder,
            shown,
            changes,
            old,
            new,
        })
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

fn write(compared: &[Compared<'_>], options: &Render, voice: &mut Voice<'_>) -> Exit {
    match store(compared, options.force, |one| voice.written(one, compared)) {
        Ok(()) => Exit::Fine,
        Err(failures) => refuse(&failures, voice),
    }
}

/// Writes all, or nothing where somebody else's work is in the way; tells of each environment that is written.
pub(super) fn store<'c, 'a>(
    compared: &'c [Compared<'a>],
    force: bool,
    mut written: impl FnMut(&'c Compared<'a>),
) -> Result<(), Misfits> {
    let named =
        |one: &Compared<'_>, failures: Vec<Failure>| failures.into_iter().map(|failure| (one.shown.clone(), failure)).collect();
    let blocked: Misfits = compared.iter().flat_map(|one| -> Misfits { named(one, one.changes.by_hand()) }).collect();
    if !blocked.is_empty() && !force {
        return Err(blocked);
    }
    let mut failed: Misfits = Vec::new();
    for one in compared {
        let Compared { rendered, analyzed: _, folder, shown: _, again: _, in_project: _, changes, old, new } = one;
        match output::apply(folder, changes, &rendered.artifacts, old.as_ref(), new) {
            Ok(()) => written(one),
            Err(failures) => failed.extend::<Misfits>(named(one, failures)),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed) }
}

/// Names the files that could not be read or written, or must not be.
fn refuse(failures: &[(String, Failure)], voice: &mut Voice<'_>) -> Exit {
    let mut diagnostics = Diagnostics::default();
    failures.iter().for_each(|(folder, failure)| diagnostics.push(report::failure(folder, failure)));
    voice.tell(&View::new(&SourceMap::default(), "", &diagnostics), &diagnostics);
    Exit::File
}
