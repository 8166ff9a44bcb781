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
}

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
