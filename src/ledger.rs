//! What became of every field that was written, in one target: nothing is lost in silence.

use crate::{
    artifact::{Answer, Becomes, Notes, Outcome},
    diagnostic::{Diagnostic, Diagnostics, Severity, codes},
    overlay::{Leaf, Step, Trace},
    path::FieldPath,
    plan::Inferred,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What became of each field in one environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Each field that was written or filled in, sorted by path.
    pub entries: Vec<Entry>,
}

/// What became of one field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The field.
    pub path: FieldPath,
    /// What became of it.
    pub outcome: Outcome,
}

impl Ledger {
    /// Joins what was written, what the compiler filled in, and what the target answers and notes.
    pub fn new(trace: &Trace, inferred: &[Inferred], answers: &'static [Answer], notes: &Notes) -> Self {
        let answers = Branch::new(answers);
        let noted: Noted<'_> = notes.iter().map(|(path, outcome)| (path.segments(), (path, outcome))).collect();
        let mut entries: Vec<Entry> = noted.values().map(|(path, outcome)| entry((*path).clone(), (*outcome).clone())).collect();
        trace.leaves(|leaf| {
            if is_merged(&leaf) {
                return;
            }
            let path = leaf.path();
            if !is_noted(&noted, &path) {
                entries.push(entry(path, answers.outcome(&leaf)));
            }
        });
        let filled_in = inferred.iter().filter(|inferred| !is_noted(&noted, &inferred.path));
        entries.extend(filled_in.map(|inferred| {
            entry(inferred.path.clone(), Outcome::Inferred { value: inferred.value.clone(), rule: inferred.rule })
        }));
        entries.sort();
        Self { entries }
    }

    /// How many fields were emitted, filled in, weakened, ignored and refused.
    pub fn counts(&self) -> Counts {
        self.entries.iter().fold(Counts::default(), |mut counts, entry| {
            match entry.outcome {
                Outcome::Emitted => counts.emitted += 1,
                Outcome::Inferred { .. } => counts.inferred += 1,
                Outcome::Weakened { .. } => counts.weakened += 1,
                Outcome::Ignored { .. } => counts.ignored += 1,
                Outcome::Refused { .. } => counts.refused += 1,
            }
            counts
        })
    }
}

/// The ledger of one environment, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Page<'a> {
    /// The environment.
    environment: &'a str,
    /// Each field, sorted by path.
    fields: Vec<Line<'a>>,
}

/// One field of a ledger, for programs.
#[derive(Debug, Serialize, JsonSchema)]
struct Line<'a> {
    /// The field, as `landfall explain` takes it.
    path: String,
    /// `emitted`, `inferred`, `weakened`, `ignored` or `refused`.
    outcome: &'static str,
    /// The value that the compiler filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    /// The rule that gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    /// What is lost, or why.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

/// Fields that lost something for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss<'a> {
    /// Whether nothing of them is left.
    pub ignored: bool,
    /// The reason.
    pub why: &'a str,
    /// The fields, sorted.
    pub fields: Vec<&'a FieldPath>,
}

impl Ledger {
    /// The fields that are weakened or ignored, by reason, sorted by their first field.
    pub fn losses(&self) -> Vec<Loss<'_>> {
        let mut reasons: BTreeMap<(bool, &str), Vec<&FieldPath>> = BTreeMap::new();
        for Entry { path, outcome } in &self.entries {
            match outcome {
                Outcome::Weakened { lost } => reasons.entry((false, lost)).or_default().push(path),
                Outcome::Ignored { why } => reasons.entry((true, why)).or_default().push(path),
                Outcome::Emitted | Outcome::Inferred { .. } | Outcome::Refused { .. } => {}
            }
        }
        let losses = reasons.into_iter().map(|((ignored, why), fields)| Loss { ignored, why, fields });
        let mut losses: Vec<_> = losses.collect();
        losses.sort_by(|left, right| left.fields.cmp(&right.fields));
        losses
    }

    /// A line of text for each field.
    pub fn text(&self) -> String {
        let line = |Entry { path, outcome }: &Entry| match outcome {
            Outcome::Emitted => format!("emitted   {path}\n"),
            Outcome::Inferred { value, rule } => format!("inferred  {path} = {} ({rule})\n", value.replace('\n', "\\n")),
            Outcome::Weakened { lost } => format!("weakened  {path}: {lost}\n"),
            Outcome::Ignored { why } => format!("ignored   {path}: {why}\n"),
            Outcome::Refused { why, cure } => format!("refused   {path}: {why}; {cure}\n"),
        };
        self.entries.iter().map(line).collect()
    }

    /// The ledger for programs.
    pub fn page<'a>(&'a self, environment: &'a str) -> Page<'a> {
        let line = |Entry { path, outcome }: &'a Entry| {
            let (word, value, rule, why) = match outcome {
                Outcome::Emitted => ("emitted", None, None, None),
                Outcome::Inferred { value, rule } => ("inferred", Some(value.as_str()), Some(*rule), None),
                Outcome::Weakened { lost } => ("weakened", None, None, Some(lost.as_str())),
                Outcome::Ignored { why } => ("ignored", None, None, Some(why.as_str())),
                Outcome::Refused { why, cure: _ } => ("refused", None, None, Some(why.as_str())),
            };
            Line { path: path.to_string(), outcome: word, value, rule, why }
        };
        Page { environment, fields: self.entries.iter().map(line).collect() }
    }

    /// What is lost in an environment, one diagnostic a reason, at the places that say what is lost.
    pub fn diagnostics(&self, trace: &Trace, environment: &str, severity: Severity) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        self.losses().iter().for_each(|loss| diagnostics.push(loss.diagnostic(trace, environment, severity)));
        diagnostics
    }
}

