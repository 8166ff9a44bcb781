//! From a plan to its graph.

use super::{
    Bond, Graph, Link, Node, Sort,
    beyond::{self, Door},
};
use crate::plan::{Condition, Kind, Part, Plan, Replicas, Role, Route, RouteTls, Source, Workload};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// What reaches what in an environment.
pub fn graph(plan: &Plan) -> Graph {
    let mut draft = Draft::default();
    let workloads: Vec<&Workload> = plan.in_order().filter(|workload| workload.joined.is_none()).collect();
    workloads.iter().for_each(|workload| draft.entrances(plan, workload));
    draft.nodes.sort_by(|one, _, other, _| one.cmp(other));
    for workload in &workloads {
        draft.node(Key::Own(&workload.name), node(plan, workload));
    }
    for external in &plan.externals {
        let place = format!("{}:{}", external.host, external.port);
        let tls = external.tls.as_ref().map(|_| "encrypted".to_owned());
        let notes = std::iter::once(place).chain(tls).collect();
        let node = Node { name: external.name.clone(), sort: Sort::External, word: external.kind.clone(), notes };
        draft.node(Key::Own(&external.name), node);
        for user in &external.used_by {
            draft.link(Key::Own(user), Key::Own(&external.name), Bond::Reaches, [external.port.to_string()]);
        }
    }
    for edge in &plan.edges {
        let ports: Vec<_> = edge.ports.iter().map(|port| beyond::port(*port)).collect();
        draft.link(Key::Own(&edge.from), Key::Own(&edge.to), Bond::Reaches, ports);
    }
    for workload in &workloads {
        draft.order(plan, workload);
        draft.egress(plan, workload);
    }
    draft.finish(plan)
}

/// What a node is known by while the graph is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key<'p> {
    /// A workload or backing service, by its name.
    Own(&'p str),
    /// Somebody who comes in, by what that is and its name.
    Entrance(Door, String),
    /// Something that is reached outside, by its name and what that is.
    Beyond(String, &'static str),
}

#[derive(Default)]
struct Draft<'p> {
    nodes: IndexMap<Key<'p>, Node>,
    links: BTreeMap<(usize, usize, Bond), BTreeSet<String>>,
}

impl<'p> Draft<'p> {
    fn node(&mut self, key: Key<'p>, node: Node) {
        self.nodes.entry(key).or_insert(node);
    }

    fn link(&mut self, from: Key<'p>, to: Key<'p>, bond: Bond, at: impl IntoIterator<Item = String>) {
        if let (Some(from), Some(to)) = (self.nodes.get_index_of(&from), self.nodes.get_index_of(&to)) {
            self.links.entry((from, to, bond)).or_default().extend(at);
        }
    }

    /// Those who come in: to the ports of the host, where there are such, else as the ways in say.
    fn entrances(&mut self, plan: &'p Plan, workload: &'p Workload) {
        let mut add = |door: Door, name: String, notes: Vec<String>| {
            let node = Node { name: name.clone(), sort: Sort::Entrance, word: door.word().to_owned(), notes };
            self.node(Key::Entrance(door, name), node);
        };
        if plan.setting.target.publishes {
            if workload.ports.iter().any(|port| port.published.is_some()) {
                add(Door::Host, "this machine".to_owned(), Vec::new());
            }
            return;
        }
        for ingress in &workload.ingress {
            let Some((door, name)) = beyond::entrance(&ingress.from, &plan.platform) else { continue };
            let notes = match &ingress.from {
                Source::Namespace(namespace) if *namespace != name => vec![namespace.clone()],
                Source::Cidr(range) if *range != name => vec![range.clone()],
                Source::Namespace(_) | Source::Cidr(_) | Source::Anywhere | Source::Pods { .. } => Vec::new(),
            };
            add(door, name, notes);
        }
    }

    /// What waits for what, where that is more than reach: what ends before another starts, and what is only waited for.
    fn order(&mut self, plan: &'p Plan, workload: &'p Workload) {
        self.ways_in(plan, workload);
        for dependency in &workload.depends_on {
            let Some(on) = plan.workload(&dependency.on).filter(|on| on.joined.is_none()) else { continue };
            let (one, other) = (Key::Own(&workload.name), Key::Own(&on.name));
            let reached = plan.edges.iter().any(|edge| edge.from == workload.name && edge.to == on.name);
            match dependency.condition {
                Condition::Completed => self.link(other, one, Bond::Before, []),
                Condition::Started | Condition::Healthy if !reached => self.link(one, other, Bond::WaitsFor, []),
                Condition::Started | Condition::Healthy => {}
            }
        }
    }

