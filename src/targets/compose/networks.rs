//! Networks: only what has a declared edge shares one, as far as the host has networks.

use super::cover::{Clique, Graph};
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{Plan, Role, Workload},
};
use std::collections::{BTreeMap, BTreeSet};

/// A host has some 29 networks for all projects together.
const MOST: usize = 12;
/// With subnets of the platform's they are not taken out of Docker's own ranges.
const MOST_WITH_SUBNETS: usize = 40;
/// A name that lists more than so many letters of members is hard to read.
const LONGEST: usize = 48;

/// The networks of the file.
#[derive(Debug, Default)]
pub(super) struct Networks<'a> {
    /// Each network's members.
    pub(super) members: BTreeMap<String, BTreeSet<&'a str>>,
}

impl<'a> Networks<'a> {
    /// The fewest groups that cover the edges; where these are too many, one for each callee; where those are too many, one.
    pub(super) fn of(plan: &'a Plan, notes: &mut Notes) -> Self {
        let most = if plan.platform.subnets.is_some() { MOST_WITH_SUBNETS } else { MOST };
        let joined: Vec<&Workload> = plan
            .workloads
            .iter()
            .filter(|workload| !workload.container.security.host_network && workload.joined.is_none())
            .collect();
        let names: Vec<&str> = joined.iter().map(|workload| workload.name.as_str()).collect();
        let edges = edges(plan, &names);
        let cover = Graph::new(names.len(), edges.iter().copied()).cover(most);
        let groups = cover.map(|cliques| named(cliques.iter().map(|clique| members(&names, clique))));
        if let Some(networks) = groups.and_then(|groups| completed(groups, &joined, most)) {
            return networks;
        }
        let mut lost = |who: &str| {
            let room = format!(
                "; `platform {{ subnets from=\"10.231.0.0/16\"; }}`, a range that is free on the host, gives {MOST_WITH_SUBNETS}"
            );
            let cure = if plan.platform.subnets.is_some() { "" } else { &room };
            let why = format!("more than {most} networks are needed to connect only what has an edge: {who}{cure}");
            notes.weakened(FieldPath::new(["app"]), why);
        };
        if let Some(networks) = completed(callees(&names, &edges), &joined, most) {
            lost("the callers of a workload reach each other as well");
            return networks;
        }
        lost("all workloads reach each other");
        let shared = ("shared".to_owned(), names.into_iter().collect());
        Self { members: joined.iter().filter_map(|workload| door(workload)).chain([shared]).collect() }
    }

    /// The networks of a workload.
    pub(super) fn joined_by(&self, workload: &str) -> Vec<String> {
        self.members.iter().filter(|(_, members)| members.contains(workload)).map(|(name, _)| name.clone()).collect()
    }

    /// Whether all members are to be cut off from what is outside the application.
    pub(super) fn is_internal(plan: &Plan, members: &BTreeSet<&str>) -> bool {
        let alone = members.len() == 1 && plan.front.as_ref().is_some_and(|front| members.contains(front.workload.as_str()));
        !alone && !members.iter().filter_map(|name| plan.workload(name)).any(reaches_out)
    }
}

/// Whether a workload is reached from the host, or reaches out itself. The proxy has a network of its own for that.
fn reaches_out(workload: &Workload) -> bool {
    let is_published = workload.role != Role::Proxy && workload.ports.iter().any(|port| port.published.is_some());
    !workload.egress.is_empty() || is_published
}

/// The network by which the host reaches the proxy, so that those of the workloads behind it may be internal.
fn door(workload: &Workload) -> Option<(String, BTreeSet<&str>)> {
    (workload.role == Role::Proxy).then(|| (workload.name.clone(), BTreeSet::from([workload.name.as_str()])))
}

/// The edges between workloads with networks, by their places in `names`.
fn edges(plan: &Plan, names: &[&str]) -> Vec<(usize, usize)> {
    let place = |name: &str| names.binary_search(&name).ok();
    plan.edges.iter().filter_map(|edge| Some((place(&edge.from)?, place(&edge.to)?))).collect()
}

fn members<'a>(names: &[&'a str], clique: &Clique) -> BTreeSet<&'a str> {
    clique.iter().filter_map(|node| names.get(*node).copied()).collect()
}

