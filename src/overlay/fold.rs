//! All layers of one environment, folded from the lowest upwards.

use std::sync::Arc;

use indexmap::IndexSet;

use super::merge::merge;
use super::stack::Stack;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::shape::{Block, Field, Form, Map};
use crate::tree::{Action, Entries, LayerId, Node, Value};

/// The maps whose entries share a workload's body; `defaults` lie under all but the last.
pub(crate) const WORKLOADS: [&str; 6] = ["services", "statefuls", "daemons", "jobs", "crons", "backing"];
/// Bodies that are only complete once they lie under a workload.
const BODIES: [&str; 2] = ["defaults", "mixins"];
/// What only says how an environment comes about.
const OWN: [&str; 5] = ["environments", "includes", "target", "extends", "profile"];

/// Folds the roots of the layers, the lowest first, into one.
pub(super) fn fold(layers: &[&Arc<Node>], root: &'static Block, top: &Node, diagnostics: &mut Diagnostics) -> Arc<Node> {
    let mut fields: Vec<(&'static str, Arc<Node>)> = Vec::new();
    for layer in layers {
        let Value::Block(upper) = &layer.value else { continue };
        for (name, node) in upper.iter().filter(|(name, _)| !OWN.contains(name) && !WORKLOADS.contains(name)) {
            let Some(field) = root.field(name) else { continue };
            let mut unheard = Diagnostics::default();
            let heard = if BODIES.contains(name) { &mut unheard } else { &mut *diagnostics };
            match fields.iter_mut().find(|(known, _)| known == name) {
                Some(slot) => slot.1 = merge(Some(&slot.1), node, field.shape, heard),
                None => fields.push((name, merge(None, node, field.shape, heard))),
            }
        }
    }
    for name in WORKLOADS {
        if let Some(field) = root.field(name)
            && let Some(node) = workloads(layers, field, diagnostics)
        {
            report_changed_types(&node, diagnostics);
            fields.push((field.name, node));
        }
    }
    let root = Node { value: Value::Block(fields), action: Action::Merge, hid: None, layer: LayerId(0), ..*top_place(top) };
    Arc::new(root)
}

/// A backing service is of one type in all layers.
fn report_changed_types(map: &Arc<Node>, diagnostics: &mut Diagnostics) {
    for (name, entry) in entries(map).into_iter().flatten() {
        let Some(kind) = entry.field("type") else { continue };
        let Some(below) = kind.hid.as_ref().filter(|below| below.text() != kind.text()) else { continue };
        let (Some(upper), Some(lower)) = (kind.text(), below.text()) else { continue };
        let message = format!("`{name}` is a `{upper}` here and a `{lower}` below");
        let diagnostic = Diagnostic::error(&codes::TYPE_CHANGED, message).at(kind.span, "").at(below.span, "written below");
        diagnostics.push(diagnostic.help(format!("write `{lower} \"{name}\"`, or `(replace){upper} \"{name}\"` to start anew")));
    }
}

fn top_place(top: &Node) -> Box<Node> {
    Box::new(Node { value: Value::Bad, action: Action::Merge, span: top.span, name: top.name, layer: top.layer, hid: None })
}

/// One map of workloads over all layers; `None` where no layer has it.
fn workloads(layers: &[&Arc<Node>], field: &'static Field, diagnostics: &mut Diagnostics) -> Option<Arc<Node>> {
    let Form::Map(map) = &field.shape.form else { return None };
    let written: Vec<&Arc<Node>> = layers.iter().filter_map(|layer| layer.field(field.name)).collect();
    let last = *written.last()?;
    let names: IndexSet<&Arc<str>> = written.iter().filter_map(|node| entries(node)).flat_map(Entries::keys).collect();
    let mut merged = Entries::with_capacity(names.len());
    for name in names {
        if let Some(node) = workload(layers, field, map, name, diagnostics) {
            merged.insert(name.clone(), node);
        }
    }
    Some(Arc::new(Node { value: Value::Map(merged), ..*top_place(last) }))
}

fn entries(node: &Arc<Node>) -> Option<&Entries> {
    match &node.value {
        Value::Map(entries) => Some(entries),
        _ => None,
    }
}

/// One workload: in each layer its `defaults`, the mixins that it uses, and its body.
fn workload(
    layers: &[&Arc<Node>],
    field: &'static Field,
    map: &'static Map,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Arc<Node>> {
    let block = map.entry.block()?;
    let mut stack = Stack::new(map.entry, block, field.name != "backing");
    for (height, layer) in layers.iter().enumerate() {
        stack.lay_shared(layers, height, diagnostics);
        if let Some(map) = layer.field(field.name) {
            match &map.value {
                Value::Removed => stack.clear(map),
                _ if map.action == Action::Replace => stack.clear(map),
                _ => {}
            }
            if let Some(body) = map.entry(name) {
                stack.lay_body(layers, height, body, diagnostics);
            }
        }
    }
    // What a type of backing service has is known where it is lowered, which says what is taken away in vain.
    let mut unheard = Diagnostics::default();
    stack.fold(if field.name == "backing" { &mut unheard } else { diagnostics })
}
