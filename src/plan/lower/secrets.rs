//! Where secrets come from, and which there are.

use super::{
    draft::Uses,
    report::{LANGUAGE, Report},
    scope::Scope,
    time,
};
use crate::{
    manifest::{SecretDeclaration, SecretStore},
    path::FieldPath,
    plan::{DefaultStore, Secret, Secrets, Store, Vault, Workload},
};
use std::collections::{BTreeMap, BTreeSet};

/// How often Vault is read anew.
const REFRESH: u64 = 3600;

/// The store, and every secret that a workload uses.
pub(super) fn secrets(scope: &Scope<'_>, drafts: &[(Workload, Uses<'_>)], report: &mut Report<'_>) -> Secrets {
    let store = store(scope, report);
    let mut by_name: BTreeMap<String, Secret> = BTreeMap::new();
    for (workload, uses) in drafts {
        for (name, encodings) in &uses.secrets {
            let secret = by_name.entry(name.clone()).or_insert_with(|| declared(scope, name, &store));
            secret.encodings.extend(encodings);
            secret.used_by.insert(workload.name.clone());
        }
    }
    for name in generated(scope) {
        by_name.entry(name).and_modify(|secret| secret.generated = true);
    }
    Secrets { store, by_name }
}

fn declared(scope: &Scope<'_>, name: &str, store: &Store) -> Secret {
    let none = SecretDeclaration::default();
    let said = scope.layer().secret.get(name).unwrap_or(&none);
    let object = said.object.clone().unwrap_or_else(|| match store {
        Store::Vault(_) => String::new(),
        Store::Dotenv { .. } | Store::Files { .. } | Store::Environment | Store::Existing | Store::Kubernetes { .. } => {
            format!("{}-secrets", scope.app())
        }
    });
    Secret {
        description: said.description.clone(),
        generated: said.generated.unwrap_or(false),
        object,
        key: said.key.clone().unwrap_or_else(|| name.to_owned()),
        encodings: BTreeSet::new(),
        used_by: BTreeSet::new(),
    }
}

/// The secrets of backing services in containers, which nobody has to supply.
fn generated(scope: &Scope<'_>) -> BTreeSet<String> {
    let containers = scope.subjects.values().filter(|subject| !subject.is_external());
    let own = containers.filter_map(|subject| subject.backing.as_ref().map(|facts| (subject.name, facts)));
    own.flat_map(|(name, facts)| facts.own_secrets().into_iter().map(move |secret| format!("{name}-{secret}"))).collect()
}

fn store(scope: &Scope<'_>, report: &mut Report<'_>) -> Store {
    let path = FieldPath::new(["secrets"]);
    let Some(written) = &scope.layer().secrets else {
        let (word, store) = match scope.request.target.default_store {
            DefaultStore::Dotenv => ("dotenv", Store::Dotenv { file: ".env".to_owned() }),
            DefaultStore::Files => ("files", Store::Files { dir: "secrets".to_owned() }),
            DefaultStore::Existing => ("existing", Store::Existing),
        };
        report.infer(path, word, LANGUAGE, "what the target can read");
        return store;
    };
    match written {
        SecretStore::Dotenv { file } => Store::Dotenv { file: file.as_ref().map_or(".env", |file| file.as_str()).to_owned() },
        SecretStore::Files { dir } => Store::Files { dir: dir.as_ref().map_or("secrets", |dir| dir.as_str()).to_owned() },
        SecretStore::Environment {} => Store::Environment,
        SecretStore::Existing {} => Store::Existing,
        SecretStore::Kubernetes { from } => {
            Store::Kubernetes { from: from.as_ref().map_or(".env", |from| from.as_str()).to_owned() }
        }
        SecretStore::Vault(vault) => Store::Vault(self::vault(scope, vault)),
    }
}

fn vault(scope: &Scope<'_>, written: &crate::manifest::Vault) -> Vault {
    let (mount, prefix) = written.path.trim_matches('/').split_once('/').unwrap_or((written.path.trim_matches('/'), ""));
    Vault {
        server: written.server.as_str().to_owned(),
        mount: mount.to_owned(),
        prefix: prefix.to_owned(),
        role: written.role.clone().unwrap_or_else(|| scope.app().to_owned()),
        auth: written.auth.clone().unwrap_or_else(|| "kubernetes".to_owned()),
        version: written.version.unwrap_or(2),
        ca: written.ca.clone(),
        refresh: written.refresh.as_ref().and_then(time::parse).map_or(REFRESH, |refresh| refresh.as_secs()),
    }
}
