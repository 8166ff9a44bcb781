//! Trees as texts: in KDL, and as JSON.

use std::fmt::Write as _;

use serde_json::{Map as Object, Value as Json, json};

use super::random::Dice;
use crate::shape::{Block, Choice, Field, Form, Format, Key, Map, Shape, Variant};
use crate::tree::{Node, Value};

/// The fields of a block as nodes of KDL; chance decides between properties, arguments and children.
pub(super) fn kdl(node: &Node, block: &'static Block, dice: &mut Dice) -> String {
    let mut text = String::new();
    let Value::Block(fields) = &node.value else { return text };
    for (name, inner) in fields {
        field(&mut text, block.field(name).unwrap(), inner, dice);
    }
    text
}

fn field(text: &mut String, field: &'static Field, node: &Node, dice: &mut Dice) {
    match (&field.shape.form, &node.value) {
        (Form::Map(map), Value::Map(entries)) if !matches!(map.key, Key::Child) => {
            for (key, entry) in entries {
                keyed(text, field, map, key, entry, dice);
            }
        }
        (Form::List(list), Value::List(items)) if !list.item.is_word() => {
            for item in items {
                let _ = writeln!(text, "{}{}", field.node, rest(item, list.item, dice));
            }
        }
        _ => {
            let _ = writeln!(text, "{}{}", field.node, rest(node, field.shape, dice));
        }
    }
}

fn keyed(text: &mut String, field: &Field, map: &'static Map, key: &str, entry: &Node, dice: &mut Dice) {
    let own_key = match &map.key {
        Key::Fields { fields, .. } => {
            let says = |field: &&str| {
                entry.field(field).is_some_and(|node| match &node.value {
                    Value::Text(text) => key.starts_with(&**text),
                    Value::Whole(number) => key == number.to_string(),
                    _ => false,
                })
            };
            if fields.first().is_some_and(says) { String::new() } else { format!(" {}", quote(key)) }
        }
        _ => format!(" {}", quote(key)),
    };
    if map.catalogue {
        let mut untyped = entry.clone();
        let Value::Block(fields) = &mut untyped.value else { return };
        let kind = fields.remove(fields.iter().position(|(name, _)| *name == "type").unwrap()).1;
        let _ = writeln!(text, "{}{own_key}{}", kind.text().unwrap(), rest(&untyped, map.entry, dice));
    } else {
        let _ = writeln!(text, "{}{own_key}{}", field.node, rest(entry, map.entry, dice));
    }
}

/// What stands behind the name.
fn rest(node: &Node, shape: &'static Shape, dice: &mut Dice) -> String {
    match (&shape.form, &node.value) {
        (Form::Block(block), Value::Block(_)) => block_rest(node, block, dice),
        (Form::Choice(choice), Value::Variant(name, inner)) => choice_rest(choice, choice.variant(name).unwrap(), inner, dice),
        (Form::Map(map), Value::Map(entries)) => {
            let entries = entries.iter().map(|(key, entry)| format!("{}{}\n", quote(key), rest(entry, map.entry, dice)));
            format!(" {{\n{}}}", entries.collect::<String>())
        }
        (Form::List(list), Value::List(items)) => items.iter().map(|item| rest(item, list.item, dice)).collect(),
        (Form::Any, Value::Any(value)) => format!(" {{\n{}}}", any(value)),
        _ => format!(" {}", scalar(node)),
    }
}

