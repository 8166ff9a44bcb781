//! As whom a container runs, and what it may do to the host.

use super::{
    file::{Entries, Service},
    word::Word,
};
use crate::plan::{Security, Workload};

/// Ports below it need a capability, or the kernel's leave.
const FIRST_UNPRIVILEGED_PORT: u16 = 1024;

/// Says it of a service.
pub(super) fn secure(service: &mut Service, security: &Security) {
    let Security {
        user,
        read_only,
        drop_capabilities,
        capabilities,
        privileged,
        privilege_escalation,
        host_network,
        host_pid,
        host_ipc,
        devices,
        seccomp,
        // A word of Kubernetes.
        token: _,
    } = security;
    service.user = user.map(|user| format!("{}:{}", user.id, user.group));
    service.group_add =
        user.filter(|user| user.fs_group != user.group).map(|user| user.fs_group.to_string()).into_iter().collect();
    service.read_only = *read_only;
    service.cap_drop = drop_capabilities.then_some("ALL").into_iter().collect();
    service.cap_add = capabilities.iter().map(Word::literal).collect();
    service.privileged = *privileged;
    service.security_opt = [(!privilege_escalation, "no-new-privileges:true"), (!seccomp, "seccomp:unconfined")]
        .into_iter()
        .filter_map(|(wanted, option)| wanted.then_some(option))
        .collect();
    service.network_mode = host_network.then(|| "host".to_owned());
    service.pid = host_pid.then_some("host");
    service.ipc = host_ipc.then_some("host");
    service.devices = devices.iter().map(|device| Word::literal(format!("{device}:{device}"))).collect();
    // An image with an init of its own wants to be the first process.
    service.init = *drop_capabilities;
}

/// What is written, and leave for low ports: Docker gives it to every user, Podman asks for it.
pub(super) fn sysctls(workload: &Workload) -> Entries<Word> {
    let security = &workload.container.security;
    let is_low = workload.ports.iter().any(|port| port.container < FIRST_UNPRIVILEGED_PORT);
    let is_root = security.user.is_some_and(|user| user.id == 0);
    let wanted = is_low && !is_root && !security.host_network;
    let low_ports = wanted.then(|| ("net.ipv4.ip_unprivileged_port_start".to_owned(), Word::literal("0")));
    let written = workload.container.sysctls.iter().map(|(name, value)| (name.clone(), Word::literal(value)));
    low_ports.into_iter().chain(written).collect()
}
