//! Random trees of the language.

use std::sync::Arc;

use crate::shape::{Block, Choice, Field, Form, Format, Key, Map, Shape};
use crate::source::{SourceMap, Span};
use crate::tree::{Action, Entries, LayerId, Node, Value};

/// A source of chance: the same seed gives the same tree.
pub(crate) struct Dice {
    state: u64,
    /// Whether values may be wrong, removed or missing.
    faults: bool,
    /// Whether values may take away or replace what lies below them.
    overlays: bool,
    /// How many keys a map may have.
    keys: usize,
    place: Span,
}

impl Dice {
    pub(crate) fn new(seed: u64, faults: bool) -> Self {
        let place = Span::new(SourceMap::default().add("random", ""), 0, 0);
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, faults, overlays: false, keys: 90, place }
    }

    /// Chance for trees that lie over each other: every value has a place of its own, and keys meet.
    pub(crate) fn overlaying(seed: u64) -> Self {
        Self { overlays: true, keys: 2, ..Self::new(seed, false) }
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap() % sides
    }

    fn node(&mut self, value: Value) -> Node {
        self.place = Span { start: self.place.start + 1, ..self.place };
        Node { value, action: Action::Merge, span: self.place, name: self.place, layer: LayerId(0), hid: None }
    }

    pub(crate) fn tree(&mut self, shape: &'static Shape) -> Node {
        if self.overlays && self.roll(15) == 0 {
            return Node { action: Action::Remove, ..self.node(Value::Removed) };
        }
        if self.faults && self.roll(12) == 0 {
            let fault = if self.roll(2) == 0 { Value::Bad } else { Value::Removed };
            return self.node(fault);
        }
        let value = match &shape.form {
            Form::Block(block) => Value::Block(self.fields(block)),
            Form::Choice(choice) => self.choice(choice),
            Form::Words(words) => Value::Word(words[self.roll(words.len())].name),
            Form::Map(map) => Value::Map(self.entries(map)),
            Form::List(list) => {
                let count = 1 + self.roll(2);
                let mut items: Vec<Arc<Node>> = Vec::new();
                for _ in 0..count {
                    items.push(Arc::new(self.tree(list.item)));
                }
                Value::List(items)
            }
            Form::Text(format) => Value::Text(Arc::from(self.text(*format))),
            Form::Whole { least, most } => {
                let range = usize::try_from(most - least).unwrap().min(1000) + 1;
                Value::Whole(least + i64::try_from(self.roll(range)).unwrap())
            }
            Form::Bool => Value::Bool(self.roll(2) == 0),
            Form::Any => Value::Any(Arc::new(serde_json::json!({"a": "x", "b": {"c": 1}}))),
        };
        let action = if self.overlays && self.roll(10) == 0 { Action::Replace } else { Action::Merge };
        Node { action, ..self.node(value) }
    }

    fn fields(&mut self, block: &'static Block) -> Vec<(&'static str, Arc<Node>)> {
        let mut fields: Vec<(&'static str, Arc<Node>)> = Vec::new();
        let mut groups: Vec<&str> = Vec::new();
        for field in block.fields.iter().filter(|field| field.allowed) {
            let taken = field.group.is_some_and(|group| groups.contains(&group));
            if taken || !self.wants(block, field) {
                continue;
            }
            let node = self.tree(field.shape);
            if !matches!(&node.value, Value::Map(entries) if entries.is_empty()) {
                groups.extend(field.group);
                fields.push((field.name, Arc::new(node)));
            }
        }
        fields
    }

    fn wants(&mut self, block: &Block, field: &Field) -> bool {
        let last_of_group = || block.fields.iter().rfind(|other| other.group == field.group).map(|other| other.name);
        let needed = field.required && (field.group.is_none() || last_of_group() == Some(field.name));
        (needed && !(self.faults && self.roll(8) == 0)) || self.roll(4) == 0
    }

    fn choice(&mut self, choice: &'static Choice) -> Value {
        let variant = &choice.variants[self.roll(choice.variants.len())];
        Value::Variant(variant.name, Arc::new(self.tree(variant.shape)))
    }

    fn entries(&mut self, map: &'static Map) -> Entries {
        let mut entries = Entries::new();
        for number in 0..=self.roll(2) {
            let node = self.tree(map.entry);
            if let Some(key) = self.key(map, &node, number) {
                entries.insert(Arc::from(key), Arc::new(node));
            }
        }
        entries
    }

    fn key(&mut self, map: &Map, node: &Node, number: usize) -> Option<String> {
        let named = {
            let key = self.roll(self.keys);
            format!("n{number}-{key}")
        };
        match &map.key {
            Key::Child | Key::Name => Some(match map.key_format {
                Format::AbsolutePath => format!("/{named}"),
                _ => named,
            }),
            Key::Fields { named: takes_name, .. } if *takes_name && self.roll(2) == 0 => Some(named),
            Key::Fields { fields, .. } => {
                let texts = fields.iter().map(|field| node.field(field).and_then(|node| key_text(&node.value)));
                let mut texts = texts;
                let first = texts.next().flatten().or_else(|| self.faults.then_some(named))?;
                Some(texts.flatten().filter(|text| text != "/").fold(first, |key, text| key + &text))
            }
        }
    }

    fn text(&mut self, format: Format) -> String {
        let texts: &[&str] = match format {
            Format::Text | Format::Literal => &["", "a b", "ü\"\\\n\t", "#true", "16", "null", "- x: [", "yes", "none"],
            Format::Template | Format::Content => {
                &["", "a b", "{{ x.y }}", "ü\"\\\n\t", "#true", "16", "null", "- x: [", "yes", "none"]
            }
            Format::Amount => &["1", "25%"],
            Format::ImagePlatform => &["linux/amd64", "linux/arm/v7"],
            Format::TimeZone => &["Etc/UTC", "Europe/Berlin"],
            Format::Name | Format::LayerName => &["a", "order-api"],
            Format::Variable => &["A", "LOG_LEVEL"],
            Format::SecretName => &["stripe-key", "a.b_c"],
            Format::ImageReference => &["nginx:1", "ghcr.io/a/b:2.3.0"],
            Format::CpuQuantity => &["100m", "1.5"],
            Format::CpuQuantityOrNone => &["none", "2"],
            Format::Size => &["64Mi", "1G"],
            Format::Duration => &["30s", "1h30m"],
            Format::AbsolutePath => &["/", "/a/b c"],
            Format::LocalPath | Format::SourceFile => &["a/b", "/x", "c"],
            Format::FileMode => &["0644", "0440"],
            Format::Address => &["127.0.0.1", "::1"],
            Format::Cidr => &["10.0.0.0/8", "fd00::/8"],
            Format::Domain => &["shop.example.com", "db"],
            Format::Url | Format::Endpoint => &["https://a.b/c", "http://x:4318"],
            Format::Cron => &["0 7 * * *", "@daily"],
            Format::Date => &["2027-03-01", "2028-02-29"],
            Format::KubernetesVersion => &["1.33", "1.30"],
        };
        texts[self.roll(texts.len())].to_owned()
    }
}

