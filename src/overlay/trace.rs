//! Where every value of a merged manifest came from, and what it hid.

use std::borrow::Cow;
use std::sync::Arc;

use crate::kdl::quote;
use crate::path::FieldPath;
use crate::source::Span;
use crate::tree::{Action, Layer, Layers, Node, UNKNOWN, Value};

/// What a container before or beside a workload takes from it where it says nothing itself.
const INHERITED: [&[&str]; 8] = [
    &["image"],
    &["env"],
    &["configs"],
    &["secret-files"],
    &["user"],
    &["security", "host-network"],
    &["security", "host-pid"],
    &["security", "host-ipc"],
];

/// Where every value of a merged manifest came from.
///
/// Paths are flat: fields of `inline` types stand among those of the outer type, and the variant of a choice is no step of its
/// own, except where the choice is `inline`: `services.api.scale.min`, `services.api.health.ready.http`,
/// `services.api.egress.0.host`, `backing.db.version`.
#[derive(Clone, Debug)]
pub struct Trace {
    root: Arc<Node>,
    layers: Arc<Layers>,
}

/// One written value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t> {
    node: &'t Node,
    layers: &'t Layers,
}

/// Where something is taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// What.
    pub path: FieldPath,
    /// Where its name stands.
    pub place: Span,
    /// Whether no layer had written it.
    pub in_vain: bool,
}

/// One step from the manifest to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'t> {
    /// A field of the language.
    Field(&'static str),
    /// The key of an entry.
    Key(&'t str),
    /// The place in a list, counted from zero.
    Index(usize),
}

/// A written value that holds no other: a scalar, a list of scalars, an empty block.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'t> {
    /// The way to it, from the manifest.
    pub steps: &'t [Step<'t>],
    /// What stands there.
    pub entry: Entry<'t>,
}

impl Trace {
    pub(super) fn new(root: Arc<Node>, layers: Arc<Layers>) -> Self {
        Self { root, layers }
    }

