//! What was written, laid out as the schema says: short forms spelt out, every leaf with its place and layer.

mod check;
mod choosing;
mod complete;
mod cron;
mod deserialize;
mod fields;
pub mod from_kdl;
pub mod from_yaml;
mod image;
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
pub use node::{Action, Entries, LayerId, Node, Value};
pub use reading::{Language, Reading};

use std::sync::OnceLock;

use crate::manifest::Manifest;
use crate::shape::{self, Shape};

/// The shape of a manifest, compiled from the types once per process.
pub fn language() -> &'static Shape {
    static LANGUAGE: OnceLock<&'static Shape> = OnceLock::new();
    LANGUAGE.get_or_init(|| {
        let schema = schemars::schema_for!(Manifest);
        shape::compile(schema.as_value()).expect("a test holds that the schema of the types is understood")
    })
}
