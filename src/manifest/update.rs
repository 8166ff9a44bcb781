//! How replicas are replaced by newer ones, and how many may be away at once.

use super::Amount;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How replicas are replaced by newer ones: `update max-surge="25%" max-unavailable=0`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Update {
    /// The way.
    /// Default: `recreate` for a singleton and for a volume that one node has, else `rolling`.
    pub strategy: Option<Strategy>,
    /// How many more than wanted may run meanwhile.
    /// Default: `1`.
    pub max_surge: Option<Amount>,
    /// How many fewer than wanted may run meanwhile.
    /// Default: 0; 1 for a daemon.
    pub max_unavailable: Option<Amount>,
}

/// How replicas are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// A few at a time.
    Rolling,
    /// All are stopped before the first new one starts.
    Recreate,
}

/// How many have to stay when nodes are emptied: `disruption min-available=2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Disruption {
    /// So many, or a share of them.
    /// Default: all but one.
    pub min_available: Amount,
}
