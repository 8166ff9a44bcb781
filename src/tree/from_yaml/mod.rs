//! From data of YAML and JSON to a tree, by shape: the same tree as the same document in KDL gives.

mod anything;
mod block;
mod choice;
mod map;

pub use anything::read as anything;

use std::sync::Arc;

use super::fields::Fields;
use super::reading::{Language, Reading};
use super::scalar::{self, Scalar};
use super::{Action, Node, Value};
use crate::diagnostic::{Diagnostic, codes};
use crate::shape::{Block, Form, Shape};
use crate::source::Span;
use crate::yaml::{Data, Datum, Tag};

/// Reads a text into the fields of the block that it is.
pub fn read(reading: &mut Reading<'_>, owner: &str, block: &'static Block, datum: &Datum<'_>, fields: &mut Fields) {
    match &datum.value {
        Data::Map(entries) => block::entries(reading, owner, block, entries, fields),
        Data::Nothing | Data::Bad => {}
        _ => reading.mistake(&codes::WRONG_TYPE, format!("{owner} is a map of fields"), datum.span),
    }
}

/// The key of what takes the place of all that lies below it.
const REPLACE: &str = "$replace";

/// A value, and what it is called.
#[derive(Clone, Copy)]
struct Slot<'d, 's> {
    /// What messages call it.
    name: &'d str,
    /// Where its name stands.
    place: Span,
    datum: &'d Datum<'s>,
    action: Action,
}

impl<'d, 's> Slot<'d, 's> {
    /// What stands at a name, with what it does to lower layers: `!remove`, `null`, `!replace`, `{"$replace": …}`.
    fn new(name: &'d str, place: Span, datum: &'d Datum<'s>) -> Self {
        let slot = Self { name, place, datum, action: Action::Merge };
        match (&datum.tag, &datum.value) {
            (Some(Tag { word, .. }), _) if word == "remove" => Self { action: Action::Remove, ..slot },
            (Some(Tag { word, .. }), _) if word == "replace" => Self { action: Action::Replace, ..slot },
            (None, Data::Null) => Self { action: Action::Remove, ..slot },
            (None, Data::Map(entries)) => match entries.as_slice() {
                [(key, inner)] if key.text == REPLACE => Self { datum: inner, action: Action::Replace, ..slot },
                _ => slot,
            },
            _ => slot,
        }
    }

    /// The tag that says something of the value itself.
    fn tag(&self) -> Option<&'d Tag> {
        self.datum.tag.as_ref().filter(|tag| !matches!(tag.word.as_str(), "remove" | "replace"))
    }

    /// The value as a scalar.
    fn scalar(&self) -> Option<Scalar<'d>> {
        match &self.datum.value {
            Data::Text(text) => Some(Scalar::Text(text)),
            Data::Number(text, whole) => Some(Scalar::Number(text, *whole)),
            Data::Bool(truth) => Some(Scalar::Bool(*truth)),
            Data::Map(_) | Data::List(_) | Data::Null | Data::Nothing | Data::Bad => None,
        }
    }
}

/// What stands there, by shape.
fn value(reading: &mut Reading<'_>, shape: &'static Shape, slot: Slot<'_, '_>) -> Node {
    if slot.action == Action::Remove {
        return removed(reading, slot);
    }
    replaced_beside_others(reading, slot);
    let value = match &shape.form {
        _ if matches!(slot.datum.value, Data::Bad) => Value::Bad,
        Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Words(_) => single(reading, shape, slot),
        Form::List(list) => items(reading, list.item, slot),
        Form::Block(block) => block::read(reading, block, slot),
        Form::Choice(choice) => choice::read(reading, shape, choice, slot),
        Form::Map(map) => map::read(reading, map, slot),
        Form::Any => Value::Any(Arc::new(anything::read(slot.datum))),
    };
    let holds_others = matches!(shape.form, Form::Block(_) | Form::List(_) | Form::Map(_) | Form::Any);
    if let Some(tag) = slot.tag().filter(|_| holds_others && slot.scalar().is_none()) {
        wrong_tag(reading, slot, tag);
    }
    Node { action: slot.action, ..reading.node(value, slot.datum.span, slot.place) }
}

/// `{"$replace": true, "A": "b"}`: what takes the place of all that lies below stands in it, and nothing beside it.
fn replaced_beside_others(reading: &mut Reading<'_>, slot: Slot<'_, '_>) {
    let Data::Map(entries) = &slot.datum.value else { return };
    let Some((key, _)) = entries.iter().find(|(key, _)| key.text == REPLACE).filter(|_| entries.len() > 1) else { return };
    let name = slot.name;
    let help = match reading.language {
        Language::Json => format!("write `\"{name}\": {{\"{REPLACE}\": {{ … }}}}` with the other entries in the inner braces"),
        Language::Kdl | Language::Yaml => format!("write `{name}: !replace` in its place, with the other entries below"),
    };
    let message = format!("`{REPLACE}` holds what takes the place of `{name}`, and nothing stands beside it");
    reading.report(Diagnostic::error(&codes::UNKNOWN_ANNOTATION, message).at(key.span, "").help(help));
}

