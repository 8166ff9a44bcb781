//! On which nodes the pods of a workload run.

use super::{container::some, duration::seconds};
use crate::plan::{Effect, Workload};
use k8s_openapi::api::core::v1;
use std::collections::BTreeMap;

/// Labels that a node must have.
pub(super) fn selector(workload: &Workload) -> Option<BTreeMap<String, String>> {
    let labels: BTreeMap<_, _> = workload.placement.selector.iter().cloned().collect();
    (!labels.is_empty()).then_some(labels)
}

/// Taints that a node may have.
pub(super) fn tolerations(workload: &Workload) -> Option<Vec<v1::Toleration>> {
    let tolerations = workload.placement.tolerations.iter().map(|toleration| v1::Toleration {
        key: toleration.key.clone(),
        operator: Some(if toleration.value.is_some() { "Equal" } else { "Exists" }.to_owned()),
        value: toleration.value.clone(),
        effect: toleration.effect.map(|effect| name(effect).to_owned()),
        toleration_seconds: toleration.time.map(seconds),
    });
    some(tolerations.collect())
}

fn name(effect: Effect) -> &'static str {
    match effect {
        Effect::NoSchedule => "NoSchedule",
        Effect::PreferNoSchedule => "PreferNoSchedule",
        Effect::NoExecute => "NoExecute",
    }
}
