//! What will run in one environment: complete, the same for every target, references resolved, defaults filled in.

mod access;
mod amount;
mod companion;
mod container;
mod lower;
mod network;
mod placement;
mod policy;
mod quantity;
#[cfg(test)]
pub(crate) mod sample;
mod scaling;
mod secret;
mod setting;
mod text;
mod workload;

pub use access::{Access as KubeAccess, Identity, Reach};
pub use amount::Amount;
pub use companion::{Companion, Joined, Part, Scratch, joined_name};
pub use container::{
    Bind, Build, Config, Container, EnvValue, Extended, Handler, Health, Image, Limits, NVIDIA_GPU, PROCESSES, Probe, Pull,
    Resources, Restart, SecretConfig, SecretFile, Security, SharedVolume, Start, Stop, Tmp, User, Volume,
};
pub use lower::{Request, lower};
pub use network::{
    Address, Destination, Edge, Egress, Expose, External, Front, Ingress, Origin, Port, Published, Redirect, Route, RouteTls,
    Source, Transport,
};
pub use placement::{
    Affinity, Effect, NodeAffinity, Placement, PodAffinity, Spread, SpreadOver, Strength, TOPOLOGIES, Toleration, ULIMITS,
    Ulimit, is_safe_sysctl,
};
pub use policy::{Policy, Said, Waiver};
pub use quantity::{Bytes, Cpu};
pub use scaling::{MetricSource, Queue, QueueSystem, ScaleMetric};
pub use secret::{Secret, Secrets, Store, Vault, dotenv_name};
pub use setting::{
    Addressing, Application, DefaultStore, Edge as PlatformEdge, Elsewhere, Gateway, Gitops, Logs, Mesh, Namespace, Object,
    Patch, Platform, Setting, TargetTraits,
};
pub use text::{Encoding, Piece, SecretUse, Text};
pub use workload::{
    Condition, Dependency, Kind, LogFormat, Metrics, Recurrence, Replicas, Role, Run, Update, Workload, headless_name,
};

pub use crate::manifest::{
    Access, Collector, Concurrency, ConfigNames, Controller, Edition, GitopsLayout, MeshKind, PathType, Profile, RuleSeverity,
    RuntimeField, Scheme, Strategy, TargetName, Tool,
};
use crate::path::FieldPath;
use std::collections::BTreeMap;

/// All that will run in one environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The application.
    pub application: Application,
    /// The environment, and what it is compiled to.
    pub setting: Setting,
    /// The namespace on Kubernetes.
    pub namespace: Namespace,
    /// What the cluster or host is like.
    pub platform: Platform,
    /// How the cluster is brought to what is committed.
    pub gitops: Gitops,
    /// The workloads, backing services in containers among them, sorted by name.
    pub workloads: Vec<Workload>,
    /// The backing services that somebody else runs, sorted by name.
    pub externals: Vec<External>,
    /// Names of workloads in an order in which each stands behind what it depends on.
    pub order: Vec<String>,
    /// Volumes that several workloads mount, sorted by name; those that none mounts are left out.
    pub volumes: Vec<SharedVolume>,
    /// Who reaches whom, sorted.
    pub edges: Vec<Edge>,
    /// The proxy before the workloads that have routes, where there is one.
    pub front: Option<Front>,
    /// What is written of a proxy where there could be one and is none.
    pub unused_front: Vec<FieldPath>,
    /// The secrets that the workloads use, and where they come from.
    pub secrets: Secrets,
    /// How the objects that hold configuration are named.
    pub config_names: ConfigNames,
    /// Where logs go.
    pub logs: Logs,
    /// What the project asks of itself.
    pub policy: Policy,
    /// Objects of the user's own, in order.
    pub objects: Vec<Object>,
    /// Changes to objects of the output, in order.
    pub patches: Vec<Patch>,
    /// Objects and patches that are for other targets, in order.
    pub elsewhere: Vec<Elsewhere>,
    /// Texts that name a replica by its number where no container has a name by number, sorted by path.
    pub stand_ins: Vec<FieldPath>,
    /// What the compiler filled in, sorted by path.
    pub inferred: Vec<Inferred>,
}

impl Plan {
    /// The workload of that name.
    pub fn workload(&self, name: &str) -> Option<&Workload> {
        self.workloads.get(self.index(name)?)
    }

    fn workload_mut(&mut self, name: &str) -> Option<&mut Workload> {
        let index = self.index(name)?;
        self.workloads.get_mut(index)
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.workloads.binary_search_by(|workload| workload.name.as_str().cmp(name)).ok()
    }

    /// What runs beside each workload that has such, by its name, in the order in which they start.
    pub fn beside(&self) -> BTreeMap<&str, Vec<&Workload>> {
        let mut beside: BTreeMap<&str, Vec<&Workload>> = BTreeMap::new();
        for workload in self.in_order().filter(|workload| workload.is_joined(Part::Beside)) {
            beside.entry(workload.home()).or_default().push(workload);
        }
        beside
    }

    /// The workloads in the order in which they start.
    pub fn in_order(&self) -> impl Iterator<Item = &Workload> {
        self.order.iter().filter_map(|name| self.workload(name))
    }
}

/// A value that nobody wrote, and the rule that gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inferred {
    /// The field that it stands for.
    pub path: FieldPath,
    /// The value as a user would write it.
    pub value: String,
    /// The rule that asks for it, by its name in the policy, `language` for a default of the language itself, `catalogue` for one of a
    /// type of backing service.
    pub rule: &'static str,
    /// Why this value, in a few words.
    pub why: &'static str,
}