    /// What was written at that path; also what was taken away there.
    pub fn get(&self, path: &FieldPath) -> Option<Entry<'_>> {
        let node = path.segments().try_fold(&self.root, |node, segment| child(node, segment))?;
        Some(self.entry(node))
    }

    /// The place of the value at that path, else of the nearest written value around it; `None` where nothing is written.
    pub fn span(&self, path: &FieldPath) -> Option<Span> {
        self.nearest(path).map(|node| node.span)
    }

    /// The place of the name of the value at that path, else of the nearest written value around it.
    pub fn name_span(&self, path: &FieldPath) -> Option<Span> {
        self.nearest(path).map(|node| node.name)
    }

    /// Visits every written leaf of the merged manifest, in its order.
    pub fn leaves(&self, mut visit: impl FnMut(Leaf<'_>)) {
        walk(&self.root, &self.layers, &mut Vec::new(), &mut visit);
    }

    /// Visits every written leaf at or below a path.
    pub fn leaves_below(&self, path: &FieldPath, mut visit: impl FnMut(Leaf<'_>)) {
        let mut steps = Vec::new();
        let mut node = &self.root;
        for segment in path.segments() {
            let Some((step, next)) = step_to(node, segment) else { return };
            steps.push(step);
            node = next;
        }
        walk(node, &self.layers, &mut steps, &mut visit);
    }

    /// What is taken away at or below a path.
    pub fn removals(&self, path: &FieldPath) -> Vec<Removal> {
        let mut found = Vec::new();
        if let Some(entry) = self.get(path) {
            removals(entry.node, path, &mut found);
        }
        found
    }

    fn entry<'t>(&'t self, node: &'t Node) -> Entry<'t> {
        Entry { node, layers: &self.layers }
    }

    fn nearest(&self, path: &FieldPath) -> Option<&Node> {
        let segments: Vec<_> = path.segments().collect();
        let (nearest, depth) = self.deepest(&segments);
        match self.inherited(&segments) {
            Some(inherited) if depth < segments.len() => Some(inherited),
            _ => nearest,
        }
    }

    /// The last written value on the way to a path, and how many steps lead to it.
    fn deepest(&self, segments: &[&str]) -> (Option<&Node>, usize) {
        let mut nearest = None;
        let mut node = &self.root;
        for (depth, segment) in segments.iter().enumerate() {
            match child(node, segment) {
                Some(next) => node = next,
                None => return (nearest, depth),
            }
            nearest = Some(&**node);
        }
        (nearest, segments.len())
    }

    /// What a container before or beside a workload takes from it, at the path at which it would say it itself.
    fn inherited(&self, segments: &[&str]) -> Option<&Node> {
        let [kind, workload, "inits" | "sidecars", _, said @ ..] = segments else { return None };
        INHERITED.iter().find(|field| said.starts_with(field))?;
        let outer: Vec<_> = [kind, workload].into_iter().chain(said).copied().collect();
        let (node, depth) = self.deepest(&outer);
        node.filter(|_| depth == outer.len())
    }
}

impl<'t> Entry<'t> {
    /// Where the value stands.
    pub fn span(self) -> Span {
        self.node.span
    }

    /// Where its name stands.
    pub fn name_span(self) -> Span {
        self.node.name
    }

    /// The layer that it was written in.
    pub fn layer(self) -> &'t Layer {
        self.layers.get(self.node.layer)
    }

    /// Whether something was taken away here.
    pub fn is_removed(self) -> bool {
        matches!(self.node.value, Value::Removed)
    }

    /// Whether it is wrong, which a diagnostic has said.
    pub fn is_bad(self) -> bool {
        matches!(self.node.value, Value::Bad)
    }

    /// Whether it, or one of its fields, is wrong, which a diagnostic has said.
    pub fn has_wrong(self) -> bool {
        let is_bad = |node: &Arc<Node>| matches!(node.value, Value::Bad);
        match &self.node.value {
            Value::Bad => true,
            Value::Variant(_, inner) => Entry { node: inner, layers: self.layers }.has_wrong(),
            Value::Block(fields) => fields.iter().any(|(_, node)| is_bad(node)),
            _ => false,
        }
    }

    /// Whether it takes the place of all that lies below: `(replace)env { … }`.
    pub fn replaces(self) -> bool {
        self.node.action == Action::Replace
    }

    /// The keys of its entries that are not taken away.
    pub fn keys(self) -> Vec<String> {
        match &self.node.value {
            Value::Map(entries) => {
                let there = entries.iter().filter(|(_, node)| !matches!(node.value, Value::Removed));
                there.map(|(key, _)| key.to_string()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What it took the place of, the uppermost first; nothing for a block or map that lower layers were merged into.
    pub fn hidden(self) -> impl Iterator<Item = Entry<'t>> {
        let layers = self.layers;
        let below = move |entry: &Entry<'t>| {
            let hides = !is_merged(entry.node);
            entry.node.hid.as_deref().filter(|_| hides).map(|node| Entry { node, layers })
        };
        std::iter::successors(below(&self), below)
    }

    /// Every text in it.
    pub fn texts(self) -> Vec<Said<'t>> {
        let mut texts = Vec::new();
        say(self.node, &mut texts);
        texts
    }

    /// The value as a user would write it in KDL on one line; a secret only ever by its name.
    pub fn text(self) -> String {
        display(self.node)
    }
}

/// A text of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'t> {
    /// As it was written.
    Text(&'t str),
    /// The name of a secret.
    Secret(&'t str),
}

impl Leaf<'_> {
    /// Its path.
    pub fn path(&self) -> FieldPath {
        FieldPath::new(self.segments())
    }

    /// The segments of its path.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.steps.iter().map(|step| match step {
            Step::Field(name) => Cow::Borrowed(*name),
            Step::Key(key) => Cow::Borrowed(*key),
            Step::Index(index) => Cow::Owned(index.to_string()),
        })
    }

    /// Its place in the schema, as in `services.*.env.*`: keys and places in lists are a star.
    pub fn pattern(&self) -> String {
        let names = self.steps.iter().map(|step| match step {
            Step::Field(name) => name,
            Step::Key(_) | Step::Index(_) => "*",
        });
        names.collect::<Vec<_>>().join(".")
    }
}

/// Whether what lies below it was merged into it, and is no more hidden than it is.
fn is_merged(node: &Node) -> bool {
    match &node.value {
        Value::Block(_) | Value::Map(_) => node.action == Action::Merge,
        Value::Variant(_, inner) => node.hid.is_some() && inner.hid.is_some(),
        _ => false,
    }
}

/// What holds the fields or entries: a choice's variant is no step of its own.
fn content(node: &Arc<Node>) -> &Arc<Node> {
    match &node.value {
        Value::Variant(_, inner) => content(inner),
        _ => node,
    }
}

fn child<'t>(node: &'t Arc<Node>, segment: &str) -> Option<&'t Arc<Node>> {
    step_to(node, segment).map(|(_, node)| node)
}

