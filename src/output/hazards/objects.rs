//! Kubernetes objects of the old output against those of the new.

use super::super::{Change, Changes, Kind};
use super::{Hazard, ports};
use crate::{artifact::Artifacts, diagnostic::codes, plan::Bytes};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Objects by kind and name.
type Objects = BTreeMap<(String, String), Value>;

/// The kinds that a workload may be, for long.
const WORKLOADS: [&str; 3] = ["Deployment", "StatefulSet", "DaemonSet"];

/// The kinds whose changes are looked at.
const KINDS: [&str; 7] =
    ["Deployment", "StatefulSet", "DaemonSet", "PersistentVolumeClaim", "Service", "HorizontalPodAutoscaler", "ScaledObject"];

/// What may have the replicas of a workload to itself.
const AUTOSCALERS: [&str; 2] = ["HorizontalPodAutoscaler", "ScaledObject"];

/// The claims that a StatefulSet makes for each of its pods.
const CLAIMS: &str = "/spec/volumeClaimTemplates";

/// The size of a claim.
const SIZE: &str = "/spec/resources/requests/storage";

/// What the changed files do to objects that are in the cluster. Files that are not Kubernetes' are passed over. Of the workloads
/// in `shrunk` it was said that a volume shrinks.
pub(super) fn compare(changes: &Changes, artifacts: &Artifacts, shrunk: &BTreeSet<String>) -> Vec<Hazard> {
    let yaml = || changes.iter().filter(|(path, _)| path.ends_with(".yaml"));
    let old = objects(yaml().map(|(_, change)| change.old.as_slice()).collect());
    if old.is_empty() {
        return Vec::new();
    }
    let written = yaml().filter(|(_, Change { kind, .. })| *kind != Kind::Remove);
    let new = objects(written.filter_map(|(path, _)| Some(artifacts.get(path)?.content.as_slice())).collect());
    let both = old.iter().filter_map(|(key, old)| Some((key, old, new.get(key)?)));
    let looked_at = both.map(|((kind, name), old, new_one)| {
        let old = if shrunk.contains(name) { as_small(old, new_one) } else { old.clone() };
        changed(kind, name, &old, new_one, &new)
    });
    let mut hazards: Vec<_> = looked_at.flatten().collect();
    hazards.extend(old.keys().filter(|key| !new.contains_key(*key)).filter_map(|(kind, name)| kind_changed(kind, name, &new)));
    hazards.extend(old.keys().filter_map(|(kind, name)| autoscaler_changed(kind, name, &new)));
    hazards
}

/// KEDA makes an autoscaler of its own, and refuses a workload that has another.
fn autoscaler_changed(kind: &str, name: &str, new: &Objects) -> Option<Hazard> {
    let is_there = |kind: &str| new.contains_key(&(kind.to_owned(), name.to_owned()));
    let other = AUTOSCALERS.into_iter().find(|other| *other != kind && is_there(other))?;
    (AUTOSCALERS.contains(&kind) && !is_there(kind)).then(|| Hazard {
        code: &codes::AUTOSCALER_CHANGED,
        subject: name.to_owned(),
        message: format!("`{name}` was scaled by a {kind} and is to be by a {other}: two would undo each other's work"),
        steps: vec![
            format!("before applying: `kubectl delete {} {name}`; the replicas stay as many as they are", kind.to_lowercase()),
            "then apply the new output".to_owned(),
        ],
    })
}

fn objects(texts: Vec<&[u8]>) -> Objects {
    let texts = texts.into_par_iter().filter_map(|text| std::str::from_utf8(text).ok()).filter(|text| may_matter(text));
    let documents = texts.filter_map(|text| serde_saphyr::from_multiple::<Value>(text).ok()).flatten_iter();
    let named = documents.filter_map(|object| {
        let kind = object.get("kind")?.as_str()?.to_owned();
        Some(((kind, object.pointer("/metadata/name")?.as_str()?.to_owned()), object))
    });
    named.collect()
}

/// Whether a text may hold an object of a kind that is looked at: reading is slow, and most objects are of other kinds.
fn may_matter(text: &str) -> bool {
    let mut kinds = text.lines().filter_map(|line| line.strip_prefix("kind: ")).peekable();
    text.contains("apiVersion:") && (kinds.peek().is_none() || kinds.any(|kind| KINDS.contains(&kind)))
}

fn changed(kind: &str, name: &str, old: &Value, new: &Value, all: &Objects) -> Vec<Hazard> {
    let fixed: &[&str] = match kind {
        "Deployment" | "DaemonSet" => &["/spec/selector"],
        "StatefulSet" => &["/spec/selector", CLAIMS, "/spec/serviceName", "/spec/podManagementPolicy"],
        "PersistentVolumeClaim" => &["/spec/storageClassName", "/spec/accessModes", "/spec/volumeName", "/spec/volumeMode"],
        "Service" => &["/spec/clusterIP"],
        _ => &[],
    };
    let differs = fixed.iter().filter(|field| old.pointer(field) != new.pointer(field));
    let mut hazards: Vec<_> = differs.map(|field| immutable(kind, name, field)).collect();
    if kind == "Service" {
        hazards.extend(ports::compare(name, old, new));
    }
    hazards.extend(handed_over(kind, name, old, new, all));
    hazards
}

