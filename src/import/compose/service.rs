//! A service of a Compose file: each of its fields is taken, known to be needless here, or named as lost.

use super::datum::{get, is_true, items, pairs, scalar, text, texts};
use super::variables::Variables;
use crate::import::dockerfile::{Check, Transport};
use crate::import::words;
use crate::{
    shape::Format,
    tree::scalar::check,
    yaml::{Data, Datum},
};

/// What a service says.
#[derive(Clone, Debug, Default)]
pub(super) struct Service {
    /// Its name in the Compose file.
    pub(super) name: String,
    pub(super) image: Option<String>,
    pub(super) platform: Option<String>,
    pub(super) build: Option<Build>,
    pub(super) entrypoint: Option<Vec<String>>,
    pub(super) command: Option<Vec<String>>,
    pub(super) workdir: Option<String>,
    pub(super) user: Option<String>,
    pub(super) environment: Vec<(String, Option<String>)>,
    pub(super) env_files: Vec<String>,
    pub(super) ports: Vec<Published>,
    pub(super) exposed: Vec<(u16, Transport)>,
    pub(super) mounts: Vec<Mount>,
    pub(super) tmpfs: Vec<(String, Option<String>)>,
    /// Name, target and mode.
    pub(super) secrets: Vec<(String, Option<String>)>,
    pub(super) configs: Vec<(String, Option<String>)>,
    pub(super) check: Option<Check>,
    /// Whether it says that there is no check, not even the image's.
    pub(super) is_unchecked: bool,
    pub(super) depends: Vec<(String, Option<String>)>,
    pub(super) replicas: Option<u32>,
    pub(super) resources: Resources,
    pub(super) stop: (Option<String>, Option<String>),
    pub(super) restart: Option<String>,
    pub(super) labels: Vec<(String, String)>,
    pub(super) ulimits: Vec<(String, i64, Option<i64>)>,
    pub(super) sysctls: Vec<(String, String)>,
    pub(super) security: Security,
    pub(super) profiles: Vec<String>,
    /// Fields that need no word in a manifest.
    pub(super) needless: Vec<String>,
    /// Fields that say something which was not taken over, each with why.
    pub(super) lost: Vec<(String, &'static str)>,
}

/// How an image is built.
#[derive(Clone, Debug, Default)]
pub(super) struct Build {
    pub(super) context: String,
    pub(super) dockerfile: Option<String>,
    pub(super) target: Option<String>,
    pub(super) args: Vec<(String, Option<String>)>,
}

/// A port that the host has too.
#[derive(Clone, Debug)]
pub(super) struct Published {
    pub(super) number: u16,
    pub(super) host: Option<u16>,
    pub(super) address: Option<String>,
    pub(super) transport: Transport,
}

/// What is mounted where.
#[derive(Clone, Debug)]
pub(super) struct Mount {
    /// A volume's name or a path of the host; nothing where nobody named it.
    pub(super) source: Option<String>,
    pub(super) path: String,
    pub(super) read_only: bool,
}

/// What it may take, as it was written.
#[derive(Clone, Debug, Default)]
pub(super) struct Resources {
    pub(super) cpu: Option<String>,
    pub(super) memory: Option<String>,
    pub(super) cpu_limit: Option<String>,
    pub(super) memory_limit: Option<String>,
}

/// What it may that others may not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Security {
    pub(super) capabilities: Vec<String>,
    pub(super) devices: Vec<String>,
    pub(super) flags: Vec<&'static str>,
}

/// Fields of a service that need no word in a manifest: it follows from other fields, or holds for everything.
const NEEDLESS: [&str; 7] = ["links", "container_name", "cap_drop", "read_only", "attach", "memswap_limit", "pids_limit"];

impl Service {
    /// Reads a service.
    pub(super) fn read(name: &str, datum: &Datum<'_>, variables: &Variables) -> Self {
        let mut service = Self { name: name.to_owned(), ..Self::default() };
        super::datum::entries(datum).for_each(|(field, value)| service.field(field, value, variables));
        service
    }

