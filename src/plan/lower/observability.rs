//! Logs, metrics and traces.

use super::{
    draft::Draft,
    ports,
    report::Report,
    scope::{Scope, Sort, Subject},
};
use crate::{
    diagnostic::codes,
    manifest::{LogFormat as WrittenFormat, Scraping, Traces},
    path::FieldPath,
    plan::{Bytes, Destination, Egress, LogFormat, Logs, Metrics, Piece, RuntimeField, Text, Transport},
};

const MAX_SIZE: Bytes = Bytes(10 << 20);
const MAX_FILES: u32 = 5;
/// Where collectors take OTLP over gRPC.
const GRPC_PORT: u16 = 4317;
/// Where collectors take OTLP over HTTP.
const HTTP_PORT: u16 = 4318;

/// Where logs go.
pub(super) fn logs(scope: &Scope<'_>, report: &mut Report<'_>) -> Logs {
    let written = scope.layer().logs.clone().unwrap_or_default();
    let path = FieldPath::new(["logs"]);
    if scope.request.target.publishes {
        if written.max_size.is_none() {
            report.infer(path.join("max-size"), "10Mi", "log-rotation", "logs without a bound fill the disk");
        }
        if written.max_files.is_none() {
            report.infer(path.join("max-files"), "5", "log-rotation", "logs without a bound fill the disk");
        }
    }
    Logs {
        collector: written.collector,
        max_size: written.max_size.and_then(|size| Bytes::parse(size.as_str())).unwrap_or(MAX_SIZE),
        max_files: written.max_files.unwrap_or(MAX_FILES),
    }
}

/// What a line of a workload's log is; `None` where the collector does not take them.
pub(super) fn format(subject: &Subject<'_>) -> Option<LogFormat> {
    let written = subject.body.logs.clone().unwrap_or_default();
    written.collect.unwrap_or(true).then_some(match written.format {
        Some(WrittenFormat::Json) => LogFormat::Json,
        Some(WrittenFormat::Text) | None => LogFormat::Text,
    })
}

/// A workload's metrics; none where the environment does not scrape.
pub(super) fn metrics(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Option<Metrics> {
    let written = subject.body.metrics.as_ref()?;
    let path = subject.path.join("metrics");
    let name = subject.name;
    let port = match (subject.tcp_port(written.port.as_ref()), &written.port) {
        (Some(port), _) => port.container,
        (None, Some(named)) => {
            let cure = |number| format!("port \"metrics\" {number} service=#false");
            ports::unknown(draft, subject, (named, &path.join("port")), "where its metrics are", cure);
            return None;
        }
        (None, None) => {
            let message = format!("`{name}` has metrics, and no port where they are");
            let help = format!("add to `{name}`: port \"metrics\" 9090");
            draft.report.error_at_name(&codes::PORT_MISSING, &path, message, help);
            return None;
        }
    };
    let at = written.path.as_ref().map_or("/metrics", |path| path.as_str()).to_owned();
    let monitoring = draft.scope.layer().platform.as_ref().and_then(|platform| platform.monitoring.as_ref());
    let operator = monitoring.is_some_and(|monitoring| monitoring.operator == Some(true));
    match draft.scope.layer().metrics {
        Some(Scraping::None) => None,
        Some(Scraping::Annotations) => Some(Metrics { port, path: at, by_operator: false }),
        None => Some(Metrics { port, path: at, by_operator: operator }),
    }
}

/// The variables of OpenTelemetry that a workload gets.
pub(super) fn tracing(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, tag: Option<&str>) -> Vec<(&'static str, Text)> {
    let Some(traces) = traced(draft.scope, subject) else { return Vec::new() };
    let sample = subject.body.traces.as_ref().and_then(|own| own.sample).or(traces.sample).unwrap_or(100);
    let protocol = if port(traces.endpoint.as_str()) == GRPC_PORT { "grpc" } else { "http/protobuf" };
    let literal = |text: &str| Text::literal(text);
    let mut variables = vec![
        ("OTEL_SERVICE_NAME", literal(subject.name)),
        ("OTEL_RESOURCE_ATTRIBUTES", attributes(draft.scope, subject, tag)),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", literal(traces.endpoint.as_str())),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", literal(protocol)),
        ("OTEL_TRACES_EXPORTER", literal("otlp")),
        ("OTEL_METRICS_EXPORTER", literal("none")),
        ("OTEL_LOGS_EXPORTER", literal("none")),
        ("OTEL_PROPAGATORS", literal("tracecontext,baggage")),
    ];
    if sample < 100 {
        variables.push(("OTEL_TRACES_SAMPLER", literal("parentbased_traceidratio")));
        variables.push(("OTEL_TRACES_SAMPLER_ARG", Text::literal(ratio(sample))));
    } else {
        variables.push(("OTEL_TRACES_SAMPLER", literal("parentbased_always_on")));
    }
    let base = subject.path.join("env");
    for (name, text) in variables.iter().filter(|(name, _)| !subject.body.env.contains_key(*name)) {
        draft.report.infer(base.join(*name), text.shown(), "tracing-otlp", "the environment sends its traces to a collector");
    }
    variables
}

