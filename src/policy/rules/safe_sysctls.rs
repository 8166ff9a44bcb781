//! `safe-sysctls`: parameters of the kernel are those that Kubernetes calls safe.

use crate::{
    diagnostic::Code,
    plan::{Workload, is_safe_sysctl},
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "safe-sysctls",
        summary: "parameters of the kernel are those that Kubernetes calls safe",
        explanation: "Any other may take memory of the node beyond the container's limit, or harm other pods on it; a node starts no such pod unless its kubelet was told to (`--allowed-unsafe-sysctls`).",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "take it out; where the program needs it, allow it on the nodes that it runs on, and waive this rule",
    good: Example::of("sysctl \"net.ipv4.tcp_keepalive_time\" 60"),
    bad: Example::of("sysctl \"net.core.somaxconn\" 4096"),
    elsewhere: &[Tool::KubeLinter.finds(&["unsafe-sysctls"]), Tool::Trivy.finds(&["KSV-0026"])],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    for (name, _) in workload.container.sysctls.iter().filter(|(name, _)| !is_safe_sysctl(name)) {
        findings.add(workload.field("sysctls").join(name), format!("`{}` sets `{name}`", workload.name));
    }
}
