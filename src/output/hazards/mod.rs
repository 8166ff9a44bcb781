//! What a render would do to what already runs: the old output is the memory.

mod objects;
mod ports;
mod storage;

use super::{Changes, Lock};
use crate::{
    artifact::Artifacts,
    diagnostic::{Code, codes},
    plan::Plan,
};
pub use storage::{Storage, storage};

/// A change that a running application does not survive by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Its kind.
    pub code: &'static Code,
    /// The name of the workload, or of the object where it belongs to none.
    pub subject: String,
    /// What happens, as a sentence that stands alone.
    pub message: String,
    /// What to do, in order.
    pub steps: Vec<String>,
}

/// What the changes from the old output to the new one endanger.
pub fn find(plan: &Plan, old: Option<&Lock>, changes: &Changes, artifacts: &Artifacts) -> Vec<Hazard> {
    let remembered = old.map(|lock| &lock.storage);
    let mut hazards = remembered.map(|old| storage::compare(old, &storage(plan), plan.setting.target.name)).unwrap_or_default();
    let shrunk = hazards.iter().filter(|hazard| hazard.code == &codes::VOLUME_SHRUNK).map(|hazard| hazard.subject.clone());
    hazards.extend(objects::compare(changes, artifacts, &shrunk.collect()));
    hazards
}
