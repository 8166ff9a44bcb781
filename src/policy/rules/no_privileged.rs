//! `no-privileged`: no container is privileged.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "no-privileged",
        summary: "no container is privileged",
        explanation: "A privileged container owns the host: every device, every kernel interface.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "remove `privileged`, and name the one capability that is needed: `security { capabilities \"NET_ADMIN\" }`",
    good: Example::of(""),
    bad: Example::of("security { privileged #true; }"),
    elsewhere: &[
        Tool::KubeScore.finds(&["container-security-context-privileged"]),
        Tool::KubeLinter.finds(&["privileged-container"]),
        Tool::Polaris.finds(&["runAsPrivileged"]),
        Tool::Checkov.finds(&["CKV_K8S_16"]),
        Tool::Trivy.finds(&["KSV-0017"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    if workload.container.security.privileged {
        findings.add(workload.field("security").join("privileged"), format!("`{}` is privileged", workload.name));
    }
}
