//! `high-uid-gid`: user and group numbers are above 10000.

use crate::{
    diagnostic::Code,
    plan::{Role, Workload},
    policy::{Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "high-uid-gid",
        summary: "user and group numbers are above 10000",
        explanation: "A number that the host uses for a person or a program gives what escapes the container that person's rights.",
    },
    grade: Grade::Warning,
    cure: "leave `user` out for 10001, or name a number above 10000",
    good: "user 20000",
    bad: "user 1000",
    check,
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
