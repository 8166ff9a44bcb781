//! Diagnostics for programs, in a shape of our own: `landfall schema diagnostics` describes it.

use super::{Diagnostic, Diagnostics, Label, Severity, Suggestion, View};
use crate::source::{Edit, Position, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// The diagnostics of a run.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Report {
    /// How many errors there are.
    errors: usize,
    /// How many warnings there are.
    warnings: usize,
    /// Each mistake, by file and place.
    diagnostics: Vec<Entry>,
}

/// One mistake or warning.
#[derive(Debug, Serialize, JsonSchema)]
struct Entry {
    /// Its kind, which `landfall explain` takes.
    code: &'static str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// What is wrong.
    message: String,
    /// The cause first, then what it conflicts with.
    labels: Vec<Place>,
    /// What to do.
    helps: Vec<String>,
    /// Changes to the text that mend it.
    suggestions: Vec<Cure>,
}

/// A place in a file, and what is to be said of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Place {
    /// The file, from the folder where the command runs.
    path: String,
    /// The first character.
    start: Point,
    /// The character after the last.
    end: Point,
    /// What is said of the place, or what the edit puts there.
    text: String,
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
struct Cure {
    /// What the change does.
    text: String,
    /// The change; all of it or nothing.
    edits: Vec<Place>,
}

impl Report {
    /// The diagnostics as `view` shows them.
    pub fn new(view: &View<'_>, diagnostics: &Diagnostics) -> Self {
        let mut report = Self::default();
        report.add(view, diagnostics);
        report
    }

    /// Adds diagnostics of another part of the run.
    pub fn add(&mut self, view: &View<'_>, diagnostics: &Diagnostics) {
        let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        self.errors += count(Severity::Error);
        self.warnings += count(Severity::Warning);
        self.diagnostics.extend(diagnostics.iter().map(|diagnostic| entry(view, view.screened(diagnostic).into_owned())));
    }
}

fn entry(view: &View<'_>, diagnostic: Diagnostic) -> Entry {
    let Diagnostic { code, severity, message, labels, helps, suggestions } = diagnostic;
    let labels = labels.into_iter().map(|Label { span, text, masked: _ }| place(view, span, text)).collect();
    let suggestions = suggestions.into_iter().map(|cure| suggestion(view, cure)).collect();
    Entry { code: code.name, severity: name(severity), message, labels, helps, suggestions }
}

fn suggestion(view: &View<'_>, Suggestion { text, edits }: Suggestion) -> Cure {
    Cure { text, edits: edits.into_iter().map(|Edit { span, text }| place(view, span, text)).collect() }
}

fn place(view: &View<'_>, span: Span, text: String) -> Place {
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
        let report = serde_json::to_value(Report::new(&View::new(&sources, "sub/", &list), &list)).unwrap();
        assert_eq!((&report["errors"], &report["warnings"]), (&1.into(), &0.into()));
        assert_eq!(report["diagnostics"][0]["code"], "kdl-syntax");
        let label = &report["diagnostics"][0]["labels"][0];
        assert_eq!(label["path"], "sub/landfall.kdl");
        assert_eq!(label["start"], serde_json::json!({"line": 2, "column": 15, "offset": 16}));
        assert_eq!(report["diagnostics"][0]["suggestions"][0]["edits"][0]["text"], "\"100m\"");
    }
}