    fn field(&mut self, field: &str, value: &Datum<'_>, variables: &Variables) {
        match field {
            "image" => self.image = scalar(value),
            "platform" => self.platform(scalar(value).and_then(|platform| variables.plain(&platform))),
            "build" => self.built(value),
            "entrypoint" => self.entrypoint = command(value),
            "command" => self.command = command(value),
            "working_dir" => self.workdir = scalar(value),
            "user" => self.user = scalar(value).and_then(|user| variables.plain(&user)),
            "environment" => self.environment.extend(pairs(value)),
            "env_file" => {
                self.env_files = items(value).into_iter().filter_map(|file| scalar(file).or_else(|| text(file, "path"))).collect()
            }
            "ports" => items(value).into_iter().for_each(|port| self.port(port, variables)),
            "expose" => self.expose(value, variables),
            "volumes" => items(value).into_iter().for_each(|mount| self.mount(mount)),
            "tmpfs" => self.tmpfs.extend(texts(value).into_iter().map(|text| match text.split_once(':') {
                Some((path, options)) => {
                    (path.to_owned(), options.split(',').find_map(|option| option.strip_prefix("size=")).map(str::to_owned))
                }
                None => (text, None),
            })),
            "secrets" | "configs" => self.sources(field, value),
            "healthcheck" => {
                self.check = healthcheck(value);
                let is_none = || get(value, "test").is_some_and(|test| texts(test) == ["NONE"]);
                self.is_unchecked = is_true(value, "disable") || is_none();
            }
            "depends_on" => {
                self.depends = match &value.value {
                    Data::Map(_) => {
                        super::datum::entries(value).map(|(name, value)| (name.to_owned(), text(value, "condition"))).collect()
                    }
                    _ => texts(value).into_iter().map(|name| (name, None)).collect(),
                }
            }
            "deploy" => super::datum::entries(value).for_each(|(field, value)| self.deploy(field, value, variables)),
            "scale" => self.replicas = scalar(value).and_then(|scale| variables.plain(&scale)?.parse().ok()),
            "cpus" => self.resources.cpu_limit = scalar(value),
            "mem_limit" => self.resources.memory_limit = scalar(value),
            "mem_reservation" => self.resources.memory = scalar(value),
            "stop_signal" => self.stop.1 = scalar(value),
            "stop_grace_period" => self.stop.0 = scalar(value),
            "restart" => self.restart(scalar(value).and_then(|restart| variables.plain(&restart))),
            "labels" => self.labels = pairs(value).into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect(),
            "ulimits" => self.ulimits(value),
            "sysctls" => self.sysctls(value, variables),
            "networks" => self.networks(value),
            "privileged" | "cap_add" | "devices" | "network_mode" | "pid" | "ipc" | "security_opt" => self.security(field, value),
            "profiles" => self.profiles = texts(value),
            needless if NEEDLESS.contains(&needless) => self.needless.push(needless.to_owned()),
            own if own.starts_with("x-") => {}
            lost => self.lost.push((lost.to_owned(), why(lost))),
        }
    }

    fn platform(&mut self, said: Option<String>) {
        self.platform = said.filter(|platform| check(Format::ImagePlatform, platform).is_ok());
        if self.platform.is_none() {
            self.lost.push(("platform".to_owned(), "`image … platform=\"linux/amd64\"` says it"));
        }
    }

    /// What runs for long starts again by itself.
    fn restart(&mut self, said: Option<String>) {
        match said.as_deref() {
            Some("always" | "unless-stopped") => self.needless.push("restart".to_owned()),
            Some("no" | "on-failure") => {}
            Some(counted) if counted.starts_with("on-failure:") => {
                self.lost.push(("restart".to_owned(), "it starts again after each failure, however many there were"));
            }
            _ => {
                self.lost
                    .push(("restart".to_owned(), "what it says is not known here: `restart \"on-failure\"` or `\"no\"` says it"));
                return;
            }
        }
        self.restart = said;
    }

    fn sysctls(&mut self, value: &Datum<'_>, variables: &Variables) {
        let said = pairs(value);
        if matches!(value.value, Data::List(_)) && said.len() < items(value).len() {
            self.lost.push(("sysctls".to_owned(), "one of its items is no NAME=value"));
        }
        for (name, value) in said {
            match value.and_then(|value| variables.plain(&value)) {
                Some(value) => self.sysctls.push((name, value)),
                None => {
                    self.lost.push((format!("sysctls.{name}"), "its value is not known here: `sysctl NAME VALUE` says it"));
                }
            }
        }
    }

