//! Maps: entries that are nodes of their own with a key, and entries that are children.

use std::sync::Arc;

use super::{Parts, action, block, value};
use crate::diagnostic::{Diagnostic, codes};
use crate::kdl;
use crate::shape::{Field, Form, Key, Map};
use crate::source::Span;
use crate::tree::fields::{self, Fields};
use crate::tree::reading::Reading;
use crate::tree::{Action, Entries, Node, Value, foreign, scalar};

/// A node that is one entry of a map: `service "api" { … }`.
pub(super) fn read(reading: &mut Reading<'_>, field: &Field, map: &'static Map, parts: Parts<'_, '_>, fields: &mut Fields) {
    if parts.action != Action::Remove
        && let Some(written) = foreign::node(parts.name, &texts(parts.arguments))
    {
        let values = parts.arguments.iter().map(kdl::Scalar::whole).reduce(Span::to).unwrap_or(parts.place);
        let message = format!("the values of `{}` are written otherwise here", parts.name);
        let diagnostic = Diagnostic::error(&codes::MALFORMED_TEXT, message).at(values, "");
        reading.report(diagnostic.suggest(format!("write `{written}`"), parts.place.to(values), written));
        return fields.put_unknown_entry(reading, field, values);
    }
    match &map.key {
        Key::Child => {}
        Key::Name => named(reading, field, map, parts, fields),
        Key::Fields { named: takes_name, fields: keys } => {
            let first = parts.arguments.first().and_then(name_of).filter(|_| *takes_name);
            if let [number, name] = parts.arguments
                && let (true, None, Some(text)) = (*takes_name, &first, name_of(name))
            {
                let message = format!("the name of `{}` stands before its {}", parts.name, keys.first().unwrap_or(&"value"));
                let place = number.whole().to(name.whole());
                let diagnostic = Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(name.span, "");
                let swapped = format!("{} {}", kdl::quote(&text), super::literal(number));
                reading.report(diagnostic.suggest("write it first", place, swapped));
                return fields.put_unknown_entry(reading, field, place);
            }
            match first {
                Some(key) => put(reading, field, map, &key, parts.behind_first(), first_span(parts), fields),
                None => by_fields(reading, field, map, keys, parts, fields),
            }
        }
    }
}

/// `(remove)env "A" "B"`.
pub(super) fn remove_keys(reading: &mut Reading<'_>, field: &Field, parts: Parts<'_, '_>, fields: &mut Fields) {
    super::no_parts(reading, parts);
    for argument in parts.arguments {
        let Some(key) = key_text(reading, parts.name, argument) else { continue };
        let node = Node { action: Action::Remove, ..reading.node(Value::Removed, argument.span, argument.span) };
        fields.put_entry(reading, field, &key, node);
    }
}

/// The children of a node as entries: `env { NAME "value" }`.
pub(super) fn children(reading: &mut Reading<'_>, map: &'static Map, parts: Parts<'_, '_>) -> Value {
    for property in parts.properties {
        let name = &property.name.text;
        let message = format!("`{}` takes its entries as children", parts.name);
        let example = format!("write `{} {{ {name} \"{}\"; }}`", parts.name, super::literal(&property.scalar));
        reading.report(Diagnostic::error(&codes::MISPLACED_PROPERTY, message).at(property.whole(), "").help(example));
    }
    if let Some(diagnostic) = super::too_many(parts, 0) {
        let pair = texts(parts.arguments).first().and_then(|text| text.split_once('='));
        let form = pair.map_or_else(|| "NAME \"value\"".to_owned(), |(name, value)| format!("{name} {}", kdl::quote(value)));
        reading.report(diagnostic.help(format!("its entries stand in braces: `{} {{ {form}; }}`", parts.name)));
    }
    let mut entries = Entries::with_capacity(parts.children.len());
    for child in parts.children {
        let child_action = action(reading, child);
        let inner = Parts::of_node(child, child_action);
        reading.check_key(map, &child.name.text, child.name.span);
        let node = if child_action == Action::Remove {
            block::nothing_besides(reading, inner);
            Node { action: Action::Remove, ..reading.node(Value::Removed, inner.place, inner.place) }
        } else {
            value(reading, map.entry, inner)
        };
        fields::insert(reading, &mut entries, parts.name, &child.name.text, node);
    }
    Value::Map(entries)
}

fn named(reading: &mut Reading<'_>, field: &Field, map: &'static Map, parts: Parts<'_, '_>, fields: &mut Fields) {
    let Some(first) = parts.arguments.first() else {
        let message = format!("`{}` lacks its name", parts.name);
        let diagnostic = Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(parts.place, "");
        reading.report(match parts.properties {
            // `let tag = "1.0"`
            [only] if map.entry.block().is_none() => {
                let between = Span { start: only.name.span.end, end: only.scalar.whole().start, ..only.name.span };
                diagnostic.suggest("write the name and the value without `=`", between, " ")
            }
            _ => diagnostic.help(format!("write `{} \"NAME\"`", parts.name)),
        });
        return;
    };
    if let Some(key) = key_text(reading, parts.name, first) {
        put(reading, field, map, &key, parts.behind_first(), first.span, fields);
    }
}

