//! `no-privilege-escalation`: no process gains privileges that its parent lacks.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "no-privilege-escalation",
        summary: "no process gains privileges that its parent lacks",
        explanation: "A setuid program in the image would turn any user into root.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "remove `privilege-escalation`; a program that starts as root and drops to a user starts as that user instead",
    good: Example::of(""),
    bad: Example::of("security { privilege-escalation #true; }"),
    elsewhere: &[
        Tool::KubeLinter.finds(&["privilege-escalation-container"]),
        Tool::Polaris.finds(&["privilegeEscalationAllowed"]),
        Tool::Checkov.finds(&["CKV_K8S_20"]),
        Tool::Trivy.finds(&["KSV-0001"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    if workload.container.security.privilege_escalation {
        let message = format!("processes of `{}` may gain privileges", workload.name);
        findings.add(workload.field("security").join("privilege-escalation"), message);
    }
}
