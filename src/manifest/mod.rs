//! The language: what a user may write, stated once.
//!
//! The JSON Schema, the reader, the messages, the reference and the ledger's list of fields all come from these types. Two
//! extensions of the schema say how a type is written in KDL:
//!
//! - `x-kdl` on a type: `args` (the fields that are positional, `?` behind one that may be left out though others follow; a list comes last, and takes all
//!   that follow),
//!   `plain`, `block` and `empty` (the variant that a bare value, that properties, that nothing at all means), `raw` (the children
//!   are entries: name and value), `name` (what messages call it).
//! - `x-node` on a field: `name` (of the node, where it is not the field's), `key` (what an entry of a map is keyed by: `name`
//!   for a leading argument of its own, else the fields whose texts make the key), `kinds` (`catalogue`: the node's name is the
//!   entry's `type`), `inline` (the fields of this type, or its alternatives, stand among those of the outer), `list` (`set`:
//!   layers add to it, equal items once; `append`), `only` (the maps of workloads that a field makes sense in).
//!
//! A scalar where a block stands fills its first argument.
//!
//! What is made from these types is committed, and remade after a change: `cargo test remake_the -- --ignored` writes
//! `tree/language.rs` (the shapes that the reader goes by) and `schema/landfall.schema.json`.
//!
//! Nothing is required in a layer; what is `required` in the schema is checked after the merge. An overlay replaces one
//! alternative of an enum with another, and merges within the same one.

mod app;
mod backing;
mod backing_type;
mod build;
mod command;
mod companion;
mod config;
mod environment;
mod health;
mod identity;
mod layer;
mod network;
mod observability;
mod placement;
mod platform;
mod policy;
mod port;
mod resources;
mod route;
mod run;
mod scale;
mod secret;
mod security;
mod storage;
mod text;
mod update;
mod user;
mod value;
mod workload;

pub use app::{App, Edition, Parameter};
pub use backing::{Backing, External, InCluster, SecretValue, Tls};
pub use backing_type::{BackingType, Login, TypeImage, TypePort, TypeResources, TypeStorage, TypeUser};
pub use build::{Build, Image, Pull};
pub use command::{Restart, Stop};
pub use companion::{Companion, Share};
pub use config::{Config, ConfigSource, Content, FileText, SecretFile};
pub use environment::{
    ConfigNames, Environment, Gitops, GitopsLayout, Namespace, Object, ObjectSource, Patch, Profile, Registry, TargetName,
};
pub use health::{Handler, Health, Probe, Scheme, Tool};
pub use identity::{Allow, AwsIdentity, AwsWay, AzureIdentity, GcpIdentity, Identity, KubeAccess};
pub use layer::{Layer, Manifest};
pub use network::{Destination, Egress, Ingress, Internet, Source};
pub use observability::{Collector, LogFormat, Logs, Metrics, Scraping, TraceProtocol, Traces, WorkloadLogs, WorkloadTraces};
pub use placement::{Affinity, Effect, NodeAffinity, PodAffinity, Spread, SpreadOver, Toleration, Ulimit};
pub use platform::{
    ApiServer, Controller, Dns, Edge, EdgeTls, GatewayTls, Keda, Mesh, MeshKind, Monitoring, Platform, Proxy, ProxyWhen, Subnets,
};
pub use policy::{Policy, RuleSeverity, SupplyChain, Waiver};
pub use port::{Expose, Port, PortReference, Protocol, ServicePort, Transport};
pub use resources::{CpuLimit, Extended, Gpu, GpuVendor, Limit, Resources};
pub use route::{PathType, Paths, Redirect, Route, RouteTls};
pub use run::{Concurrency, History};
pub use scale::{
    ExternalMetric, HoursMetric, Metric, MetricSource, PrometheusMetric, QueueMetric, Scale, Singleton, TriggerMetric,
};
pub use secret::{SecretDeclaration, SecretStore, Vault};
pub use security::{Security, SecurityProfile};
pub use storage::{Access, Bind, SharedVolume, Tmp, Volume};
pub use text::{
    Address, Amount, Cidr, Date, Domain, Duration, Endpoint, Folder, ImagePlatform, ImageReference, KubernetesVersion, LayerName,
    Mode, Name, Path, PortNumber, Quantity, Schedule, SecretName, Size, SourceFile, Template, TimeZone, Url, UserId,
};
pub use update::{Disruption, Strategy, Update};
pub use user::User;
pub use value::{Argument, Open, RuntimeField, Value};
pub use workload::Workload;

/// Entries by name, in the order of the source.
pub type Map<T> = indexmap::IndexMap<String, T>;