    fn ways_in(&mut self, plan: &'p Plan, workload: &'p Workload) {
        let own = || Key::Own(workload.name.as_str());
        if plan.setting.target.publishes {
            let front = plan.front.as_ref().filter(|front| front.workload == workload.name);
            let addresses: Vec<_> = match front {
                Some(front) => front.addresses.values().cloned().collect(),
                None => workload.ports.iter().filter_map(beyond::published).collect(),
            };
            if !addresses.is_empty() {
                self.link(Key::Entrance(Door::Host, "this machine".to_owned()), own(), Bond::Reaches, addresses);
            }
            return;
        }
        for ingress in &workload.ingress {
            let Some((door, name)) = beyond::entrance(&ingress.from, &plan.platform) else { continue };
            let by_route = |port: &(_, u16)| {
                let named = workload.ports.iter().find(|other| (other.transport, other.container) == *port);
                let is_edge = door.is_edge() || plan.platform.edge.namespace.is_none();
                named.is_some_and(|named| is_edge && workload.routes.iter().any(|route| route.port == named.name))
            };
            let ports = ingress.ports.iter().filter(|port| !by_route(port)).map(|port| beyond::port(*port));
            let routed = ingress.ports.iter().any(by_route);
            let routes = workload.routes.iter().filter(|_| routed).flat_map(addresses);
            let at: Vec<_> = routes.chain(ports).collect();
            self.link(Key::Entrance(door, name), own(), Bond::Reaches, at);
        }
    }

    /// What a workload reaches outside, but for the backing services there.
    fn egress(&mut self, plan: &'p Plan, workload: &'p Workload) {
        for egress in &workload.egress {
            let is_backing = plan.externals.iter().any(|external| {
                external.at == egress.to
                    && external.used_by.contains(&workload.name)
                    && egress.port.is_some_and(|port| port.1 == external.port)
            });
            if is_backing {
                continue;
            }
            let (name, word) = beyond::destination(&egress.to);
            let key = Key::Beyond(name.clone(), word);
            self.node(key.clone(), Node { name, sort: Sort::Beyond, word: word.to_owned(), notes: Vec::new() });
            self.link(Key::Own(&workload.name), key, Bond::Reaches, egress.port.map(beyond::port));
        }
    }

    fn finish(self, plan: &Plan) -> Graph {
        let link = |((from, to, bond), at): ((usize, usize, Bond), BTreeSet<String>)| Link {
            from,
            to,
            bond,
            at: at.into_iter().collect(),
        };
        Graph {
            application: plan.application.name.clone(),
            environment: plan.setting.environment.clone(),
            target: plan.setting.target.name,
            nodes: self.nodes.into_values().collect(),
            links: self.links.into_iter().map(link).collect(),
        }
    }
}

/// The addresses of a route.
fn addresses(route: &Route) -> impl Iterator<Item = String> {
    let scheme = if route.tls == RouteTls::None { "http" } else { "https" };
    let host = route.host.as_deref().unwrap_or("*");
    route.paths.iter().map(move |path| format!("{scheme}://{host}{}", path.trim_end_matches('/')))
}

fn node(plan: &Plan, workload: &Workload) -> Node {
    let (sort, word) = match (&workload.role, &workload.kind) {
        (Role::Backing(kind), _) => (Sort::Backing, kind.clone()),
        (Role::Proxy, _) => (Sort::Running, "proxy".to_owned()),
        (Role::Own, Kind::Service) => (Sort::Running, "service".to_owned()),
        (Role::Own, Kind::Stateful) => (Sort::Running, "stateful".to_owned()),
        (Role::Own, Kind::Daemon) => (Sort::Running, "daemon".to_owned()),
        (Role::Own, Kind::Job { .. }) => (Sort::Task, "job".to_owned()),
        (Role::Own, Kind::Cron { .. }) => (Sort::Task, "cron".to_owned()),
    };
    let mut notes = Vec::new();
    match workload.replicas {
        Replicas::Fixed(1) => {}
        Replicas::Fixed(count) => notes.push(format!("{count} replicas")),
        Replicas::Auto { min, max, .. } => notes.push(format!("{min} to {max} replicas")),
    }
    if let Kind::Cron { schedule, .. } = &workload.kind {
        notes.push(schedule.clone());
    }
    for (part, name) in companions(plan, workload) {
        notes.push(format!("{} {name}", if part == Part::Before { "init" } else { "sidecar" }));
    }
    Node { name: workload.name.clone(), sort, word, notes }
}

/// What runs before and beside a workload, on targets with pods and without.
fn companions<'p>(plan: &'p Plan, workload: &'p Workload) -> impl Iterator<Item = (Part, &'p str)> {
    let own = workload.companions.iter().map(|companion| (companion.part, companion.name.as_str()));
    let joined = plan.in_order().filter_map(|other| {
        let to = other.joined.as_ref().filter(|joined| joined.to == workload.name)?;
        Some((to.part, other.path.last()?))
    });
    own.chain(joined)
}
