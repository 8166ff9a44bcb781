//! The Compose file as types, with keys in the order in which dclint wants them read.

use super::word::Word;
use serde::Serialize;
use std::collections::BTreeMap;

/// A whole file.
#[derive(Debug, Serialize)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) services: BTreeMap<String, Service>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) networks: BTreeMap<String, Network>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) volumes: BTreeMap<String, Volume>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) secrets: BTreeMap<String, Source>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) configs: BTreeMap<String, Source>,
}

/// A service.
#[derive(Debug, Default, Serialize)]
pub(super) struct Service {
    pub(super) image: Word,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) depends_on: BTreeMap<String, DependsOn>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) volumes: Vec<Mount>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) configs: Vec<Grant>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) secrets: Vec<Grant>,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(super) environment: Entries<Option<Word>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ports: Vec<Port>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) networks: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) network_mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command: Option<Vec<Word>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) entrypoint: Option<Vec<Word>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) working_dir: Option<Word>,
    pub(super) restart: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) healthcheck: Option<HealthCheck>,
    pub(super) logging: Logging,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(super) labels: Entries<Word>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<String>,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(super) annotations: Entries<Word>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cap_add: Vec<Word>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cap_drop: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cpu_shares: Option<u64>,
    #[serde(skip_serializing_if = "Deploy::is_empty")]
    pub(super) deploy: Deploy,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) devices: Vec<Word>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) group_add: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hostname: Option<Word>,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) init: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipc: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) memswap_limit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pid: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) pre_stop: Vec<Hook>,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) privileged: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) profiles: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) platform: Option<Word>,
    pub(super) pull_policy: &'static str,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) read_only: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) security_opt: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stop_grace_period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stop_signal: Option<Word>,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(super) sysctls: Entries<Word>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tmpfs: Vec<Word>,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(super) ulimits: Entries<Ulimit>,
    #[serde(rename = "x-landfall-waived", skip_serializing_if = "Entries::is_empty")]
    pub(super) waived: Entries<Word>,
}

/// What the kernel lets a process take of something.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Ulimit {
    pub(super) soft: i64,
    pub(super) hard: i64,
}

/// Entries by key, in the order of the manifest.
pub(super) type Entries<T> = indexmap::IndexMap<String, T>;

/// How far a service that another one depends on must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct DependsOn {
    pub(super) condition: Condition,
    /// Whether it starts again whenever the other one does.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) restart: bool,
}

/// A condition of `depends_on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) enum Condition {
    #[serde(rename = "service_started")]
    Started,
    #[serde(rename = "service_healthy")]
    Healthy,
    #[serde(rename = "service_completed_successfully")]
    Completed,
}

/// A mount in its long form.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Mount {
    Volume {
        source: String,
        target: Word,
        #[serde(skip_serializing_if = "is_false")]
        read_only: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        volume: Option<VolumeOptions>,
    },
    Bind {
        source: Word,
        target: Word,
        #[serde(skip_serializing_if = "is_false")]
        read_only: bool,
        bind: BindOptions,
    },
    Tmpfs {
        target: Word,
        tmpfs: TmpfsOptions,
    },
}

/// How a volume is mounted.
#[derive(Debug, Serialize)]
pub(super) struct VolumeOptions {
    pub(super) labels: BTreeMap<&'static str, &'static str>,
}

/// How a path of the host is mounted.
#[derive(Debug, Serialize)]
pub(super) struct BindOptions {
    pub(super) create_host_path: bool,
}

/// How scratch space is mounted.
#[derive(Debug, Serialize)]
pub(super) struct TmpfsOptions {
    pub(super) size: u64,
    pub(super) mode: u32,
}

/// A configuration or secret that a service gets.
#[derive(Debug, Serialize)]
pub(super) struct Grant {
    pub(super) source: String,
    pub(super) target: Word,
}

/// A published port in its long form.
#[derive(Debug, Serialize)]
pub(super) struct Port {
    pub(super) target: u16,
    pub(super) published: String,
    pub(super) host_ip: Word,
    pub(super) protocol: &'static str,
}

/// A health check, or that there is none, not even the image's own.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum HealthCheck {
    Asked(Asked),
    Off { disable: bool },
}

/// What is asked, and how often.
#[derive(Debug, Serialize)]
pub(super) struct Asked {
    pub(super) test: Vec<Word>,
    pub(super) interval: String,
    pub(super) timeout: String,
    pub(super) retries: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_interval: Option<String>,
}

/// Where a container's log goes.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Logging {
    pub(super) driver: &'static str,
    pub(super) options: BTreeMap<&'static str, String>,
}

/// How many containers, within which bounds.
#[derive(Debug, Default, Serialize)]
pub(super) struct Deploy {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replicas: Option<u32>,
    #[serde(skip_serializing_if = "Resources::is_empty")]
    pub(super) resources: Resources,
}

/// Bounds and promises.
#[derive(Debug, Default, Serialize)]
pub(super) struct Resources {
    #[serde(skip_serializing_if = "Amounts::is_empty")]
    pub(super) limits: Amounts,
    #[serde(skip_serializing_if = "Reservations::is_empty")]
    pub(super) reservations: Reservations,
}

/// What is promised.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Reservations {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) memory: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) devices: Vec<Devices>,
}

/// Devices of the host, by what they can.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Devices {
    pub(super) driver: &'static str,
    pub(super) count: u32,
    pub(super) capabilities: Vec<&'static str>,
}

/// Amounts of CPU and memory, and the most processes.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Amounts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cpus: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) memory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pids: Option<u32>,
}

/// A command that runs in a container before it is stopped.
#[derive(Debug, Serialize)]
pub(super) struct Hook {
    pub(super) command: Vec<Word>,
}

/// A network.
#[derive(Debug, Default, Serialize)]
pub(super) struct Network {
    #[serde(skip_serializing_if = "is_false")]
    pub(super) internal: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipam: Option<Ipam>,
}

/// The addresses of a network.
#[derive(Debug, Serialize)]
pub(super) struct Ipam {
    pub(super) config: Vec<Subnet>,
}

/// A range of addresses.
#[derive(Debug, Serialize)]
pub(super) struct Subnet {
    pub(super) subnet: String,
}

/// A volume: the project's own, or one that somebody else made.
#[derive(Debug, Default, Serialize)]
pub(super) struct Volume {
    #[serde(skip_serializing_if = "is_false")]
    pub(super) external: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Word>,
}

/// Where a configuration or secret comes from.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Source {
    File(Word),
    Environment(String),
}

impl Deploy {
    fn is_empty(&self) -> bool {
        self.replicas.is_none() && self.resources.is_empty()
    }
}

impl Resources {
    fn is_empty(&self) -> bool {
        self.limits.is_empty() && self.reservations.is_empty()
    }
}

impl Reservations {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Amounts {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
