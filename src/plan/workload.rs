//! A workload: a container, and how many of it run, when, and for whom.

use super::{
    Amount, Companion, Concurrency, Container, Egress, Identity, Ingress, Joined, KubeAccess, Part, Placement, Port, Route,
    ScaleMetric, Strategy,
};
use crate::path::FieldPath;
use std::time::Duration;

/// A workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Its name, a DNS label; a container's host name on every target.
    pub name: String,
    /// How it runs.
    pub kind: Kind,
    /// Whether it is the application's own.
    pub role: Role,
    /// Where it stands in the manifest: `services.api`, `backing.db`.
    pub path: FieldPath,
    /// What runs.
    pub container: Container,
    /// Containers before and beside it, in the order in which they start; where there are no pods, they are workloads.
    pub companions: Vec<Companion>,
    /// What it belongs to, where it stands for a container before or beside another workload.
    pub joined: Option<Joined>,
    /// How many of it.
    pub replicas: Replicas,
    /// What its autoscaler measures beside CPU and memory, by the names in the manifest.
    pub metrics_to_scale: Vec<ScaleMetric>,
    /// Whether two at once would be wrong.
    pub singleton: bool,
    /// The name under which its replicas have names of their own, where one is written.
    pub headless: Option<String>,
    /// Whether its replicas start and stop all at once.
    pub parallel: bool,
    /// How replicas are replaced by newer ones.
    pub update: Update,
    /// How many have to stay when nodes are emptied; all but one where it is `None`.
    pub disruption: Option<Amount>,
    /// Where it listens, in the order of the manifest.
    pub ports: Vec<Port>,
    /// HTTP from outside.
    pub routes: Vec<Route>,
    /// What must be there before it starts, sorted by name.
    pub depends_on: Vec<Dependency>,
    /// What it reaches outside the application, sorted.
    pub egress: Vec<Egress>,
    /// Who reaches it from outside the application, sorted: the edge, the scraper, exposed ports.
    pub ingress: Vec<Ingress>,
    /// Labels of the user's.
    pub labels: Vec<(String, String)>,
    /// Annotations of the user's.
    pub annotations: Vec<(String, String)>,
    /// Its metrics.
    pub metrics: Option<Metrics>,
    /// What a line of its log is; `None` where the collector does not take them.
    pub logs: Option<LogFormat>,
    /// Who it is to clouds.
    pub identity: Identity,
    /// What it may do in the Kubernetes API, in the order of the manifest.
    pub access: Vec<KubeAccess>,
    /// On which nodes its pods run.
    pub placement: Placement,
}

impl Workload {
    /// A service of one replica that is a container alone: without ports, neighbours and everything else that it may have.
    pub(crate) fn service(name: String, role: Role, path: FieldPath, container: Container) -> Self {
        Self {
            name,
            kind: Kind::Service,
            role,
            path,
            container,
            companions: Vec::new(),
            joined: None,
            replicas: Replicas::Fixed(1),
            metrics_to_scale: Vec::new(),
            singleton: false,
            headless: None,
            parallel: false,
            update: Update::default(),
            disruption: None,
            ports: Vec::new(),
            routes: Vec::new(),
            depends_on: Vec::new(),
            egress: Vec::new(),
            ingress: Vec::new(),
            labels: Vec::new(),
            annotations: Vec::new(),
            metrics: None,
            logs: None,
            identity: Identity::default(),
            access: Vec::new(),
            placement: Placement::default(),
        }
    }

    /// The path of one of its fields.
    pub fn field(&self, name: &str) -> FieldPath {
        self.path.join(name)
    }

    /// The port of that name.
    pub fn port(&self, name: &str) -> Option<&Port> {
        self.ports.iter().find(|port| port.name == name)
    }

    /// Its own container, and those before and beside it.
    pub fn containers(&self) -> impl Iterator<Item = &Container> {
        std::iter::once(&self.container).chain(self.companions.iter().map(|companion| &companion.container))
    }

