//! Nodes of KDL as plain data, for patches.

use serde_json::{Map, Value};

use super::Parts;
use crate::diagnostic::{Diagnostic, codes};
use crate::kdl;
use crate::tree::reading::Reading;
use crate::tree::{Action, public};

/// A node as data: one argument is a scalar, several are a list, properties and children are an object.
pub(super) fn read(reading: &mut Reading<'_>, parts: Parts<'_, '_>) -> Value {
    let mut object = Map::new();
    for property in parts.properties {
        object.insert(property.name.text.to_string(), scalar(reading, &property.scalar));
    }
    if let Value::Object(more) = children(reading, parts.children) {
        object.extend(more);
    } else if !parts.children.is_empty() && object.is_empty() {
        return children(reading, parts.children);
    }
    match parts.arguments {
        [] => Value::Object(object),
        [only] => scalar(reading, only),
        several => Value::Array(several.iter().map(|one| scalar(reading, one)).collect()),
    }
}

/// Children as data: nodes named `-` are items of a list, several of one name are a list, others are fields. `(remove)name` is
/// null, which takes away in a merge.
pub(super) fn children(reading: &mut Reading<'_>, nodes: &[kdl::Node<'_>]) -> Value {
    if !nodes.is_empty() && nodes.iter().all(|node| node.name.text == "-") {
        return Value::Array(nodes.iter().map(|node| one(reading, node)).collect());
    }
    let mut object = Map::new();
    for node in nodes {
        let value = one(reading, node);
        match object.get_mut(&*node.name.text) {
            None => {
                object.insert(node.name.text.to_string(), value);
            }
            Some(Value::Array(items)) if repeated(nodes, node) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Value::Object(object)
}

/// Whether the list that stands for a node was made from nodes before it, rather than from the arguments of the first.
fn repeated(nodes: &[kdl::Node<'_>], node: &kdl::Node<'_>) -> bool {
    let before = nodes.iter().take_while(|other| other.span != node.span);
    before.filter(|other| other.name.text == node.name.text).count() > 1
}

fn one(reading: &mut Reading<'_>, node: &kdl::Node<'_>) -> Value {
    let action = super::action(reading, node);
    if action == Action::Remove {
        return Value::Null;
    }
    read(reading, Parts::of_node(node, action))
}

/// A value; `(public)` marks one that looks like a secret and is none.
fn scalar(reading: &mut Reading<'_>, scalar: &kdl::Scalar<'_>) -> Value {
    let value = plain(scalar);
    match &scalar.annotation {
        None => value,
        Some(annotation) if annotation.text == "public" => public(value),
        Some(annotation) => {
            let message = format!("what is handed through takes no `({})`", annotation.text);
            let diagnostic = Diagnostic::error(&codes::UNKNOWN_ANNOTATION, message).at(annotation.span, "");
            reading.report(diagnostic.help("only `(public)` may stand here; a secret is named in the workload itself"));
            Value::Null
        }
    }
}

fn plain(scalar: &kdl::Scalar<'_>) -> Value {
    match &scalar.value {
        kdl::Value::String(text) => Value::String(text.to_string()),
        kdl::Value::Number(number) => number_of(*number),
        kdl::Value::Bool(truth) => Value::Bool(*truth),
        kdl::Value::Null | kdl::Value::Bad => Value::Null,
    }
}

fn number_of(number: kdl::Number<'_>) -> Value {
    match number.integer().map(i64::try_from) {
        Some(Ok(whole)) => Value::from(whole),
        _ => Value::from(number.float()),
    }
}
