//! What holds for every tree of the language.

mod print;
pub(crate) mod random;
mod table;
mod types;

use proptest::prelude::*;
use random::Dice;

use super::{Fields, Language, Layer, Layers, Node, Reading, Value, complete, deserialize, from_kdl, from_yaml, language};
use crate::diagnostic::Diagnostics;
use crate::manifest::Manifest;
use crate::source::SourceMap;
use crate::{kdl, yaml};
use std::sync::Arc;

/// What a text says, as a tree; it must have no mistake.
fn read(text: &str, written: Language) -> Node {
    let mut sources = SourceMap::default();
    let file = sources.add("landfall", text);
    let mut layers = Layers::default();
    let layer = layers.id(Layer::Manifest);
    let mut diagnostics = Diagnostics::default();
    let catalogue = ["postgres".to_owned()];
    let mut reading = Reading {
        language: written,
        layer,
        layers: &mut layers,
        catalogue: &catalogue,
        folder: "",
        diagnostics: &mut diagnostics,
    };
    let block = language().block().unwrap();
    let mut fields = Fields::default();
    match written {
        Language::Kdl => {
            let document = kdl::read(text, file, reading.diagnostics);
            from_kdl::read(&mut reading, "the manifest", block, &document, &mut fields);
        }
        Language::Yaml | Language::Json => {
            let datum = yaml::read(text, file, reading.diagnostics);
            from_yaml::read(&mut reading, "the manifest", block, &datum, &mut fields);
        }
    }
    let messages: Vec<_> = diagnostics.iter().map(|one| format!("{} {:?}", one.message, one.labels)).collect();
    assert_eq!(messages, Vec::<String>::new(), "{text}");
    let place = crate::source::Span::new(file, 0, 0);
    Node { value: fields.into_value(), action: super::Action::Merge, span: place, name: place, layer, hid: None }
}

/// A tree without its places, its fields and entries by name.
fn plain(node: &Node) -> String {
    match &node.value {
        Value::Block(fields) => sorted('{', fields.iter().map(|(name, inner)| format!("{name}: {}", plain(inner)))),
        Value::Map(entries) => sorted('<', entries.iter().map(|(key, inner)| format!("{key:?}: {}", plain(inner)))),
        Value::List(items) => format!("{:?}", items.iter().map(|item| plain(item)).collect::<Vec<_>>()),
        Value::Variant(name, inner) => format!("{name}({})", plain(inner)),
        other => format!("{other:?}"),
    }
}

/// Where two trees begin to differ; `None` where they do not.
fn difference(found: &str, expected: &str) -> Option<String> {
    let same = found.chars().zip(expected.chars()).take_while(|(left, right)| left == right).count();
    let window = |text: &str| text.chars().skip(same.saturating_sub(80)).take(160).collect::<String>();
    (found != expected).then(|| format!("found    {}\nexpected {}", window(found), window(expected)))
}

fn sorted(open: char, parts: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<_> = parts.collect();
    parts.sort();
    format!("{open}{}", parts.join(", "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn serde_takes_every_tree_that_complete_lets_through(seed in any::<u64>()) {
        let tree = Arc::new(Dice::new(seed, true).tree(language()));
        if let Some(whole) = complete(&tree, language(), &mut Diagnostics::default()) {
            prop_assert!(deserialize::<Manifest>(&whole, language()).is_ok());
        }
    }

    #[test]
    fn complete_leaves_a_whole_tree_as_it_is(seed in any::<u64>()) {
        let tree = Arc::new(Dice::new(seed, false).tree(language()));
        let mut diagnostics = Diagnostics::default();
        let whole = complete(&tree, language(), &mut diagnostics);
        prop_assert!(diagnostics.is_empty());
        prop_assert!(whole.is_some_and(|whole| Arc::ptr_eq(&whole, &tree)));
    }

    #[test]
    fn the_same_document_in_kdl_yaml_and_json_is_the_same_tree(seed in any::<u64>()) {
        let mut dice = Dice::new(seed, false);
        let tree = random::with_types(&dice.tree(language()));
        let expected = plain(&tree);
        let text = print::kdl(&tree, language().block().unwrap(), &mut dice);
        prop_assert_eq!(difference(&plain(&read(&text, Language::Kdl)), &expected), None, "{}", text);
        let json = print::json(&tree, language());
        let text = serde_json::to_string_pretty(&json).unwrap();
        prop_assert_eq!(difference(&plain(&read(&text, Language::Json)), &expected), None, "{}", text);
        let text = yaml::write::write(&json);
        prop_assert_eq!(difference(&plain(&read(&text, Language::Yaml)), &expected), None, "{}", text);
    }
}
