//! What a text in KDL says: nodes with arguments, properties and children, each with its place.

use std::borrow::Cow;

use super::number::Number;
use crate::source::Span;

/// A whole text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document<'s> {
    /// Its nodes, in order.
    pub nodes: Vec<Node<'s>>,
}

/// One node: `(annotation)name argument property=value { children }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'s> {
    /// The word in parentheses before its name.
    pub annotation: Option<Word<'s>>,
    /// Its name; where that was broken, what was most likely meant.
    pub name: Word<'s>,
    /// Its arguments, in order.
    pub arguments: Vec<Scalar<'s>>,
    /// Its properties, in order; of several with one name the last one counts in KDL, and all are here.
    pub properties: Vec<Property<'s>>,
    /// What stands in its braces; `None` without braces.
    pub children: Option<Children<'s>>,
    /// From its annotation or name to its last argument, property or brace.
    pub span: Span,
}

/// A name or an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'s> {
    /// What it says, escapes resolved.
    pub text: Cow<'s, str>,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// An argument, or what a property is set to.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar<'s> {
    /// The word in parentheses before it.
    pub annotation: Option<Word<'s>>,
    /// What it is.
    pub value: Value<'s>,
    /// Where the value alone stands, quotes included; empty where it is missing.
    pub span: Span,
    /// Whether it is a text of lines between `"""`, of whose last one the end is left out.
    pub is_lines: bool,
}

/// A named value of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Property<'s> {
    /// Its name; where that was broken, what was most likely meant.
    pub name: Word<'s>,
    /// Its value.
    pub scalar: Scalar<'s>,
}

/// The nodes in the braces of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Children<'s> {
    /// The nodes, in order.
    pub nodes: Vec<Node<'s>>,
    /// From `{` to `}`; to the last child where `}` is missing.
    pub span: Span,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'s> {
    /// A text of any form, escapes resolved and indentation removed.
    String(Cow<'s, str>),
    /// A number as it was written.
    Number(Number<'s>),
    /// `#true` or `#false`.
    Bool(bool),
    /// `#null`.
    Null,
    /// Something that is no value; a diagnostic says why, and nothing more is to be said of it.
    Bad,
}

impl Scalar<'_> {
    /// From the annotation, if there is one, to the value's end.
    pub fn whole(&self) -> Span {
        self.annotation.as_ref().map_or(self.span, |annotation| annotation.span.to(self.span))
    }
}

impl Property<'_> {
    /// From the name to the value's end.
    pub fn whole(&self) -> Span {
        self.name.span.to(self.scalar.span)
    }
}
