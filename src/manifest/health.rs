//! Probes: whether a workload has started, is ready, is alive.

use super::{Argument, Duration, Path, PortReference};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The probes: `health "/healthz"`, `health { ready "/ready"; live "/healthz" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["handler?"]}))]
pub struct Health {
    /// What its probes share.
    #[serde(default)]
    #[schemars(extend("x-node" = {"inline": true}))]
    pub shared: Probe,
    /// Whether it has started.
    /// Default: the readiness check, patiently.
    pub start: Option<Probe>,
    /// Whether it takes requests.
    /// Default: the check of `health` itself.
    pub ready: Option<Probe>,
    /// Whether it has to be restarted.
    /// Default: a patient TCP check of the first port.
    pub live: Option<Probe>,
}

/// One probe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["handler?"]}))]
pub struct Probe {
    /// What is asked.
    #[schemars(extend("x-node" = {"inline": true}))]
    pub handler: Option<Handler>,
    /// The port that an HTTP check asks, by its number or name.
    /// Default: the first.
    pub port: Option<PortReference>,
    /// The scheme of an HTTP check.
    /// Default: `http`.
    pub scheme: Option<Scheme>,
    /// The time between two checks.
    /// Default: `5s`; `10s` of `live`.
    pub interval: Option<Duration>,
    /// The time after which a check has failed.
    /// Default: `2s`.
    pub timeout: Option<Duration>,
    /// How many failures in a row count.
    /// Default: 3 of `ready`, 6 of `live`; of `start` as many as fill `within`.
    #[schemars(range(min = 1, max = 1000))]
    pub failures: Option<u32>,
    /// How many successes in a row count.
    /// Default: `1`.
    #[schemars(range(min = 1, max = 1000))]
    pub successes: Option<u32>,
    /// The tool that runs a check inside a Docker container.
    /// Default: what the image is known to have, else the first that it has when it runs.
    pub via: Option<Tool>,
    /// The time that starting may take.
    /// Default: `5m`.
    pub within: Option<Duration>,
}

/// What a probe asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "http", "name": "check"}))]
pub enum Handler {
    /// An HTTP GET of this path answers 200 to 399; `"none"` in its place means no check, nor the image's own.
    Http(Path),
    /// This port accepts a connection.
    Tcp(PortReference),
    /// This port's gRPC health service answers that it serves.
    Grpc(PortReference),
    /// This command ends with 0.
    Exec(Vec<Argument>),
    /// No check, whatever lower layers say, nor the one that the image brings along.
    None {},
}

/// The scheme of an HTTP check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Plain HTTP.
    #[default]
    Http,
    /// HTTPS; the certificate is not checked.
    Https,
}

/// The tool that runs a check inside a Docker container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// `wget`, also busybox's.
    Wget,
    /// `curl`.
    Curl,
    /// Bash's `/dev/tcp`.
    Bash,
    /// `grpc_health_probe`, for a gRPC check.
    GrpcHealthProbe,
    /// The image has none: no check outside Kubernetes.
    None,
}
