//! HTTP from outside.

use super::{Duration, Map, Path, PortReference, Size, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// HTTP from outside: `route "shop.example.com"`. Keyed by its host and first path, as in `shop.example.com/api`. In dev the port is
/// published; in Compose one proxy is, where several workloads have routes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["host?"]}))]
pub struct Route {
    /// The host; `"*"` is any.
    /// Default: the key of a YAML or JSON map.
    pub host: Option<Template>,
    /// The paths at which requests come here.
    /// Default: all.
    pub path: Option<Paths>,
    /// The port that they go to, by its number or name.
    /// Default: the first.
    pub port: Option<PortReference>,
    /// Where its certificate comes from.
    /// Default: as the platform's edge says.
    pub tls: Option<RouteTls>,
    /// Where requests are sent instead of coming here.
    pub redirect: Option<Redirect>,
    /// The time that an answer may take, and that an open connection may be silent.
    /// Default: the edge's own.
    pub timeout: Option<Duration>,
    /// The largest body that a request may have.
    /// Default: the edge's own.
    pub body_size: Option<Size>,
    /// Annotations of the Ingress or HTTPRoute.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub annotations: Map<Template>,
    /// Labels of the Ingress or HTTPRoute.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub labels: Map<Template>,
}

/// The paths of a route: `path "/api" "/docs"`, `path "/" type="exact"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["paths"]}))]
pub struct Paths {
    /// The paths.
    #[serde(default)]
    pub paths: Vec<Path>,
    /// How they are compared.
    /// Default: `prefix`.
    pub r#type: Option<PathType>,
}

/// How paths are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PathType {
    /// Element by element from the start.
    Prefix,
    /// The whole path.
    Exact,
    /// As the controller likes: often a regular expression.
    ImplementationSpecific,
}

/// Where requests are sent instead: `redirect "https"`, `redirect "https://www.example.com" status=308`, `redirect "/new"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["to"]}))]
pub struct Redirect {
    /// `"https"`: the same address with TLS; `"https://HOST"`: another host, at the same path; `"https://HOST/PATH"`, `"/PATH"`: there.
    pub to: Template,
    /// The status: 301, 302, 303, 307 or 308.
    /// Default: 301; for `"https"` the edge's own.
    #[schemars(range(min = 301, max = 308))]
    pub status: Option<u16>,
}

/// Where a route's certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": ["secret", "on"], "name": "tls"}))]
pub enum RouteTls {
    /// A Secret of type `kubernetes.io/tls` that somebody else creates; `"gateway"` where the platform's edge is a Gateway: its own.
    Secret(String),
    /// `#false`: plain HTTP; `#true`: as the platform's edge says.
    On(bool),
}
