//! The language as its reader meets it: each node with its form, its fields, an example, and what each target makes of it.

mod example;
mod fields;
mod form;
mod page;
mod part;

pub use example::{Example, examples};
pub use fields::{Made, Node, Row};
pub use page::{Brief, List, Page, contents, explain};
pub use part::{Part, parts};
