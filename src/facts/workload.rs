//! What is so of a workload.

use super::{Because, Fact, List, Subject, companions, container, network, placement, word_of, words};
use crate::{
    path::FieldPath,
    plan::{
        Addressing, Companion, Condition, Container, Dependency, Identity, Kind, KubeAccess, LogFormat, MetricSource, Metrics,
        Part, Plan, Reach, Recurrence, Replicas, Role, Run, ScaleMetric, Scratch, Update, Workload,
    },
};

/// A container before or beside a workload.
pub(super) struct Beside<'p> {
    pub(super) part: Part,
    pub(super) path: &'p FieldPath,
    pub(super) container: &'p Container,
    pub(super) scratch: &'p [Scratch],
}

impl<'p> From<&'p Companion> for Beside<'p> {
    fn from(Companion { name: _, path, part, container, scratch }: &'p Companion) -> Self {
        Self { part: *part, path, container, scratch }
    }
}

/// What is so of each workload of a plan.
pub(super) fn of(plan: &Plan) -> impl Fn(&Workload) -> Subject {
    move |workload| {
        let path = workload.path.clone();
        let (sort, facts) = match &workload.role {
            Role::Own => (kind(&workload.kind).to_owned(), facts(plan, workload)),
            Role::Backing(kind) => {
                let image = &workload.container.image.reference;
                let whole = Fact::parts("container", path.clone(), image.as_str(), facts(plan, workload));
                (kind.clone(), vec![whole.because([Because::Place(path.join("external"))])])
            }
            Role::Proxy => {
                let image = &workload.container.image.reference;
                let whole = Fact::parts("container", path.clone(), image.as_str(), facts(plan, workload));
                let behind = plan.edges.iter().filter(|edge| edge.from == workload.name);
                let routes = behind.filter_map(|edge| Some(plan.workload(&edge.to)?.path.join("routes")));
                let because: Vec<_> = std::iter::once(path.clone()).chain(routes).map(Because::Field).collect();
                ("proxy".to_owned(), vec![whole.all_because(&because)])
            }
        };
        Subject { name: workload.name.clone(), sort, path, facts }
    }
}

fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Service => "service",
        Kind::Stateful => "stateful",
        Kind::Daemon => "daemon",
        Kind::Job { .. } => "job",
        Kind::Cron { .. } => "cron",
    }
}

fn facts(plan: &Plan, workload: &Workload) -> Vec<Fact> {
    let Workload {
        name: _,
        kind,
        role: _,
        path,
        container,
        companions: _,
        joined: _,
        replicas,
        metrics_to_scale,
        singleton,
        headless,
        parallel,
        update,
        disruption,
        ports,
        routes,
        depends_on,
        egress,
        ingress,
        labels,
        annotations,
        metrics,
        logs,
        identity,
        access,
        placement,
    } = workload;
    let mut list = List::default();
    list.add(Fact::new("kind", path.clone(), self::kind(kind)).because([Because::Place(path.clone())]));
    container::container(&mut list, path, container, plan, None);
    list.add(running(path, *replicas, plan));
    metrics_to_scale.iter().for_each(|metric| list.add(measured(path, metric)));
    list.maybe("name of its replicas", path.join("headless"), headless.clone());
    list.flag("all replicas at once", path.join("parallel"), *parallel);
    list.flag("never two at once", path.join("singleton"), *singleton);
    runs(&mut list, path, kind);
    updated(&mut list, path, update);
    list.maybe("least that stay", path.join("disruption"), disruption.map(|amount| amount.to_string()));
    network::ports(&mut list, path, ports);
    network::routes(&mut list, path, routes);
    let others = depends_on.iter().filter(|dependency| plan.workload(&dependency.on).is_none_or(|on| on.joined.is_none()));
    others.for_each(|dependency| list.add(waits(plan, workload, dependency)));
    network::reach(&mut list, workload, plan);
    network::egress(&mut list, workload, egress, plan);
    network::ingress(&mut list, workload, ingress, plan);
    list.entries("label", &path.join("labels"), labels);
    list.entries("annotation", &path.join("annotations"), annotations);
    observed(&mut list, path, metrics.as_ref(), *logs);
    identified(&mut list, path, identity);
    access.iter().for_each(|access| list.add(right(path, access)));
    placement::placed(&mut list, path, placement);
    for beside in companions(plan, workload) {
        list.add(companion(beside, workload, plan));
    }
    list.0
}

