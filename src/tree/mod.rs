//! What was written, laid out as the schema says: short forms spelt out, every leaf with its place and layer.

mod check;
mod choosing;
mod complete;
mod cron;
mod deserialize;
mod fields;
mod foreign;
pub mod from_kdl;
pub mod from_yaml;
mod image;
#[rustfmt::skip]
mod language;
mod layer;
mod node;
mod reading;
pub mod scalar;
#[cfg(test)]
pub(crate) mod tests;

pub use complete::complete;
pub use deserialize::deserialize;
pub use fields::Fields;
pub use layer::{Layer, Layers};
pub use node::{Action, Entries, LayerId, Node, Template, UNKNOWN, Value};
pub use reading::{Language, Reading};

use crate::shape::{Form, Shape};

/// The only key of what stands, in what is handed through as it is, for a value that looks like a secret and is none.
pub const PUBLIC: &str = "$public";

fn public(value: serde_json::Value) -> serde_json::Value {
    serde_json::Value::Object([(PUBLIC.to_owned(), value)].into_iter().collect())
}

/// The shape of a manifest: a table that is made from the types, so that a run begins without a word of theirs.
pub fn language() -> &'static Shape {
    language::MANIFEST
}

/// The shape of an environment, and of its own file.
pub fn environment() -> &'static Shape {
    match language().block().and_then(|manifest| manifest.field("environments")).map(|field| &field.shape.form) {
        Some(Form::Map(environments)) => environments.entry,
        _ => language(),
    }
}

/// The shape of the file of a type of backing service.
pub fn backing_type() -> &'static Shape {
    language::BACKING_TYPE
}
