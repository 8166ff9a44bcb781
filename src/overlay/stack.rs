//! What lies under one workload, from the lowest upwards: defaults, mixins and bodies of all layers.

use std::sync::Arc;

use super::merge::{merge, report_nothing};
use crate::diagnostic::{Diagnostic, Diagnostics, codes, nearest};
use crate::shape::{Block, Shape};
use crate::tree::{Action, Entries, Node, Value};

/// The contributions to one workload.
pub(super) struct Stack {
    shape: &'static Shape,
    block: &'static Block,
    takes_defaults: bool,
    parts: Vec<Part>,
    /// The mixins that lie under it so far, in order.
    mixins: Vec<Source>,
    has_body: bool,
    /// What took it away, and what it was.
    removed: Option<(Arc<Node>, Option<Arc<Node>>)>,
}

struct Part {
    node: Arc<Node>,
    source: Source,
}

/// What a part is of.
#[derive(Clone, PartialEq, Eq)]
struct Source {
    /// `defaults`, or a mixin that they use.
    of_defaults: bool,
    /// The mixin.
    mixin: Option<Arc<str>>,
}

const DEFAULTS: Source = Source { of_defaults: true, mixin: None };
const BODY: Source = Source { of_defaults: false, mixin: None };

impl Stack {
    pub(super) fn new(shape: &'static Shape, block: &'static Block, takes_defaults: bool) -> Self {
        Self { shape, block, takes_defaults, parts: Vec::new(), mixins: Vec::new(), has_body: false, removed: None }
    }

    /// What a layer says for many: its `defaults`, and what it overlays of mixins that already lie here.
    pub(super) fn lay_shared(&mut self, layers: &[&Arc<Node>], height: usize, diagnostics: &mut Diagnostics) {
        let Some(layer) = layers.get(height) else { return };
        let known = self.mixins.clone();
        if let Some(defaults) = layer.field("defaults").filter(|_| self.takes_defaults) {
            self.lay_mixins(layers, height, defaults, true, &mut Vec::new(), diagnostics);
            self.push(defaults, &DEFAULTS);
        }
        let mixins = layer.field("mixins");
        for source in known {
            let name = source.mixin.as_deref().unwrap_or_default();
            if let Some(body) = mixins.and_then(|mixins| mixins.entry(name)) {
                self.push(body, &source);
            }
        }
    }

    /// A layer's own body of the workload, over the mixins that it adds.
    pub(super) fn lay_body(&mut self, layers: &[&Arc<Node>], height: usize, body: &Arc<Node>, diagnostics: &mut Diagnostics) {
        match body.action {
            Action::Remove if !self.has_body => return report_nothing(body, diagnostics),
            Action::Remove => return self.clear(body),
            Action::Replace => self.clear(body),
            Action::Merge => {}
        }
        self.lay_mixins(layers, height, body, false, &mut Vec::new(), diagnostics);
        let node = match body.action {
            Action::Merge => body.clone(),
            Action::Replace | Action::Remove => Arc::new(Node { action: Action::Merge, ..Node::clone(body) }),
        };
        self.parts.push(Part { node, source: BODY });
        self.has_body = true;
    }

    /// Takes away all but the defaults.
    pub(super) fn clear(&mut self, by: &Arc<Node>) {
        if self.has_body {
            let below = self.removed.take().and_then(|(_, was)| was);
            let was = match (self.merged(&mut Diagnostics::default()), below) {
                (Some(was), Some(below)) => {
                    Some(Arc::new(Node { action: Action::Replace, hid: Some(below), ..Node::clone(&was) }))
                }
                (was, below) => was.or(below),
            };
            self.removed = Some((by.clone(), was));
        }
        self.parts.retain(|part| part.source.of_defaults);
        self.mixins.retain(|source| source.of_defaults);
        self.has_body = false;
    }

    /// The workload; what was taken away leaves a mark, and `None` is one that no layer has.
    pub(super) fn fold(self, diagnostics: &mut Diagnostics) -> Option<Arc<Node>> {
        let merged = if self.has_body { self.merged(diagnostics) } else { None };
        let Some((by, was)) = self.removed else { return merged };
        Some(Arc::new(match merged {
            Some(merged) => Node { action: Action::Replace, hid: was, ..Node::clone(&merged) },
            None => Node { value: Value::Removed, action: Action::Remove, hid: was, ..Node::clone(&by) },
        }))
    }

