//! The body of the language: what a manifest and each of its environments say.

use super::{
    App, Backing, ConfigNames, Domain, Environment, Gitops, Logs, Map, Namespace, Object, Open, Parameter, Patch, Platform,
    Policy, Registry, Scraping, SecretDeclaration, SecretStore, SharedVolume, SourceFile, Traces, Waiver, Workload,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A whole manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manifest {
    /// The application.
    pub app: App,
    /// Other files whose nodes belong here, relative to this one.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "include", "list": "append"}))]
    pub includes: Vec<SourceFile>,
    /// Values given at the command line.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "param", "key": "name", "key-format": "name"}))]
    pub params: Map<Parameter>,
    /// Environments, and what differs in them.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "environment", "key": "name", "key-format": "name"}))]
    pub environments: Map<Environment>,
    /// What holds for all of them.
    #[serde(default)]
    #[schemars(extend("x-node" = {"inline": true}))]
    pub layer: Layer,
}

/// What a manifest and each of its environments say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Layer {
    /// Constants, used as `{{ NAME }}`.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "let", "key": "name", "key-format": "variable"}))]
    pub lets: Map<Open>,
    /// What lies under every workload.
    /// Default: nothing.
    pub defaults: Option<Workload>,
    /// Bodies with a name, which workloads take with `use`.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "mixin", "key": "name", "key-format": "name"}))]
    pub mixins: Map<Workload>,
    /// More of a secret than its use says.
    #[serde(default)]
    #[schemars(extend("x-node" = {"key": "name", "key-format": "secret-name"}))]
    pub secret: Map<SecretDeclaration>,
    /// Workloads that run for long and have no identity.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "service", "key": "name", "key-format": "name"}))]
    pub services: Map<Workload>,
    /// Workloads that run for long, with a stable name and storage of their own for each replica.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "stateful", "key": "name", "key-format": "name"}))]
    pub statefuls: Map<Workload>,
    /// Workloads of which one runs on each node.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "daemon", "key": "name", "key-format": "name"}))]
    pub daemons: Map<Workload>,
    /// Workloads that run once, to completion.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "job", "key": "name", "key-format": "name"}))]
    pub jobs: Map<Workload>,
    /// Workloads that run on a schedule.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "cron", "key": "name", "key-format": "name"}))]
    pub crons: Map<Workload>,
    /// Backing services: what the application uses and does not build.
    #[serde(default)]
    #[schemars(extend("x-node" = {"key": "name", "key-format": "name", "kinds": "catalogue"}))]
    pub backing: Map<Backing>,
    /// Durable storage that several workloads mount, each with `volume NAME PATH shared=#true`.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "volume", "key": "name", "key-format": "name"}))]
    pub volumes: Map<SharedVolume>,
    /// What the cluster or host is like.
    pub platform: Option<Platform>,
    /// The namespace on Kubernetes.
    pub namespace: Option<Namespace>,
    /// The domain below which a workload's public address lies where no route names it, and with a proxy in Compose every host.
    /// Default: none.
    pub domain: Option<Domain>,
    /// How the cluster is brought to what is committed.
    /// Default: `none`.
    pub gitops: Option<Gitops>,
    /// How the objects that hold configuration are named.
    /// Default: `stable`.
    pub config_names: Option<ConfigNames>,
    /// Where secrets come from.
    /// Default: `dotenv` of docker, `files` of compose, `existing` of kubernetes.
    pub secrets: Option<SecretStore>,
    /// Where logs go.
    pub logs: Option<Logs>,
    /// How metrics are found.
    /// Default: `annotations`.
    pub metrics: Option<Scraping>,
    /// Where traces go.
    pub traces: Option<Traces>,
    /// Registries that want a login, by the prefix of their images' names.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "registry", "key": "name"}))]
    pub registries: Map<Registry>,
    /// What the project asks of itself: severities of rules, and what they hold it to.
    pub policy: Option<Policy>,
    /// Where rules do not hold for a while, and why.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "waive", "list": "append"}))]
    pub waivers: Vec<Waiver>,
    /// Objects of the project's own that are added to the output.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "object", "list": "append"}))]
    pub objects: Vec<Object>,
    /// Changes to objects of the output, after everything else.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "patch", "list": "append"}))]
    pub patches: Vec<Patch>,
}
