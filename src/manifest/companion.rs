//! Containers that run before a workload, and beside it.

use super::{
    Argument, Bind, Config, Health, Image, Map, Path, Resources, SecretFile, Security, Stop, Tmp, User, Value, Workload,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A container before a workload, `init "migrate" { … }`, or beside it, `sidecar "proxy" { … }`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"name": "companion"}))]
pub struct Companion {
    /// The image that runs.
    /// Default: the workload's.
    pub image: Option<Image>,
    /// The program, in Docker's meaning.
    /// Default: the image's.
    pub entrypoint: Option<Vec<Argument>>,
    /// Its arguments, in Docker's meaning.
    /// Default: the image's.
    pub command: Option<Vec<Argument>>,
    /// The folder in which it starts.
    /// Default: the image's.
    pub workdir: Option<Path>,
    /// Who the process is.
    /// Default: the workload's user.
    pub user: Option<User>,
    /// Variables of the environment, above those of the workload; with `(replace)env` in their place.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}, "x-node" = {"key-format": "variable"}))]
    pub env: Map<Value>,
    /// Files of configuration, beside those of the workload.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "config", "key": "name", "key-format": "absolute-path"}))]
    pub configs: Map<Config>,
    /// Secrets as files, beside those of the workload.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "secret-file", "key": "name", "key-format": "absolute-path"}))]
    pub secret_files: Map<SecretFile>,
    /// Paths of the workload's volumes and scratch space that it sees as well.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "share", "key": "name", "key-format": "absolute-path"}))]
    pub shares: Map<Share>,
    /// Scratch space of its own.
    #[serde(default)]
    #[schemars(extend("x-node" = {"key": "name", "key-format": "absolute-path"}))]
    pub tmp: Map<Tmp>,
    /// Paths of the host, for dev.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "bind", "key": ["path"]}))]
    pub binds: Map<Bind>,
    /// Probes, which ask the workload's ports.
    #[schemars(extend("x-node" = {"only": ["sidecars"]}))]
    pub health: Option<Health>,
    /// Requests, and limits where they differ.
    pub resources: Option<Resources>,
    /// How the process is stopped.
    #[schemars(extend("x-node" = {"only": ["sidecars"]}))]
    pub stop: Option<Stop>,
    /// Deviations from the hardened default.
    pub security: Option<Security>,
}

/// A path of the workload's that another container sees as well: `share "/data" read-only=#true`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Share {
    /// Whether it may only read it.
    /// Default: `#false`.
    pub read_only: Option<bool>,
}

impl Companion {
    /// The part of it that is a workload's body.
    pub fn body(&self) -> Workload {
        let Self {
            image,
            entrypoint,
            command,
            workdir,
            user,
            env,
            configs,
            secret_files,
            shares: _,
            tmp,
            binds,
            health,
            resources,
            stop,
            security,
        } = self.clone();
        Workload {
            image,
            entrypoint,
            command,
            workdir,
            user,
            env,
            configs,
            secret_files,
            tmp,
            binds,
            health,
            resources,
            stop,
            security,
            ..Workload::default()
        }
    }
}
