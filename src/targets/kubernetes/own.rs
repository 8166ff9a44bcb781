//! Objects of the user's own: in the phase that their kind belongs to, and in the namespace where they name none.

use super::{
    objects::{Objects, WAVE},
    phase::Phase,
};
use crate::plan::{GitopsLayout, Object};
use serde_json::Value;
use std::collections::BTreeSet;

/// Kinds of no namespace; those whose names begin with `Cluster` and another capital letter are such by custom.
const OF_CLUSTER: [&str; 24] = [
    "APIService",
    "CSIDriver",
    "CertificateSigningRequest",
    "CustomResourceDefinition",
    "DeviceClass",
    "FlowSchema",
    "GatewayClass",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "NodePool",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "RuntimeClass",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttributesClass",
    "VolumeSnapshotClass",
];

/// Kinds that run, or lead to what runs; everything else is what that stands on.
const OF_APP: [&str; 12] = [
    "CronJob",
    "DaemonSet",
    "Deployment",
    "HTTPRoute",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Job",
    "Pod",
    "PodDisruptionBudget",
    "ReplicaSet",
    "ScaledObject",
    "StatefulSet",
];

/// Adds them, each in a file of its own.
pub(super) fn emit<'p>(objects: &mut Objects<'_, 'p>, list: &'p [Object]) {
    let defined: BTreeSet<(&str, bool)> = list.iter().filter_map(definition).collect();
    for object in list {
        let kind = text(&object.value, "/kind");
        let defined_as = defined.iter().find(|(defined, _)| *defined == kind).map(|(_, in_namespace)| *in_namespace);
        // A definition has to be there before what it defines.
        let phase = if OF_APP.contains(&kind) || defined_as.is_some() { Phase::App } else { Phase::Base };
        let in_namespace = defined_as.unwrap_or_else(|| !is_of_cluster(kind));
        let value = placed(objects, object, phase, in_namespace);
        objects.add_own(phase, &value, object);
    }
}

/// What a definition of a kind defines, and whether that has a namespace.
fn definition(object: &Object) -> Option<(&str, bool)> {
    let defines = text(&object.value, "/kind") == "CustomResourceDefinition";
    defines.then(|| (text(&object.value, "/spec/names/kind"), text(&object.value, "/spec/scope") != "Cluster"))
}

fn is_of_cluster(kind: &str) -> bool {
    let behind = kind.strip_prefix("Cluster").and_then(|rest| rest.chars().next());
    OF_CLUSTER.contains(&kind) || behind.is_some_and(|first| first.is_ascii_uppercase())
}

pub(super) fn text<'v>(object: &'v Value, at: &str) -> &'v str {
    object.pointer(at).and_then(Value::as_str).unwrap_or_default()
}

/// The object with its namespace, and its wave where a reconciler asks for one.
fn placed(objects: &Objects<'_, '_>, object: &Object, phase: Phase, in_namespace: bool) -> Value {
    let mut value = object.value.clone();
    let Some(Value::Object(metadata)) = value.get_mut("metadata") else { return value };
    if in_namespace && !metadata.contains_key("namespace") {
        let behind_name = metadata.keys().position(|key| key == "name").map_or(0, |place| place + 1);
        let namespace = Value::String(objects.scene.plan.namespace.name.clone());
        metadata.shift_insert(behind_name.min(metadata.len()), "namespace".to_owned(), namespace);
    }
    if let (GitopsLayout::Argo, Some(wave)) = (objects.scene.layout(), phase.wave()) {
        let annotations = metadata.entry("annotations").or_insert_with(|| Value::Object(serde_json::Map::new()));
        if let Value::Object(annotations) = annotations {
            annotations.entry(WAVE).or_insert_with(|| Value::String(wave.to_owned()));
        }
    }
    value
}
