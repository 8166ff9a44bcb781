//! `readiness-required`: what takes traffic says when it is ready.

use crate::{
    diagnostic::Code,
    plan::{Role, Workload},
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "readiness-required",
        summary: "what takes traffic says when it is ready",
        explanation: "Without a readiness check a pod gets requests before it can answer them, and at every rollout some are lost.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "add the check that says so: `health \"/healthz\"`, `health tcp=5432`, `health grpc=9090` or `health { ready { exec \"check\"; }; }`",
    good: Example::of("port 8080\nhealth \"/healthz\""),
    bad: Example::of("port 8080\nroute \"shop.example.com\"\nhealth \"none\""),
    elsewhere: &[
        Tool::KubeScore.finds(&["pod-probes"]),
        Tool::KubeLinter.finds(&["no-readiness-probe"]),
        Tool::Polaris.finds(&["readinessProbeMissing"]),
        Tool::Checkov.finds(&["CKV_K8S_9"]),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    let scraped = workload.metrics.as_ref().map(|metrics| metrics.port);
    let takes_traffic = workload.ports.iter().any(|port| port.service.is_some() && Some(port.container) != scraped);
    if workload.role == Role::Own && workload.is_long_running() && takes_traffic && workload.container.health.ready.is_none() {
        findings.add(workload.field("health"), format!("`{}` takes traffic and does not say when it is ready", workload.name));
    }
}