fn removed(reading: &mut Reading<'_>, slot: Slot<'_, '_>) -> Node {
    if slot.datum.tag.is_some() && !matches!(slot.datum.value, Data::Nothing | Data::Null) {
        let message = format!("what takes `{}` away says nothing besides", slot.name);
        let diagnostic = Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(slot.datum.span, "too much");
        reading.report(diagnostic.help("what is taken away is taken away whole"));
    }
    Node { action: Action::Remove, ..reading.node(Value::Removed, slot.place, slot.place) }
}

fn single(reading: &mut Reading<'_>, shape: &'static Shape, slot: Slot<'_, '_>) -> Value {
    let is_secret = matches!(shape.form, Form::Text(crate::shape::Format::SecretName));
    if let Some(tag) = slot.tag().filter(|tag| !(is_secret && tag.word == "secret")) {
        wrong_tag(reading, slot, tag);
        return Value::Bad;
    }
    match slot.scalar() {
        Some(scalar) => reading.scalar(slot.name, shape, scalar, slot.datum.span),
        None if is_secret && matches!(&slot.datum.value, Data::Map(_)) => secret_object(reading, shape, slot),
        None => {
            not_a(reading, shape, slot);
            Value::Bad
        }
    }
}

/// A text where only the name of a secret may stand; it may be the secret itself.
fn no_secret(reading: &mut Reading<'_>, slot: Slot<'_, '_>) {
    let help = "write `!secret NAME` in its place, in JSON `{\"secret\": \"NAME\"}`";
    reading.secret_in_clear(slot.name, slot.datum.span, help);
}

/// `{"secret": "k"}` where the name of a secret stands.
fn secret_object(reading: &mut Reading<'_>, shape: &'static Shape, slot: Slot<'_, '_>) -> Value {
    match &slot.datum.value {
        Data::Map(entries) => match entries.as_slice() {
            [(key, inner)] if key.text == "secret" => single(reading, shape, Slot { datum: inner, ..slot }),
            _ => {
                not_a(reading, shape, slot);
                Value::Bad
            }
        },
        _ => Value::Bad,
    }
}

fn items(reading: &mut Reading<'_>, item: &'static Shape, slot: Slot<'_, '_>) -> Value {
    let one = |reading: &mut Reading<'_>, datum: &Datum<'_>| {
        Arc::new(value(reading, item, Slot { place: datum.span, ..Slot::new(slot.name, datum.span, datum) }))
    };
    match &slot.datum.value {
        Data::List(items) => Value::List(items.iter().map(|datum| list_item(reading, item, slot, datum)).collect()),
        Data::Nothing | Data::Null => {
            not_a(reading, item, slot);
            Value::Bad
        }
        _ => Value::List(vec![one(reading, slot.datum)]),
    }
}

/// An item of a list; `!remove db` takes that item out of what lies below.
fn list_item(reading: &mut Reading<'_>, item: &'static Shape, slot: Slot<'_, '_>, datum: &Datum<'_>) -> Arc<Node> {
    let one = Slot::new(slot.name, datum.span, datum);
    let removes = one.action == Action::Remove && !matches!(datum.value, Data::Nothing | Data::Null);
    if !removes {
        return Arc::new(value(reading, item, one));
    }
    let node = value(reading, item, Slot { action: Action::Merge, ..one });
    Arc::new(Node { action: Action::Remove, ..node })
}

fn not_a(reading: &mut Reading<'_>, shape: &Shape, slot: Slot<'_, '_>) {
    let got = match &slot.datum.value {
        Data::Map(_) => "a map",
        Data::List(_) => "a list",
        Data::Null => "null",
        Data::Nothing => "nothing",
        Data::Text(_) => "text",
        Data::Number(..) => "a number",
        Data::Bool(_) => "true or false",
        Data::Bad => return,
    };
    let span =
        if matches!(slot.datum.value, Data::Map(_) | Data::List(_) | Data::Nothing) { slot.place } else { slot.datum.span };
    let message = format!("`{}` takes {}, not {got}", slot.name, scalar::wants(shape));
    reading.mistake(&codes::WRONG_TYPE, message, span);
}

fn wrong_tag(reading: &mut Reading<'_>, slot: Slot<'_, '_>, tag: &Tag) {
    let message = format!("`{}` takes no `!{}`", slot.name, tag.word);
    let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_ANNOTATION, message).at(tag.span, "");
    if tag.word == "secret" {
        diagnostic = diagnostic.help("a secret inside of a text is written `{{ secret.NAME }}`");
    }
    reading.report(diagnostic);
}