fn step_to<'t>(node: &'t Arc<Node>, segment: &str) -> Option<(Step<'t>, &'t Arc<Node>)> {
    match &content(node).value {
        Value::Block(fields) => fields.iter().find(|(name, _)| *name == segment).map(|(name, node)| (Step::Field(name), node)),
        Value::Map(entries) => entries.get_key_value(segment).map(|(key, node)| (Step::Key(key), node)),
        Value::List(items) => {
            let index = segment.parse().ok()?;
            items.get(index).map(|node| (Step::Index(index), node))
        }
        _ => None,
    }
}

fn walk<'t>(node: &'t Arc<Node>, layers: &'t Layers, steps: &mut Vec<Step<'t>>, visit: &mut impl FnMut(Leaf<'_>)) {
    let mut below = |step, inner, visit: &mut _| {
        steps.push(step);
        walk(inner, layers, steps, visit);
        steps.pop();
    };
    match &content(node).value {
        Value::Block(fields) if !fields.is_empty() => {
            let known = fields.iter().filter(|(name, _)| *name != UNKNOWN);
            known.for_each(|(name, inner)| below(Step::Field(name), inner, visit));
        }
        Value::Map(entries) if !entries.is_empty() => {
            let known = entries.iter().filter(|(key, _)| &***key != UNKNOWN);
            known.for_each(|(key, inner)| below(Step::Key(key), inner, visit));
        }
        Value::List(items) if items.iter().any(has_parts) => {
            items.iter().enumerate().for_each(|(index, inner)| below(Step::Index(index), inner, visit));
        }
        Value::Removed => {}
        _ => visit(Leaf { steps, entry: Entry { node, layers } }),
    }
}

fn removals(node: &Node, path: &FieldPath, found: &mut Vec<Removal>) {
    match &node.value {
        Value::Removed => {
            let in_vain = node.hid.as_ref().is_none_or(|hid| matches!(hid.value, Value::Removed));
            found.push(Removal { path: path.clone(), place: node.name, in_vain });
        }
        Value::Variant(_, inner) => removals(inner, path, found),
        Value::Block(fields) => fields.iter().for_each(|(name, inner)| removals(inner, &path.join(*name), found)),
        Value::Map(entries) => entries.iter().for_each(|(key, inner)| removals(inner, &path.join(&**key), found)),
        Value::List(items) => {
            items.iter().enumerate().for_each(|(index, inner)| removals(inner, &path.join(index.to_string()), found));
        }
        _ => {}
    }
}

/// Whether an item of a list is more than one value.
fn has_parts(item: &Arc<Node>) -> bool {
    matches!(content(item).value, Value::Block(_) | Value::Map(_) | Value::List(_))
}

fn say<'t>(node: &'t Node, texts: &mut Vec<Said<'t>>) {
    match &node.value {
        Value::Block(fields) => fields.iter().for_each(|(_, inner)| say(inner, texts)),
        Value::Map(entries) => entries.values().for_each(|inner| say(inner, texts)),
        Value::List(items) => items.iter().for_each(|inner| say(inner, texts)),
        Value::Variant("secret", inner) => texts.extend(inner.text().map(Said::Secret)),
        Value::Variant(_, inner) => say(inner, texts),
        Value::Text(text) => texts.push(Said::Text(text)),
        Value::Template(template) => texts.push(Said::Text(&template.text)),
        Value::Whole(_) | Value::Bool(_) | Value::Word(_) | Value::Any(_) | Value::Removed | Value::Bad => {}
    }
}

fn display(node: &Node) -> String {
    let joined = |nodes: &mut dyn Iterator<Item = (String, &Arc<Node>)>| {
        let parts: Vec<_> = nodes.map(|(name, node)| format!("{name}{}", display(node))).collect();
        parts.join(" ")
    };
    match &node.value {
        Value::Block(fields) => joined(&mut fields.iter().map(|(name, node)| (format!("{name}="), node))),
        Value::Map(entries) => joined(&mut entries.iter().map(|(key, node)| (format!("{key}="), node))),
        Value::List(items) => {
            joined(&mut items.iter().filter(|item| !matches!(item.value, Value::Removed)).map(|node| (String::new(), node)))
        }
        Value::Variant(name @ ("secret" | "public" | "field"), inner) => format!("({name}){}", display(inner)),
        Value::Variant(name, inner) if matches!(&inner.value, Value::Block(fields) if fields.is_empty()) => (*name).to_owned(),
        Value::Variant(_, inner) => display(inner),
        Value::Text(text) => quote(text),
        Value::Template(template) => quote(&template.text),
        Value::Word(word) => quote(word),
        Value::Whole(number) => number.to_string(),
        Value::Bool(truth) => format!("#{truth}"),
        Value::Any(value) => value.to_string(),
        Value::Removed => "(removed)".to_owned(),
        Value::Bad => "(wrong)".to_owned(),
    }
}
