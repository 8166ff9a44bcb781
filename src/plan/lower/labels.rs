//! Labels and annotations, in the forms that clusters take.

use super::draft::Draft;
use crate::{
    diagnostic::codes,
    manifest::{Map, Template},
    path::FieldPath,
};

/// The part of a key behind its prefix, and a label's value.
const LONGEST: usize = 63;

/// Labels that the compiler sets, since selectors use them.
const OURS: [&str; 3] = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by"];

/// Labels, in the order of the manifest.
pub(super) fn labels(draft: &mut Draft<'_, '_>, written: &Map<Template>, path: &FieldPath) -> Vec<(String, String)> {
    evaluated(draft, written, path, &OURS)
}

/// Labels that nodes have, in the order of the manifest.
pub(super) fn of_nodes(draft: &mut Draft<'_, '_>, written: &Map<Template>, path: &FieldPath) -> Vec<(String, String)> {
    evaluated(draft, written, path, &[])
}

/// The value of a label that nodes have.
pub(super) fn value_of_node(draft: &mut Draft<'_, '_>, key: &str, value: &Template, path: &FieldPath) -> Option<String> {
    let value = draft.plain(value.as_str(), path, "a label");
    fits(draft, key, &value, path).then_some(value)
}

fn evaluated(draft: &mut Draft<'_, '_>, written: &Map<Template>, path: &FieldPath, reserved: &[&str]) -> Vec<(String, String)> {
    let mut labels = Vec::with_capacity(written.len());
    for (key, value) in written {
        let at = path.join(key);
        let value = draft.plain(value.as_str(), &at, "a label");
        if reserved.contains(&key.as_str()) {
            let help = "leave it out: selectors use it, and the compiler sets it";
            draft.report.error_at_name(&codes::LABEL_FORM, &at, format!("the label `{key}` is the compiler's own"), help);
        } else if checked(draft, key, &value, &at) {
            labels.push((key.clone(), value));
        }
    }
    labels
}

/// Whether the label can be; told where it cannot.
fn checked(draft: &mut Draft<'_, '_>, key: &str, value: &str, at: &FieldPath) -> bool {
    if !is_key(key) {
        key_form(draft, "label", key, at);
        return false;
    }
    fits(draft, key, value, at)
}

/// Whether the label can have this value; told where it cannot.
fn fits(draft: &mut Draft<'_, '_>, key: &str, value: &str, at: &FieldPath) -> bool {
    let fits = !draft.scope.in_cluster() || value.is_empty() || is_name(value);
    if !fits {
        let help = "in a cluster it is at most 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends; other text is for `annotations`";
        draft.report.error(&codes::LABEL_FORM, at, format!("`{value}` cannot be the value of the label `{key}`"), help);
    }
    fits
}

/// Annotations, in the order of the manifest.
pub(super) fn annotations(draft: &mut Draft<'_, '_>, written: &Map<Template>, path: &FieldPath) -> Vec<(String, String)> {
    let mut annotations = Vec::with_capacity(written.len());
    for (key, value) in written {
        let at = path.join(key);
        let value = draft.plain(value.as_str(), &at, "an annotation");
        if is_key(key) {
            annotations.push((key.clone(), value));
        } else {
            key_form(draft, "annotation", key, &at);
        }
    }
    annotations
}

/// Reports a key that cannot be one.
pub(super) fn key_form(draft: &mut Draft<'_, '_>, what: &str, key: &str, path: &FieldPath) {
    let help = "a key is at most 63 letters, digits, `-`, `_` and `.`, with a DNS name and `/` before it if you like: `example.com/team`";
    draft.report.error_at_name(&codes::LABEL_FORM, path, format!("`{key}` cannot be the key of {} {what}", article(what)), help);
}

fn article(what: &str) -> &'static str {
    if what.starts_with('a') { "an" } else { "a" }
}

pub(super) fn is_key(key: &str) -> bool {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    let domain = |prefix: &str| {
        let part = |part: &str| {
            let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !part.is_empty() && part.bytes().all(fits) && !part.starts_with('-') && !part.ends_with('-')
        };
        prefix.len() <= 253 && prefix.split('.').all(part)
    };
    is_name(name) && prefix.is_none_or(domain)
}

fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let end = |char: char| char.is_ascii_alphanumeric();
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(fits) && text.starts_with(end) && text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_form_that_clusters_take() {
        for key in ["team", "example.com/tier", "a_b.C-1"] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "a b", "Example.com/x", "a/b/c", "-a", "/x", "x/"] {
            assert!(!is_key(key), "{key}");
        }
    }
}
