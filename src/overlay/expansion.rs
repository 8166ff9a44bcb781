//! How much a constant comes to, with all that it names: one that grows beyond bounds is refused before anything is evaluated.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::text::{self, Part, Subject};
use crate::tree::{Entries, Node, Value};

/// How many bytes and parts a constant may come to.
const MOST: usize = 1 << 20;
/// How many constants may stand one behind the other.
const DEEPEST: usize = 64;

/// What a constant comes to.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// Its bytes and parts, those of what it names among them.
    size: usize,
    /// The longest way from it through what it names.
    depth: usize,
}

impl Extent {
    fn is_too_much(self) -> bool {
        self.size > MOST || self.depth > DEEPEST
    }
}

/// The tree without the constants that come to too much; the first of them is reported.
pub(super) fn bounded(root: Arc<Node>, diagnostics: &mut Diagnostics) -> Arc<Node> {
    let mut extents = Extents { root: &root, known: BTreeMap::new() };
    let keys = |map| extents.entries(map).into_iter().flat_map(Entries::keys).map(move |key| (map, key.clone()));
    let mut too_much: Vec<(&'static str, Arc<str>)> = ["lets", "params"].into_iter().flat_map(keys).collect();
    too_much.retain(|(map, key)| extents.of(map, key, 0).is_too_much());
    let Some((map, first)) = too_much.first() else { return root };
    let place = extents.entries(map).and_then(|entries| entries.get(first)).map(|node| node.span);
    let message = format!("`{first}` comes to more than {MOST} bytes, or needs more than {DEEPEST} others one behind the other");
    let diagnostic = Diagnostic::error(&codes::CONSTANT_SIZE, message).at_known(place, "");
    diagnostics.push(diagnostic.help("put what is large into a file, and take it with `config` and `from=`"));
    let Value::Block(fields) = &root.value else { return root };
    let fields = fields.iter().map(|(name, node)| (*name, without(name, node, &too_much)));
    Arc::new(Node { value: Value::Block(fields.collect()), ..Node::clone(&root) })
}

fn without(map: &str, node: &Arc<Node>, cut: &[(&str, Arc<str>)]) -> Arc<Node> {
    let Value::Map(entries) = &node.value else { return node.clone() };
    if !cut.iter().any(|(of, _)| *of == map) {
        return node.clone();
    }
    let kept = entries.iter().map(|(key, node)| match cut.iter().any(|(of, cut)| *of == map && cut == key) {
        true => (key.clone(), Arc::new(Node { value: Value::Bad, ..Node::clone(node) })),
        false => (key.clone(), node.clone()),
    });
    Arc::new(Node { value: Value::Map(kept.collect()), ..Node::clone(node) })
}

struct Extents<'r> {
    root: &'r Node,
    known: BTreeMap<(&'static str, &'r str), Extent>,
}

impl<'r> Extents<'r> {
    fn entries(&self, map: &str) -> Option<&'r Entries> {
        match &self.root.field(map)?.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// What an entry comes to; `above` is how many need it on the way that led here.
    fn of(&mut self, map: &'static str, key: &str, above: usize) -> Extent {
        let Some((key, node)) = self.entries(map).and_then(|entries| entries.get_key_value(key)) else {
            return Extent::default();
        };
        if let Some(known) = self.known.get(&(map, &**key)) {
            return *known;
        }
        if above > DEEPEST {
            return Extent { size: 0, depth: 1 };
        }
        // One that needs itself is told where it is evaluated, which stops there.
        self.known.insert((map, key), Extent::default());
        let text = match map {
            "params" => node.field("default").and_then(|default| written(default)),
            _ => written(node),
        };
        let mut whole = Extent { size: 0, depth: 1 };
        for part in text.map(text::parse).unwrap_or_default().parts {
            let named = match &part {
                Part::Literal(literal) => Extent { size: literal.len(), depth: 0 },
                Part::Expression(expression) => match &expression.subject {
                    Subject::Literal(literal) => Extent { size: literal.len(), depth: 0 },
                    Subject::Path(path) => match path.as_slice() {
                        ["param", name] => self.of("params", name, above + 1),
                        [name] => self.of("lets", name, above + 1),
                        _ => Extent::default(),
                    },
                },
            };
            whole.size = whole.size.saturating_add(named.size).saturating_add(1);
            whole.depth = whole.depth.max(named.depth + 1);
        }
        self.known.insert((map, key), whole);
        whole
    }
}

/// The text that was written, where it may hold `{{ }}`.
fn written(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text),
        Value::Template(template) => Some(&template.text),
        Value::Variant(_, inner) => written(inner),
        _ => None,
    }
}
