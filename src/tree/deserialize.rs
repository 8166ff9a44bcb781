//! From a complete tree to the types of the language.

use std::sync::Arc;

use serde::Deserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::{Node, Value};
use crate::shape::{Block, Choice, Form, List, Map, Member, Shape};

/// Reads a type from its tree.
///
/// # Errors
/// Never for a tree that `complete` let through; the error is in the words of serde.
pub fn deserialize<T: DeserializeOwned>(node: &Node, shape: &'static Shape) -> Result<T, Error> {
    T::deserialize(Tree { node, shape })
}

/// A node with its shape; for an `inline` member, the node of the outer block.
#[derive(Clone, Copy)]
struct Tree<'t> {
    node: &'t Node,
    shape: &'static Shape,
}

impl<'de> Deserializer<'de> for Tree<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match (&self.node.value, &self.shape.form) {
            (Value::Block(fields), Form::Block(block)) => visitor.visit_map(Members::new(self.node, fields, block)),
            (Value::Block(fields), Form::Choice(choice)) => visitor.visit_enum(alternative(fields, choice)?),
            (Value::Map(entries), Form::Map(map)) => visitor.visit_map(EntriesOf { entries: entries.iter(), value: None, map }),
            (Value::List(items), Form::List(list)) => visitor.visit_seq(Items { items: items.iter(), list }),
            (Value::Variant(name, inner), Form::Choice(choice)) => {
                let variant = choice.variant(name).ok_or_else(|| Error::custom(format!("no variant `{name}`")))?;
                visitor.visit_enum(Alternative { name, content: Tree { node: inner, shape: variant.shape } })
            }
            (Value::Text(text), _) => visitor.visit_str(text),
            (Value::Whole(number), _) => visitor.visit_i64(*number),
            (Value::Bool(truth), _) => visitor.visit_bool(*truth),
            (Value::Word(word), Form::Words(_)) => visitor.visit_enum(StrDeserializer::new(word)),
            (Value::Any(value), _) => {
                (**value).clone().deserialize_any(visitor).map_err(|error| Error::custom(error.to_string()))
            }
            (value, form) => Err(Error::custom(format!("{value:?} does not have the form {form:?}"))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The fields of a block, as serde knows them.
struct Members<'t> {
    node: &'t Node,
    fields: &'t [(&'static str, Arc<Node>)],
    members: std::slice::Iter<'static, Member>,
    current: Option<Tree<'t>>,
}

impl<'t> Members<'t> {
    fn new(node: &'t Node, fields: &'t [(&'static str, Arc<Node>)], block: &'static Block) -> Self {
        Self { node, fields, members: block.members.iter(), current: None }
    }

    fn find(&self, member: &'static Member) -> Option<Tree<'t>> {
        let has = |name: &str| self.fields.iter().any(|(known, _)| *known == name);
        let shape = member.shape;
        match &shape.form {
            Form::Block(_) if member.inline => Some(Tree { node: self.node, shape }),
            Form::Choice(choice) if member.inline => {
                choice.variants.iter().any(|variant| has(variant.name)).then_some(Tree { node: self.node, shape })
            }
            _ => {
                let (_, node) = self.fields.iter().find(|(known, _)| *known == member.name)?;
                Some(Tree { node, shape })
            }
        }
    }
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        while let Some(member) = self.members.next() {
            self.current = self.find(member);
            if self.current.is_some() {
                return seed.deserialize(StrDeserializer::new(member.name)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.current.take().ok_or_else(|| Error::custom("a value is asked for before its key"))?)
    }
}

/// The entries of a map.
struct EntriesOf<'t> {
    entries: indexmap::map::Iter<'t, Arc<str>, Arc<Node>>,
    value: Option<&'t Node>,
    map: &'static Map,
}

impl<'de> MapAccess<'de> for EntriesOf<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, node)) = self.entries.next() else { return Ok(None) };
        self.value = Some(node);
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let node = self.value.take().ok_or_else(|| Error::custom("a value is asked for before its key"))?;
        seed.deserialize(Tree { node, shape: self.map.entry })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The items of a list.
struct Items<'t> {
    items: std::slice::Iter<'t, Arc<Node>>,
    list: &'static List,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let item = self.items.next();
        item.map(|node| seed.deserialize(Tree { node, shape: self.list.item })).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The alternative of an `inline` choice that stands among the fields of the outer block.
fn alternative<'t>(fields: &'t [(&'static str, Arc<Node>)], choice: &'static Choice) -> Result<Alternative<'t>, Error> {
    let found = fields.iter().find_map(|(name, node)| choice.variant(name).map(|variant| (variant, node)));
    let (variant, node) = found.ok_or_else(|| Error::custom("none of the alternatives is there"))?;
    Ok(Alternative { name: variant.name, content: Tree { node, shape: variant.shape } })
}

/// One alternative of a choice.
struct Alternative<'t> {
    name: &'static str,
    content: Tree<'t>,
}

impl<'de, 't> EnumAccess<'de> for Alternative<'t> {
    type Error = Error;
    type Variant = Tree<'t>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Tree<'t>), Error> {
        let name: StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Tree<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }
}