    /// Itself, and each container before and beside it as a workload of its own.
    pub fn parts(&self) -> impl Iterator<Item = std::borrow::Cow<'_, Self>> {
        use std::borrow::Cow;
        std::iter::once(Cow::Borrowed(self)).chain(self.companions.iter().map(|companion| Cow::Owned(companion.workload(self))))
    }

    /// The workload whose network and volumes it has: another, where it is a container before or beside that.
    pub fn home(&self) -> &str {
        self.joined.as_ref().map_or(&self.name, |joined| &joined.to)
    }

    /// Whether it is a container that runs at that time for another workload.
    pub fn is_joined(&self, part: Part) -> bool {
        self.joined.as_ref().is_some_and(|joined| joined.part == part)
    }

    /// Whether it runs until it is stopped.
    pub fn is_long_running(&self) -> bool {
        match self.kind {
            Kind::Service | Kind::Stateful | Kind::Daemon => true,
            Kind::Job { .. } | Kind::Cron { .. } => false,
        }
    }
}

/// How a workload runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For long, without identity.
    Service,
    /// For long, with a stable name and storage of its own for each replica.
    Stateful,
    /// For long, one on each node.
    Daemon,
    /// Once, to completion.
    Job {
        /// What may only start once it has ended.
        before: Vec<String>,
        /// How it is run.
        run: Run,
    },
    /// On a schedule.
    Cron {
        /// Five fields, or a name such as `@daily`.
        schedule: String,
        /// How it is run.
        run: Run,
        /// When, and beside which other runs.
        recurrence: Recurrence,
    },
}

/// How replicas are replaced by newer ones; the target's own way where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// The way.
    pub strategy: Option<Strategy>,
    /// How many more than wanted may run meanwhile.
    pub max_surge: Option<Amount>,
    /// How many fewer than wanted may run meanwhile.
    pub max_unavailable: Option<Amount>,
}

/// How a job, or one run of a cron, is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The time that it may take.
    pub timeout: Option<Duration>,
    /// How often it is tried again.
    pub retries: u32,
}

impl Default for Run {
    fn default() -> Self {
        Self { timeout: None, retries: 2 }
    }
}

/// When the runs of a cron take place, and what is kept of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// The time zone of the schedule, by its name.
    pub time_zone: String,
    /// What happens when the next run is due while one still runs.
    pub concurrency: Concurrency,
    /// How many runs are kept that ended well.
    pub successful: u32,
    /// How many runs are kept that failed.
    pub failed: u32,
}

impl Default for Recurrence {
    fn default() -> Self {
        Self { time_zone: "Etc/UTC".to_owned(), concurrency: Concurrency::Forbid, successful: 3, failed: 3 }
    }
}

/// Whether a workload is the application's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is.
    Own,
    /// A backing service of this type of the catalogue.
    Backing(String),
    /// The proxy before the workloads that have routes.
    Proxy,
}

/// How many of a workload run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replicas {
    /// This many.
    Fixed(u32),
    /// As many as the load needs.
    Auto {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
        /// The average use of CPU that is aimed at, in percent of the request.
        cpu: Option<u32>,
        /// The average use of memory that is aimed at, in percent of the request.
        memory: Option<u32>,
    },
}

/// The name under which the replicas of a stateful workload have names of their own.
pub fn headless_name(workload: &str, written: Option<&str>) -> String {
    written.map_or_else(|| format!("{workload}-headless"), str::to_owned)
}

impl Replicas {
    /// The least that run.
    pub fn least(self) -> u32 {
        match self {
            Self::Fixed(count) => count,
            Self::Auto { min, .. } => min,
        }
    }
}

/// What must be there before a workload starts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The other workload.
    pub on: String,
    /// How far it must be.
    pub condition: Condition,
}

/// How far another workload must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Started: it has no check.
    Started,
    /// Its readiness check passes.
    Healthy,
    /// It ended with 0.
    Completed,
}

/// A workload's metrics, in Prometheus' text form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// The container's port.
    pub port: u16,
    /// The path.
    pub path: String,
    /// Whether the Prometheus operator finds them, by a monitor; else annotations of the pods say where they are.
    pub by_operator: bool,
}

/// What a line of a log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Plain text.
    Text,
    /// One JSON object.
    Json,
}