/// The old object with claims as small as those of the new one.
fn as_small(old: &Value, new: &Value) -> Value {
    let mut small = old.clone();
    let claims = small.pointer_mut(CLAIMS).and_then(Value::as_array_mut).into_iter().flatten();
    let named = |name: Option<&str>| {
        let claims = new.pointer(CLAIMS).and_then(Value::as_array).into_iter().flatten();
        claims.into_iter().find(|claim| claim.pointer("/metadata/name").and_then(Value::as_str) == name)
    };
    for claim in claims {
        let smaller = named(claim.pointer("/metadata/name").and_then(Value::as_str)).and_then(|claim| claim.pointer(SIZE));
        let bytes = |size: &Value| size.as_str().and_then(Bytes::parse);
        if let (Some(size), Some(smaller)) = (claim.pointer_mut(SIZE), smaller)
            && bytes(smaller) < bytes(size)
        {
            *size = smaller.clone();
        }
    }
    small
}

fn immutable(kind: &str, name: &str, field: &str) -> Hazard {
    let object = format!("{} {name}", kind.to_lowercase());
    let steps = match kind {
        "StatefulSet" => vec![
            format!("delete the StatefulSet and leave its pods and claims: `kubectl delete {object} --cascade=orphan`"),
            "apply the new output: the pods and claims are taken over".to_owned(),
            "where a claim has to grow, change the size of each claim itself with `kubectl patch pvc`".to_owned(),
        ],
        "PersistentVolumeClaim" => vec![
            "copy what it holds to a volume of another name".to_owned(),
            format!("then `kubectl delete {object}`, apply the new output, and copy it back"),
        ],
        _ => vec![format!("`kubectl delete {object}`, then apply the new output: it is away in between")],
    };
    let field = field.trim_start_matches('/').replace('/', ".");
    let message = format!("{kind} `{name}` changes in `{field}`, which Kubernetes refuses");
    Hazard { code: &codes::IMMUTABLE_FIELD, subject: name.to_owned(), message, steps }
}

/// The old object goes, and one of another kind and the same name comes.
fn kind_changed(kind: &str, name: &str, new: &Objects) -> Option<Hazard> {
    let others = WORKLOADS.into_iter().filter(|other| WORKLOADS.contains(&kind) && *other != kind);
    let other = others.into_iter().find(|other| new.contains_key(&((*other).to_owned(), name.to_owned())))?;
    Some(Hazard {
        code: &codes::KIND_CHANGED,
        subject: name.to_owned(),
        message: format!("`{name}` was a {kind} and becomes a {other}: both run until the old one is deleted"),
        steps: vec![
            format!("apply the new output, and wait until the {other} is ready"),
            format!("then `kubectl delete {} {name}`", kind.to_lowercase()),
            "where it has volumes, stop the old one first and copy what they hold: the new one has its own".to_owned(),
        ],
    })
}

