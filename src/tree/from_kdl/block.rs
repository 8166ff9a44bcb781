//! Blocks: arguments, properties and children are fields.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Parts, action, choice, entry, line, property_for_child, too_many, value};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::kdl;
use crate::shape::{Argument, Block, Field, Form, Format, Key, List, ListRule};
use crate::source::Span;
use crate::tree::fields::Fields;
use crate::tree::reading::Reading;
use crate::tree::{Action, Node, Value, scalar};

/// How many fields are shown as examples.
const SHOWN: usize = 4;

/// The fields of a block.
pub(super) fn read(reading: &mut Reading<'_>, block: &'static Block, parts: Parts<'_, '_>) -> Fields {
    let mut fields = Fields::default();
    arguments(reading, block, parts, &mut fields);
    let owner = format!("`{}`", parts.name);
    for property in parts.properties {
        match block.node(&property.name.text) {
            Some(known) if !reading.is_catalogue(known) => {
                field(reading, &owner, known, Parts::of_property(property), &mut fields);
            }
            _ => misspelt(reading, &owner, block, Parts::of_property(property), &mut fields),
        }
    }
    match block.rest {
        Some(rest) if !parts.children.is_empty() => {
            let body = super::anything::children(reading, parts.children);
            let node = reading.node(Value::Any(Arc::new(body)), parts.header, parts.place);
            if let Some(field) = block.field(rest) {
                fields.put(reading, field, node);
            }
        }
        _ => children(reading, &owner, block, parts.children, &mut fields),
    }
    fields
}

/// The children of a block.
pub(super) fn children(
    reading: &mut Reading<'_>,
    owner: &str,
    block: &'static Block,
    nodes: &[kdl::Node<'_>],
    fields: &mut Fields,
) {
    for node in nodes.iter().filter(|node| !node.name.text.is_empty()) {
        let mut node = Cow::Borrowed(node);
        while let Some((first, second)) = line::divided(reading, block, &node) {
            child(reading, owner, block, &first, fields);
            node = Cow::Owned(second);
        }
        child(reading, owner, block, &node, fields);
    }
}

fn child(reading: &mut Reading<'_>, owner: &str, block: &'static Block, node: &kdl::Node<'_>, fields: &mut Fields) {
    let action = action(reading, node);
    let parts = Parts::of_node(node, action);
    match known(reading, block, &node.name.text) {
        Some(known) => field(reading, owner, known, parts, fields),
        None => misspelt(reading, owner, block, parts, fields),
    }
}

/// The field that a node of that name stands for.
pub(super) fn known(reading: &Reading<'_>, block: &'static Block, name: &str) -> Option<&'static Field> {
    let known = block.node(name).filter(|field| !reading.is_catalogue(field) && Some(field.name) != block.rest);
    let catalogue = || block.fields.iter().find(|field| reading.is_catalogue(field));
    let is_type = reading.catalogue.iter().any(|known| known == name);
    known.or_else(|| catalogue().filter(|_| is_type))
}

/// A name that is unknown counts as the one that was meant, and its value is read without a word.
fn misspelt(reading: &mut Reading<'_>, owner: &str, block: &'static Block, parts: Parts<'_, '_>, fields: &mut Fields) {
    let Some(meant) = reading.unknown(owner, block, parts.name, parts.place) else {
        return fields.put_unknown(reading, parts.place);
    };
    let mut unheard = Diagnostics::default();
    let mut silent = reading.silent(&mut unheard);
    let mut guessed = Fields::default();
    field(&mut silent, owner, meant, parts, &mut guessed);
    if let Some(node) = guessed.take(meant.name) {
        fields.put_meant(meant, node);
    }
}

