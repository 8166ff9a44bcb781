//! `read-only-root-fs`: the root file system is read-only.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "read-only-root-fs",
        summary: "the root file system is read-only",
        explanation: "What breaks in cannot leave a program behind, and what the application writes is known.",
    },
    grade: Grade::Error,
    waiver: Class::Normal,
    cure: "declare the paths that are written: `tmp \"/var/cache/app\" size=\"64Mi\"`, or `volume` where they must last",
    good: Example::of("tmp \"/var/cache/app\" size=\"64Mi\""),
    bad: Example::of("security { read-only #false; }"),
    elsewhere: &[
        Tool::KubeScore.finds(&["container-security-context-readonlyrootfilesystem"]),
        Tool::KubeLinter.finds(&["no-read-only-root-fs"]),
        Tool::Polaris.finds(&["notReadOnlyRootFilesystem"]),
        Tool::Checkov.finds(&["CKV_K8S_22"]),
        Tool::Trivy.finds(&["KSV-0014"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    let security = &workload.container.security;
    // `as-image` is found by the rule on users, or on capabilities where it has a user.
    if !security.read_only && security.drop_capabilities {
        let message = format!("`{}` may write to all of its root file system", workload.name);
        findings.add(workload.field("security").join("read-only"), message);
    }
}
