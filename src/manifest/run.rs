//! How jobs and crons run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happens when the next run of a cron is due while one still runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Concurrency {
    /// The next one is left out.
    #[default]
    Forbid,
    /// Both run.
    Allow,
    /// The next one takes its place.
    Replace,
}

/// How many runs of a cron are kept to be looked at: `history successful=3 failed=3`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct History {
    /// Of those that ended well.
    /// Default: `3`.
    #[schemars(range(min = 0, max = 100))]
    pub successful: Option<u32>,
    /// Of those that failed.
    /// Default: `3`.
    #[schemars(range(min = 0, max = 100))]
    pub failed: Option<u32>,
}
