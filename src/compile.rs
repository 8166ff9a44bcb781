//! The pipeline: texts to what each environment runs, and to the files that say so.

use crate::{
    artifact::{Artifacts, Notes, Outcome},
    catalogue::Catalogue,
    diagnostic::{Diagnostic, Diagnostics, codes},
    ledger::Ledger,
    overlay::{Given, Merged, Project},
    plan::{self, Plan},
    policy::{self, Approved},
    source::Files,
    targets::{self, Target},
};
use rayon::prelude::*;

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
    /// The merged manifest.
    pub merged: Merged,
    /// What it is compiled to.
    pub target: &'static Target,
    /// What will run, and whether the policy let it through; the best that there is where errors were reported.
    pub judged: Result<Approved, Box<Plan>>,
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
pub struct Rendered {
    /// The files.
    pub artifacts: Artifacts,
    /// What became of each field.
    pub ledger: Ledger,
}

/// Reads a project and judges the environments of these names; all of its environments where none is named.
pub fn analyze(files: &dyn Files, manifest: &str, given: &Given, names: &[String], diagnostics: &mut Diagnostics) -> Analysis {
    let project = Project::read(files, manifest, given, diagnostics);
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
    let target = targets::by_name(&merged.environment.target)?;
    let catalogue = Catalogue::built_in();
    let request = plan::Request { merged: &merged, sources: &project.sources, files, target: target.traits, catalogue };
    let plan = plan::lower(&request, diagnostics);
    let judged = policy::enforce(plan, |field| merged.trace.span(field), diagnostics);
    Some(Analyzed { merged, target, judged })
}

/// Emits an environment; `None` where the policy did not let it through, or the target refuses a field, which is reported.
pub fn render(analyzed: &Analyzed, diagnostics: &mut Diagnostics) -> Option<Rendered> {
    let approved = analyzed.judged.as_ref().ok()?;
    let mut notes = Notes::default();
    let artifacts = (analyzed.target.emit)(approved, &mut notes);
    let trace = &analyzed.merged.trace;
    let mut refused = false;
    for (path, outcome) in notes.iter() {
        let Outcome::Refused { why, cure } = outcome else { continue };
        refused = true;
        diagnostics.push(Diagnostic::error(&codes::TARGET_REFUSES, why).at_known(trace.span(path), "").help(cure));
    }
    let ledger = Ledger::new(trace, &approved.plan().inferred, analyzed.target.answers, &notes);
    (!refused).then_some(Rendered { artifacts, ledger })
}
