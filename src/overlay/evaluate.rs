//! Texts whose `{{ }}` must be known before an environment is planned: they are evaluated once its layers are merged.

use std::sync::Arc;

use super::constants::Constants;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::shape::{Form, Key, Map, Shape};
use crate::source::Span;
use crate::text;
use crate::tree::{Entries, Node, Template, Value, scalar};

/// Bodies whose mistakes are told at the workloads that take them.
const BODIES: [&str; 2] = ["defaults", "mixins"];

/// The tree in which each text, and each key, that names constants alone is what it comes to.
pub(super) fn evaluate(
    constants: &Constants<'_>,
    root: &Arc<Node>,
    shape: &'static Shape,
    diagnostics: &mut Diagnostics,
) -> Arc<Node> {
    let mut evaluating = Evaluating { constants, diagnostics };
    evaluating.node(root, shape, shape.name).unwrap_or_else(|| root.clone())
}

struct Evaluating<'e, 'r> {
    constants: &'e Constants<'r>,
    diagnostics: &'e mut Diagnostics,
}

impl Evaluating<'_, '_> {
    /// The node with all of it evaluated; `None` where it holds nothing to evaluate. `name` is what messages call it.
    fn node(&mut self, node: &Arc<Node>, shape: &'static Shape, name: &'static str) -> Option<Arc<Node>> {
        let value = match (&node.value, &shape.form) {
            (Value::Template(template), _) => self.settled(template, node.span, name),
            (Value::Block(fields), Form::Block(block)) => {
                let mut changed = None;
                for (at, (field, inner)) in fields.iter().enumerate() {
                    let Some(known) = block.field(field) else { continue };
                    // An alternative that stands among the fields is written as the value of the node itself.
                    let known_as = if known.group.is_some() { name } else { known.node };
                    let inner = if BODIES.contains(field) {
                        let unheard = &mut Diagnostics::default();
                        Evaluating { constants: self.constants, diagnostics: unheard }.node(inner, known.shape, known_as)
                    } else {
                        self.node(inner, known.shape, known_as)
                    };
                    if let Some(inner) = inner {
                        let fields = changed.get_or_insert_with(|| fields.clone());
                        fields.splice(at..=at, [(*field, inner)]);
                    }
                }
                Value::Block(changed?)
            }
            (Value::Map(entries), Form::Map(map)) => Value::Map(self.map(entries, map, name)?),
            (Value::List(items), Form::List(list)) => {
                let evaluated: Vec<_> = items.iter().map(|item| self.node(item, list.item, name)).collect();
                if evaluated.iter().all(Option::is_none) {
                    return None;
                }
                Value::List(evaluated.into_iter().zip(items).map(|(new, old)| new.unwrap_or_else(|| old.clone())).collect())
            }
            (Value::Variant(variant, inner), Form::Choice(choice)) => {
                Value::Variant(variant, self.node(inner, choice.variant(variant)?.shape, name)?)
            }
            _ => return None,
        };
        Some(Arc::new(Node { value, ..Node::clone(node) }))
    }

    fn map(&mut self, entries: &Entries, map: &'static Map, name: &'static str) -> Option<Entries> {
        let mut changed = false;
        let mut evaluated = Entries::with_capacity(entries.len());
        for (key, entry) in entries {
            let (inner, new) = (self.node(entry, map.entry, name), self.key(key, entry, map));
            changed |= inner.is_some() || new.is_some();
            let inner = inner.unwrap_or_else(|| entry.clone());
            match new {
                None => drop(evaluated.insert(key.clone(), inner)),
                Some(None) => {}
                Some(Some(new)) => {
                    if let Some(first) = evaluated.get(&*new).or_else(|| entries.get(&*new)) {
                        let message = format!("`{key}` comes to `{new}`, which is written already");
                        let diagnostic =
                            Diagnostic::error(&codes::WRITTEN_TWICE, message).at(inner.name, "").at(first.name, "first here");
                        self.diagnostics.push(diagnostic.help("merge the two, or take one away"));
                    } else {
                        evaluated.insert(new, inner);
                    }
                }
            }
        }
        changed.then_some(evaluated)
    }

    /// What a key comes to; `None` where it holds nothing to evaluate, `Some(None)` where a mistake was reported.
    fn key(&mut self, key: &Arc<str>, entry: &Node, map: &'static Map) -> Option<Option<Arc<str>>> {
        let format = map.evaluated_key().filter(|_| text::is_template(key))?;
        let template = Template { text: key.clone(), format, folder: Arc::from("") };
        let mut unheard = Diagnostics::default();
        let diagnostics = match map.key {
            // The field says what is wrong.
            Key::Fields { .. } => &mut unheard,
            _ => &mut *self.diagnostics,
        };
        let mut evaluating = Evaluating { constants: self.constants, diagnostics };
        Some(match evaluating.settled(&template, entry.name, map.entry.name) {
            Value::Text(key) => Some(key),
            _ => None,
        })
    }

    fn settled(&mut self, template: &Template, place: Span, name: &'static str) -> Value {
        let Some(text) = self.constants.text(&template.text, place, name, self.diagnostics) else { return Value::Bad };
        scalar::settle(template, &text).unwrap_or_else(|refusal| {
            let message = format!("`{name}` {}: `{}` comes to `{text}`", refusal.reason, template.text);
            let diagnostic = Diagnostic::error(refusal.code, message).at(place, "");
            self.diagnostics.push(match refusal.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
            Value::Bad
        })
    }
}
