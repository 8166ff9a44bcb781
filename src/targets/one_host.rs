//! What is lost where there are no pods and no nodes: one host runs everything.

use crate::{
    artifact::Notes,
    plan::{Kind, NVIDIA_GPU, Part, Plan, Restart, Workload},
};

/// Why nothing becomes of a probe beside the one that decides.
pub(super) const ONE_CHECK: &str = "Docker has one check, whether requests are taken, and restarts nothing that fails it";

/// Notes it, in a plan where containers before and beside a workload are workloads of their own.
pub(super) fn note(plan: &Plan, notes: &mut Notes) {
    for path in &plan.stand_ins {
        notes.weakened(path.clone(), "no container has a name by its number: the workload's own name stands for each replica");
    }
    for workload in &plan.workloads {
        for sidecar in &workload.companions {
            notes.ignored(sidecar.path.clone(), "nothing here would end it with what it runs beside");
        }
        for device in workload.container.extended.iter().filter(|device| device.name != NVIDIA_GPU) {
            let why =
                "the engine has no plugins that hand devices out, but for NVIDIA's GPUs: name a device by `security { devices }`";
            notes.ignored(device.path.clone(), why);
        }
        if workload.kind == Kind::Daemon {
            notes.weakened(workload.path.clone(), "one runs, on this host: there are no other nodes");
        }
        match workload.container.health.only() {
            None | Some(("ready", _)) => {}
            Some((name, _)) => {
                let lost = "Docker has one check, and this is it: it says whether the container is healthy, and restarts nothing";
                notes.weakened(workload.field("health").join(name), lost);
            }
        }
        match &workload.joined {
            Some(joined) => plan.workload(&joined.to).into_iter().for_each(|of| lost(of, joined.part, workload, notes)),
            None => scratch(workload, notes),
        }
    }
}

fn lost(of: &Workload, part: Part, companion: &Workload, notes: &mut Notes) {
    let starts_again = of.is_long_running() && of.container.restart != Restart::No;
    let lost = match part {
        Part::Before if of.replicas.least() > 1 => "it runs once at each `up`, for all replicas, and not where one starts again",
        Part::Before if starts_again => "it runs at each `up`, and not where the engine starts the container behind it again",
        Part::Beside if starts_again => "where the engine starts the container beside it again, it has no network until `up`",
        Part::Before | Part::Beside => return,
    };
    notes.weakened(companion.path.clone(), lost);
}

fn scratch(workload: &Workload, notes: &mut Notes) {
    for path in workload.container.volumes.iter().filter_map(|volume| volume.scratch.as_ref()) {
        let lost = "a volume stands for it, as containers share it: nothing bounds it, and it is not empty at each start";
        notes.weakened(workload.field("tmp").join(path), lost);
    }
}