fn running(path: &FieldPath, replicas: Replicas, plan: &Plan) -> Fact {
    let words = match replicas {
        Replicas::Fixed(count) => count.to_string(),
        Replicas::Auto { min, max, cpu, memory } => {
            let aims = [(cpu, "CPU"), (memory, "memory")];
            let aims: Vec<_> = aims.into_iter().filter_map(|(aim, of)| aim.map(|aim| format!("{aim}% of {of}"))).collect();
            let aims = if aims.is_empty() { String::new() } else { format!(", for {}", aims.join(" and ")) };
            format!("{min} to {max}{aims}")
        }
    };
    let path = path.join("scale");
    // Where no scale is written, the default is not cut short.
    let stated = !plan.inferred.iter().any(|inferred| inferred.path == path);
    let most = plan.setting.target.most_replicas.filter(|_| stated);
    let most = most.map(|_| Because::Target("one of each runs, whatever the scale"));
    let alone = plan.setting.target.addressing == Addressing::Container && matches!(replicas, Replicas::Auto { min: 1, .. });
    let least = alone.then_some(Because::Target("without an autoscaler one runs at least"));
    Fact::new("replicas", path, words).because(most.into_iter().chain(least))
}

/// What an autoscaler measures beside CPU and memory.
fn measured(path: &FieldPath, ScaleMetric { name, source }: &ScaleMetric) -> Fact {
    let words = match source {
        MetricSource::Pods { average } => format!("{average} for each"),
        MetricSource::External { metric, labels: _, average } => format!("{average} of {metric} for each"),
        MetricSource::Prometheus { server: _, query, average } => format!("{average} of `{query}` for each"),
        MetricSource::Queue { queue, average } => format!("{average} in {} of {} for each", queue.name, queue.of),
        MetricSource::Hours { from, until, replicas, time_zone } => format!("{replicas} from {from} until {until}, {time_zone}"),
        MetricSource::Trigger { kind, metadata, secrets: _ } => {
            let settings: Vec<_> = metadata.iter().map(|(name, value)| format!("{name} {value}")).collect();
            format!("{kind}: {}", settings.join(", "))
        }
    };
    let path = path.join("scale").join("metrics").join(name);
    let only = [Because::Place(path.clone()), Because::Target("only a cluster has an autoscaler")];
    Fact::new(format!("metric {name}"), path, words).because(only)
}

fn runs(list: &mut List, path: &FieldPath, kind: &Kind) {
    match kind {
        Kind::Service | Kind::Stateful | Kind::Daemon => {}
        Kind::Job { before, run } => {
            for name in before {
                list.add(Fact::new(format!("runs before {name}"), path.join("before"), ""));
            }
            tried(list, path, *run);
        }
        Kind::Cron { schedule, run, recurrence } => {
            let Recurrence { time_zone, concurrency, successful, failed } = recurrence;
            list.add(Fact::new("schedule", path.join("schedule"), schedule.as_str()));
            list.add(Fact::new("time zone", path.join("time-zone"), time_zone.as_str()));
            list.add(Fact::new("two runs at once", path.join("concurrency"), words::word(concurrency)));
            list.add(Fact::new("good runs kept", path.join("history").join("successful"), successful.to_string()));
            list.add(Fact::new("failed runs kept", path.join("history").join("failed"), failed.to_string()));
            tried(list, path, *run);
        }
    }
}

fn tried(list: &mut List, path: &FieldPath, Run { timeout, retries }: Run) {
    list.maybe("timeout", path.join("timeout"), timeout.map(words::time));
    list.add(Fact::new("retries", path.join("retries"), retries.to_string()));
}

