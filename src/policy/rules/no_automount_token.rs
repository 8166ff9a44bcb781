//! `no-automount-token`: no token of the cluster's API is mounted by itself.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "no-automount-token",
        summary: "no token of the cluster's API is mounted by itself",
        explanation: "Whoever breaks into a pod that has a token speaks to the cluster in its name. None is written; only a `patch` can mount one.",
    },
    grade: Grade::Error,
    waiver: Class::Normal,
    cure: "take it out of the patch; a program that needs the API gets a token of its own as a projected volume",
    good: Example::of(""),
    bad: Example::of("").beside(
        "patch \"kubernetes\" \"Deployment\" \"web\" {\n    spec { template { spec { automountServiceAccountToken #true; }; }; }\n}",
    ),
    elsewhere: &[
        Tool::Polaris.finds(&["automountServiceAccountToken"]),
        Tool::Checkov.finds(&["CKV_K8S_38"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    if workload.container.security.token {
        findings.add(workload.field("security"), format!("a token of the cluster's API is mounted into `{}`", workload.name));
    }
}
