//! Network policies: who may reach a workload, and what it may reach.

use super::{
    container::protocol,
    mesh,
    meta::{INSTANCE, annotate, with_label},
    objects::Objects,
    phase::Phase,
    scene::Scene,
};
use crate::plan::{Destination, Edge, Kind, RouteTls, Source, Transport, Workload};
use k8s_openapi::{
    api::networking::v1::{
        IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort,
        NetworkPolicySpec,
    },
    apimachinery::pkg::{apis::meta::v1::LabelSelector, util::intstr::IntOrString},
};
use std::collections::BTreeSet;

/// What the internet is not: private, shared, link-local (the cloud's metadata among it) and reserved ranges.
const PRIVATE_4: [&str; 6] = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];
const PRIVATE_6: [&str; 3] = ["::1/128", "fc00::/7", "fe80::/10"];

/// The cloud's metadata, which hands out credentials.
const METADATA_4: [&str; 1] = ["169.254.169.254/32"];
const METADATA_6: [&str; 1] = ["fd00:ec2::254/128"];

/// Name servers that stand at a fixed address: the node's cache, and Google's Cloud DNS.
const NAME_SERVERS: [&str; 2] = ["169.254.20.10/32", "169.254.169.254/32"];

const DNS: u16 = 53;

/// Where the API answers: in clouds, and on nodes of the cluster.
const API_PORTS: [u16; 2] = [443, 6443];

/// The label of the pods that answer cert-manager's challenges, and their port.
const ACME_SOLVER: (&str, &str) = ("acme.cert-manager.io/http01-solver", "true");
const ACME_PORT: u16 = 8089;

pub(super) type Ports = BTreeSet<(Transport, u16)>;

/// The policy of a workload. It selects by one label alone: a linter takes two for none.
pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload) {
    let scene = objects.scene;
    let (mut ingress, mut egress) = (ingress(scene, workload), egress(scene, workload));
    mesh::open_ingress(scene, workload, &mut ingress);
    mesh::open_egress(scene, workload, &mut egress);
    egress.splice(0..0, name_servers(scene));
    let spec = NetworkPolicySpec {
        pod_selector: Some(with_label(INSTANCE, &workload.name)),
        policy_types: both_ways(),
        ingress: super::container::some(ingress),
        egress: super::container::some(egress),
    };
    let policy = NetworkPolicy { metadata: scene.metadata(workload, &workload.name), spec: Some(spec) };
    objects.add(Phase::Base, format!("{}/network-policy", workload.name), policy);
}