fn updated(list: &mut List, path: &FieldPath, Update { strategy, max_surge, max_unavailable }: &Update) {
    let path = path.join("update");
    list.maybe("update", path.join("strategy"), strategy.map(words::word));
    list.maybe("more at an update", path.join("max-surge"), max_surge.map(|amount| amount.to_string()));
    list.maybe("fewer at an update", path.join("max-unavailable"), max_unavailable.map(|amount| amount.to_string()));
}

fn waits(plan: &Plan, workload: &Workload, Dependency { on, condition }: &Dependency) -> Fact {
    let until = match condition {
        Condition::Started => "until it has started",
        Condition::Healthy => "until it is healthy",
        Condition::Completed => "until it has ended",
    };
    let mut because = vec![Because::Mention { by: workload.path.clone(), of: on.clone() }];
    if let Some(other) = plan.workload(on) {
        because.push(Because::Mention { by: other.path.clone(), of: workload.name.clone() });
        because.push(Because::Place(other.path.clone()));
        because.push(Because::Place(other.path.join("external")));
    }
    Fact::new(format!("waits for {on}"), workload.path.join("depends-on"), until).because(because)
}

fn observed(list: &mut List, path: &FieldPath, metrics: Option<&Metrics>, logs: Option<LogFormat>) {
    if let Some(Metrics { port, path: at, by_operator }) = metrics {
        let field = path.join("metrics");
        let found = if *by_operator { ", by a monitor" } else { "" };
        let whole = format!("{at} at {port}{found}");
        let because = [Because::Field(FieldPath::new(["metrics"]))];
        let parts = vec![
            Fact::new("metrics port", field.join("port"), port.to_string()),
            Fact::new("metrics path", field.join("path"), at.as_str()),
            Fact::new("metrics found", field.clone(), if *by_operator { "by a monitor" } else { "by annotations" })
                .because([Because::Field(FieldPath::new(["platform", "monitoring", "operator"]))]),
        ];
        list.add(Fact::parts("metrics", field, whole, parts).because(because));
    }
    let format = logs.map(|format| match format {
        LogFormat::Text => "text".to_owned(),
        LogFormat::Json => "json".to_owned(),
    });
    list.maybe("collected logs", path.join("logs"), format);
}

/// Who a workload is to clouds.
fn identified(list: &mut List, path: &FieldPath, Identity { annotations, labels }: &Identity) {
    let path = path.join("identity");
    list.entries("identity", &path, annotations);
    list.entries("identity of pods", &path, labels);
}

/// A right in the Kubernetes API.
fn right(path: &FieldPath, KubeAccess { path: _, verbs, group, resource, name, reach }: &KubeAccess) -> Fact {
    let group = if group.is_empty() { String::new() } else { format!(".{group}") };
    let name = name.as_ref().map(|name| format!("/{name}")).unwrap_or_default();
    let place = match reach {
        Reach::Own => String::new(),
        Reach::Namespace(namespace) => format!(" in {namespace}"),
        Reach::Cluster => " in the whole cluster".to_owned(),
    };
    let what = format!("may {} {resource}{group}{name}{place}", verbs.join(", "));
    Fact::new(what, path.join("kube-access"), "")
}

fn companion(beside: Beside<'_>, workload: &Workload, plan: &Plan) -> Fact {
    let Beside { part, path, container, scratch } = beside;
    let word = format!("{} {}", word_of(part), path.last().unwrap_or_default());
    let mut list = List::default();
    container::container(&mut list, path, container, plan, Some(&workload.container));
    for Scratch { path: at, read_only } in scratch {
        list.add(container::shared(path, at, *read_only));
    }
    for fact in &mut list.0 {
        fact.name = format!("{word}: {}", fact.name);
        if let super::Value::Parts(_, parts) = &mut fact.value {
            parts.iter_mut().for_each(|part| part.name = format!("{word}: {}", part.name));
        }
    }
    Fact::parts(word, path.clone(), container.image.reference.as_str(), list.0)
}
