//! Names, labels and selectors of objects.

use super::scene::Scene;
use crate::plan::{Application, GitopsLayout, Kind, Plan, Role, Workload};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use std::collections::BTreeMap;

pub(super) type Labels = BTreeMap<String, String>;

pub(super) const NAME: &str = "app.kubernetes.io/name";
pub(super) const INSTANCE: &str = "app.kubernetes.io/instance";
const COMPONENT: &str = "app.kubernetes.io/component";
const PART_OF: &str = "app.kubernetes.io/part-of";
const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
const VERSION: &str = "app.kubernetes.io/version";

/// The longest value of a label.
const LONGEST_VALUE: usize = 63;

impl Scene<'_> {
    /// The metadata of an object that belongs to no workload.
    pub(super) fn shared_metadata(&self, name: impl Into<String>) -> ObjectMeta {
        self.named(name, of_application(&self.plan.application))
    }

    /// The metadata of an object that belongs to a workload.
    pub(super) fn metadata(&self, workload: &Workload, name: impl Into<String>) -> ObjectMeta {
        self.named(name, self.labels(workload))
    }

    /// The metadata of the workload itself: with its version, and what the user adds.
    pub(super) fn workload_metadata(&self, workload: &Workload) -> ObjectMeta {
        let mut metadata = self.named(&workload.name, self.pod_labels(workload));
        annotate(&mut metadata, workload.annotations.iter().cloned());
        metadata
    }

    /// The labels of the workload and its pods.
    pub(super) fn pod_labels(&self, workload: &Workload) -> Labels {
        let mut labels = self.labels(workload);
        let version = self.plan.application.version.as_deref().or(workload.container.image.tag());
        if let Some(version) = version.map(label_value).filter(|version| !version.is_empty()) {
            labels.insert(VERSION.into(), version);
        }
        let own = workload.labels.iter().filter(|(name, _)| name != NAME && name != INSTANCE);
        labels.extend(own.cloned());
        labels.extend(workload.identity.labels.iter().cloned());
        labels
    }

    /// Keeps an object when a reconciler no longer finds it in the output.
    pub(super) fn keep(&self, metadata: &mut ObjectMeta) {
        let (name, value) = match self.layout() {
            GitopsLayout::None => return,
            GitopsLayout::Argo => ("argocd.argoproj.io/sync-options", "Prune=false"),
            GitopsLayout::Flux => ("kustomize.toolkit.fluxcd.io/prune", "disabled"),
        };
        annotate(metadata, [(name.to_owned(), value.to_owned())]);
    }

    fn labels(&self, workload: &Workload) -> Labels {
        self.labels.get(workload.name.as_str()).cloned().unwrap_or_default()
    }

    fn named(&self, name: impl Into<String>, labels: Labels) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.into()),
            namespace: Some(self.plan.namespace.name.clone()),
            labels: Some(labels),
            ..ObjectMeta::default()
        }
    }
}

/// The labels of all objects of each workload.
pub(super) fn of_workloads(plan: &Plan) -> BTreeMap<&str, Labels> {
    let shared = of_application(&plan.application);
    let labels = |workload: &Workload| {
        let mut labels = shared.clone();
        labels.extend(selector_labels(workload));
        labels.insert(COMPONENT.into(), label_value(component(workload)));
        labels
    };
    plan.workloads.iter().map(|workload| (workload.name.as_str(), labels(workload))).collect()
}

fn of_application(application: &Application) -> Labels {
    let owner = application.owner.iter().map(|owner| ("owner".to_owned(), label_value(owner)));
    let labels = [(PART_OF.to_owned(), label_value(&application.part_of)), (MANAGED_BY.to_owned(), "landfall".to_owned())];
    owner.chain(labels).collect()
}

/// The labels that select a workload's pods; they never change.
pub(super) fn selector_labels(workload: &Workload) -> Labels {
    labels_of(&workload.name)
}

fn labels_of(name: &str) -> Labels {
    [NAME, INSTANCE].map(|label| (label.to_owned(), name.to_owned())).into()
}

pub(super) fn selector(workload: &Workload) -> LabelSelector {
    selector_of(&workload.name)
}

/// Selects the pods of the workload of that name.
pub(super) fn selector_of(name: &str) -> LabelSelector {
    LabelSelector { match_labels: Some(labels_of(name)), ..LabelSelector::default() }
}

/// Selects pods by one label.
pub(super) fn with_label(label: &str, value: &str) -> LabelSelector {
    LabelSelector { match_labels: Some([(label.to_owned(), value.to_owned())].into()), ..LabelSelector::default() }
}

/// Adds annotations; none leave no empty map behind.
pub(super) fn annotate(metadata: &mut ObjectMeta, annotations: impl IntoIterator<Item = (String, String)>) {
    for (name, value) in annotations {
        metadata.annotations.get_or_insert_default().insert(name, value);
    }
}

/// What a workload is within the application.
fn component(workload: &Workload) -> &str {
    match (&workload.role, &workload.kind) {
        (Role::Backing(of), _) => of,
        (Role::Proxy, _) => "proxy",
        (Role::Own, Kind::Service) => "service",
        (Role::Own, Kind::Stateful) => "stateful",
        (Role::Own, Kind::Daemon) => "daemon",
        (Role::Own, Kind::Job { .. }) => "job",
        (Role::Own, Kind::Cron { .. }) => "cron",
    }
}

/// A text as the value of a label: what is not allowed there becomes `-`.
fn label_value(text: &str) -> String {
    let allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let value: String = text.chars().map(|char| if allowed(char) { char } else { '-' }).take(LONGEST_VALUE).collect();
    value.trim_matches(|char: char| !char.is_ascii_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_takes_any_text() {
        for (text, expected) in [("1.4.2", "1.4.2"), ("Team A/B", "Team-A-B"), ("-x-", "x"), ("…", "")] {
            assert_eq!(label_value(text), expected);
        }
        assert_eq!(label_value(&"a".repeat(70)).len(), 63);
    }
}
