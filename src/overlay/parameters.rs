//! Parameters: those that the manifest declares, and the values that the command line gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Given;
use crate::diagnostic::{Diagnostic, Diagnostics, codes, nearest};
use crate::manifest::Manifest;
use crate::source::{SourceMap, Span};
use crate::tree::{Action, Entries, Layer, Layers, Node, Value};

/// The command line as a layer; what it gives without need, or fails to give, is reported.
pub(super) fn given(
    manifest: &Node,
    given: &Given,
    sources: &mut SourceMap,
    layers: &mut Layers,
    diagnostics: &mut Diagnostics,
) -> Option<Arc<Node>> {
    let none = Entries::new();
    let declared = match manifest.field("params").map(|node| &node.value) {
        Some(Value::Map(entries)) => entries,
        _ => &none,
    };
    let (known, unknown): (Vec<_>, Vec<_>) = given.parameters.iter().partition(|(name, _)| declared.contains_key(name.as_str()));
    unknown.iter().for_each(|(name, _)| report_unknown(declared, name, diagnostics));
    for (name, node) in declared.iter().filter(|(name, _)| !given.parameters.contains_key(&***name)) {
        if is_missing(node) {
            report_missing(name, node, diagnostics);
        }
    }
    if known.is_empty() {
        return None;
    }
    let line: Vec<String> = known.iter().map(|(name, value)| format!("--param {name}={value}")).collect();
    let file = sources.add("command line", line.join(" "));
    let layer = layers.id(Layer::CommandLine);
    let mut at = 0;
    let mut entries = Entries::new();
    for ((name, value), words) in known.iter().zip(&line) {
        let name_start = at + "--param ".len();
        let name_place = Span::new(file, name_start, name_start + name.len());
        let value_place = Span::new(file, name_start + name.len() + 1, at + words.len());
        at += words.len() + 1;
        let node = |value, span| Arc::new(Node { value, action: Action::Merge, span, name: name_place, layer, hid: None });
        let text = node(Value::Text(Arc::from(value.as_str())), value_place);
        entries.insert(Arc::from(name.as_str()), node(Value::Block(vec![("default", text)]), name_place));
    }
    let whole = Span::new(file, 0, at.saturating_sub(1));
    let node = |value| Node { value, action: Action::Merge, span: whole, name: whole, layer, hid: None };
    Some(Arc::new(node(Value::Block(vec![("params", Arc::new(node(Value::Map(entries))))]))))
}

/// The value of each parameter that has one.
pub(super) fn values(manifest: &Manifest) -> BTreeMap<String, String> {
    let with_value = manifest.params.iter().filter_map(|(name, parameter)| Some((name.clone(), parameter.default.clone()?)));
    with_value.collect()
}

fn is_missing(node: &Node) -> bool {
    matches!(node.value, Value::Block(_)) && node.field("default").is_none()
}

fn report_missing(name: &str, node: &Node, diagnostics: &mut Diagnostics) {
    let message = format!("the parameter `{name}` has no value");
    let diagnostic = Diagnostic::error(&codes::MISSING_PARAMETER, message).at(node.name, "");
    diagnostics.push(diagnostic.help(format!("give it: `--param {name}=VALUE`; or add `default=\"…\"`")));
}

fn report_unknown(declared: &Entries, name: &str, diagnostics: &mut Diagnostics) {
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_PARAMETER, format!("the manifest has no parameter `{name}`"));
    diagnostics.push(match nearest(name, declared.keys().map(|key| &**key)) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help(format!("declare it: `param \"{name}\"`")),
    });
}