impl Loss<'_> {
    /// The fields and the reason, in one line.
    pub fn text(&self) -> String {
        let becomes = if self.ignored { "ignored" } else { "weakened" };
        match self.fields.as_slice() {
            [] => String::new(),
            [only] => format!("{becomes} `{only}`: {}", self.why),
            [first, rest @ ..] => format!("{becomes} `{first}` and {} more: {}", rest.len(), self.why),
        }
    }

    fn diagnostic(&self, trace: &Trace, environment: &str, severity: Severity) -> Diagnostic {
        let code = if self.ignored { &codes::FIELD_IGNORED } else { &codes::FIELD_WEAKENED };
        let spans: BTreeSet<_> = self.fields.iter().filter_map(|path| trace.name_span(path)).collect();
        let diagnostic = Diagnostic::new(code, severity, format!("{} (in `{environment}`)", self.text()));
        spans.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.at(span, ""))
    }
}

/// How many fields had each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the output.
    pub emitted: usize,
    /// Filled in by the compiler.
    pub inferred: usize,
    /// In the output in part.
    pub weakened: usize,
    /// Not in the output.
    pub ignored: usize,
    /// An error.
    pub refused: usize,
}

fn entry(path: FieldPath, outcome: Outcome) -> Entry {
    Entry { path, outcome }
}

/// What a target noted, by the segments of the paths.
type Noted<'a> = BTreeMap<&'a [std::sync::Arc<str>], (&'a FieldPath, &'a Outcome)>;

/// Whether the field or a block around it has a note, which stands for it.
fn is_noted(noted: &Noted<'_>, path: &FieldPath) -> bool {
    let segments = path.segments();
    !noted.is_empty() && (1..=segments.len()).any(|length| segments.get(..length).is_some_and(|path| noted.contains_key(path)))
}

/// Whether a leaf stands in a layer that was merged into what lies above it, where the ledger has it.
fn is_merged(leaf: &Leaf<'_>) -> bool {
    matches!(leaf.steps.first(), Some(Step::Field("defaults" | "mixins" | "environments" | "includes")))
}

/// A target's answers, by the segments of their fields.
#[derive(Default)]
struct Branch {
    becomes: Option<Becomes>,
    inner: BTreeMap<&'static str, Branch>,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { emitted, inferred, weakened, ignored, refused } = self;
        let parts =
            [(emitted, "emitted"), (inferred, "inferred"), (weakened, "weakened"), (ignored, "ignored"), (refused, "refused")];
        let parts = parts.iter().filter(|(count, _)| **count > 0).map(|(count, word)| format!("{count} {word}"));
        f.write_str(&parts.collect::<Vec<_>>().join(", "))
    }
}

impl Branch {
    fn new(answers: &'static [Answer]) -> Self {
        let mut root = Self::default();
        for answer in answers {
            let at = answer.field.split('.').fold(&mut root, |branch, segment| branch.inner.entry(segment).or_default());
            at.becomes = Some(answer.becomes);
        }
        root
    }

    fn outcome(&self, leaf: &Leaf<'_>) -> Outcome {
        match self.answer(leaf.steps) {
            Some(Becomes::Emitted) => Outcome::Emitted,
            Some(Becomes::Weakened(lost)) => Outcome::Weakened { lost: lost.into() },
            Some(Becomes::Ignored(why)) => Outcome::Ignored { why: why.into() },
            None => Outcome::Ignored { why: String::from("the target has no answer for this field") },
        }
    }

    /// The answer for the field, else for the nearest block around it; a backing service's body is a workload's.
    fn answer(&self, steps: &[Step<'_>]) -> Option<Becomes> {
        match steps {
            [Step::Field("services" | "statefuls" | "jobs" | "crons"), Step::Key(_), body @ ..] => self.workload(body),
            [Step::Field("backing"), Step::Key(_), body @ ..] => {
                let own =
                    self.inner.get("backing").and_then(|backing| backing.inner.get("*")).and_then(|backing| backing.find(body));
                own.or_else(|| self.workload(body))
            }
            _ => self.find(steps),
        }
    }

    fn workload(&self, body: &[Step<'_>]) -> Option<Becomes> {
        self.inner.get("workload").and_then(|workload| workload.find(body))
    }

    /// What becomes of a block in which nothing is written: it is emitted where one of its fields would be.
    fn fields(&self) -> Option<Becomes> {
        let mut answers = self.inner.values().filter_map(|inner| inner.becomes);
        let emitted = answers.clone().find(|becomes| matches!(becomes, Becomes::Emitted));
        emitted.or_else(|| answers.next())
    }

    fn find(&self, steps: &[Step<'_>]) -> Option<Becomes> {
        let Some((first, rest)) = steps.split_first() else { return self.becomes.or_else(|| self.fields()) };
        let segment = match first {
            Step::Field(name) => name,
            Step::Key(_) | Step::Index(_) => "*",
        };
        self.inner.get(segment).and_then(|inner| inner.find(rest)).or(self.becomes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_several_lines_takes_one_line() {
        let path = FieldPath::new(["backing", "cache", "command"]);
        let outcome = Outcome::Inferred { value: "dir /data\nrequirepass x".into(), rule: "catalogue" };
        let text = Ledger { entries: vec![Entry { path, outcome }] }.text();
        assert_eq!(text, "inferred  backing.cache.command = dir /data\\nrequirepass x (catalogue)\n");
    }
}
