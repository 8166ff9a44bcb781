//! Texts whose secrets and run-time fields are kept apart from what is literal.

use super::RuntimeField;

/// A text in pieces; one that holds a secret is never a plain string.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// The pieces, in order; two literal ones never stand side by side.
    pub pieces: Vec<Piece>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Known when compiling.
    Literal(String),
    /// The value of a secret.
    Secret(SecretUse),
    /// Known where the container runs.
    Field(RuntimeField),
}

/// A use of a secret's value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretUse {
    /// The secret's name.
    pub name: String,
    /// How the value is written there.
    pub encoding: Encoding,
}

/// How a secret's value is written where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// Percent-encoded, as a part of a URL.
    Url,
}

impl Text {
    /// A text that is known when compiling.
    pub fn literal(text: impl Into<String>) -> Self {
        let mut whole = Self::default();
        whole.push(Piece::Literal(text.into()));
        whole
    }

    /// The whole value of a secret.
    pub fn secret(name: impl Into<String>) -> Self {
        Self { pieces: vec![Piece::Secret(SecretUse { name: name.into(), encoding: Encoding::Plain })] }
    }

    /// Adds a piece at the end; literal ones run together, empty ones vanish.
    pub fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (_, Piece::Literal(text)) if text.is_empty() => {}
            (Some(Piece::Literal(before)), Piece::Literal(text)) => before.push_str(&text),
            (_, piece) => self.pieces.push(piece),
        }
    }

    /// The text, where all of it is known when compiling.
    pub fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The text for people: a secret by its name, a run-time field by its own.
    pub fn shown(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Secret(secret) => format!("(secret){}", secret.name),
            Piece::Field(field) => format!("(field){}", field.name()),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// The secret, where the text is the value of one and nothing else.
    pub fn as_secret(&self) -> Option<&SecretUse> {
        match self.pieces.as_slice() {
            [Piece::Secret(secret)] => Some(secret),
            _ => None,
        }
    }

    /// The run-time field, where the text is one and nothing else.
    pub fn as_field(&self) -> Option<RuntimeField> {
        match self.pieces.as_slice() {
            [Piece::Field(field)] => Some(*field),
            _ => None,
        }
    }

    /// The secrets in it, in order.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretUse> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Secret(secret) => Some(secret),
            Piece::Literal(_) | Piece::Field(_) => None,
        })
    }

    /// Whether it holds a secret.
    pub fn is_secret(&self) -> bool {
        self.secrets().next().is_some()
    }
}