    /// Who shares a network follows from who reaches whom; what is said of a network's addresses and names does not.
    fn networks(&mut self, value: &Datum<'_>) {
        self.needless.push("networks".to_owned());
        for (network, options) in super::datum::entries(value) {
            for (option, _) in super::datum::entries(options) {
                let why = match option {
                    "ipv4_address" | "ipv6_address" => {
                        "an address is the engine's or the cluster's: callers name it, `{{ NAME.host }}`; one beside it, a `sidecar`, has 127.0.0.1"
                    }
                    "aliases" => "others reach it by its own name, `{{ NAME.host }}`",
                    _ => "`patch` in an overlay can say it",
                };
                self.lost.push((format!("networks.{network}.{option}"), why));
            }
        }
    }

    fn built(&mut self, value: &Datum<'_>) {
        self.build = build(value);
        let known = ["context", "dockerfile", "target", "args"];
        let others = super::datum::entries(value).map(|(name, _)| name).filter(|name| !known.contains(name));
        let why = "dev's `build` has no such field: build it by hand, or in the pipeline";
        self.lost.extend(others.map(|name| (format!("build.{name}"), why)));
    }

    fn expose(&mut self, value: &Datum<'_>, variables: &Variables) {
        let port = |port: &String| {
            let port = variables.plain(port)?;
            let (number, protocol) = port.split_once('/').unwrap_or((&port, "tcp"));
            number.parse().ok().zip(Transport::named(protocol))
        };
        let said = texts(value);
        let read: Vec<_> = said.iter().filter_map(port).collect();
        if read.len() < said.len() {
            self.lost.push(("expose".to_owned(), "one of its numbers is not known here: `port NUMBER` says it"));
        }
        self.exposed.extend(read);
    }

    fn sources(&mut self, field: &str, value: &Datum<'_>) {
        let has_owner = |item: &Datum<'_>| ["mode", "uid", "gid"].iter().any(|name| get(item, name).is_some());
        if items(value).into_iter().any(has_owner) {
            self.lost.push((format!("{field}.mode"), "`mode=` says it; the owner is the service's own user"));
        }
        let found = if field == "secrets" { &mut self.secrets } else { &mut self.configs };
        *found = sources(value);
    }

    fn deploy(&mut self, field: &str, value: &Datum<'_>, variables: &Variables) {
        match field {
            "replicas" => self.replicas = scalar(value).and_then(|replicas| variables.plain(&replicas)?.parse().ok()),
            "resources" => {
                let part =
                    |kind, name| get(value, kind).and_then(|kind| text(kind, name)).and_then(|text| variables.plain(&text));
                let Resources { cpu, memory, cpu_limit, memory_limit } = &mut self.resources;
                for (target, kind, name) in [
                    (cpu, "reservations", "cpus"),
                    (memory, "reservations", "memory"),
                    (cpu_limit, "limits", "cpus"),
                    (memory_limit, "limits", "memory"),
                ] {
                    *target = part(kind, name).or(target.take());
                }
                let devices = get(value, "reservations").and_then(|kind| get(kind, "devices"));
                self.lost.extend(
                    devices.map(|_| ("deploy.resources.reservations.devices".to_owned(), "`patch` in an overlay can say it")),
                );
            }
            "mode" if scalar(value).as_deref() == Some("replicated") => {}
            "restart_policy" | "update_config" | "rollback_config" | "labels" | "endpoint_mode" | "mode" | "placement" => {
                self.lost
                    .push((format!("deploy.{field}"), "it is for Swarm; `update`, `spread` and `node-selector` say such things"));
            }
            other => self.lost.push((format!("deploy.{other}"), "a manifest has no such field")),
        }
    }

    fn port(&mut self, port: &Datum<'_>, variables: &Variables) {
        let read = match &port.value {
            Data::Map(_) => long_port(port, variables).into_iter().collect(),
            _ => scalar(port).and_then(|port| variables.plain(&port)).map(|port| short_port(&port)).unwrap_or_default(),
        };
        if read.is_empty() {
            self.lost.push(("ports".to_owned(), "one of them has no number that is known here: `port NUMBER publish=` says it"));
        }
        self.ports.extend(read);
    }

