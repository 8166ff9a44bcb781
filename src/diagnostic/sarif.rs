//! Diagnostics as SARIF 2.1.0, which code scanning reads.

use super::{Code, Diagnostic, Diagnostics, Label, Severity, Suggestion, View};
use crate::source::{Edit, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All diagnostics as one log with one run.
pub fn render(view: &View<'_>, diagnostics: &Diagnostics) -> String {
    let codes: BTreeMap<_, _> = diagnostics.iter().map(|diagnostic| (diagnostic.code.name, diagnostic.code)).collect();
    let driver = json!({
        "name": "landfall",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": codes.values().map(|code| rule(code)).collect::<Vec<_>>(),
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(|diagnostic| result(view, &view.screened(diagnostic))).collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.name,
        "shortDescription": {"text": code.summary},
        "help": {"text": code.explanation},
    })
}

fn result(view: &View<'_>, diagnostic: &Diagnostic) -> Value {
    let Diagnostic { code, severity, message, labels, helps, suggestions } = diagnostic;
    let words = helps.iter().fold(message.clone(), |words, help| words + "\n" + help);
    let mut result = json!({"ruleId": code.name, "level": level(*severity), "message": {"text": words}});
    let places: Vec<_> = labels.iter().enumerate().map(|(id, label)| location(view, id, label)).collect();
    if let Some((cause, related)) = places.split_first() {
        insert(&mut result, "locations", json!([cause]));
        if !related.is_empty() {
            insert(&mut result, "relatedLocations", json!(related));
        }
    }
    if !suggestions.is_empty() {
        insert(&mut result, "fixes", suggestions.iter().map(|cure| fix(view, cure)).collect());
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(view: &View<'_>, id: usize, label: &Label) -> Value {
    let Label { span, text, masked: _ } = label;
    let place = json!({"artifactLocation": artifact(view, *span), "region": region(view, *span)});
    let mut location = json!({"id": id, "physicalLocation": place});
    if !text.is_empty() {
        insert(&mut location, "message", json!({"text": text}));
    }
    location
}

fn fix(view: &View<'_>, Suggestion { text, edits }: &Suggestion) -> Value {
    let changes = edits.iter().map(|Edit { span, text }| {
        let replacement = json!({"deletedRegion": region(view, *span), "insertedContent": {"text": text}});
        json!({"artifactLocation": artifact(view, *span), "replacements": [replacement]})
    });
    json!({"description": {"text": text}, "artifactChanges": changes.collect::<Vec<_>>()})
}

fn artifact(view: &View<'_>, span: Span) -> Value {
    json!({"uri": uri(&view.path(span.file))})
}

fn region(view: &View<'_>, span: Span) -> Value {
    let (start, end) = view.positions(span);
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

/// A path as a relative reference of a URI.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn insert(object: &mut Value, key: &str, value: Value) {
    object.as_object_mut().expect("it was written as an object").insert(key.to_owned(), value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::codes, source::SourceMap};

    #[test]
    fn a_scanner_finds_rule_region_and_fix() {
        let mut sources = SourceMap::default();
        let file = sources.add("my app.kdl", "resources cpu=100m");
        let span = Span::new(file, 14, 18);
        let mut list = Diagnostics::default();
        list.push(
            Diagnostic::error(&codes::KDL_SYNTAX, "`100m` wants quotes").at(span, "").suggest("add them", span, "\"100m\""),
        );
        let log: Value = serde_json::from_str(&render(&View::new(&sources, "", &list), &list)).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "kdl-syntax");
        let result = &run["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20app.kdl");
        assert_eq!(place["region"], json!({"startLine": 1, "startColumn": 15, "endLine": 1, "endColumn": 19}));
        let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(replacement["insertedContent"]["text"], "\"100m\"");
    }
}
