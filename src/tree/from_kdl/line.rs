//! Two nodes on one line, with nothing between them that ends the first: `image "acme/web:1" port 8080`.

use super::block;
use crate::diagnostic::{Diagnostic, codes};
use crate::kdl::{Node, Property, Scalar, Value, Word};
use crate::shape::{Block, Form, Key, Shape};
use crate::source::Span;
use crate::tree::reading::Reading;

/// The two nodes that one was meant as, which is reported: it has more values than it takes, and one of them is the name of a field
/// of the block that it stands in.
pub(super) fn divided<'s>(reading: &mut Reading<'_>, block: &'static Block, node: &Node<'s>) -> Option<(Node<'s>, Node<'s>)> {
    let field = block::known(reading, block, &node.name.text)?;
    let most = most_values(field.shape).filter(|most| node.arguments.len() > *most)?;
    let begins = |(at, value): &(usize, &Scalar<'_>)| {
        *at > 0
            && *at <= most
            && bare_word(value).is_some_and(|word| block::known(reading, block, word).is_some() && !has_field(field.shape, word))
    };
    let (at, second) = node.arguments.iter().enumerate().find(begins)?;
    let name = bare_word(second)?.to_owned();
    let before = node.arguments.get(at - 1)?.span;
    let end = Span { start: before.end, ..before };
    let message = format!("`{name}` begins a node of its own on the line of `{}`", node.name.text);
    let diagnostic = Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(second.span, "a node ends with its line, or with `;`");
    reading.report(diagnostic.suggest(format!("end `{}` before it", node.name.text), end, ";"));
    let (properties, later): (Vec<_>, Vec<_>) =
        node.properties.iter().cloned().partition(|property: &Property<'_>| property.name.span.start < second.span.start);
    let arguments = node.arguments.get(..at)?.to_vec();
    let first = Node { arguments, properties, children: None, span: node.span, ..node.clone() };
    let second = Node {
        annotation: None,
        name: Word { text: name.into(), span: second.span },
        arguments: node.arguments.get(at + 1..)?.to_vec(),
        properties: later,
        children: node.children.clone(),
        span: node.span,
    };
    Some((first, second))
}

/// The text of a value that is a word without quotes.
pub(super) fn bare_word<'v>(value: &'v Scalar<'_>) -> Option<&'v str> {
    match &value.value {
        Value::String(text) if value.annotation.is_none() && text.len() == (value.span.end - value.span.start) as usize => {
            Some(text)
        }
        _ => None,
    }
}

/// How many values a node of this shape takes; `None` where they are as many as one likes.
fn most_values(shape: &'static Shape) -> Option<usize> {
    match &shape.form {
        Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Words(_) => Some(1),
        Form::Block(block) => {
            let is_list = |name: &str| block.field(name).is_some_and(|field| matches!(field.shape.form, Form::List(_)));
            let last = block.arguments.last().map(|argument| argument.field);
            (!last.is_some_and(is_list)).then_some(block.arguments.len())
        }
        Form::Choice(choice) => {
            choice.variants.iter().map(|variant| most_values(variant.shape)).try_fold(1, |most, values| Some(most.max(values?)))
        }
        Form::Map(map) => match &map.key {
            Key::Child => Some(0),
            Key::Name => most_values(map.entry).map(|values| values + 1),
            Key::Fields { named, .. } => most_values(map.entry).map(|values| values + usize::from(*named)),
        },
        Form::List(list) if matches!(list.item.form, Form::Block(_)) => most_values(list.item),
        Form::List(_) | Form::Any => None,
    }
}

/// Whether a node of this shape has a field of that name itself.
fn has_field(shape: &'static Shape, name: &str) -> bool {
    match &shape.form {
        Form::Block(block) => block.node(name).is_some(),
        Form::Choice(choice) => choice.variants.iter().any(|variant| variant.name == name || has_field(variant.shape, name)),
        Form::Map(map) => has_field(map.entry, name),
        Form::List(list) => has_field(list.item, name),
        Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Words(_) | Form::Any => false,
    }
}
