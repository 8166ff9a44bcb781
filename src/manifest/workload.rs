//! The body that all kinds of workload share.

use super::{
    Affinity, Argument, Bind, Build, Companion, Concurrency, Config, Disruption, Duration, Egress, Health, History, Identity,
    Image, Ingress, KubeAccess, LayerName, Map, Metrics, Name, Path, Port, Resources, Restart, Route, Scale, Schedule,
    SecretFile, Security, Singleton, Spread, Stop, Template, TimeZone, Tmp, Toleration, Ulimit, Update, User, Value, Volume,
    WorkloadLogs, WorkloadTraces,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What runs, and everything that it needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["schedule?"], "name": "workload"}))]
pub struct Workload {
    /// When a cron runs: `cron "digest" "0 7 * * *"`.
    /// Default: none; a cron must have one.
    #[schemars(extend("x-node" = {"only": ["crons", "mixins"]}))]
    pub schedule: Option<Schedule>,
    /// Mixins that lie under this body, in order.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub r#use: Vec<LayerName>,
    /// The environments that have it.
    /// Default: all.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub only: Vec<LayerName>,
    /// The environments that do not have it.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub except: Vec<LayerName>,
    /// The image that runs.
    pub image: Option<Image>,
    /// How dev builds the image.
    pub build: Option<Build>,
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
    /// Default: 10001.
    pub user: Option<User>,
    /// Variables of the environment.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}, "x-node" = {"key-format": "variable"}))]
    pub env: Map<Value>,
    /// Files of configuration.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "config", "key": "name", "key-format": "absolute-path"}))]
    pub configs: Map<Config>,
    /// Secrets as files.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "secret-file", "key": "name", "key-format": "absolute-path"}))]
    pub secret_files: Map<SecretFile>,
    /// Durable storage.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "volume", "key": "name", "key-format": "name"}))]
    pub volumes: Map<Volume>,
    /// Scratch space.
    #[serde(default)]
    #[schemars(extend("x-node" = {"key": "name", "key-format": "absolute-path"}))]
    pub tmp: Map<Tmp>,
    /// Paths of the host, for dev.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "bind", "key": ["path"]}))]
    pub binds: Map<Bind>,
    /// Where it listens; keyed by name, or by number where there is no name.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "port", "key": ["name?", "number"]}))]
    pub ports: Map<Port>,
    /// HTTP from outside.
    #[serde(default)]
    #[schemars(extend("x-node" = {"only": ["services", "statefuls", "daemons", "backing", "mixins"], "name": "route", "key": ["host", "path"]}))]
    pub routes: Map<Route>,
    /// Containers that run before it, one after the other, each to its end.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "init", "key": "name", "key-format": "name"}))]
    pub inits: Map<Companion>,
    /// Containers that run beside it, in its network.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "sidecar", "key": "name", "key-format": "name"}))]
    pub sidecars: Map<Companion>,
    /// Probes.
    /// Default: none.
    #[schemars(extend("x-node" = {"only": ["services", "statefuls", "daemons", "backing", "mixins"]}))]
    pub health: Option<Health>,
    /// Requests, and limits where they differ.
    pub resources: Option<Resources>,
    /// Replicas.
    /// Default: 3 in production for a service with a ready check and no volume, else 1.
    #[schemars(extend("x-node" = {"only": ["services", "statefuls", "mixins"]}))]
    pub scale: Option<Scale>,
    /// Never two at once.
    #[schemars(extend("x-node" = {"only": ["services", "statefuls", "mixins"]}))]
    pub singleton: Option<Singleton>,
    /// The DNS name of all its replicas, below which each has its own.
    /// Default: the workload's name, and `-headless`.
    #[schemars(extend("x-node" = {"only": ["statefuls", "mixins"]}))]
    pub headless: Option<Name>,
    /// Whether its replicas start and stop all at once, and not one after the other.
    /// Default: `#false`.
    #[schemars(extend("x-node" = {"only": ["statefuls", "mixins"]}))]
    pub parallel: Option<bool>,
    /// How replicas are replaced by newer ones.
    #[schemars(extend("x-node" = {"only": ["services", "statefuls", "daemons", "mixins"]}))]
    pub update: Option<Update>,
    /// How many have to stay when nodes are emptied.
    #[schemars(extend("x-node" = {"only": ["services", "statefuls", "mixins"]}))]
    pub disruption: Option<Disruption>,
    /// How the process is stopped.
    pub stop: Option<Stop>,
    /// What must be there before it starts; grants reach.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub depends_on: Vec<Name>,
    /// What may only start once this job has ended; `depends-on` said by the job, which grants the same reach.
    #[serde(default)]
    #[schemars(extend("x-node" = {"only": ["jobs", "mixins"], "list": "set"}))]
    pub before: Vec<Name>,
    /// What it reaches, without order.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub reach: Vec<Name>,
    /// What it reaches outside the application.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub egress: Vec<Egress>,
    /// Who reaches it from outside the application.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub ingress: Vec<Ingress>,
    /// When it starts again.
    /// Default: `unless-stopped`; `no` for a job, a cron and an `init`.
    pub restart: Option<Restart>,
    /// Labels of the workload and its pods.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub labels: Map<Template>,
    /// Annotations of the workload and its pods.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub annotations: Map<Template>,
    /// Deviations from the hardened default.
    pub security: Option<Security>,
    /// Who it is to clouds.
    pub identity: Option<Identity>,
    /// What it may do in the Kubernetes API.
    /// Default: nothing.
    pub kube_access: Option<KubeAccess>,
    /// Its metrics.
    pub metrics: Option<Metrics>,
    /// Its logs.
    pub logs: Option<WorkloadLogs>,
    /// Its traces.
    pub traces: Option<WorkloadTraces>,
    /// The time that a run of a job or cron may take.
    /// Default: 1h in a cluster, else none.
    #[schemars(extend("x-node" = {"only": ["jobs", "crons", "mixins"]}))]
    pub timeout: Option<Duration>,
    /// How often a run of a job or cron that failed is tried again.
    /// Default: `2`.
    #[schemars(extend("x-node" = {"only": ["jobs", "crons", "mixins"]}), range(min = 0, max = 100))]
    pub retries: Option<u32>,
    /// What happens when the next run is due while one still runs.
    /// Default: `forbid`.
    #[schemars(extend("x-node" = {"only": ["crons", "mixins"]}))]
    pub concurrency: Option<Concurrency>,
    /// How many runs are kept to be looked at.
    #[schemars(extend("x-node" = {"only": ["crons", "mixins"]}))]
    pub history: Option<History>,
    /// The time zone of the schedule.
    /// Default: `Etc/UTC`.
    #[schemars(extend("x-node" = {"only": ["crons", "mixins"]}))]
    pub time_zone: Option<TimeZone>,
    /// Labels that a node must have for its pods to run there.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub node_selector: Map<Template>,
    /// Taints of nodes that its pods may be put on nonetheless.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "set"}))]
    pub tolerate: Vec<Toleration>,
    /// How its replicas are spread.
    /// Default: over zones and nodes, as far as that goes.
    #[schemars(extend("x-node" = {"only": ["services", "statefuls", "mixins"]}))]
    pub spread: Option<Spread>,
    /// What its pods are to be near to, and what not.
    pub affinity: Option<Affinity>,
    /// The priority class of its pods, which must exist.
    /// Default: that of the platform.
    pub priority: Option<Name>,
    /// What the kernel lets its processes take, by the names of `setrlimit(2)`: `ulimit "nofile" 65536`.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "ulimit", "key": "name", "key-format": "name"}))]
    pub ulimits: Map<Ulimit>,
    /// Parameters of the kernel that its containers have for themselves: `sysctl "net.core.somaxconn" 1024`.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "sysctl", "key": "name"}))]
    pub sysctls: Map<Template>,
    /// More flags of `docker run`, one word each: `run-args "--gpus" "all"`.
    pub run_args: Option<Vec<Template>>,
}
