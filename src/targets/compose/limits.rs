//! How many containers of a workload run, and within which bounds.

use super::{
    amount,
    file::{self, Amounts, Deploy, Devices, Entries, Reservations, Resources},
};
use crate::{
    artifact::Notes,
    plan::{Container, Cpu, Kind, NVIDIA_GPU, PROCESSES, Replicas, Ulimit, Workload},
};

/// `has_others_beside`: whether other containers join its network.
pub(super) fn deploy(workload: &Workload, has_others_beside: bool, notes: &mut Notes) -> Deploy {
    let resources = &workload.container.resources;
    let limits = Amounts {
        cpus: resources.limits.cpu.map(amount::cores),
        memory: resources.limits.memory.map(amount::bytes),
        ..processes()
    };
    let promised = resources.requests.memory.filter(|memory| resources.limits.memory != Some(*memory));
    let reservations = Reservations { memory: promised.map(amount::bytes), devices: gpus(&workload.container) };
    Deploy {
        replicas: Some(replicas(workload, has_others_beside, notes)).filter(|count| *count != 1),
        resources: Resources { limits, reservations },
    }
}

fn gpus(container: &Container) -> Vec<Devices> {
    let gpus = container.extended.iter().filter(|device| device.name == NVIDIA_GPU);
    gpus.map(|device| Devices { driver: "nvidia", count: device.count, capabilities: vec!["gpu"] }).collect()
}

/// What a request of CPU is on Kubernetes as well: a weight that counts where the host has too little.
pub(super) fn shares(cpu: Cpu) -> u64 {
    (cpu.0 * 1024 / 1000).max(2)
}

/// What the kernel lets its processes take.
pub(super) fn ulimits(container: &Container) -> Entries<file::Ulimit> {
    let entry = |Ulimit { name, soft, hard }: &Ulimit| ((*name).to_owned(), file::Ulimit { soft: *soft, hard: *hard });
    container.ulimits.iter().map(entry).collect()
}

/// Beside other bounds of `deploy`, Compose refuses `pids_limit`.
pub(super) fn processes() -> Amounts {
    Amounts { pids: Some(PROCESSES), ..Amounts::default() }
}

/// How many run; the replicas of a stateful workload would share one volume.
fn replicas(workload: &Workload, has_others_beside: bool, notes: &mut Notes) -> u32 {
    let count = workload.replicas.least();
    if let Replicas::Auto { .. } = workload.replicas {
        notes.weakened(workload.field("scale"), format!("Compose has no autoscaler: {count} run, the least"));
    }
    let own = workload.container.volumes.iter().any(|volume| !volume.shared && volume.existing.is_none());
    if count > 1 && matches!(workload.kind, Kind::Stateful) && own {
        notes.weakened(workload.field("scale"), "one runs instead of several: Compose would give all of them the same volume");
        return 1;
    }
    if count > 1 && has_others_beside {
        notes.weakened(workload.field("scale"), "one runs instead of several: what runs beside it can join one alone");
        return 1;
    }
    count
}
