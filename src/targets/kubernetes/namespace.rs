//! The Namespace, with the strictest level of Pod Security that all its workloads meet.

use super::{
    objects::Objects,
    phase::Phase,
    security::{self, Level},
};
use crate::plan::Workload;
use k8s_openapi::{api::core::v1::Namespace, apimachinery::pkg::apis::meta::v1::ObjectMeta};

/// Adds the Namespace, if it is ours.
pub(super) fn emit(objects: &mut Objects<'_, '_>) {
    let scene = objects.scene;
    if !scene.plan.namespace.owned {
        return;
    }
    let lowered = scene
        .plan
        .workloads
        .iter()
        .flat_map(Workload::parts)
        .flat_map(|part| security::lowered_by(&part))
        .map(|(_, level)| level);
    let level = lowered.max().unwrap_or(Level::Restricted);
    let mut metadata = ObjectMeta { namespace: None, ..scene.shared_metadata(&scene.plan.namespace.name) };
    let labels = metadata.labels.get_or_insert_default();
    for mode in ["enforce", "audit", "warn"] {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), level.name().to_owned());
        let version = format!("v1.{}", scene.plan.platform.kubernetes);
        labels.insert(format!("pod-security.kubernetes.io/{mode}-version"), version);
    }
    scene.keep(&mut metadata);
    objects.add(Phase::Base, "namespace", Namespace { metadata, spec: None, status: None });
}
