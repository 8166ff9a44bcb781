//! YAML: written from trees of values.

pub mod write;