/// One node or property that stands for a field.
fn field(reading: &mut Reading<'_>, owner: &str, field: &'static Field, parts: Parts<'_, '_>, fields: &mut Fields) {
    if !field.allowed {
        reading.of_another_kind(owner, field, parts.place);
        return;
    }
    match &field.shape.form {
        Form::Map(map) if parts.is_property => property_for_child(reading, parts, map),
        Form::Map(map) if !matches!(map.key, Key::Child) => entry::read(reading, field, map, parts, fields),
        Form::Map(_) if parts.action == Action::Remove && !parts.arguments.is_empty() => {
            entry::remove_keys(reading, field, parts, fields)
        }
        _ if parts.action == Action::Remove && !is_set(field) => remove(reading, field, parts, fields),
        Form::List(list) if !list.item.is_word() || list.rule != ListRule::Replace => items(reading, list, field, parts, fields),
        _ => {
            let node = reading.below(field.name, None, |reading| value(reading, field.shape, parts));
            fields.put(reading, field, node);
        }
    }
}

fn is_set(field: &Field) -> bool {
    matches!(&field.shape.form, Form::List(List { rule: ListRule::Set, .. }))
}

/// `(remove)command`.
fn remove(reading: &mut Reading<'_>, field: &Field, parts: Parts<'_, '_>, fields: &mut Fields) {
    nothing_besides(reading, parts);
    let node = Node { action: Action::Remove, ..reading.node(Value::Removed, parts.place, parts.place) };
    fields.put(reading, field, node);
}

/// What is taken away is named, and nothing more is said of it.
pub(super) fn nothing_besides(reading: &mut Reading<'_>, parts: Parts<'_, '_>) {
    let first = parts.arguments.first().map(kdl::Scalar::whole);
    let property = parts.properties.first().map(kdl::Property::whole);
    let child = parts.children.first().map(|child| child.span);
    if let Some(span) = first.or(property).or(child) {
        let message = format!("`(remove){}` takes nothing besides its name", parts.name);
        let diagnostic = Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(span, "too much");
        reading.report(diagnostic.help("what is taken away is taken away whole"));
    }
}

/// A node of a list whose nodes add up: each argument is an item, or the node as a whole is one.
fn items(reading: &mut Reading<'_>, list: &'static List, field: &Field, parts: Parts<'_, '_>, fields: &mut Fields) {
    if parts.action == Action::Remove && parts.arguments.is_empty() && parts.properties.is_empty() {
        remove(reading, field, parts, fields);
        return;
    }
    let (action, parts) = match parts.action {
        Action::Remove => (Action::Merge, parts),
        other => (other, Parts { action: Action::Merge, ..parts }),
    };
    let items = if list.item.is_word() {
        let mut items = super::items(reading, list.item, parts);
        if let (Value::List(items), Action::Remove) = (&mut items, parts.action) {
            items.iter_mut().for_each(|item| Arc::make_mut(item).action = Action::Remove);
        }
        items
    } else {
        Value::List(vec![Arc::new(value(reading, list.item, parts))])
    };
    let node = Node { action, ..reading.node(items, parts.header, parts.place) };
    fields.put_items(field, node);
}

/// Arguments fill the positional fields; where there are fewer, those that may be left out are. A list takes all that follow.
fn arguments(reading: &mut Reading<'_>, block: &'static Block, parts: Parts<'_, '_>, fields: &mut Fields) {
    let positional: Vec<&Argument> = block.arguments.iter().filter(|argument| is_allowed(block, argument)).collect();
    let is_open = positional.last().is_some_and(|last| block.field(last.field).is_some_and(is_list));
    let (parts, meant) = match is_open || parts.arguments.len() <= positional.len() {
        true => (parts, Vec::new()),
        false => {
            let (arguments, meant) = before_fields(reading, block, parts);
            (Parts { arguments, ..parts }, meant)
        }
    };
    if !is_open && let Some(diagnostic) = too_many(parts, positional.len()) {
        let names = block.fields.iter().filter(|field| field.allowed).map(|field| field.node);
        let shown = scalar::one_of(names.take(SHOWN));
        reading.report(match positional.is_empty() {
            true => diagnostic.help(format!("what is said of it stands in fields, such as {shown}")),
            false => diagnostic,
        });
        fields.put_unknown(reading, parts.place);
    }
    fill(reading, block, &positional, parts, fields);
    for (field, place) in meant {
        fields.put_meant(field, reading.node(Value::Bad, place, place));
    }
}

