//! From nodes of KDL to a tree, by shape.

mod anything;
mod block;
mod choice;
mod entry;
mod line;

use std::borrow::Cow;

use super::fields::Fields;
use super::reading::Reading;
use super::scalar::{self, Scalar};
use super::{Action, Node, Value};
use crate::diagnostic::{Diagnostic, codes};
use crate::kdl::{self, Document, Property, Word};
use crate::shape::{Block, Form, Format, Map, Shape};
use crate::source::Span;

/// Reads the nodes of a text into the fields of the block that they stand in.
pub fn read(reading: &mut Reading<'_>, owner: &str, block: &'static Block, document: &Document<'_>, fields: &mut Fields) {
    block::children(reading, owner, block, &document.nodes, fields);
}

/// What a node or a property says of one thing.
#[derive(Clone, Copy)]
struct Parts<'k, 's> {
    /// What messages call it.
    name: &'k str,
    /// Where its name stands.
    place: Span,
    /// What it does to lower layers.
    action: Action,
    arguments: &'k [kdl::Scalar<'s>],
    properties: &'k [Property<'s>],
    children: &'k [kdl::Node<'s>],
    /// From its name to its last argument or property.
    header: Span,
    /// Whether it is a property.
    is_property: bool,
}

impl<'k, 's> Parts<'k, 's> {
    fn of_node(node: &'k kdl::Node<'s>, action: Action) -> Self {
        let last_argument = node.arguments.last().map(|argument| argument.span);
        let last_property = node.properties.last().map(Property::whole);
        let ends = [last_argument, last_property];
        Self {
            name: &node.name.text,
            place: node.name.span,
            action,
            arguments: &node.arguments,
            properties: &node.properties,
            children: node.children.as_ref().map_or(&[], |children| &children.nodes),
            header: ends.into_iter().flatten().fold(node.name.span, Span::to),
            is_property: false,
        }
    }

    fn of_property(property: &'k Property<'s>) -> Self {
        Self {
            name: &property.name.text,
            place: property.name.span,
            action: Action::Merge,
            arguments: std::slice::from_ref(&property.scalar),
            properties: &[],
            children: &[],
            header: property.whole(),
            is_property: true,
        }
    }

    /// The rest behind the first argument.
    fn behind_first(self) -> Self {
        Self { arguments: self.arguments.get(1..).unwrap_or_default(), ..self }
    }
}

/// What stands at a node or property, by shape.
fn value(reading: &mut Reading<'_>, shape: &'static Shape, parts: Parts<'_, '_>) -> Node {
    let (value, span) = match &shape.form {
        Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Words(_) => single(reading, shape, parts),
        Form::List(list) => (items(reading, list.item, parts), parts.header),
        Form::Block(block) => (block::read(reading, block, parts).into_value(), parts.header),
        Form::Choice(choice) => choice::read(reading, shape, choice, parts),
        Form::Map(map) => (entry::children(reading, map, parts), parts.header),
        Form::Any => (Value::Any(std::sync::Arc::new(anything::read(reading, parts))), parts.header),
    };
    Node { action: parts.action, ..reading.node(value, span, parts.place) }
}

/// Exactly one argument; a node that is true or false means true by itself.
fn single(reading: &mut Reading<'_>, shape: &Shape, parts: Parts<'_, '_>) -> (Value, Span) {
    no_parts(reading, parts);
    let Some(first) = parts.arguments.first() else {
        if matches!(shape.form, Form::Bool) {
            return (reading.scalar(parts.name, shape, Scalar::Bool(true), parts.place), parts.place);
        }
        let message = format!("`{}` lacks its value", parts.name);
        let help = format!("it takes {}", scalar::wants(shape));
        reading.report(Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(parts.place, "").help(help));
        return (Value::Bad, parts.place);
    };
    if let Some(diagnostic) = too_many(parts, 1) {
        let next = parts.arguments.get(1).filter(|next| parts.arguments.len() > 2 && line::bare_word(next).is_some());
        reading.report(match (next, several(shape, parts)) {
            (Some(next), _) => {
                let end = Span { start: first.span.end, ..Span { end: first.span.end, ..next.span } };
                diagnostic.suggest(format!("end `{}` before the next", parts.name), end, ";")
            }
            (None, Some((place, text))) => diagnostic.suggest("write them as one text", place, text),
            (None, None) => diagnostic,
        });
    }
    (argument(reading, parts.name, shape, first), first.span)
}

