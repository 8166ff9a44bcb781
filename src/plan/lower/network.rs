//! Who reaches whom: within the application, out of it, and into it.

use super::{
    access, backing,
    draft::Uses,
    identity, observability,
    report::Report,
    scope::{Scope, Subject},
};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest,
    plan::{
        Destination, Edge, Egress, External, Ingress, Kind, MetricSource, Platform, Port, Profile, Role, Source, Transport,
        Workload,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// The label that all pods of a workload have, with its name.
const INSTANCE: &str = "app.kubernetes.io/instance";

/// Whom each workload reaches within the application, sorted.
pub(super) fn edges(scope: &Scope<'_>, uses: &BTreeMap<&str, Uses<'_>>) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (name, uses) in uses {
        for (callee, mut ports) in calls(scope, name, uses) {
            let Some(subject) = scope.subjects.get(callee).filter(|subject| !subject.is_external()) else { continue };
            if ports.is_empty() && open(subject).count() < subject.ports.len() {
                ports.extend(open(subject));
            }
            if !ports.is_empty() || open(subject).next().is_some() {
                edges.push(Edge { from: (*name).to_owned(), to: callee.to_owned(), ports });
            }
        }
    }
    edges.sort();
    edges
}

/// The ports at which others reach a workload: all but those that say `service=#false`.
fn open(subject: &Subject<'_>) -> impl Iterator<Item = (Transport, u16)> {
    subject.ports.iter().filter(|port| port.service.is_some()).map(at)
}

/// The names that a workload reaches, and at which ports; all of them where it names none.
fn calls<'a>(scope: &Scope<'a>, name: &str, uses: &Uses<'a>) -> BTreeMap<&'a str, BTreeSet<(Transport, u16)>> {
    let mut calls = uses.reached.clone();
    let Some(subject) = scope.subjects.get(name) else { return calls };
    let jobs = scope.jobs_before.get(name).into_iter().flatten().copied();
    let named = subject.body.depends_on.iter().chain(&subject.body.reach).map(|other| other.as_str());
    for other in named.chain(jobs) {
        if let Some((other, _)) = scope.subjects.get_key_value(other).filter(|(other, _)| **other != name) {
            calls.entry(other).or_default();
        }
    }
    for other in &subject.body.reach {
        if let (Some(ports), Some(callee)) = (calls.get_mut(other.as_str()), scope.subjects.get(other.as_str())) {
            ports.extend(open(callee));
        }
    }
    if let Some((collector, port)) = observability::collector(scope, subject) {
        calls.entry(collector).or_default().insert((Transport::Tcp, port));
    }
    calls
}

/// What each workload reaches outside the application, sorted.
pub(super) fn egress(scope: &Scope<'_>, uses: &BTreeMap<&str, Uses<'_>>, workloads: &mut [Workload]) {
    for workload in workloads {
        let Some(subject) = scope.subjects.get(workload.name.as_str()) else { continue };
        let written = subject.body.egress.iter().map(|egress| Egress {
            to: match &egress.to {
                manifest::Destination::Internet(manifest::Internet::Internet) => Destination::Internet,
                manifest::Destination::Cidr(cidr) => Destination::Cidr(cidr.as_str().to_owned()),
                manifest::Destination::Host(host) => Destination::Anywhere { host: host.as_str().to_owned() },
                manifest::Destination::Namespace(name) => Destination::Namespace(name.as_str().to_owned()),
            },
            port: egress.port.map(|port| (transport(egress.protocol.unwrap_or_default()), port.0)),
        });
        let mut egress: BTreeSet<Egress> = written.collect();
        let called = uses.get(workload.name.as_str()).map(|uses| calls(scope, &workload.name, uses)).unwrap_or_default();
        egress.extend(called.keys().filter_map(|name| external(scope, name)));
        egress.extend(observability::egress(scope, subject));
        if scope.in_cluster() {
            egress.extend(identity::egress(subject));
            egress.extend(access::egress(subject));
        }
        workload.egress = egress.into_iter().collect();
    }
}

fn transport(written: manifest::Transport) -> Transport {
    match written {
        manifest::Transport::Tcp => Transport::Tcp,
        manifest::Transport::Udp => Transport::Udp,
        manifest::Transport::Sctp => Transport::Sctp,
    }
}

