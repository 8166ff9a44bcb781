//! Logs, metrics and traces: of an environment, and a workload's own part.

use super::{Endpoint, Path, PortReference, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where an environment's logs go: `logs "loki"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["collector?"]}))]
pub struct Logs {
    /// The node's collector, which the pods' annotations speak to.
    /// Default: none.
    pub collector: Option<Collector>,
    /// The size at which a log file is rotated outside Kubernetes.
    /// Default: `10Mi`.
    pub max_size: Option<Size>,
    /// How many rotated files are kept outside Kubernetes.
    /// Default: `5`.
    #[schemars(range(min = 1, max = 1000))]
    pub max_files: Option<u32>,
}

/// What collects the logs of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Collector {
    /// Grafana Loki, by Grafana Alloy.
    Loki,
    /// Fluent Bit.
    FluentBit,
    /// Filebeat or the Elastic Agent.
    Elastic,
    /// Splunk's OpenTelemetry collector.
    Splunk,
    /// The Datadog agent.
    Datadog,
}

/// A workload's own part of logging: `logs format="json"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WorkloadLogs {
    /// What a line is.
    /// Default: `text`.
    pub format: Option<LogFormat>,
    /// Whether the collector takes them.
    /// Default: `#true`.
    pub collect: Option<bool>,
}

/// What a line of a log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// Plain text.
    Text,
    /// One JSON object.
    Json,
}

/// A workload's metrics, in Prometheus' text form: `metrics port=9090 path="/metrics"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Metrics {
    /// The port, by its number or name.
    /// Default: the workload's first.
    pub port: Option<PortReference>,
    /// The path.
    /// Default: `/metrics`.
    pub path: Option<Path>,
}

/// How an environment's metrics are found: `metrics "annotations"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scraping {
    /// By `prometheus.io/…` annotations of the pods.
    Annotations,
    /// Not at all.
    None,
}

/// Where an environment's traces go: `traces "otlp" endpoint="http://collector:4318"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["protocol"]}))]
pub struct Traces {
    /// The protocol.
    pub protocol: TraceProtocol,
    /// The collector's address.
    pub endpoint: Endpoint,
    /// The share of traces that is kept, in percent.
    /// Default: `100`.
    #[schemars(range(min = 0, max = 100))]
    pub sample: Option<u32>,
}

/// How traces are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TraceProtocol {
    /// OpenTelemetry's protocol: over gRPC to port 4317, over HTTP to any other.
    Otlp,
}

/// A workload's own part of tracing: `traces #false`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["enabled?"]}))]
pub struct WorkloadTraces {
    /// Whether it gets the environment's tracing variables.
    /// Default: `#true`.
    pub enabled: Option<bool>,
    /// The share of its traces that is kept, in percent.
    /// Default: the environment's.
    #[schemars(range(min = 0, max = 100))]
    pub sample: Option<u32>,
}
