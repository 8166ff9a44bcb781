//! `drop-all-capabilities`: no capability but NET_BIND_SERVICE is added to none.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "drop-all-capabilities",
        summary: "no capability but NET_BIND_SERVICE is added to none",
        explanation: "Docker's default capabilities let a process change owners, forge packets and become another user.",
    },
    grade: Grade::Error,
    cure: "remove the capability; ports below 1024 need none",
    good: "security { capabilities \"NET_BIND_SERVICE\"; }",
    bad: "security { capabilities \"SYS_ADMIN\"; }",
    check,
};

fn check(workload: &Workload, findings: &mut Findings) {
    let security = &workload.container.security;
    if !security.drop_capabilities {
        findings.add(workload.field("security"), format!("`{}` keeps Docker's default capabilities", workload.name));
    }
    for capability in security.capabilities.iter().filter(|capability| *capability != "NET_BIND_SERVICE") {
        let message = format!("`{}` adds the capability `{capability}`", workload.name);
        findings.add(workload.field("security").join("capabilities"), message);
    }
}
