//! `no-privileged`: no container is privileged.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "no-privileged",
        summary: "no container is privileged",
        explanation: "A privileged container owns the host: every device, every kernel interface.",
    },
    grade: Grade::Error,
    cure: "remove `privileged`, and name the one capability that is needed: `security { capabilities \"NET_ADMIN\" }`",
    good: "",
    bad: "security { privileged #true; }",
    check,
};

fn check(workload: &Workload, findings: &mut Findings) {
    if workload.container.security.privileged {
        findings.add(workload.field("security").join("privileged"), format!("`{}` is privileged", workload.name));
    }
}