/// A share in percent as a fraction of one.
fn ratio(percent: u32) -> String {
    match percent {
        0 => "0".to_owned(),
        percent if percent % 10 == 0 => format!("0.{}", percent / 10),
        percent => format!("0.{percent:02}"),
    }
}

/// Who the workload is, for whoever looks at its traces.
fn attributes(scope: &Scope<'_>, subject: &Subject<'_>, tag: Option<&str>) -> Text {
    let mut whole = Text::literal(format!("service.namespace={}", scope.app()));
    let mut add = |name: &str, value: Piece| {
        whole.push(Piece::Literal(format!(",{name}=")));
        whole.push(value);
    };
    if let Some(tag) = tag {
        add("service.version", Piece::Literal(tag.to_owned()));
    }
    add("deployment.environment.name", Piece::Literal(scope.request.merged.environment.name.clone()));
    if scope.in_cluster() {
        add("k8s.namespace.name", Piece::Field(RuntimeField::PodNamespace));
        add("k8s.container.name", Piece::Literal(subject.name.to_owned()));
        add("k8s.pod.name", Piece::Field(RuntimeField::PodName));
        add("k8s.node.name", Piece::Field(RuntimeField::NodeName));
    }
    whole
}

/// Where a workload's traces go, if it sends any.
fn traced<'a>(scope: &Scope<'a>, subject: &Subject<'_>) -> Option<&'a Traces> {
    let traces = scope.layer().traces.as_ref()?;
    let enabled = subject.body.traces.as_ref().and_then(|traces| traces.enabled).unwrap_or(true);
    let own = subject.sort != Sort::Backing && subject.name != host(traces.endpoint.as_str());
    (enabled && own).then_some(traces)
}

/// The workload of the application that takes a workload's traces, and its port.
pub(super) fn collector<'a>(scope: &Scope<'a>, subject: &Subject<'_>) -> Option<(&'a str, u16)> {
    let traces = traced(scope, subject)?;
    let (name, _) = scope.subjects.get_key_value(host(traces.endpoint.as_str()))?;
    Some((name, port(traces.endpoint.as_str())))
}

/// The way to a collector outside the application.
pub(super) fn egress(scope: &Scope<'_>, subject: &Subject<'_>) -> Option<Egress> {
    let traces = traced(scope, subject)?;
    let host = host(traces.endpoint.as_str());
    if scope.subjects.contains_key(host) {
        return None;
    }
    let to = match namespace(host).filter(|_| scope.in_cluster()) {
        Some(namespace) => Destination::Namespace(namespace.to_owned()),
        None => Destination::Anywhere { host: host.to_owned() },
    };
    Some(Egress { to, port: Some((Transport::Tcp, port(traces.endpoint.as_str()))) })
}

/// The namespace of a cluster's own name: `collector.observability`, or with `.svc` behind it.
fn namespace(host: &str) -> Option<&str> {
    let mut labels = host.split('.');
    let (_, namespace) = (labels.next()?, labels.next()?);
    match labels.next() {
        None | Some("svc") => Some(namespace),
        Some(_) => None,
    }
}

fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn host(url: &str) -> &str {
    authority(url).rsplit_once(':').map_or(authority(url), |(host, _)| host)
}

fn port(url: &str) -> u16 {
    let stated = authority(url).rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    stated.unwrap_or(if url.starts_with("https") { 443 } else { HTTP_PORT })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collectors_address_says_where_it_is() {
        let url = "http://otel-collector.observability:4318";
        assert_eq!((host(url), port(url), namespace(host(url))), ("otel-collector.observability", 4318, Some("observability")));
        assert_eq!(namespace("otel.example.com"), None);
        assert_eq!(port("https://otel.example.com/v1"), 443);
    }

    #[test]
    fn a_share_is_a_fraction() {
        assert_eq!([5, 10, 25, 0].map(ratio), ["0.05", "0.1", "0.25", "0"]);
    }
}
