//! On which nodes pods run, and what the kernel lets their processes take.

use super::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A taint of nodes that pods may nonetheless be put on: `tolerate "gpu"`, `tolerate "dedicated" value="ml" effect="no-schedule"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["taint"]}))]
pub struct Toleration {
    /// The taint's key; `"*"` is every taint.
    pub taint: String,
    /// The taint's value; any by default.
    pub value: Option<String>,
    /// The taint's effect; any by default.
    pub effect: Option<Effect>,
    /// How long pods stay on a node that gets a taint with `no-execute`; for ever by default.
    pub r#for: Option<Duration>,
}

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// None is put there.
    NoSchedule,
    /// None is put there if there is another node.
    PreferNoSchedule,
    /// Those that are there have to leave.
    NoExecute,
}

/// What the kernel lets a process take of something: `ulimit "nofile" 65536`, `ulimit "memlock" soft=-1 hard=-1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["soft"]}))]
pub struct Ulimit {
    /// What a process gets, in the unit of `setrlimit(2)`; -1 is no limit.
    #[schemars(range(min = -1, max = 4_398_046_511_104_u64))]
    pub soft: i64,
    /// Up to where it may raise that by itself; as much by default.
    #[schemars(range(min = -1, max = 4_398_046_511_104_u64))]
    pub hard: Option<i64>,
}
