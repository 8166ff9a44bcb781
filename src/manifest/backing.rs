//! Backing services: what the application uses and does not build.

use super::{Cidr, Domain, PortNumber, SecretName, Size, Template, Value, Workload};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A backing service: `postgres "db" version="16" storage="10Gi"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Backing {
    /// Its type, from the catalogue.
    #[schemars(extend("format" = "literal"))]
    pub r#type: String,
    /// The version of the image that the catalogue names.
    /// Default: the type's.
    pub version: Option<Template>,
    /// The size of its volume.
    /// Default: the type's.
    pub storage: Option<Size>,
    /// The name of the database.
    /// Default: the application's.
    pub database: Option<Template>,
    /// The name of its user, in a container.
    /// Default: the application's.
    pub username: Option<Template>,
    /// `#false`: no password, where the type allows it.
    /// Default: `#true`.
    pub auth: Option<bool>,
    /// Somebody else runs it.
    /// Default: in dev and staging a container, in production it must be said.
    pub external: Option<External>,
    /// It runs in the cluster in production too.
    pub in_cluster: Option<InCluster>,
    /// What it takes besides, as every workload.
    #[serde(default)]
    #[schemars(extend("x-node" = {"inline": true}))]
    pub workload: Workload,
}

/// A service that somebody else runs: `external host="db.example.com" tls="verify-full" { … }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct External {
    /// Its real host, which its certificate names.
    pub host: Domain,
    /// Its port.
    /// Default: the type's.
    pub port: Option<PortNumber>,
    /// The addresses that it has.
    /// Default: the internet and private ranges at its port.
    pub cidr: Option<Cidr>,
    /// Whether and how the connection is encrypted.
    /// Default: as the type's own client does.
    pub tls: Option<Tls>,
    /// The user's name.
    /// Default: none.
    pub username: Option<Value>,
    /// The password, a secret.
    /// Default: none.
    pub password: Option<SecretValue>,
}

/// A value that must be a secret: `(secret)"db-password"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"name": "secret"}))]
pub enum SecretValue {
    /// The secret's name.
    Secret(SecretName),
}

/// How a connection is encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": ["mode", "on"], "name": "tls"}))]
pub enum Tls {
    /// A mode of the type's own, as PostgreSQL's `verify-full`.
    Mode(String),
    /// `#true`: encrypted; `#false`: not.
    On(bool),
}

/// It runs in the cluster in production too: `in-cluster reason="…"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InCluster {
    /// Why, and who keeps its backups.
    pub reason: Template,
}