fn handed_over(kind: &str, name: &str, old: &Value, new: &Value, all: &Objects) -> Option<Hazard> {
    let count = old.pointer("/spec/replicas")?.as_u64().filter(|count| *count > 1)?;
    let scales = |object: &&Value| {
        let target = object.pointer("/spec/scaleTargetRef");
        target.is_some_and(|target| target.get("kind") == Some(&json!(kind)) && target.get("name") == Some(&json!(name)))
    };
    let scaler = all.iter().filter(|((kind, _), _)| AUTOSCALERS.contains(&kind.as_str())).map(|(_, object)| object).find(scales);
    (WORKLOADS.contains(&kind) && new.pointer("/spec/replicas").is_none() && scaler.is_some()).then(|| {
        let namespace = new.pointer("/metadata/namespace").and_then(Value::as_str).map(|name| format!(" -n {name}"));
        let metadata = json!({"name": name});
        let held = json!({"apiVersion": "apps/v1", "kind": kind, "metadata": metadata, "spec": {"replicas": count}});
        let apply = "apply --server-side --force-conflicts --field-manager=replicas-handover -f -";
        Hazard {
            code: &codes::REPLICAS_HANDED_OVER,
            subject: name.to_owned(),
            message: format!("the {count} replicas of `{name}` are handed to an autoscaler, and would drop to one meanwhile"),
            steps: vec![
                format!("before applying: `echo '{held}' | kubectl{} {apply}`", namespace.unwrap_or_default()),
                "then apply the new output: the number stays until the autoscaler changes it".to_owned(),
            ],
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hazards of replacing one file with another, in a folder that holds the old one.
    fn hazards(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Hazard> {
        hazards_besides([], old, new)
    }

    /// The same where a volume of these workloads is known to shrink.
    fn hazards_besides<const N: usize>(shrunk: [&str; N], old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Hazard> {
        let folder = tempfile::tempdir().unwrap();
        let pack = |files: &[(&str, &str)]| {
            let mut artifacts = Artifacts::default();
            files.iter().for_each(|(path, text)| artifacts.add(*path, *text));
            artifacts
        };
        let (old, new) = (pack(old), pack(new));
        let lock = crate::output::Lock::new(&old, BTreeMap::new(), BTreeMap::new());
        let changes = Changes::compare(folder.path(), None, &old).unwrap();
        crate::output::apply(folder.path(), &changes, &old, None, &lock).unwrap();
        compare(&Changes::compare(folder.path(), Some(&lock), &new).unwrap(), &new, &shrunk.map(String::from).into())
    }

    fn object(kind: &str, spec: &str) -> String {
        format!("apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: api, namespace: shop}}\nspec: {spec}\n")
    }

    fn codes(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<&'static str> {
        hazards(old, new).iter().map(|hazard| hazard.code.name).collect()
    }

    #[test]
    fn a_changed_selector_is_an_immutable_field() {
        let with = |app: &str| object("Deployment", &format!("{{selector: {{matchLabels: {{app: {app}}}}}}}"));
        assert_eq!(codes(&[("a.yaml", &with("api"))], &[("a.yaml", &with("web"))]), ["immutable-field"]);
    }

    #[test]
    fn a_claim_that_is_known_to_shrink_is_told_once_and_another_change_of_the_claims_still_is() {
        let claim = |name: &str, size: &str| {
            format!("{{metadata: {{name: {name}}}, spec: {{resources: {{requests: {{storage: {size}}}}}}}}}")
        };
        let with = |claims: &[String]| object("StatefulSet", &format!("{{volumeClaimTemplates: [{}]}}", claims.join(", ")));
        let (old, small) = (with(&[claim("data", "10Gi")]), with(&[claim("data", "5Gi")]));
        assert_eq!(codes(&[("s.yaml", &old)], &[("s.yaml", &small)]), ["immutable-field"]);
        assert_eq!(hazards_besides(["api"], &[("s.yaml", &old)], &[("s.yaml", &small)]), []);
        let more = with(&[claim("data", "5Gi"), claim("logs", "1Gi")]);
        assert_eq!(hazards_besides(["api"], &[("s.yaml", &old)], &[("s.yaml", &more)]).len(), 1);
    }

    #[test]
    fn another_kind_under_the_same_name_is_told() {
        let (old, new) = (object("Deployment", "{replicas: 1}"), object("StatefulSet", "{replicas: 1}"));
        assert_eq!(codes(&[("deployment.yaml", &old)], &[("statefulset.yaml", &new)]), ["kind-changed"]);
    }

    #[test]
    fn replicas_that_an_autoscaler_takes_over_come_with_the_command() {
        let scaler = object("HorizontalPodAutoscaler", "{scaleTargetRef: {kind: Deployment, name: api}}");
        let (old, new) = (object("Deployment", "{replicas: 3}"), object("Deployment", "{paused: false}"));
        let found = hazards(&[("d.yaml", &old)], &[("d.yaml", &new), ("h.yaml", &scaler)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].steps[0].contains(r#""spec":{"replicas":3}"#), "{found:?}");
        assert!(found[0].steps[0].contains("kubectl -n shop apply --server-side"), "{found:?}");
    }

    #[test]
    fn another_autoscaler_is_told_and_takes_replicas_as_the_first_one_does() {
        let (hpa, keda) =
            (object("HorizontalPodAutoscaler", "{}"), object("ScaledObject", "{scaleTargetRef: {kind: Deployment, name: api}}"));
        let found = hazards(&[("h.yaml", &hpa)], &[("s.yaml", &keda)]);
        assert_eq!(found.iter().map(|hazard| hazard.code.name).collect::<Vec<_>>(), ["autoscaler-changed"]);
        assert!(found[0].steps[0].contains("kubectl delete horizontalpodautoscaler api"), "{found:?}");
        assert_eq!(codes(&[("s.yaml", &keda)], &[("h.yaml", &hpa)]), ["autoscaler-changed"]);
        assert!(codes(&[("s.yaml", &keda)], &[("other/s.yaml", &keda)]).is_empty());
        let (old, new) = (object("Deployment", "{replicas: 3}"), object("Deployment", "{paused: false}"));
        assert_eq!(codes(&[("d.yaml", &old)], &[("d.yaml", &new), ("s.yaml", &keda)]), ["replicas-handed-over"]);
    }

    #[test]
    fn a_renamed_port_is_told_and_a_new_one_is_not() {
        let with = |ports: &str| object("Service", &format!("{{ports: [{ports}]}}"));
        let old = with("{name: http, port: 80}");
        assert_eq!(codes(&[("s.yaml", &old)], &[("s.yaml", &with("{name: web, port: 80}"))]), ["port-renamed"]);
        assert!(codes(&[("s.yaml", &old)], &[("s.yaml", &with("{name: http, port: 80}, {name: grpc, port: 81}"))]).is_empty());
    }
}
