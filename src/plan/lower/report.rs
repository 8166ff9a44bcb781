//! What lowering has to say: diagnostics with their places, and what it filled in.

use super::Request;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    overlay::{Entry, Removal, Trace},
    path::FieldPath,
    plan::Inferred,
    source::{SourceMap, Span},
    text,
    tree::UNKNOWN,
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
    found: Found,
}

/// What was reported and filled in.
#[derive(Default)]
pub(super) struct Found {
    pub(super) diagnostics: Diagnostics,
    /// Sorted by path.
    pub(super) inferred: Vec<Inferred>,
}

impl<'a> Report<'a> {
    pub(super) fn new(request: &Request<'a>) -> Self {
        Self { trace: &request.merged.trace, sources: request.sources, found: Found::default() }
    }

    /// The place of a value, or of what is written around it.
    pub(super) fn place(&self, path: &FieldPath) -> Option<Span> {
        self.trace.span(path)
    }

    /// What is written at a place.
    pub(super) fn source(&self, place: Span) -> &str {
        self.sources.slice(place)
    }

    /// The place of a name.
    pub(super) fn name(&self, path: &FieldPath) -> Option<Span> {
        self.trace.name_span(path)
    }

    /// The place of a part of a text.
    pub(super) fn part(&self, path: &FieldPath, text: &str, at: &Range<usize>) -> Option<Span> {
        Some(text::part(self.sources, self.trace.span(path)?, text, at))
    }

    /// Whether something was written there, be it wrong.
    pub(super) fn is_written(&self, path: &FieldPath) -> bool {
        self.trace.get(path).is_some()
    }

    /// Whether something unknown is written in the block there, which has been said: it may have been meant as what is missing.
    pub(super) fn has_unknown(&self, path: &FieldPath) -> bool {
        self.is_written(&path.join(UNKNOWN))
    }

    /// The keys of what is written there and is not taken away, be it wrong.
    pub(super) fn keys(&self, path: &FieldPath) -> Vec<String> {
        self.trace.get(path).map(Entry::keys).unwrap_or_default()
    }

    /// Whether what was written there is wrong, which has been said.
    pub(super) fn is_wrong(&self, path: &FieldPath) -> bool {
        self.trace.get(path).is_some_and(Entry::is_bad)
    }

    /// Whether what is written there takes the place of all that lies below it.
    pub(super) fn replaces(&self, path: &FieldPath) -> bool {
        self.trace.get(path).is_some_and(Entry::replaces)
    }

    /// What is taken away at or below a path.
    pub(super) fn removals(&self, path: &FieldPath) -> Vec<Removal> {
        self.trace.removals(path)
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.found.diagnostics.push(diagnostic);
    }

    /// A diagnostic about a name at a place, where another name was meant.
    pub(super) fn slip(&mut self, diagnostic: Diagnostic, place: Option<Span>, wrong: &str, meant: &str) {
        let question = format!("did you mean `{meant}`?");
        let edit = place.and_then(|place| Some((place, replaced(self.sources.slice(place), wrong, meant)?)));
        self.push(match edit {
            Some((place, text)) => diagnostic.suggest(question, place, text),
            None => diagnostic.help(question),
        });
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
        self.found.inferred.push(Inferred { path, value: value.into(), rule, why });
    }

    /// Takes in what was found elsewhere.
    pub(super) fn take(&mut self, found: Found) {
        self.found.diagnostics.append(found.diagnostics);
        self.found.inferred.extend(found.inferred);
    }

    /// What was found. What has been taken in is sorted already, so that sorting all of it finds long runs.
    pub(super) fn finish(self) -> Found {
        let mut found = self.found;
        found.inferred.sort();
        found
    }
}

/// A text with its last whole word of that kind replaced by another.
fn replaced(text: &str, wrong: &str, meant: &str) -> Option<String> {
    let part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    let whole = |(start, _): &(usize, &str)| {
        let before = text.get(..*start).and_then(|before| before.chars().next_back());
        let after = text.get(start + wrong.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    };
    let (start, _) = text.match_indices(wrong).filter(whole).last()?;
    Some(format!("{}{meant}{}", text.get(..start)?, text.get(start + wrong.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_word_is_replaced() {
        assert_eq!(replaced("{{ apo.url }}", "apo", "api").as_deref(), Some("{{ api.url }}"));
        assert_eq!(replaced("{{ my-apo.url }}", "apo", "api"), None);
    }
}
