//! KDL 2 as nodes with exact places; whatever is wrong is reported, and everything around it still read.

mod block;
mod cursor;
mod cut_off;
mod entry;
mod forbidden;
mod format;
mod layout;
mod mistakes;
mod node;
mod nodes;
mod number;
mod pieces;
mod quote;
mod read;
mod space;
mod string;
mod unquoted;
mod word;

pub use format::format;
pub use nodes::{Children, Document, Node, Property, Scalar, Value, Word};
pub use number::Number;
pub use pieces::source_offset;
pub use quote::{is_hidden, quote};
pub use read::read;
