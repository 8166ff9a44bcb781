//! What holds for all of the plan: the application, the environment, the platform.

use super::{Collector, Controller, Edition, GitopsLayout, MeshKind, Profile, TargetName};
use crate::{path::FieldPath, source::Span};

/// The application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its name, a DNS label.
    pub name: String,
    /// Who owns it.
    pub owner: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The larger application that it belongs to, or its own name.
    pub part_of: String,
    /// The edition of the defaults.
    pub edition: Edition,
}

/// The environment, and what it is compiled to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The environment's name.
    pub environment: String,
    /// The target.
    pub target: &'static TargetTraits,
    /// How strict the rules are.
    pub profile: Profile,
}

/// What lowering has to know of a target.
#[derive(Debug, PartialEq, Eq)]
pub struct TargetTraits {
    /// What users call it: `docker`, `compose`, `kubernetes`.
    pub name: &'static str,
    /// What a reference to a workload's port becomes.
    pub addressing: Addressing,
    /// Whether ports are published on the host that it runs on.
    pub publishes: bool,
    /// Whether one proxy may stand before workloads that have routes.
    pub fronts: bool,
    /// Whether it builds images.
    pub builds: bool,
    /// The most replicas of a workload; `None` for as many as are asked for.
    pub most_replicas: Option<u32>,
    /// The store of secrets where the environment names none.
    pub default_store: DefaultStore,
}

/// What a reference to a workload's port becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressing {
    /// The port of the container.
    Container,
    /// The port of the Service in front of it.
    Service,
}

/// The store of secrets where the environment names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultStore {
    /// A `.env` file.
    Dotenv,
    /// A file a secret.
    Files,
    /// Secrets that somebody else creates.
    Existing,
}

/// The namespace on Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// Whether it is ours, with all that holds for it as a whole.
    pub owned: bool,
}

/// What the cluster or host is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The minor version of the oldest cluster, as in 33 for `1.33`.
    pub kubernetes: u32,
    /// How traffic comes in.
    pub edge: Edge,
    /// Addresses of name servers beside the cluster's own.
    pub dns: Vec<String>,
    /// Where the Kubernetes API answers; anywhere where nothing is named.
    pub api_server: Vec<String>,
    /// The namespace of the metrics scraper.
    pub monitoring: Option<String>,
    /// The namespace of KEDA's pods.
    pub keda: String,
    /// The storage class of volumes.
    pub storage_class: Option<String>,
    /// The priority class of pods.
    pub priority: Option<String>,
    /// The labels of monitors, where the scraper is the Prometheus operator.
    pub operator: Option<Vec<(String, String)>>,
    /// The service mesh that pods belong to.
    pub mesh: Option<Mesh>,
    /// Whether Stakater's Reloader runs.
    pub reloader: bool,
    /// Whether pods may have a user namespace of their own.
    pub user_namespaces: bool,
    /// The range that subnets of Docker's and Compose's networks are taken from.
    pub subnets: Option<String>,
}

/// A service mesh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mesh {
    /// Which, and how it reaches pods.
    pub kind: MeshKind,
    /// The namespace of its control plane.
    pub namespace: String,
}

/// How traffic comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// The class of Ingresses.
    pub class: Option<String>,
    /// The controller of that class, where it is known.
    pub controller: Option<Controller>,
    /// The Gateway that takes the place of Ingresses.
    pub gateway: Option<Gateway>,
    /// The namespace of the pods that traffic comes from.
    pub namespace: Option<String>,
    /// The addresses that traffic comes from.
    pub cidrs: Vec<String>,
    /// cert-manager's ClusterIssuer.
    pub issuer: Option<String>,
    /// Whether routes have TLS.
    pub tls: bool,
    /// Annotations of every Ingress.
    pub annotations: Vec<(String, String)>,
}

/// The Gateway that routes attach to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// Its name.
    pub name: String,
    /// Its namespace, where it is not the application's.
    pub namespace: Option<String>,
    /// Its listener for routes without a certificate of their own, where it is not all of them.
    pub listener: Option<String>,
}

/// How the cluster is brought to what is committed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gitops {
    /// Who applies it.
    pub layout: GitopsLayout,
    /// The repository that the output is committed to.
    pub repository: Option<String>,
    /// The folder of the environment's output in it.
    pub path: String,
    /// The branch or tag.
    pub revision: String,
}

/// Where logs go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logs {
    /// The node's collector.
    pub collector: Option<Collector>,
    /// The size in bytes at which a file is rotated outside Kubernetes.
    pub max_size: super::Bytes,
    /// How many files are kept outside Kubernetes.
    pub max_files: u32,
}

/// An object of the user's own, or a part of a Compose file.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Where it is written that it belongs here.
    pub path: FieldPath,
    /// Where it begins.
    pub place: Option<Span>,
    /// What it says.
    pub value: serde_json::Value,
}

/// An object or a patch that is for another target than the environment's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Where it is written.
    pub path: FieldPath,
    /// What it is for.
    pub target: TargetName,
}

/// A change to one object of the output.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// Where it is written.
    pub path: FieldPath,
    /// The object's kind.
    pub kind: String,
    /// The object's name.
    pub name: String,
    /// An object, which is merged, or a list, which is a JSON Patch.
    pub change: serde_json::Value,
}
