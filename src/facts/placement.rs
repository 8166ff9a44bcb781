//! On which nodes pods run, in words.

use super::{Fact, List, words};
use crate::{
    path::FieldPath,
    plan::{Affinity, NodeAffinity, Placement, PodAffinity, Spread, SpreadOver, Strength, Toleration},
};

/// On which nodes the pods of a workload run.
pub(super) fn placed(list: &mut List, path: &FieldPath, placement: &Placement) {
    let Placement { selector, tolerations, priority, spread, affinity } = placement;
    list.entries("nodes with", &path.join("node-selector"), selector);
    tolerations.iter().for_each(|toleration| list.add(tolerated(path, toleration)));
    list.maybe("priority", path.join("priority"), priority.clone());
    self::spread(list, &path.join("spread"), spread);
    let Affinity { nodes, pods } = affinity;
    let at = path.join("affinity");
    nodes.iter().for_each(|node| list.add(near_node(&at, node)));
    pods.iter().for_each(|pod| list.add(near_pod(&at, pod)));
}

fn tolerated(path: &FieldPath, Toleration { key, value, effect, time }: &Toleration) -> Fact {
    let taint = key.as_deref().unwrap_or("every taint");
    let value = value.as_ref().map(|value| format!("={value}")).unwrap_or_default();
    let effect = effect.map(|effect| format!(":{}", words::word(effect))).unwrap_or_default();
    let time = time.map(|time| format!("for {}", words::time(time))).unwrap_or_default();
    Fact::new(format!("tolerates {taint}{value}{effect}"), path.join("tolerate"), time)
}

fn spread(list: &mut List, path: &FieldPath, spread: &Spread) {
    match spread {
        Spread::Usual => {}
        Spread::Off => list.add(Fact::new("spread", path.clone(), "not at all")),
        Spread::Over(places) => {
            for SpreadOver { topology, max_skew, required } in places {
                let strictly = if *required { ", or wait" } else { "" };
                list.add(Fact::new(format!("spread over {topology}"), path.clone(), format!("by {max_skew} at most{strictly}")));
            }
        }
    }
}

fn near_node(path: &FieldPath, NodeAffinity { label, values, avoid, strength }: &NodeAffinity) -> Fact {
    let with = if *avoid { "without" } else { "with" };
    let values = if values.is_empty() { String::new() } else { format!("={}", values.join("|")) };
    Fact::new(format!("affinity to nodes {with} {label}{values}"), path.clone(), strongly(*strength))
}

fn near_pod(path: &FieldPath, PodAffinity { workload, apart, topology, strength }: &PodAffinity) -> Fact {
    let to = if *apart { "apart from" } else { "to" };
    Fact::new(format!("affinity {to} {workload} by {topology}"), path.clone(), strongly(*strength))
}

fn strongly(strength: Strength) -> String {
    match strength {
        Strength::Required => "required".to_owned(),
        Strength::Preferred(weight) => format!("preferred, {weight}"),
    }
}
