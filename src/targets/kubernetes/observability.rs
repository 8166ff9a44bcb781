//! Annotations that speak to the collectors of metrics and logs.

use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{Collector, LogFormat, Plan, Workload},
};

/// The annotations of a workload's pods.
pub(super) fn annotations(plan: &Plan, workload: &Workload) -> Vec<(String, String)> {
    let mut list = metrics(workload);
    if let Some(collector) = plan.logs.collector {
        list.extend(logs(collector, &workload.name, workload.logs));
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

/// Notes that a collector takes the logs of every pod by itself.
pub(super) fn note(plan: &Plan, notes: &mut Notes) {
    let told = |collector| plan.workloads.iter().any(|workload| !logs(collector, &workload.name, workload.logs).is_empty());
    if plan.logs.collector.is_some_and(|collector| !told(collector)) {
        let why = "the node's agent takes the logs of every pod by itself: there is nothing to tell it";
        notes.ignored(FieldPath::new(["logs", "collector"]), why);
    }
}

/// Notes what a workload says of its logs and no collector is told.
pub(super) fn check(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    let path = workload.field("logs");
    let told = |collector, format| logs(collector, &workload.name, format);
    match (plan.logs.collector, workload.logs) {
        (None, None | Some(LogFormat::Json)) => {
            notes.ignored(path, "no collector is named that could be told: `logs \"fluent-bit\"` names one");
        }
        (Some(collector), None) if told(collector, None).is_empty() => {
            notes.ignored(path, "the collector takes the logs of every pod");
        }
        (Some(collector), format @ Some(LogFormat::Json))
            if told(collector, format) == told(collector, Some(LogFormat::Text)) =>
        {
            notes.ignored(path.join("format"), "the collector is not told of it, and takes each line as it is");
        }
        (_, None | Some(LogFormat::Text | LogFormat::Json)) => {}
    }
}

fn logs(collector: Collector, name: &str, format: Option<LogFormat>) -> Vec<(String, String)> {
    match (collector, format) {
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
