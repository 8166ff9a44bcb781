//! `image-trusted-registry`: images come from the registries that the project trusts.

use crate::{
    diagnostic::Code,
    plan::{Plan, Workload},
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "image-trusted-registry",
        summary: "images come from the registries that the project trusts",
        explanation: "A registry that anybody may push to has images under names that look like others. It is asked where `policy` names registries.",
    },
    grade: Grade::Error,
    waiver: Class::Normal,
    cure: "take the image from a registry that is trusted, or trust this one: policy { registries \"ghcr.io/acme\"; }",
    good: Example::of("image \"ghcr.io/acme/web:1.0.0\"").beside("policy { registries \"ghcr.io/acme\"; }"),
    bad: Example::of("image \"ghcr.io/acme-inc/web:1.0.0\"").beside("policy { registries \"ghcr.io/acme\"; }"),
    elsewhere: &[Tool::Trivy.finds(&["KSV-0125"])],
    check: Check::Plan(check),
};

fn check(plan: &Plan, findings: &mut Findings) {
    let trusted = &plan.policy.registries;
    for workload in plan.workloads.iter().flat_map(Workload::parts).filter(|_| !trusted.is_empty()) {
        let image = &workload.container.image.reference;
        if !image.is_empty() && !trusted.iter().any(|registry| is_below(image, registry)) {
            let message = format!("`{}` runs `{image}`, from a registry that is not trusted", workload.name);
            findings.add(workload.field("image").join("reference"), message);
        }
    }
}

/// Whether an image lies in a registry, or below a name in it.
fn is_below(image: &str, registry: &str) -> bool {
    image.strip_prefix(registry).is_some_and(|rest| rest.starts_with(['/', ':', '@']) || rest.is_empty())
}