/// The groups, each by its members' names; what has too many is named by the first and a checksum.
fn named<'a>(groups: impl Iterator<Item = BTreeSet<&'a str>>) -> BTreeMap<String, BTreeSet<&'a str>> {
    groups
        .map(|members| {
            let all = members.iter().copied().collect::<Vec<_>>().join("_");
            let first = members.first().copied().unwrap_or_default();
            let name = if all.len() <= LONGEST { all } else { format!("{first}_{}", super::names::short(all.as_bytes(), 8)) };
            (name, members)
        })
        .collect()
}

/// Each callee with its callers.
fn callees<'a>(names: &[&'a str], edges: &[(usize, usize)]) -> BTreeMap<String, BTreeSet<&'a str>> {
    let mut groups: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        if let (Some(from), Some(to)) = (names.get(*from), names.get(*to)) {
            groups.entry((*to).to_owned()).or_default().extend([*from, *to]);
        }
    }
    groups
}

/// Adds networks for workloads that have none and listen, are published or reach out; `None` where all are too many.
fn completed<'a>(
    mut groups: BTreeMap<String, BTreeSet<&'a str>>,
    workloads: &[&'a Workload],
    most: usize,
) -> Option<Networks<'a>> {
    let connected: BTreeSet<&str> = groups.values().flatten().copied().collect();
    let alone = workloads.iter().filter(|workload| !connected.contains(workload.name.as_str()));
    for workload in alone.filter(|workload| reaches_out(workload) || !workload.ports.is_empty()) {
        groups.insert(workload.name.clone(), BTreeSet::from([workload.name.as_str()]));
    }
    groups.extend(workloads.iter().filter_map(|workload| door(workload)));
    (groups.len() <= most).then_some(Networks { members: groups })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Destination, Edge, Egress, sample};
    use proptest::prelude::*;

    fn plan(nodes: usize, edges: &[(usize, usize)]) -> Plan {
        let name = |node: usize| format!("s{node:02}");
        let mut plan = sample::plan((0..nodes).map(|node| sample::service(&name(node))).collect());
        plan.edges = edges.iter().map(|(from, to)| Edge { from: name(*from), to: name(*to), ports: BTreeSet::new() }).collect();
        plan
    }

    fn share(networks: &Networks<'_>, left: &str, right: &str) -> bool {
        networks.members.values().any(|members| members.contains(left) && members.contains(right))
    }

    proptest! {
        #[test]
        fn up_to_twelve_networks_connect_exactly_the_declared_edges(
            nodes in 2_usize..12,
            edges in prop::collection::vec((0_usize..12, 0_usize..12), 0..30),
        ) {
            let edges: Vec<_> = edges.into_iter().map(|(from, to)| (from % nodes, to % nodes)).collect();
            let plan = plan(nodes, &edges);
            let mut notes = Notes::default();
            let networks = Networks::of(&plan, &mut notes);
            prop_assert!(networks.members.len() <= MOST);
            for (from, to) in &edges {
                let shared = share(&networks, &format!("s{from:02}"), &format!("s{to:02}"));
                prop_assert!(from == to || shared);
            }
            for (from, to) in (0..nodes).flat_map(|from| (0..from).map(move |to| (from, to))) {
                let edge = edges.contains(&(from, to)) || edges.contains(&(to, from));
                let shared = share(&networks, &format!("s{from:02}"), &format!("s{to:02}"));
                prop_assert!(notes.iter().next().is_some() || edge == shared, "{} {}", from, to);
            }
        }
    }

    #[test]
    fn many_edges_take_a_network_for_each_callee_and_then_one() {
        let star: Vec<_> = (1..30).map(|node| (node, 0)).collect();
        let plan_of_star = plan(30, &star);
        let mut notes = Notes::default();
        assert_eq!(Networks::of(&plan_of_star, &mut notes).members.keys().collect::<Vec<_>>(), ["s00"]);
        assert_eq!(notes.iter().count(), 1);
        let chain: Vec<_> = (0..29).map(|node| (node, node + 1)).collect();
        assert_eq!(Networks::of(&plan(30, &chain), &mut notes).members.keys().collect::<Vec<_>>(), ["shared"]);
    }

    #[test]
    fn a_network_is_internal_unless_a_member_reaches_out() {
        let mut plan = plan(3, &[(0, 1), (1, 2)]);
        plan.workloads[2].egress = vec![Egress { to: Destination::Internet, port: Some((crate::plan::Transport::Tcp, 443)) }];
        let networks = Networks::of(&plan, &mut Notes::default());
        let internal: Vec<_> =
            networks.members.iter().map(|(name, members)| (name.as_str(), Networks::is_internal(&plan, members))).collect();
        assert_eq!(internal, [("s00_s01", true), ("s01_s02", false)]);
    }
}
