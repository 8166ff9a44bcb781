//! Small plans, and what they become.

mod access;
mod companions;
mod mesh;
mod placement;
mod routes;

use super::*;
use crate::{
    artifact::Outcome,
    plan::{
        Access, Bind, Bytes, Condition, Config, Cpu, Dependency, Destination, Edge, Egress, Encoding, EnvValue, Expose, Gitops,
        Handler, Health, Ingress, Kind, Limits, MetricSource, Metrics, Patch, Piece, Port, Probe, Queue, QueueSystem, Replicas,
        Resources, Route, RouteTls, ScaleMetric, Scheme, Secret, SecretConfig, SecretFile, SecretUse, Secrets, Source, Start,
        Store, Text, Transport, User, Vault, Volume, Workload, sample,
    },
};
use serde_json::{Value, json};
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
        none: false,
    };
    api.ports = vec![port("http", 8080)];
    api.replicas = Replicas::Auto { min: 3, max: 10, cpu: Some(70), memory: None };
    api.routes = vec![Route { tls: RouteTls::Issuer("letsencrypt".into()), ..sample::route("shop.example.com") }];
    api.metrics = Some(Metrics { port: 8080, path: "/metrics".into(), by_operator: false });
    let on = |port| [(Transport::Tcp, port)].into();
    api.ingress = vec![
        Ingress { from: Source::Namespace("ingress-nginx".into()), ports: on(8080) },
        Ingress { from: Source::Namespace("monitoring".into()), ports: on(8080) },
    ];
    api.egress = vec![
        Egress { to: Destination::Internet, port: Some((Transport::Tcp, 443)) },
        Egress { to: Destination::Cidr("10.20.0.0/16".into()), port: Some((Transport::Tcp, 5432)) },
    ];
    api
}

fn secret(name: &str, object: &str) -> (String, Secret) {
    let secret = Secret {
        object: object.into(),
        key: name.into(),
        encodings: [Encoding::Plain].into(),
        ..sample::secret(false, &["order-api"])
    };
    (name.into(), secret)
}

fn data() -> Volume {
    Volume {
        name: "data".into(),
        path: "/var/lib/data".into(),
        size: Some(Bytes(10 << 30)),
        class: None,
        access: Access::ReadWriteOnce,
        read_only: false,
        existing: None,
        shared: false,
        owned_by_image: true,
        scratch: None,
    }
}

/// A shop: a service, a job before it, a cron, and a database in the cluster.
fn shop() -> Plan {
    let mut migrate = sample::service("migrate");
    migrate.kind = Kind::Job { before: vec!["order-api".into()], run: crate::plan::Run::default() };
    migrate.container.command = Some(vec![Text::literal("migrate"), Text::literal("up"), Text::secret("db-password")]);
    migrate.depends_on = vec![Dependency { on: "db".into(), condition: Condition::Healthy }];
    let mut digest = sample::service("digest");
    digest.kind = Kind::Cron {
        schedule: "0 7 * * *".into(),
        run: crate::plan::Run { timeout: Some(Duration::from_secs(600)), ..crate::plan::Run::default() },
        recurrence: crate::plan::Recurrence::default(),
    };
    for once in [&mut migrate, &mut digest] {
        once.container.restart = crate::plan::Restart::No;
    }
    let mut db = sample::service("db");
    db.kind = Kind::Stateful;
    db.role = crate::plan::Role::Backing("postgres".into());
    db.ports = vec![port("postgres", 5432)];
    db.container.security.user = Some(User { id: 999, group: 999, fs_group: 999 });
    db.container.volumes.push(data());
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

/// An object of the output, as another reader has it.
fn object(artifacts: &Artifacts, path: &str) -> Value {
    let artifact = artifacts.get(path).unwrap_or_else(|| panic!("no {path}"));
    yaml_serde::from_slice(&artifact.content).unwrap()
}

/// What is at a place of an object.
fn at<'v>(object: &'v Value, pointer: &str) -> &'v Value {
    object.pointer(pointer).unwrap_or(&Value::Null)
}

fn paths(artifacts: &Artifacts) -> Vec<&str> {
    artifacts.iter().map(|(path, _)| path).collect()
}

/// The fields that a note of this kind stands at.
fn noted(notes: &Notes, kind: fn(&Outcome) -> bool) -> Vec<String> {
    notes.iter().filter(|(_, outcome)| kind(outcome)).map(|(path, _)| path.to_string()).collect()
}

fn is_weakened(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Weakened { .. })
}

fn is_refused(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Refused { .. })
}

