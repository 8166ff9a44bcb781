//! What Compose and Kubernetes do to texts, after their specifications.

use serde_json::Value;
use std::collections::BTreeMap;

/// Compose's interpolation of every text in a value: `$$` is a dollar. Any other `$` would be a variable, or refused.
pub(super) fn compose(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(interpolated(text)),
        Value::Array(items) => items.iter().map(compose).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), compose(value))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn interpolated(text: &str) -> String {
    let mut rest = text;
    let mut result = String::new();
    while let Some((before, after)) = rest.split_once('$') {
        result.push_str(before);
        result.push('$');
        rest = after.strip_prefix('$').unwrap_or_else(|| panic!("Compose reads a variable in {text:?}"));
    }
    result + rest
}

/// Kubernetes' expansion: `$(NAME)` is the variable's value, or itself where there is none; `$$` is a dollar; any other `$` is itself.
pub(super) fn kubernetes(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut rest = text;
    let mut result = String::new();
    while let Some((before, after)) = rest.split_once('$') {
        result.push_str(before);
        let name = after.strip_prefix('(').and_then(|inner| inner.split_once(')'));
        if let Some(escaped) = after.strip_prefix('$') {
            result.push('$');
            rest = escaped;
        } else if let Some((name, behind)) = name {
            result.push_str(&known.get(name).cloned().unwrap_or_else(|| format!("$({name})")));
            rest = behind;
        } else {
            result.push('$');
            rest = after;
        }
    }
    result + rest
}

#[test]
fn dollars_mean_what_the_specifications_say() {
    let known = BTreeMap::from([("A".to_owned(), "$$(A)".to_owned())]);
    for (text, expected) in
        [("$(A)", "$$(A)"), ("$$(A)", "$(A)"), ("$$$(A)", "$$$(A)"), ("$(B) $() $( $A ${A} $", "$(B) $() $( $A ${A} $")]
    {
        assert_eq!(kubernetes(text, &known), expected, "{text}");
    }
    assert_eq!(interpolated("$$A $$$${B}"), "$A $${B}");
    assert!(std::panic::catch_unwind(|| interpolated("$A")).is_err());
}
