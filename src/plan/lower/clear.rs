//! Secrets in clear in what the user hands through to the output: patches and objects.

use crate::{
    suspicion::{self, Reading},
    tree::PUBLIC,
};
use serde_json::{Map, Value};

/// Takes the marks of what is public out, and gives the names of what looks like a secret.
pub(super) fn search(value: &mut Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

fn walk(value: &mut Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(public) = fields.get_mut(PUBLIC) {
                *value = public.take();
                return;
            }
            let named = named(fields);
            for (key, inner) in fields {
                let key = if key == "value" { named.as_deref().unwrap_or("value") } else { key.as_str() };
                walk(inner, key, found);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, name, found)),
        Value::String(text) if looks_secret(name, text) => found.push(name.to_owned()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What the `value` beside it is called: a variable of a container, or the end of a JSON Patch's path.
fn named(fields: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    let path = || text("path").and_then(|path| path.rsplit('/').next());
    fields.get("value").and_then(|_| text("name").or_else(path)).map(str::to_owned)
}

/// Whether a text under that name looks like a secret; one that another name stands in, as `$(NAME)`, is none.
pub(super) fn looks_secret(name: &str, text: &str) -> bool {
    let pair = text.split_once('=').filter(|(variable, _)| !variable.is_empty() && !variable.contains(char::is_whitespace));
    let is_one = |(name, text): (&str, &str)| !text.starts_with('$') && suspicion::is_secret(name, text);
    let in_lines = || text.contains('\n') && !suspicion::find(text, Reading::Content).is_empty();
    is_one((name, text)) || pair.is_some_and(is_one) || in_lines()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn variables_entries_and_operations_are_looked_at() {
        for mut patch in [
            json!({"spec": {"containers": [{"env": [{"name": "DB_PASSWORD", "value": "hunter2!"}]}]}}),
            json!({"environment": {"DB_PASSWORD": "hunter2!"}}),
            json!({"environment": ["DB_PASSWORD=hunter2!"]}),
            json!([{"op": "add", "path": "/data/DB_PASSWORD", "value": "hunter2!"}]),
            json!({"data": {"app.ini": "[db]\npassword = hunter2!\n"}}),
        ] {
            assert_eq!(search(&mut patch).len(), 1, "{patch}");
        }
    }

    #[test]
    fn references_and_what_is_public_are_let_be() {
        for mut patch in [
            json!({"env": [{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}]}),
            json!({"environment": {"DB_PASSWORD": "${DB_PASSWORD}"}}),
            json!({"data": {"DB_PASSWORD": {"$public": "hunter2!"}}}),
        ] {
            assert_eq!(search(&mut patch), Vec::<String>::new());
            assert!(!patch.to_string().contains("$public"));
        }
    }
}
