//! Services: where others reach a workload.

use super::{container::protocol, controller, meta, objects::Objects, scene::Scene};
use crate::plan::{Controller, Expose, Kind, Port, Source, Workload};
use k8s_openapi::{
    api::core::v1::{self, ServicePort, ServiceSpec},
    apimachinery::pkg::util::intstr::IntOrString,
};

/// The name of the Service that gives each replica of a stateful workload a name.
pub(super) fn headless_name(workload: &Workload) -> String {
    crate::plan::headless_name(&workload.name, workload.headless.as_deref())
}

/// What the name of a Service for ports that are opened outside ends with: by a load balancer, and on ports of the nodes.
const OPENED: [(&str, &str); 2] = [("LoadBalancer", "external"), ("NodePort", "nodes")];

/// Whether its ports are opened in several ways, or some not at all, so that one Service cannot hold them.
pub(super) fn is_divided(workload: &Workload) -> bool {
    let mut open = workload.ports.iter().filter(|port| port.service.is_some()).map(|port| port.expose.map(opened_as));
    let first = open.next();
    open.any(|other| Some(other) != first)
}

/// The Services of a workload: its own, one for each way in which only some ports are opened outside, one for stable names.
pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload) {
    let open: Vec<&Port> = workload.ports.iter().filter(|port| port.service.is_some()).collect();
    let name = workload.name.as_str();
    let divided = is_divided(workload);
    if let Some(first) = open.first() {
        let type_ = first.expose.filter(|_| !divided).map_or("ClusterIP", opened_as);
        add(objects, workload, name, "service", spec(objects.scene, workload, &open, type_));
    }
    for (type_, suffix) in OPENED.into_iter().filter(|_| divided) {
        let opened: Vec<&Port> = open.iter().copied().filter(|port| port.expose.map(opened_as) == Some(type_)).collect();
        if !opened.is_empty() {
            add(
                objects,
                workload,
                &format!("{name}-{suffix}"),
                &format!("service-{suffix}"),
                spec(objects.scene, workload, &opened, type_),
            );
        }
    }
    if matches!(workload.kind, Kind::Stateful) {
        let spec = ServiceSpec {
            type_: None,
            cluster_ip: Some("None".into()),
            publish_not_ready_addresses: Some(true),
            selector: Some(meta::selector_labels(workload)),
            ports: super::container::some(open.iter().map(|port| service_port(objects.scene, port, false)).collect()),
            ..ServiceSpec::default()
        };
        add(objects, workload, &headless_name(workload), "service-headless", spec);
    }
}

fn add(objects: &mut Objects<'_, '_>, workload: &Workload, name: &str, file: &str, spec: ServiceSpec) {
    let mut metadata = objects.scene.metadata(workload, name);
    meta::annotate(&mut metadata, controller::of_service(objects.scene, workload));
    for port in &workload.ports {
        metadata.labels.get_or_insert_default().extend(port.labels.iter().cloned());
        meta::annotate(&mut metadata, port.annotations.iter().cloned());
    }
    let phase = objects.scene.phase(workload);
    objects.add(phase, format!("{}/{file}", workload.name), v1::Service { metadata, spec: Some(spec), status: None });
}

/// The type of a Service that opens a port in this way.
fn opened_as(expose: Expose) -> &'static str {
    match expose {
        Expose::LoadBalancer => "LoadBalancer",
        Expose::NodePort(_) => "NodePort",
    }
}

fn spec(scene: &Scene<'_>, workload: &Workload, ports: &[&Port], type_: &str) -> ServiceSpec {
    let ranges = if type_ == "LoadBalancer" { source_ranges(workload, ports) } else { Vec::new() };
    ServiceSpec {
        type_: Some(type_.to_owned()),
        load_balancer_source_ranges: super::container::some(ranges),
        selector: Some(meta::selector_labels(workload)),
        ports: Some(ports.iter().map(|port| service_port(scene, port, type_ != "ClusterIP")).collect()),
        ..ServiceSpec::default()
    }
}

fn service_port(scene: &Scene<'_>, port: &Port, opened: bool) -> ServicePort {
    let node_port = match port.expose {
        Some(Expose::NodePort(number)) if opened => number.map(i32::from),
        Some(Expose::NodePort(_) | Expose::LoadBalancer) | None => None,
    };
    ServicePort {
        name: Some(port.name.clone()),
        port: port.service.unwrap_or(port.container).into(),
        target_port: Some(IntOrString::String(port.name.clone())),
        node_port,
        protocol: Some(protocol(port.transport)),
        app_protocol: port.application.map(|application| app_protocol(application, scene.plan.platform.edge.controller)),
    }
}

/// As Kubernetes' own list of protocols has it. Contour (`toContourProtocol`, v1.33) does not know `wss`, and where a port says
/// what it speaks it reads no annotation besides: it would speak in clear.
fn app_protocol(application: &str, controller: Option<Controller>) -> String {
    match application {
        "grpc" | "h2c" => "kubernetes.io/h2c".into(),
        "wss" if controller == Some(Controller::Contour) => "https".into(),
        "ws" | "wss" => format!("kubernetes.io/{application}"),
        other => other.into(),
    }
}

/// The addresses that the user lets in at these ports; none means all.
fn source_ranges(workload: &Workload, ports: &[&Port]) -> Vec<String> {
    let meant = |sources: &std::collections::BTreeSet<_>| {
        sources.is_empty() || ports.iter().any(|port| sources.contains(&(port.transport, port.container)))
    };
    let ranges = workload.ingress.iter().filter(|ingress| meant(&ingress.ports)).filter_map(|ingress| match &ingress.from {
        Source::Cidr(range) => Some(range.clone()),
        Source::Anywhere | Source::Namespace(_) | Source::Pods { .. } => None,
    });
    ranges.collect()
}
