//! A container: what it runs, as whom, with which files, and within which bounds.

use super::{Access, Bytes, Cpu, Scheme, Text, Tool, Ulimit};
use crate::path::FieldPath;
use indexmap::IndexMap;
use std::{collections::BTreeSet, time::Duration};

/// A container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// The image.
    pub image: Image,
    /// The program; the image's where it is `None`.
    pub entrypoint: Option<Vec<Text>>,
    /// Its arguments; the image's where it is `None`.
    pub command: Option<Vec<Text>>,
    /// The folder in which it starts; the image's where it is `None`.
    pub workdir: Option<String>,
    /// Variables of the environment, in the order of the manifest.
    pub env: IndexMap<String, EnvValue>,
    /// Files of configuration, sorted by path.
    pub configs: Vec<Config>,
    /// Files of configuration that hold secrets, sorted by path; only stores that fill them in have any.
    pub secret_configs: Vec<SecretConfig>,
    /// Secrets as files, sorted by path.
    pub secret_files: Vec<SecretFile>,
    /// Durable storage, sorted by name.
    pub volumes: Vec<Volume>,
    /// Scratch space, sorted by path; `/tmp` among it where the root is read-only.
    pub tmps: Vec<Tmp>,
    /// Paths of the host, sorted by path.
    pub binds: Vec<Bind>,
    /// As whom it runs, and what it may do to the host.
    pub security: Security,
    /// Its probes.
    pub health: Health,
    /// What it asks for, and what it may not exceed.
    pub resources: Resources,
    /// Devices of nodes that it has alone, in the order of the manifest.
    pub extended: Vec<Extended>,
    /// How it is stopped.
    pub stop: Stop,
    /// When it starts again.
    pub restart: Restart,
    /// What the kernel lets its processes take.
    pub ulimits: Vec<Ulimit>,
    /// Parameters of the kernel in its namespaces, by name.
    pub sysctls: Vec<(String, String)>,
    /// More flags of `docker run`.
    pub run_args: Vec<String>,
}

/// The most processes of a container, where the engine can be told.
pub const PROCESSES: u32 = 256;

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its full name with the registry's host, as in `docker.io/library/redis:7`.
    pub reference: String,
    /// When it is pulled.
    pub pull: Pull,
    /// What it is for, where that is not the host's own.
    pub platform: Option<String>,
    /// How it is built, on targets that build.
    pub build: Option<Build>,
    /// The names of the pull secrets that it needs.
    pub pull_secrets: Vec<String>,
}

impl Image {
    /// The digest that it is pinned to.
    pub fn digest(&self) -> Option<&str> {
        self.reference.split_once('@').map(|(_, digest)| digest)
    }

    /// The tag; `None` where there is none.
    pub fn tag(&self) -> Option<&str> {
        let name = self.reference.split('@').next().unwrap_or_default();
        let last = name.rsplit('/').next().unwrap_or_default();
        last.split_once(':').map(|(_, tag)| tag)
    }
}

/// When an image is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// At each start.
    Always,
    /// Where it is not there yet.
    IfNotPresent,
    /// Never.
    Never,
}

/// How an image is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The folder that is sent to the builder, relative to the project.
    pub context: String,
    /// The Dockerfile, relative to the context.
    pub dockerfile: Option<String>,
    /// The stage.
    pub target: Option<String>,
    /// Build arguments.
    pub args: Vec<(String, String)>,
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvValue {
    /// This.
    Set(Text),
    /// What the surroundings of the script have.
    Inherit,
}

/// A file of configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the container sees it.
    pub path: String,
    /// The key of the manifest that it comes from; a folder gives several files.
    pub key: String,
    /// Its content.
    pub content: Vec<u8>,
    /// Its mode, as in `0o644`.
    pub mode: u32,
}

/// A file of configuration that holds secrets, which their store fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretConfig {
    /// Where the container sees it.
    pub path: String,
    /// The key of the manifest that it comes from; a folder gives several files.
    pub key: String,
    /// Its content.
    pub content: Text,
    /// Its mode, as in `0o644`.
    pub mode: u32,
}

/// A secret as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFile {
    /// Where the container sees it.
    pub path: String,
    /// The secret's name.
    pub secret: String,
    /// Its mode, as in `0o440`.
    pub mode: u32,
}

/// Durable storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its name in the manifest.
    pub name: String,
    /// Where the container sees it.
    pub path: String,
    /// Its size.
    pub size: Option<Bytes>,
    /// The storage class.
    pub class: Option<String>,
    /// How many nodes and pods may mount it.
    pub access: Access,
    /// Whether the container may only read it.
    pub read_only: bool,
    /// The name of a volume or claim that somebody else made.
    pub existing: Option<String>,
    /// Whether it is the application's, under the same name for each workload that mounts it.
    pub shared: bool,
    /// Whether the image is known to have the folder with the container's user as its owner.
    pub owned_by_image: bool,
    /// The path of the scratch space that it stands for, where containers of their own share it.
    pub scratch: Option<String>,
}

/// Durable storage of the application's, which several workloads mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedVolume {
    /// Its name, a DNS label.
    pub name: String,
    /// Where it stands in the manifest.
    pub path: FieldPath,
    /// Its size.
    pub size: Option<Bytes>,
    /// The storage class.
    pub class: Option<String>,
    /// How many nodes and pods may mount it.
    pub access: Access,
    /// The name of a volume or claim that somebody else made.
    pub existing: Option<String>,
    /// The workloads that mount it, sorted by name.
    pub mounted_by: Vec<String>,
}

