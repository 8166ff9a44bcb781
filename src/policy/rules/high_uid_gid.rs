//! `high-uid-gid`: user and group numbers are above 10000.

use crate::{
    diagnostic::Code,
    plan::{Role, Workload},
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "high-uid-gid",
        summary: "user and group numbers are above 10000",
        explanation: "A number that the host uses for a person or a program gives what escapes the container that person's rights.",
    },
    grade: Grade::Warning,
    waiver: Class::Knob,
    cure: "leave `user` out for 10001, or name a number above 10000",
    good: Example::of("user 20000"),
    bad: Example::of("user 1000"),
    elsewhere: &[
        Tool::KubeScore.finds(&["container-security-context-user-group-id"]),
        Tool::Checkov.finds(&["CKV_K8S_40"]),
        Tool::Trivy.finds(&["KSV-0020", "KSV-0021", "KSV-0116"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    let Some(user) = workload.container.security.user else { return };
    // A backing service runs as the user of its image, and root has a rule of its own.
    let judged = workload.role == Role::Own && user.id != 0;
    if judged && [user.id, user.group, user.fs_group].iter().any(|&number| number <= 10_000) {
        let message = format!("`{}` runs as {}:{}, numbers that the host may use", workload.name, user.id, user.group);
        findings.add(workload.field("user"), message);
    }
}
