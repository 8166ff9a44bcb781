//! How a process ends, and whether it starts again.

use super::{Argument, Duration};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the process is stopped: `stop within="30s" signal="SIGQUIT"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Stop {
    /// The time that the process gets after the signal.
    /// Default: `30s`.
    pub within: Option<Duration>,
    /// The signal, as in `SIGTERM`.
    /// Default: the image's.
    pub signal: Option<String>,
    /// A command that runs in the container before the signal.
    #[serde(default)]
    pub before: Vec<Argument>,
}

/// When a container that ended starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// Whenever it ends.
    Always,
    /// Whenever it ends, unless somebody stopped it.
    UnlessStopped,
    /// When it ends with an error.
    OnFailure,
    /// Never.
    No,
}
