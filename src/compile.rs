//! The pipeline: texts to what each environment runs, and to the files that say so.

use crate::{
    artifact::{Artifacts, Conflict, Notes, Outcome},
    date::Date,
    diagnostic::{Diagnostic, Diagnostics, Severity, codes},
    ledger::Ledger,
    output::{Changes, Lock, hazards},
    overlay::{Entry, Given, Merged, Project, Selected, Trace},
    path::FieldPath,
    plan::{self, Elsewhere, Plan},
    policy::{self, Approved},
    source::{Files, Span},
    targets::{self, Target},
};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A project, and what it comes to in each environment that was asked for.
#[derive(Debug)]
pub struct Analysis {
    /// The project's texts and layers.
    pub project: Project,
    /// The environments, in the order in which they were asked for.
    pub environments: Vec<Analyzed>,
}

/// What a project comes to in one environment.
#[derive(Debug)]
pub struct Analyzed {
    /// Where its manifest came from.
    pub merged: Provenance,
    /// What it is compiled to.
    pub target: &'static Target,
    /// What will run, and whether the policy let it through; the best that there is where errors were reported.
    pub judged: Result<Approved, Box<Plan>>,
}

/// What is kept of a merged manifest once it is lowered: its types are large, and nobody asks for them again.
#[derive(Debug)]
pub struct Provenance {
    /// The environment.
    pub environment: Selected,
    /// Where every value came from.
    pub trace: Trace,
    /// Workloads that `only` or `except` keeps out of the environment, with the place that says so.
    pub absent: BTreeMap<String, Span>,
}

impl Analyzed {
    /// What will run.
    pub fn plan(&self) -> &Plan {
        match &self.judged {
            Ok(approved) => approved.plan(),
            Err(plan) => plan,
        }
    }
}

/// The output of one environment.
#[derive(Debug)]
pub struct Rendered<'a> {
    /// Its name.
    pub environment: String,
    /// The files.
    pub artifacts: Artifacts,
    /// What became of each field.
    pub ledger: Ledger<'a>,
}

/// Reads a project and judges the environments of these names; all of its environments where none is named.
pub fn analyze(files: &dyn Files, manifest: &str, given: &Given, names: &[String], diagnostics: &mut Diagnostics) -> Analysis {
    judge(files, Project::read(files, manifest, given, diagnostics), names, diagnostics)
}

/// Judges the environments of these names of a project; all of its environments where none is named.
pub fn judge(files: &dyn Files, project: Project, names: &[String], diagnostics: &mut Diagnostics) -> Analysis {
    let names: Vec<String> = if names.is_empty() { project.environments().map(str::to_owned).collect() } else { names.to_vec() };
    let judged: Vec<_> = names
        .par_iter()
        .map(|name| {
            let mut found = Diagnostics::default();
            (environment(files, &project, name, &mut found), found)
        })
        .collect();
    let mut environments = Vec::with_capacity(names.len());
    for (analyzed, found) in judged {
        diagnostics.append(found);
        environments.extend(analyzed);
    }
    Analysis { project, environments }
}

fn environment(files: &dyn Files, project: &Project, name: &str, diagnostics: &mut Diagnostics) -> Option<Analyzed> {
    let merged = project.merge(name, diagnostics)?;
    let target = targets::by_name(merged.environment.target);
    let (sources, catalogue) = (&project.sources, &project.catalogue);
    let request = plan::Request { merged: &merged, sources, files, target: target.traits, catalogue };
    let plan = plan::lower(&request, diagnostics);
    let is_wrong = |field: &FieldPath| merged.trace.get(field).is_some_and(Entry::has_wrong);
    let judged = policy::enforce(plan, |field| merged.trace.span(field), is_wrong, diagnostics);
    let Merged { environment, trace, absent, .. } = merged;
    Some(Analyzed { merged: Provenance { environment, trace, absent }, target, judged })
}

/// Says which waivers have ended, end soon, or would last too long; one that has ended is an error where a release is judged.
/// No output depends on the day.
pub fn judge_dates(analysis: &Analysis, today: Date, release: bool, diagnostics: &mut Diagnostics) {
    for analyzed in &analysis.environments {
        let trace = &analyzed.merged.trace;
        policy::judge_dates(analyzed.plan(), today, release, |field| trace.span(field), diagnostics);
    }
}

/// Emits the environments, on all cores. `losses` is how grave it is that a target weakens or ignores a field. Nothing comes out
/// where an error was reported, before or now.
pub fn render_all<'a>(analysis: &'a Analysis, losses: Option<Severity>, diagnostics: &mut Diagnostics) -> Vec<Rendered<'a>> {
    if diagnostics.has_errors() {
        return Vec::new();
    }
    let one = |analyzed: &'a Analyzed| {
        let mut found = Diagnostics::default();
        let rendered = render(analyzed, &mut found);
        if let (Some(severity), Some(rendered)) = (losses, &rendered) {
            found.append(rendered.ledger.diagnostics(&rendered.environment, severity));
        }
        (rendered, found)
    };
    let results: Vec<_> = analysis.environments.par_iter().map(one).collect();
    let rendered = results.into_iter().filter_map(|(rendered, found)| {
        diagnostics.append(found);
        rendered
    });
    let rendered: Vec<_> = rendered.collect();
    if diagnostics.has_errors() { Vec::new() } else { rendered }
}

/// Emits an environment; `None` where the policy did not let it through, or the target refuses a field, which is reported.
pub fn render<'a>(analyzed: &'a Analyzed, diagnostics: &mut Diagnostics) -> Option<Rendered<'a>> {
    let approved = analyzed.judged.as_ref().ok()?;
    let mut notes = Notes::default();
    for Elsewhere { path, target } in &approved.plan().elsewhere {
        notes.elsewhere(path.clone(), targets::by_name(*target).traits.name);
    }
    let artifacts = (analyzed.target.emit)(approved, &mut notes);
    let trace = &analyzed.merged.trace;
    let place = |field: &FieldPath| trace.name_span(field);
    let mut refused = policy::judge_rewritten(approved, notes.all_rewritten(), place, diagnostics);
    for (path, outcome) in notes.iter() {
        let Outcome::Refused { why, cure, conflict } = outcome else { continue };
        refused = true;
        let Conflict { place: nearer, with } = conflict.clone().unwrap_or_default();
        let diagnostic = Diagnostic::error(&codes::TARGET_REFUSES, why).at_known(nearer.or_else(|| place(path)), "");
        let other = with.and_then(|with| place(&with));
        diagnostics.push(diagnostic.at_known(other, "this makes the other one").help(cure));
    }
    let ledger = Ledger::new(trace, &approved.plan().inferred, analyzed.target.answers, notes);
    let environment = analyzed.merged.environment.name.clone();
    (!refused).then_some(Rendered { environment, artifacts, ledger })
}

/// What a change of the output does to what already runs, at the places of the workloads.
pub fn endangered(analyzed: &Analyzed, rendered: &Rendered<'_>, old: Option<&Lock>, changes: &Changes) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for hazard in hazards::find(analyzed.plan(), old, changes, &rendered.artifacts) {
        let workload = analyzed.plan().workload(&hazard.subject);
        let place = workload.and_then(|workload| analyzed.merged.trace.name_span(&workload.path));
        let message = format!("{} (in `{}`)", hazard.message, rendered.environment);
        let warning = Diagnostic::warning(hazard.code, message).at_known(place, "");
        diagnostics.push(hazard.steps.into_iter().fold(warning, Diagnostic::help));
    }
    diagnostics
}