/// One argument as a scalar; its annotation may only say that a secret's name is one.
fn argument(reading: &mut Reading<'_>, name: &str, shape: &Shape, argument: &kdl::Scalar<'_>) -> Value {
    if let Some(annotation) = &argument.annotation
        && !is_secret_name(shape, annotation)
    {
        wrong_annotation(reading, name, shape, annotation);
        return Value::Bad;
    }
    match &argument.value {
        kdl::Value::String(text) => {
            let text = meant(shape, text, argument.is_lines);
            reading.scalar(name, shape, Scalar::Text(&text), argument.span)
        }
        kdl::Value::Number(number) => reading.scalar(name, shape, Scalar::Number(number.text, number.integer()), argument.span),
        kdl::Value::Bool(truth) => reading.scalar(name, shape, Scalar::Bool(*truth), argument.span),
        kdl::Value::Null => {
            let message = format!("`{name}` takes {}, not `#null`", scalar::wants(shape));
            let help = format!("to take away what a lower layer says, write `(remove){name}`");
            reading.report(Diagnostic::error(&codes::WRONG_TYPE, message).at(argument.span, "").help(help));
            Value::Bad
        }
        kdl::Value::Bad => Value::Bad,
    }
}

/// What a text means at this shape: in a file every line ends with a new line, and KDL leaves out the last one's.
fn meant<'t>(shape: &Shape, text: &'t str, is_lines: bool) -> Cow<'t, str> {
    let is_file = matches!(shape.form, Form::Text(Format::Content));
    if is_file && is_lines && !text.is_empty() { format!("{text}\n").into() } else { text.into() }
}

/// A text where only the name of a secret may stand; it may be the secret itself.
fn no_secret(reading: &mut Reading<'_>, name: &str, argument: &kdl::Scalar<'_>) {
    reading.secret_in_clear(name, argument.span, "write `(secret)\"NAME\"` in its place");
}

fn is_secret_name(shape: &Shape, annotation: &Word<'_>) -> bool {
    matches!(shape.form, Form::Text(Format::SecretName)) && annotation.text == "secret"
}

fn wrong_annotation(reading: &mut Reading<'_>, name: &str, shape: &Shape, annotation: &Word<'_>) {
    let message = format!("`{name}` takes no `({})`", annotation.text);
    let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_ANNOTATION, message).at(annotation.span, "");
    if annotation.text == "secret" && matches!(shape.form, Form::Text(Format::Template | Format::Content)) {
        diagnostic = diagnostic.help("a secret inside of a text is written `{{ secret.NAME }}`");
    }
    reading.report(diagnostic);
}

/// Every argument is an item; on a property, its value is the only one.
fn items(reading: &mut Reading<'_>, item: &'static Shape, parts: Parts<'_, '_>) -> Value {
    for property in parts.properties {
        let name = &property.name.text;
        let quoted = format!("\"{name}={}\"", literal(&property.scalar));
        let message = format!("`{}` takes arguments, and `{name}=…` is a property", parts.name);
        let help = format!("KDL reads `{name}=…` as a property; quotes make it an argument");
        let diagnostic = Diagnostic::error(&codes::MISPLACED_PROPERTY, message).at(property.whole(), "").help(help);
        reading.report(diagnostic.suggest(format!("write `{quoted}`"), property.whole(), quoted));
    }
    for child in parts.children.iter().filter(|child| !child.name.text.is_empty()) {
        let message = format!("`{}` takes its values behind it, and not in braces", parts.name);
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_FIELD, message).at(child.name.span, "");
        reading.report(diagnostic.help(format!("write them one behind the other, as in `{} \"A\" \"B\"`", parts.name)));
    }
    let arguments = parts.arguments.iter().map(|argument| {
        let one = Parts {
            arguments: std::slice::from_ref(argument),
            properties: &[],
            children: &[],
            place: argument.whole(),
            header: argument.whole(),
            action: Action::Merge,
            ..parts
        };
        std::sync::Arc::new(value(reading, item, one))
    });
    Value::List(arguments.collect())
}

