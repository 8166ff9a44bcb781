//! Prints a document in the form in which the official suite states what it expects.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use landfall::kdl::{Node, Number, Scalar, Value, Word};

/// All nodes, one a line, children indented.
pub(super) fn print(nodes: &[Node<'_>]) -> String {
    let mut text = String::new();
    nodes.iter().for_each(|node| print_node(&mut text, node, 0));
    text
}

fn print_node(text: &mut String, node: &Node<'_>, depth: usize) {
    let indentation = " ".repeat(4 * depth);
    let arguments = node.arguments.iter().map(|argument| format!(" {}", scalar(argument)));
    let last: BTreeMap<&Cow<'_, str>, &Scalar<'_>> =
        node.properties.iter().map(|property| (&property.name.text, &property.scalar)).collect();
    let properties = last.iter().map(|(name, value)| format!(" {}={}", word(name), scalar(value)));
    let entries: String = arguments.chain(properties).collect();
    write!(text, "{indentation}{}{}{entries}", annotation(node.annotation.as_ref()), word(&node.name.text)).unwrap();
    let children = node.children.iter().flat_map(|children| &children.nodes);
    if children.clone().next().is_some() {
        text.push_str(" {\n");
        children.for_each(|child| print_node(text, child, depth + 1));
        write!(text, "{indentation}}}").unwrap();
    }
    text.push('\n');
}

fn annotation(word_of: Option<&Word<'_>>) -> String {
    word_of.map_or(String::new(), |annotation| format!("({})", word(&annotation.text)))
}

fn scalar(scalar: &Scalar<'_>) -> String {
    let value = match &scalar.value {
        Value::String(text) => word(text),
        Value::Number(value) => number(*value),
        Value::Bool(value) => format!("#{value}"),
        Value::Null => "#null".to_owned(),
        Value::Bad => "<bad>".to_owned(),
    };
    annotation(scalar.annotation.as_ref()) + &value
}

/// A whole number in decimal, another as the nearest floating-point number.
pub(super) fn number(number: Number<'_>) -> String {
    if let Some(whole) = number.integer() {
        return whole.to_string();
    }
    match number.float() {
        float if float.is_nan() => "#nan".to_owned(),
        f64::INFINITY => "#inf".to_owned(),
        f64::NEG_INFINITY => "#-inf".to_owned(),
        float => format!("{float:?}"),
    }
}

/// A text, in quotes only where it wants them.
fn word(text: &str) -> String {
    let bytes = text.as_bytes();
    let numeric =
        matches!(bytes, [b'0'..=b'9', ..] | [b'+' | b'-' | b'.', b'0'..=b'9', ..] | [b'+' | b'-', b'.', b'0'..=b'9', ..]);
    let keyword = matches!(text, "true" | "false" | "null" | "inf" | "-inf" | "nan");
    let special = |letter: char| letter.is_whitespace() || letter.is_control() || "\\/(){};[]\"#=".contains(letter);
    if !text.is_empty() && !numeric && !keyword && !text.contains(special) {
        return text.to_owned();
    }
    let escaped: String = text.chars().map(escape).collect();
    format!("\"{escaped}\"")
}

fn escape(letter: char) -> Cow<'static, str> {
    match letter {
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        '\u{8}' => "\\b".into(),
        '\u{C}' => "\\f".into(),
        '"' => "\\\"".into(),
        '\\' => "\\\\".into(),
        _ => letter.to_string().into(),
    }
}
