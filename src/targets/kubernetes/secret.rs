//! Where secrets lie in the cluster: the Secret, and the key in it.

use crate::plan::{Encoding, Plan, Secret, SecretUse, Store, Vault};

/// The name of the Secret that holds a use of a secret, and its key there.
pub(super) fn place(plan: &Plan, secret: &SecretUse) -> (String, String) {
    let known = plan.secrets.by_name.get(&secret.name);
    match (known, &plan.secrets.store) {
        (Some(known), Store::Vault(vault)) => (synced_name(plan, vault, known), synced_key(&secret.name, secret.encoding)),
        (
            Some(known),
            Store::Environment | Store::Existing | Store::Kubernetes { .. } | Store::Dotenv { .. } | Store::Files { .. },
        ) => (known.object.clone(), known.key.clone()),
        (None, _) => (plan.application.name.clone(), secret.name.clone()),
    }
}

/// The Secret into which an item of Vault is copied.
pub(super) fn synced_name(plan: &Plan, vault: &Vault, secret: &Secret) -> String {
    let mut name = plan.application.name.clone();
    for part in remote_path(plan, vault, secret).split('/').filter(|part| !part.is_empty() && *part != plan.application.name) {
        name.push('-');
        name.extend(part.chars().map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' }));
    }
    name.trim_end_matches('-').to_owned()
}

/// The key of a copied value. Names of secrets are keys already; what is percent-encoded stands beside the value itself.
pub(super) fn synced_key(name: &str, encoding: Encoding) -> String {
    match encoding {
        Encoding::Plain => name.to_owned(),
        Encoding::Url => format!("{name}.url"),
    }
}

/// The path of an item in Vault's store, below its mount; the application's name where nobody says one.
pub(super) fn remote_path(plan: &Plan, vault: &Vault, secret: &Secret) -> String {
    let parts = [vault.prefix.as_str(), secret.object.as_str()];
    let parts: Vec<&str> = parts.into_iter().map(|part| part.trim_matches('/')).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { plan.application.name.clone() } else { parts.join("/") }
}
