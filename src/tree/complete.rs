//! What is required and missing after the merge is reported; what is wrong is cut out, so that serde cannot fail.

use std::sync::Arc;

use super::scalar::one_of;
use super::{Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::shape::{Block, Choice, Field, Form, List, Map, Shape};

/// The tree without what is wrong, removed or incomplete; `None` where that is all of it.
pub fn complete(node: &Arc<Node>, shape: &'static Shape, diagnostics: &mut Diagnostics) -> Option<Arc<Node>> {
    Completing { diagnostics, thing: String::new(), owner: node.clone() }.node(node, shape)
}

struct Completing<'d> {
    diagnostics: &'d mut Diagnostics,
    /// What messages call the innermost thing with a name, and where that stands.
    thing: String,
    owner: Arc<Node>,
}

impl Completing<'_> {
    fn node(&mut self, node: &Arc<Node>, shape: &'static Shape) -> Option<Arc<Node>> {
        match (&node.value, &shape.form) {
            (Value::Bad | Value::Removed, _) => None,
            (Value::Block(fields), Form::Block(block)) => self.block(node, fields, block, shape),
            (Value::Map(entries), Form::Map(map)) => Some(self.map(node, entries, map)),
            (Value::List(items), Form::List(list)) => Some(self.list(node, items, list)),
            (Value::Variant(name, inner), Form::Choice(choice)) => self.variant(node, name, inner, choice),
            _ => Some(node.clone()),
        }
    }

    fn block(
        &mut self,
        node: &Arc<Node>,
        fields: &[(&'static str, Arc<Node>)],
        block: &'static Block,
        shape: &Shape,
    ) -> Option<Arc<Node>> {
        let mut kept = Vec::with_capacity(fields.len());
        let mut whole = true;
        for (name, inner) in fields {
            let Some(field) = block.field(name) else { continue };
            let outer = self.thing.clone();
            let completed = self.field(field, inner);
            self.thing = outer;
            match completed {
                Some(completed) => kept.push((*name, completed)),
                None => whole &= !field.required || matches!(inner.value, Value::Removed),
            }
        }
        for missing in missing(block, fields) {
            self.report(node, shape, &missing);
            whole = false;
        }
        let same = kept.len() == fields.len() && kept.iter().zip(fields).all(|(new, old)| Arc::ptr_eq(&new.1, &old.1));
        match (whole, same) {
            (false, _) => None,
            (true, true) => Some(node.clone()),
            (true, false) => Some(with_value(node, Value::Block(kept))),
        }
    }

    fn field(&mut self, field: &Field, inner: &Arc<Node>) -> Option<Arc<Node>> {
        if !matches!(field.shape.form, Form::Map(_)) {
            field.node.clone_into(&mut self.thing);
            self.owner = inner.clone();
        } else {
            field.node.clone_into(&mut self.thing);
        }
        self.node(inner, field.shape)
    }

    fn map(&mut self, node: &Arc<Node>, entries: &super::Entries, map: &Map) -> Arc<Node> {
        let kind = self.thing.clone();
        let mut changed = false;
        let mut kept = super::Entries::with_capacity(entries.len());
        for (key, inner) in entries {
            self.thing = format!("{kind} {key}");
            self.owner = inner.clone();
            match self.node(inner, map.entry) {
                Some(completed) => {
                    changed |= !Arc::ptr_eq(&completed, inner);
                    kept.insert(key.clone(), completed);
                }
                None => changed = true,
            }
        }
        self.thing = kind;
        if changed { with_value(node, Value::Map(kept)) } else { node.clone() }
    }

    fn list(&mut self, node: &Arc<Node>, items: &[Arc<Node>], list: &List) -> Arc<Node> {
        let kept: Vec<_> = items.iter().filter_map(|item| self.node(item, list.item)).collect();
        let same = kept.len() == items.len() && kept.iter().zip(items).all(|(new, old)| Arc::ptr_eq(new, old));
        if same { node.clone() } else { with_value(node, Value::List(kept)) }
    }

    fn variant(&mut self, node: &Arc<Node>, name: &'static str, inner: &Arc<Node>, choice: &Choice) -> Option<Arc<Node>> {
        let variant = choice.variant(name)?;
        let completed = self.node(inner, variant.shape)?;
        Some(if Arc::ptr_eq(&completed, inner) { node.clone() } else { with_value(node, Value::Variant(name, completed)) })
    }

    fn report(&mut self, node: &Arc<Node>, shape: &Shape, missing: &Missing) {
        let thing = if self.thing.is_empty() { shape.name } else { &self.thing };
        let message = format!("`{thing}` lacks {}", missing.name);
        let mut diagnostic = Diagnostic::error(&codes::MISSING_FIELD, message).at(node.name, "");
        let mut lower = node.hid.as_ref();
        while let Some(below) = lower {
            diagnostic = diagnostic.at(below.name, "also written here");
            lower = below.hid.as_ref();
        }
        self.diagnostics.push(diagnostic.help(missing.help.clone()));
    }
}

/// A field, or a choice, that must be there and is not.
struct Missing {
    name: String,
    help: String,
}

fn missing(block: &'static Block, fields: &[(&'static str, Arc<Node>)]) -> Vec<Missing> {
    let there = |name: &str| fields.iter().any(|(known, node)| *known == name && !matches!(node.value, Value::Removed));
    let alone = block.fields.iter().filter(|field| field.required && field.group.is_none() && !there(field.name));
    let mut missing: Vec<Missing> =
        alone.map(|field| Missing { name: format!("`{}`", field.node), help: lower_first(field.doc) }).collect();
    let mut groups: Vec<&str> = block.fields.iter().filter(|field| field.required).filter_map(|field| field.group).collect();
    groups.dedup();
    for group in groups {
        let members = || block.fields.iter().filter(|field| field.group == Some(group));
        if !members().any(|member| there(member.name)) {
            let names = one_of(members().map(|member| member.name));
            missing.push(Missing { name: format!("one of {names}"), help: format!("write one of {names}") });
        }
    }
    missing
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
