//! How replicas are spread, and what pods are to be near to.

use super::{draft::Draft, labels, order, scope::Subject};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::{self, Map},
    nearest::nearest,
    path::FieldPath,
    plan::{Affinity, NodeAffinity, PodAffinity, Spread, SpreadOver, Strength, TOPOLOGIES},
};

/// How replicas are spread.
pub(super) fn spread(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Spread {
    let path = subject.path.join("spread").join("over");
    match &subject.body.spread {
        None | Some(manifest::Spread::Enabled(true)) => Spread::Usual,
        Some(manifest::Spread::Enabled(false)) => Spread::Off,
        Some(manifest::Spread::Places { over }) => {
            let places = over.iter().filter_map(|(place, written)| {
                let at = path.join(place);
                let topology = topology(draft, place, |draft| draft.report.name(&at))?;
                let required = written.required.unwrap_or(false);
                Some(SpreadOver { topology, max_skew: written.max_skew.unwrap_or(1), required })
            });
            Spread::Over(places.collect())
        }
    }
}

/// What pods are to be near to.
pub(super) fn affinity(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Affinity {
    let Some(written) = &subject.body.affinity else { return Affinity::default() };
    let path = subject.path.join("affinity");
    let nodes = written.nodes.iter().filter_map(|(label, node)| nodes(draft, label, node, &path.join("nodes").join(label)));
    let nodes = nodes.collect();
    let mut pods = self::pods(draft, &written.near, false, &path.join("near"));
    pods.extend(self::pods(draft, &written.apart, true, &path.join("apart")));
    contradictions(draft, subject, &pods, &path);
    Affinity { nodes, pods }
}

fn nodes(draft: &mut Draft<'_, '_>, label: &str, written: &manifest::NodeAffinity, path: &FieldPath) -> Option<NodeAffinity> {
    let at = path.join("values");
    let values: Vec<String> = written
        .values
        .iter()
        .enumerate()
        .filter_map(|(index, value)| labels::value_of_node(draft, label, value, &at.join(index.to_string())))
        .collect();
    let strength = strength(draft, written.required, written.weight, path);
    if !labels::is_key(label) {
        labels::key_form(draft, "label", label, path);
        return None;
    }
    let whole = values.len() == written.values.len();
    whole.then(|| NodeAffinity { label: label.to_owned(), values, avoid: written.avoid.unwrap_or(false), strength })
}

fn pods(draft: &mut Draft<'_, '_>, written: &Map<manifest::PodAffinity>, apart: bool, path: &FieldPath) -> Vec<PodAffinity> {
    let mut found = Vec::with_capacity(written.len());
    for (name, pod) in written {
        let at = path.join(name);
        let over = pod.over.as_deref().unwrap_or("node");
        let topology = topology(draft, over, |draft| draft.report.place(&at.join("over")));
        let strength = strength(draft, pod.required, pod.weight, &at);
        let Some(subject) = draft.scope.subjects.get(name.as_str()) else {
            let place = draft.report.name(&at);
            order::unknown(draft.scope, name, place, draft.report);
            continue;
        };
        if subject.is_external() && draft.scope.in_cluster() {
            let message = format!("somebody else runs `{name}`: there are no pods of it in the cluster");
            let word = if apart { "apart" } else { "near" };
            let help = format!(
                "say it in the environments where it runs in the cluster; here: affinity {{ (remove){word} \"{name}\"; }}"
            );
            draft.report.error_at_name(&codes::AFFINITY, &at, message, help);
        }
        found.extend(topology.map(|topology| PodAffinity { workload: name.clone(), apart, topology, strength }));
    }
    found
}

/// Reports pods that have to be in one place, and have not to.
fn contradictions(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, pods: &[PodAffinity], path: &FieldPath) {
    let required = |pod: &&PodAffinity| pod.strength == Strength::Required;
    for near in pods.iter().filter(required).filter(|pod| !pod.apart) {
        let other = |pod: &&PodAffinity| pod.apart && (&pod.workload, &pod.topology) == (&near.workload, &near.topology);
        if pods.iter().filter(required).any(|pod| other(&pod)) {
            let name = &near.workload;
            let message =
                format!("the pods of `{}` have to be where those of `{name}` are, and where they are not", subject.name);
            let diagnostic = Diagnostic::error(&codes::AFFINITY, message)
                .at_known(draft.report.name(&path.join("apart").join(name)), "where they are not")
                .at_known(draft.report.name(&path.join("near").join(name)), "where they are")
                .help("leave one of them out, or leave `required` out of one");
            draft.report.push(diagnostic);
        }
    }
}

fn strength(draft: &mut Draft<'_, '_>, required: Option<bool>, weight: Option<u32>, path: &FieldPath) -> Strength {
    if required != Some(true) {
        return Strength::Preferred(weight.unwrap_or(100));
    }
    if weight.is_some() {
        let help = "leave `weight` out, or `required`";
        draft.report.error(&codes::AFFINITY, &path.join("weight"), "what is required is not weighed against anything", help);
    }
    Strength::Required
}

/// The key of the label of nodes that makes a place.
fn topology(
    draft: &mut Draft<'_, '_>,
    place: &str,
    at: impl FnOnce(&Draft<'_, '_>) -> Option<crate::source::Span>,
) -> Option<String> {
    if let Some((_, label)) = TOPOLOGIES.iter().find(|(word, _)| *word == place) {
        return Some((*label).to_owned());
    }
    let meant = nearest(place, TOPOLOGIES.map(|(word, _)| word)).filter(|_| !place.contains('/'));
    if meant.is_none() && labels::is_key(place) {
        return Some(place.to_owned());
    }
    let span = at(draft);
    let diagnostic = Diagnostic::error(&codes::TOPOLOGY, format!("nodes have no place `{place}`")).at_known(span, "");
    match meant {
        Some(meant) => draft.report.slip(diagnostic, span, place, meant),
        None => draft.report.push(diagnostic.help("a place is `node`, `zone`, `region`, or the key of a label that nodes have")),
    }
    None
}
