//! What a workload asks for, and what it may not exceed.

use super::{Quantity, Size};
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
    /// What it may not exceed.
    pub limit: Option<Limit>,
}

/// What a workload may not exceed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limit {
    /// CPU: four times the request and at least one core by default; `"none"` for no limit.
    pub cpu: Option<CpuLimit>,
    /// Memory: the request by default.
    pub memory: Option<Size>,
    /// Disk for logs and scratch space.
    pub ephemeral: Option<Size>,
}

/// A limit of CPU: a quantity, or `none`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("format" = "cpu-quantity-or-none"))]
pub struct CpuLimit(pub String);
