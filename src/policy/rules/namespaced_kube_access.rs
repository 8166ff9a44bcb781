//! `namespaced-kube-access`: rights in the Kubernetes API end at a namespace.

use crate::{
    diagnostic::Code,
    plan::{Reach, Workload},
    policy::{Check, Class, Example, Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "namespaced-kube-access",
        summary: "rights in the Kubernetes API end at a namespace",
        explanation: "A right in all namespaces reaches what other teams run. What stands in no namespace, as nodes do, can be had in no other way.",
    },
    grade: Grade::Warning,
    waiver: Class::Normal,
    cure: "name the namespaces, each with a line of its own: allow \"list\" resource=\"pods\" namespace=\"batch\"",
    good: Example::of("kube-access { allow \"list\" resource=\"pods\" namespace=\"batch\"; }"),
    bad: Example::of("kube-access { allow \"list\" resource=\"pods\" namespace=\"*\"; }"),
    elsewhere: &[],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    for access in workload.access.iter().filter(|access| access.reach == Reach::Cluster) {
        let message = format!("what `{}` may do with `{}` holds in the whole cluster", workload.name, access.resource);
        findings.add(access.path.clone(), message);
    }
}