    /// All parts, at the place where the workload was first written, which is the same in all environments.
    fn merged(&self, diagnostics: &mut Diagnostics) -> Option<Arc<Node>> {
        let mut merged = None;
        for part in &self.parts {
            merged = Some(merge(merged.as_ref(), &part.node, self.shape, diagnostics));
        }
        let first = &self.parts.iter().find(|part| part.source == BODY)?.node;
        merged.map(|merged| Arc::new(Node { span: first.span, name: first.name, ..Arc::unwrap_or_clone(merged) }))
    }

    /// The mixins that a body uses and that do not lie here yet, each over those that it uses itself.
    fn lay_mixins(
        &mut self,
        layers: &[&Arc<Node>],
        height: usize,
        body: &Arc<Node>,
        of_defaults: bool,
        open: &mut Vec<Arc<str>>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(Value::List(uses)) = body.field("use").map(|uses| &uses.value) else { return };
        for item in uses.iter().filter(|item| item.action != Action::Remove) {
            let Value::Text(name) = &item.value else { continue };
            if open.contains(name) {
                report_cycle(item, open, name, diagnostics);
                continue;
            }
            if self.mixins.iter().any(|known| known.mixin.as_ref() == Some(name)) {
                continue;
            }
            let source = Source { of_defaults, mixin: Some(name.clone()) };
            self.mixins.push(source.clone());
            let bodies: Vec<&Arc<Node>> =
                layers.iter().take(height + 1).filter_map(|layer| layer.field("mixins")?.entry(name)).collect();
            if bodies.is_empty() {
                report_unknown(item, name, layers, height, diagnostics);
            }
            open.push(name.clone());
            for body in bodies {
                self.lay_mixins(layers, height, body, of_defaults, open, diagnostics);
                self.push(body, &source);
            }
            open.pop();
        }
    }

    /// A shared body, without the fields that make no sense for this kind of workload. One that replaces or takes away does so
    /// to what lower layers say of the same `defaults` or mixin.
    fn push(&mut self, body: &Arc<Node>, source: &Source) {
        if body.action != Action::Merge {
            self.parts.retain(|part| part.source != *source);
        }
        let Value::Block(fields) = &body.value else { return };
        let fits = |name: &str| self.block.field(name).is_some_and(|field| field.allowed);
        let node = if body.action == Action::Merge && fields.iter().all(|(name, _)| fits(name)) {
            body.clone()
        } else {
            let fitting = fields.iter().filter(|(name, _)| fits(name)).cloned().collect();
            Arc::new(Node { value: Value::Block(fitting), action: Action::Merge, ..Node::clone(body) })
        };
        self.parts.push(Part { node, source: source.clone() });
    }
}

fn report_unknown(item: &Node, name: &str, layers: &[&Arc<Node>], height: usize, diagnostics: &mut Diagnostics) {
    let known = layers.iter().take(height + 1).filter_map(|layer| match &layer.field("mixins")?.value {
        Value::Map(entries) => Some(entries),
        _ => None,
    });
    let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_MIXIN, format!("there is no mixin `{name}`")).at(item.span, "");
    diagnostic = match nearest(name, known.flat_map(Entries::keys).map(|key| &**key)) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help(format!("declare it: `mixin \"{name}\" {{ … }}`")),
    };
    diagnostics.push(diagnostic);
}

fn report_cycle(item: &Node, open: &[Arc<str>], name: &str, diagnostics: &mut Diagnostics) {
    let start = open.iter().position(|known| &**known == name).unwrap_or(0);
    let circle: Vec<String> = open.iter().skip(start).map(|name| format!("`{name}`")).collect();
    let message = format!("mixins use each other in a circle: {} → `{name}`", circle.join(" → "));
    diagnostics.push(Diagnostic::error(&codes::MIXIN_CYCLE, message).at(item.span, "").help("take one `use` out of the circle"));
}
