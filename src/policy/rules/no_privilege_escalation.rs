//! `no-privilege-escalation`: no process gains privileges that its parent lacks.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "no-privilege-escalation",
        summary: "no process gains privileges that its parent lacks",
        explanation: "A setuid program in the image would turn any user into root.",
    },
    grade: Grade::Error,
    cure: "remove `privilege-escalation`; a program that starts as root and drops to a user starts as that user instead",
    good: "",
    bad: "security { privilege-escalation #true; }",
    check,
};

fn check(workload: &Workload, findings: &mut Findings) {
    if workload.container.security.privilege_escalation {
        let message = format!("processes of `{}` may gain privileges", workload.name);
        findings.add(workload.field("security").join("privilege-escalation"), message);
    }
}
