//! As whom a container runs, what it may do to the host, and how much of it it may take.

use super::{
    flags::Run,
    value::{cpus, size},
};
use crate::plan::{Container, NVIDIA_GPU, PROCESSES, Security, Ulimit};

/// The flags of the hardened default, less what the workload says against it.
pub(super) fn flags(container: &Container, run: &mut Run) {
    security(&container.security, run);
    resources(container, run);
}

fn security(security: &Security, run: &mut Run) {
    if let Some(user) = security.user {
        run.add(format!("--user={}:{}", user.id, user.group));
        if user.fs_group != user.group {
            run.add(format!("--group-add={}", user.fs_group));
        }
        // Init systems in images want to be process 1; those run as the image says.
        run.add("--init");
    }
    let flags = [
        (security.read_only, "--read-only"),
        (security.drop_capabilities && !security.privileged, "--cap-drop=ALL"),
        (!security.privilege_escalation, "--security-opt=no-new-privileges"),
        (!security.seccomp, "--security-opt=seccomp=unconfined"),
        (security.privileged, "--privileged"),
        (security.host_pid, "--pid=host"),
        (security.host_ipc, "--ipc=host"),
    ];
    for (_, flag) in flags.into_iter().filter(|(wanted, _)| *wanted) {
        run.add(flag);
    }
    for capability in &security.capabilities {
        run.add(format!("--cap-add={capability}"));
    }
    for device in &security.devices {
        run.add(format!("--device={device}"));
    }
}

fn resources(container: &Container, run: &mut Run) {
    if let Some(cpu) = container.resources.limits.cpu {
        run.add(format!("--cpus={}", cpus(cpu)));
    }
    if let Some(memory) = container.resources.limits.memory {
        run.add(format!("--memory={}", size(memory)));
        // Without it, Docker grants as much swap again.
        run.add(format!("--memory-swap={}", size(memory)));
    }
    for gpus in container.extended.iter().filter(|device| device.name == NVIDIA_GPU) {
        run.add(format!("--gpus={}", gpus.count));
    }
    run.add(format!("--pids-limit={PROCESSES}"));
    for Ulimit { name, soft, hard } in &container.ulimits {
        run.add(format!("--ulimit={}={soft}:{hard}", name));
    }
    for (name, value) in &container.sysctls {
        run.add(format!("--sysctl={name}={value}"));
    }
}
