//! As whom a container runs, what it may do to the host, and which level of Pod Security that meets.

use crate::plan::{Security, Workload, is_safe_sysctl};
use k8s_openapi::api::core::v1::{Capabilities, PodSecurityContext, SeccompProfile, SecurityContext, Sysctl};

/// A level of Pod Security; the strictest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Restricted,
    Baseline,
    Privileged,
}

impl Level {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Baseline => "baseline",
            Self::Privileged => "privileged",
        }
    }
}

/// Capabilities that the level `baseline` lets containers add.
const BASELINE_CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Each field that keeps a workload from `restricted`, with the level that it still meets.
pub(super) fn lowered_by(workload: &Workload) -> Vec<(&'static str, Level)> {
    let Security {
        user,
        read_only: _,
        drop_capabilities,
        capabilities,
        privileged,
        privilege_escalation,
        host_network,
        host_pid,
        host_ipc,
        devices,
        seccomp,
        token: _,
    } = &workload.container.security;
    let usual = |name: &String| BASELINE_CAPABILITIES.contains(&name.as_str());
    [
        ("user", user.is_none_or(|user| user.id == 0), Level::Baseline),
        ("security.privilege-escalation", *privilege_escalation, Level::Baseline),
        (
            "security.capabilities",
            !drop_capabilities || capabilities.iter().any(|name| name != "NET_BIND_SERVICE"),
            Level::Baseline,
        ),
        ("security.capabilities", !capabilities.iter().all(usual), Level::Privileged),
        ("security.privileged", *privileged, Level::Privileged),
        ("security.host-network", *host_network, Level::Privileged),
        ("security.host-pid", *host_pid, Level::Privileged),
        ("security.host-ipc", *host_ipc, Level::Privileged),
        ("security.devices", !devices.is_empty(), Level::Privileged),
        ("security.seccomp", !seccomp, Level::Privileged),
        ("sysctls", !workload.container.sysctls.iter().all(|(name, _)| is_safe_sysctl(name)), Level::Privileged),
        ("binds", !workload.container.binds.is_empty(), Level::Privileged),
    ]
    .into_iter()
    .filter_map(|(field, lowered, level)| lowered.then_some((field, level)))
    .collect()
}

/// The security of a container.
pub(super) fn of_container(security: &Security) -> SecurityContext {
    let add = super::container::some(security.capabilities.iter().cloned().collect());
    let drop = security.drop_capabilities.then(|| vec!["ALL".to_owned()]);
    let capabilities = (add.is_some() || drop.is_some()).then_some(Capabilities { add, drop });
    SecurityContext {
        allow_privilege_escalation: Some(may_escalate(security)),
        privileged: Some(security.privileged),
        read_only_root_filesystem: Some(security.read_only),
        run_as_non_root: security.user.map(|user| user.id != 0),
        run_as_user: security.user.map(|user| user.id.into()),
        run_as_group: security.user.map(|user| user.group.into()),
        capabilities,
        seccomp_profile: seccomp(security),
        ..SecurityContext::default()
    }
}

/// The security of a pod. AppArmor is not named: where a node has it, its runtime's profile holds without asking, and a node
/// without it refuses each pod that asks.
pub(super) fn of_pod(workload: &Workload) -> PodSecurityContext {
    let security = &workload.container.security;
    // A container that runs as its image says must not get the pod's user.
    let user = security.user.filter(|_| workload.containers().all(|container| container.security.user.is_some()));
    let non_root = workload.containers().all(|container| container.security.user.is_some_and(|user| user.id != 0));
    PodSecurityContext {
        run_as_non_root: user.map(|_| non_root),
        run_as_user: user.map(|user| user.id.into()),
        run_as_group: user.map(|user| user.group.into()),
        fs_group: security.user.map(|user| user.fs_group.into()),
        fs_group_change_policy: security.user.map(|_| "OnRootMismatch".to_owned()),
        seccomp_profile: seccomp(security),
        sysctls: super::container::some(sysctls(workload)),
        ..PodSecurityContext::default()
    }
}

fn sysctls(workload: &Workload) -> Vec<Sysctl> {
    const LOW_PORTS: &str = "net.ipv4.ip_unprivileged_port_start";
    let written = &workload.container.sysctls;
    let lets_in = low_ports(workload) && written.iter().all(|(name, _)| name != LOW_PORTS);
    let low_ports = lets_in.then(|| (LOW_PORTS.to_owned(), "0".to_owned()));
    low_ports.into_iter().chain(written.iter().cloned()).map(|(name, value)| Sysctl { name, value }).collect()
}

/// Whether a port below 1024 needs the safe sysctl, which lets any user listen there.
fn low_ports(workload: &Workload) -> bool {
    let security = &workload.container.security;
    !security.host_network
        && security.user.is_none_or(|user| user.id != 0)
        && workload.ports.iter().any(|port| port.container < 1024)
}

fn seccomp(security: &Security) -> Option<SeccompProfile> {
    let of = |type_: &str| SeccompProfile { type_: type_.into(), localhost_profile: None };
    match (security.privileged, security.seccomp) {
        (true, _) => None,
        (false, true) => Some(of("RuntimeDefault")),
        (false, false) => Some(of("Unconfined")),
    }
}

/// The API refuses to forbid it where the container owns the host anyway.
fn may_escalate(security: &Security) -> bool {
    security.privilege_escalation || security.privileged || security.capabilities.contains("SYS_ADMIN")
}
