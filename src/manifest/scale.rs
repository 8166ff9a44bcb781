//! How many, and never two at once.

use super::Template;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Replicas: `scale 2`, or `scale min=3 max=10 cpu=70`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "fixed", "block": "auto", "name": "scale"}))]
pub enum Scale {
    /// This many.
    Fixed(#[schemars(range(min = 0, max = 10000))] u32),
    /// As many as the load needs.
    Auto {
        /// The least.
        #[schemars(range(min = 1, max = 10000))]
        min: u32,
        /// The most.
        #[schemars(range(min = 1, max = 10000))]
        max: u32,
        /// The average use of CPU that is aimed at, in percent of the request.
        #[schemars(range(min = 1, max = 1000))]
        cpu: Option<u32>,
        /// The average use of memory that is aimed at, in percent of the request.
        #[schemars(range(min = 1, max = 1000))]
        memory: Option<u32>,
    },
}

/// Never two at once: no autoscaler, no rolling update, no disruption budget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Singleton {
    /// Why two at once would be wrong.
    pub reason: Option<Template>,
}
