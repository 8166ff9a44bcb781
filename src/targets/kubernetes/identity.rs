//! The identity of a workload: a service account of its own, without a token; and the rights that it has in the API.

use super::{meta, objects::Objects, phase::Phase, scene::Scene, waivers};
use crate::{
    artifact::Notes,
    plan::{KubeAccess, Plan, Reach, Workload},
    policy::On,
};
use k8s_openapi::{
    Metadata,
    api::{
        core::v1::ServiceAccount,
        rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject},
    },
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use std::collections::BTreeMap;

/// The folder in which a secret would hide the token of who has rights in the API.
const SECRETS: &str = "/run/secrets";

pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload) {
    let mut metadata = objects.scene.metadata(workload, &workload.name);
    meta::annotate(&mut metadata, workload.identity.annotations.iter().cloned());
    let account = ServiceAccount { metadata, automount_service_account_token: Some(false), ..ServiceAccount::default() };
    objects.add(Phase::Base, format!("{}/service-account", workload.name), account);
    rights(objects, workload);
}

/// A role and its binding for each place in which the workload has rights.
fn rights(objects: &mut Objects<'_, '_>, workload: &Workload) {
    let mut places: BTreeMap<&Reach, Vec<&KubeAccess>> = BTreeMap::new();
    for access in &workload.access {
        places.entry(&access.reach).or_default().push(access);
    }
    let own = objects.scene.plan.namespace.name.clone();
    // Of one cluster, a namespace has its name alone.
    let elsewhere = format!("{own}-{}", workload.name);
    let waived = waivers::beside(objects.scene, workload, On::Rights);
    let named = |scene: &Scene<'_>, name: &str| {
        let mut metadata = scene.metadata(workload, name);
        meta::annotate(&mut metadata, waived.iter().cloned());
        metadata
    };
    for (reach, rights) in places {
        let rules = Some(rights.into_iter().map(rule).collect());
        let folder = &workload.name;
        match reach {
            Reach::Own => {
                let metadata = || named(objects.scene, &workload.name);
                let role = Role { metadata: metadata(), rules };
                let binding = role_binding(metadata(), workload, &own);
                objects.add(Phase::Base, format!("{folder}/role"), role);
                objects.add(Phase::Base, format!("{folder}/role-binding"), binding);
            }
            Reach::Namespace(namespace) => {
                let metadata = ObjectMeta { namespace: Some(namespace.clone()), ..named(objects.scene, &elsewhere) };
                let binding = role_binding(metadata.clone(), workload, &own);
                objects.add(Phase::Base, format!("{folder}/role-{namespace}"), Role { metadata, rules });
                objects.add(Phase::Base, format!("{folder}/role-binding-{namespace}"), binding);
            }
            Reach::Cluster => {
                let metadata = ObjectMeta { namespace: None, ..named(objects.scene, &elsewhere) };
                let role_ref = reference(ClusterRole::default(), &metadata);
                let subjects = Some(vec![subject(workload, &own)]);
                let binding = ClusterRoleBinding { metadata: metadata.clone(), role_ref, subjects };
                let role = ClusterRole { metadata, rules, aggregation_rule: None };
                objects.add(Phase::Base, format!("{folder}/cluster-role"), role);
                objects.add(Phase::Base, format!("{folder}/cluster-role-binding"), binding);
            }
        }
    }
}

fn rule(access: &KubeAccess) -> PolicyRule {
    PolicyRule {
        api_groups: Some(vec![access.group.clone()]),
        resources: Some(vec![access.resource.clone()]),
        resource_names: access.name.clone().map(|name| vec![name]),
        verbs: access.verbs.clone(),
        non_resource_urls: None,
    }
}

fn role_binding(metadata: ObjectMeta, workload: &Workload, namespace: &str) -> RoleBinding {
    let role_ref = reference(Role::default(), &metadata);
    RoleBinding { metadata, role_ref, subjects: Some(vec![subject(workload, namespace)]) }
}

fn reference<T: Metadata<Ty = ObjectMeta>>(_role: T, metadata: &ObjectMeta) -> RoleRef {
    RoleRef { api_group: Some(T::GROUP.to_owned()), kind: T::KIND.to_owned(), name: metadata.name.clone().unwrap_or_default() }
}

fn subject(workload: &Workload, namespace: &str) -> Subject {
    Subject {
        kind: "ServiceAccount".to_owned(),
        name: workload.name.clone(),
        namespace: Some(namespace.to_owned()),
        api_group: None,
    }
}

/// Notes what rights in the API do not go with, and what they open.
pub(super) fn check(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    if workload.access.is_empty() {
        return;
    }
    let in_folder = |path: &str| path.rsplit_once('/').is_some_and(|(folder, _)| folder == SECRETS);
    if let Some(file) = workload.container.secret_files.iter().find(|file| in_folder(&file.path)) {
        let why = format!(
            "the token that `kube-access` needs lies below `{SECRETS}` in most images, which the volume of `{}` hides",
            file.path
        );
        let cure = format!("put the secret a folder deeper: `{SECRETS}/{}/…`", workload.name);
        notes.refused(workload.field("secret-files").join(&file.path), why, cure);
    }
    if plan.platform.api_server.is_empty() {
        let lost = "the platform does not say where the API answers: ports 443 and 6443 of every address are reached; say it: platform { api-server cidr=\"…\"; }";
        notes.weakened(workload.field("kube-access"), lost);
    }
}
