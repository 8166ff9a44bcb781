//! What a workload asks for, and what it may not exceed.

use super::{Map, Quantity, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Requests, and limits where they differ: `resources cpu="100m" memory="256Mi"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Resources {
    /// The CPU that it is promised.
    /// Default: the limit; a backing service has its type's; in production it must be said.
    pub cpu: Option<Quantity>,
    /// The memory that it is promised.
    /// Default: the limit; a backing service has its type's; in production it must be said.
    pub memory: Option<Size>,
    /// The disk for logs and scratch space that it is promised.
    /// Default: 64Mi in a cluster.
    pub ephemeral: Option<Size>,
    /// Whole GPUs, which it has alone.
    pub gpu: Option<Gpu>,
    /// Other devices of nodes, by the names that their plugins give them.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "resource", "key": "name"}))]
    pub extended: Map<Extended>,
    /// What it may not exceed.
    pub limit: Option<Limit>,
}

/// What a workload may not exceed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limit {
    /// CPU; `"none"` for no limit.
    /// Default: the request, four times in a cluster, and one core at least; none in dev.
    pub cpu: Option<CpuLimit>,
    /// Memory.
    /// Default: the request.
    pub memory: Option<Size>,
    /// Disk for logs and scratch space.
    /// Default: in a cluster the size of its scratch space, and 128Mi for logs.
    pub ephemeral: Option<Size>,
    /// Whole GPUs: as many as are asked for.
    pub gpu: Option<Gpu>,
    /// Other devices of nodes: as many as are asked for.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "resource", "key": "name"}))]
    pub extended: Map<Extended>,
}

/// Whole GPUs: `gpu 1`, `gpu 2 vendor="amd"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["count"], "name": "gpu"}))]
pub struct Gpu {
    /// How many.
    pub count: String,
    /// Whose they are.
    /// Default: `nvidia`.
    pub vendor: Option<GpuVendor>,
}

/// Who makes a GPU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GpuVendor {
    /// NVIDIA: `nvidia.com/gpu`.
    #[default]
    Nvidia,
    /// AMD: `amd.com/gpu`.
    Amd,
}

/// Devices of nodes: `resource "nvidia.com/mig-1g.5gb" 1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["count"], "name": "resource"}))]
pub struct Extended {
    /// How many.
    pub count: String,
}

/// A limit of CPU: a quantity, or `none`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("format" = "cpu-quantity-or-none"))]
pub struct CpuLimit(pub String);
