//! Layers of a project, folded into one manifest for each environment.

mod layer;
mod project;
mod trace;

pub use layer::Layer;
pub use project::{Given, Merged, Project, Selected};
pub use trace::{Entry, Leaf, Step, Trace};
