//! A service mesh: what asks for its proxy, and the ports that network policies must leave to it.

use super::{policy, scene::Scene};
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{Mesh, MeshKind, Plan, Transport, Workload},
};
use k8s_openapi::api::networking::v1::{NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer};

/// The minor version since which a proxy ends with its job, and starts before init containers.
const NATIVE: u32 = 29;

/// Where the proxies of pods speak to each other, whatever the port behind them; Istio's in pods keep the port.
const ISTIO_TUNNEL: u16 = 15008;
const LINKERD_TUNNEL: u16 = 4143;

/// Where the control planes answer: configuration and certificates.
const ISTIO_CONTROL: [u16; 1] = [15012];
const LINKERD_CONTROL: [u16; 3] = [8080, 8086, 8090];

/// Where Istio's proxy hands out the pod's metrics together with its own.
const ISTIO_METRICS: u16 = 15020;

/// Where probes come from in ambient mode, in place of the kubelet.
const AMBIENT_PROBES: [&str; 2] = ["169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128"];

/// The users that proxies run as: what such a user sends passes them by.
const ISTIO_USER: u32 = 1337;
const LINKERD_USER: u32 = 2102;

/// The mesh that a workload's pods belong to.
fn of<'p>(plan: &'p Plan, workload: &Workload) -> Option<&'p Mesh> {
    let mesh = plan.platform.mesh.as_ref()?;
    let keeps_running = matches!(mesh.kind, MeshKind::Istio | MeshKind::Linkerd) && plan.platform.kubernetes < NATIVE;
    let fits = !workload.container.security.host_network && (workload.is_long_running() || !keeps_running);
    fits.then_some(mesh)
}

/// Labels of pods.
pub(super) fn labels(scene: &Scene<'_>, workload: &Workload) -> Vec<(String, String)> {
    let Some(mesh) = &scene.plan.platform.mesh else { return Vec::new() };
    let inside = of(scene.plan, workload).is_some();
    match mesh.kind {
        MeshKind::Istio => vec![owned("sidecar.istio.io/inject", if inside { "true" } else { "false" })],
        MeshKind::IstioAmbient => vec![owned("istio.io/dataplane-mode", if inside { "ambient" } else { "none" })],
        MeshKind::Linkerd => Vec::new(),
    }
}

/// Annotations of pods.
pub(super) fn annotations(scene: &Scene<'_>, workload: &Workload) -> Vec<(String, String)> {
    let Some(mesh) = &scene.plan.platform.mesh else { return Vec::new() };
    let inside = of(scene.plan, workload).is_some();
    let native = inside && scene.since(NATIVE);
    let named = match mesh.kind {
        MeshKind::Istio => vec![(native, "sidecar.istio.io/nativeSidecar", "true")],
        MeshKind::IstioAmbient => Vec::new(),
        MeshKind::Linkerd => vec![
            (true, "linkerd.io/inject", if inside { "enabled" } else { "disabled" }),
            (native, "config.beta.linkerd.io/proxy-enable-native-sidecar", "true"),
        ],
    };
    named.into_iter().filter(|(wanted, ..)| *wanted).map(|(_, name, value)| owned(name, value)).collect()
}

