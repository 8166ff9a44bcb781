//! `dedicated-service-account`: a workload has no more rights in the Kubernetes API than it needs.

use crate::{
    diagnostic::Code,
    plan::{KubeAccess, Workload},
    policy::{Check, Class, Example, Findings, Grade, On, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "dedicated-service-account",
        summary: "a workload has no more rights in the Kubernetes API than it needs",
        explanation: "Who breaks into a workload has its rights. With wildcards these are all that there will ever be; who reads every Secret, runs commands in other pods, or hands out rights, owns the namespace.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "name the verbs and the resource one by one, and of a Secret its name: allow \"get\" resource=\"secrets\" name=\"session\"",
    good: Example::of(
        "kube-access { allow \"get\" \"list\" resource=\"pods\"; allow \"get\" resource=\"secrets\" name=\"session\"; }",
    ),
    bad: Example::of("kube-access { allow \"list\" resource=\"secrets\"; }"),
    elsewhere: &[
        Tool::KubeLinter.finds(&["access-to-secrets", "access-to-create-pods", "wildcard-in-rules"]).on(On::Rights),
        Tool::Checkov.finds(&["CKV_K8S_49", "CKV_K8S_157", "CKV_K8S_158"]).on(On::Rights),
        Tool::Trivy
            .finds(&["KSV-0041", "KSV-0044", "KSV-0045", "KSV-0046", "KSV-0048", "KSV-0050", "KSV-0053", "KSV-0112", "KSV-0113"])
            .on(On::Rights),
    ],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    for access in &workload.access {
        if let Some(what) = too_much(access) {
            findings.add(access.path.clone(), format!("`{}` may {what}", workload.name));
        }
    }
}

/// What a right gives that nobody needs by itself.
fn too_much(access: &KubeAccess) -> Option<String> {
    let KubeAccess { path: _, verbs, group, resource, name, reach: _ } = access;
    let may = |wanted: &[&str]| verbs.iter().any(|verb| wanted.contains(&verb.as_str()));
    let (kind, part) = resource.split_once('/').map_or((resource.as_str(), None), |(kind, part)| (kind, Some(part)));
    match (group.as_str(), kind, part) {
        _ if may(&["*"]) => Some("do everything, also what is yet to come, by `*`".to_owned()),
        (_, "*", _) | ("*", ..) => Some("do so with everything, also with what is yet to come, by `*`".to_owned()),
        ("", "secrets", None) if name.is_none() && may(&["get", "list", "watch"]) => Some("read every Secret".to_owned()),
        ("", "secrets", None) if may(&["list", "watch"]) => Some("list Secrets, which shows them".to_owned()),
        ("", "pods", Some("exec" | "attach" | "ephemeralcontainers" | "portforward" | "proxy")) => {
            Some("go into other pods, and be what they are".to_owned())
        }
        ("", "pods", None) if may(&["create"]) => Some("run pods with any service account of the namespace".to_owned()),
        ("", "serviceaccounts", Some("token")) => Some("make tokens of other service accounts".to_owned()),
        ("rbac.authorization.k8s.io", ..) if may(&["create", "update", "patch", "bind", "escalate"]) => {
            Some("give itself other rights".to_owned())
        }
        _ if may(&["impersonate", "escalate", "bind"]) => Some("be somebody else".to_owned()),
        _ => None,
    }
}
