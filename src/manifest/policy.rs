//! What a project asks of itself: how grave rules are, what they hold it to, and where one does not hold for a while.

use super::{Date, Map, Name, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a project asks of itself: `policy { registries "ghcr.io/acme"; severity "high-uid-gid" "error"; }`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Policy {
    /// How grave a rule is: in production, and one step milder in staging; where an environment says it, there.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "severity", "key": "name"}))]
    pub severities: Map<RuleSeverity>,
    /// The registries that images may come from: a host, or the beginning of a name, as in `ghcr.io/acme`.
    /// Default: any.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub registries: Vec<String>,
    /// How many of a service run at least in production, unless it is a `singleton`.
    /// Default: none.
    #[schemars(range(min = 1, max = 100))]
    pub replicas: Option<u32>,
    /// Labels that every workload has.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub labels: Vec<String>,
    /// How images are known to be those that were meant.
    /// Default: none.
    pub supply_chain: Option<SupplyChain>,
}

/// How grave a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSeverity {
    /// Nothing is written.
    Error,
    /// Somebody should look.
    Warning,
    /// It is not asked.
    Off,
}

/// How images are known to be those that were meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SupplyChain {
    /// Each is pinned to its digest.
    Strict,
}

/// Where a rule does not hold for a while, and why: `waive "read-only-root-fs" on="api" reason="…" until="2027-03-01"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["rule"]}))]
pub struct Waiver {
    /// The rule.
    pub rule: String,
    /// The workloads in which it does not hold, with what runs before and beside them.
    /// Default: every one that breaks it.
    pub on: Option<Vec<Name>>,
    /// Why, for those who read it later.
    /// Default: none; in production it must be said.
    pub reason: Option<Template>,
    /// Who answers for it.
    /// Default: none.
    pub owner: Option<Template>,
    /// The last day of it.
    /// Default: none.
    pub until: Option<Date>,
}
