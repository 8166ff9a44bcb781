//! KDL 2 as nodes with exact places; whatever is wrong is reported, and everything around it still read.

mod nodes;
mod number;

pub use nodes::{Children, Document, Node, Property, Scalar, Value, Word};
pub use number::Number;
