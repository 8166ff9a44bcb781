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
    plan::{Bytes, Destination, Egress, LogFormat, Logs, Metrics, Piece, Port, RuntimeField, Text, Transport},
    shape::Format,
    tree::scalar,
};

const MAX_SIZE: Bytes = Bytes(10 << 20);
const MAX_FILES: u32 = 5;
/// Where collectors take OTLP over gRPC.
const GRPC_PORT: u16 = 4317;
/// Where collectors take OTLP over HTTP.
const HTTP_PORT: u16 = 4318;

/// What takes the traces of an environment.
pub(super) struct Collector {
    /// Its address.
    endpoint: String,
}

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
        (None, None) if subject.has_wrong_port || draft.report.has_unknown(&path) => return None,
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
    let Some((collector, traces)) = traced(draft.scope, subject) else { return Vec::new() };
    let sample = subject.body.traces.as_ref().and_then(|own| own.sample).or(traces.sample).unwrap_or(100);
    let protocol = if collector.port() == GRPC_PORT { "grpc" } else { "http/protobuf" };
    let literal = |text: &str| Text::literal(text);
    let mut variables = vec![
        ("OTEL_SERVICE_NAME", literal(subject.name)),
        ("OTEL_RESOURCE_ATTRIBUTES", attributes(draft.scope, subject, tag)),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", literal(&collector.endpoint)),
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

impl Collector {
    /// The collector of an environment that has traces.
    pub(super) fn new<'a>(scope: &Scope<'a>, report: &mut Report<'a>) -> Option<Self> {
        let path = FieldPath::new(["traces", "endpoint"]);
        let written = &scope.layer().traces.as_ref()?.endpoint;
        let mut draft = Draft::new(scope, report, None);
        let endpoint = draft.plain(written.as_str(), &path, "the address of a collector");
        if draft.unresolved > 0 || endpoint.is_empty() {
            return None;
        }
        if let Err(why) = scalar::check(Format::Endpoint, &endpoint) {
            let message = format!("`endpoint` takes {}: it comes to `{endpoint}`", Format::Endpoint.wants());
            report.error(&codes::MALFORMED_TEXT, &path, message, why);
            return None;
        }
        Some(Self { endpoint })
    }

    fn authority(&self) -> &str {
        let rest = self.endpoint.split_once("://").map_or(self.endpoint.as_str(), |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or_default()
    }

    fn host(&self) -> &str {
        self.authority().rsplit_once(':').map_or(self.authority(), |(host, _)| host)
    }

    fn port(&self) -> u16 {
        let stated = self.authority().rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        stated.unwrap_or(if self.endpoint.starts_with("https") { 443 } else { HTTP_PORT })
    }

    /// The namespace that it is in, where it has a cluster's own name: `collector.observability`, or with `.svc` behind it.
    fn namespace(&self) -> Option<&str> {
        let mut labels = self.host().split('.');
        let (_, namespace) = (labels.next()?, labels.next()?);
        match labels.next() {
            None | Some("svc") => Some(namespace),
            Some(_) => None,
        }
    }
}

/// Where a workload's traces go, if it sends any, and what is said of them.
fn traced<'s>(scope: &'s Scope<'_>, subject: &Subject<'_>) -> Option<(&'s Collector, &'s Traces)> {
    let (collector, traces) = scope.collector.as_ref().zip(scope.layer().traces.as_ref())?;
    let enabled = subject.body.traces.as_ref().and_then(|traces| traces.enabled).unwrap_or(true);
    let own = subject.sort != Sort::Backing && subject.name != collector.host();
    (enabled && own).then_some((collector, traces))
}

/// The workload of the application that takes a workload's traces, and the port where its container listens for them.
pub(super) fn collector<'a>(scope: &Scope<'a>, subject: &Subject<'_>) -> Option<(&'a str, u16)> {
    let (collector, _) = traced(scope, subject)?;
    let (name, subject) = scope.subjects.get_key_value(collector.host())?;
    let is_meant = |port: &&Port| match scope.in_cluster() {
        true => port.service == Some(collector.port()),
        false => port.container == collector.port(),
    };
    Some((name, subject.ports.iter().find(is_meant).map_or(collector.port(), |port| port.container)))
}

/// The way to a collector outside the application.
pub(super) fn egress(scope: &Scope<'_>, subject: &Subject<'_>) -> Option<Egress> {
    let (collector, _) = traced(scope, subject)?;
    if scope.subjects.contains_key(collector.host()) {
        return None;
    }
    let to = match collector.namespace().filter(|_| scope.in_cluster()) {
        Some(namespace) => Destination::Namespace(namespace.to_owned()),
        None => Destination::Anywhere { host: collector.host().to_owned() },
    };
    Some(Egress { to, port: Some((Transport::Tcp, collector.port())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collectors_address_says_where_it_is() {
        let collector = |endpoint: &str| Collector { endpoint: endpoint.to_owned() };
        let inside = collector("http://otel-collector.observability:4318");
        assert_eq!(
            (inside.host(), inside.port(), inside.namespace()),
            ("otel-collector.observability", 4318, Some("observability"))
        );
        let outside = collector("https://otel.example.com/v1");
        assert_eq!((outside.port(), outside.namespace()), (443, None));
    }

    #[test]
    fn a_share_is_a_fraction() {
        assert_eq!([5, 10, 25, 0].map(ratio), ["0.05", "0.1", "0.25", "0"]);
    }
}
