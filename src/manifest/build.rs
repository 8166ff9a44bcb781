//! The image, and how dev builds it.

use super::{Folder, ImagePlatform, ImageReference, Map, Open};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The image that runs: `image "ghcr.io/acme/web:2.3.0"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["reference?"]}))]
pub struct Image {
    /// `repo[:tag][@digest]`.
    /// Default: a backing service has its type's, an `init` or `sidecar` its workload's; else it must be said.
    pub reference: Option<ImageReference>,
    /// When it is pulled.
    /// Default: always; only if it is not there where it is pinned by digest.
    pub pull: Option<Pull>,
    /// What it is built for, and run as: `linux/amd64`, `wasi/wasm`.
    /// Default: the host's own.
    pub platform: Option<ImagePlatform>,
}

/// When an image is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pull {
    /// At each start.
    Always,
    /// Where it is not there yet.
    IfNotPresent,
    /// Never: it must be there.
    Never,
}

/// How dev builds the image, under the name of `image`; no other environment builds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["context"]}))]
pub struct Build {
    /// The folder that is sent to the builder.
    pub context: Folder,
    /// The Dockerfile, relative to the context.
    /// Default: the builder's, `Dockerfile`.
    pub dockerfile: Option<String>,
    /// The stage of the Dockerfile.
    /// Default: the last one.
    pub target: Option<String>,
    /// Build arguments.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub args: Map<Open>,
}