/// An argument that is a key: a text, or a number as it is written.
fn key_text(reading: &mut Reading<'_>, name: &str, argument: &kdl::Scalar<'_>) -> Option<String> {
    if let Some(annotation) = &argument.annotation {
        let message = format!("the name of `{name}` takes no `({})`", annotation.text);
        reading.mistake(&codes::UNKNOWN_ANNOTATION, message, annotation.span);
    }
    match &argument.value {
        kdl::Value::String(text) => Some(text.to_string()),
        kdl::Value::Number(number) => Some(number.text.to_owned()),
        kdl::Value::Bad => None,
        kdl::Value::Bool(_) | kdl::Value::Null => {
            reading.mistake(&codes::WRONG_TYPE, format!("the name of `{name}` is text"), argument.span);
            None
        }
    }
}

/// The arguments that are texts.
fn texts<'k>(arguments: &'k [kdl::Scalar<'_>]) -> Vec<&'k str> {
    let text = |argument: &'k kdl::Scalar<'_>| match &argument.value {
        kdl::Value::String(text) if argument.annotation.is_none() => Some(&**text),
        _ => None,
    };
    arguments.iter().map_while(text).collect()
}

/// A leading argument that is a name: text that is no number.
fn name_of(argument: &kdl::Scalar<'_>) -> Option<String> {
    match &argument.value {
        kdl::Value::String(text) if argument.annotation.is_none() && text.parse::<u64>().is_err() => Some(text.to_string()),
        _ => None,
    }
}

fn first_span(parts: Parts<'_, '_>) -> Span {
    parts.arguments.first().map_or(parts.place, |argument| argument.span)
}

fn put(
    reading: &mut Reading<'_>,
    field: &Field,
    map: &'static Map,
    key: &str,
    parts: Parts<'_, '_>,
    name: Span,
    fields: &mut Fields,
) {
    reading.check_key(map, key, name);
    let node = if parts.action == Action::Remove {
        block::nothing_besides(reading, parts);
        Node { action: Action::Remove, ..reading.node(Value::Removed, name, name) }
    } else {
        entry(reading, field, map, key, parts, name)
    };
    fields.put_entry(reading, field, key, node);
}

fn entry(reading: &mut Reading<'_>, field: &Field, map: &'static Map, key: &str, parts: Parts<'_, '_>, name: Span) -> Node {
    reading.below(field.name, Some(key), |reading| {
        let mut node = value(reading, map.entry, parts);
        if map.catalogue
            && let Value::Block(inner) = &mut node.value
        {
            let kind = reading.node(Value::Text(Arc::from(parts.name)), parts.place, parts.place);
            inner.insert(0, ("type", Arc::new(kind)));
        }
        Node { name, ..node }
    })
}

/// An entry that is keyed by what it says: `port 8080`, `route "shop.example.com"`.
fn by_fields(
    reading: &mut Reading<'_>,
    field: &Field,
    map: &'static Map,
    keys: &[&'static str],
    parts: Parts<'_, '_>,
    fields: &mut Fields,
) {
    let Form::Block(inner) = &map.entry.form else { return };
    let removes = parts.action == Action::Remove;
    let parts = Parts { action: if removes { Action::Merge } else { parts.action }, ..parts };
    let read = match single_key(inner, keys, parts) {
        Some(known) => {
            let mut only = Fields::default();
            let node = value(reading, known.shape, parts);
            only.put(reading, known, node);
            only
        }
        None => block::read(reading, inner, parts),
    };
    let Some(key) = fields::key_of(&read, keys) else {
        if keys.first().is_some_and(|key| read.get(key).is_none()) {
            missing_key(reading, inner, keys, parts);
        }
        return fields.put_unknown_entry(reading, field, parts.header);
    };
    let name = first_span(parts);
    let node = if removes {
        Node { action: Action::Remove, ..reading.node(Value::Removed, name, name) }
    } else {
        Node { action: parts.action, ..reading.node(read.into_value(), parts.header, name) }
    };
    fields.put_entry(reading, field, &key, node);
}

/// `(remove)bind "/app/src"`: where the only argument must be the key itself.
fn single_key<'b>(inner: &'b crate::shape::Block, keys: &[&'static str], parts: Parts<'_, '_>) -> Option<&'b Field> {
    let [key] = keys else { return None };
    let first_is_key = inner.arguments.first().is_some_and(|argument| argument.field == *key);
    let alone = parts.arguments.len() == 1 && parts.properties.is_empty() && parts.children.is_empty();
    if alone && !first_is_key { inner.field(key) } else { None }
}

fn missing_key(reading: &mut Reading<'_>, inner: &'static crate::shape::Block, keys: &[&'static str], parts: Parts<'_, '_>) {
    let message = format!("`{}` lacks its {}", parts.name, scalar::one_of(keys.iter().copied().take(1)));
    let diagnostic = Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(parts.place, "");
    let field = keys.first().and_then(|key| inner.field(key));
    reading.report(match field {
        Some(field) => diagnostic.help(format!("it takes {}", scalar::wants(field.shape))),
        None => diagnostic,
    });
}
