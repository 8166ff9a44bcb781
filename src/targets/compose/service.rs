//! A workload as a service.

use super::{
    amount,
    file::{Amounts, Condition, DependsOn, Deploy, Entries, Hook, Logging, Port, Resources, Service, Ulimit},
    files, health, names,
    networks::Networks,
    order, storage,
    variables::Variables,
    word::{Scope, Word},
};
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{Cpu, Image, Kind, Logs, Plan, Pull, Replicas, Restart, RuntimeField, Security, Text, Transport, Workload},
};
use std::collections::BTreeMap;

/// The most processes of a container.
const PROCESSES: u32 = 256;
/// The most open files of a process; engines differ in what they allow.
const OPEN_FILES: u32 = 65_536;
/// Ports below it need a capability, or the kernel's leave.
const FIRST_UNPRIVILEGED_PORT: u16 = 1024;

/// What the services of a file share.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) plan: &'a Plan,
    pub(super) project: String,
    pub(super) variables: Variables,
    pub(super) networks: Networks<'a>,
    pub(super) profiles: BTreeMap<&'a str, Vec<&'static str>>,
}

/// The service of a workload, all but its files.
pub(super) fn service(context: &Context<'_>, workload: &Workload, notes: &mut Notes) -> Service {
    let container = &workload.container;
    let security = &container.security;
    let scope = Scope { variables: &context.variables, project: &context.project, workload: &workload.name, container };
    let mut service = Service {
        image: Word::literal(&container.image.reference),
        pull_policy: pull(&container.image),
        depends_on: dependencies(context, workload),
        volumes: storage::mounts(workload),
        environment: environment(&scope, workload, notes),
        ports: ports(workload, notes),
        networks: context.networks.joined_by(&workload.name),
        command: words(&scope, container.command.as_deref(), workload.field("command"), notes),
        entrypoint: words(&scope, container.entrypoint.as_deref(), workload.field("entrypoint"), notes),
        working_dir: container.workdir.as_ref().map(Word::literal),
        restart: restart(workload, notes),
        healthcheck: health::check(&scope, workload, notes),
        logging: logging(&context.plan.logs),
        labels: labels(context.plan, workload),
        annotations: entries(&workload.annotations),
        cpu_shares: container.resources.requests.cpu.map(shares),
        deploy: deploy(workload, notes),
        memswap_limit: container.resources.limits.memory.map(amount::bytes),
        pre_stop: pre_stop(&scope, workload, notes),
        profiles: context.profiles.get(workload.name.as_str()).cloned().unwrap_or_default(),
        stop_grace_period: Some(amount::time(container.stop.within)),
        stop_signal: container.stop.signal.as_ref().map(Word::literal),
        sysctls: sysctls(workload),
        tmpfs: storage::tmpfs(container),
        ulimits: BTreeMap::from([("nofile", Ulimit { soft: OPEN_FILES, hard: OPEN_FILES })]),
        ..Service::default()
    };
    secure(&mut service, security);
    if service.networks.is_empty() && service.network_mode.is_none() {
        service.network_mode = Some("none");
    }
    service
}