/// Where a backing service of somebody else's is.
fn external(scope: &Scope<'_>, name: &str) -> Option<Egress> {
    let facts = scope.subjects.get(name)?.backing.as_ref()?;
    Some(Egress { to: address(facts.external?), port: Some((Transport::Tcp, facts.port)) })
}

fn address(external: &manifest::External) -> Destination {
    match &external.cidr {
        Some(cidr) => Destination::Cidr(cidr.as_str().to_owned()),
        None => Destination::Anywhere { host: external.host.as_str().to_owned() },
    }
}

/// The backing services that somebody else runs, and who reaches them.
pub(super) fn externals(scope: &Scope<'_>, uses: &BTreeMap<&str, Uses<'_>>) -> Vec<External> {
    let mut callers: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let any = scope.subjects.values().any(Subject::is_external);
    for (name, uses) in uses.iter().filter(|_| any) {
        for callee in calls(scope, name, uses).into_keys() {
            callers.entry(callee).or_default().insert((*name).to_owned());
        }
    }
    let one = |subject: &Subject<'_>| {
        let facts = subject.backing.as_ref()?;
        let external = facts.external?;
        Some(External {
            name: subject.name.to_owned(),
            kind: facts.written.r#type.clone(),
            path: subject.path.clone(),
            host: external.host.as_str().to_owned(),
            port: facts.port,
            at: address(external),
            tls: backing::mode(facts.of, external),
            used_by: callers.remove(subject.name).unwrap_or_default(),
        })
    };
    scope.subjects.values().filter_map(one).collect()
}

/// Who reaches each workload from outside the application, sorted.
pub(super) fn ingress(scope: &Scope<'_>, platform: &Platform, workloads: &mut [Workload], report: &mut Report<'_>) {
    let edge = edge_sources(platform);
    let queues: BTreeSet<(String, u16)> = workloads.iter().flat_map(queues).collect();
    for workload in workloads.iter_mut() {
        let Some(subject) = scope.subjects.get(workload.name.as_str()) else { continue };
        let mut doors = Doors::default();
        stated(subject, workload, &mut doors, report);
        let behind = scope.front.as_ref().is_some_and(|front| front.is_before(&workload.name));
        for route in workload.routes.iter().filter(|_| !behind) {
            if let Some(port) = workload.port(&route.port) {
                edge.iter().for_each(|source| doors.open(source.clone(), at(port)));
            }
        }
        if let (Some(metrics), Some(namespace)) = (&workload.metrics, &platform.monitoring) {
            doors.open(Source::Namespace(namespace.clone()), (Transport::Tcp, metrics.port));
        }
        for (_, port) in queues.iter().filter(|(of, _)| *of == workload.name) {
            doors.open(Source::Namespace(platform.keda.clone()), (Transport::Tcp, *port));
        }
        if workload.kind == Kind::Stateful && workload.role == Role::Own && !workload.ports.is_empty() {
            doors.whole.insert(Source::Pods { label: INSTANCE.to_owned(), value: workload.name.clone() });
        }
        workload.ingress = doors.ingress();
    }
    // Who has not said anything of the cluster yet reads it in the ledger.
    if edge.contains(&Source::Anywhere) && scope.in_cluster() && scope.layer().platform.is_some() {
        no_edge(workloads, report);
    }
}

/// The queues that KEDA asks for a workload's sake, with their ports.
fn queues(workload: &Workload) -> impl Iterator<Item = (String, u16)> {
    workload.metrics_to_scale.iter().filter_map(|metric| match &metric.source {
        MetricSource::Queue { queue, .. } => Some((queue.of.clone(), queue.port)),
        _ => None,
    })
}

/// Those who may come in: at these ports, or at all of them.
#[derive(Default)]
struct Doors {
    at: BTreeMap<Source, BTreeSet<(Transport, u16)>>,
    whole: BTreeSet<Source>,
}

impl Doors {
    fn open(&mut self, source: Source, port: (Transport, u16)) {
        self.at.entry(source).or_default().insert(port);
    }

