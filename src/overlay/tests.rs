use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::fold::fold;
use crate::diagnostic::Diagnostics;
use crate::manifest::Manifest;
use crate::source::Span;
use crate::tree::tests::random::Dice;
use crate::tree::{self, Action, Node, Value};

/// The places of all values of a tree that hold no others, and where in the tree each is; hidden ones too, where asked for.
fn leaves(node: &Node, path: &str, hidden: bool, found: &mut BTreeMap<Span, String>) {
    let mut below = |inner: &Node, step: &str| leaves(inner, &format!("{path}.{step}"), hidden, found);
    if let Some(lower) = node.hid.as_ref().filter(|_| hidden) {
        below(lower, "(hidden)");
    }
    match &node.value {
        Value::Block(fields) => fields.iter().for_each(|(name, inner)| below(inner, name)),
        Value::Map(entries) => entries.iter().for_each(|(key, inner)| below(inner, key)),
        Value::List(items) => items.iter().for_each(|inner| below(inner, "*")),
        Value::Variant(name, inner) => below(inner, name),
        Value::Removed | Value::Bad => {}
        Value::Text(_) | Value::Template(_) | Value::Whole(_) | Value::Bool(_) | Value::Word(_) | Value::Any(_) => {
            found.insert(node.span, path.to_owned());
        }
    }
}

/// Three layers, each a manifest without what only says how an environment comes about.
fn layers(seed: u64) -> Vec<Arc<Node>> {
    let mut dice = Dice::overlaying(seed);
    let layer = |dice: &mut Dice| {
        let mut tree = dice.tree(tree::language());
        match &mut tree.value {
            Value::Block(fields) => fields.retain(|(name, _)| !matches!(*name, "environments" | "includes")),
            other => *other = Value::Block(Vec::new()),
        }
        Arc::new(Node { action: Action::Merge, ..tree })
    };
    (0..3).map(|_| layer(&mut dice)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_written_value_is_in_the_result_or_hidden_there_or_has_a_diagnostic(seed in any::<u64>()) {
        let layers = layers(seed);
        let mut diagnostics = Diagnostics::default();
        let root = tree::language().block().unwrap();
        let result = fold(&layers.iter().collect::<Vec<_>>(), root, &layers[0], &mut diagnostics);
        let mut written = BTreeMap::new();
        layers.iter().enumerate().for_each(|(height, layer)| leaves(layer, &height.to_string(), false, &mut written));
        let mut found = BTreeMap::new();
        leaves(&result, "", true, &mut found);
        written.retain(|place, _| !found.contains_key(place));
        let told = |place: &Span| diagnostics.iter().any(|one| one.labels.iter().any(|label| label.span == *place));
        written.retain(|place, _| !told(place));
        prop_assert!(written.is_empty(), "{:#?}", written);
    }

    #[test]
    fn serde_takes_what_layers_come_to(seed in any::<u64>()) {
        let layers = layers(seed);
        let root = tree::language().block().unwrap();
        let mut diagnostics = Diagnostics::default();
        let result = fold(&layers.iter().collect::<Vec<_>>(), root, &layers[0], &mut diagnostics);
        if let Some(whole) = tree::complete(&result, tree::language(), &mut diagnostics) {
            prop_assert!(tree::deserialize::<Manifest>(&whole, tree::language()).is_ok());
        }
    }
}
