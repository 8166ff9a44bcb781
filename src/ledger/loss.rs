//! What a target loses of a manifest, by reason.

use super::{Counts, Fate, Ledger};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Severity, codes},
    overlay::Trace,
    path::FieldPath,
};
use std::collections::{BTreeMap, BTreeSet};

/// A ledger in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary<'a> {
    /// How many fields had each outcome.
    pub counts: Counts,
    /// The fields that are weakened or ignored, by reason, sorted by their first field.
    pub losses: Vec<Loss<'a>>,
}

/// Fields that lost something for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss<'a> {
    /// Whether nothing of them is left.
    pub ignored: bool,
    /// The reason.
    pub why: &'a str,
    /// The fields, sorted.
    pub fields: Vec<FieldPath>,
}

impl Ledger<'_> {
    /// The ledger in short; fields that are emitted or filled in are only counted.
    pub fn summary(&self) -> Summary<'_> {
        let mut counts = Counts::default();
        let mut reasons: BTreeMap<(bool, &str), Vec<FieldPath>> = BTreeMap::new();
        self.visit(|field, fate| {
            counts.add(fate);
            match fate {
                Fate::Weakened { lost } => reasons.entry((false, lost)).or_default().push(field.path()),
                Fate::Ignored { why } => reasons.entry((true, why)).or_default().push(field.path()),
                Fate::Emitted | Fate::Inferred { .. } | Fate::Elsewhere { .. } | Fate::Refused { .. } => {}
            }
        });
        let mut losses: Vec<_> = reasons.into_iter().map(|((ignored, why), fields)| Loss { ignored, why, fields }).collect();
        losses.iter_mut().for_each(|loss| loss.fields.sort());
        losses.sort_by(|left, right| left.fields.cmp(&right.fields));
        Summary { counts, losses }
    }

    /// What is lost in an environment, one diagnostic a reason, at the places that say what is lost.
    pub fn diagnostics(&self, environment: &str, severity: Severity) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        self.summary().losses.iter().for_each(|loss| diagnostics.push(loss.diagnostic(self.trace, environment, severity)));
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
