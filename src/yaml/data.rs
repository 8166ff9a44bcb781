//! What a text in YAML or JSON says: maps, lists and scalars, each with its place.

use std::borrow::Cow;

use crate::source::Span;

/// One value.
#[derive(Clone, Debug)]
pub struct Datum<'s> {
    /// Its local tag, without the `!`: `secret` of `!secret key`.
    pub tag: Option<Tag>,
    /// What it is.
    pub value: Data<'s>,
    /// Where it stands, quotes included and the tag not.
    pub span: Span,
}

/// A local tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The word behind the `!`.
    pub word: String,
    /// Where it stands, with its `!`.
    pub span: Span,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Data<'s> {
    /// Values by key, in order; keys are texts.
    Map(Vec<(Key<'s>, Datum<'s>)>),
    /// Values.
    List(Vec<Datum<'s>>),
    /// A text.
    Text(Cow<'s, str>),
    /// A number as it was written, and what it is where it is whole.
    Number(Cow<'s, str>, Option<i128>),
    /// True or false.
    Bool(bool),
    /// `null` or `~`.
    Null,
    /// A key without a value.
    Nothing,
    /// Something that is wrong, as a diagnostic says.
    Bad,
}

/// The key of a value.
#[derive(Clone, Debug)]
pub struct Key<'s> {
    /// What it says.
    pub text: Cow<'s, str>,
    /// Where it stands.
    pub span: Span,
}
