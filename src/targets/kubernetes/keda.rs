//! Autoscaling by KEDA, which asks what the cluster's own autoscaler cannot, and which alone can scale down to none.

use super::{
    custom::{Api, Custom, Spec},
    duration::count,
    objects::Objects,
    phase::Phase,
    scaling::slowly,
    scene::Scene,
};
use crate::plan::{Encoding, MetricSource, Queue, QueueSystem, Replicas, ScaleMetric, SecretUse, Workload};
use k8s_openapi::api::{
    autoscaling::v2::{CrossVersionObjectReference, HorizontalPodAutoscalerBehavior},
    core::v1::ConfigMap,
};
use serde::Serialize;
use std::collections::BTreeMap;

const API: Api = Api::new("keda.sh/v1alpha1");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ScaledObject {
    scale_target_ref: CrossVersionObjectReference,
    min_replica_count: i32,
    max_replica_count: i32,
    advanced: Advanced,
    triggers: Vec<Trigger>,
}

impl Spec for ScaledObject {
    const API: Api = API;
    const KIND: &'static str = "ScaledObject";
    const PLURAL: &'static str = "scaledobjects";
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Advanced {
    horizontal_pod_autoscaler_config: AutoscalerConfig,
}

#[derive(Serialize)]
struct AutoscalerConfig {
    behavior: HorizontalPodAutoscalerBehavior,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trigger {
    r#type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric_type: Option<&'static str>,
    metadata: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authentication_ref: Option<Named>,
}

#[derive(Serialize)]
struct Named {
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Authentication {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secret_target_ref: Vec<Parameter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    config_map_target_ref: Vec<Parameter>,
}

impl Spec for Authentication {
    const API: Api = API;
    const KIND: &'static str = "TriggerAuthentication";
    const PLURAL: &'static str = "triggerauthentications";
}

#[derive(Serialize)]
struct Parameter {
    parameter: String,
    name: String,
    key: String,
}

/// Whether KEDA scales a workload.
pub(super) fn has(workload: &Workload) -> bool {
    !workload.singleton
        && matches!(workload.replicas, Replicas::Auto { .. })
        && workload.metrics_to_scale.iter().any(ScaleMetric::is_event)
}

/// The autoscaler, and what it logs in with.
pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload, kind: &str) {
    let Replicas::Auto { min, max, cpu, memory } = workload.replicas else { return };
    let scene = objects.scene;
    let used = [("cpu", cpu), ("memory", memory)].into_iter().filter_map(|(name, aim)| Some(utilization(name, aim?)));
    let mut triggers: Vec<Trigger> = used.collect();
    for metric in &workload.metrics_to_scale {
        let (kind, metadata) = trigger(scene, &metric.source);
        let login = Login::of(scene, workload, metric);
        let authentication_ref = login.map(|login| login.emit(objects, workload));
        triggers.push(Trigger { r#type: kind, name: Some(metric.name.clone()), metric_type: None, metadata, authentication_ref });
    }
    let spec = ScaledObject {
        scale_target_ref: CrossVersionObjectReference {
            api_version: Some("apps/v1".into()),
            kind: kind.into(),
            name: workload.name.clone(),
        },
        min_replica_count: count(min),
        max_replica_count: count(max),
        advanced: Advanced {
            horizontal_pod_autoscaler_config: AutoscalerConfig {
                behavior: HorizontalPodAutoscalerBehavior { scale_down: Some(slowly()), scale_up: None },
            },
        },
        triggers,
    };
    let scaled = Custom::new(scene.metadata(workload, &workload.name), spec);
    objects.add(scene.phase(workload), format!("{}/scaled-object", workload.name), scaled);
}

fn utilization(resource: &str, aim: u32) -> Trigger {
    Trigger {
        r#type: resource.to_owned(),
        name: None,
        metric_type: Some("Utilization"),
        metadata: settings([("value", aim.to_string())]),
        authentication_ref: None,
    }
}

fn settings<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The type of a trigger, and its settings.
fn trigger(scene: &Scene<'_>, source: &MetricSource) -> (String, BTreeMap<String, String>) {
    let of = |kind: &str, settings| (kind.to_owned(), settings);
    match source {
        MetricSource::Prometheus { server, query, average } => of(
            "prometheus",
            settings([("serverAddress", server.clone()), ("query", query.clone()), ("threshold", average.to_string())]),
        ),
        MetricSource::Queue { queue, average } => waiting(scene, queue, *average),
        MetricSource::Hours { from, until, replicas, time_zone } => of(
            "cron",
            settings([
                ("timezone", time_zone.clone()),
                ("start", from.clone()),
                ("end", until.clone()),
                ("desiredReplicas", replicas.to_string()),
            ]),
        ),
        MetricSource::Trigger { kind, metadata, secrets: _ } => (kind.clone(), metadata.iter().cloned().collect()),
        // Lowering lets none of them stand beside what KEDA reads.
        MetricSource::Pods { .. } | MetricSource::External { .. } => (String::new(), BTreeMap::new()),
    }
}

/// KEDA is in another namespace: it knows a Service by its namespace as well.
fn waiting(scene: &Scene<'_>, queue: &Queue, average: u32) -> (String, BTreeMap<String, String>) {
    let inside = || format!("{}.{}.svc", queue.of, scene.plan.namespace.name);
    let address = format!("{}:{}", queue.external.clone().unwrap_or_else(inside), queue.port);
    let average = average.to_string();
    let (kind, mut settings) = match &queue.system {
        QueueSystem::Rabbitmq => {
            let scheme = if queue.tls { "amqps" } else { "amqp" };
            let host = format!("{scheme}://{address}/");
            (
                "rabbitmq",
                settings([("host", host), ("queueName", queue.name.clone()), ("mode", "QueueLength".into()), ("value", average)]),
            )
        }
        QueueSystem::Redis => {
            ("redis", settings([("address", address), ("listName", queue.name.clone()), ("listLength", average)]))
        }
        QueueSystem::Kafka { group } => (
            "kafka",
            settings([
                ("bootstrapServers", address),
                ("consumerGroup", group.clone()),
                ("topic", queue.name.clone()),
                ("lagThreshold", average),
            ]),
        ),
    };
    match queue.system {
        QueueSystem::Redis if queue.tls => _ = settings.insert("enableTLS".into(), "true".into()),
        QueueSystem::Kafka { .. } if queue.tls => _ = settings.insert("tls".into(), "enable".into()),
        QueueSystem::Rabbitmq | QueueSystem::Redis | QueueSystem::Kafka { .. } => {}
    }
    (kind.to_owned(), settings)
}

/// What KEDA logs in with.
struct Login {
    name: String,
    /// Parameters with the names and keys of Secrets.
    secrets: Vec<Parameter>,
    /// Parameters that are known.
    known: BTreeMap<String, String>,
}

impl Login {
    fn of(scene: &Scene<'_>, workload: &Workload, metric: &ScaleMetric) -> Option<Self> {
        let secret = |parameter: &str, secret: &str| {
            let (name, key) = scene.secret(&SecretUse { name: secret.to_owned(), encoding: Encoding::Plain });
            Parameter { parameter: parameter.to_owned(), name, key }
        };
        let mut login = Self { name: object_name(workload, metric), secrets: Vec::new(), known: BTreeMap::new() };
        match &metric.source {
            MetricSource::Queue { queue, .. } => {
                if let Some(username) = &queue.username {
                    match (username.as_secret(), username.as_literal()) {
                        (Some(of), _) => login.secrets.push(secret("username", &of.name)),
                        (None, Some(name)) => _ = login.known.insert("username".into(), name.to_owned()),
                        (None, None) => {}
                    }
                }
                login.secrets.extend(queue.password.iter().map(|password| secret("password", password)));
            }
            MetricSource::Trigger { secrets, .. } => {
                login.secrets.extend(secrets.iter().map(|(parameter, name)| secret(parameter, name)));
            }
            MetricSource::Pods { .. }
            | MetricSource::External { .. }
            | MetricSource::Prometheus { .. }
            | MetricSource::Hours { .. } => {}
        }
        (!login.secrets.is_empty()).then_some(login)
    }

    /// A parameter that is no secret is handed over by a ConfigMap: KEDA takes it from no text.
    fn emit(self, objects: &mut Objects<'_, '_>, workload: &Workload) -> Named {
        let Self { name, secrets, known } = self;
        let scene = objects.scene;
        let parameter = |key: &String| Parameter { parameter: key.clone(), name: name.clone(), key: key.clone() };
        let spec = Authentication { secret_target_ref: secrets, config_map_target_ref: known.keys().map(parameter).collect() };
        if !known.is_empty() {
            let map = ConfigMap { metadata: scene.metadata(workload, &name), data: Some(known), ..ConfigMap::default() };
            objects.add(Phase::Base, format!("{}/config-map-{name}", workload.name), map);
        }
        let authentication = Custom::new(scene.metadata(workload, &name), spec);
        objects.add(scene.phase(workload), format!("{}/trigger-authentication-{name}", workload.name), authentication);
        Named { name }
    }
}

/// `worker-orders`, of letters, digits and hyphens.
fn object_name(workload: &Workload, metric: &ScaleMetric) -> String {
    let tame = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let name: String = metric.name.chars().map(tame).collect();
    format!("{}-{}", workload.name, name.trim_matches('-'))
}
