//! YAML and JSON: read as data with exact places, written from trees of values.

mod data;
mod emitter;
mod read;
mod resolve;
mod scalar;
mod serialize;
pub mod write;

pub use data::{Data, Datum, Key, Tag};
pub use read::{read, read_all, read_merging};
