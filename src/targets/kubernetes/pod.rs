//! The pod of a workload.

use super::{
    companions,
    config::Configuration,
    container::{self, some},
    duration::seconds,
    mesh, meta, observability, placement,
    scene::Scene,
    security,
    storage::Mounts,
};
use crate::plan::{Kind, Restart, Workload};
use k8s_openapi::{
    api::core::v1::{LocalObjectReference, PodSpec, PodTemplateSpec},
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use std::collections::BTreeSet;

/// The annotation that changes with the configuration, so that a change rolls the pods.
const CHECKSUM: &str = "landfall.dev/config-checksum";

/// The template of a workload's pods.
pub(super) fn template(
    scene: &Scene<'_>,
    workload: &Workload,
    configuration: &Configuration<'_>,
    mounts: &Mounts,
) -> PodTemplateSpec {
    let mut labels = scene.pod_labels(workload);
    labels.extend(mesh::labels(scene, workload));
    let mut metadata = ObjectMeta { labels: Some(labels), ..ObjectMeta::default() };
    meta::annotate(&mut metadata, mesh::annotations(scene, workload));
    meta::annotate(&mut metadata, observability::annotations(scene.plan, workload));
    meta::annotate(&mut metadata, workload.annotations.iter().cloned());
    meta::annotate(&mut metadata, configuration.checksum.clone().map(|checksum| (CHECKSUM.to_owned(), checksum)));
    let spec = spec(scene, workload, mounts);
    PodTemplateSpec { metadata: Some(metadata), spec: Some(spec) }
}

fn spec(scene: &Scene<'_>, workload: &Workload, mounts: &Mounts) -> PodSpec {
    let security = &workload.container.security;
    let secrets: BTreeSet<&String> = workload.containers().flat_map(|container| &container.image.pull_secrets).collect();
    let (before, beside) = companions::containers(scene, workload, mounts);
    let containers = [vec![container::of(scene, workload, &mounts.mounts)], beside].concat();
    PodSpec {
        restart_policy: restart_policy(workload),
        service_account_name: Some(workload.name.clone()),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        host_users: own_users(scene, workload).then_some(false),
        host_network: security.host_network.then_some(true),
        dns_policy: security.host_network.then(|| "ClusterFirstWithHostNet".to_owned()),
        host_pid: security.host_pid.then_some(true),
        host_ipc: security.host_ipc.then_some(true),
        priority_class_name: workload.placement.priority.clone().or_else(|| scene.plan.platform.priority.clone()),
        termination_grace_period_seconds: Some(container::grace_period(scene, workload)),
        image_pull_secrets: some(secrets.into_iter().map(|name| LocalObjectReference { name: name.clone() }).collect()),
        security_context: Some(security::of_pod(workload)),
        topology_spread_constraints: some(placement::spread(scene, workload)),
        affinity: placement::affinity(workload),
        node_selector: placement::selector(workload),
        tolerations: placement::tolerations(workload),
        init_containers: some(before),
        containers,
        volumes: some(mounts.volumes.clone()),
        ..PodSpec::default()
    }
}

/// What runs for long always starts again; a job's pod only where a container may be tried once more in the same pod.
fn restart_policy(workload: &Workload) -> Option<String> {
    match (&workload.kind, workload.container.restart) {
        (Kind::Service | Kind::Stateful | Kind::Daemon, _) => None,
        (Kind::Job { .. } | Kind::Cron { .. }, Restart::OnFailure) => Some("OnFailure".into()),
        (Kind::Job { .. } | Kind::Cron { .. }, Restart::Always | Restart::UnlessStopped | Restart::No) => Some("Never".into()),
    }
}

/// Whether its users are not the host's.
fn own_users(scene: &Scene<'_>, workload: &Workload) -> bool {
    let security = &workload.container.security;
    let shares = security.host_network || security.host_pid || security.host_ipc;
    scene.plan.platform.user_namespaces && scene.since(33) && !shares
}

/// The time that a job may take, in seconds; an hour where nobody says so.
pub(super) fn deadline(timeout: Option<std::time::Duration>) -> i64 {
    timeout.map_or(3600, seconds)
}
