//! From the manifest of an environment to what will run.

mod access;
mod backing;
mod broken;
mod companions;
mod container;
mod front;
mod mistakes;
mod network;
mod placement;
mod references;
mod scaling;
mod secrets;
mod sharing;
mod shop;
mod speed;

use landfall::{
    diagnostic::{Diagnostics, Severity},
    overlay::{Given, Project},
    plan::{Encoding, EnvValue, Piece, Plan, Request, lower},
    source::{Files, Unreadable},
    targets,
};
use std::collections::BTreeMap;

/// A project in memory.
#[derive(Default)]
pub(super) struct Texts(BTreeMap<String, Vec<u8>>);

impl Texts {
    pub(super) fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), content.into());
        self
    }
}

impl Files for Texts {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.0.get(path).cloned().ok_or(Unreadable::Missing)
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        let inside: Vec<_> = self.0.keys().filter(|path| path.starts_with(&format!("{folder}/"))).cloned().collect();
        (!inside.is_empty()).then_some(inside)
    }
}

/// The plan of an environment, and what lowering has to say: `code place message`.
pub(super) fn lowered(texts: &Texts, environment: &str) -> (Plan, Vec<(Severity, String)>) {
    run(texts, environment).expect("the environment is there")
}

/// The plan of an environment, however much is wrong; `None` where nothing could be merged.
pub(super) fn lowered_anyway(texts: &Texts, environment: &str) -> Option<Plan> {
    run(texts, environment).map(|(plan, _)| plan)
}

/// What is wrong with a project whose manifest has that name.
pub(super) fn messages_of(texts: &Texts, manifest: &str, environment: &str) -> Vec<String> {
    let found = run_manifest(texts, manifest, environment).map(|(_, messages)| messages).unwrap_or_default();
    found.into_iter().map(|(_, message)| message).collect()
}

fn run(texts: &Texts, environment: &str) -> Option<(Plan, Vec<(Severity, String)>)> {
    run_manifest(texts, "landfall.kdl", environment)
}

/// The plan of an environment of a project whose manifest has that name, and what is wrong.
pub(super) fn run_manifest(texts: &Texts, manifest: &str, environment: &str) -> Option<(Plan, Vec<(Severity, String)>)> {
    let mut diagnostics = Diagnostics::default();
    let given = Given::default();
    let project = Project::read(texts, manifest, &given, &mut diagnostics);
    let merged = project.merge(environment, &mut diagnostics)?;
    let target = targets::by_name(merged.environment.target).traits;
    let request = Request { merged: &merged, sources: &project.sources, files: texts, target, catalogue: &project.catalogue };
    let plan = lower(&request, &mut diagnostics);
    let tell = |diagnostic: &landfall::diagnostic::Diagnostic| {
        let place = diagnostic.labels.first().map(|label| project.sources.locate(label.span)).unwrap_or_default();
        (diagnostic.severity, format!("{} {place} {}", diagnostic.code.name, diagnostic.message))
    };
    let messages = diagnostics.iter().map(tell).collect();
    Some((plan, messages))
}

/// The plan of a manifest, and the errors and warnings in it.
pub(super) fn lower_text(manifest: &str, environment: &str) -> (Plan, Vec<String>) {
    let (plan, messages) = lowered(&Texts::default().with("landfall.kdl", manifest), environment);
    (plan, messages.into_iter().map(|(_, message)| message).collect())
}

/// The value of a variable; a secret as `<name>`, with ` url` where it is percent-encoded.
pub(super) fn env(plan: &Plan, workload: &str, name: &str) -> String {
    match plan.workload(workload).and_then(|workload| workload.container.env.get(name)) {
        Some(EnvValue::Set(text)) => text.pieces.iter().map(piece).collect(),
        Some(EnvValue::Inherit) => "<inherit>".to_owned(),
        None => "<none>".to_owned(),
    }
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Secret(secret) if secret.encoding == Encoding::Url => format!("<{} url>", secret.name),
        Piece::Secret(secret) => format!("<{}>", secret.name),
        Piece::Field(field) => format!("<{field:?}>"),
    }
}