/// What holds for all of a namespace that is ours: nothing is reached that is not declared, and challenges are answered.
pub(super) fn emit_shared(objects: &mut Objects<'_, '_>) {
    let scene = objects.scene;
    if !scene.plan.namespace.owned {
        return;
    }
    let nothing = NetworkPolicySpec {
        pod_selector: Some(LabelSelector::default()),
        policy_types: both_ways(),
        ..NetworkPolicySpec::default()
    };
    let policy = NetworkPolicy { metadata: scene.shared_metadata("default-deny"), spec: Some(nothing) };
    objects.add(Phase::Base, "default-deny", policy);
    let issued = scene.plan.workloads.iter().flat_map(|workload| &workload.routes);
    if issued.into_iter().any(|route| matches!(route.tls, RouteTls::Issuer(_))) {
        let spec = NetworkPolicySpec {
            pod_selector: Some(with_label(ACME_SOLVER.0, ACME_SOLVER.1)),
            policy_types: Some(vec!["Ingress".into()]),
            ingress: Some(vec![NetworkPolicyIngressRule {
                from: edge(scene),
                ports: ports(&[(Transport::Tcp, ACME_PORT)].into()),
            }]),
            egress: None,
        };
        let mut metadata = scene.shared_metadata("acme-solver");
        let suppressed = [
            ("kube-score/ignore", "networkpolicy-targets-pod"),
            ("landfall.dev/kube-score-ignore-reasons", "networkpolicy-targets-pod: cert-manager makes the pods"),
        ];
        annotate(&mut metadata, suppressed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let policy = NetworkPolicy { metadata, spec: Some(spec) };
        objects.add(Phase::Base, "acme-solver", policy);
    }
}

fn both_ways() -> Option<Vec<String>> {
    Some(vec!["Ingress".into(), "Egress".into()])
}

/// Where traffic from outside comes from; `None` is anywhere.
fn edge(scene: &Scene<'_>) -> Option<Vec<NetworkPolicyPeer>> {
    let edge = &scene.plan.platform.edge;
    let pods = edge.namespace.iter().map(|namespace| in_namespace(namespace));
    super::container::some(pods.chain(edge.cidrs.iter().map(|range| block(range, &[]))).collect())
}

fn ingress(scene: &Scene<'_>, workload: &Workload) -> Vec<NetworkPolicyIngressRule> {
    let mut rules = Vec::new();
    if matches!(workload.kind, Kind::Stateful) {
        rules.push(NetworkPolicyIngressRule { from: Some(vec![instance(&workload.name)]), ports: None });
    }
    for (allowed, callers) in by_ports(scene, scene.incoming.get(workload.name.as_str()), |edge| &edge.from) {
        let peers = callers.into_iter().map(instance).collect();
        rules.push(NetworkPolicyIngressRule { from: Some(peers), ports: ports(&allowed) });
    }
    for from in &workload.ingress {
        let peers = match &from.from {
            Source::Anywhere => None,
            Source::Namespace(namespace) => Some(vec![in_namespace(namespace)]),
            Source::Cidr(range) => Some(vec![block(range, &[])]),
            Source::Pods { label, value } if label == INSTANCE && *value == workload.name => continue,
            Source::Pods { label, value } => Some(vec![with_pods(label, value)]),
        };
        let all = || workload.ports.iter().map(|port| (port.transport, port.container)).collect();
        let allowed = if from.ports.is_empty() { &all() } else { &from.ports };
        rules.push(NetworkPolicyIngressRule { from: peers, ports: ports(allowed) });
    }
    rules
}

fn egress(scene: &Scene<'_>, workload: &Workload) -> Vec<NetworkPolicyEgressRule> {
    let mut rules = Vec::new();
    if matches!(workload.kind, Kind::Stateful) {
        rules.push(NetworkPolicyEgressRule { to: Some(vec![instance(&workload.name)]), ports: None });
    }
    for (allowed, called) in by_ports(scene, scene.outgoing.get(workload.name.as_str()), |edge| &edge.to) {
        let peers = called.into_iter().map(instance).collect();
        rules.push(NetworkPolicyEgressRule { to: Some(peers), ports: ports(&allowed) });
    }
    for egress in &workload.egress {
        let peers = match &egress.to {
            Destination::Internet => vec![block("0.0.0.0/0", &PRIVATE_4), block("::/0", &PRIVATE_6)],
            Destination::Anywhere { host: _ } => anywhere(),
            Destination::Cidr(range) => vec![block(range, &[])],
            Destination::Namespace(namespace) => vec![in_namespace(namespace)],
            Destination::ApiServer => api_server(scene),
        };
        let asked: Ports = match egress.to {
            Destination::ApiServer => API_PORTS.map(|port| (Transport::Tcp, port)).into(),
            _ => egress.port.into_iter().collect(),
        };
        let rule = NetworkPolicyEgressRule { to: Some(peers), ports: ports(&asked) };
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

fn anywhere() -> Vec<NetworkPolicyPeer> {
    vec![block("0.0.0.0/0", &METADATA_4), block("::/0", &METADATA_6)]
}

/// The addresses of the API itself: policies see those behind its Service.
fn api_server(scene: &Scene<'_>) -> Vec<NetworkPolicyPeer> {
    let known: Vec<_> = scene.plan.platform.api_server.iter().map(|range| block(range, &[])).collect();
    if known.is_empty() { anywhere() } else { known }
}

fn name_servers(scene: &Scene<'_>) -> Vec<NetworkPolicyEgressRule> {
    let asked = || ports(&[(Transport::Udp, DNS), (Transport::Tcp, DNS)].into());
    let cluster = NetworkPolicyPeer {
        namespace_selector: Some(with_label("kubernetes.io/metadata.name", "kube-system")),
        pod_selector: Some(with_label("k8s-app", "kube-dns")),
        ip_block: None,
    };
    let addresses = NAME_SERVERS.into_iter().chain(scene.plan.platform.dns.iter().map(String::as_str));
    vec![
        NetworkPolicyEgressRule { to: Some(vec![cluster]), ports: asked() },
        NetworkPolicyEgressRule { to: Some(addresses.map(|range| block(range, &[])).collect()), ports: asked() },
    ]
}

/// Edges with the same ports make one rule.
fn by_ports<'p>(
    scene: &Scene<'p>,
    edges: Option<&Vec<&'p Edge>>,
    other: impl Fn(&'p Edge) -> &'p String,
) -> Vec<(Ports, Vec<&'p str>)> {
    let mut groups: Vec<(Ports, Vec<&str>)> = Vec::new();
    for edge in edges.into_iter().flatten() {
        let (allowed, name) = (scene.ports(edge), other(edge).as_str());
        match groups.iter_mut().find(|(ports, _)| *ports == allowed) {
            Some((_, names)) => names.push(name),
            None => groups.push((allowed, vec![name])),
        }
    }
    groups
}

fn instance(name: &str) -> NetworkPolicyPeer {
    with_pods(INSTANCE, name)
}

fn with_pods(label: &str, value: &str) -> NetworkPolicyPeer {
    NetworkPolicyPeer { pod_selector: Some(with_label(label, value)), ..NetworkPolicyPeer::default() }
}

pub(super) fn in_namespace(name: &str) -> NetworkPolicyPeer {
    let selector = with_label("kubernetes.io/metadata.name", name);
    NetworkPolicyPeer { namespace_selector: Some(selector), ..NetworkPolicyPeer::default() }
}

pub(super) fn block(range: &str, except: &[&str]) -> NetworkPolicyPeer {
    let except = super::container::some(except.iter().map(|range| (*range).to_owned()).collect());
    NetworkPolicyPeer { ip_block: Some(IPBlock { cidr: range.to_owned(), except }), ..NetworkPolicyPeer::default() }
}

/// Adds a port to those of a rule, unless it is for all.
pub(super) fn add_port(rule: &mut Option<Vec<NetworkPolicyPort>>, port: u16) {
    let more = ports(&[(Transport::Tcp, port)].into()).into_iter().flatten();
    if let Some(list) = rule {
        list.extend(more);
    }
}

/// The pods' ports; none named is all.
pub(super) fn ports(ports: &Ports) -> Option<Vec<NetworkPolicyPort>> {
    let written = ports.iter().map(|(transport, port)| NetworkPolicyPort {
        protocol: Some(protocol(*transport)),
        port: Some(IntOrString::Int((*port).into())),
        end_port: None,
    });
    super::container::some(written.collect())
}
