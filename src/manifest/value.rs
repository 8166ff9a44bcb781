//! Values: texts, secrets, and what is only known where the container runs.

use super::{SecretName, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The value of a variable of the environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "text", "empty": "inherit", "name": "value"}))]
pub enum Value {
    /// Text, in which `{{ }}` is evaluated; a number is taken as written.
    Text(Template),
    /// The whole value of a secret: `(secret)"stripe-key"`.
    Secret(SecretName),
    /// Text that looks like a secret and is none: `(public)"pk_live_…"`.
    Public(Template),
    /// What is only known where the container runs: `(field)"pod.ip"`.
    Field(RuntimeField),
    /// Passed through from the surroundings in dev: a name without a value.
    Inherit {},
}

/// Text that holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "text", "name": "text"}))]
pub enum Open {
    /// Text, in which `{{ }}` is evaluated; a number is taken as written.
    Text(Template),
    /// Text that looks like a secret and is none: `(public)"pk_live_…"`.
    Public(Template),
}

impl Open {
    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        let (Self::Text(text) | Self::Public(text)) = self;
        text.as_str()
    }

    /// Whether somebody said that it is no secret.
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Public(_))
    }
}

/// One word of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "text", "name": "word"}))]
pub enum Argument {
    /// Text, in which `{{ }}` is evaluated.
    Text(Template),
    /// The whole value of a secret: `(secret)"stripe-key"`.
    Secret(SecretName),
    /// Text that looks like a secret and is none.
    Public(Template),
}

/// What is only known where the container runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum RuntimeField {
    /// The pod's or container's name.
    #[serde(rename = "pod.name")]
    PodName,
    /// The namespace, where there is one.
    #[serde(rename = "pod.namespace")]
    PodNamespace,
    /// The address of the pod.
    #[serde(rename = "pod.ip")]
    PodIp,
    /// The name of the node that the pod is on.
    #[serde(rename = "node.name")]
    NodeName,
    /// The address of the node that the pod is on.
    #[serde(rename = "node.ip")]
    NodeIp,
    /// The CPU limit, in whole cores, rounded up.
    #[serde(rename = "limits.cpu")]
    CpuLimit,
    /// The memory limit, in bytes.
    #[serde(rename = "limits.memory")]
    MemoryLimit,
}

impl RuntimeField {
    /// What a manifest calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::PodName => "pod.name",
            Self::PodNamespace => "pod.namespace",
            Self::PodIp => "pod.ip",
            Self::NodeName => "node.name",
            Self::NodeIp => "node.ip",
            Self::CpuLimit => "limits.cpu",
            Self::MemoryLimit => "limits.memory",
        }
    }
}
