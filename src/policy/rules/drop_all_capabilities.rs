//! `drop-all-capabilities`: no capability but NET_BIND_SERVICE is added to none.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

/// What to do where the capabilities are those of the image.
const AS_IMAGE: &str = "leave `security \"as-image\"` out, and say what the image needs: `tmp \"/var/cache/app\"`, `security { capabilities \"CHOWN\" }`";

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "drop-all-capabilities",
        summary: "no capability but NET_BIND_SERVICE is added to none",
        explanation: "Docker's default capabilities let a process change owners, forge packets and become another user.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "remove the capability; ports below 1024 need none",
    good: Example::of("security { capabilities \"NET_BIND_SERVICE\"; }"),
    bad: Example::of("security { capabilities \"SYS_ADMIN\"; }"),
    elsewhere: &[
        Tool::KubeLinter.finds(&["drop-net-raw-capability"]),
        Tool::Polaris.finds(&["dangerousCapabilities", "insecureCapabilities"]),
        Tool::Checkov.finds(&["CKV_K8S_25", "CKV_K8S_28", "CKV_K8S_37", "CKV_K8S_39"]),
        Tool::Trivy.finds(&["KSV-0003", "KSV-0004", "KSV-0005", "KSV-0022", "KSV-0106", "KSV-0119", "KSV-0120"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    let security = &workload.container.security;
    // `as-image` is found by the rule on users.
    if !security.drop_capabilities && security.user.is_some() {
        let message =
            format!("`{}` runs as its image says: with a writable root file system and Docker's capabilities", workload.name);
        findings.add_with_cure(workload.field("security"), message, AS_IMAGE);
    }
    for capability in security.capabilities.iter().filter(|capability| *capability != "NET_BIND_SERVICE") {
        let message = format!("`{}` adds the capability `{capability}`", workload.name);
        findings.add(workload.field("security").join("capabilities"), message);
    }
}