/// Lets in whom the mesh puts between, wherever pods may come in.
pub(super) fn open_ingress(scene: &Scene<'_>, workload: &Workload, rules: &mut Vec<NetworkPolicyIngressRule>) {
    let Some(mesh) = of(scene.plan, workload) else { return };
    if let Some(tunnel) = tunnel(mesh.kind) {
        for rule in rules.iter_mut().filter(|rule| rule.from.as_ref().is_none_or(|from| from.iter().any(is_pods))) {
            policy::add_port(&mut rule.ports, tunnel);
        }
    }
    let scraped = workload.metrics.as_ref().is_some_and(|metrics| !metrics.by_operator);
    if let (MeshKind::Istio, true, Some(namespace)) = (mesh.kind, scraped, &scene.plan.platform.monitoring) {
        let from = Some(vec![policy::in_namespace(namespace)]);
        rules.push(NetworkPolicyIngressRule { from, ports: policy::ports(&[(Transport::Tcp, ISTIO_METRICS)].into()) });
    }
    let health = &workload.container.health;
    let probed = health.ready.is_some() || health.live.is_some() || health.start.is_some();
    if mesh.kind == MeshKind::IstioAmbient && probed {
        let from = Some(AMBIENT_PROBES.iter().map(|range| policy::block(range, &[])).collect());
        let own = workload
            .ports
            .iter()
            .map(|port| (port.transport, port.container))
            .filter(|(transport, _)| *transport == Transport::Tcp);
        rules.push(NetworkPolicyIngressRule { from, ports: policy::ports(&own.collect()) });
    }
}

/// The way to the control plane, and to the proxies of those that are called.
pub(super) fn open_egress(scene: &Scene<'_>, workload: &Workload, rules: &mut Vec<NetworkPolicyEgressRule>) {
    let Some(mesh) = of(scene.plan, workload) else { return };
    if let Some(tunnel) = tunnel(mesh.kind) {
        for rule in rules.iter_mut().filter(|rule| rule.to.as_ref().is_some_and(|to| to.iter().any(is_pods))) {
            policy::add_port(&mut rule.ports, tunnel);
        }
    }
    let control: &[u16] = match mesh.kind {
        MeshKind::Istio => &ISTIO_CONTROL,
        MeshKind::IstioAmbient => &[],
        MeshKind::Linkerd => &LINKERD_CONTROL,
    };
    if !control.is_empty() {
        let to = Some(vec![policy::in_namespace(&mesh.namespace)]);
        let ports = control.iter().map(|port| (Transport::Tcp, *port)).collect();
        rules.push(NetworkPolicyEgressRule { to, ports: policy::ports(&ports) });
    }
}

fn tunnel(kind: MeshKind) -> Option<u16> {
    match kind {
        MeshKind::Istio => None,
        MeshKind::IstioAmbient => Some(ISTIO_TUNNEL),
        MeshKind::Linkerd => Some(LINKERD_TUNNEL),
    }
}

fn is_pods(peer: &NetworkPolicyPeer) -> bool {
    peer.pod_selector.is_some() || peer.namespace_selector.is_some()
}

/// Notes what the mesh takes from network policies.
pub(super) fn check_shared(notes: &mut Notes, plan: &Plan) {
    let Some(mesh) = &plan.platform.mesh else { return };
    if let Some(port) = tunnel(mesh.kind) {
        let lost = format!(
            "the mesh carries all ports through {port}: where a network policy lets a pod call one port of another, it lets it call all; the mesh's own policies tell them apart"
        );
        notes.weakened(FieldPath::new(["platform", "mesh"]), lost);
    }
}

/// Notes a workload that cannot belong to the mesh.
pub(super) fn check(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    let Some(mesh) = &plan.platform.mesh else { return };
    let (user, whose) = match mesh.kind {
        MeshKind::Istio => (ISTIO_USER, "Istio"),
        MeshKind::Linkerd => (LINKERD_USER, "Linkerd"),
        MeshKind::IstioAmbient => (0, ""),
    };
    if of(plan, workload).is_none() {
        let why = if workload.is_long_running() {
            "it has the network of its node"
        } else {
            "before Kubernetes 1.29 the proxy would keep it from ending"
        };
        notes.weakened(workload.path.clone(), format!("it does not belong to the mesh: {why}"));
    } else if user > 0 && workload.containers().any(|container| container.security.user.is_some_and(|own| own.id == user)) {
        let why = format!("what the user {user} sends passes {whose}'s proxy by: it is the proxy's own");
        notes.refused(workload.field("user"), why, "give it another number");
    }
}

fn owned(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
