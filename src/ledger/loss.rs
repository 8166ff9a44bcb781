//! What a target loses of a manifest, by reason.

use super::{Entry, Ledger};
use crate::{
    artifact::Outcome,
    diagnostic::{Diagnostic, Diagnostics, Severity, codes},
    overlay::Trace,
    path::FieldPath,
};
use std::collections::{BTreeMap, BTreeSet};

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