/// The one-shot service that gives a workload's new volumes to its user, where the image does not; by the image's own `chown`.
pub(super) fn owner(context: &Context<'_>, workload: &Workload) -> Option<(String, Service)> {
    let user = workload.container.security.user.filter(|user| user.id != 0)?;
    let paths: Vec<&str> = storage::unowned(workload).map(|volume| volume.path.as_str()).collect();
    if paths.is_empty() {
        return None;
    }
    let ids = format!("{}:{}", user.id, user.fs_group);
    let service = Service {
        image: Word::literal(&workload.container.image.reference),
        pull_policy: pull(&workload.container.image),
        volumes: storage::unowned(workload).map(|volume| storage::durable(workload, volume)).collect(),
        network_mode: Some("none"),
        entrypoint: Some(["chown", "-R", &ids].into_iter().chain(paths).map(Word::literal).collect()),
        restart: "no",
        logging: logging(&context.plan.logs),
        user: Some("0:0".into()),
        cap_add: ["CHOWN", "DAC_READ_SEARCH"].map(Word::literal).into(),
        cap_drop: vec!["ALL"],
        deploy: Deploy { replicas: None, resources: Resources { limits: processes(), reservations: Amounts::default() } },
        profiles: context.profiles.get(workload.name.as_str()).cloned().unwrap_or_default(),
        read_only: true,
        security_opt: vec!["no-new-privileges:true"],
        ..Service::default()
    };
    Some((names::owner(context.plan, workload), service))
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
    let mut all = order::dependencies(context.plan, workload);
    if let Some((name, _)) = owner(context, workload) {
        all.insert(name, DependsOn { condition: Condition::Completed });
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
            protocol: match port.transport {
                Transport::Tcp => "tcp",
                Transport::Udp => "udp",
            },
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

/// Jobs and crons run once: Compose waits for their end, and a restart would look like one.
fn restart(workload: &Workload, notes: &mut Notes) -> &'static str {
    match (&workload.kind, workload.container.restart) {
        (Kind::Job { .. } | Kind::Cron { .. }, Restart::No) => "no",
        (Kind::Job { .. } | Kind::Cron { .. }, Restart::Always | Restart::UnlessStopped | Restart::OnFailure) => {
            notes.weakened(workload.field("restart"), "it runs once: start it again by hand where it failed");
            "no"
        }
        (Kind::Service | Kind::Stateful, Restart::Always) => "always",
        (Kind::Service | Kind::Stateful, Restart::UnlessStopped) => "unless-stopped",
        (Kind::Service | Kind::Stateful, Restart::OnFailure) => "on-failure",
        (Kind::Service | Kind::Stateful, Restart::No) => "no",
    }
}

fn logging(logs: &Logs) -> Logging {
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

fn deploy(workload: &Workload, notes: &mut Notes) -> Deploy {
    let resources = &workload.container.resources;
    let limits = Amounts {
        cpus: resources.limits.cpu.map(amount::cores),
        memory: resources.limits.memory.map(amount::bytes),
        ..processes()
    };
    let promised = resources.requests.memory.filter(|memory| resources.limits.memory != Some(*memory));
    let reservations = Amounts { memory: promised.map(amount::bytes), ..Amounts::default() };
    Deploy {
        replicas: Some(replicas(workload, notes)).filter(|count| *count != 1),
        resources: Resources { limits, reservations },
    }
}

/// What a request of CPU is on Kubernetes as well: a weight that counts where the host has too little.
fn shares(cpu: Cpu) -> u64 {
    (cpu.0 * 1024 / 1000).max(2)
}

/// Beside other bounds of `deploy`, Compose refuses `pids_limit`.
fn processes() -> Amounts {
    Amounts { pids: Some(PROCESSES), ..Amounts::default() }
}

/// How many run; the replicas of a stateful workload would share one volume.
fn replicas(workload: &Workload, notes: &mut Notes) -> u32 {
    let count = workload.replicas.least();
    if let Replicas::Auto { .. } = workload.replicas {
        notes.weakened(workload.field("scale"), format!("Compose has no autoscaler: {count} run, the least"));
    }
    if count > 1 && matches!(workload.kind, Kind::Stateful) && !workload.container.volumes.is_empty() {
        notes.weakened(workload.field("scale"), "one runs instead of several: Compose would give all of them the same volume");
        return 1;
    }
    count
}

fn pull(image: &Image) -> &'static str {
    match image.pull {
        Pull::Always => "always",
        Pull::IfNotPresent => "missing",
        Pull::Never => "never",
    }
}

/// Docker allows low ports to every user, Podman asks for leave.
fn sysctls(workload: &Workload) -> BTreeMap<&'static str, &'static str> {
    let security = &workload.container.security;
    let is_low = workload.ports.iter().any(|port| port.container < FIRST_UNPRIVILEGED_PORT);
    let is_root = security.user.is_some_and(|user| user.id == 0);
    let wanted = is_low && !is_root && !security.host_network;
    wanted.then_some(("net.ipv4.ip_unprivileged_port_start", "0")).into_iter().collect()
}

fn secure(service: &mut Service, security: &Security) {
    let Security {
        user,
        read_only,
        drop_capabilities,
        capabilities,
        privileged,
        privilege_escalation,
        host_network,
        host_pid,
        host_ipc,
        devices,
        seccomp,
    } = security;
    service.user = user.map(|user| format!("{}:{}", user.id, user.group));
    service.group_add =
        user.filter(|user| user.fs_group != user.group).map(|user| user.fs_group.to_string()).into_iter().collect();
    service.read_only = *read_only;
    service.cap_drop = drop_capabilities.then_some("ALL").into_iter().collect();
    service.cap_add = capabilities.iter().map(Word::literal).collect();
    service.privileged = *privileged;
    service.security_opt = [(!privilege_escalation, "no-new-privileges:true"), (!seccomp, "seccomp:unconfined")]
        .into_iter()
        .filter_map(|(wanted, option)| wanted.then_some(option))
        .collect();
    service.network_mode = host_network.then_some("host");
    service.pid = host_pid.then_some("host");
    service.ipc = host_ipc.then_some("host");
    service.devices = devices.iter().map(|device| Word::literal(format!("{device}:{device}"))).collect();
    // An image with an init of its own wants to be the first process.
    service.init = *drop_capabilities;
}
