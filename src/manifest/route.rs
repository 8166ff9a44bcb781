//! HTTP from outside.

use super::{Map, Path, PortNumber, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// HTTP from outside: `route "shop.example.com"`. Keyed by its host and first path, as in `shop.example.com/api`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["host?"]}))]
pub struct Route {
    /// The host; `"*"` is any. Left out where the key of a YAML or JSON map says it.
    pub host: Option<Template>,
    /// The paths below which requests come here; all by default.
    #[serde(default)]
    pub path: Vec<Path>,
    /// How the paths are compared; by prefix by default.
    pub path_type: Option<PathType>,
    /// The port that they go to; the first by default.
    pub port: Option<PortNumber>,
    /// Where its certificate comes from; the platform's edge says by default.
    pub tls: Option<RouteTls>,
    /// Annotations of the Ingress.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub annotations: Map<Template>,
    /// Labels of the Ingress.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub labels: Map<Template>,
}

/// How paths are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PathType {
    /// Element by element from the start.
    Prefix,
    /// The whole path.
    Exact,
}

/// Where a route's certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": ["secret", "on"], "name": "tls"}))]
pub enum RouteTls {
    /// A Secret of type `kubernetes.io/tls` that somebody else creates.
    Secret(String),
    /// `#false`: plain HTTP; `#true`: as the platform's edge says.
    On(bool),
}
