//! The fields of a block while they are collected: each once, of exclusive ones one.

use std::sync::Arc;

use super::reading::Reading;
use super::{Entries, Node, UNKNOWN, Value, complete};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::shape::Field;
use crate::source::Span;

/// The fields of one block.
#[derive(Debug, Default)]
pub struct Fields {
    list: Vec<(&'static str, Node, Option<&'static str>)>,
}

impl Fields {
    /// The fields, for the tree.
    pub fn into_value(self) -> Value {
        Value::Block(self.list.into_iter().map(|(name, node, _)| (name, Arc::new(node))).collect())
    }

    /// The field of that name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.list.iter().find(|(known, ..)| *known == name).map(|(_, node, _)| node)
    }

    /// Takes the field of that name out.
    pub fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.list.iter().position(|(known, ..)| *known == name)?;
        Some(self.list.remove(at).1)
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.list.iter_mut().find(|(known, ..)| *known == name).map(|(_, node, _)| node)
    }

    /// Puts a field that may stand once.
    pub(super) fn put(&mut self, reading: &mut Reading<'_>, field: &Field, node: Node) {
        if let Some(first) = self.get_mut(field.name) {
            report_twice(reading, reading.spelling(field), node.name, first.name);
            first.value = Value::Bad;
            return;
        }
        let rival = self.list.iter_mut().find(|(.., group)| group.is_some() && *group == field.group);
        if let Some((name, first, _)) = rival {
            let message = format!("`{name}` and `{}` exclude each other", field.name);
            let diagnostic = Diagnostic::error(&codes::EXCLUSIVE, message).at(node.name, "").at(first.name, "the other one");
            reading.report(diagnostic.help("leave one of them out"));
            first.value = Value::Bad;
            return;
        }
        self.list.push((field.name, node, field.group));
    }

    /// Puts a field unless it is there: what a misspelt one was meant as. Nobody is told what that lacks: it may have been meant as another.
    pub(super) fn put_meant(&mut self, field: &Field, node: Node) {
        let node = Arc::new(node);
        let node = match complete(&node, field.shape, &mut Diagnostics::default()) {
            None if !matches!(node.value, Value::Removed) => Node { value: Value::Bad, ..Node::clone(&node) },
            completed => Arc::unwrap_or_clone(completed.unwrap_or(node)),
        };
        let there = self.list.iter().any(|(name, _, group)| *name == field.name || group.is_some() && *group == field.group);
        if !there {
            self.list.push((field.name, node, field.group));
        }
    }

    /// Puts an entry of a field that is a map.
    pub(super) fn put_entry(&mut self, reading: &mut Reading<'_>, field: &Field, key: &str, node: Node) {
        let Some(map) = self.get_mut(field.name) else {
            let (span, name) = (node.span, node.name);
            let entries = Entries::from_iter([(Arc::from(key), Arc::new(node))]);
            let map = reading.node(Value::Map(entries), span, name);
            self.list.push((field.name, map, field.group));
            return;
        };
        match &mut map.value {
            Value::Map(entries) => insert(reading, entries, reading.spelling(field), key, node),
            Value::Removed => report_twice(reading, reading.spelling(field), node.name, map.name),
            _ => {}
        }
    }

    /// Notes that something unknown is written among the fields.
    pub(super) fn put_unknown(&mut self, reading: &Reading<'_>, place: Span) {
        if self.get(UNKNOWN).is_none() {
            self.list.push((UNKNOWN, reading.node(Value::Bad, place, place), None));
        }
    }

    /// Notes that a field has an entry whose key is not known.
    pub(super) fn put_unknown_entry(&mut self, reading: &Reading<'_>, field: &Field, place: Span) {
        let bad = Arc::new(reading.node(Value::Bad, place, place));
        match self.get_mut(field.name).map(|map| &mut map.value) {
            Some(Value::Map(entries)) => _ = entries.entry(Arc::from(UNKNOWN)).or_insert(bad),
            Some(_) => {}
            None => {
                let entries = Entries::from_iter([(Arc::from(UNKNOWN), bad)]);
                self.list.push((field.name, reading.node(Value::Map(entries), place, place), field.group));
            }
        }
    }

    /// Adds items to a field that is a list.
    pub(super) fn put_items(&mut self, field: &Field, node: Node) {
        match (self.get_mut(field.name).map(|list| &mut list.value), node.value) {
            (Some(Value::List(items)), Value::List(more)) => items.extend(more),
            (Some(_), _) => {}
            (None, value) => self.list.push((field.name, Node { value, ..node }, field.group)),
        }
    }
}

/// Puts an entry into a map; one that is there is wrong then.
pub(super) fn insert(reading: &mut Reading<'_>, entries: &mut Entries, owner: &str, key: &str, node: Node) {
    match entries.get_mut(key) {
        None => {
            entries.insert(Arc::from(key), Arc::new(node));
        }
        Some(first) => {
            report_twice(reading, &format!("{owner} {key}"), node.name, first.name);
            Arc::make_mut(first).value = Value::Bad;
        }
    }
}

fn report_twice(reading: &mut Reading<'_>, name: &str, again: Span, first: Span) {
    let message = format!("`{name}` is written twice");
    let diagnostic = Diagnostic::error(&codes::WRITTEN_TWICE, message).at(again, "again here").at(first, "first here");
    reading.report(diagnostic.help("merge the two, or take one away"));
}

/// The key that the fields make; `None` where the first of them is missing or wrong.
pub(super) fn key_of(fields: &Fields, keys: &[&'static str]) -> Option<String> {
    let mut parts = keys.iter().map(|key| fields.get(key).and_then(|node| text_of(&node.value)));
    let mut key = parts.next()??;
    for part in parts.flatten().filter(|part| part != "/") {
        key.push_str(&part);
    }
    Some(key)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Template(template) => Some(template.text.to_string()),
        Value::Whole(number) => Some(number.to_string()),
        Value::Word(word) => Some((*word).to_owned()),
        Value::List(items) => items.first().and_then(|item| text_of(&item.value)),
        Value::Block(fields) => {
            let list = fields.iter().find(|(_, node)| matches!(node.value, Value::List(_)));
            list.and_then(|(_, node)| text_of(&node.value))
        }
        _ => None,
    }
}
