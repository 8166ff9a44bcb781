//! Diagnostics for programs, in a shape of our own: `landfall schema diagnostics` describes it.

use super::{Diagnostic, Diagnostics, Label, Severity, Suggestion, View};
use crate::source::{Edit, Position, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// The version of the shape; it rises when a field goes or changes its meaning, not when one is added.
const VERSION: u32 = 1;

/// The diagnostics of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report<'a> {
    /// The version of this shape.
    version: u32,
    /// How many errors there are.
    errors: usize,
    /// How many warnings there are.
    warnings: usize,
    /// Each mistake, by file and place.
    diagnostics: Vec<Entry<'a>>,
}

/// One mistake or warning.
#[derive(Debug, Serialize, JsonSchema)]
struct Entry<'a> {
    /// Its kind, which `landfall explain` takes.
    code: &'a str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// What is wrong.
    message: &'a str,
    /// The cause first, then what it conflicts with.
    labels: Vec<Place<'a>>,
    /// What to do.
    helps: &'a [String],
    /// Changes to the text that mend it.
    suggestions: Vec<Cure<'a>>,
}

/// A place in a file, and what is to be said of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Place<'a> {
    /// The file, from the folder where the command runs.
    path: String,
    /// The first character.
    start: Point,
    /// The character after the last.
    end: Point,
    /// What is said of the place, or what the edit puts there.
    text: &'a str,
}

/// A character of a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Point {
    /// Its line, counted from one.
    line: usize,
    /// Its place in the line, counted in characters from one.
    column: usize,
    /// Its place in the file, counted in bytes from zero.
    offset: u32,
}

/// A change that mends the mistake.
#[derive(Debug, Serialize, JsonSchema)]
struct Cure<'a> {
    /// What the change does.
    text: &'a str,
    /// The change; all of it or nothing.
    edits: Vec<Place<'a>>,
}

/// All diagnostics as one JSON object.
pub fn render(view: &View<'_>, diagnostics: &Diagnostics) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let screened: Vec<_> = diagnostics.iter().map(|diagnostic| view.screened(diagnostic)).collect();
    let report = Report {
        version: VERSION,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        diagnostics: screened.iter().map(|diagnostic| entry(view, diagnostic)).collect(),
    };
    serde_json::to_string_pretty(&report).expect("texts and numbers are always JSON") + "\n"
}

fn entry<'a>(view: &View<'_>, diagnostic: &'a Diagnostic) -> Entry<'a> {
    let Diagnostic { code, severity, message, labels, helps, suggestions } = diagnostic;
    let labels = labels.iter().map(|Label { span, text, masked: _ }| place(view, *span, text)).collect();
    let suggestions = suggestions.iter().map(|cure| suggestion(view, cure)).collect();
    Entry { code: code.name, severity: name(*severity), message, labels, helps, suggestions }
}

fn suggestion<'a>(view: &View<'_>, Suggestion { text, edits }: &'a Suggestion) -> Cure<'a> {
    Cure { text, edits: edits.iter().map(|Edit { span, text }| place(view, *span, text)).collect() }
}

fn place<'a>(view: &View<'_>, span: Span, text: &'a str) -> Place<'a> {
    let (start, end) = view.positions(span);
    let point = |Position { line, column }, offset| Point { line, column, offset };
    Place { path: view.path(span.file).into_owned(), start: point(start, span.start), end: point(end, span.end), text }
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::codes, source::SourceMap};

    #[test]
    fn a_program_finds_code_place_and_cure() {
        let mut sources = SourceMap::default();
        let file = sources.add("landfall.kdl", "a\nresources cpu=100m");
        let span = Span::new(file, 16, 20);
        let mut list = Diagnostics::default();
        list.push(
            Diagnostic::error(&codes::KDL_SYNTAX, "`100m` wants quotes").at(span, "here").suggest("add them", span, "\"100m\""),
        );
        let text = render(&View::new(&sources, "sub/", &list), &list);
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&report["version"], &report["errors"]), (&1.into(), &1.into()));
        assert_eq!(report["diagnostics"][0]["code"], "kdl-syntax");
        let label = &report["diagnostics"][0]["labels"][0];
        assert_eq!(label["path"], "sub/landfall.kdl");
        assert_eq!(label["start"], serde_json::json!({"line": 2, "column": 15, "offset": 16}));
        assert_eq!(report["diagnostics"][0]["suggestions"][0]["edits"][0]["text"], "\"100m\"");
    }
}
