//! `image-digest-pinned`: images are pinned to their digests.

use crate::{
    diagnostic::Code,
    plan::{Plan, Workload},
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

const STRICT: &str = "policy { supply-chain \"strict\"; }";

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "image-digest-pinned",
        summary: "images are pinned to their digests",
        explanation: "Whoever may push to a registry can move a tag, and what runs is then another program than the one that was tested. It is asked where `policy` says `supply-chain \"strict\"`.",
    },
    grade: Grade::Error,
    waiver: Class::Normal,
    cure: "write the digest behind the tag: `docker buildx imagetools inspect IMAGE` prints it",
    good: Example::of("image \"ghcr.io/acme/web:1.0.0@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae\"")
        .beside(STRICT),
    bad: Example::of("image \"ghcr.io/acme/web:1.0.0\"").beside(STRICT),
    elsewhere: &[Tool::Checkov.finds(&["CKV_K8S_43"])],
    check: Check::Plan(check),
};

fn check(plan: &Plan, findings: &mut Findings) {
    for workload in plan.workloads.iter().flat_map(Workload::parts).filter(|_| plan.policy.pinned) {
        let image = &workload.container.image;
        if !image.reference.is_empty() && image.digest().is_none() {
            let message = format!("`{}` runs whatever `{}` is when it is pulled", workload.name, image.reference);
            findings.add(workload.field("image").join("reference"), message);
        }
    }
}
