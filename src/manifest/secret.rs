//! Secrets: what is said of one, and where an environment's come from.

use super::{Folder, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// More of a secret than its use says: `secret "session-key" generated=#true`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SecretDeclaration {
    /// Whether dev and staging make it themselves, once.
    /// Default: `#false`.
    pub generated: Option<bool>,
    /// What it is, for who has to supply it.
    /// Default: none.
    pub description: Option<String>,
    /// The object that holds it in the store: a Kubernetes Secret, a path below the store's.
    /// Default: the application's.
    pub object: Option<String>,
    /// Its key in that object.
    /// Default: the secret's name.
    pub key: Option<String>,
}

/// Where an environment's secrets come from: `secrets "vault" server="https://vault.example.com" path="kv/shop"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"name": "secret store"}))]
pub enum SecretStore {
    /// A `.env` file that the script reads when it runs.
    Dotenv {
        /// The file, beside the script.
        /// Default: `.env`.
        file: Option<Folder>,
    },
    /// A folder with one file a secret, beside the Compose file.
    Files {
        /// The folder.
        /// Default: `secrets`.
        dir: Option<Folder>,
    },
    /// Variables of who calls Compose.
    Environment {},
    /// Secrets of the cluster that somebody else creates.
    Existing {},
    /// As `existing`, and `landfall secrets render` writes them to standard output.
    Kubernetes {
        /// The `.env` file that holds the values, relative to the manifest.
        /// Default: none.
        from: Option<Folder>,
    },
    /// HashiCorp Vault's key-value store, by the External Secrets Operator.
    Vault(Vault),
}

/// HashiCorp Vault's key-value store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Vault {
    /// Vault's address.
    pub server: Url,
    /// The mount, and the path below it at which a secret is a key.
    pub path: String,
    /// The role that the application logs in with.
    /// Default: its name.
    pub role: Option<String>,
    /// Where Vault's Kubernetes login is mounted.
    /// Default: `kubernetes`.
    pub auth: Option<String>,
    /// The version of the key-value store, 1 or 2.
    /// Default: `2`.
    #[schemars(range(min = 1, max = 2))]
    pub version: Option<u32>,
    /// The ConfigMap that holds the certificate authority of Vault's address, under `ca.crt`.
    /// Default: none: a public one.
    pub ca: Option<String>,
    /// How often values are read anew.
    /// Default: `1h`.
    pub refresh: Option<super::Duration>,
}
