//! A fact is a line: a workload, what is said of it, and the value.

use std::collections::BTreeSet;
use yaml_serde::Value;

/// Facts, sorted.
pub(super) type Facts = BTreeSet<String>;

/// Adds `WORKLOAD WHAT VALUE`.
pub(super) fn add(facts: &mut Facts, workload: &str, what: &str, value: impl std::fmt::Display) {
    facts.insert(format!("{workload} {what} {}", value.to_string().replace('\n', "⏎")));
}

/// An image without its registry and tag.
pub(super) fn image(reference: &str) -> &str {
    let last = reference.rsplit('/').next().unwrap_or(reference);
    last.split(['@', ':']).next().unwrap_or(last)
}

/// A scalar as text; empty for what is none.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(bool) => bool.to_string(),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => String::new(),
    }
}

/// The items of a list; none where it is no list.
pub(super) fn items(value: &Value) -> &[Value] {
    value.as_sequence().map_or(&[], Vec::as_slice)
}

/// The entries of a map, with their keys as text.
pub(super) fn entries(value: &Value) -> Vec<(String, &Value)> {
    value.as_mapping().map(|map| map.iter().map(|(key, value)| (text(key), value)).collect()).unwrap_or_default()
}

/// The words of a command, each quoted.
pub(super) fn words(value: &Value) -> String {
    match value.as_str() {
        Some(line) => format!("{line:?}"),
        None => items(value).iter().map(|word| format!("{:?}", text(word))).collect::<Vec<_>>().join(" "),
    }
}
