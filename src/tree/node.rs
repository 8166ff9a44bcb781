//! A value as it was written, with its place, its layer, and what it hid.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::shape::Format;
use crate::source::Span;

/// A layer of a project, by its place in the project's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId(pub u16);

/// What an overlay does to what lies below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The rule of its shape: merge by key, same variant into same variant, else replace.
    Merge,
    /// Replaces what lies below, whole: `(replace)env { … }`.
    Replace,
    /// Takes away what lies below: `(remove)env "DEBUG"`.
    Remove,
}

/// One value of the tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// What was written, laid out as the schema says.
    pub value: Value,
    /// What it does to lower layers.
    pub action: Action,
    /// Where the value stands.
    pub span: Span,
    /// Where its name stands: the node's or property's name, the key.
    pub name: Span,
    /// The layer that it is part of.
    pub layer: LayerId,
    /// What it took the place of; that one holds what it hid in its turn.
    pub hid: Option<Arc<Node>>,
}

/// The name under which a block holds that something unknown is written in it, so that nothing is said of what it lacks; and the key
/// of an entry whose own key is not known.
pub const UNKNOWN: &str = "";

/// Entries by key, in the order of the source.
pub type Entries = IndexMap<Arc<str>, Arc<Node>>;

/// What a [`Node`] says.
#[derive(Clone, Debug)]
pub enum Value {
    /// The fields of a type. Those of an `inline` type stand among them, and so does the variant of an `inline` choice.
    Block(Vec<(&'static str, Arc<Node>)>),
    /// Entries by key.
    Map(Entries),
    /// Items.
    List(Vec<Arc<Node>>),
    /// One alternative of a choice, and what it holds.
    Variant(&'static str, Arc<Node>),
    /// A text, or a number where text is meant, as it was written.
    Text(Arc<str>),
    /// A text whose `{{ }}` is evaluated once its layers are merged.
    Template(Arc<Template>),
    /// A whole number.
    Whole(i64),
    /// True or false.
    Bool(bool),
    /// One of the words that its type knows.
    Word(&'static str),
    /// Anything at all, as in a patch.
    Any(Arc<serde_json::Value>),
    /// It was taken away; `hid` says what.
    Removed,
    /// It is wrong, and a diagnostic has said so.
    Bad,
}

/// A text whose `{{ }}` is evaluated once its layers are merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The text as it was written.
    pub text: Arc<str>,
    /// The form that it has once it is evaluated.
    pub format: Format,
    /// The folder that the text is in, relative to the project's; empty for that itself.
    pub folder: Arc<str>,
}

impl Node {
    /// The field of that name, where this is a block that has it.
    pub fn field(&self, name: &str) -> Option<&Arc<Node>> {
        match &self.value {
            Value::Block(fields) => fields.iter().find(|(field, _)| *field == name).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The entry of that key, where this is a map that has it.
    pub fn entry(&self, key: &str) -> Option<&Arc<Node>> {
        match &self.value {
            Value::Map(entries) => entries.get(key),
            _ => None,
        }
    }

    /// Its text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Word(word) => Some(word),
            _ => None,
        }
    }
}
