//! `no-host-namespaces`: no container shares the host's network, processes or memory.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "no-host-namespaces",
        summary: "no container shares the host's network, processes or memory",
        explanation: "It would see and reach what belongs to the host and to every other application on it.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "remove it; reach to other workloads is `reach`, and to the outside `egress`",
    good: Example::of(""),
    bad: Example::of("security { host-network #true; }"),
    elsewhere: &[
        Tool::KubeLinter.finds(&["host-network", "host-pid", "host-ipc"]),
        Tool::Polaris.finds(&["hostNetworkSet", "hostPIDSet", "hostIPCSet"]),
        Tool::Checkov.finds(&["CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19"]),
        Tool::Trivy.finds(&["KSV-0008", "KSV-0009", "KSV-0010"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    let security = &workload.container.security;
    let shared = [
        (security.host_network, "host-network", "network"),
        (security.host_pid, "host-pid", "processes"),
        (security.host_ipc, "host-ipc", "shared memory"),
    ];
    for (_, field, what) in shared.iter().filter(|(shares, ..)| *shares) {
        findings.add(workload.field("security").join(*field), format!("`{}` shares the host's {what}", workload.name));
    }
}
