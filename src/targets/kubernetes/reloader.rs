//! Stakater's Reloader: it restarts pods when a Secret changes, which no render sees.

use super::scene::Scene;
use crate::plan::Workload;
use k8s_openapi::api::core::v1::{Container, PodTemplateSpec, Volume};
use std::collections::BTreeSet;

/// The Secrets of the pods, whose change restarts them; a changed ConfigMap rolls them by itself.
pub(super) fn annotation(scene: &Scene<'_>, workload: &Workload, template: &PodTemplateSpec) -> Option<(String, String)> {
    if !scene.plan.platform.reloader || !workload.is_long_running() {
        return None;
    }
    let pod = template.spec.as_ref()?;
    let variables = pod.init_containers.iter().flatten().chain(&pod.containers).flat_map(of_variables);
    let files = pod.volumes.iter().flatten().flat_map(of_volume);
    let names: BTreeSet<&str> = variables.chain(files).collect();
    let names: Vec<&str> = names.into_iter().collect();
    (!names.is_empty()).then(|| ("secret.reloader.stakater.com/reload".to_owned(), names.join(",")))
}

fn of_variables(container: &Container) -> impl Iterator<Item = &str> {
    let sources = container.env.iter().flatten().filter_map(|variable| variable.value_from.as_ref());
    sources.filter_map(|source| source.secret_key_ref.as_ref()).map(|secret| secret.name.as_str())
}

fn of_volume(volume: &Volume) -> impl Iterator<Item = &str> {
    let whole = volume.secret.as_ref().and_then(|secret| secret.secret_name.as_deref());
    let parts = volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten());
    whole.into_iter().chain(parts.filter_map(|part| part.secret.as_ref()).map(|secret| secret.name.as_str()))
}
