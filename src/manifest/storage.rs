//! Durable storage, scratch space, and paths of the host.

use super::{Folder, Path, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Durable storage: `volume "data" "/var/lib/app" size="10Gi"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["path"]}))]
pub struct Volume {
    /// Where the container sees it.
    pub path: Path,
    /// Its size; needed on Kubernetes.
    /// Default: none; Kubernetes wants one.
    pub size: Option<Size>,
    /// The storage class.
    /// Default: the platform's.
    pub class: Option<String>,
    /// How many nodes and pods may mount it.
    /// Default: `read-write-once`.
    pub access: Option<Access>,
    /// Whether the container may only read it.
    /// Default: `#false`.
    pub read_only: Option<bool>,
    /// The name of a volume or claim that somebody else made and keeps.
    /// Default: none: it is made.
    pub existing: Option<String>,
    /// Whether it is the application's volume of that name, which says all the rest.
    /// Default: `#false`.
    pub shared: Option<bool>,
}

/// Durable storage that several workloads mount: `volume "uploads" size="10Gi" access="read-write-many"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SharedVolume {
    /// Its size; needed on Kubernetes.
    /// Default: none; Kubernetes wants one.
    pub size: Option<Size>,
    /// The storage class.
    /// Default: the platform's.
    pub class: Option<String>,
    /// How many nodes and pods may mount it.
    /// Default: `read-write-once`.
    pub access: Option<Access>,
    /// The name of a volume or claim that somebody else made and keeps.
    /// Default: none: it is made.
    pub existing: Option<String>,
}

/// How many nodes and pods may mount a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// One node at a time reads and writes.
    ReadWriteOnce,
    /// One pod at a time reads and writes.
    ReadWriteOncePod,
    /// Many nodes read and write.
    ReadWriteMany,
    /// Many nodes read.
    ReadOnlyMany,
}

/// Scratch space: `tmp "/var/cache/app" size="64Mi"`; `/tmp` is there without asking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tmp {
    /// Its greatest size.
    /// Default: `256Mi`.
    pub size: Option<Size>,
    /// Whether it is kept in memory, and counts against the memory limit.
    /// Default: `#false`.
    pub memory: Option<bool>,
}

/// A path of the host, for dev: `bind "./src" "/app/src"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["host", "path"]}))]
pub struct Bind {
    /// The path of the host, relative to the file that names it.
    pub host: Folder,
    /// Where the container sees it.
    pub path: Path,
    /// Whether the container may only read it.
    /// Default: `#false`.
    pub read_only: Option<bool>,
}
