//! What a render did, or would do, for programs.

use super::render::Compared;
use crate::{
    diagnostic::{Diagnostics, View, json::Report},
    ledger::{Counts, Line, Loss, Summary},
    output::{ByHand, Change, Kind},
    policy::{self, Approved},
};
use schemars::JsonSchema;
use serde::Serialize;

/// What a render did, or would do.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Page {
    #[serde(flatten)]
    report: Report,
    /// Each environment; none where the manifest has errors or the folders cannot be read.
    environments: Vec<Environment>,
}

impl Page {
    /// Adds what is wrong.
    pub(super) fn tell(&mut self, view: &View<'_>, diagnostics: &Diagnostics) {
        self.report.add(view, diagnostics);
    }

    /// Adds environments that were written or compared.
    pub(super) fn add(&mut self, compared: &[Compared<'_>], with: With) {
        self.environments.extend(compared.iter().map(|one| environment(one, with)));
    }
}

/// What became of every field; `--ledger=json`.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Ledgers {
    /// Each environment.
    environments: Vec<EnvironmentLedger>,
}

/// What became of every field in one environment.
#[derive(Debug, Serialize, JsonSchema)]
struct EnvironmentLedger {
    /// Its name.
    name: String,
    /// Each field, sorted by path.
    fields: Vec<Line>,
}

impl Ledgers {
    /// Adds environments that were written or compared.
    pub(super) fn add(&mut self, compared: &[Compared<'_>]) {
        let ledger = |one: &Compared<'_>| EnvironmentLedger {
            name: one.rendered.environment.clone(),
            fields: one.rendered.ledger.lines(),
        };
        self.environments.extend(compared.iter().map(ledger));
    }
}

/// What a page holds besides.
#[derive(Clone, Copy)]
pub(super) struct With {
    /// The change of each file, line by line.
    pub(super) diff: bool,
    /// What became of each field.
    pub(super) ledger: bool,
}

/// What a render did, or would do, in one environment.
#[derive(Debug, Serialize, JsonSchema)]
struct Environment {
    /// Its name.
    name: String,
    /// The folder of its output, from the folder where the command runs.
    folder: String,
    /// Whether it was already as the manifest says.
    current: bool,
    /// How many files stay as they are.
    kept: usize,
    /// The files that change.
    changes: Vec<FileChange>,
    /// How many fields of the manifest had each outcome.
    fields: Counts,
    /// The fields that the target weakens or ignores, by reason.
    losses: Vec<Lost>,
    /// The rules that a workload breaks with a reason, by workload and rule.
    waived: Vec<Waived>,
    /// What became of each field; with `--ledger`.
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<Vec<Line>>,
}

/// A file that changes.
#[derive(Debug, Serialize, JsonSchema)]
struct FileChange {
    /// The file, from the environment's folder.
    path: String,
    /// What is done with it.
    change: Doing,
    /// Whose work it destroys; nothing of anybody's where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_hand: Option<Whose>,
    /// The change, as `diff -u` writes it, with paths from the project's folder; with `--diff`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

/// What is done with a file.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Doing {
    /// It is new.
    Create,
    /// It gets another content, or another mode.
    Update,
    /// It goes.
    Remove,
}

/// Whose work a change destroys.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Whose {
    /// Landfall wrote the file, and somebody changed it.
    Changed,
    /// Landfall did not write it.
    Foreign,
}

/// A rule that a workload breaks with a reason.
#[derive(Debug, Serialize, JsonSchema)]
struct Waived {
    /// The workload.
    workload: String,
    /// The rule.
    rule: &'static str,
    /// Why.
    reason: String,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    /// The last day of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

fn waived(waived: &policy::Waived) -> Waived {
    let policy::Waived { workload, rule, reason, owner, until } = waived;
    Waived {
        workload: workload.clone(),
        rule: rule.code.name,
        reason: reason.clone(),
        owner: owner.clone(),
        until: until.map(|until| until.to_string()),
    }
}

/// Fields that lost something for one reason.
#[derive(Debug, Serialize, JsonSchema)]
struct Lost {
    /// `weakened` or `ignored`.
    outcome: &'static str,
    /// What is lost, or why.
    why: String,
    /// The fields, sorted, as `landfall explain` takes them.
    fields: Vec<String>,
}

fn environment(one: &Compared<'_>, with: With) -> Environment {
    let Summary { counts, losses } = one.rendered.ledger.summary();
    Environment {
        name: one.rendered.environment.clone(),
        folder: one.shown.clone(),
        current: one.is_current(),
        kept: one.changes.kept(),
        changes: one.changes.iter().map(|(path, change)| file(one, path, change, with)).collect(),
        fields: counts,
        losses: losses.iter().map(lost).collect(),
        waived: one.analyzed.judged.iter().flat_map(Approved::waived).map(waived).collect(),
        ledger: with.ledger.then(|| one.rendered.ledger.lines()),
    }
}

fn file(one: &Compared<'_>, path: &str, change: &Change, with: With) -> FileChange {
    let doing = match change.kind {
        Kind::Create => Doing::Create,
        Kind::Update => Doing::Update,
        Kind::Remove => Doing::Remove,
    };
    let by_hand = change.by_hand.map(|by_hand| match by_hand {
        ByHand::Changed => Whose::Changed,
        ByHand::Foreign => Whose::Foreign,
    });
    FileChange { path: path.to_owned(), change: doing, by_hand, diff: with.diff.then(|| one.diff(path, change)) }
}

fn lost(Loss { ignored, why, fields }: &Loss<'_>) -> Lost {
    let outcome = if *ignored { "ignored" } else { "weakened" };
    Lost { outcome, why: (*why).to_owned(), fields: fields.iter().map(ToString::to_string).collect() }
}
