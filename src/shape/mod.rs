//! The schema of the language's types, compiled for reading.

mod compile;
mod extension;
mod format;
#[cfg(test)]
mod tests;

pub use compile::compile;
pub use format::{Evaluation, Format};
use serde_json::Value;

/// How one type is written and read.
#[derive(Debug)]
pub struct Shape {
    /// What messages call it.
    pub name: &'static str,
    /// What the documentation says of it.
    pub doc: &'static str,
    /// What it is made of.
    pub form: Form,
}

/// What a type is made of.
#[derive(Debug)]
pub enum Form {
    /// Fields.
    Block(Block),
    /// Alternatives that exclude each other.
    Choice(Choice),
    /// One of some words.
    Words(&'static [Word]),
    /// Entries by key.
    Map(Map),
    /// Items.
    List(List),
    /// A text of some form.
    Text(Format),
    /// A whole number in a range, both ends included.
    Whole {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// True or false.
    Bool,
    /// Anything at all.
    Any,
}

/// A type with fields.
#[derive(Debug)]
pub struct Block {
    /// Every field that may be written, those of `inline` types among them.
    pub fields: &'static [Field],
    /// The fields that stand as arguments in KDL, in order; a bare scalar fills the first.
    pub arguments: &'static [Argument],
    /// The fields as serde knows them, `inline` ones as one.
    pub members: &'static [Member],
    /// The field that holds all children of a KDL node, as they are.
    pub rest: Option<&'static str>,
}

/// A positional field.
#[derive(Debug)]
pub struct Argument {
    /// The field, or the `inline` choice, that it fills.
    pub field: &'static str,
    /// Whether it may be left out though others follow.
    pub optional: bool,
}

/// A field as it is written.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in YAML, JSON and paths.
    pub name: &'static str,
    /// The name of its node in KDL.
    pub node: &'static str,
    /// What the documentation says of it.
    pub doc: &'static str,
    /// What holds where nobody says it, as the documentation has it: between backticks a value that is the same everywhere, else words.
    pub default: Option<&'static str>,
    /// What it holds.
    pub shape: &'static Shape,
    /// Whether it must be there after the merge.
    pub required: bool,
    /// The `inline` choice that it is an alternative of.
    pub group: Option<&'static str>,
    /// Where it makes sense, if not everywhere: names of the maps that workloads stand in.
    pub only: Option<&'static [&'static str]>,
    /// Whether it makes sense where this shape stands.
    pub allowed: bool,
}

/// A field as serde knows it.
#[derive(Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub shape: &'static Shape,
    /// Whether it must be there.
    pub required: bool,
    /// Whether its fields, or alternatives, stand among the outer ones.
    pub inline: bool,
}

/// Alternatives that exclude each other.
#[derive(Debug)]
pub struct Choice {
    /// The alternatives.
    pub variants: &'static [Variant],
    /// Those that a bare value means, by its type.
    pub plain: &'static [&'static str],
    /// The one that properties and children mean.
    pub block: Option<&'static str>,
    /// The one that nothing at all means.
    pub empty: Option<&'static str>,
}

/// One alternative.
#[derive(Debug)]
pub struct Variant {
    /// Its name.
    pub name: &'static str,
    /// What the documentation says of it.
    pub doc: &'static str,
    /// What it holds; a block without fields for one that holds nothing.
    pub shape: &'static Shape,
}

/// One of the words of a type.
#[derive(Debug)]
pub struct Word {
    /// The word.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// Entries by key.
#[derive(Debug)]
pub struct Map {
    /// What an entry holds.
    pub entry: &'static Shape,
    /// Where the key comes from in KDL.
    pub key: Key,
    /// The form of the keys.
    pub key_format: Format,
    /// Whether a node's name is the entry's `type`, from the catalogue.
    pub catalogue: bool,
}

impl Map {
    /// The form of the keys, where `{{ }}` in them is evaluated once the layers are merged: those that are paths.
    pub fn evaluated_key(&self) -> Option<Format> {
        let format = match &self.key {
            Key::Name => self.key_format,
            Key::Fields { named: false, fields: [field] } => match self.entry.block()?.field(field)?.shape.form {
                Form::Text(format) => format,
                _ => return None,
            },
            Key::Child | Key::Fields { .. } => return None,
        };
        matches!(format, Format::AbsolutePath).then_some(format)
    }
}

/// Where the key of an entry comes from in KDL.
#[derive(Debug)]
pub enum Key {
    /// The name of a child: `env { NAME "value" }`.
    Child,
    /// A leading argument: `service "api"`.
    Name,
    /// The texts of these fields, one behind the other; where `named`, a leading argument that is a name goes before them.
    Fields {
        /// Whether a leading name stands in their place.
        named: bool,
        /// The fields.
        fields: &'static [&'static str],
    },
}

/// Items.
#[derive(Debug)]
pub struct List {
    /// What an item is.
    pub item: &'static Shape,
    /// What becomes of lower layers' items.
    pub rule: ListRule,
}

/// What becomes of the items of lower layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListRule {
    /// The upper list takes the place of the lower.
    Replace,
    /// Layers add to it; equal items once.
    Set,
    /// Layers add to it.
    Append,
}

impl Shape {
    /// The block that this is.
    pub fn block(&self) -> Option<&Block> {
        match &self.form {
            Form::Block(block) => Some(block),
            _ => None,
        }
    }

    /// Whether it is one value: a text, a number, a word.
    pub fn is_scalar(&self) -> bool {
        matches!(self.form, Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Words(_))
    }

    /// Whether an item of it is one argument: a scalar, or a choice among scalars.
    pub fn is_word(&self) -> bool {
        match &self.form {
            Form::Choice(choice) => choice.variants.iter().all(|variant| variant.shape.is_scalar()),
            _ => self.is_scalar(),
        }
    }
}

impl Field {
    /// The default as a value, where it is one that is the same everywhere.
    pub fn default_value(&self) -> Option<Value> {
        let word = self.default?.strip_prefix('`')?.strip_suffix('`').filter(|word| !word.contains('`'))?;
        match &self.shape.form {
            Form::Bool => Some((word == "#true").into()),
            Form::Whole { .. } => word.parse::<i64>().ok().map(Value::from),
            Form::Text(_) | Form::Words(_) => Some(word.into()),
            Form::Block(_) | Form::Choice(_) | Form::Map(_) | Form::List(_) | Form::Any => None,
        }
    }
}

impl Block {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The `inline` choice of that name, in the block or in one that is `inline` in it.
    pub fn choice(&self, name: &str) -> Option<&'static Shape> {
        self.members.iter().filter(|member| member.inline).find_map(|member| match &member.shape.form {
            Form::Choice(_) if member.name == name => Some(member.shape),
            Form::Block(inner) => inner.choice(name),
            _ => None,
        })
    }

    /// The field whose node has that name in KDL.
    pub fn node(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.node == name)
    }
}

impl Choice {
    /// The alternative of that name.
    pub fn variant(&self, name: &str) -> Option<&'static Variant> {
        self.variants.iter().find(|variant| variant.name == name)
    }

    /// The alternative of that name, where it holds nothing.
    pub fn bare(&self, name: &str) -> Option<&'static Variant> {
        self.variant(name).filter(|variant| matches!(&variant.shape.form, Form::Block(block) if block.members.is_empty()))
    }
}
