//! How many, and never two at once.

use super::{Map, Name, Schedule, SecretName, Template, TimeZone, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Replicas: `scale 2`, or `scale min=3 max=10 cpu=70`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "fixed", "block": "auto", "name": "scale"}))]
pub enum Scale {
    /// This many.
    Fixed(#[schemars(range(min = 0, max = 10000))] u32),
    /// As many as the load needs.
    Auto {
        /// The least; 0 where a metric from outside the pods brings it back.
        #[schemars(range(min = 0, max = 10000))]
        min: u32,
        /// The most.
        #[schemars(range(min = 1, max = 10000))]
        max: u32,
        /// The average use of CPU that is aimed at, in percent of the request.
        /// Default: 70 where nothing is measured.
        #[schemars(range(min = 1, max = 1000))]
        cpu: Option<u32>,
        /// The average use of memory that is aimed at, in percent of the request.
        /// Default: none.
        #[schemars(range(min = 1, max = 1000))]
        memory: Option<u32>,
        /// What is measured besides.
        #[serde(default)]
        #[schemars(extend("x-node" = {"name": "metric", "key": "name"}))]
        metrics: Map<Metric>,
    },
}

/// What an autoscaler measures: `metric "http_requests_per_second" average=100`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Metric {
    /// Where it is from.
    /// Default: the pods' own metric of that name.
    #[schemars(extend("x-node" = {"inline": true}))]
    pub source: Option<MetricSource>,
    /// As much of it as each replica is to have on average.
    /// Default: none.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub average: Option<u32>,
}

/// Where a metric is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"name": "metric's source"}))]
pub enum MetricSource {
    /// A metric of another system that an adapter offers to the cluster.
    External(ExternalMetric),
    /// What a Prometheus answers, asked by KEDA.
    Prometheus(PrometheusMetric),
    /// What waits in a backing service, asked by KEDA: a queue of RabbitMQ, a list of Redis or Valkey, a topic of Kafka.
    Queue(QueueMetric),
    /// Hours in which so many run, by KEDA.
    Hours(HoursMetric),
    /// Any other trigger of KEDA's.
    Trigger(TriggerMetric),
}

/// A metric of another system: `external "sqs_messages" { match { queue "orders"; }; }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["metric"]}))]
pub struct ExternalMetric {
    /// Its name.
    pub metric: Template,
    /// The labels that it has.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub r#match: Map<Template>,
}

/// What a Prometheus answers: `prometheus "sum(rate(http_requests_total[2m]))" server="http://prometheus.monitoring:9090"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["query"]}))]
pub struct PrometheusMetric {
    /// The query, which gives one number.
    pub query: Template,
    /// Its address, as KEDA reaches it.
    pub server: Url,
}

/// What waits in a backing service: `queue "orders" of="mq"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["name"]}))]
pub struct QueueMetric {
    /// The name of the queue, list or topic.
    pub name: Template,
    /// The backing service that it is in.
    pub of: Name,
    /// The consumer group of a topic, whose lag counts.
    /// Default: none.
    pub group: Option<Template>,
}

/// Hours in which so many run: `hours "0 8 * * 1-5" until="0 18 * * 1-5" replicas=5`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["from"]}))]
pub struct HoursMetric {
    /// When they begin.
    pub from: Schedule,
    /// When they end.
    pub until: Schedule,
    /// How many run meanwhile.
    #[schemars(range(min = 1, max = 10000))]
    pub replicas: u32,
    /// The time zone of both.
    /// Default: `Etc/UTC`.
    pub time_zone: Option<TimeZone>,
}

/// A trigger of KEDA's: `trigger "aws-sqs-queue" { metadata { queueLength "5"; }; }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["type"]}))]
pub struct TriggerMetric {
    /// Its type, from KEDA's list of scalers.
    pub r#type: Template,
    /// Its settings, by KEDA's names.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub metadata: Map<Template>,
    /// Its settings that are secrets, by KEDA's names.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub secrets: Map<SecretName>,
}

/// Never two at once: no autoscaler, no rolling update, no disruption budget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Singleton {
    /// Why two at once would be wrong.
    /// Default: none.
    pub reason: Option<Template>,
}
