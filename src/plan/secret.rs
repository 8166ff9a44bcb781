//! The secrets of a plan: names and places, never values.

use super::Encoding;
use std::collections::{BTreeMap, BTreeSet};

/// The secrets that the workloads use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    /// Where they come from.
    pub store: Store,
    /// Each of them, by name.
    pub by_name: BTreeMap<String, Secret>,
}

/// Where secrets come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Store {
    /// A `.env` file beside the script.
    Dotenv {
        /// Its path, relative to the output's folder.
        file: String,
    },
    /// A folder with one file a secret, beside the Compose file.
    Files {
        /// Its path, relative to the output's folder.
        dir: String,
    },
    /// Variables of who calls Compose.
    Environment,
    /// Secrets of the cluster that somebody else creates.
    Existing,
    /// As `Existing`, and `landfall secrets render` writes them to standard output.
    Kubernetes {
        /// The `.env` file with the values, relative to the project.
        from: String,
    },
    /// HashiCorp Vault, by the External Secrets Operator.
    Vault(Vault),
}

/// HashiCorp Vault's key-value store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vault {
    /// Its address.
    pub server: String,
    /// The mount of the key-value store.
    pub mount: String,
    /// The path below the mount; empty for none.
    pub prefix: String,
    /// The role that the application logs in with.
    pub role: String,
    /// Where the Kubernetes login is mounted.
    pub auth: String,
    /// The version of the key-value store, 1 or 2.
    pub version: u32,
    /// The ConfigMap with the certificate authority of its address.
    pub ca: Option<String>,
    /// How often values are read anew, in seconds.
    pub refresh: u64,
}

/// One secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it is, for who has to supply it.
    pub description: Option<String>,
    /// Whether dev and staging make it themselves, once, from URL-safe characters.
    pub generated: bool,
    /// The object that holds it in the store: a Kubernetes Secret, or a path below the store's, empty for the store's own.
    pub object: String,
    /// Its key in that object.
    pub key: String,
    /// How variables, commands and files write it; nothing where only configs hold it, which its store fills in.
    pub encodings: BTreeSet<Encoding>,
    /// The workloads that use it.
    pub used_by: BTreeSet<String>,
}

/// A secret's name in a `.env` file: large letters, and `_` for `-` and `.`.
pub fn dotenv_name(secret: &str) -> String {
    secret.chars().map(|character| if "-.".contains(character) { '_' } else { character.to_ascii_uppercase() }).collect()
}
