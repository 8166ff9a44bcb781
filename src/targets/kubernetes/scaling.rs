//! Replicas: how many, where they stand, and how many may be away at once.

use super::{duration::count, keda, meta, objects::Objects, waivers};
use crate::{
    plan::{MetricSource, Replicas, ScaleMetric, Workload},
    policy::On,
};
use k8s_openapi::{
    api::{
        autoscaling::v2::{
            CrossVersionObjectReference, ExternalMetricSource, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler,
            HorizontalPodAutoscalerBehavior, HorizontalPodAutoscalerSpec, MetricIdentifier, MetricSpec, MetricTarget,
            PodsMetricSource, ResourceMetricSource,
        },
        policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec},
    },
    apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::LabelSelector, util::intstr::IntOrString},
};

/// Whether there may be several replicas at once.
pub(super) fn is_plural(workload: &Workload) -> bool {
    let most = match workload.replicas {
        Replicas::Fixed(count) => count,
        Replicas::Auto { max, .. } => max,
    };
    most > 1 && workload.is_long_running() && !workload.singleton
}

/// The replicas that are written; an autoscaler has them to itself.
pub(super) fn written_replicas(workload: &Workload) -> Option<i32> {
    match workload.replicas {
        Replicas::Fixed(replicas) => Some(count(replicas)),
        Replicas::Auto { .. } if workload.singleton => Some(1),
        Replicas::Auto { .. } => None,
    }
}

/// The autoscaler and the disruption budget.
pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload, kind: &'static str) {
    let scene = objects.scene;
    let phase = scene.phase(workload);
    let name = &workload.name;
    if keda::has(workload) {
        keda::emit(objects, workload, kind);
    } else if let (Replicas::Auto { min, max, cpu, memory }, false) = (workload.replicas, workload.singleton) {
        let resources = [("cpu", cpu), ("memory", memory)].into_iter().filter_map(|(name, aim)| Some(metric(name, aim?)));
        let spec = HorizontalPodAutoscalerSpec {
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".into()),
                kind: kind.into(),
                name: name.clone(),
            },
            min_replicas: Some(count(min)),
            max_replicas: count(max),
            metrics: Some(resources.chain(workload.metrics_to_scale.iter().filter_map(offered)).collect()),
            behavior: Some(HorizontalPodAutoscalerBehavior { scale_down: Some(slowly()), scale_up: None }),
        };
        let mut metadata = scene.metadata(workload, name);
        meta::annotate(&mut metadata, waivers::beside(scene, workload, On::Autoscaler));
        let autoscaler = HorizontalPodAutoscaler { metadata, spec, status: None };
        objects.add(phase, format!("{name}/horizontal-pod-autoscaler"), autoscaler);
    }
    if is_plural(workload) && workload.replicas.least() > 1 {
        let spec = PodDisruptionBudgetSpec {
            min_available: workload.disruption.map(super::workload::written),
            max_unavailable: workload.disruption.is_none().then_some(IntOrString::Int(1)),
            unhealthy_pod_eviction_policy: scene.since(27).then(|| "AlwaysAllow".to_owned()),
            selector: Some(meta::selector(workload)),
        };
        let budget = PodDisruptionBudget { metadata: scene.metadata(workload, name), spec: Some(spec), status: None };
        objects.add(phase, format!("{name}/pod-disruption-budget"), budget);
    }
}

fn metric(name: &str, aim: u32) -> MetricSpec {
    let target = MetricTarget { type_: "Utilization".into(), average_utilization: Some(count(aim)), ..MetricTarget::default() };
    MetricSpec {
        type_: "Resource".into(),
        resource: Some(ResourceMetricSource { name: name.into(), target }),
        ..MetricSpec::default()
    }
}

/// A metric that an adapter offers to the cluster.
fn offered(metric: &ScaleMetric) -> Option<MetricSpec> {
    let target = |average: u32| MetricTarget {
        type_: "AverageValue".into(),
        average_value: Some(Quantity(average.to_string())),
        ..MetricTarget::default()
    };
    match &metric.source {
        MetricSource::Pods { average } => {
            let metric = MetricIdentifier { name: metric.name.clone(), selector: None };
            let pods = PodsMetricSource { metric, target: target(*average) };
            Some(MetricSpec { type_: "Pods".into(), pods: Some(pods), ..MetricSpec::default() })
        }
        MetricSource::External { metric, labels, average } => {
            let labels = (!labels.is_empty()).then(|| labels.iter().cloned().collect());
            let selector = labels.map(|labels| LabelSelector { match_labels: Some(labels), ..LabelSelector::default() });
            let metric = MetricIdentifier { name: metric.clone(), selector };
            let external = ExternalMetricSource { metric, target: target(*average) };
            Some(MetricSpec { type_: "External".into(), external: Some(external), ..MetricSpec::default() })
        }
        MetricSource::Prometheus { .. }
        | MetricSource::Queue { .. }
        | MetricSource::Hours { .. }
        | MetricSource::Trigger { .. } => None,
    }
}

/// Down by half a minute at most, once the load has been low for five.
pub(super) fn slowly() -> HPAScalingRules {
    HPAScalingRules {
        stabilization_window_seconds: Some(300),
        policies: Some(vec![HPAScalingPolicy { type_: "Percent".into(), value: 50, period_seconds: 60 }]),
        ..HPAScalingRules::default()
    }
}
