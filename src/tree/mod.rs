//! What was written, laid out as the schema says: short forms spelt out, every leaf with its place and layer.

mod node;

pub use node::{Action, Entries, LayerId, Node, Value};
