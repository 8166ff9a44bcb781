//! On which nodes the pods of a workload run, and near to what.

use super::{
    container::some,
    duration::{count, seconds},
    meta,
    scaling::is_plural,
    scene::Scene,
};
use crate::{
    artifact::Notes,
    plan::{Effect, Kind, NodeAffinity, PodAffinity, Spread, SpreadOver, Strength, Workload},
};
use k8s_openapi::api::core::v1::{
    self, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm, PodAntiAffinity, PreferredSchedulingTerm,
    TopologySpreadConstraint, WeightedPodAffinityTerm,
};
use std::collections::BTreeMap;

const NODE: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";

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

/// Spreads replicas: as the manifest says, and over zones where it does not speak of them.
pub(super) fn spread(scene: &Scene<'_>, workload: &Workload) -> Vec<TopologySpreadConstraint> {
    let usual = SpreadOver { topology: ZONE.to_owned(), max_skew: 1, required: false };
    let places = match &workload.placement.spread {
        _ if !is_plural(workload) => Vec::new(),
        Spread::Off => Vec::new(),
        Spread::Usual => vec![usual],
        Spread::Over(places) if says(places, ZONE) => places.clone(),
        Spread::Over(places) => std::iter::once(usual).chain(places.iter().cloned()).collect(),
    };
    let by_revision = matches!(workload.kind, Kind::Service) && scene.since(27);
    let constraint = |place: SpreadOver| TopologySpreadConstraint {
        max_skew: count(place.max_skew),
        topology_key: place.topology,
        when_unsatisfiable: if place.required { "DoNotSchedule" } else { "ScheduleAnyway" }.to_owned(),
        label_selector: Some(meta::selector(workload)),
        match_label_keys: by_revision.then(|| vec!["pod-template-hash".to_owned()]),
        ..TopologySpreadConstraint::default()
    };
    places.into_iter().map(constraint).collect()
}

fn says(places: &[SpreadOver], topology: &str) -> bool {
    places.iter().any(|place| place.topology == topology)
}

/// Notes what there is nothing to spread of.
pub(super) fn check(notes: &mut Notes, workload: &Workload) {
    let says = matches!(&workload.placement.spread, Spread::Over(places) if !places.is_empty());
    if says && !is_plural(workload) {
        notes.ignored(workload.field("spread"), "one replica runs: there is nothing to spread");
    }
}

/// What the pods are to be near to; replicas keep off a node that has one, unless the manifest speaks of that.
pub(super) fn affinity(workload: &Workload) -> Option<v1::Affinity> {
    let affinity = &workload.placement.affinity;
    let (apart, near): (Vec<_>, Vec<_>) = affinity.pods.iter().partition(|pod| pod.apart);
    let own = keeps_off(workload).then(|| PodAffinity {
        workload: workload.name.clone(),
        apart: true,
        topology: NODE.to_owned(),
        strength: Strength::Preferred(100),
    });
    let (required, preferred) = pods(apart.into_iter().chain(&own));
    let anti = (required.is_some() || preferred.is_some()).then_some(PodAntiAffinity {
        required_during_scheduling_ignored_during_execution: required,
        preferred_during_scheduling_ignored_during_execution: preferred,
    });
    let (required, preferred) = pods(near.into_iter());
    let pod_affinity = (required.is_some() || preferred.is_some()).then_some(v1::PodAffinity {
        required_during_scheduling_ignored_during_execution: required,
        preferred_during_scheduling_ignored_during_execution: preferred,
    });
    let node_affinity = nodes(&affinity.nodes);
    let any = node_affinity.is_some() || pod_affinity.is_some() || anti.is_some();
    any.then_some(v1::Affinity { node_affinity, pod_affinity, pod_anti_affinity: anti })
}

/// Whether replicas keep off a node that has one without being told.
fn keeps_off(workload: &Workload) -> bool {
    let spoken_of = match &workload.placement.spread {
        Spread::Usual => false,
        Spread::Off => true,
        Spread::Over(places) => says(places, NODE),
    };
    let said = |pod: &PodAffinity| pod.workload == workload.name && pod.topology == NODE;
    is_plural(workload) && !spoken_of && !workload.placement.affinity.pods.iter().any(said)
}

type Terms = (Option<Vec<PodAffinityTerm>>, Option<Vec<WeightedPodAffinityTerm>>);

fn pods<'w>(pods: impl Iterator<Item = &'w PodAffinity>) -> Terms {
    let (mut required, mut preferred) = (Vec::new(), Vec::new());
    for pod in pods {
        let pod_affinity_term = PodAffinityTerm {
            topology_key: pod.topology.clone(),
            label_selector: Some(meta::selector_of(&pod.workload)),
            ..PodAffinityTerm::default()
        };
        match pod.strength {
            Strength::Required => required.push(pod_affinity_term),
            Strength::Preferred(weight) => preferred.push(WeightedPodAffinityTerm { weight: count(weight), pod_affinity_term }),
        }
    }
    (some(required), some(preferred))
}

fn nodes(nodes: &[NodeAffinity]) -> Option<v1::NodeAffinity> {
    let (mut required, mut preferred) = (Vec::new(), Vec::new());
    for node in nodes {
        let operator = match (node.values.is_empty(), node.avoid) {
            (false, false) => "In",
            (false, true) => "NotIn",
            (true, false) => "Exists",
            (true, true) => "DoesNotExist",
        };
        let requirement =
            NodeSelectorRequirement { key: node.label.clone(), operator: operator.to_owned(), values: some(node.values.clone()) };
        match node.strength {
            Strength::Required => required.push(requirement),
            Strength::Preferred(weight) => {
                preferred.push(PreferredSchedulingTerm { weight: count(weight), preference: term(vec![requirement]) });
            }
        }
    }
    // The terms of a selector are alternatives; all that is required stands in one.
    let required = some(required).map(|all| NodeSelector { node_selector_terms: vec![term(all)] });
    (required.is_some() || !preferred.is_empty()).then(|| v1::NodeAffinity {
        required_during_scheduling_ignored_during_execution: required,
        preferred_during_scheduling_ignored_during_execution: some(preferred),
    })
}

fn term(requirements: Vec<NodeSelectorRequirement>) -> NodeSelectorTerm {
    NodeSelectorTerm { match_expressions: Some(requirements), match_fields: None }
}
