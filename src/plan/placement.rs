//! On which nodes pods run, and what the kernel lets their processes take.

pub use crate::manifest::Effect;
use std::time::Duration;

/// On which nodes the pods of a workload run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// Labels that a node must have, in the order of the manifest.
    pub selector: Vec<(String, String)>,
    /// Taints that a node may have.
    pub tolerations: Vec<Toleration>,
    /// The priority class; that of the platform where it is `None`.
    pub priority: Option<String>,
    /// How replicas are spread.
    pub spread: Spread,
    /// What its pods are to be near to.
    pub affinity: Affinity,
}

/// How replicas are spread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Spread {
    /// Over zones and nodes, as far as that goes.
    #[default]
    Usual,
    /// Not at all.
    Off,
    /// Over these as well, or in another way than usual; in the order of the manifest.
    Over(Vec<SpreadOver>),
}

/// How replicas are spread over the values of a label of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpreadOver {
    /// The label's key.
    pub topology: String,
    /// By how many replicas two places may differ.
    pub max_skew: u32,
    /// Whether a replica that would stand wrongly waits.
    pub required: bool,
}

/// What pods are to be near to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affinity {
    /// Nodes by their labels, in the order of the manifest.
    pub nodes: Vec<NodeAffinity>,
    /// Pods of workloads, in the order of the manifest.
    pub pods: Vec<PodAffinity>,
}

/// Nodes with a label, or without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeAffinity {
    /// The label's key.
    pub label: String,
    /// Its values; any where none is named.
    pub values: Vec<String>,
    /// Whether nodes without it are meant.
    pub avoid: bool,
    /// How strongly.
    pub strength: Strength,
}

/// Pods of a workload, or where none of them are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodAffinity {
    /// The workload.
    pub workload: String,
    /// Whether places without its pods are meant.
    pub apart: bool,
    /// The key of the label of nodes that makes a place.
    pub topology: String,
    /// How strongly.
    pub strength: Strength,
}

/// How strongly something is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// There is no other way.
    Required,
    /// So much beside other wishes.
    Preferred(u32),
}

/// The key of the label of nodes that each place is by its word.
pub const TOPOLOGIES: [(&str, &str); 3] =
    [("node", "kubernetes.io/hostname"), ("zone", "topology.kubernetes.io/zone"), ("region", "topology.kubernetes.io/region")];

/// A taint that a node may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toleration {
    /// The taint's key; `None` is every taint.
    pub key: Option<String>,
    /// The taint's value; any where it is `None`.
    pub value: Option<String>,
    /// The taint's effect; any where it is `None`.
    pub effect: Option<Effect>,
    /// How long pods stay on a node that gets it; for ever where it is `None`.
    pub time: Option<Duration>,
}

/// What the kernel lets a process take of something; -1 is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ulimit {
    /// Of what, as in `ULIMITS`.
    pub name: &'static str,
    /// What a process gets.
    pub soft: i64,
    /// Up to where it may raise that.
    pub hard: i64,
}

/// Whether a parameter of the kernel is one that Kubernetes calls safe, and Pod Security `baseline` lets pods have.
pub fn is_safe_sysctl(name: &str) -> bool {
    const SAFE: [&str; 10] = [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_syncookies",
    ];
    SAFE.contains(&name)
}

/// What a `ulimit` can be of: the names of `setrlimit(2)` in lower case, as container engines have them.
pub const ULIMITS: [&str; 15] = [
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];
