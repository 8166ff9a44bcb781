//! Layers of a project, folded into one manifest for each environment.

mod constants;
mod environment;
mod evaluate;
mod expansion;
mod fold;
mod load;
mod merge;
mod parameters;
mod presence;
mod project;
mod stack;
mod stores;
#[cfg(test)]
mod tests;
mod trace;

pub(crate) use fold::WORKLOADS;
pub(crate) use merge::nothing_to_remove;

pub use crate::tree::Layer;
pub use project::{Given, Merged, Project, Selected};
pub use trace::{Entry, Leaf, Removal, Said, Step, Trace};
