//! A workload as a service.

use super::{
    amount,
    file::{Condition, DependsOn, Entries, Hook, Logging, Port, Service},
    files, health, limits,
    networks::Networks,
    order::Order,
    owner, security, storage,
    variables::Variables,
    word::{Scope, Word},
};
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{Image, Kind, Logs, Part, Plan, Pull, Restart, RuntimeField, Text, Workload},
    policy::Waived,
};
use std::collections::BTreeMap;

/// What the services of a file share.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) plan: &'a Plan,
    pub(super) project: String,
    pub(super) variables: Variables,
    pub(super) networks: Networks<'a>,
    pub(super) order: Order<'a>,
    pub(super) profiles: BTreeMap<&'a str, Vec<&'static str>>,
    /// What breaks a rule with a reason.
    pub(super) waived: &'a [Waived],
    /// What runs beside each workload that has such.
    pub(super) beside: BTreeMap<&'a str, Vec<&'a Workload>>,
}

/// The service of a workload, all but its files.
pub(super) fn service(context: &Context<'_>, workload: &Workload, notes: &mut Notes) -> Service {
    let container = &workload.container;
    let scope = Scope { variables: &context.variables, project: &context.project, workload: &workload.name, container };
    let mut service = Service {
        image: Word::literal(&container.image.reference),
        platform: container.image.platform.as_ref().map(Word::literal),
        pull_policy: pull(&container.image),
        depends_on: dependencies(context, workload),
        volumes: storage::mounts(workload),
        environment: environment(&scope, workload, notes),
        ports: ports(workload, notes),
        networks: context.networks.joined_by(workload.home()),
        command: words(&scope, container.command.as_deref(), workload.field("command"), notes),
        entrypoint: words(&scope, container.entrypoint.as_deref(), workload.field("entrypoint"), notes),
        working_dir: container.workdir.as_ref().map(Word::literal),
        restart: restart(workload, notes),
        healthcheck: health::check(&scope, workload, notes),
        logging: logging(&context.plan.logs),
        labels: labels(context.plan, workload),
        annotations: entries(&workload.annotations),
        cpu_shares: container.resources.requests.cpu.map(limits::shares),
        deploy: limits::deploy(workload, context.beside.contains_key(workload.name.as_str()), notes),
        hostname: hostname(workload),
        memswap_limit: container.resources.limits.memory.map(amount::bytes),
        pre_stop: pre_stop(&scope, workload, notes),
        profiles: context.profiles.get(workload.name.as_str()).cloned().unwrap_or_default(),
        stop_grace_period: Some(amount::time(container.stop.within)),
        stop_signal: container.stop.signal.as_ref().map(Word::literal),
        sysctls: security::sysctls(workload),
        tmpfs: storage::tmpfs(container),
        ulimits: limits::ulimits(container),
        waived: waived(context, workload),
        ..Service::default()
    };
    security::secure(&mut service, &container.security);
    if workload.is_joined(Part::Beside) && service.network_mode.is_none() {
        service.network_mode = Some(format!("service:{}", workload.home()));
        service.networks.clear();
    }
    if service.networks.is_empty() && service.network_mode.is_none() {
        service.network_mode = Some("none".to_owned());
    }
    service
}

/// What breaks a rule with a reason: a key of ours, which neither changes a container nor starts it anew.
fn waived(context: &Context<'_>, workload: &Workload) -> Entries<Word> {
    let waived = context.waived.iter().filter(|waived| waived.workload == workload.home());
    waived.map(|waived| (waived.rule.code.name.to_owned(), Word::literal(waived.words()))).collect()
}

/// Notes that a run-time field is not known to Compose.
pub(super) fn unknown(notes: &mut Notes, path: FieldPath, field: RuntimeField) {
    let field = match field {
        RuntimeField::PodIp => "the address of a container",
        RuntimeField::NodeName => "the name of the host",
        RuntimeField::NodeIp => "the address of the host",
        RuntimeField::CpuLimit => "the CPU limit of a container that has none",
        RuntimeField::MemoryLimit => "the memory limit of a container that has none",
        RuntimeField::PodName | RuntimeField::PodNamespace => "the name of a container",
    };
    notes.refused(path, format!("Compose does not know {field}"), "give a text in its place in this environment");
}

fn dependencies(context: &Context<'_>, workload: &Workload) -> BTreeMap<String, DependsOn> {
    let mut all = context.order.dependencies(workload);
    if let Some(name) = owner::waited_for(context.plan, workload) {
        all.insert(name, DependsOn { condition: Condition::Completed, restart: false });
    }
    if let Some(host) = all.get_mut(workload.home()).filter(|_| workload.is_joined(Part::Beside)) {
        host.restart = true;
    }
    all
}

