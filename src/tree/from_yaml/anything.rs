//! Data of YAML as data of JSON, for patches.

use serde_json::Value;

use crate::tree::public;
use crate::yaml::{Data, Datum};

/// The same value; `!remove` is null, which takes away in a merge.
pub fn read(datum: &Datum<'_>) -> Value {
    match &datum.value {
        _ if is_tagged(datum, "remove") => Value::Null,
        _ if is_tagged(datum, "public") => public(read(&Datum { tag: None, ..datum.clone() })),
        Data::Map(entries) => Value::Object(entries.iter().map(|(key, value)| (key.text.to_string(), read(value))).collect()),
        Data::List(items) => Value::Array(items.iter().map(read).collect()),
        Data::Text(text) => Value::String(text.to_string()),
        Data::Number(text, whole) => match whole.map(i64::try_from) {
            Some(Ok(whole)) => Value::from(whole),
            _ => text.parse::<f64>().map_or_else(|_| Value::String(text.to_string()), Value::from),
        },
        Data::Bool(truth) => Value::Bool(*truth),
        Data::Null | Data::Nothing | Data::Bad => Value::Null,
    }
}

fn is_tagged(datum: &Datum<'_>, word: &str) -> bool {
    datum.tag.as_ref().is_some_and(|tag| tag.word == word)
}