/// Scratch space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tmp {
    /// Where the container sees it.
    pub path: String,
    /// Its greatest size.
    pub size: Bytes,
    /// Whether it is kept in memory on targets that have a choice.
    pub memory: bool,
}

/// A path of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bind {
    /// The path of the host: absolute, or relative to the project.
    pub host: String,
    /// Where the container sees it.
    pub path: String,
    /// Whether the container may only read it.
    pub read_only: bool,
}

/// As whom a container runs, and what it may do to the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Security {
    /// The user; the image's where it is `None`.
    pub user: Option<User>,
    /// Whether the root file system is read-only.
    pub read_only: bool,
    /// Whether all capabilities are dropped but those of `capabilities`; else Docker's default ones stay, and these are added.
    pub drop_capabilities: bool,
    /// Capabilities that are added.
    pub capabilities: BTreeSet<String>,
    /// Whether the container owns the host.
    pub privileged: bool,
    /// Whether a process may gain privileges.
    pub privilege_escalation: bool,
    /// Whether it shares the host's network.
    pub host_network: bool,
    /// Whether it sees the host's processes.
    pub host_pid: bool,
    /// Whether it shares the host's memory segments.
    pub host_ipc: bool,
    /// Devices of the host.
    pub devices: BTreeSet<String>,
    /// Whether system calls are filtered.
    pub seccomp: bool,
    /// Whether a token of the cluster's API is mounted by itself; never, until somebody patches it.
    pub token: bool,
}

impl Security {
    /// What everybody gets without asking.
    pub(crate) fn hardened(user: User) -> Self {
        Self {
            user: Some(user),
            read_only: true,
            drop_capabilities: true,
            capabilities: BTreeSet::new(),
            privileged: false,
            privilege_escalation: false,
            host_network: false,
            host_pid: false,
            host_ipc: false,
            devices: BTreeSet::new(),
            seccomp: true,
            token: false,
        }
    }
}

/// A user, by numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// The user.
    pub id: u32,
    /// The group.
    pub group: u32,
    /// The group of volumes' files.
    pub fs_group: u32,
}

/// The probes of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Whether it has started.
    pub start: Option<Start>,
    /// Whether it takes requests.
    pub ready: Option<Probe>,
    /// Whether it has to be restarted.
    pub live: Option<Probe>,
    /// Whether it is said that nothing asks: neither does a check that the image brings along.
    pub none: bool,
}

impl Health {
    /// The probe that stands for all where there is one check: whether requests are taken is what others wait for; only without
    /// that probe is another one taken.
    pub fn only(&self) -> Option<(&'static str, &Probe)> {
        let start = self.start.as_ref().map(|start| &start.probe);
        let probes = [("ready", self.ready.as_ref()), ("live", self.live.as_ref()), ("start", start)];
        probes.into_iter().find_map(|(name, probe)| Some((name, probe?)))
    }
}

/// The start-up probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// What is asked, and how often.
    pub probe: Probe,
    /// The time that starting may take.
    pub within: Duration,
}

/// A probe, with every timing filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// What is asked.
    pub handler: Handler,
    /// The time between two checks.
    pub interval: Duration,
    /// The time after which a check has failed.
    pub timeout: Duration,
    /// How many failures in a row count.
    pub failures: u32,
    /// How many successes in a row count.
    pub successes: u32,
    /// The tool that runs an HTTP check inside a container; `None` where it is not known.
    pub via: Option<Tool>,
}

/// What a probe asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handler {
    /// An HTTP GET.
    Http {
        /// The path.
        path: String,
        /// The container's port.
        port: u16,
        /// The scheme.
        scheme: Scheme,
    },
    /// A connection to the container's port.
    Tcp(u16),
    /// The gRPC health service of the container's port.
    Grpc(u16),
    /// A command.
    Exec(Vec<Text>),
}

/// What a container asks for, and what it may not exceed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// What it is promised.
    pub requests: Limits,
    /// What it may not exceed.
    pub limits: Limits,
}

/// Amounts; `None` where none is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// CPU.
    pub cpu: Option<Cpu>,
    /// Memory.
    pub memory: Option<Bytes>,
    /// Disk for logs and scratch space.
    pub ephemeral: Option<Bytes>,
}

/// Devices of a node that a container has alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    /// Where they are asked for.
    pub path: FieldPath,
    /// What their plugin calls them, as in `nvidia.com/gpu`.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// NVIDIA's GPUs, the devices that Docker hands out as well.
pub const NVIDIA_GPU: &str = "nvidia.com/gpu";

/// How a container is stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The time that the process gets after the signal.
    pub within: Duration,
    /// The signal; the image's where it is `None`.
    pub signal: Option<String>,
    /// A command that runs before the signal.
    pub before: Option<Vec<Text>>,
}

/// When a container that ended starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restart {
    /// Whenever it ends.
    Always,
    /// Whenever it ends, unless somebody stopped it.
    UnlessStopped,
    /// When it ends with an error.
    OnFailure,
    /// Never.
    No,
}
