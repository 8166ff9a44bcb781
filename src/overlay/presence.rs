//! Which workloads an environment has: `only` and `except`.

use super::{Selected, environment, fold::WORKLOADS};
use crate::{
    diagnostic::Diagnostics,
    source::Span,
    tree::{Entries, Node, Value},
};
use std::{collections::BTreeMap, sync::Arc};

/// The tree without the workloads that the environment does not have, and the place that says so of each.
pub(super) fn present(
    root: &Arc<Node>,
    selected: &Selected,
    known: &[&str],
    diagnostics: &mut Diagnostics,
) -> (Arc<Node>, BTreeMap<String, Span>) {
    let mut absent = BTreeMap::new();
    let Value::Block(fields) = &root.value else { return (root.clone(), absent) };
    let mut kept = fields.clone();
    for (_, map) in kept.iter_mut().filter(|(name, _)| WORKLOADS.contains(name)) {
        let Value::Map(entries) = &map.value else { continue };
        let mut remaining = Entries::with_capacity(entries.len());
        for (name, workload) in entries {
            report_unknown(workload, known, diagnostics);
            match absence(workload, selected) {
                Some(place) => _ = absent.insert(name.to_string(), place),
                None => _ = remaining.insert(name.clone(), workload.clone()),
            }
        }
        if remaining.len() < entries.len() {
            *map = Arc::new(Node { value: Value::Map(remaining), ..Node::clone(map) });
        }
    }
    if absent.is_empty() {
        return (root.clone(), absent);
    }
    (Arc::new(Node { value: Value::Block(kept), ..Node::clone(root) }), absent)
}

/// What says that the environment does not have a workload. An environment counts as those that it extends, too.
fn absence(workload: &Node, selected: &Selected) -> Option<Span> {
    let meant = |node: &&Arc<Node>| node.text().is_some_and(|name| selected.chain.iter().any(|link| link == name));
    let except = names(workload, "except").find(meant).map(|node| node.span);
    // A name that is wrong may have been meant as this environment's.
    let may_be_meant = |node: &Arc<Node>| node.text().is_none() || meant(&node);
    let only = workload.field("only").filter(|_| names(workload, "only").next().is_some());
    except.or_else(|| only.filter(|_| !names(workload, "only").any(may_be_meant)).map(|node| node.span))
}

fn names<'n>(workload: &'n Node, field: &str) -> impl Iterator<Item = &'n Arc<Node>> {
    let list = workload.field(field).map(|node| &node.value);
    let items = match list {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter()
}

fn report_unknown(workload: &Node, known: &[&str], diagnostics: &mut Diagnostics) {
    for node in names(workload, "only").chain(names(workload, "except")) {
        if let Some(name) = node.text().filter(|name| !known.contains(name)) {
            diagnostics.push(environment::unknown(known.iter().copied(), name).at(node.span, ""));
        }
    }
}
