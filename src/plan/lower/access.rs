//! Rights in the Kubernetes API.

use super::{draft::Draft, scope::Subject};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::Allow,
    nearest::nearest,
    path::FieldPath,
    plan::{Destination, Egress, KubeAccess, Reach},
};

/// What can be done with an object of the API; the last ones with some kinds alone.
const VERBS: [&str; 14] = [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "use",
    "bind",
    "escalate",
    "impersonate",
    "approve",
    "sign",
];

/// The groups of the API that are Kubernetes' own, what stands in their namespaces, and what stands in none.
const GROUPS: [(&str, &[&str], &[&str]); 18] = [
    (
        "",
        &[
            "pods",
            "services",
            "configmaps",
            "secrets",
            "endpoints",
            "events",
            "serviceaccounts",
            "persistentvolumeclaims",
            "replicationcontrollers",
            "resourcequotas",
            "limitranges",
            "podtemplates",
            "bindings",
        ],
        &["nodes", "namespaces", "persistentvolumes", "componentstatuses"],
    ),
    ("apps", &["deployments", "statefulsets", "daemonsets", "replicasets", "controllerrevisions"], &[]),
    ("batch", &["jobs", "cronjobs"], &[]),
    ("networking.k8s.io", &["ingresses", "networkpolicies"], &["ingressclasses", "ipaddresses", "servicecidrs"]),
    ("autoscaling", &["horizontalpodautoscalers"], &[]),
    ("policy", &["poddisruptionbudgets"], &[]),
    ("coordination.k8s.io", &["leases"], &[]),
    ("discovery.k8s.io", &["endpointslices"], &[]),
    ("rbac.authorization.k8s.io", &["roles", "rolebindings"], &["clusterroles", "clusterrolebindings"]),
    (
        "authorization.k8s.io",
        &["localsubjectaccessreviews"],
        &["subjectaccessreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    ),
    ("authentication.k8s.io", &[], &["tokenreviews", "selfsubjectreviews"]),
    ("storage.k8s.io", &["csistoragecapacities"], &["storageclasses", "volumeattachments", "csidrivers", "csinodes"]),
    ("scheduling.k8s.io", &[], &["priorityclasses"]),
    ("node.k8s.io", &[], &["runtimeclasses"]),
    ("certificates.k8s.io", &[], &["certificatesigningrequests"]),
    ("apiextensions.k8s.io", &[], &["customresourcedefinitions"]),
    (
        "admissionregistration.k8s.io",
        &[],
        &["validatingwebhookconfigurations", "mutatingwebhookconfigurations", "validatingadmissionpolicies"],
    ),
    ("metrics.k8s.io", &["pods"], &["nodes"]),
];

/// The rights of a workload, in the order of the manifest.
pub(super) fn access(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<KubeAccess> {
    let Some(written) = &subject.body.kube_access else { return Vec::new() };
    let path = subject.path.join("kube-access").join("allow");
    let rights = written.allow.iter().enumerate();
    rights.filter_map(|(index, allow)| right(draft, allow, path.join(index.to_string()))).collect()
}

/// The way to the API.
pub(super) fn egress(subject: &Subject<'_>) -> Option<Egress> {
    let rights = subject.body.kube_access.as_ref().is_some_and(|access| !access.allow.is_empty());
    rights.then_some(Egress { to: Destination::ApiServer, port: None })
}

fn right(draft: &mut Draft<'_, '_>, written: &Allow, path: FieldPath) -> Option<KubeAccess> {
    let verbs =
        written.verbs.iter().enumerate().all(|(index, verb)| is_verb(draft, verb, &path.join("verbs").join(index.to_string())));
    if verbs && written.name.is_some() {
        created_by_name(draft, written, &path);
    }
    let (group, reach) = place(draft, written, &path)?;
    verbs.then(|| KubeAccess {
        path,
        verbs: written.verbs.clone(),
        group,
        resource: written.resource.clone(),
        name: written.name.clone(),
        reach,
    })
}

fn is_verb(draft: &mut Draft<'_, '_>, verb: &str, path: &FieldPath) -> bool {
    if verb == "*" || VERBS.contains(&verb) {
        return true;
    }
    let place = draft.report.place(path);
    let diagnostic =
        Diagnostic::error(&codes::KUBE_ACCESS, format!("nothing in the API can be done by `{verb}`")).at_known(place, "");
    match nearest(verb, VERBS) {
        Some(meant) => draft.report.slip(diagnostic, place, verb, meant),
        None => draft.report.push(diagnostic.help(format!("the verbs are {}", VERBS.join(", ")))),
    }
    false
}

/// The API asks before an object has its name.
fn created_by_name(draft: &mut Draft<'_, '_>, written: &Allow, path: &FieldPath) {
    if let Some(verb) = written.verbs.iter().find(|verb| matches!(verb.as_str(), "create" | "deletecollection")) {
        let message = format!("`{verb}` is never allowed by a name: the API asks before it knows any");
        let help = format!("give it a line of its own, without `name`: allow \"{verb}\" resource=\"{}\"", written.resource);
        draft.report.error(&codes::KUBE_ACCESS, &path.join("name"), message, help);
    }
}

/// The group, and where the right holds.
fn place(draft: &mut Draft<'_, '_>, written: &Allow, path: &FieldPath) -> Option<(String, Reach)> {
    let kind = written.resource.split('/').next().unwrap_or_default();
    let group = match &written.group {
        Some(group) => group.clone(),
        None if kind == "*" => String::new(),
        None => match GROUPS.iter().find(|(_, inside, outside)| inside.contains(&kind) || outside.contains(&kind)) {
            Some((group, ..)) => (*group).to_owned(),
            None => {
                unknown(draft, kind, GROUPS.iter().flat_map(|(_, inside, outside)| inside.iter().chain(*outside)).copied(), path);
                return None;
            }
        },
    };
    let own = GROUPS.iter().find(|(name, ..)| *name == group);
    let known =
        |(_, inside, outside): &(&str, &[&'static str], &[&'static str])| inside.contains(&kind) || outside.contains(&kind);
    if let Some(own) = own.filter(|own| kind != "*" && !known(own)) {
        unknown(draft, kind, own.1.iter().chain(own.2).copied(), path);
        return None;
    }
    let cluster = own.is_some_and(|(_, _, outside)| outside.contains(&kind));
    let reach = match written.namespace.as_deref() {
        Some(namespace) if cluster && namespace != "*" => {
            let help = "leave `namespace` out: the right holds for the whole cluster";
            draft.report.error(&codes::KUBE_ACCESS, &path.join("namespace"), format!("`{kind}` stand in no namespace"), help);
            return None;
        }
        Some("*") => Reach::Cluster,
        None if cluster => Reach::Cluster,
        None => Reach::Own,
        Some(namespace) => Reach::Namespace(namespace.to_owned()),
    };
    Some((group, reach))
}

fn unknown<'k>(draft: &mut Draft<'_, '_>, kind: &str, known: impl Iterator<Item = &'k str>, path: &FieldPath) {
    let place = draft.report.place(&path.join("resource"));
    let message = format!("Kubernetes itself has no `{kind}`");
    let diagnostic = Diagnostic::error(&codes::KUBE_ACCESS, message).at_known(place, "");
    match nearest(kind, known) {
        Some(meant) => draft.report.slip(diagnostic, place, kind, meant),
        None => draft.report.push(diagnostic.help(
            "a resource is written in the plural and in lower case; one that somebody adds to the cluster also names its group: resource=\"certificates\" group=\"cert-manager.io\"",
        )),
    }
}
