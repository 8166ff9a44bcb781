//! Containers before and beside that of a workload: init containers, and those of them that go on as native sidecars.

use super::{container, scene::Scene, storage::Mounts};
use crate::{
    artifact::Notes,
    plan::{Companion, Part, Workload},
};
use k8s_openapi::api::core::v1::Container;
use std::time::Duration;

/// The minor version since which an init container may go on beside the others.
const NATIVE: u32 = 29;

/// The init containers, and the containers that run beside the workload's own.
pub(super) fn containers(scene: &Scene<'_>, workload: &Workload, mounts: &Mounts) -> (Vec<Container>, Vec<Container>) {
    let mut before = Vec::new();
    let mut beside = Vec::new();
    for (companion, mounts) in workload.companions.iter().zip(&mounts.companions) {
        let written = container::of(scene, &companion.workload(workload), mounts);
        let container = Container { name: companion.name.clone(), ..written };
        match companion.part {
            Part::Before => before.push(container),
            Part::Beside if is_native(scene) => {
                before.push(Container { restart_policy: Some("Always".into()), ..container });
            }
            Part::Beside => beside.push(container),
        }
    }
    (before, beside)
}

/// The time that native sidecars get once the workload's own container has ended: all at once.
pub(super) fn stop_within(scene: &Scene<'_>, workload: &Workload) -> Duration {
    let sidecars = sidecars(workload).filter(|_| is_native(scene));
    sidecars.map(|sidecar| sidecar.container.stop.within).max().unwrap_or_default()
}

/// Notes sidecars that would keep a job from ending.
pub(super) fn check(notes: &mut Notes, scene: &Scene<'_>, workload: &Workload) {
    if is_native(scene) || workload.is_long_running() {
        return;
    }
    for sidecar in sidecars(workload) {
        let why = format!("before Kubernetes 1.{NATIVE} a container beside that of a job keeps the job from ending");
        let cure = format!("say `platform {{ kubernetes \"1.{NATIVE}\"; }}` where the oldest cluster is as new as that");
        notes.refused(sidecar.path.clone(), why, cure);
    }
}

fn sidecars(workload: &Workload) -> impl Iterator<Item = &Companion> {
    workload.companions.iter().filter(|companion| companion.part == Part::Beside)
}

fn is_native(scene: &Scene<'_>) -> bool {
    scene.since(NATIVE)
}
