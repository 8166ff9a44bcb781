//! What became of every field that was written, in one target: nothing is lost in silence.

mod loss;
mod page;

use crate::{
    artifact::{Answer, Becomes, Notes, Outcome},
    overlay::{Leaf, Step, Trace, WORKLOADS},
    path::FieldPath,
    plan::Inferred,
};
use std::collections::BTreeMap;

pub use loss::Loss;
pub use page::Page;

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
    let stands = |length: usize| {
        let outer = segments.get(..length)?;
        let (_, outcome) = noted.get(outer)?;
        Some(length == segments.len() || !is_part_of_whole(outer, outcome))
    };
    !noted.is_empty() && (1..=segments.len()).any(|length| stands(length).unwrap_or(false))
}

/// Whether a workload, or a container before or beside one, is lost in part: its fields have answers of their own.
fn is_part_of_whole(path: &[std::sync::Arc<str>], outcome: &Outcome) -> bool {
    let names: Vec<&str> = path.iter().map(|segment| &**segment).collect();
    let whole = match names.as_slice() {
        [map, _] | [map, _, "inits" | "sidecars", _] => WORKLOADS.contains(map),
        _ => false,
    };
    whole && matches!(outcome, Outcome::Weakened { .. })
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
            [Step::Field("services" | "statefuls" | "daemons" | "jobs" | "crons"), Step::Key(_), body @ ..] => {
                self.workload(body)
            }
            [Step::Field("backing"), Step::Key(_), body @ ..] => {
                let own =
                    self.inner.get("backing").and_then(|backing| backing.inner.get("*")).and_then(|backing| backing.find(body));
                own.or_else(|| self.workload(body))
            }
            _ => self.find(steps),
        }
    }

    /// The answer for a field of a workload's body, which a container before or beside it shares.
    fn workload(&self, body: &[Step<'_>]) -> Option<Becomes> {
        let workload = self.inner.get("workload")?;
        let own = match body {
            [Step::Field("inits" | "sidecars"), Step::Key(_), Step::Field("shares"), ..] => None,
            [Step::Field("inits" | "sidecars"), Step::Key(_), inner @ ..] if !inner.is_empty() => workload.find(inner),
            _ => None,
        };
        own.or_else(|| workload.find(body))
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
