//! How a workload deviates from the hardened default.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Deviations from the hardened default; each has its rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["profile?"]}))]
pub struct Security {
    /// `"as-image"`: the image's user, a writable root, Docker's capabilities.
    /// Default: none: the hardened default.
    pub profile: Option<SecurityProfile>,
    /// Whether the root file system is read-only.
    /// Default: `#true`.
    pub read_only: Option<bool>,
    /// Capabilities that are added to none, as in `CHOWN`.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub capabilities: Vec<String>,
    /// Whether the container owns the host.
    /// Default: `#false`.
    pub privileged: Option<bool>,
    /// Whether a process may gain privileges that its parent lacks.
    /// Default: `#false`.
    pub privilege_escalation: Option<bool>,
    /// Whether it shares the host's network.
    /// Default: `#false`.
    pub host_network: Option<bool>,
    /// Whether it sees the host's processes.
    /// Default: `#false`.
    pub host_pid: Option<bool>,
    /// Whether it shares the host's memory segments and queues.
    /// Default: `#false`.
    pub host_ipc: Option<bool>,
    /// Devices of the host, as in `/dev/fuse`.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub devices: Vec<String>,
    /// `#false`: no filter of system calls.
    /// Default: `#true`.
    pub seccomp: Option<bool>,
}

/// A set of deviations with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SecurityProfile {
    /// The image's user, a writable root, Docker's capabilities.
    AsImage,
}
