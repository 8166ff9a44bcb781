//! The docker target: a script of `docker run`s for one's own machine.

mod answers;
mod flags;
mod hardening;
mod health;
mod names;
mod script;
mod secrets;
mod storage;
#[cfg(test)]
mod tests;
mod value;

use super::{Target, one_host};
use crate::{
    artifact::{Artifacts, Notes},
    path::FieldPath,
    plan::{Addressing, DefaultStore, Plan, TargetTraits},
    policy::Approved,
};
use names::Names;

/// The docker target.
pub static TARGET: Target = Target { traits: &TRAITS, answers: answers::ANSWERS, emit };

/// What lowering has to know of it.
pub static TRAITS: TargetTraits = TargetTraits {
    name: "docker",
    addressing: Addressing::Container,
    publishes: true,
    fronts: false,
    builds: true,
    most_replicas: Some(1),
    default_store: DefaultStore::Dotenv,
};

fn emit(approved: &Approved, notes: &mut Notes) -> Artifacts {
    files(approved.plan(), notes)
}

fn files(plan: &Plan, notes: &mut Notes) -> Artifacts {
    let mut artifacts = Artifacts::default();
    artifacts.add_script("run.sh", script::write(plan, notes));
    for workload in &plan.workloads {
        for config in &workload.container.configs {
            let path = Names::config(&workload.name, &config.path);
            match config.mode & 0o111 {
                0 => artifacts.add(path, config.content.clone()),
                _ => artifacts.add_script(path, config.content.clone()),
            }
        }
    }
    one_host::note(plan, notes);
    if !plan.secrets.by_name.is_empty() {
        artifacts.add(".env.example", secrets::example(plan));
        artifacts.add(".gitignore", secrets::ignored(plan));
    }
    for patch in &plan.patches {
        notes.ignored(patch.path.clone(), "a script has no objects that could be patched");
    }
    if plan.platform.subnets.is_some() && names::subnet(plan).is_none() {
        notes.weakened(FieldPath::new(["platform", "subnets"]), "the range is too small for the network, or is none of IPv4");
    }
    artifacts
}
