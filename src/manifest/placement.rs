//! On which nodes pods run, and what the kernel lets their processes take.

use super::{Duration, Map, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A taint of nodes that pods may nonetheless be put on: `tolerate "gpu"`, `tolerate "dedicated" value="ml" effect="no-schedule"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["taint"]}))]
pub struct Toleration {
    /// The taint's key; `"*"` is every taint.
    pub taint: String,
    /// The taint's value.
    /// Default: any.
    pub value: Option<String>,
    /// The taint's effect.
    /// Default: any.
    pub effect: Option<Effect>,
    /// How long pods stay on a node that gets a taint with `no-execute`.
    /// Default: for ever.
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

/// How replicas are spread: `spread #false`, or `spread { over "zone" required=#true; }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "enabled", "block": "places", "empty": "places", "name": "spread"}))]
pub enum Spread {
    /// `#false`: they may stand anywhere.
    Enabled(bool),
    /// Over these places.
    Places {
        /// Over the values of a label of nodes: `node`, `zone`, `region`, or the label's key.
        #[serde(default)]
        #[schemars(extend("x-node" = {"key": "name"}))]
        over: Map<SpreadOver>,
    },
}

/// How evenly replicas are spread over the values of a label of nodes: `over "zone" max-skew=1 required=#true`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"name": "spread"}))]
pub struct SpreadOver {
    /// By how many replicas two places may differ.
    /// Default: `1`.
    #[schemars(range(min = 1, max = 1000))]
    pub max_skew: Option<u32>,
    /// `#true`: a replica that would stand wrongly waits.
    /// Default: `#false`: it starts nonetheless.
    pub required: Option<bool>,
}

/// What a workload's pods are to be near to: `affinity { near "cache"; apart "worker" over="zone"; node "disktype" "ssd"; }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Affinity {
    /// Nodes with a label, by its key: with one of these values, or with any where none is named.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "node", "key": "name"}))]
    pub nodes: Map<NodeAffinity>,
    /// Where pods of that workload are.
    #[serde(default)]
    #[schemars(extend("x-node" = {"key": "name", "key-format": "name"}))]
    pub near: Map<PodAffinity>,
    /// Where no pods of that workload are; it may be the workload itself.
    #[serde(default)]
    #[schemars(extend("x-node" = {"key": "name", "key-format": "name"}))]
    pub apart: Map<PodAffinity>,
}

/// Nodes with a label: `node "disktype" "ssd" "nvme" required=#true`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["values?"], "name": "node"}))]
pub struct NodeAffinity {
    /// Its values; any where none is named.
    #[serde(default)]
    pub values: Vec<Template>,
    /// `#true`: nodes without it are meant.
    /// Default: `#false`.
    pub avoid: Option<bool>,
    /// `#true`: pods run nowhere else.
    /// Default: `#false`: they do where there is no such node.
    pub required: Option<bool>,
    /// How much it counts beside others that are not required, 1 to 100.
    /// Default: `100`.
    #[schemars(range(min = 1, max = 100))]
    pub weight: Option<u32>,
}

/// Pods of a workload: `near "cache" over="zone" weight=50`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"name": "workload"}))]
pub struct PodAffinity {
    /// What counts as one place: `node`, `zone`, `region`, or the key of a label of nodes.
    /// Default: `node`.
    pub over: Option<String>,
    /// `#true`: pods run nowhere else.
    /// Default: `#false`: they do where there is no such place.
    pub required: Option<bool>,
    /// How much it counts beside others that are not required, 1 to 100.
    /// Default: `100`.
    #[schemars(range(min = 1, max = 100))]
    pub weight: Option<u32>,
}

/// What the kernel lets a process take of something: `ulimit "nofile" 65536`, `ulimit "memlock" soft=-1 hard=-1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["soft"]}))]
pub struct Ulimit {
    /// What a process gets, in the unit of `setrlimit(2)`; -1 is no limit.
    #[schemars(range(min = -1, max = 4_398_046_511_104_u64))]
    pub soft: i64,
    /// Up to where it may raise that by itself.
    /// Default: as much.
    #[schemars(range(min = -1, max = 4_398_046_511_104_u64))]
    pub hard: Option<i64>,
}