fn environment(scope: &Scope<'_>, workload: &Workload, notes: &mut Notes) -> Entries<Option<Word>> {
    let mut all = Entries::new();
    for (name, value) in &workload.container.env {
        match scope.value(value) {
            Ok(word) => _ = all.insert(name.clone(), word),
            Err(field) => unknown(notes, workload.field("env").join(name), field),
        }
    }
    all
}

fn words(scope: &Scope<'_>, texts: Option<&[Text]>, path: FieldPath, notes: &mut Notes) -> Option<Vec<Word>> {
    match scope.words(texts?) {
        Ok(words) => Some(words),
        Err(field) => {
            unknown(notes, path, field);
            None
        }
    }
}

fn pre_stop(scope: &Scope<'_>, workload: &Workload, notes: &mut Notes) -> Vec<Hook> {
    let command = workload.container.stop.before.as_deref();
    words(scope, command, workload.field("stop").join("before"), notes).map(|command| Hook { command }).into_iter().collect()
}

fn ports(workload: &Workload, notes: &mut Notes) -> Vec<Port> {
    if workload.container.security.host_network {
        return Vec::new();
    }
    let published = workload.ports.iter().filter_map(|port| Some((port, port.published.as_ref()?)));
    let mut all: Vec<Port> = published
        .map(|(port, published)| Port {
            target: port.container,
            published: published.port.to_string(),
            host_ip: Word::literal(&published.address),
            protocol: port.transport.name(),
        })
        .collect();
    all.sort_by(|left, right| left.published.cmp(&right.published));
    let count = workload.replicas.least();
    if count > 1 && !all.is_empty() {
        let why = format!("{count} containers of `{}` cannot share one port of the host", workload.name);
        notes.refused(workload.field("scale"), why, "say `scale 1`, or take the route and `publish=` away in this environment");
    }
    all
}

/// What keeps data under its own name, as RabbitMQ does, finds it again after the container was made anew.
fn hostname(workload: &Workload) -> Option<Word> {
    let alone = !workload.container.security.host_network;
    match workload.kind {
        Kind::Stateful => alone.then(|| Word::literal(&workload.name)),
        Kind::Service | Kind::Daemon | Kind::Job { .. } | Kind::Cron { .. } => None,
    }
}

/// Jobs and crons run once: Compose waits for their end, and a restart would look like one.
fn restart(workload: &Workload, notes: &mut Notes) -> &'static str {
    match (&workload.kind, workload.container.restart) {
        (Kind::Job { .. } | Kind::Cron { .. }, Restart::No) => "no",
        (Kind::Job { .. } | Kind::Cron { .. }, Restart::Always | Restart::UnlessStopped | Restart::OnFailure) => {
            notes.weakened(workload.field("restart"), "it runs once: start it again by hand where it failed");
            "no"
        }
        (Kind::Service | Kind::Stateful | Kind::Daemon, Restart::Always) => "always",
        (Kind::Service | Kind::Stateful | Kind::Daemon, Restart::UnlessStopped) => "unless-stopped",
        (Kind::Service | Kind::Stateful | Kind::Daemon, Restart::OnFailure) => "on-failure",
        (Kind::Service | Kind::Stateful | Kind::Daemon, Restart::No) => "no",
    }
}

pub(super) fn logging(logs: &Logs) -> Logging {
    let options = [("max-size", amount::bytes(logs.max_size)), ("max-file", logs.max_files.to_string())];
    Logging { driver: "json-file", options: options.into() }
}

/// What describes the workload, what the user adds, and the checksum of its files: a change of them makes a new container.
fn labels(plan: &Plan, workload: &Workload) -> Entries<Word> {
    let application = &plan.application;
    let version = application.version.as_deref().or(workload.container.image.tag());
    let ours = [
        ("app.kubernetes.io/name", Some(workload.name.as_str())),
        ("app.kubernetes.io/version", version),
        ("app.kubernetes.io/part-of", Some(application.part_of.as_str())),
        ("app.kubernetes.io/managed-by", Some("landfall")),
        ("owner", application.owner.as_deref()),
    ];
    let mut labels: Entries<Word> =
        ours.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Word::literal(value?)))).collect();
    labels.extend(entries(&workload.labels));
    if let Some(checksum) = files::checksum_of_configs(workload) {
        labels.insert("landfall.checksum".into(), Word::literal(checksum));
    }
    labels
}

fn entries(pairs: &[(String, String)]) -> Entries<Word> {
    pairs.iter().map(|(name, value)| (name.clone(), Word::literal(value))).collect()
}

pub(super) fn pull(image: &Image) -> &'static str {
    match image.pull {
        Pull::Always => "always",
        Pull::IfNotPresent => "missing",
        Pull::Never => "never",
    }
}