fn fill(reading: &mut Reading<'_>, block: &'static Block, positional: &[&Argument], parts: Parts<'_, '_>, fields: &mut Fields) {
    let needed = positional.iter().filter(|argument| !argument.optional).count();
    let mut spare = parts.arguments.len().min(positional.len()).saturating_sub(needed);
    let mut given = parts.arguments.iter();
    for argument in positional {
        if argument.optional {
            if spare == 0 {
                continue;
            }
            spare -= 1;
        }
        let rest = given.as_slice();
        let Some(scalar) = given.next() else { return };
        let arguments = match block.field(argument.field) {
            Some(field) if is_list(field) => rest,
            Some(_) | None => std::slice::from_ref(scalar),
        };
        let header = arguments.last().map_or(scalar.whole(), |last| scalar.whole().to(last.whole()));
        let one = Parts { arguments, properties: &[], children: &[], header, action: Action::Merge, ..parts };
        match block.field(argument.field) {
            Some(field) if matches!(field.shape.form, Form::Text(Format::SecretName)) && is_bare(scalar) => {
                super::no_secret(reading, parts.name, scalar);
                let node = reading.node(Value::Bad, scalar.span, scalar.span);
                fields.put(reading, field, node);
            }
            Some(field) => {
                let node = value(reading, field.shape, one);
                fields.put(reading, field, node);
            }
            None => choice::inline(reading, block, argument.field, one, fields),
        }
    }
}

/// Of more values than there are places those before a field's name: `scale min 3`, `health "/a" exec "b"`. The names are reported,
/// and follow.
fn before_fields<'k, 's>(
    reading: &mut Reading<'_>,
    block: &'static Block,
    parts: Parts<'k, 's>,
) -> (&'k [kdl::Scalar<'s>], Vec<(&'static Field, Span)>) {
    let field = |scalar: &kdl::Scalar<'_>| match &scalar.value {
        kdl::Value::String(text) if scalar.annotation.is_none() => block.node(text).filter(|field| field.allowed),
        _ => None,
    };
    let first = parts.arguments.iter().position(|scalar| field(scalar).is_some());
    let (before, mut rest) = parts.arguments.split_at(first.unwrap_or(parts.arguments.len()));
    let mut meant = Vec::new();
    while let [name, others @ ..] = rest
        && let Some(known) = field(name)
    {
        let (values, after) = others.split_at(others.iter().take_while(|other| field(other).is_none()).count());
        let message = format!("`{}` is a field of `{}`, and stands among its values", known.node, parts.name);
        let diagnostic = Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(name.span, "");
        reading.report(match values {
            [value] if known.shape.is_word() => {
                let between = Span { start: name.span.end, end: value.whole().start, ..name.span };
                diagnostic.suggest(format!("write `{}=`", known.node), between, "=")
            }
            _ => diagnostic.help(format!("write it as a child: `{} {{ {} …; }}`", parts.name, known.node)),
        });
        meant.push((known, name.span));
        rest = after;
    }
    (before, meant)
}

fn is_list(field: &Field) -> bool {
    matches!(field.shape.form, Form::List(_))
}

/// Whether a value stands there, and no annotation says what it is.
fn is_bare(scalar: &kdl::Scalar<'_>) -> bool {
    scalar.annotation.is_none() && !matches!(scalar.value, kdl::Value::Bad)
}

fn is_allowed(block: &Block, argument: &Argument) -> bool {
    block.fields.iter().any(|field| field.allowed && (field.name == argument.field || field.group == Some(argument.field)))
}
