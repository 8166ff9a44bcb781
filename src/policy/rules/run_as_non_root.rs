//! `run-as-non-root`: every container runs as a numeric user other than root.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

/// What to do where the user is that of the image.
const AS_IMAGE: &str =
    "leave `security \"as-image\"` out, and say what the image needs: `user 999`, `tmp \"/var/cache/app\"`, or waive this rule";

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
        // Root is a low number as well, and of `as-image`, with its writable root and capabilities, this rule alone speaks.
        Tool::KubeScore.finds(&["container-security-context-user-group-id", "container-security-context-readonlyrootfilesystem"]),
        Tool::KubeLinter.finds(&["run-as-non-root", "no-read-only-root-fs", "drop-net-raw-capability"]),
        Tool::Polaris.finds(&["runAsRootAllowed", "notReadOnlyRootFilesystem", "insecureCapabilities"]),
        Tool::Checkov.finds(&["CKV_K8S_22", "CKV_K8S_23", "CKV_K8S_28", "CKV_K8S_37", "CKV_K8S_40"]),
        Tool::Trivy
            .finds(&["KSV-0012", "KSV-0014", "KSV-0020", "KSV-0021", "KSV-0105", "KSV-0116", "KSV-0003", "KSV-0004", "KSV-0106"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    match workload.container.security.user {
        Some(user) if user.id != 0 => {}
        Some(_) => findings.add(workload.field("user"), format!("`{}` runs as root", workload.name)),
        None => {
            let message = format!(
                "`{}` runs as its image says: maybe as root, with a writable root file system and Docker's capabilities",
                workload.name
            );
            findings.add_with_cure(workload.field("security"), message, AS_IMAGE);
        }
    }
}
