//! What the reader says of each mistake, and its cure.

mod blocks;
mod strings;
mod words;

pub(super) use blocks::*;
pub(super) use strings::*;
pub(super) use words::*;
