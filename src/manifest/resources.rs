//! What a workload asks for, and what it may not exceed.

use super::{Map, Quantity, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Requests, and limits where they differ: `resources cpu="100m" memory="256Mi"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Resources {
    /// The CPU that it is promised.
    pub cpu: Option<Quantity>,
    /// The memory that it is promised.
    pub memory: Option<Size>,
    /// The disk for logs and scratch space that it is promised.
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
    /// CPU: at least one core by default, and four times the request in a cluster; `"none"` for no limit.
    pub cpu: Option<CpuLimit>,
    /// Memory: the request by default.
    pub memory: Option<Size>,
    /// Disk for logs and scratch space.
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
    /// Whose they are; `nvidia` by default.
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
