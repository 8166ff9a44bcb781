//! Files in memory against a folder: what changed, and writing it whole or not at all.

mod changes;
mod diff;
mod failure;
pub mod hazards;
mod lock;
mod private;
mod source;
mod write;

pub use changes::{ByHand, Change, Changes, Kind};
pub use diff::unified;
pub use failure::{Failure, Trouble};
pub use hazards::Storage;
pub use lock::{LOCK, Lock};
pub use private::{read_private, write_private};
pub use source::{new_source, replace_source};
pub use write::apply;
