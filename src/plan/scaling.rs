//! What an autoscaler measures beside CPU and memory.

use super::Text;

/// One metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleMetric {
    /// Its name in the manifest.
    pub name: String,
    /// Where it is from.
    pub source: MetricSource,
}

/// Where a metric is from; `average` is as much of it as each replica is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetricSource {
    /// The pods themselves; an adapter offers it to the cluster.
    Pods {
        /// As much for each.
        average: u32,
    },
    /// Another system; an adapter offers it to the cluster.
    External {
        /// Its name there.
        metric: String,
        /// The labels that it has, sorted.
        labels: Vec<(String, String)>,
        /// As much for each.
        average: u32,
    },
    /// The answer of a Prometheus.
    Prometheus {
        /// Its address.
        server: String,
        /// The query.
        query: String,
        /// As much for each.
        average: u32,
    },
    /// What waits in a queue.
    Queue {
        /// The queue.
        queue: Queue,
        /// As much for each.
        average: u32,
    },
    /// Hours in which so many run.
    Hours {
        /// When they begin.
        from: String,
        /// When they end.
        until: String,
        /// How many run meanwhile.
        replicas: u32,
        /// The time zone of both.
        time_zone: String,
    },
    /// Any other trigger of KEDA's.
    Trigger {
        /// Its type.
        kind: String,
        /// Its settings.
        metadata: Vec<(String, String)>,
        /// Its settings that are secrets, by the secrets' names.
        secrets: Vec<(String, String)>,
    },
}

/// A queue of a backing service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// What the service is.
    pub system: QueueSystem,
    /// The name of the queue, list or topic.
    pub name: String,
    /// The backing service.
    pub of: String,
    /// Where somebody else runs it.
    pub external: Option<String>,
    /// Its port.
    pub port: u16,
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The user's name.
    pub username: Option<Text>,
    /// The secret that is the password.
    pub password: Option<String>,
}

/// What has queues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueSystem {
    /// RabbitMQ's queues.
    Rabbitmq,
    /// Lists of Redis and what speaks its protocol.
    Redis,
    /// Kafka's topics.
    Kafka {
        /// The consumer group whose lag counts.
        group: String,
    },
}

impl ScaleMetric {
    /// Whether the cluster's own autoscaler cannot read it, and KEDA does.
    pub fn is_event(&self) -> bool {
        match self.source {
            MetricSource::Pods { .. } | MetricSource::External { .. } => false,
            MetricSource::Prometheus { .. }
            | MetricSource::Queue { .. }
            | MetricSource::Hours { .. }
            | MetricSource::Trigger { .. } => true,
        }
    }
}
