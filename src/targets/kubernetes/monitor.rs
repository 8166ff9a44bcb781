//! Monitors, by which the Prometheus operator finds metrics.

use super::{
    custom::{Api, Custom, Spec},
    meta::{self, NAME},
    network,
    objects::Objects,
};
use crate::plan::{Kind, Metrics, Port, Transport, Workload};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::Serialize;

const API: Api = Api::new("monitoring.coreos.com/v1");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServiceMonitor {
    job_label: &'static str,
    selector: LabelSelector,
    endpoints: Vec<Endpoint>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PodMonitor {
    job_label: &'static str,
    selector: LabelSelector,
    pod_metrics_endpoints: Vec<Endpoint>,
}

/// A port by its name, and a path.
#[derive(Serialize)]
struct Endpoint {
    port: String,
    path: String,
}

impl Spec for ServiceMonitor {
    const API: Api = API;
    const KIND: &'static str = "ServiceMonitor";
    const PLURAL: &'static str = "servicemonitors";
}

impl Spec for PodMonitor {
    const API: Api = API;
    const KIND: &'static str = "PodMonitor";
    const PLURAL: &'static str = "podmonitors";
}

/// Adds the monitor of a workload whose metrics the operator is to find.
pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload) {
    let scene = objects.scene;
    let Some(Metrics { port, path, by_operator: true }) = &workload.metrics else { return };
    let Some(port) = workload.ports.iter().find(|own| own.container == *port && own.transport == Transport::Tcp) else { return };
    let mut metadata = scene.metadata(workload, &workload.name);
    metadata.labels.get_or_insert_default().extend(scene.plan.platform.operator.iter().flatten().cloned());
    let endpoints = vec![Endpoint { port: port.name.clone(), path: path.clone() }];
    let selector = meta::selector(workload);
    let phase = scene.phase(workload);
    if has_one_service(workload, port) {
        let spec = ServiceMonitor { job_label: NAME, selector, endpoints };
        objects.add(phase, format!("{}/service-monitor", workload.name), Custom::new(metadata, spec));
    } else {
        let spec = PodMonitor { job_label: NAME, selector, pod_metrics_endpoints: endpoints };
        objects.add(phase, format!("{}/pod-monitor", workload.name), Custom::new(metadata, spec));
    }
}

/// Whether one Service alone leads to the port: behind several, each pod would be scraped as often.
fn has_one_service(workload: &Workload, port: &Port) -> bool {
    port.service.is_some() && !matches!(workload.kind, Kind::Stateful) && !network::is_divided(workload)
}
