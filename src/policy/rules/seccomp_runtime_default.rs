//! `seccomp-runtime-default`: system calls are filtered by the runtime's profile.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "seccomp-runtime-default",
        summary: "system calls are filtered by the runtime's profile",
        explanation: "Most escapes from containers went through system calls that no application needs; Kubernetes does not filter by itself.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "remove `seccomp`",
    good: Example::of(""),
    bad: Example::of("security { seccomp #false; }"),
    elsewhere: &[
        Tool::Polaris.finds(&["linuxHardening"]),
        Tool::Checkov.finds(&["CKV_K8S_31"]),
        Tool::Trivy.finds(&["KSV-0030", "KSV-0104"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    if !workload.container.security.seccomp {
        findings.add(workload.field("security").join("seccomp"), format!("system calls of `{}` are not filtered", workload.name));
    }
}
