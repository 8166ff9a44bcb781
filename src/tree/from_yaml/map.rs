//! Maps: entries by key; a key that a field of the entry repeats fills that field.

use std::sync::Arc;

use super::{REPLACE, Slot, block, value};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::shape::{Block, Field, Form, Format, Key, Map};
use crate::source::Span;
use crate::tree::fields::{self, Fields};
use crate::tree::reading::Reading;
use crate::tree::scalar::{self, Scalar};
use crate::tree::{Action, Entries, Node, Value};
use crate::yaml::{Data, Datum};

/// The entries of a map.
pub(super) fn read(reading: &mut Reading<'_>, map: &'static Map, slot: Slot<'_, '_>) -> Value {
    let written = match &slot.datum.value {
        Data::Map(written) => written.as_slice(),
        Data::Nothing => &[],
        _ => {
            let message = format!("`{}` takes a map by name", slot.name);
            let shown =
                example(map, slot.datum).map_or_else(String::new, |entry| format!(", as in `{}: {{{entry}}}`", slot.name));
            let help = format!("each under a key of its own: `{}: {{KEY: …}}`, where KEY is {}{shown}", slot.name, key(map));
            reading.report(Diagnostic::error(&codes::WRONG_TYPE, message).at(slot.datum.span, "").help(help));
            return Value::Bad;
        }
    };
    let mut entries = Entries::with_capacity(written.len());
    for (key, datum) in written.iter().filter(|(key, _)| key.text != REPLACE) {
        reading.check_key(map, &key.text, key.span);
        let inner = Slot::new(&key.text, key.span, datum);
        let node = reading.below(slot.name, Some(&key.text), |reading| entry(reading, map, slot.name, inner));
        if let Some(node) = node {
            fields::insert(reading, &mut entries, slot.name, &key.text, node);
        }
    }
    Value::Map(entries)
}

/// The first item of a list as the entry of a map: `A=b` as `A: "b"`, and what is a key as one with nothing to be said of it.
fn example(map: &Map, datum: &Datum<'_>) -> Option<String> {
    let Data::List(items) = &datum.value else { return None };
    match &items.first()?.value {
        Data::Text(text) if map.entry.block().is_none() => {
            text.split_once('=').map(|(name, value)| format!("{name}: \"{value}\""))
        }
        Data::Text(text) if scalar::check(map.key_format, text).is_ok() && !text.contains(':') => Some(format!("{text}: {{}}")),
        Data::Number(text, _) => Some(format!("{text}: {{}}")),
        _ => None,
    }
}

/// What the keys of a map are, for messages.
fn key(map: &Map) -> String {
    match &map.key {
        Key::Fields { named, fields } => {
            let fields: Vec<String> = fields.iter().map(|field| format!("its `{field}`")).collect();
            format!("{}{}", fields.join(" and "), if *named { ", or a name" } else { "" })
        }
        Key::Child | Key::Name if map.key_format == Format::Text => "its name".to_owned(),
        Key::Child | Key::Name => map.key_format.wants().to_owned(),
    }
}

fn entry(reading: &mut Reading<'_>, map: &'static Map, kind: &str, slot: Slot<'_, '_>) -> Option<Node> {
    let Key::Fields { named, fields: keys } = &map.key else {
        let node = match map.entry.block() {
            Some(_) => value(reading, map.entry, Slot { name: &format!("{kind}.{}", slot.name), ..slot }),
            None => value(reading, map.entry, slot),
        };
        check_type(reading, map, &node);
        return Some(node);
    };
    if slot.action == Action::Remove {
        return Some(value(reading, map.entry, slot));
    }
    let inner = map.entry.block()?;
    let mut fields = block::fields(reading, inner, Slot { name: &format!("{kind}.{}", slot.name), ..slot })?;
    fill(reading, inner, *named, keys, slot, &mut fields);
    Some(Node { action: slot.action, ..reading.node(fields.into_value(), slot.datum.span, slot.place) })
}

/// Fills the fields that the key says, and checks those that are written besides.
fn fill(
    reading: &mut Reading<'_>,
    block: &'static Block,
    named: bool,
    keys: &[&'static str],
    slot: Slot<'_, '_>,
    fields: &mut Fields,
) {
    if named && slot.name.parse::<u64>().is_err() {
        return;
    }
    let parts = parts(slot.name, keys);
    for (key, part) in keys.iter().zip(parts) {
        let (Some(field), Some(part)) = (block.field(key), part) else { continue };
        if fields.get(key).is_none() {
            let value = part_value(reading, field, &part, slot.place);
            let node = reading.node(value, slot.place, slot.place);
            fields.put(reading, field, node);
        }
    }
    let says = fields::key_of(fields, keys);
    let is_wrong = keys.iter().any(|key| fields.get(key).is_some_and(|node| matches!(node.value, Value::Bad)));
    if let Some(says) = says.filter(|says| says != slot.name && !is_wrong && format!("{says}/") != slot.name) {
        let message = format!("the key `{}` says something else than the fields", slot.name);
        let diagnostic = Diagnostic::error(&codes::EXCLUSIVE, message).at(slot.place, "");
        reading.report(diagnostic.help(format!("the key that goes with them is `{says}`")));
    }
}

/// What a key says of each field: a host, and the path from the first `/` on; or all of it.
fn parts(key: &str, keys: &[&'static str]) -> Vec<Option<String>> {
    if keys.len() < 2 {
        return vec![Some(key.to_owned())];
    }
    match key.find('/').map(|slash| key.split_at(slash)) {
        Some((first, rest)) => vec![Some(first.to_owned()), Some(rest.to_owned()).filter(|rest| rest != "/")],
        None => vec![Some(key.to_owned()), None],
    }
}

fn part_value(reading: &mut Reading<'_>, field: &'static Field, part: &str, span: Span) -> Value {
    match &field.shape.form {
        Form::List(list) => {
            let item = reading.scalar(field.name, list.item, Scalar::Text(part), span);
            Value::List(vec![Arc::new(reading.node(item, span, span))])
        }
        Form::Block(block) => {
            let first = block.arguments.first().and_then(|argument| block.field(argument.field));
            let Some(first) = first else { return Value::Bad };
            let value = part_value(reading, first, part, span);
            Value::Block(vec![(first.name, Arc::new(reading.node(value, span, span)))])
        }
        Form::Whole { .. } => reading.scalar(field.name, field.shape, Scalar::Number(part, part.parse().ok()), span),
        _ => reading.scalar(field.name, field.shape, Scalar::Text(part), span),
    }
}

/// The type of a backing service is one of the catalogue.
fn check_type(reading: &mut Reading<'_>, map: &Map, node: &Node) {
    let Some(kind) = node.field("type").filter(|_| map.catalogue) else { return };
    let Some(name) = kind.text().filter(|name| !reading.catalogue.iter().any(|known| known == name)) else { return };
    let known = reading.catalogue.iter().map(String::as_str);
    let message = format!("there is no type `{name}` of backing service");
    let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_WORD, message).at(kind.span, "");
    diagnostic = match nearest(name, known.clone()) {
        Some(meant) => diagnostic.suggest(format!("did you mean `{meant}`?"), kind.span, reading.word(meant)),
        None => diagnostic.help(format!("the catalogue has {}", scalar::one_of(known))),
    };
    reading.report(diagnostic);
}