    fn mount(&mut self, mount: &Datum<'_>) {
        if let Data::Map(_) = &mount.value {
            let (Some(path), kind) = (text(mount, "target"), text(mount, "type")) else { return };
            match kind.as_deref() {
                Some("tmpfs") => self.tmpfs.push((path, get(mount, "tmpfs").and_then(|tmpfs| text(tmpfs, "size")))),
                _ => self.mounts.push(Mount { source: text(mount, "source"), path, read_only: is_true(mount, "read_only") }),
            }
            return;
        }
        let Some(text) = scalar(mount) else { return };
        let parts = split_mount(&text);
        let (source, path, options) = match parts.as_slice() {
            [path] => (None, *path, ""),
            [source, path] => (Some(*source), *path, ""),
            [source, path, options, ..] => (Some(*source), *path, *options),
            [] => return,
        };
        let read_only = options.split(',').any(|option| option == "ro");
        self.mounts.push(Mount { source: source.map(str::to_owned), path: path.to_owned(), read_only });
    }

    fn ulimits(&mut self, value: &Datum<'_>) {
        for (name, limit) in super::datum::entries(value) {
            let number = |text: Option<String>| text.and_then(|text| text.parse().ok());
            let soft = number(scalar(limit).or_else(|| text(limit, "soft")));
            self.ulimits.extend(soft.map(|soft| (name.to_owned(), soft, number(text(limit, "hard")))));
        }
    }

    fn security(&mut self, field: &str, value: &Datum<'_>) {
        let said = texts(value);
        let is = |wanted: &str| said.iter().any(|word| word == wanted);
        match field {
            "privileged" if is("true") => self.security.flags.push("privileged"),
            "cap_add" => {
                self.security.capabilities.extend(said.iter().map(|name| name.trim_start_matches("CAP_").to_ascii_uppercase()))
            }
            "devices" => {
                self.security.devices.extend(said.iter().map(|device| device.split(':').next().unwrap_or(device).to_owned()))
            }
            "network_mode" if is("host") => self.security.flags.push("host-network"),
            "network_mode" if is("bridge") || is("default") => {}
            "pid" if is("host") => self.security.flags.push("host-pid"),
            "ipc" if is("host") => self.security.flags.push("host-ipc"),
            "security_opt" if said.iter().all(|word| word.starts_with("no-new-privileges")) => {}
            "privileged" => {}
            other => self.lost.push((other.to_owned(), "`security { … }` says what may be weaker than the default")),
        }
    }
}

/// What says in its place what a lost field said.
fn why(field: &str) -> &'static str {
    match field {
        "extends" => "what it extends is not read: `mixin` and `use` share fields",
        "env_file" => "the file is not there",
        "logging" | "log_driver" | "log_opt" => "`logs` of an environment says where they go",
        "dns" | "dns_search" | "dns_opt" | "extra_hosts" => "names are the platform's; `patch` in an overlay can say it",
        "runtime" | "stdin_open" | "tty" | "shm_size" | "group_add" | "userns_mode" | "mac_address" | "isolation" => {
            "`patch` in an overlay can say it"
        }
        "hostname" => "in dev it is the workload's name; elsewhere `patch` says it",
        "pull_policy" => "`image … pull=` says it",
        "post_start" | "pre_stop" => "`stop { before … }` runs a command before the end",
        _ => "a manifest has no such field; `patch` in an overlay can say it",
    }
}

fn build(value: &Datum<'_>) -> Option<Build> {
    if let Some(context) = scalar(value) {
        return Some(Build { context, ..Build::default() });
    }
    let context = text(value, "context").unwrap_or_else(|| ".".to_owned());
    let args = get(value, "args").map(pairs).unwrap_or_default();
    matches!(value.value, Data::Map(_)).then(|| Build {
        context,
        dockerfile: text(value, "dockerfile"),
        target: text(value, "target"),
        args,
    })
}

