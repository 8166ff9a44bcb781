//! Small plans for the tests of what stands behind the plan.

use super::{
    Access, Addressing, Application, Bytes, Container, DefaultStore, Edition, Gitops, Health, Image, LogFormat, Logs, Namespace,
    PathType, Plan, Platform, PlatformEdge, Policy, Profile, Pull, Resources, Restart, Role, Route, RouteTls, Secret, Secrets,
    Security, Setting, Stop, Store, TargetTraits, Tmp, User, Volume, Workload,
};
use crate::path::FieldPath;
use indexmap::IndexMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

static TRAITS: TargetTraits = TargetTraits {
    name: "sample",
    addressing: Addressing::Service,
    publishes: true,
    fronts: false,
    builds: true,
    most_replicas: None,
    default_store: DefaultStore::Existing,
};

/// The application `shop` in production with these workloads, which start in the given order.
pub(crate) fn plan(mut workloads: Vec<Workload>) -> Plan {
    let order = workloads.iter().map(|workload| workload.name.clone()).collect();
    workloads.sort_by(|left, right| left.name.cmp(&right.name));
    Plan {
        application: Application {
            name: "shop".into(),
            owner: Some("payments".into()),
            version: None,
            part_of: "shop".into(),
            edition: Edition::E2026,
        },
        setting: Setting { environment: "production".into(), target: &TRAITS, profile: Profile::Production },
        namespace: Namespace { name: "shop".into(), owned: true },
        platform: Platform {
            kubernetes: 33,
            edge: PlatformEdge::default(),
            dns: Vec::new(),
            api_server: Vec::new(),
            monitoring: None,
            keda: "keda".into(),
            storage_class: None,
            priority: None,
            operator: None,
            mesh: None,
            reloader: false,
            user_namespaces: false,
            subnets: None,
        },
        gitops: Gitops::default(),
        workloads,
        externals: Vec::new(),
        order,
        volumes: Vec::new(),
        edges: Vec::new(),
        front: None,
        unused_front: Vec::new(),
        secrets: Secrets { store: Store::Existing, by_name: BTreeMap::new() },
        config_names: super::ConfigNames::Stable,
        logs: Logs { collector: None, max_size: Bytes(10 << 20), max_files: 5 },
        policy: Policy::default(),
        objects: Vec::new(),
        patches: Vec::new(),
        elsewhere: Vec::new(),
        stand_ins: Vec::new(),
        inferred: Vec::new(),
    }
}

/// A route for all paths of a host, to the port `http`, without TLS.
pub(crate) fn route(host: &str) -> Route {
    Route {
        key: host.into(),
        host: Some(host.into()),
        paths: vec!["/".into()],
        path_type: PathType::Prefix,
        port: "http".into(),
        tls: RouteTls::None,
        redirect: None,
        timeout: None,
        body_size: None,
        annotations: Vec::new(),
        labels: Vec::new(),
    }
}

/// Storage of a workload's own, at that path.
pub(crate) fn volume(name: &str, path: &str) -> Volume {
    Volume {
        name: name.into(),
        path: path.into(),
        size: None,
        class: None,
        access: Access::ReadWriteOnce,
        read_only: false,
        existing: None,
        shared: false,
        owned_by_image: false,
        scratch: None,
    }
}

/// A secret that these workloads use; it is made where it is not there, or somebody gives it.
pub(crate) fn secret(generated: bool, used_by: &[&str]) -> Secret {
    Secret {
        description: None,
        generated,
        object: "shop".into(),
        key: "key".into(),
        encodings: BTreeSet::new(),
        used_by: used_by.iter().map(|name| (*name).to_owned()).collect(),
    }
}

/// A hardened service of that name without a port.
pub(crate) fn service(name: &str) -> Workload {
    let container = container(&format!("ghcr.io/acme/{name}:1.0.0"));
    let path = FieldPath::new(["services", name]);
    Workload { logs: Some(LogFormat::Text), ..Workload::service(name.into(), Role::Own, path, container) }
}

/// A hardened container of that image.
pub(crate) fn container(image: &str) -> Container {
    Container {
        image: Image { reference: image.into(), pull: Pull::IfNotPresent, platform: None, build: None, pull_secrets: Vec::new() },
        entrypoint: None,
        command: None,
        workdir: None,
        env: IndexMap::new(),
        configs: Vec::new(),
        secret_configs: Vec::new(),
        secret_files: Vec::new(),
        volumes: Vec::new(),
        tmps: vec![Tmp { path: "/tmp".into(), size: Bytes(256 << 20), memory: false }],
        binds: Vec::new(),
        security: Security::hardened(User { id: 10001, group: 10001, fs_group: 10001 }),
        health: Health::default(),
        resources: Resources::default(),
        extended: Vec::new(),
        stop: Stop { within: Duration::from_secs(30), signal: None, before: None },
        restart: Restart::UnlessStopped,
        ulimits: Vec::new(),
        sysctls: Vec::new(),
        run_args: Vec::new(),
    }
}
