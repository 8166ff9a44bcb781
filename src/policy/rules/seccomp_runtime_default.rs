//! `seccomp-runtime-default`: system calls are filtered by the runtime's profile.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "seccomp-runtime-default",
        summary: "system calls are filtered by the runtime's profile",
        explanation: "Most escapes from containers went through system calls that no application needs; Kubernetes does not filter by itself.",
    },
    grade: Grade::Error,
    cure: "remove `seccomp`",
    good: "",
    bad: "security { seccomp #false; }",
    check,
};

fn check(workload: &Workload, findings: &mut Findings) {
    if !workload.container.security.seccomp {
        findings.add(workload.field("security").join("seccomp"), format!("system calls of `{}` are not filtered", workload.name));
    }
}
