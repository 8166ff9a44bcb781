//! Agreement with the `kdl` crate: where both take a text, they read the same.

use std::time::{Duration, Instant};

use ::kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};
use landfall::diagnostic::{Diagnostics, Severity};
use landfall::kdl::{self, Node, Scalar, Value};
use landfall::source::SourceMap;

use super::mutation::{Random, mutate};
use super::suite::texts;

/// How many texts are tried where `LANDFALL_FUZZ_SECONDS` does not say how long.
const TRIES: usize = 5_000;

#[test]
fn readers_agree_on_mutated_texts() {
    let mut originals: Vec<String> = texts("tests/test_cases/input").into_values().collect();
    originals.extend(texts("examples").into_values().filter(|text| text.len() < 3000));
    let seconds = std::env::var("LANDFALL_FUZZ_SECONDS").ok().map(|seconds| seconds.parse().unwrap());
    let (started, limit) = (Instant::now(), seconds.map(Duration::from_secs));
    let mut random = Random(limit.map_or(7, |_| u64::from(std::process::id())));
    let mut tried = 0;
    while limit.map_or(tried < TRIES, |limit| started.elapsed() < limit) {
        tried += 1;
        let text = mutate(random.choose(&originals), random.choose(&originals), &mut random);
        assert_eq!(disagreement(&text), None, "{text:?}");
    }
}

/// What they take and we do not: our code, what the text then holds, and why.
const REFUSED: &[(&str, &str, &str)] = &[
    ("kdl-colon", ":", "a name with a colon at its end is KDL, and in a manifest always a habit from YAML"),
    ("kdl-quotes", "'", "a word in single quotes is KDL, and in a manifest always a text that lacks its quotes"),
    ("kdl-quotes", "://", "a comment begins at `//`, and in a manifest always a URL was meant"),
    ("kdl-bare-word", "://", "a comment begins at `//`, and in a manifest always a URL was meant"),
    ("kdl-character", "/", "they let comments hold the characters that may stand nowhere in a document"),
    ("kdl-character", "\u{7F}", "the specification forbids U+007F, and they take it"),
    ("kdl-name", "-inf", "`-inf` is no identifier"),
    ("kdl-keyword", "-inf", "`-inf` is no identifier"),
    ("kdl-keyword", "#", "they read one word as two, as `#infx` and `#true#true`"),
    ("kdl-multi-line", "#\"\"\"", "a raw string that begins with three quotes has several lines"),
    ("kdl-unclosed-string", "#\"\"\"", "a raw string that begins with three quotes ends with three"),
    ("kdl-missing-space", "/-", "before `/-` stands white space"),
    (
        "kdl-bare-word",
        "${",
        "a `$` at the end of a name and a block behind it are KDL, and in a manifest always a variable was meant",
    ),
    ("kdl-bare-word", "/-", "before `/-` stands white space"),
    ("kdl-block-place", "/-", "behind a block no argument can be taken out, and a node that is taken out ends as others do"),
    ("kdl-comment", "/-", "`/-` takes out no other `/-`"),
];

/// What we take and they do not: what they say, what the text then holds, and why.
const TAKEN: &[(&str, &str, &str)] = &[
    ("invalid node name", "/-", "a node that `/-` takes out may end with `;` as others do"),
    ("Expected integer", "", "a whole number may have more than 127 bits"),
];

fn disagreement(text: &str) -> Option<String> {
    let file = SourceMap::default().add("mutated.kdl", text);
    let mut diagnostics = Diagnostics::default();
    let ours = kdl::read(text, file, &mut diagnostics);
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let codes: Vec<&str> = errors.map(|error| error.code.name).collect();
    match (codes.is_empty(), KdlDocument::parse_v2(text)) {
        (true, Ok(theirs)) => difference(&ours.nodes, theirs.nodes()),
        (false, Ok(_)) => {
            let known = REFUSED.iter().any(|(code, sign, _)| codes.contains(code) && text.contains(sign));
            (!known).then(|| format!("we say {codes:?}, and they take it"))
        }
        (true, Err(error)) => {
            let messages: String = error.diagnostics.iter().filter_map(|theirs| theirs.message.clone()).collect();
            let known = TAKEN.iter().any(|(message, sign, _)| messages.contains(message) && text.contains(sign));
            (!known).then(|| format!("we take it, and they say {messages}"))
        }
        (false, Err(_)) => None,
    }
}

fn difference(ours: &[Node<'_>], theirs: &[KdlNode]) -> Option<String> {
    if ours.len() != theirs.len() {
        return Some(format!("{} nodes, and {} of theirs", ours.len(), theirs.len()));
    }
    ours.iter().zip(theirs).find_map(|(ours, theirs)| node_difference(ours, theirs))
}

fn node_difference(ours: &Node<'_>, theirs: &KdlNode) -> Option<String> {
    let (arguments, properties): (Vec<_>, Vec<_>) = theirs.entries().iter().partition(|entry| entry.name().is_none());
    let names = ours.properties.iter().map(|property| Some(property.name.text.as_ref()));
    let same = ours.name.text == theirs.name().value()
        && ours.annotation.as_ref().map(|word| word.text.as_ref()) == theirs.ty().map(|name| name.value())
        && ours.arguments.len() == arguments.len()
        && ours.arguments.iter().zip(&arguments).all(|(ours, theirs)| is_same(ours, theirs))
        && names.eq(properties.iter().map(|property| property.name().map(|name| name.value())))
        && ours.properties.iter().zip(&properties).all(|(ours, theirs)| is_same(&ours.scalar, theirs));
    if !same {
        return Some(format!("{ours:?}, and theirs is {theirs:?}"));
    }
    let children = ours.children.as_ref().map_or(&[][..], |children| &children.nodes);
    difference(children, theirs.children().map_or(&[], |children| children.nodes()))
}

fn is_same(ours: &Scalar<'_>, theirs: &KdlEntry) -> bool {
    let annotated = ours.annotation.as_ref().map(|word| word.text.as_ref()) == theirs.ty().map(|name| name.value());
    let equal = match (&ours.value, theirs.value()) {
        (Value::String(ours), KdlValue::String(theirs)) => ours == theirs,
        (Value::Number(ours), KdlValue::Integer(theirs)) => ours.integer() == Some(*theirs),
        (Value::Number(ours), KdlValue::Float(theirs)) => ours.float() == *theirs || (ours.float().is_nan() && theirs.is_nan()),
        (Value::Bool(ours), KdlValue::Bool(theirs)) => ours == theirs,
        (Value::Null, KdlValue::Null) => true,
        (Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null | Value::Bad, _) => false,
    };
    annotated && equal
}