fn key_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Whole(number) => Some(number.to_string()),
        Value::List(items) => items.first().and_then(|item| key_text(&item.value)),
        Value::Block(fields) => {
            let list = fields.iter().find(|(_, inner)| matches!(inner.value, Value::List(_)));
            list.and_then(|(_, inner)| key_text(&inner.value))
        }
        _ => None,
    }
}

/// The text of a backing service's type, which is a word of the catalogue.
pub(crate) fn with_types(node: &Node) -> Node {
    let mut node = node.clone();
    match &mut node.value {
        Value::Block(fields) => fields.iter_mut().for_each(|(name, inner)| {
            *inner = Arc::new(if *name == "backing" { typed(inner) } else { with_types(inner) });
        }),
        Value::Map(entries) => entries.values_mut().for_each(|inner| *inner = Arc::new(with_types(inner))),
        _ => {}
    }
    node
}

fn typed(map: &Node) -> Node {
    let mut map = map.clone();
    let Value::Map(entries) = &mut map.value else { return map };
    for entry in entries.values_mut() {
        let Value::Block(fields) = &mut Arc::make_mut(entry).value else { continue };
        for (_, inner) in fields.iter_mut().filter(|(name, _)| *name == "type") {
            Arc::make_mut(inner).value = Value::Text(Arc::from("postgres"));
        }
    }
    map
}