fn command(value: &Datum<'_>) -> Option<Vec<String>> {
    match &value.value {
        Data::List(_) => Some(texts(value)),
        _ => scalar(value).map(|text| words::split(&text)),
    }
}

fn sources(value: &Datum<'_>) -> Vec<(String, Option<String>)> {
    items(value)
        .into_iter()
        .filter_map(|item| scalar(item).map(|name| (name, None)).or_else(|| Some((text(item, "source")?, text(item, "target")))))
        .collect()
}

fn healthcheck(value: &Datum<'_>) -> Option<Check> {
    let test = get(value, "test").filter(|_| !is_true(value, "disable"))?;
    let shell = |text: &str| ["sh", "-c", text].map(str::to_owned).to_vec();
    let command = match &test.value {
        Data::List(_) => match texts(test).split_first() {
            Some((kind, rest)) if kind == "CMD" => rest.to_vec(),
            Some((kind, rest)) if kind == "CMD-SHELL" => shell(&rest.join(" ")),
            _ => return None,
        },
        _ => shell(&scalar(test)?),
    };
    Some(Check {
        command,
        interval: text(value, "interval"),
        timeout: text(value, "timeout"),
        start: text(value, "start_period"),
        failures: text(value, "retries").and_then(|retries| retries.parse().ok()),
    })
}

fn long_port(port: &Datum<'_>, variables: &Variables) -> Option<Published> {
    let number = |name| text(port, name).and_then(|text| variables.plain(&text)).and_then(|text| text.parse().ok());
    let transport = text(port, "protocol").map_or(Some(Transport::Tcp), |name| Transport::named(&name))?;
    Some(Published { number: number("target")?, host: number("published"), address: text(port, "host_ip"), transport })
}

/// `8080`, `80:8080`, `127.0.0.1:80:8080/tcp`, `9090-9091:8080-8081`.
fn short_port(text: &str) -> Vec<Published> {
    let (ports, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
    let Some(transport) = Transport::named(protocol) else { return Vec::new() };
    let (rest, inner) = ports.rsplit_once(':').map_or((None, ports), |(rest, inner)| (Some(rest), inner));
    let (address, outer) = match rest.and_then(|rest| rest.rsplit_once(':')) {
        Some((address, outer)) => (Some(address.trim_matches(['[', ']']).to_owned()), Some(outer)),
        None => (None, rest),
    };
    let Some(inner) = range(inner) else { return Vec::new() };
    let outer = outer.and_then(range);
    let one = |(at, number): (usize, u16)| Published {
        number,
        host: outer.clone().and_then(|mut outer| outer.nth(at)),
        address: address.clone().filter(|address| !address.is_empty()),
        transport,
    };
    inner.take(100).enumerate().map(one).collect()
}

fn range(text: &str) -> Option<std::ops::RangeInclusive<u16>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some(first.parse().ok()?..=last.parse().ok()?)
}

/// A mount at its colons; one of a drive's letter is none.
fn split_mount(text: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, char) in text.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && !(at == 1 && text.get(2..3) == Some("\\")) => {
                parts.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ports_are_read_in_every_form() {
        let said =
            |text: &str| short_port(text).into_iter().map(|port| (port.number, port.host, port.address)).collect::<Vec<_>>();
        assert_eq!(said("8080"), [(8080, None, None)]);
        assert_eq!(said("80:8080/tcp"), [(8080, Some(80), None)]);
        assert_eq!(said("127.0.0.1:80:8080"), [(8080, Some(80), Some("127.0.0.1".to_owned()))]);
        assert_eq!(said("[::1]:80:8080"), [(8080, Some(80), Some("::1".to_owned()))]);
        assert_eq!(said("9090-9091:80-81"), [(80, Some(9090), None), (81, Some(9091), None)]);
        assert_eq!(said("127.0.0.1::80"), [(80, None, Some("127.0.0.1".to_owned()))]);
        assert!(said("http").is_empty() && said("80:80/quic").is_empty());
    }

    #[test]
    fn mounts_split_at_their_colons() {
        assert_eq!(split_mount("${A:-./a}:/b:ro"), ["${A:-./a}", "/b", "ro"]);
        assert_eq!(split_mount("/data"), ["/data"]);
    }
}
