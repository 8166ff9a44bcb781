//! The two extensions of the schema, `x-kdl` and `x-node`, read strictly: a word that is not known is an error.

use serde_json::{Map as Object, Value};

use super::ListRule;

/// How a type is written: `x-kdl`.
#[derive(Debug, Default)]
pub(super) struct TypeForm {
    pub(super) args: Vec<String>,
    pub(super) plain: Vec<String>,
    pub(super) block: Option<String>,
    pub(super) empty: Option<String>,
    pub(super) raw: bool,
    pub(super) name: Option<String>,
}

/// How a field is written: `x-node`.
#[derive(Debug, Default)]
pub(super) struct FieldForm {
    pub(super) name: Option<String>,
    pub(super) key: Option<Vec<String>>,
    pub(super) key_format: Option<String>,
    pub(super) catalogue: bool,
    pub(super) inline: bool,
    pub(super) list: Option<ListRule>,
    pub(super) only: Option<Vec<String>>,
}

impl TypeForm {
    pub(super) fn read(schema: &Object<String, Value>) -> Result<Self, String> {
        let mut form = Self::default();
        for (word, value) in words(schema, "x-kdl")? {
            match word.as_str() {
                "args" => form.args = texts(word, value)?,
                "plain" => form.plain = texts(word, value)?,
                "block" => form.block = Some(text(word, value)?),
                "empty" => form.empty = Some(text(word, value)?),
                "raw" => form.raw = truth(word, value)?,
                "name" => form.name = Some(text(word, value)?),
                _ => return Err(format!("`x-kdl` has no `{word}`")),
            }
        }
        Ok(form)
    }
}

impl FieldForm {
    pub(super) fn read(schema: &Object<String, Value>) -> Result<Self, String> {
        let mut form = Self::default();
        for (word, value) in words(schema, "x-node")? {
            match word.as_str() {
                "name" => form.name = Some(text(word, value)?),
                "key" => form.key = Some(texts(word, value)?),
                "key-format" => form.key_format = Some(text(word, value)?),
                "kinds" => form.catalogue = text(word, value)? == "catalogue",
                "inline" => form.inline = truth(word, value)?,
                "list" => form.list = Some(list_rule(&text(word, value)?)?),
                "only" => form.only = Some(texts(word, value)?),
                _ => return Err(format!("`x-node` has no `{word}`")),
            }
        }
        Ok(form)
    }
}

fn words<'a>(schema: &'a Object<String, Value>, extension: &str) -> Result<Vec<(&'a String, &'a Value)>, String> {
    match schema.get(extension) {
        None => Ok(Vec::new()),
        Some(Value::Object(words)) => Ok(words.iter().collect()),
        Some(other) => Err(format!("`{extension}` is no object: {other}")),
    }
}

fn list_rule(rule: &str) -> Result<ListRule, String> {
    match rule {
        "set" => Ok(ListRule::Set),
        "append" => Ok(ListRule::Append),
        _ => Err(format!("`list` has no `{rule}`")),
    }
}

fn text(word: &str, value: &Value) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("`{word}` is no text: {value}"))
}

fn texts(word: &str, value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::Array(items) => items.iter().map(|item| text(word, item)).collect(),
        single => Ok(vec![text(word, single)?]),
    }
}

fn truth(word: &str, value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("`{word}` is not true or false: {value}"))
}
