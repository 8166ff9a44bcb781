//! What an approved plan becomes: one target a file or folder.

/// A target's answers, by what becomes of the fields.
macro_rules! answers {
    ($($becomes:expr => [$($field:literal),* $(,)?];)*) => {
        &[$($(crate::artifact::Answer { field: $field, becomes: $becomes }),*),*]
    };
}

pub mod compose;
#[cfg(test)]
mod coverage;
pub mod docker;
pub mod kubernetes;
mod one_host;
mod patch;

use crate::{
    artifact::{Answer, Artifacts, Notes},
    manifest::TargetName,
    plan::TargetTraits,
    policy::Approved,
};

/// A form of output.
#[derive(Debug)]
pub struct Target {
    /// What lowering has to know of it; its name among it.
    pub traits: &'static TargetTraits,
    /// What becomes of each field of the language, where nothing else is noted.
    pub answers: &'static [Answer],
    /// Computes the files of an environment, and notes what a field lost.
    pub emit: fn(&Approved, &mut Notes) -> Artifacts,
}

/// Every target.
pub static TARGETS: &[&Target] = &[&docker::TARGET, &compose::TARGET, &kubernetes::TARGET];

/// The target of that name.
pub fn by_name(name: TargetName) -> &'static Target {
    match name {
        TargetName::Docker => &docker::TARGET,
        TargetName::Compose => &compose::TARGET,
        TargetName::Kubernetes => &kubernetes::TARGET,
    }
}
