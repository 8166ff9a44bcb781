//! Two layers become one: maps merge by key, the same alternative merges, another replaces; lists go by their rule.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::shape::{Block, Choice, Form, List, ListRule, Map, Shape};
use crate::source::Span;
use crate::tree::{Action, Entries, Node, Value};

type Fields = Vec<(&'static str, Arc<Node>)>;

/// Lays a layer over what lies below it; over nothing, it is checked for what it takes away.
pub(super) fn merge(
    lower: Option<&Arc<Node>>,
    upper: &Arc<Node>,
    shape: &'static Shape,
    diagnostics: &mut Diagnostics,
) -> Arc<Node> {
    let below = lower.filter(|node| !matches!(node.value, Value::Removed));
    if upper.action == Action::Remove {
        return remove(lower, upper, diagnostics);
    }
    let merged = match below.filter(|_| upper.action == Action::Merge) {
        Some(below) => over(below, upper, shape, diagnostics),
        None => None,
    };
    match merged {
        Some(value) => {
            // What takes the place of what lies below all layers still does under those above it.
            let action = below.map_or(upper.action, |below| below.action);
            Arc::new(Node { value, action, hid: lower.cloned(), ..place_of(upper) })
        }
        None => alone(lower, upper, shape, diagnostics),
    }
}

/// What stands where, without its value.
fn place_of(node: &Node) -> Node {
    let Node { value: _, action, span, name, layer, hid: _ } = node;
    Node { value: Value::Bad, action: *action, span: *span, name: *name, layer: *layer, hid: None }
}

fn remove(lower: Option<&Arc<Node>>, upper: &Arc<Node>, diagnostics: &mut Diagnostics) -> Arc<Node> {
    if lower.is_none_or(|node| matches!(node.value, Value::Removed)) {
        report_nothing(upper, diagnostics);
    }
    Arc::new(Node { value: Value::Removed, hid: lower.cloned(), ..place_of(upper) })
}

pub(super) fn report_nothing(upper: &Node, diagnostics: &mut Diagnostics) {
    diagnostics.push(nothing_to_remove(upper.name, "no lower layer has it"));
}

/// What takes away something that is not there.
pub(crate) fn nothing_to_remove(place: Span, who: impl Into<String>) -> Diagnostic {
    let message = "there is nothing here to take away";
    let diagnostic = Diagnostic::error(&codes::NOTHING_TO_REMOVE, message).at(place, who);
    diagnostic.help("correct the name, or take this line out")
}

/// The upper value merged into the lower; `None` where it takes its place.
fn over(below: &Arc<Node>, upper: &Arc<Node>, shape: &'static Shape, diagnostics: &mut Diagnostics) -> Option<Value> {
    match (&below.value, &upper.value, &shape.form) {
        (Value::Bad, Value::Block(_) | Value::Map(_), _) => Some(Value::Bad),
        (Value::Block(lower), Value::Block(fields), Form::Block(block)) => {
            Some(Value::Block(blocks(lower, fields, block, diagnostics)))
        }
        (Value::Map(lower), Value::Map(entries), Form::Map(map)) => Some(Value::Map(maps(lower, entries, map, diagnostics))),
        (Value::List(lower), Value::List(items), Form::List(list)) if list.rule != ListRule::Replace => {
            Some(Value::List(lists(lower, items, list, diagnostics)))
        }
        (Value::Variant(lower, below), Value::Variant(name, inner), Form::Choice(choice)) if lower == name => {
            variants(name, below, inner, choice, diagnostics)
        }
        _ => None,
    }
}

fn blocks(lower: &Fields, upper: &Fields, block: &'static Block, diagnostics: &mut Diagnostics) -> Fields {
    let mut merged = lower.clone();
    for (name, node) in upper {
        let Some(field) = block.field(name) else { continue };
        let same = |known: &str| known == *name;
        let rival = |known: &str| field.group.is_some() && block.field(known).is_some_and(|other| other.group == field.group);
        match merged.iter().position(|(known, _)| same(known) || rival(known)) {
            Some(at) => {
                let Some(slot) = merged.get_mut(at) else { continue };
                let node = if same(slot.0) {
                    merge(Some(&slot.1), node, field.shape, diagnostics)
                } else {
                    alone(Some(&slot.1), node, field.shape, diagnostics)
                };
                *slot = (*name, node);
            }
            None => merged.push((*name, merge(None, node, field.shape, diagnostics))),
        }
    }
    merged
}

fn maps(lower: &Entries, upper: &Entries, map: &'static Map, diagnostics: &mut Diagnostics) -> Entries {
    let mut merged = lower.clone();
    for (key, node) in upper {
        let node = merge(merged.get(key), node, map.entry, diagnostics);
        merged.insert(key.clone(), node);
    }
    merged
}

fn lists(lower: &[Arc<Node>], upper: &[Arc<Node>], list: &'static List, diagnostics: &mut Diagnostics) -> Vec<Arc<Node>> {
    let mut merged = lower.to_vec();
    for item in upper {
        let known = merged.iter_mut().find(|known| list.rule == ListRule::Set && same(&known.value, &item.value, item.action));
        match known {
            Some(known) if item.action == Action::Remove => *known = remove(Some(known), item, diagnostics),
            Some(known) => *known = Arc::new(Node { value: item.value.clone(), hid: Some(known.clone()), ..place_of(item) }),
            None if item.action == Action::Remove => merged.push(remove(None, item, diagnostics)),
            None => merged.push(merge(None, item, list.item, diagnostics)),
        }
    }
    merged
}

fn variants(
    name: &'static str,
    below: &Arc<Node>,
    inner: &Arc<Node>,
    choice: &'static Choice,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let variant = choice.variant(name)?;
    let content = over(below, inner, variant.shape, diagnostics)?;
    Some(Value::Variant(name, Arc::new(Node { value: content, hid: Some(below.clone()), ..place_of(inner) })))
}

/// The upper value as it stands, over nothing that it merges with.
fn alone(hidden: Option<&Arc<Node>>, upper: &Arc<Node>, shape: &'static Shape, diagnostics: &mut Diagnostics) -> Arc<Node> {
    let value = match (&upper.value, &shape.form) {
        (Value::Block(fields), Form::Block(block)) => changed_fields(fields, block, diagnostics).map(Value::Block),
        (Value::Map(entries), Form::Map(map)) => changed_entries(entries, map, diagnostics).map(Value::Map),
        (Value::List(items), Form::List(list)) if list.rule == ListRule::Set => {
            let merged = lists(&[], items, list, diagnostics);
            let changed = merged.len() != items.len() || merged.iter().zip(items).any(|(new, old)| !Arc::ptr_eq(new, old));
            changed.then_some(Value::List(merged))
        }
        (Value::Variant(name, inner), Form::Choice(choice)) => choice.variant(name).and_then(|variant| {
            let content = merge(None, inner, variant.shape, diagnostics);
            (!Arc::ptr_eq(&content, inner)).then_some(Value::Variant(name, content))
        }),
        _ => None,
    };
    match (value, hidden) {
        (None, None) => upper.clone(),
        (value, hidden) => {
            let value = value.unwrap_or_else(|| upper.value.clone());
            // What was taken away stays so, also what a type says below all layers.
            let was_removed = hidden.is_some_and(|hidden| matches!(hidden.value, Value::Removed));
            let action = if was_removed { Action::Replace } else { upper.action };
            Arc::new(Node { value, action, hid: hidden.cloned(), ..place_of(upper) })
        }
    }
}

/// The fields over nothing; `None` where that changes none of them.
fn changed_fields(fields: &Fields, block: &'static Block, diagnostics: &mut Diagnostics) -> Option<Fields> {
    let mut changed: Option<Fields> = None;
    for (at, (name, node)) in fields.iter().enumerate() {
        let Some(field) = block.field(name) else { continue };
        let merged = merge(None, node, field.shape, diagnostics);
        if !Arc::ptr_eq(&merged, node)
            && let Some(slot) = changed.get_or_insert_with(|| fields.clone()).get_mut(at)
        {
            slot.1 = merged;
        }
    }
    changed
}

/// The entries over nothing; `None` where that changes none of them.
fn changed_entries(entries: &Entries, map: &'static Map, diagnostics: &mut Diagnostics) -> Option<Entries> {
    let mut changed: Option<Entries> = None;
    for (key, node) in entries {
        let merged = merge(None, node, map.entry, diagnostics);
        if !Arc::ptr_eq(&merged, node) {
            changed.get_or_insert_with(|| entries.clone()).insert(key.clone(), merged);
        }
    }
    changed
}

/// Whether two items say the same; one that is taken away may say less than the one that is there.
fn same(left: &Value, right: &Value, action: Action) -> bool {
    match (left, right) {
        (Value::Block(left), Value::Block(right)) => {
            let has = |(name, node): &(&str, Arc<Node>)| {
                left.iter().any(|(known, other)| known == name && same(&other.value, &node.value, action))
            };
            (action == Action::Remove || left.len() == right.len()) && right.iter().all(has)
        }
        (Value::Map(left), Value::Map(right)) => {
            let has =
                |(key, node): (&Arc<str>, &Arc<Node>)| left.get(key).is_some_and(|other| same(&other.value, &node.value, action));
            left.len() == right.len() && right.iter().all(has)
        }
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(&left.value, &right.value, action))
        }
        (Value::Variant(left, inner), Value::Variant(right, other)) => left == right && same(&inner.value, &other.value, action),
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Template(left), Value::Template(right)) => left == right,
        (Value::Whole(left), Value::Whole(right)) => left == right,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Word(left), Value::Word(right)) => left == right,
        (Value::Any(left), Value::Any(right)) => left == right,
        _ => false,
    }
}
