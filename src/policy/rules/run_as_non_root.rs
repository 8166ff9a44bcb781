//! `run-as-non-root`: every container runs as a numeric user other than root.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "run-as-non-root",
        summary: "every container runs as a numeric user other than root",
        explanation: "Root in a container is root on the host after an escape, and Kubernetes refuses a user that it only knows by name.",
    },
    grade: Grade::Error,
    cure: "leave `user` out for 10001, or name another number: `user 999`",
    good: "",
    bad: "user 0",
    check,
};

fn check(workload: &Workload, findings: &mut Findings) {
    match workload.container.security.user {
        Some(user) if user.id != 0 => {}
        Some(_) => findings.add(workload.field("user"), format!("`{}` runs as root", workload.name)),
        None => findings
            .add(workload.field("security"), format!("`{}` runs as the user of its image, which may be root", workload.name)),
    }
}
