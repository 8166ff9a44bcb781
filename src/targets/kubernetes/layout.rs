//! The files around the objects: kustomizations, and what a reconciler reads.

use super::{objects::File, phase::Phase};
use crate::{
    artifact::{Artifacts, Notes},
    path::FieldPath,
    plan::{GitopsLayout, Plan},
    yaml::write::write,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The namespaces in which reconcilers look for their own objects.
const ARGO_NAMESPACE: &str = "argocd";
const FLUX_NAMESPACE: &str = "flux-system";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kustomization<'f> {
    api_version: &'static str,
    kind: &'static str,
    resources: Vec<&'f str>,
}

impl<'f> Kustomization<'f> {
    fn of(resources: Vec<&'f str>) -> String {
        write(&Self { api_version: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources })
    }
}

/// Adds a kustomization for each phase that has objects, and one for all of them; gives the phases.
pub(super) fn kustomizations(artifacts: &mut Artifacts, files: &[File<'_>]) -> Vec<Phase> {
    let mut phases: BTreeMap<Phase, Vec<&str>> = BTreeMap::new();
    for file in files {
        phases.entry(file.phase).or_default().push(&file.path);
    }
    for (phase, paths) in &mut phases {
        paths.sort_by_key(|path| (*path != "namespace.yaml", *path));
        artifacts.add(format!("{}/kustomization.yaml", phase.folder()), Kustomization::of(paths.clone()));
    }
    let present: Vec<Phase> = phases.into_keys().collect();
    artifacts.add("kustomization.yaml", Kustomization::of(present.iter().map(|phase| phase.folder()).collect()));
    present
}

/// Adds what tells a reconciler where the output lies.
pub(super) fn gitops(artifacts: &mut Artifacts, notes: &mut Notes, plan: &Plan, phases: &[Phase]) {
    match plan.gitops.layout {
        GitopsLayout::None => {}
        GitopsLayout::Argo => application(artifacts, notes, plan),
        GitopsLayout::Flux => flux(artifacts, plan, phases),
    }
}

fn application(artifacts: &mut Artifacts, notes: &mut Notes, plan: &Plan) {
    let gitops = &plan.gitops;
    let Some(repository) = &gitops.repository else {
        let path = FieldPath::new(["gitops", "repository"]);
        return notes.refused(
            path,
            "an Application of Argo CD names its repository",
            "add `repository=\"https://…\"` to `gitops`",
        );
    };
    let object = json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": object_name(plan), "namespace": ARGO_NAMESPACE},
        "spec": {
            "project": "default",
            "source": {"repoURL": repository, "targetRevision": gitops.revision, "path": gitops.path},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": plan.namespace.name},
            "syncPolicy": {
                "automated": {"prune": true, "selfHeal": true},
                "syncOptions": ["ServerSideApply=true", "PruneLast=true"],
            },
        },
    });
    artifacts.add("gitops/application.yaml", write(&object));
}

/// A Kustomization a phase; each waits for what the one before it applied.
fn flux(artifacts: &mut Artifacts, plan: &Plan, phases: &[Phase]) {
    let name = object_name(plan);
    let source = match &plan.gitops.repository {
        Some(repository) => {
            artifacts.add("gitops/source.yaml", write(&git_repository(plan, &name, repository)));
            name.as_str()
        }
        None => FLUX_NAMESPACE,
    };
    let mut before: Option<&str> = None;
    for phase in Phase::ALL.into_iter().filter(|phase| phases.contains(phase)) {
        let folder = phase.folder();
        let mut spec = json!({
            "interval": "10m0s",
            "retryInterval": "1m0s",
            "timeout": "15m0s",
            "path": format!("./{}/{folder}", plan.gitops.path.trim_start_matches("./").trim_end_matches('/')),
            "prune": true,
            "wait": true,
            "sourceRef": {"kind": "GitRepository", "name": source},
        });
        if let (Some(before), Value::Object(spec)) = (before, &mut spec) {
            spec.insert("dependsOn".into(), json!([{"name": format!("{name}-{before}")}]));
        }
        let object = json!({
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "metadata": {"name": format!("{name}-{folder}"), "namespace": FLUX_NAMESPACE},
            "spec": spec,
        });
        artifacts.add(format!("gitops/{folder}.yaml"), write(&object));
        before = Some(folder);
    }
}

fn git_repository(plan: &Plan, name: &str, repository: &str) -> Value {
    json!({
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": "GitRepository",
        "metadata": {"name": name, "namespace": FLUX_NAMESPACE},
        "spec": {"interval": "1m0s", "url": repository, "ref": {"branch": plan.gitops.revision}},
    })
}

/// What reconcilers call this environment of the application.
fn object_name(plan: &Plan) -> String {
    format!("{}-{}", plan.application.name, plan.setting.environment)
}
