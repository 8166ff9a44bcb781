//! `run-as-non-root`: every container runs as a numeric user other than root.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "run-as-non-root",
        summary: "every container runs as a numeric user other than root",
        explanation: "Root in a container is root on the host after an escape, and Kubernetes refuses a user that it only knows by name.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "leave `user` out for 10001, or name another number: `user 999`",
    good: Example::of(""),
    bad: Example::of("user 0"),
    elsewhere: &[
        (Tool::KubeLinter, &["run-as-non-root"]),
        (Tool::Polaris, &["runAsRootAllowed"]),
        (Tool::Checkov, &["CKV_K8S_23"]),
        (Tool::Trivy, &["KSV-0012", "KSV-0105"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    match workload.container.security.user {
        Some(user) if user.id != 0 => {}
        Some(_) => findings.add(workload.field("user"), format!("`{}` runs as root", workload.name)),
        None => findings
            .add(workload.field("security"), format!("`{}` runs as the user of its image, which may be root", workload.name)),
    }
}
