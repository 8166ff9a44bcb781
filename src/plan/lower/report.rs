//! What lowering has to say: diagnostics with their places, and what it filled in.

use super::Request;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    overlay::Trace,
    path::FieldPath,
    plan::Inferred,
    source::{SourceMap, Span},
    text,
};
use std::ops::Range;

/// The rule of a default that is the language's own.
pub(super) const LANGUAGE: &str = "language";
/// The rule of a default that the catalogue's type gives.
pub(super) const CATALOGUE: &str = "catalogue";

/// Diagnostics, and what was filled in.
pub(super) struct Report<'a> {
    trace: &'a Trace,
    sources: &'a SourceMap,
    diagnostics: &'a mut Diagnostics,
    inferred: Vec<Inferred>,
}

impl<'a> Report<'a> {
    pub(super) fn new(request: &Request<'a>, diagnostics: &'a mut Diagnostics) -> Self {
        Self { trace: &request.merged.trace, sources: request.sources, diagnostics, inferred: Vec::new() }
    }

    /// The place of a value, or of what is written around it.
    pub(super) fn place(&self, path: &FieldPath) -> Option<Span> {
        self.trace.span(path)
    }

    /// The place of a name.
    pub(super) fn name(&self, path: &FieldPath) -> Option<Span> {
        self.trace.name_span(path)
    }

    /// The place of a part of a text.
    pub(super) fn part(&self, path: &FieldPath, text: &str, at: &Range<usize>) -> Option<Span> {
        let whole = self.trace.span(path)?;
        let found = text::place_in_source(text, at, self.sources.slice(whole));
        let within =
            |range: Range<usize>| Span::new(whole.file, whole.start as usize + range.start, whole.start as usize + range.end);
        Some(found.map_or(whole, within))
    }

    /// Whether something was written there, be it wrong.
    pub(super) fn is_written(&self, path: &FieldPath) -> bool {
        self.trace.get(path).is_some()
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// An error at a value.
    pub(super) fn error(&mut self, code: &'static Code, path: &FieldPath, message: impl Into<String>, help: impl Into<String>) {
        let diagnostic = Diagnostic::error(code, message).at_known(self.place(path), "").help(help);
        self.push(diagnostic);
    }

    /// An error at a name.
    pub(super) fn error_at_name(
        &mut self,
        code: &'static Code,
        path: &FieldPath,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::error(code, message).at_known(self.name(path), "").help(help);
        self.push(diagnostic);
    }

    /// Notes what was filled in.
    pub(super) fn infer(&mut self, path: FieldPath, value: impl Into<String>, rule: &'static str, why: &'static str) {
        self.inferred.push(Inferred { path, value: value.into(), rule, why });
    }

    /// How much has been filled in.
    pub(super) fn filled_in(&self) -> usize {
        self.inferred.len()
    }

    /// Sorts what was filled in since then, so that sorting all of it finds long runs.
    pub(super) fn sort_since(&mut self, start: usize) {
        if let Some(since) = self.inferred.get_mut(start..) {
            since.sort();
        }
    }

    /// What was filled in, sorted by path.
    pub(super) fn finish(self) -> Vec<Inferred> {
        let mut inferred = self.inferred;
        inferred.sort();
        inferred
    }
}
