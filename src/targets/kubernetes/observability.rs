//! Annotations that speak to the collectors of metrics and logs.

use crate::plan::{Collector, LogFormat, Plan, Workload};

/// The annotations of a workload's pods.
pub(super) fn annotations(plan: &Plan, workload: &Workload) -> Vec<(String, String)> {
    let mut list = metrics(workload);
    if let Some(collector) = plan.logs.collector {
        list.extend(logs(collector, workload));
    }
    list
}

fn metrics(workload: &Workload) -> Vec<(String, String)> {
    let Some(metrics) = workload.metrics.as_ref().filter(|metrics| !metrics.by_operator) else { return Vec::new() };
    vec![
        owned("prometheus.io/scrape", "true"),
        owned("prometheus.io/port", &metrics.port.to_string()),
        owned("prometheus.io/path", &metrics.path),
    ]
}

/// Whether the collector can be told to leave a workload's log out.
pub(super) fn excludes(collector: Collector) -> bool {
    match collector {
        Collector::Loki => false,
        Collector::FluentBit | Collector::Elastic | Collector::Splunk | Collector::Datadog => true,
    }
}

fn logs(collector: Collector, workload: &Workload) -> Vec<(String, String)> {
    let name = &workload.name;
    match (collector, workload.logs) {
        (Collector::Loki, _) | (Collector::FluentBit, Some(LogFormat::Text)) => Vec::new(),
        (Collector::FluentBit, Some(LogFormat::Json)) => vec![owned("fluentbit.io/parser", "json")],
        (Collector::FluentBit, None) => vec![owned("fluentbit.io/exclude", "true")],
        (Collector::Elastic, None) => vec![owned("co.elastic.logs/enabled", "false")],
        (Collector::Elastic, Some(LogFormat::Text)) => vec![owned("co.elastic.logs/enabled", "true")],
        (Collector::Elastic, Some(LogFormat::Json)) => vec![
            owned("co.elastic.logs/enabled", "true"),
            owned("co.elastic.logs/json.keys_under_root", "true"),
            owned("co.elastic.logs/json.message_key", "message"),
        ],
        (Collector::Splunk, None) => vec![owned("splunk.com/exclude", "true")],
        (Collector::Splunk, Some(LogFormat::Text)) => vec![owned("splunk.com/include", "true")],
        (Collector::Splunk, Some(LogFormat::Json)) => {
            vec![owned("splunk.com/include", "true"), owned("splunk.com/sourcetype", "_json")]
        }
        (Collector::Datadog, None) => vec![owned(&format!("ad.datadoghq.com/{name}.logs_exclude"), "true")],
        (Collector::Datadog, Some(LogFormat::Text | LogFormat::Json)) => {
            let settings = serde_json::json!([{ "source": name, "service": name }]);
            vec![owned(&format!("ad.datadoghq.com/{name}.logs"), &settings.to_string())]
        }
    }
}

fn owned(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