/// A value of KDL as text, for a suggestion.
fn literal(scalar: &kdl::Scalar<'_>) -> String {
    match &scalar.value {
        kdl::Value::String(text) => text.replace('\\', "\\\\").replace('"', "\\\""),
        kdl::Value::Number(number) => number.text.to_owned(),
        kdl::Value::Bool(truth) => truth.to_string(),
        kdl::Value::Null => "null".to_owned(),
        kdl::Value::Bad => "…".to_owned(),
    }
}

/// Several texts where one of any form is taken: where they stand, and the one text.
fn several(shape: &Shape, parts: Parts<'_, '_>) -> Option<(Span, String)> {
    let text = |argument: &kdl::Scalar<'_>| match &argument.value {
        kdl::Value::String(text) if argument.annotation.is_none() => Some(text.to_string()),
        _ => None,
    };
    let texts: Option<Vec<String>> = parts.arguments.iter().map(text).collect();
    let (first, last) = (parts.arguments.first()?, parts.arguments.last()?);
    matches!(shape.form, Form::Text(format) if format.is_free())
        .then(|| Some((first.whole().to(last.whole()), kdl::quote(&texts?.join(" ")))))?
}

fn no_more_arguments(reading: &mut Reading<'_>, parts: Parts<'_, '_>, most: usize) {
    if let Some(diagnostic) = too_many(parts, most) {
        reading.report(diagnostic);
    }
}

/// What is to be said of more values than a node takes.
fn too_many(parts: Parts<'_, '_>, most: usize) -> Option<Diagnostic> {
    let extra = parts.arguments.get(most)?;
    let last = parts.arguments.last().unwrap_or(extra);
    let count = match most {
        0 => "no value".to_owned(),
        1 => "one value".to_owned(),
        more => format!("at most {more} values"),
    };
    let message = format!("`{}` takes {count}", parts.name);
    let span = extra.whole().to(last.whole());
    Some(Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(span, "too many"))
}

/// Neither properties nor children.
fn no_parts(reading: &mut Reading<'_>, parts: Parts<'_, '_>) {
    for property in parts.properties {
        no_field(reading, parts.name, &property.name);
    }
    no_children(reading, parts);
}

fn no_children(reading: &mut Reading<'_>, parts: Parts<'_, '_>) {
    for child in parts.children.iter().filter(|child| !child.name.text.is_empty()) {
        no_field(reading, parts.name, &child.name);
    }
}

fn no_field(reading: &mut Reading<'_>, owner: &str, name: &Word<'_>) {
    let message = format!("`{owner}` has no `{}`", name.text);
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_FIELD, message).at(name.span, "");
    let help = "its values stand behind it on its line; what is a node of its own stands on another line, or behind `;`";
    reading.report(diagnostic.help(format!("`{owner}` has no fields: {help}")));
}

/// What the annotation of a node does; an unknown one is reported.
fn action(reading: &mut Reading<'_>, node: &kdl::Node<'_>) -> Action {
    let Some(annotation) = &node.annotation else { return Action::Merge };
    match &*annotation.text {
        "remove" => Action::Remove,
        "replace" => Action::Replace,
        other => {
            let message = format!("a node takes no `({other})`");
            let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_ANNOTATION, message).at(annotation.span, "");
            diagnostic = match other {
                "secret" | "public" | "field" => {
                    diagnostic.help(format!("it stands before the value: `{} ({other})\"…\"`", node.name.text))
                }
                _ => diagnostic.help("before a node stand `(remove)` or `(replace)`"),
            };
            reading.report(diagnostic);
            Action::Merge
        }
    }
}

/// A map whose entries are nodes of their own cannot be a property.
fn property_for_child(reading: &mut Reading<'_>, parts: Parts<'_, '_>, map: &Map) {
    let message = format!("`{}` is a node of its own, and no property", parts.name);
    let diagnostic = Diagnostic::error(&codes::MISPLACED_PROPERTY, message).at(parts.header, "");
    let form = match map.key {
        crate::shape::Key::Child => format!("`{} {{ NAME \"value\" }}`", parts.name),
        _ => format!("`{} …` among the children", parts.name),
    };
    reading.report(diagnostic.help(format!("write {form}")));
}
