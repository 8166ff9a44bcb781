//! What an autoscaler measures beside CPU and memory. Only a cluster has one.

use super::{
    backing,
    draft::Draft,
    scope::{Sort, Subject},
};
use crate::{
    diagnostic::{Diagnostic, codes, nearest},
    manifest::{
        ExternalMetric, HoursMetric, Map, Metric, MetricSource as Written, PrometheusMetric, QueueMetric, Scale, Template, Tls,
        TriggerMetric,
    },
    path::FieldPath,
    plan::{MetricSource, Queue, QueueSystem, ScaleMetric, Text},
};

/// The types of backing services that have queues.
const WITH_QUEUES: &str = "`rabbitmq`, `redis`, `valkey` and `kafka`";

/// The metrics of a workload's autoscaler, by their names in the manifest.
pub(super) fn metrics(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<ScaleMetric> {
    let Some(Scale::Auto { min, metrics, .. }) = &subject.body.scale else { return Vec::new() };
    if !draft.scope.in_cluster() {
        return Vec::new();
    }
    let at = subject.path.join("scale");
    let mut found = Vec::with_capacity(metrics.len());
    for (name, written) in metrics {
        let path = at.join("metrics").join(name);
        if let Some(source) = source(draft, name, written, &path) {
            found.push(ScaleMetric { name: name.clone(), source });
        }
    }
    one_autoscaler(draft, subject, &found, &at);
    if *min == 0 && found.len() == metrics.len() && !found.iter().any(ScaleMetric::is_event) {
        let message = format!("`{}` may go down to none, and nothing from outside its pods would bring it back", subject.name);
        let help = "say `min=1`; or add a `metric` that is there without a pod: a `queue`, `prometheus`, `hours` or `trigger`";
        draft.report.error(&codes::SCALE_METRIC, &at.join("min"), message, help);
    }
    found
}

/// The cluster's own autoscaler and KEDA's cannot both have the replicas.
fn one_autoscaler(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, metrics: &[ScaleMetric], at: &FieldPath) {
    let own = metrics.iter().find(|metric| !metric.is_event());
    let event = metrics.iter().find(|metric| metric.is_event());
    let (Some(own), Some(event)) = (own, event) else { return };
    let place = |name: &str| draft.report.name(&at.join("metrics").join(name));
    let message = format!(
        "`{}` is read by the cluster's autoscaler and `{}` by KEDA, and one of them scales `{}`",
        own.name, event.name, subject.name
    );
    let diagnostic = Diagnostic::error(&codes::SCALE_METRIC, message)
        .at_known(place(&own.name), "")
        .at_known(place(&event.name), "KEDA reads this")
        .help(format!("let KEDA read both: metric \"{}\" average=… {{ prometheus \"…\" server=\"…\"; }}", own.name));
    draft.report.push(diagnostic);
}

fn source(draft: &mut Draft<'_, '_>, name: &str, written: &Metric, path: &FieldPath) -> Option<MetricSource> {
    let Metric { source, average } = written;
    let aimless = matches!(source, Some(Written::Hours(_) | Written::Trigger(_)));
    let average = match (average, aimless) {
        (Some(_), true) => {
            let help = "leave `average` out: `hours` say how many run, and a `trigger` has settings of its own";
            draft.report.error(&codes::SCALE_METRIC, &path.join("average"), format!("`{name}` has no average"), help);
            return None;
        }
        (None, false) => {
            let message = format!("the metric `{name}` does not say how much of it one replica is to have");
            draft.report.error_at_name(&codes::SCALE_METRIC, path, message, format!("add it: metric \"{name}\" average=100"));
            return None;
        }
        (average, _) => average.unwrap_or_default(),
    };
    Some(match source {
        None => MetricSource::Pods { average },
        Some(Written::External(ExternalMetric { metric, r#match })) => {
            let path = path.join("external");
            let mut labels = plain(draft, r#match, &path.join("match"));
            labels.sort();
            let metric = draft.plain(metric.as_str(), &path.join("metric"), "the name of a metric");
            MetricSource::External { metric, labels, average }
        }
        Some(Written::Prometheus(PrometheusMetric { query, server })) => {
            let path = path.join("prometheus");
            let query = draft.plain(query.as_str(), &path.join("query"), "a query");
            let server = draft.plain(server.as_str(), &path.join("server"), "an address");
            MetricSource::Prometheus { server, query, average }
        }
        Some(Written::Queue(written)) => MetricSource::Queue { queue: queue(draft, written, &path.join("queue"))?, average },
        Some(Written::Hours(HoursMetric { from, until, replicas, time_zone })) => MetricSource::Hours {
            from: from.as_str().to_owned(),
            until: until.as_str().to_owned(),
            replicas: *replicas,
            time_zone: time_zone.as_ref().map_or("Etc/UTC", |zone| zone.as_str()).to_owned(),
        },
        Some(Written::Trigger(TriggerMetric { r#type, metadata, secrets })) => {
            let path = path.join("trigger");
            let secret = |(name, secret): (&String, &crate::manifest::SecretName)| {
                draft.secret(secret.as_str());
                (name.clone(), secret.as_str().to_owned())
            };
            let secrets = secrets.iter().map(secret).collect();
            MetricSource::Trigger {
                kind: draft.plain(r#type.as_str(), &path.join("type"), "the type of a trigger"),
                metadata: plain(draft, metadata, &path.join("metadata")),
                secrets,
            }
        }
    })
}

/// Texts by name, none of which may hold a secret.
fn plain(draft: &mut Draft<'_, '_>, texts: &Map<Template>, path: &FieldPath) -> Vec<(String, String)> {
    let text = |(name, text): (&String, &Template)| (name.clone(), draft.plain(text.as_str(), &path.join(name), "a metric"));
    texts.iter().map(text).collect()
}

fn queue(draft: &mut Draft<'_, '_>, written: &QueueMetric, path: &FieldPath) -> Option<Queue> {
    let QueueMetric { name, of, group } = written;
    let scope = draft.scope;
    let Some(subject) = scope.subjects.get(of.as_str()) else {
        unknown(draft, of.as_str(), &path.join("of"));
        return None;
    };
    let kind = subject.backing.as_ref().map(|facts| facts.written.r#type.as_str());
    let (Some(facts), Some(kind @ ("rabbitmq" | "redis" | "valkey" | "kafka"))) = (&subject.backing, kind) else {
        let message = match kind {
            Some(kind) => format!("a {kind} has no queues whose length could be asked for"),
            None => format!("`{}` is a {}, and no backing service", subject.name, subject.sort.word()),
        };
        let help = format!("those that have queues are {WITH_QUEUES}; KEDA's other scalers are had by `trigger \"TYPE\"`");
        draft.report.error(&codes::SCALE_METRIC, &path.join("of"), message, help);
        return None;
    };
    let name = draft.plain(name.as_str(), &path.join("name"), "the name of a queue");
    let group = group.as_ref().map(|group| draft.plain(group.as_str(), &path.join("group"), "the name of a group"));
    let system = match (kind, group) {
        ("kafka", Some(group)) => QueueSystem::Kafka { group },
        ("kafka", None) => {
            let help = "add `group=\"…\"`: the consumer group whose lag counts";
            draft.report.error(&codes::SCALE_METRIC, path, "the lag of a topic is that of a consumer group", help);
            return None;
        }
        (_, Some(_)) => {
            let help = "leave `group` out";
            draft.report.error(
                &codes::SCALE_METRIC,
                &path.join("group"),
                format!("a queue of {kind} has no consumer groups"),
                help,
            );
            return None;
        }
        ("rabbitmq", None) => QueueSystem::Rabbitmq,
        (_, None) => QueueSystem::Redis,
    };
    if matches!(system, QueueSystem::Kafka { .. }) && facts.password.is_some() {
        let help =
            "write it as KEDA has it: trigger \"kafka\" { metadata { sasl \"…\"; }; secrets { password (secret)\"…\"; }; }";
        draft.report.error(&codes::SCALE_METRIC, path, format!("how one logs in to `{}` is not known", subject.name), help);
        return None;
    }
    let password = facts.password.clone();
    password.iter().for_each(|secret| _ = draft.secret(secret));
    let username = password.as_ref().and_then(|_| backing::output(draft, subject, "username").ok());
    username.iter().flat_map(Text::secrets).for_each(|secret| draft.use_secret(&secret.name, secret.encoding));
    Some(Queue {
        system,
        name,
        of: subject.name.to_owned(),
        external: facts.external.map(|external| external.host.as_str().to_owned()),
        port: facts.port,
        tls: facts.external.is_some_and(|external| matches!(external.tls, Some(Tls::On(true) | Tls::Mode(_)))),
        username,
        password,
    })
}

fn unknown(draft: &mut Draft<'_, '_>, name: &str, path: &FieldPath) {
    if draft.scope.is_broken(name) {
        return;
    }
    let place = draft.report.place(path);
    if let Some(absent) = draft.scope.absent(name) {
        return draft.report.push(absent.at_first(place));
    }
    let diagnostic =
        Diagnostic::error(&codes::UNKNOWN_WORKLOAD, format!("there is no backing service `{name}`")).at_known(place, "");
    let backing = draft.scope.subjects.values().filter(|subject| subject.sort == Sort::Backing);
    match nearest(name, backing.map(|subject| subject.name)) {
        Some(meant) => draft.report.slip(diagnostic, place, name, meant),
        None => draft.report.push(diagnostic.help("it names a backing service of the application")),
    }
}
