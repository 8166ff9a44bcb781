//! Secrets that the External Secrets Operator copies out of Vault.

use super::{
    custom::{Api, Custom, Spec},
    go_template::percent_encoded,
    objects::Objects,
    phase::Phase,
    secret::{remote_path, synced_key, synced_name},
};
use crate::plan::{Encoding, Plan, Secret, Store, Vault};
use k8s_openapi::api::core::v1::ServiceAccount;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Serialize)]
struct StoreSpec {
    provider: Provider,
}

impl Spec for StoreSpec {
    const API: Api = API;
    const KIND: &'static str = "SecretStore";
    const PLURAL: &'static str = "secretstores";
}

#[derive(Serialize)]
struct Provider {
    vault: VaultProvider,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VaultProvider {
    server: String,
    path: String,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_provider: Option<CaProvider>,
    auth: Auth,
}

#[derive(Serialize)]
struct CaProvider {
    r#type: &'static str,
    name: String,
    key: &'static str,
}

#[derive(Serialize)]
struct Auth {
    kubernetes: KubernetesAuth,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KubernetesAuth {
    mount_path: String,
    role: String,
    service_account_ref: Reference,
}

#[derive(Serialize)]
struct Reference {
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecretSpec {
    refresh_policy: &'static str,
    refresh_interval: String,
    secret_store_ref: StoreReference,
    target: Target,
    data: Vec<Copied>,
}

impl Spec for SecretSpec {
    const API: Api = API;
    const KIND: &'static str = "ExternalSecret";
    const PLURAL: &'static str = "externalsecrets";
}

#[derive(Serialize)]
struct StoreReference {
    name: &'static str,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    name: String,
    creation_policy: &'static str,
    deletion_policy: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<Template>,
}

/// Keys that are made from the copied ones, beside them or instead of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Template {
    engine_version: &'static str,
    merge_policy: &'static str,
    data: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Copied {
    secret_key: String,
    remote_ref: Remote,
}

#[derive(Serialize)]
struct Remote {
    key: String,
    property: String,
}

const API: Api = Api::new("external-secrets.io/v1");

/// The name of the SecretStore.
const STORE: &str = "vault";

/// Adds the store, its identity, and a copy of each item that pods read.
pub(super) fn emit(objects: &mut Objects<'_, '_>) {
    let scene = objects.scene;
    let Store::Vault(vault) = &scene.plan.secrets.store else { return };
    if scene.plan.secrets.by_name.is_empty() {
        return;
    }
    let account = format!("{}-secret-store", scene.plan.application.name);
    let metadata = scene.shared_metadata(&account);
    let identity = ServiceAccount { metadata, automount_service_account_token: Some(false), ..ServiceAccount::default() };
    objects.add(Phase::Base, "secret-store-service-account", identity);
    let store = StoreSpec { provider: Provider { vault: provider(vault, account) } };
    objects.add(Phase::Base, "secret-store", Custom::new(scene.shared_metadata(STORE), store));
    let mut items: BTreeMap<String, Vec<(&String, &Secret)>> = BTreeMap::new();
    let read_by_pods = scene.plan.secrets.by_name.iter().filter(|(_, secret)| !secret.encodings.is_empty());
    for (name, secret) in read_by_pods {
        items.entry(synced_name(scene.plan, vault, secret)).or_default().push((name, secret));
    }
    for (name, secrets) in items {
        let path = format!("external-secret-{name}");
        let object = Custom::new(scene.shared_metadata(&name), copy(scene.plan, vault, name, &secrets));
        objects.add(Phase::Base, path, object);
    }
}

fn provider(vault: &Vault, account: String) -> VaultProvider {
    VaultProvider {
        server: vault.server.clone(),
        path: vault.mount.clone(),
        version: format!("v{}", vault.version),
        ca_provider: vault.ca.clone().map(|name| CaProvider { r#type: "ConfigMap", name, key: "ca.crt" }),
        auth: Auth {
            kubernetes: KubernetesAuth {
                mount_path: vault.auth.clone(),
                role: vault.role.clone(),
                service_account_ref: Reference { name: account },
            },
        },
    }
}

fn copy(plan: &Plan, vault: &Vault, name: String, secrets: &[(&String, &Secret)]) -> SecretSpec {
    let encoded = secrets.iter().filter(|(_, secret)| secret.encodings.contains(&Encoding::Url));
    let data: BTreeMap<_, _> = encoded.map(|(name, _)| (synced_key(name, Encoding::Url), percent_encoded(name))).collect();
    let template = (!data.is_empty()).then_some(Template { engine_version: "v2", merge_policy: "Merge", data });
    spec(plan, vault, (name, template), secrets.iter().copied())
}

/// A Secret that has these texts, with the values of secrets filled in, and nothing else; `None` where the store fills in none.
pub(super) fn filled(plan: &Plan, name: &str, texts: BTreeMap<String, String>, secrets: &BTreeSet<&str>) -> Option<SecretSpec> {
    let Store::Vault(vault) = &plan.secrets.store else { return None };
    let template = Template { engine_version: "v2", merge_policy: "Replace", data: texts };
    let used = plan.secrets.by_name.iter().filter(|(name, _)| secrets.contains(name.as_str()));
    Some(spec(plan, vault, (name.to_owned(), Some(template)), used))
}

fn spec<'p>(
    plan: &Plan,
    vault: &Vault,
    (name, template): (String, Option<Template>),
    secrets: impl Iterator<Item = (&'p String, &'p Secret)>,
) -> SecretSpec {
    let data = secrets.map(|(name, secret)| Copied {
        secret_key: synced_key(name, Encoding::Plain),
        remote_ref: Remote { key: remote_path(plan, vault, secret), property: secret.key.clone() },
    });
    SecretSpec {
        refresh_policy: "Periodic",
        refresh_interval: interval(vault.refresh),
        secret_store_ref: StoreReference { name: STORE, kind: StoreSpec::KIND },
        target: Target { name, creation_policy: "Owner", deletion_policy: "Retain", template },
        data: data.collect(),
    }
}

/// Seconds as the operator writes them.
fn interval(seconds: u64) -> String {
    match seconds {
        _ if seconds.is_multiple_of(3600) => format!("{}h0m0s", seconds / 3600),
        _ if seconds.is_multiple_of(60) => format!("{}m0s", seconds / 60),
        _ => format!("{seconds}s"),
    }
}