fn snapshot(name: &str, artifacts: &Artifacts, path: &str) {
    let text = String::from_utf8(artifacts.get(path).unwrap_or_else(|| panic!("no {path}")).content.clone()).unwrap();
    insta::with_settings!({snapshot_path => "../../../snapshots/kubernetes", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

const DEPLOYMENT: &str = "app/order-api/deployment.yaml";
const CONTAINER: &str = "/spec/template/spec/containers/0";

#[test]
fn every_object_has_a_file_in_its_phase() {
    let (artifacts, _) = emitted(shop());
    assert_eq!(
        paths(&artifacts),
        [
            "SECRETS.md",
            "app/digest/cron-job.yaml",
            "app/kustomization.yaml",
            "app/order-api/deployment.yaml",
            "app/order-api/horizontal-pod-autoscaler.yaml",
            "app/order-api/ingress.yaml",
            "app/order-api/pod-disruption-budget.yaml",
            "app/order-api/service.yaml",
            "apply.sh",
            "base/acme-solver.yaml",
            "base/db/network-policy.yaml",
            "base/db/service-account.yaml",
            "base/db/service-headless.yaml",
            "base/db/service.yaml",
            "base/db/stateful-set.yaml",
            "base/default-deny.yaml",
            "base/digest/network-policy.yaml",
            "base/digest/service-account.yaml",
            "base/kustomization.yaml",
            "base/migrate/network-policy.yaml",
            "base/migrate/service-account.yaml",
            "base/namespace.yaml",
            "base/order-api/config-map.yaml",
            "base/order-api/network-policy.yaml",
            "base/order-api/service-account.yaml",
            "before/kustomization.yaml",
            "before/migrate/job.yaml",
            "kustomization.yaml",
        ]
    );
}

#[test]
fn objects_are_what_people_would_write() {
    let (artifacts, _) = emitted(shop());
    snapshot("deployment", &artifacts, DEPLOYMENT);
    snapshot("stateful_set", &artifacts, "base/db/stateful-set.yaml");
    snapshot("cron_job", &artifacts, "app/digest/cron-job.yaml");
    snapshot("network_policy", &artifacts, "base/order-api/network-policy.yaml");
    snapshot("ingress", &artifacts, "app/order-api/ingress.yaml");
    snapshot("secrets_page", &artifacts, "SECRETS.md");
    snapshot("apply_script", &artifacts, "apply.sh");
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    assert_eq!(emitted(shop()).0, emitted(shop()).0);
}

#[test]
fn keys_come_in_the_order_in_which_people_write_them() {
    let (artifacts, _) = emitted(shop());
    let text = String::from_utf8(artifacts.get(DEPLOYMENT).unwrap().content.clone()).unwrap();
    let keys =
        ["apiVersion:", "kind:", "metadata:", "spec:", "  - name: order-api", "image:", "imagePullPolicy:", "ports:", "env:"];
    let more =
        ["resources:", "securityContext:", "startupProbe:", "livenessProbe:", "readinessProbe:", "lifecycle:", "volumeMounts:"];
    let mut rest = text.as_str();
    for key in keys.iter().chain(&more) {
        rest = rest.split_once(key).unwrap_or_else(|| panic!("{key} is not behind the others in\n{text}")).1;
    }
}

#[test]
fn every_object_says_what_it_is_before_what_it_holds() {
    let (artifacts, _) = emitted(shop());
    for (path, artifact) in
        artifacts.iter().filter(|(path, _)| path.ends_with("config-map.yaml") || path.ends_with("account.yaml"))
    {
        let text = String::from_utf8_lossy(&artifact.content);
        let keys: Vec<&str> = text.lines().filter(|line| !line.starts_with([' ', '-'])).take(3).collect();
        assert!(
            matches!(keys.as_slice(), [api, kind, "metadata:"] if api.starts_with("apiVersion") && kind.starts_with("kind")),
            "{path}: {keys:?}"
        );
    }
}

#[test]
fn an_autoscaler_has_the_replicas_to_itself() {
    let (artifacts, _) = emitted(shop());
    assert_eq!(at(&object(&artifacts, DEPLOYMENT), "/spec/replicas"), &Value::Null);
    let autoscaler = object(&artifacts, "app/order-api/horizontal-pod-autoscaler.yaml");
    assert_eq!(at(&autoscaler, "/spec/minReplicas"), &json!(3));
    assert_eq!(at(&autoscaler, "/spec/scaleTargetRef/kind"), &json!("Deployment"));
}

#[test]
fn one_replica_has_no_disruption_budget() {
    let mut one = api();
    one.replicas = Replicas::Fixed(1);
    let (artifacts, _) = emitted(sample::plan(vec![one]));
    assert!(artifacts.get("app/order-api/pod-disruption-budget.yaml").is_none());
    assert_eq!(at(&object(&artifacts, DEPLOYMENT), "/spec/template/spec/affinity"), &Value::Null);
}

#[test]
fn a_volume_of_one_node_is_given_up_before_the_next_pod_starts() {
    let mut service = sample::service("wiki");
    service.container.volumes.push(data());
    let (artifacts, notes) = emitted(sample::plan(vec![service]));
    let deployment = object(&artifacts, "app/wiki/deployment.yaml");
    assert_eq!(at(&deployment, "/spec/strategy"), &json!({"type": "Recreate"}));
    assert_eq!(at(&object(&artifacts, "app/wiki/claim-data.yaml"), "/metadata/name"), &json!("wiki-data"));
    assert_eq!(noted(&notes, is_refused), Vec::<String>::new());
}

#[test]
fn the_namespace_enforces_the_strictest_level_that_all_meet() {
    let enforced = |plan| {
        at(&object(&emitted(plan).0, "base/namespace.yaml"), "/metadata/labels/pod-security.kubernetes.io~1enforce").clone()
    };
    assert_eq!(enforced(shop()), json!("restricted"));
    let mut chown = sample::service("chown");
    chown.container.security.capabilities.insert("CHOWN".into());
    let plan = sample::plan(vec![chown, sample::service("other")]);
    assert_eq!(noted(&emitted(plan.clone()).1, is_weakened), ["services.chown.security.capabilities"]);
    assert_eq!(enforced(plan), json!("baseline"));
    let mut owner = sample::service("owner");
    owner.container.security.privileged = true;
    assert_eq!(enforced(sample::plan(vec![owner])), json!("privileged"));
    let mut tuned = sample::service("tuned");
    tuned.container.sysctls = vec![("net.ipv4.tcp_fin_timeout".into(), "20".into())];
    assert_eq!(enforced(sample::plan(vec![tuned.clone()])), json!("restricted"));
    tuned.container.sysctls.push(("net.core.somaxconn".into(), "4096".into()));
    assert_eq!(enforced(sample::plan(vec![tuned])), json!("privileged"));
}

#[test]
fn a_namespace_of_the_platform_is_left_alone() {
    let mut plan = shop();
    plan.namespace.owned = false;
    let (artifacts, _) = emitted(plan);
    assert!(artifacts.get("base/namespace.yaml").is_none());
    assert!(artifacts.get("base/default-deny.yaml").is_none());
    assert!(artifacts.get("base/db/network-policy.yaml").is_some());
}

#[test]
fn fields_newer_than_the_oldest_cluster_are_not_written() {
    for (minor, there) in [(29, false), (30, true)] {
        let mut plan = shop();
        plan.platform.kubernetes = minor;
        let deployment = object(&emitted(plan).0, DEPLOYMENT);
        assert_eq!(deployment.pointer(&format!("{CONTAINER}/lifecycle")).is_some(), there, "1.{minor}");
    }
    for (minor, there) in [(32, false), (33, true)] {
        let mut plan = shop();
        plan.platform.kubernetes = minor;
        plan.platform.user_namespaces = true;
        let deployment = object(&emitted(plan).0, DEPLOYMENT);
        assert_eq!(deployment.pointer("/spec/template/spec/hostUsers").is_some(), there, "1.{minor}");
    }
}

#[test]
fn a_text_with_a_secret_is_put_together_from_a_variable_before_it() {
    let (artifacts, notes) = emitted(shop());
    let deployment = object(&artifacts, DEPLOYMENT);
    let env = at(&deployment, &format!("{CONTAINER}/env"));
    assert_eq!(
        env,
        &json!([
            {"name": "LANDFALL_SECRET_DB_PASSWORD_URL", "valueFrom": {"secretKeyRef": {"name": "shop-db", "key": "db-password"}}},
            {"name": "LOG_LEVEL", "value": "info"},
            {"name": "STRIPE_KEY", "valueFrom": {"secretKeyRef": {"name": "shop", "key": "stripe-key"}}},
            {"name": "DATABASE_URL", "value": "postgres://shop:$(LANDFALL_SECRET_DB_PASSWORD_URL)@db:5432/shop"},
            {"name": "PRICE", "value": "$$(5)"},
        ])
    );
    assert_eq!(noted(&notes, is_weakened), ["services.order-api.env.DATABASE_URL"]);
}

#[test]
fn a_changed_file_of_configuration_rolls_the_pods_and_nothing_else() {
    let mut plan = shop();
    let (before, _) = emitted(plan.clone());
    plan.workloads.iter_mut().flat_map(|workload| &mut workload.container.configs).for_each(|config| config.content.push(b'#'));
    let (after, _) = emitted(plan);
    let changed: Vec<&str> =
        before.iter().filter(|(path, artifact)| after.get(path) != Some(artifact)).map(|(path, _)| path).collect();
    assert_eq!(changed, ["app/order-api/deployment.yaml", "base/order-api/config-map.yaml"]);
}

#[test]
fn files_that_hold_secrets_are_a_secret_that_the_operator_fills_in() {
    let filled = |key: &str, path: &str| {
        let mut content = Text::literal("{{x}} ");
        content.push(Piece::Secret(SecretUse { name: "token".into(), encoding: Encoding::Url }));
        SecretConfig { path: path.into(), key: key.into(), content, mode: 0o640 }
    };
    let mut service = sample::service("web");
    let known = Config { path: "/etc/app/b".into(), key: "/etc/app".into(), content: b"b".to_vec(), mode: 0o644 };
    service.container.configs = vec![known];
    service.container.secret_configs = vec![filled("/etc/app", "/etc/app/a"), filled("/etc/one", "/etc/one")];
    let mut plan = sample::plan(vec![service]);
    plan.secrets.store = vault();
    plan.secrets.by_name.insert("token".into(), Secret { object: String::new(), ..sample::secret(false, &["web"]) });
    plan.platform.reloader = true;
    let (artifacts, _) = emitted(plan);
    let external = object(&artifacts, "base/web/external-secret.yaml");
    let template = at(&external, "/spec/target/template");
    let text = r#"{{ "{{" }}x}} {{ index . "token" | urlquery | replace "+" "%20" }}"#;
    assert_eq!(template["data"], json!({"a": text, "one": text}));
    let name = external["metadata"]["name"].as_str().unwrap();
    assert_eq!(name.strip_prefix("web-config-").map(str::len), Some(16), "a changed text is another Secret");
    assert_eq!(at(&external, "/spec/target/name"), name);
    assert_eq!(template["mergePolicy"], "Replace", "no other value lies beside the files");
    assert!(artifacts.iter().all(|(path, _)| !path.contains("/external-secret-")), "nobody reads the value itself");
    let deployment = object(&artifacts, "app/web/deployment.yaml");
    assert_eq!(at(&deployment, "/metadata/annotations/secret.reloader.stakater.com~1reload"), name);
    let volumes = at(&deployment, "/spec/template/spec/volumes");
    let item = |key: &str, path: &str| json!({"key": key, "path": path, "mode": 0o640});
    assert_eq!(volumes[1]["secret"], json!({"secretName": name, "items": [item("one", "one")]}));
    let sources = json!([
        {"configMap": {"name": "web-config", "items": [{"key": "b", "path": "b"}]}},
        {"secret": {"name": name, "items": [item("a", "a")]}},
    ]);
    assert_eq!(volumes[2]["projected"]["sources"], sources);
    let mount = json!({"name": "config", "mountPath": "/etc/one", "subPath": "one", "readOnly": true});
    assert_eq!(at(&deployment, &format!("{CONTAINER}/volumeMounts/1")), &mount);
}

#[test]
fn a_single_file_hides_no_other_and_a_folder_is_mounted_whole() {
    let mut service = sample::service("web");
    let config = |key: &str, path: &str| Config { path: path.into(), key: key.into(), content: b"x".to_vec(), mode: 0o644 };
    service.container.configs = vec![
        config("/etc/app", "/etc/app/a.conf"),
        config("/etc/app", "/etc/app/sub/a.conf"),
        config("/etc/one.conf", "/etc/one.conf"),
    ];
    let (artifacts, _) = emitted(sample::plan(vec![service]));
    let data = object(&artifacts, "base/web/config-map.yaml");
    assert_eq!(at(&data, "/data"), &json!({"a.conf": "x", "sub-a.conf": "x", "one.conf": "x"}));
    let deployment = object(&artifacts, "app/web/deployment.yaml");
    let mounts = at(&deployment, &format!("{CONTAINER}/volumeMounts"));
    assert_eq!(
        at(mounts, "/1"),
        &json!({"name": "config", "mountPath": "/etc/one.conf", "subPath": "one.conf", "readOnly": true})
    );
    assert_eq!(at(mounts, "/2"), &json!({"name": "config-2", "mountPath": "/etc/app", "readOnly": true}));
    let items = at(&deployment, "/spec/template/spec/volumes/2/configMap/items");
    assert_eq!(items, &json!([{"key": "a.conf", "path": "a.conf"}, {"key": "sub-a.conf", "path": "sub/a.conf"}]));
}

#[test]
fn a_patch_changes_its_object_and_one_that_finds_none_is_refused() {
    let mut plan = shop();
    let patch = |kind: &str, change: Value| Patch {
        path: FieldPath::new(["patches", kind]),
        kind: kind.into(),
        name: "order-api".into(),
        change,
    };
    plan.patches = vec![
        patch("Deployment", json!({"spec": {"template": {"spec": {"containers": [{"name": "order-api", "tty": true}]}}}})),
        patch("DaemonSet", json!({"spec": {}})),
    ];
    let (artifacts, notes) = emitted(plan);
    let deployment = object(&artifacts, DEPLOYMENT);
    assert_eq!(at(&deployment, &format!("{CONTAINER}/tty")), &json!(true));
    assert_eq!(at(&deployment, &format!("{CONTAINER}/image")), &json!("ghcr.io/acme/order-api:1.0.0"));
    assert_eq!(noted(&notes, is_refused), ["patches.DaemonSet"]);
}

#[test]
fn a_job_runs_once_for_each_change() {
    let of = |layout, image: &str| {
        let mut plan = shop();
        plan.gitops = Gitops {
            layout,
            repository: Some("https://example.com/shop.git".into()),
            path: "deploy".into(),
            revision: "main".into(),
        };
        plan.workloads
            .iter_mut()
            .filter(|workload| workload.name == "migrate")
            .for_each(|job| job.container.image.reference = image.into());
        object(&emitted(plan).0, "before/migrate/job.yaml")
    };
    let named = |layout, image| at(&of(layout, image), "/metadata/name").clone();
    assert_eq!(named(GitopsLayout::Argo, "a:1"), json!("migrate"));
    assert_eq!(at(&of(GitopsLayout::Argo, "a:1"), "/metadata/annotations/argocd.argoproj.io~1hook"), &json!("Sync"));
    assert_eq!(named(GitopsLayout::Flux, "a:1"), named(GitopsLayout::Flux, "a:1"));
    assert_ne!(named(GitopsLayout::Flux, "a:1"), named(GitopsLayout::Flux, "a:2"));
    assert_eq!(at(&of(GitopsLayout::None, "a:1"), "/spec/ttlSecondsAfterFinished"), &Value::Null);
}

#[test]
fn each_layout_has_what_its_reconciler_reads() {
    let of = |layout| {
        let mut plan = shop();
        plan.gitops = Gitops {
            layout,
            repository: Some("https://example.com/shop.git".into()),
            path: "deploy/production".into(),
            revision: "main".into(),
        };
        emitted(plan).0
    };
    let argo = of(GitopsLayout::Argo);
    assert_eq!(at(&object(&argo, "gitops/application.yaml"), "/spec/source/path"), &json!("deploy/production"));
    assert_eq!(at(&object(&argo, "base/namespace.yaml"), "/metadata/annotations/argocd.argoproj.io~1sync-wave"), &json!("-2"));
    assert!(argo.get("apply.sh").is_none());
    let flux = of(GitopsLayout::Flux);
    assert_eq!(at(&object(&flux, "gitops/app.yaml"), "/spec/dependsOn"), &json!([{"name": "shop-production-before"}]));
    assert_eq!(at(&object(&flux, "gitops/base.yaml"), "/spec/path"), &json!("./deploy/production/base"));
    assert_eq!(
        at(&object(&flux, "base/namespace.yaml"), "/metadata/annotations/kustomize.toolkit.fluxcd.io~1prune"),
        &json!("disabled")
    );
}

#[test]
fn a_port_below_1024_needs_no_capability() {
    let mut web = sample::service("web");
    web.ports = vec![port("http", 80)];
    let deployment = object(&emitted(sample::plan(vec![web.clone()])).0, "app/web/deployment.yaml");
    let sysctls = json!([{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]);
    assert_eq!(at(&deployment, "/spec/template/spec/securityContext/sysctls"), &sysctls);
    web.container.sysctls = vec![("net.ipv4.ip_unprivileged_port_start".into(), "80".into())];
    let deployment = object(&emitted(sample::plan(vec![web])).0, "app/web/deployment.yaml");
    assert_eq!(at(&deployment, "/spec/template/spec/securityContext/sysctls/0/value"), &json!("80"));
    assert_eq!(at(&deployment, &format!("{CONTAINER}/securityContext/capabilities")), &json!({"drop": ["ALL"]}));
}

#[test]
fn an_edge_opens_both_ends_at_its_port() {
    let (artifacts, _) = emitted(shop());
    let peer = |name: &str| json!({"podSelector": {"matchLabels": {"app.kubernetes.io/instance": name}}});
    let ports = json!([{"protocol": "TCP", "port": 5432}]);
    let db = object(&artifacts, "base/db/network-policy.yaml");
    assert_eq!(at(&db, "/spec/ingress/1"), &json!({"from": [peer("migrate"), peer("order-api")], "ports": ports}));
    let migrate = object(&artifacts, "base/migrate/network-policy.yaml");
    assert_eq!(at(&migrate, "/spec/egress/2"), &json!({"to": [peer("db")], "ports": ports}));
    assert_eq!(at(&migrate, "/spec/ingress"), &Value::Null);
}

#[test]
fn a_caller_that_names_no_port_reaches_all_that_are_declared() {
    let mut plan = shop();
    plan.edges = vec![Edge { from: "migrate".into(), to: "db".into(), ports: Default::default() }];
    let db = object(&emitted(plan).0, "base/db/network-policy.yaml");
    assert_eq!(at(&db, "/spec/ingress/1/ports"), &json!([{"protocol": "TCP", "port": 5432}]));
}

fn vault() -> Store {
    Store::Vault(Vault {
        server: "https://vault.example.com".into(),
        mount: "kv".into(),
        prefix: "shop".into(),
        role: "shop".into(),
        auth: "kubernetes".into(),
        version: 2,
        ca: None,
        refresh: 3600,
    })
}

#[test]
fn vault_copies_each_item_and_encodes_what_stands_in_a_url() {
    let mut plan = shop();
    plan.secrets.store = vault();
    plan.secrets.by_name.values_mut().for_each(|secret| secret.object.clear());
    plan.secrets.by_name.get_mut("db-password").unwrap().encodings.insert(Encoding::Url);
    let (artifacts, notes) = emitted(plan);
    let copy = object(&artifacts, "base/external-secret-shop.yaml");
    assert_eq!(at(&copy, "/spec/refreshInterval"), &json!("1h0m0s"));
    assert_eq!(
        at(&copy, "/spec/data/0"),
        &json!({"secretKey": "db-password", "remoteRef": {"key": "shop", "property": "db-password"}})
    );
    let template = json!({"db-password.url": "{{ index . \"db-password\" | urlquery | replace \"+\" \"%20\" }}"});
    assert_eq!(at(&copy, "/spec/target/template/data"), &template);
    let reference = at(&object(&artifacts, DEPLOYMENT), &format!("{CONTAINER}/env/0/valueFrom/secretKeyRef")).clone();
    assert_eq!(reference, json!({"name": "shop", "key": "db-password.url"}));
    assert_eq!(noted(&notes, is_weakened), Vec::<String>::new());
}

#[test]
fn the_checklist_names_each_secret_with_the_command_that_makes_it() {
    let list = String::from_utf8(emitted(shop()).0.get("SECRETS.md").unwrap().content.clone()).unwrap();
    for part in [
        "## Secret `shop-db`",
        "| `db-password` |",
        "kubectl create secret generic shop-db --namespace shop",
        "--from-file=db-password=./db-password",
    ] {
        assert!(list.contains(part), "{part} is not in\n{list}");
    }
    let mut plan = shop();
    plan.secrets.by_name.clear();
    assert!(emitted(plan).0.get("SECRETS.md").is_none());
}

#[test]
fn two_objects_of_one_name_are_refused() {
    let mut db = sample::service("db");
    db.kind = Kind::Stateful;
    let mut other = sample::service("db-headless");
    other.ports = vec![port("http", 80)];
    let (_, notes) = emitted(sample::plan(vec![db, other]));
    assert_eq!(noted(&notes, is_refused), ["services.db-headless"]);
}

#[test]
fn replicas_start_one_after_the_other_under_one_name_unless_said_otherwise() {
    let mut plain = sample::service("db");
    plain.kind = Kind::Stateful;
    let named = Workload { headless: Some("nodes".into()), parallel: true, ..plain.clone() };
    for (workload, name, policy) in [(plain, "db-headless", "OrderedReady"), (named, "nodes", "Parallel")] {
        let (artifacts, _) = emitted(sample::plan(vec![workload]));
        let set = object(&artifacts, "app/db/stateful-set.yaml");
        assert_eq!((&set["spec"]["serviceName"], &set["spec"]["podManagementPolicy"]), (&json!(name), &json!(policy)));
        assert_eq!(object(&artifacts, "app/db/service-headless.yaml")["metadata"]["name"], name);
    }
}

#[test]
fn a_name_that_grows_too_long_is_refused() {
    let mut job = sample::service(&"j".repeat(60));
    job.kind = Kind::Job { before: Vec::new(), run: crate::plan::Run::default() };
    for (layout, refused) in [(GitopsLayout::None, 0), (GitopsLayout::Flux, 1)] {
        let mut plan = sample::plan(vec![job.clone()]);
        plan.gitops.layout = layout;
        assert_eq!(noted(&emitted(plan).1, is_refused).len(), refused);
    }
}

#[test]
fn what_the_project_has_and_a_node_lacks_is_refused() {
    let mut web = sample::service("web");
    web.container.binds.push(Bind { host: "src".into(), path: "/app".into(), read_only: true });
    web.container.env.insert("HOME".into(), EnvValue::Inherit);
    let (_, notes) = emitted(sample::plan(vec![web]));
    assert_eq!(noted(&notes, is_refused), ["services.web.binds.\"/app\""]);
    assert_eq!(noted(&notes, |outcome| matches!(outcome, Outcome::Ignored { .. })), ["services.web.env.HOME"]);
}

#[test]
fn a_job_comes_first_whichever_of_the_two_says_so() {
    let mut plan = shop();
    let by_job = emitted(plan.clone()).0;
    for workload in &mut plan.workloads {
        match &mut workload.kind {
            Kind::Job { before, .. } => before.clear(),
            _ if workload.name == "order-api" => {
                workload.depends_on.push(Dependency { on: "migrate".into(), condition: Condition::Completed });
            }
            _ => {}
        }
    }
    let by_other = emitted(plan).0;
    let paths = |artifacts: &Artifacts| artifacts.iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
    assert!(by_job.get("before/migrate/job.yaml").is_some());
    assert_eq!(paths(&by_job), paths(&by_other));
}

#[test]
fn routes_that_want_the_same_share_an_ingress() {
    let mut web = api();
    let route = web.routes[0].clone();
    let shared = Route { key: "www.example.com".into(), host: Some("www.example.com".into()), ..route.clone() };
    let apart = Route { key: "old.example.com".into(), host: Some("old.example.com".into()), tls: RouteTls::None, ..route };
    web.routes.extend([shared, apart]);
    let (artifacts, _) = emitted(sample::plan(vec![web]));
    let ingress = object(&artifacts, "app/order-api/ingress.yaml");
    assert_eq!(at(&ingress, "/spec/rules").as_array().unwrap().len(), 2);
    assert_eq!(at(&ingress, "/spec/tls/1"), &json!({"hosts": ["www.example.com"], "secretName": "www.example.com-tls"}));
    let other = object(&artifacts, "app/order-api/ingress-old.example.com.yaml");
    assert_eq!(at(&other, "/spec/tls"), &Value::Null);
}

#[test]
fn only_the_ports_that_are_exposed_are_opened_outside() {
    let mut game = sample::service("game");
    let opened = Port { expose: Some(Expose::LoadBalancer), ..port("game", 7000) };
    game.ports = vec![opened.clone(), port("http", 8080)];
    let (artifacts, _) = emitted(sample::plan(vec![game.clone()]));
    assert_eq!(at(&object(&artifacts, "app/game/service.yaml"), "/spec/type"), &json!("ClusterIP"));
    let external = object(&artifacts, "app/game/service-external.yaml");
    assert_eq!(at(&external, "/spec/type"), &json!("LoadBalancer"));
    assert_eq!(at(&external, "/spec/ports").as_array().unwrap().len(), 1);
    let on_nodes = Port { expose: Some(Expose::NodePort(Some(30777))), ..port("admin", 7777) };
    game.ports = vec![opened.clone(), on_nodes];
    let (artifacts, _) = emitted(sample::plan(vec![game.clone()]));
    let external = object(&artifacts, "app/game/service-external.yaml");
    assert_eq!(at(&external, "/spec/ports").as_array().unwrap().len(), 1);
    let nodes = object(&artifacts, "app/game/service-nodes.yaml");
    assert_eq!((at(&nodes, "/spec/type"), at(&nodes, "/spec/ports/0/nodePort")), (&json!("NodePort"), &json!(30777)));
    game.ports = vec![opened];
    let (artifacts, _) = emitted(sample::plan(vec![game]));
    assert_eq!(at(&object(&artifacts, "app/game/service.yaml"), "/spec/type"), &json!("LoadBalancer"));
}

#[test]
fn a_daemon_runs_on_each_node_and_is_replaced_on_one_after_the_other() {
    let mut agent = sample::service("agent");
    agent.kind = Kind::Daemon;
    agent.ports = vec![port("http", 8080)];
    let (artifacts, _) = emitted(sample::plan(vec![agent]));
    let set = object(&artifacts, "app/agent/daemon-set.yaml");
    assert_eq!((at(&set, "/kind"), at(&set, "/spec/replicas")), (&json!("DaemonSet"), &Value::Null));
    assert_eq!(at(&set, "/spec/updateStrategy"), &json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}}));
    assert!(artifacts.get("app/agent/service.yaml").is_some() && artifacts.get("app/agent/pod-disruption-budget.yaml").is_none());
    let script = String::from_utf8(artifacts.get("apply.sh").unwrap().content.clone()).unwrap();
    assert!(script.contains("daemonset/agent"), "{script}");
}

#[test]
fn a_cron_runs_as_it_says() {
    let mut cron = sample::service("digest");
    let recurrence = crate::plan::Recurrence {
        time_zone: "Europe/Berlin".into(),
        concurrency: crate::plan::Concurrency::Replace,
        successful: 1,
        failed: 5,
    };
    cron.kind = Kind::Cron {
        schedule: "0 7 * * *".into(),
        run: crate::plan::Run { timeout: Some(Duration::from_secs(60)), retries: 0 },
        recurrence,
    };
    let (artifacts, _) = emitted(sample::plan(vec![cron]));
    let spec = at(&object(&artifacts, "app/digest/cron-job.yaml"), "/spec").clone();
    assert_eq!((at(&spec, "/timeZone"), at(&spec, "/concurrencyPolicy")), (&json!("Europe/Berlin"), &json!("Replace")));
    assert_eq!((at(&spec, "/successfulJobsHistoryLimit"), at(&spec, "/failedJobsHistoryLimit")), (&json!(1), &json!(5)));
    let job = at(&spec, "/jobTemplate/spec");
    assert_eq!((at(job, "/backoffLimit"), at(job, "/activeDeadlineSeconds")), (&json!(0), &json!(60)));
}

#[test]
fn replicas_are_replaced_and_kept_as_the_manifest_says() {
    use crate::plan::{Amount, Update};
    let mut web = sample::service("web");
    web.replicas = Replicas::Fixed(4);
    web.update = Update { strategy: None, max_surge: Some(Amount::Percent(25)), max_unavailable: None };
    web.disruption = Some(Amount::Count(2));
    let (artifacts, _) = emitted(sample::plan(vec![web]));
    let rolling = object(&artifacts, "app/web/deployment.yaml");
    assert_eq!(at(&rolling, "/spec/strategy/rollingUpdate"), &json!({"maxSurge": "25%", "maxUnavailable": 0}));
    let budget = object(&artifacts, "app/web/pod-disruption-budget.yaml");
    assert_eq!((at(&budget, "/spec/minAvailable"), at(&budget, "/spec/maxUnavailable")), (&json!(2), &Value::Null));
}

#[test]
fn pods_run_where_the_manifest_says() {
    use crate::plan::{Effect, Placement, Toleration};
    let mut web = sample::service("web");
    let spot = Toleration { key: Some("spot".into()), value: None, effect: None, time: None };
    let lost = Toleration {
        key: Some("node.kubernetes.io/unreachable".into()),
        value: Some("yes".into()),
        effect: Some(Effect::NoExecute),
        time: Some(Duration::from_secs(30)),
    };
    web.placement = Placement {
        selector: vec![("disktype".into(), "ssd".into())],
        tolerations: vec![spot, lost],
        priority: Some("critical".into()),
        ..Placement::default()
    };
    let mut plan = sample::plan(vec![web, sample::service("other")]);
    plan.platform.priority = Some("usual".into());
    let (artifacts, _) = emitted(plan);
    let pod = |name: &str| at(&object(&artifacts, &format!("app/{name}/deployment.yaml")), "/spec/template/spec").clone();
    let web = pod("web");
    assert_eq!((at(&web, "/priorityClassName"), at(&web, "/nodeSelector")), (&json!("critical"), &json!({"disktype": "ssd"})));
    assert_eq!(
        at(&web, "/tolerations"),
        &json!([
            {"key": "spot", "operator": "Exists"},
            {"key": "node.kubernetes.io/unreachable", "operator": "Equal", "value": "yes", "effect": "NoExecute", "tolerationSeconds": 30},
        ])
    );
    assert_eq!(at(&pod("other"), "/priorityClassName"), &json!("usual"));
}

#[test]
fn workloads_share_one_claim_that_is_applied_with_the_first_of_them() {
    let shared = Volume { name: "uploads".into(), shared: true, access: Access::ReadWriteMany, ..data() };
    let mut db = sample::service("db");
    db.kind = Kind::Stateful;
    db.container.volumes.push(Volume { read_only: true, ..shared.clone() });
    let mut migrate = sample::service("migrate");
    migrate.kind = Kind::Job { before: vec!["db".into()], run: crate::plan::Run::default() };
    migrate.container.volumes.push(shared.clone());
    let mut plan = sample::plan(vec![migrate, db]);
    plan.volumes.push(crate::plan::SharedVolume {
        name: "uploads".into(),
        path: FieldPath::new(["volumes", "uploads"]),
        size: shared.size,
        class: Some("nfs".into()),
        access: shared.access,
        existing: None,
        mounted_by: vec!["db".into(), "migrate".into()],
    });
    let (artifacts, _) = emitted(plan.clone());
    let claim = object(&artifacts, "before/claim-uploads.yaml");
    assert_eq!((&claim["metadata"]["name"], &claim["spec"]["storageClassName"]), (&json!("uploads"), &json!("nfs")));
    assert_eq!(claim["spec"]["accessModes"], json!(["ReadWriteMany"]));
    let set = object(&artifacts, "app/db/stateful-set.yaml");
    assert_eq!(set["spec"]["volumeClaimTemplates"], Value::Null);
    let source = &set["spec"]["template"]["spec"]["volumes"][0]["persistentVolumeClaim"];
    assert_eq!(*source, json!({"claimName": "uploads", "readOnly": true}));
    plan.volumes[0].existing = Some("archive".into());
    assert!(emitted(plan).0.get("before/claim-uploads.yaml").is_none());
}

/// A worker that is scaled by these metrics.
fn scaled(metrics: Vec<(&str, MetricSource)>) -> Workload {
    let mut worker = sample::service("worker");
    worker.replicas = Replicas::Auto { min: 0, max: 9, cpu: Some(70), memory: None };
    let metric = |(name, source): (&str, MetricSource)| ScaleMetric { name: name.into(), source };
    worker.metrics_to_scale = metrics.into_iter().map(metric).collect();
    worker
}

#[test]
fn metrics_that_adapters_offer_are_for_the_cluster_s_own_autoscaler() {
    let labels = vec![("queue".to_owned(), "orders".to_owned())];
    let external = MetricSource::External { metric: "sqs".into(), labels, average: 30 };
    let (artifacts, _) =
        emitted(sample::plan(vec![scaled(vec![("rps", MetricSource::Pods { average: 100 }), ("depth", external)])]));
    let metrics = object(&artifacts, "app/worker/horizontal-pod-autoscaler.yaml")["spec"]["metrics"].clone();
    assert_eq!(
        metrics[1],
        json!({"type": "Pods", "pods": {"metric": {"name": "rps"}, "target": {"type": "AverageValue", "averageValue": "100"}}})
    );
    assert_eq!(metrics[2]["external"]["metric"], json!({"name": "sqs", "selector": {"matchLabels": {"queue": "orders"}}}));
    assert!(artifacts.get("app/worker/scaled-object.yaml").is_none());
}

#[test]
fn what_keda_asks_makes_a_scaled_object_and_no_other_autoscaler() {
    let queue = Queue {
        system: QueueSystem::Rabbitmq,
        name: "orders".into(),
        of: "mq".into(),
        external: None,
        port: 5672,
        tls: false,
        username: Some(Text::literal("shop")),
        password: Some("mq-password".into()),
    };
    let hours =
        MetricSource::Hours { from: "0 8 * * *".into(), until: "0 18 * * *".into(), replicas: 3, time_zone: "Etc/UTC".into() };
    let metrics = vec![("Orders_1", MetricSource::Queue { queue, average: 20 }), ("day", hours)];
    let mut plan = sample::plan(vec![scaled(metrics)]);
    plan.secrets.by_name = [secret("mq-password", "shop-mq")].into();
    let (artifacts, _) = emitted(plan);
    let spec = object(&artifacts, "app/worker/scaled-object.yaml")["spec"].clone();
    assert_eq!(
        (&spec["minReplicaCount"], &spec["maxReplicaCount"], &spec["scaleTargetRef"]["kind"]),
        (&json!(0), &json!(9), &json!("Deployment"))
    );
    assert_eq!(spec["triggers"][0], json!({"type": "cpu", "metricType": "Utilization", "metadata": {"value": "70"}}));
    assert_eq!(
        spec["triggers"][1],
        json!({
            "type": "rabbitmq", "name": "Orders_1", "authenticationRef": {"name": "worker-orders-1"},
            "metadata": {"host": "amqp://mq.shop.svc:5672/", "mode": "QueueLength", "queueName": "orders", "value": "20"},
        })
    );
    assert_eq!(spec["triggers"][2]["metadata"]["desiredReplicas"], "3");
    let login = object(&artifacts, "app/worker/trigger-authentication-worker-orders-1.yaml")["spec"].clone();
    assert_eq!(login["secretTargetRef"][0], json!({"parameter": "password", "name": "shop-mq", "key": "mq-password"}));
    assert_eq!(login["configMapTargetRef"][0], json!({"parameter": "username", "name": "worker-orders-1", "key": "username"}));
    assert_eq!(object(&artifacts, "base/worker/config-map-worker-orders-1.yaml")["data"], json!({"username": "shop"}));
    assert_eq!(object(&artifacts, "app/worker/deployment.yaml")["spec"]["replicas"], Value::Null);
    assert!(artifacts.get("app/worker/horizontal-pod-autoscaler.yaml").is_none());
    assert!(artifacts.get("app/worker/pod-disruption-budget.yaml").is_none());
}

#[test]
fn a_queue_that_somebody_else_runs_is_asked_at_its_host() {
    let queue = |system, tls| Queue {
        system,
        name: "q".into(),
        of: "mq".into(),
        external: Some("mq.example.com".into()),
        port: 1,
        tls,
        username: None,
        password: None,
    };
    let kafka = QueueSystem::Kafka { group: "g".into() };
    let sources = [queue(QueueSystem::Rabbitmq, true), queue(QueueSystem::Redis, true), queue(kafka, true)];
    let metrics = sources.into_iter().map(|queue| ("q", MetricSource::Queue { queue, average: 1 })).collect();
    let (artifacts, _) = emitted(sample::plan(vec![scaled(metrics)]));
    let triggers = object(&artifacts, "app/worker/scaled-object.yaml")["spec"]["triggers"].clone();
    assert_eq!(triggers[1]["metadata"]["host"], "amqps://mq.example.com:1/");
    assert_eq!(
        triggers[2]["metadata"],
        json!({"address": "mq.example.com:1", "enableTLS": "true", "listLength": "1", "listName": "q"})
    );
    assert_eq!(triggers[3]["metadata"]["tls"], "enable");
    assert_eq!((&triggers[3]["type"], &triggers[3]["metadata"]["consumerGroup"]), (&json!("kafka"), &json!("g")));
}
