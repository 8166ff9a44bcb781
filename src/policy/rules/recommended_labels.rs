//! `recommended-labels`: workloads have the labels that the project asks for.

use crate::{
    diagnostic::Code,
    plan::{Plan, Workload},
    policy::{Check, Class, Example, Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "recommended-labels",
        summary: "workloads have the labels that the project asks for",
        explanation: "Costs, alerts and questions at night find their people by labels. The recommended ones are always written; `policy` says which others are asked for.",
    },
    grade: Grade::Error,
    waiver: Class::Knob,
    cure: "say it of all at once: defaults { labels { team \"payments\"; }; }",
    good: Example::of("labels { team \"payments\"; }").beside("policy { labels \"team\"; }"),
    bad: Example::of("").beside("policy { labels \"team\"; }"),
    elsewhere: &[],
    check: Check::Plan(check),
};

/// The labels that the compiler writes on every workload.
const OURS: [&str; 5] = ["name", "instance", "component", "part-of", "managed-by"];

fn check(plan: &Plan, findings: &mut Findings) {
    for workload in plan.workloads.iter().filter(|workload| workload.joined.is_none()) {
        for label in plan.policy.labels.iter().filter(|label| !has(plan, workload, label)) {
            findings.add(workload.field("labels"), format!("`{}` lacks the label `{label}`", workload.name));
        }
    }
}

fn has(plan: &Plan, workload: &Workload, label: &str) -> bool {
    let written = workload.labels.iter().any(|(name, value)| name == label && !value.is_empty());
    let ours = label.strip_prefix("app.kubernetes.io/").is_some_and(|name| OURS.contains(&name));
    written || ours || (label == "owner" && plan.application.owner.is_some())
}
