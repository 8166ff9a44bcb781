//! What is required and missing after the merge is reported; what is wrong is cut out, so that serde cannot fail.

use std::sync::Arc;

use super::scalar::one_of;
use super::{Entries, Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::kdl::quote;
use crate::shape::{Block, Choice, Field, Form, List, Map, Shape};

/// The tree without what is wrong, removed or incomplete; `None` where that is all of it.
pub fn complete(node: &Arc<Node>, shape: &'static Shape, diagnostics: &mut Diagnostics) -> Option<Arc<Node>> {
    Completing { diagnostics, thing: Thing { kind: shape.name, key: None } }.node(node, shape)
}

/// Bodies that are only complete once they lie under a workload.
const UNFINISHED: [&str; 2] = ["defaults", "mixins"];

struct Completing<'d> {
    diagnostics: &'d mut Diagnostics,
    thing: Thing,
}

/// What messages call the innermost thing with a name: `volume data`.
#[derive(Clone)]
struct Thing {
    kind: &'static str,
    key: Option<Arc<str>>,
}

impl Completing<'_> {
    fn node(&mut self, node: &Arc<Node>, shape: &'static Shape) -> Option<Arc<Node>> {
        match (&node.value, &shape.form) {
            (Value::Bad | Value::Removed, _) => None,
            (Value::Block(fields), Form::Block(block)) => self.block(node, node, fields, block),
            (Value::Map(entries), Form::Map(map)) => Some(self.map(node, entries, map)),
            (Value::List(items), Form::List(list)) => Some(self.list(node, items, list)),
            (Value::Variant(name, inner), Form::Choice(choice)) => self.variant(node, name, inner, choice),
            _ => Some(node.clone()),
        }
    }

    /// A block; what it lacks is told at `thing`, which is itself or the choice that it is an alternative of.
    fn block(
        &mut self,
        node: &Arc<Node>,
        thing: &Arc<Node>,
        fields: &[(&'static str, Arc<Node>)],
        block: &'static Block,
    ) -> Option<Arc<Node>> {
        let mut kept: Option<Vec<(&'static str, Arc<Node>)>> = None;
        let mut whole = true;
        for (at, (name, inner)) in fields.iter().enumerate() {
            let completed = block.field(name).and_then(|field| {
                let completed = self.field(field, inner);
                whole &= completed.is_some() || !field.required || matches!(inner.value, Value::Removed);
                completed
            });
            match (completed, &mut kept) {
                (Some(same), None) if Arc::ptr_eq(&same, inner) => {}
                (completed, kept) => {
                    let kept = kept.get_or_insert_with(|| fields.iter().take(at).cloned().collect());
                    kept.extend(completed.map(|completed| (*name, completed)));
                }
            }
        }
        // What is wrong may have been meant as what is missing.
        let is_wrong = fields.iter().any(|(_, inner)| matches!(inner.value, Value::Bad));
        for missing in missing(block, fields) {
            if !is_wrong {
                self.report(thing, &missing);
            }
            whole = false;
        }
        match kept {
            _ if !whole => None,
            None => Some(node.clone()),
            Some(kept) => Some(with_value(node, Value::Block(kept))),
        }
    }

    fn field(&mut self, field: &'static Field, inner: &Arc<Node>) -> Option<Arc<Node>> {
        if UNFINISHED.contains(&field.name) {
            return complete(inner, field.shape, &mut Diagnostics::default());
        }
        let outer = std::mem::replace(&mut self.thing, Thing { kind: field.node, key: None });
        let completed = self.node(inner, field.shape);
        self.thing = outer;
        completed
    }

    fn map(&mut self, node: &Arc<Node>, entries: &Entries, map: &'static Map) -> Arc<Node> {
        let mut kept: Option<Entries> = None;
        for (at, (key, inner)) in entries.iter().enumerate() {
            self.thing.key = Some(key.clone());
            let completed = self.node(inner, map.entry);
            match (completed, &mut kept) {
                (Some(same), None) if Arc::ptr_eq(&same, inner) => {}
                (completed, kept) => {
                    let before = || entries.iter().take(at).map(|(key, node)| (key.clone(), node.clone())).collect();
                    let kept = kept.get_or_insert_with(before);
                    kept.extend(completed.map(|completed| (key.clone(), completed)));
                }
            }
        }
        kept.map_or_else(|| node.clone(), |kept| with_value(node, Value::Map(kept)))
    }

    fn list(&mut self, node: &Arc<Node>, items: &[Arc<Node>], list: &'static List) -> Arc<Node> {
        let kept: Vec<_> = items.iter().filter_map(|item| self.node(item, list.item)).collect();
        let same = kept.len() == items.len() && kept.iter().zip(items).all(|(new, old)| Arc::ptr_eq(new, old));
        if same { node.clone() } else { with_value(node, Value::List(kept)) }
    }

    fn variant(&mut self, node: &Arc<Node>, name: &'static str, inner: &Arc<Node>, choice: &'static Choice) -> Option<Arc<Node>> {
        let variant = choice.variant(name)?;
        let completed = match (&inner.value, &variant.shape.form) {
            (Value::Block(fields), Form::Block(block)) => self.block(inner, node, fields, block),
            _ => self.node(inner, variant.shape),
        }?;
        Some(if Arc::ptr_eq(&completed, inner) { node.clone() } else { with_value(node, Value::Variant(name, completed)) })
    }

    fn report(&mut self, node: &Arc<Node>, missing: &Missing) {
        let Thing { kind, key } = &self.thing;
        let thing = key.as_ref().map_or_else(|| (*kind).to_owned(), |key| format!("{kind} {key}"));
        let message = format!("`{thing}` lacks {}", missing.name);
        let mut diagnostic = Diagnostic::error(&codes::MISSING_FIELD, message).at(node.name, "");
        let mut lower = node.hid.as_ref();
        while let Some(below) = lower {
            diagnostic = diagnostic.at(below.name, "also written here");
            lower = below.hid.as_ref();
        }
        let help = match (key, missing.argument) {
            (Some(key), Some(argument)) => {
                format!("{}: `{kind} {} {}`", missing.help, quote(key), argument.to_uppercase())
            }
            _ => missing.help.clone(),
        };
        self.diagnostics.push(diagnostic.help(help));
    }
}

/// A field, or a choice, that must be there and is not.
struct Missing {
    name: String,
    help: String,
    /// The value that it is, where it stands behind the node's name.
    argument: Option<&'static str>,
}

fn missing(block: &'static Block, fields: &[(&'static str, Arc<Node>)]) -> Vec<Missing> {
    let there = |field: &Field| {
        let is_it = |name: &str| {
            name == field.name || field.group.is_some() && block.field(name).is_some_and(|other| other.group == field.group)
        };
        fields.iter().any(|(known, node)| is_it(known) && !matches!(node.value, Value::Removed))
    };
    let mut missing = Vec::new();
    let mut last_group = None;
    for field in block.fields.iter().filter(|field| field.required && !there(field)) {
        match field.group {
            None => {
                let argument = block.arguments.iter().find(|argument| argument.field == field.name);
                let argument = argument.map(|argument| argument.field);
                missing.push(Missing { name: format!("`{}`", field.node), help: meaning(field), argument });
            }
            group if group == last_group => {}
            group => {
                let members = block.fields.iter().filter(|field| field.group == group);
                let names = one_of(members.map(|member| member.name));
                missing.push(Missing { name: format!("one of {names}"), help: format!("write one of {names}"), argument: None });
                last_group = group;
            }
        }
    }
    missing
}

/// What a field means, from the documentation of its type where that shows how it is written.
fn meaning(field: &Field) -> String {
    let shape = field.shape.doc;
    lower_first(if field.shape.block().is_some() && shape.contains('`') { shape } else { field.doc })
}

/// A sentence of the documentation as a help: no capital, no full stop.
fn lower_first(doc: &str) -> String {
    let sentence = doc.trim_end_matches('.');
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

fn with_value(node: &Node, value: Value) -> Arc<Node> {
    let Node { value: _, action, span, name, layer, hid } = node;
    Arc::new(Node { value, action: *action, span: *span, name: *name, layer: *layer, hid: hid.clone() })
}
