//! Small plans, and what they become.

use super::*;
use crate::plan::{
    Access, Bytes, Condition, Config, Cpu, Dependency, Destination, Edge, Egress, Encoding, EnvValue, Gitops, Handler, Health,
    Ingress, Kind, Limits, Metrics, PathType, Piece, Port, Probe, Replicas, Resources, Route, RouteTls, Scheme, Secret,
    SecretFile, SecretUse, Secrets, Source, Start, Store, Text, Transport, User, Vault, Volume, Workload, sample,
};
use std::time::Duration;

fn port(name: &str, number: u16) -> Port {
    Port {
        name: name.into(),
        key: number.to_string(),
        container: number,
        transport: Transport::Tcp,
        application: Some("http"),
        service: Some(number),
        expose: None,
        published: None,
        labels: Vec::new(),
        annotations: Vec::new(),
    }
}

fn probe(handler: Handler) -> Probe {
    Probe { handler, interval: Duration::from_secs(5), timeout: Duration::from_secs(2), failures: 3, successes: 1, via: None }
}

/// A service that has about everything.
fn api() -> Workload {
    let mut api = sample::service("order-api");
    let container = &mut api.container;
    container.env.insert("LOG_LEVEL".into(), EnvValue::Set(Text::literal("info")));
    container.env.insert("STRIPE_KEY".into(), EnvValue::Set(Text::secret("stripe-key")));
    let mut url = Text::literal("postgres://shop:");
    url.push(Piece::Secret(SecretUse { name: "db-password".into(), encoding: Encoding::Url }));
    url.push(Piece::Literal("@db:5432/shop".into()));
    container.env.insert("DATABASE_URL".into(), EnvValue::Set(url));
    container.env.insert("PRICE".into(), EnvValue::Set(Text::literal("$(5)")));
    container.configs.push(Config {
        path: "/etc/shop/api.toml".into(),
        key: "/etc/shop/api.toml".into(),
        content: b"[http]\nlisten = \"0.0.0.0:8080\"\n".to_vec(),
        mode: 0o644,
    });
    container.secret_files.push(SecretFile { path: "/run/secrets/key".into(), secret: "signing-key".into(), mode: 0o440 });
    container.resources = Resources {
        requests: Limits { cpu: Some(Cpu(100)), memory: Some(Bytes(256 << 20)), ephemeral: None },
        limits: Limits { cpu: Some(Cpu(1000)), memory: Some(Bytes(256 << 20)), ephemeral: None },
    };
    let http = |path: &str| Handler::Http { path: path.into(), port: 8080, scheme: Scheme::Http };
    container.health = Health {
        start: Some(Start { probe: probe(http("/ready")), within: Duration::from_secs(300) }),
        ready: Some(probe(http("/ready"))),
        live: Some(probe(Handler::Tcp(8080))),
    };
    api.ports = vec![port("http", 8080)];
    api.replicas = Replicas::Auto { min: 3, max: 10, cpu: Some(70), memory: None };
    api.routes = vec![Route {
        key: "shop.example.com".into(),
        host: Some("shop.example.com".into()),
        paths: vec!["/".into()],
        path_type: PathType::Prefix,
        port: "http".into(),
        tls: RouteTls::Issuer("letsencrypt".into()),
        annotations: Vec::new(),
        labels: Vec::new(),
    }];
    api.metrics = Some(Metrics { port: 8080, path: "/metrics".into() });
    let on = |port| [(Transport::Tcp, port)].into();
    api.ingress = vec![
        Ingress { from: Source::Namespace("ingress-nginx".into()), ports: on(8080) },
        Ingress { from: Source::Namespace("monitoring".into()), ports: on(8080) },
    ];
    api.egress = vec![
        Egress { to: Destination::Internet, port: Some(443) },
        Egress { to: Destination::Cidr("10.20.0.0/16".into()), port: Some(5432) },
    ];
    api
}

fn secret(name: &str, object: &str) -> (String, Secret) {
    let secret = Secret {
        description: None,
        generated: false,
        object: object.into(),
        key: name.into(),
        encodings: [Encoding::Plain].into(),
        used_by: ["order-api".to_owned()].into(),
    };
    (name.into(), secret)
}

/// A shop: a service, a job before it, a cron, and a database in the cluster.
fn shop() -> Plan {
    let mut migrate = sample::service("migrate");
    migrate.kind = Kind::Job { before: vec!["order-api".into()], timeout: None };
    migrate.container.command = Some(vec![Text::literal("migrate"), Text::literal("up"), Text::secret("db-password")]);
    migrate.depends_on = vec![Dependency { on: "db".into(), condition: Condition::Healthy }];
    let mut digest = sample::service("digest");
    digest.kind = Kind::Cron { schedule: "0 7 * * *".into(), timeout: Some(Duration::from_secs(600)) };
    let mut db = sample::service("db");
    db.kind = Kind::Stateful;
    db.role = crate::plan::Role::Backing("postgres".into());
    db.ports = vec![port("postgres", 5432)];
    db.container.security.user = Some(User { id: 999, group: 999, fs_group: 999 });
    db.container.volumes.push(Volume {
        name: "data".into(),
        path: "/var/lib/postgresql/data".into(),
        size: Some(Bytes(10 << 30)),
        class: None,
        access: Access::ReadWriteOnce,
        read_only: false,
        existing: None,
        owned_by_image: true,
    });
    let mut plan = sample::plan(vec![db, migrate, api(), digest]);
    let on = |port| [(Transport::Tcp, port)].into();
    plan.edges = vec![
        Edge { from: "migrate".into(), to: "db".into(), ports: on(5432) },
        Edge { from: "order-api".into(), to: "db".into(), ports: on(5432) },
    ];
    plan.secrets = Secrets {
        store: Store::Existing,
        by_name: [secret("stripe-key", "shop"), secret("db-password", "shop-db"), secret("signing-key", "shop")].into(),
    };
    plan.platform.edge.class = Some("nginx".into());
    plan.platform.edge.namespace = Some("ingress-nginx".into());
    plan
}

fn emitted(plan: Plan) -> (Artifacts, Notes) {
    let mut notes = Notes::default();
    let artifacts = emit(&Approved::unjudged(plan), &mut notes);
    (artifacts, notes)
}

/// Writes examples for people and judges to look at.
#[test]
#[ignore = "for looking at"]
fn dump() {
    for (example, environment) in [("shop", "production"), ("boutique", "production"), ("vote", "production")] {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
        let Ok(folder) = crate::project::Folder::new(&root) else { continue };
        let mut diagnostics = crate::diagnostic::Diagnostics::default();
        let names = [environment.to_owned()];
        let analysis = crate::compile::analyze(&folder, "landfall.kdl", &Default::default(), &names, &mut diagnostics);
        for analyzed in &analysis.environments {
            let mut notes = Notes::default();
            let artifacts = emit(&Approved::unjudged(analyzed.plan().clone()), &mut notes);
            for (path, artifact) in artifacts.iter() {
                let path = std::path::Path::new("/tmp/k8s-out").join(example).join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, &artifact.content).unwrap();
            }
            println!("{notes:#?}");
        }
        for diagnostic in diagnostics.iter() {
            println!("{:?} {} {:?}", diagnostic.severity, diagnostic.message, diagnostic.helps);
        }
    }
}
