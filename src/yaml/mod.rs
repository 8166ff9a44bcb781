//! YAML: written from trees of values.

mod emitter;
mod scalar;
mod serialize;
pub mod write;