    fn ingress(mut self) -> Vec<Ingress> {
        self.at.retain(|source, _| !self.whole.contains(source));
        self.at.extend(self.whole.into_iter().map(|source| (source, BTreeSet::new())));
        self.at.into_iter().map(|(from, ports)| Ingress { from, ports }).collect()
    }
}

/// What the manifest says: `ingress`, and exposed ports that it does not limit.
fn stated(subject: &Subject<'_>, workload: &Workload, doors: &mut Doors, report: &mut Report<'_>) {
    let mut limited = BTreeSet::new();
    for (index, written) in subject.body.ingress.iter().enumerate() {
        let source = match &written.from {
            manifest::Source::Namespace(name) => Source::Namespace(name.as_str().to_owned()),
            manifest::Source::Cidr(cidr) => Source::Cidr(cidr.as_str().to_owned()),
        };
        let Some(number) = written.port.map(|port| port.0) else {
            doors.whole.insert(source);
            continue;
        };
        limited.insert(number);
        let meant: Vec<_> = workload.ports.iter().filter(|port| port.container == number).map(at).collect();
        match meant.as_slice() {
            [_, ..] => meant.into_iter().for_each(|port| doors.open(source.clone(), port)),
            [] => {
                let path = subject.path.join("ingress").join(index.to_string()).join("port");
                let message = format!("`{}` has no port {number}, which its ingress opens", subject.name);
                report.error(&codes::UNKNOWN_PORT, &path, message, format!("add to `{}`: port {number}", subject.name));
            }
        }
    }
    for port in workload.ports.iter().filter(|port| port.expose.is_some() && !limited.contains(&port.container)) {
        doors.open(Source::Anywhere, at(port));
    }
}

/// Warns that routes are open to everybody in the cluster.
fn no_edge(workloads: &[Workload], report: &mut Report<'_>) {
    let route = workloads.iter().find_map(|workload| workload.routes.first().map(|route| (workload, route)));
    let Some((workload, route)) = route else { return };
    let diagnostic = Diagnostic::warning(&codes::ROUTE_EDGE, "the platform does not say where traffic comes from")
        .at_known(report.name(&workload.field("routes").join(&route.key)), "this route is open to everybody in the cluster")
        .help("say it: platform { edge class=\"…\" namespace=\"ingress-nginx\"; }, or `cidr=` of its load balancer");
    report.push(diagnostic);
}

fn at(port: &Port) -> (Transport, u16) {
    (port.transport, port.container)
}

/// Where the requests of routes come from; anywhere, if the platform does not say.
fn edge_sources(platform: &Platform) -> Vec<Source> {
    let namespace = platform.edge.namespace.iter().cloned().map(Source::Namespace);
    let sources: Vec<_> = namespace.chain(platform.edge.cidrs.iter().cloned().map(Source::Cidr)).collect();
    if sources.is_empty() { vec![Source::Anywhere] } else { sources }
}

/// Warns of workloads that listen where nobody is known to call.
pub(super) fn unreached(scope: &Scope<'_>, edges: &[Edge], workloads: &[Workload], report: &mut Report<'_>) {
    let reached: BTreeSet<&str> = edges.iter().map(|edge| edge.to.as_str()).collect();
    for workload in workloads {
        let open = workload.ports.iter().any(|port| port.service.is_some());
        let entered = !workload.ingress.iter().all(|ingress| matches!(ingress.from, Source::Pods { .. }));
        let published = workload.ports.iter().any(|port| port.published.is_some());
        if !open || entered || published || reached.contains(workload.name.as_str()) {
            continue;
        }
        if workload.role == Role::Own && scope.profile() == Profile::Development && scope.request.target.publishes {
            continue;
        }
        let message = match &workload.role {
            Role::Own | Role::Proxy => format!("`{}` listens, and nobody is known to call it", workload.name),
            Role::Backing(kind) => format!("nobody uses the {kind} `{}`", workload.name),
        };
        let diagnostic = Diagnostic::warning(&codes::UNREACHED, message)
            .at_known(report.name(&workload.path), "")
            .help(format!("refer to it where it is called: `{{{{ {}.url }}}}`; give it a route; or close the port that only a scraper asks: service=#false", workload.name));
        report.push(diagnostic);
    }
}