fn block_rest(node: &Node, block: &'static Block, dice: &mut Dice) -> String {
    let Value::Block(fields) = &node.value else { return String::new() };
    let mut head = String::new();
    let mut children = String::new();
    if let Some(body) = block.rest {
        // A patch: its arguments in order, and its body as it is.
        let argument = |name: &str| node.field(name).map(|node| format!(" {}", scalar(node))).unwrap_or_default();
        block.arguments.iter().for_each(|positional| head.push_str(&argument(positional.field)));
        let others = fields
            .iter()
            .filter(|(name, _)| *name != body && !block.arguments.iter().any(|positional| positional.field == *name));
        for (name, node) in others {
            let written = rest(node, block.field(name).unwrap().shape, dice);
            head.push_str(&format!(" {name}={}", written.trim_start()));
        }
        let body = node.field(body).map(|body| match &body.value {
            Value::Any(value) => format!(" {{\n{}}}", any(value)),
            _ => String::new(),
        });
        return head + &body.unwrap_or_default();
    }
    let positional = match block.arguments {
        [only] if dice.roll(2) == 0 => fields.iter().find(|(name, _)| *name == only.field),
        _ => None,
    };
    if let Some((_, argument)) = positional {
        let shape = block.field(positional.unwrap().0).unwrap().shape;
        let written = rest(argument, shape, dice);
        // Only what is marked as the name of a secret may stand there.
        let is_secret = matches!(shape.form, Form::Text(Format::SecretName));
        head.push_str(&if is_secret { format!(" (secret){}", written.trim_start()) } else { written });
    }
    for (name, inner) in fields.iter().filter(|(name, _)| positional.is_none_or(|(taken, _)| taken != name)) {
        let known = block.field(name).unwrap();
        if known.shape.is_scalar() && dice.roll(2) == 0 {
            let _ = write!(head, " {}={}", known.node, scalar(inner));
        } else {
            field(&mut children, known, inner, dice);
        }
    }
    if children.is_empty() { head } else { format!("{head} {{\n{children}}}") }
}

fn choice_rest(choice: &Choice, variant: &'static Variant, inner: &Node, dice: &mut Dice) -> String {
    let content = rest(inner, variant.shape, dice);
    match variant.name {
        name if choice.plain.contains(&name) || choice.block == Some(name) || choice.empty == Some(name) => content,
        name if variant.shape.is_scalar() => format!(" ({name}){}", content.trim_start()),
        name => format!(" {}{content}", quote(name)),
    }
}

fn any(value: &Json) -> String {
    let Json::Object(object) = value else { return String::new() };
    let lines = object.iter().map(|(key, value)| match value {
        Json::Object(_) => format!("{key} {{\n{}}}\n", any(value)),
        Json::String(text) => format!("{key} {}\n", quote(text)),
        other => format!("{key} {other}\n"),
    });
    lines.collect()
}

fn scalar(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quote(text),
        Value::Template(template) => quote(&template.text),
        Value::Word(word) => quote(word),
        Value::Whole(number) => number.to_string(),
        Value::Bool(truth) => format!("#{truth}"),
        other => panic!("no scalar: {other:?}"),
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t"))
}

/// A tree as JSON.
pub(super) fn json(node: &Node, shape: &'static Shape) -> Json {
    match (&shape.form, &node.value) {
        (Form::Block(block), Value::Block(fields)) => {
            let fields = fields.iter().map(|(name, inner)| ((*name).to_owned(), json(inner, block.field(name).unwrap().shape)));
            Json::Object(fields.collect::<Object<_, _>>())
        }
        (Form::Choice(choice), Value::Variant(name, inner)) => {
            let content = json(inner, choice.variant(name).unwrap().shape);
            if choice.plain.contains(name) || choice.block == Some(name) { content } else { json!({*name: content}) }
        }
        (Form::Map(map), Value::Map(entries)) => {
            Json::Object(entries.iter().map(|(key, entry)| (key.to_string(), json(entry, map.entry))).collect())
        }
        (Form::List(list), Value::List(items)) => Json::Array(items.iter().map(|item| json(item, list.item)).collect()),
        (_, Value::Text(text)) => json!(**text),
        (_, Value::Word(word)) => json!(word),
        (_, Value::Whole(number)) => json!(number),
        (_, Value::Bool(truth)) => json!(truth),
        (_, Value::Any(value)) => (**value).clone(),
        (form, other) => panic!("{other:?} is not of the form {form:?}"),
    }
}
