//! The file, seen whole.

use super::{TARGET, emit};
use crate::{
    artifact::{Artifacts, Notes},
    path::FieldPath,
    plan::{
        Bytes, Condition, Config, Cpu, Dependency, Destination, Edge, Egress, Encoding, EnvValue, Front, Handler, Health, Kind,
        Limits, Patch, PathType, Piece, Plan, Port, Probe, Published, Redirect, Replicas, Resources, Restart, Role, Route,
        RuntimeField, Scheme, Secret, SecretFile, SecretUse, Secrets, Start, Store, Text, Tmp, Tool, Transport, User, Volume,
        Workload, sample,
    },
    policy::Approved,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

/// The files, and what was noted, as `path: outcome`.
fn emitted(plan: Plan) -> (Artifacts, Vec<String>) {
    let mut notes = Notes::default();
    let artifacts = emit(&Approved::unjudged(plan), &mut notes);
    (artifacts, notes.iter().map(|(path, outcome)| format!("{path}: {outcome:?}")).collect())
}

fn text<'a>(artifacts: &'a Artifacts, path: &str) -> &'a str {
    std::str::from_utf8(&artifacts.get(path).unwrap_or_else(|| panic!("no {path}")).content).unwrap()
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({snapshot_path => "../../../snapshots/compose", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

/// The file as another reader reads it.
fn read(artifacts: &Artifacts) -> Value {
    yaml_serde::from_str(text(artifacts, "compose.yaml")).unwrap()
}

fn service(plan: Plan, name: &str) -> Value {
    read(&emitted(plan).0)["services"][name].clone()
}

fn staging(workloads: Vec<Workload>) -> Plan {
    let mut plan = sample::plan(workloads);
    plan.setting.environment = "staging".into();
    plan.setting.target = TARGET.traits;
    plan.secrets.store = Store::Files { dir: "secrets".into() };
    plan
}

fn http(path: &str, via: Option<Tool>) -> Probe {
    Probe {
        handler: Handler::Http { path: path.into(), port: 8080, scheme: Scheme::Http },
        interval: Duration::from_secs(10),
        timeout: Duration::from_secs(2),
        failures: 3,
        successes: 1,
        via,
    }
}

fn ready(probe: Probe) -> Health {
    let start = Start { probe: Probe { interval: Duration::from_secs(2), ..probe.clone() }, within: Duration::from_secs(300) };
    Health { start: Some(start), ready: Some(probe), live: None, none: false }
}

fn port(container: u16, published: Option<u16>) -> Port {
    Port {
        name: "http".into(),
        key: container.to_string(),
        container,
        transport: Transport::Tcp,
        application: Some("http"),
        service: Some(container),
        expose: None,
        published: published.map(|port| Published { address: "127.0.0.1".into(), port, http: true }),
        labels: Vec::new(),
        annotations: Vec::new(),
    }
}

fn edge(from: &str, to: &str) -> Edge {
    Edge { from: from.into(), to: to.into(), ports: BTreeSet::new() }
}

fn dependency(on: &str, condition: Condition) -> Dependency {
    Dependency { on: on.into(), condition }
}

fn bounded(cpu: u64, memory: u64) -> Resources {
    let memory = Some(Bytes(memory << 20));
    Resources {
        requests: Limits { cpu: Some(Cpu(cpu)), memory, ephemeral: None },
        limits: Limits { cpu: Some(Cpu(1000)), memory, ephemeral: None },
    }
}

/// A part of the shop: a page, a service with configuration and secrets, a job before it, a cron, and a database.
fn shop() -> Plan {
    let mut plan = staging(vec![database(), migrate(), digest(), order_api(), web()]);
    plan.edges = vec![edge("digest", "db"), edge("migrate", "db"), edge("order-api", "db"), edge("web", "order-api")];
    let by_name = [
        ("db-password".to_owned(), sample::secret(true, &["db", "digest", "migrate", "order-api"])),
        (
            "stripe-key".to_owned(),
            Secret { description: Some("Stripe's key for tests".into()), ..sample::secret(false, &["order-api"]) },
        ),
    ];
    plan.secrets = Secrets { store: Store::Files { dir: "secrets".into() }, by_name: by_name.into() };
    plan
}

fn database_url() -> (String, EnvValue) {
    let mut url = Text::literal("postgres://shop:");
    url.push(Piece::Secret(SecretUse { name: "db-password".into(), encoding: Encoding::Url }));
    url.push(Piece::Literal("@db:5432/shop".into()));
    ("DATABASE_URL".to_owned(), EnvValue::Set(url))
}

fn web() -> Workload {
    let mut web = sample::service("web");
    web.container.image.reference = "ghcr.io/acme/shop-web:2.3.0".into();
    web.ports = vec![port(8080, Some(8080))];
    web.container.env.insert("API_URL".into(), EnvValue::Set(Text::literal("http://order-api:8080")));
    web.container.health = ready(http("/healthz", Some(Tool::Wget)));
    web.container.resources = bounded(100, 128);
    web.depends_on = vec![dependency("order-api", Condition::Healthy)];
    web
}

/// A workload of the API's image, which waits for the database.
fn of_the_api(name: &str) -> Workload {
    let mut workload = sample::service(name);
    workload.container.image.reference = "ghcr.io/acme/shop-api:2.3.0".into();
    workload.container.env.extend([database_url()]);
    workload.depends_on = vec![dependency("db", Condition::Healthy)];
    workload
}

fn order_api() -> Workload {
    let mut api = of_the_api("order-api");
    api.ports = vec![port(8080, None)];
    api.container.env.insert("STRIPE_KEY".into(), EnvValue::Set(Text::secret("stripe-key")));
    api.container.env.insert("PRICE".into(), EnvValue::Set(Text::literal("$5 ${x} $$")));
    let path = "/etc/shop/api.toml".to_owned();
    api.container.configs = vec![Config { key: path.clone(), path, content: b"[http]\n".to_vec(), mode: 0o644 }];
    api.container.volumes = vec![sample::volume("data", "/var/lib/shop")];
    api.container.health = ready(http("/ready", Some(Tool::Wget)));
    api.container.resources = bounded(100, 256);
    api.egress = vec![Egress { to: Destination::Anywhere { host: "api.stripe.com".into() }, port: Some((Transport::Tcp, 443)) }];
    api
}

fn migrate() -> Workload {
    let mut migrate = of_the_api("migrate");
    migrate.kind = Kind::Job { before: vec!["order-api".into()], run: crate::plan::Run::default() };
    migrate.container.command = Some(vec![Text::literal("migrate"), Text::literal("up")]);
    migrate.container.restart = Restart::No;
    migrate
}

fn digest() -> Workload {
    let mut digest = of_the_api("digest");
    digest.kind = Kind::Cron {
        schedule: "0 7 * * *".into(),
        run: crate::plan::Run::default(),
        recurrence: crate::plan::Recurrence::default(),
    };
    digest.container.command = Some(vec![Text::literal("send-digest")]);
    digest.container.restart = Restart::No;
    digest
}

fn database() -> Workload {
    let mut db = sample::service("db");
    db.kind = Kind::Stateful;
    db.role = Role::Backing("postgres".into());
    db.container.image.reference = "docker.io/library/postgres:16".into();
    db.container.security.user = Some(User { id: 999, group: 999, fs_group: 999 });
    let env = [("POSTGRES_DB", "shop"), ("POSTGRES_USER", "shop"), ("POSTGRES_PASSWORD_FILE", "/run/secrets/password")];
    db.container.env.extend(env.map(|(name, value)| (name.to_owned(), EnvValue::Set(Text::literal(value)))));
    db.container.secret_files =
        vec![SecretFile { path: "/run/secrets/password".into(), secret: "db-password".into(), mode: 0o440 }];
    db.container.volumes = vec![Volume { owned_by_image: true, ..sample::volume("data", "/var/lib/postgresql/data") }];
    db.container.tmps.insert(0, Tmp { path: "/run/postgresql".into(), size: Bytes(256 << 20), memory: false });
    let is_ready = ["pg_isready", "-h", "127.0.0.1", "-U", "shop", "-d", "shop"].map(Text::literal);
    db.container.health = ready(Probe { handler: Handler::Exec(is_ready.into()), ..http("", None) });
    db.ports = vec![port(5432, None)];
    db.container.resources = bounded(250, 512);
    db
}

#[test]
fn a_service_is_hardened_and_its_keys_stand_as_people_write_them() {
    let (artifacts, notes) = emitted(staging(vec![sample::service("api")]));
    snapshot("hardened_service", text(&artifacts, "compose.yaml"));
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn a_shop_becomes_a_file() {
    let (artifacts, notes) = emitted(shop());
    let paths: Vec<&str> = artifacts.iter().map(|(path, _)| path).collect();
    let config = "config/order-api/etc/shop/api.toml";
    assert_eq!(paths, [".env.example", ".gitignore", "SECRETS.md", "compose.yaml", config]);
    let brief = |name: &str| {
        let whole = &read(&artifacts)["services"][name];
        let keys = ["depends_on", "environment", "secrets", "configs", "networks", "profiles", "restart", "deploy", "entrypoint"];
        keys.iter().filter_map(|key| Some(((*key).to_owned(), whole.get(key)?.clone()))).collect::<serde_json::Map<_, _>>()
    };
    snapshot(
        "shop",
        &crate::yaml::write::write(&json!({
            "order-api": brief("order-api"),
            "order-api-volumes": brief("order-api-volumes"),
            "migrate": brief("migrate"),
            "digest": brief("digest"),
            "networks": read(&artifacts)["networks"],
        })),
    );
    snapshot("secrets_page", text(&artifacts, "SECRETS.md"));
    snapshot("variables_example", text(&artifacts, ".env.example"));
    assert_eq!(text(&artifacts, ".gitignore"), "# Values of secrets stay out of Git.\n/secrets/\n/.env\n");
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn what_has_a_stable_name_keeps_it_in_a_new_container() {
    assert_eq!(service(staging(vec![database()]), "db")["hostname"], "db");
    assert_eq!(service(staging(vec![sample::service("api")]), "api").get("hostname"), None);
}

#[test]
fn a_changed_configuration_changes_the_label_alone() {
    let checksum = |content: &[u8]| {
        let mut plan = shop();
        plan.workloads[3].container.configs[0].content = content.to_vec();
        service(plan, "order-api")["labels"]["landfall.checksum"].as_str().unwrap().to_owned()
    };
    assert_eq!(checksum(b"a"), checksum(b"a"));
    assert_ne!(checksum(b"a"), checksum(b"b"));
}

#[test]
fn two_paths_of_one_name_are_two_configurations() {
    let mut api = sample::service("api");
    let config = |path: &str| Config { path: path.into(), key: path.into(), content: vec![1], mode: 0o644 };
    api.container.configs = vec![config("/etc/a-b"), config("/etc/a/b")];
    let (artifacts, _) = emitted(staging(vec![api]));
    assert_eq!(read(&artifacts)["configs"].as_object().unwrap().len(), 2);
    assert!(artifacts.get("config/api/etc/a-b").is_some() && artifacts.get("config/api/etc/a/b").is_some());
}

#[test]
fn a_check_without_a_known_tool_is_left_out_and_nobody_waits_for_it() {
    let mut plan = shop();
    plan.workloads[3].container.health = ready(http("/ready", None));
    let (artifacts, notes) = emitted(plan);
    let services = &read(&artifacts)["services"];
    assert_eq!(services["order-api"].get("healthcheck"), None);
    assert_eq!(services["web"]["depends_on"]["order-api"]["condition"], "service_started");
    assert!(notes[0].starts_with("services.order-api.health.ready: Weakened"), "{notes:?}");
}

#[test]
fn a_check_is_asked_with_the_tool_of_the_image() {
    let asked = |handler: Handler, via: Tool| {
        let mut api = sample::service("api");
        api.container.health = ready(Probe { handler, ..http("", Some(via)) });
        let test = service(staging(vec![api]), "api")["healthcheck"]["test"].clone();
        test.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>()[1..].join(" ")
    };
    let get = |scheme| Handler::Http { path: "/z".into(), port: 80, scheme };
    assert_eq!(asked(get(Scheme::Https), Tool::Wget), "wget -q -O /dev/null --no-check-certificate https://127.0.0.1:80/z");
    assert_eq!(asked(get(Scheme::Http), Tool::Curl), "curl -fsS -o /dev/null http://127.0.0.1:80/z");
    assert_eq!(asked(Handler::Tcp(80), Tool::Bash), "bash -c exec 3<>/dev/tcp/127.0.0.1/80");
    assert_eq!(asked(Handler::Grpc(80), Tool::Wget), "grep -qs :0050 [0-9A-F]*:0000 0A /proc/net/tcp /proc/net/tcp6");
    assert!(asked(get(Scheme::Http), Tool::Bash).ends_with(" 80 /z"));
}

#[test]
fn what_starts_is_asked_every_second_and_then_as_often_as_the_manifest_says() {
    let mut api = sample::service("api");
    api.container.health = ready(http("/ready", Some(Tool::Wget)));
    let check = service(staging(vec![api]), "api")["healthcheck"].clone();
    let timing = ["start_period", "start_interval", "interval"].map(|name| check[name].as_str().unwrap().to_owned());
    assert_eq!(timing, ["5m", "1s", "10s"]);
}

#[test]
fn several_containers_cannot_be_published_at_one_port() {
    let mut web = sample::service("web");
    web.ports = vec![port(80, Some(8080))];
    web.replicas = Replicas::Fixed(2);
    let notes = emitted(staging(vec![web])).1;
    assert!(notes[0].starts_with("services.web.scale: Refused"), "{notes:?}");
}

#[test]
fn a_low_port_needs_no_capability() {
    let mut web = sample::service("web");
    web.ports = vec![port(80, Some(80))];
    let web = service(staging(vec![web]), "web");
    assert_eq!(web["sysctls"], json!({"net.ipv4.ip_unprivileged_port_start": "0"}));
    assert_eq!(web.get("cap_add"), None);
}

#[test]
fn what_runs_as_its_image_wants_keeps_the_image_s_ways() {
    let mut api = sample::service("api");
    api.container.security.user = None;
    api.container.security.drop_capabilities = false;
    api.container.security.read_only = false;
    api.container.security.privilege_escalation = true;
    let api = service(staging(vec![api]), "api");
    for key in ["user", "cap_drop", "read_only", "security_opt", "init"] {
        assert_eq!(api.get(key), None, "{key}");
    }
}

#[test]
fn a_field_that_compose_does_not_know_is_refused() {
    let mut api = sample::service("api");
    let field = |field| EnvValue::Set(Text { pieces: vec![Piece::Field(field)] });
    api.container.env.insert("IP".into(), field(RuntimeField::PodIp));
    api.container.env.insert("NAME".into(), field(RuntimeField::PodName));
    api.container.env.insert("MEMORY".into(), field(RuntimeField::MemoryLimit));
    api.container.resources = bounded(100, 1);
    let (artifacts, notes) = emitted(staging(vec![api]));
    assert_eq!(read(&artifacts)["services"]["api"]["environment"], json!({"NAME": "api", "MEMORY": "1048576"}));
    assert!(notes[0].starts_with("services.api.env.IP: Refused"), "{notes:?}");
}

#[test]
fn a_store_that_compose_cannot_read_is_refused() {
    let mut plan = shop();
    plan.secrets.store = Store::Existing;
    let notes = emitted(plan).1;
    assert!(notes.iter().any(|note| note.starts_with("secrets: Refused")), "{notes:?}");
    let mut plan = shop();
    plan.secrets.store = Store::Dotenv { file: ".env".into() };
    let notes = emitted(plan).1;
    assert!(notes[0].starts_with("services.db.secret-files.\"/run/secrets/password\": Refused"), "{notes:?}");
}

#[test]
fn patches_change_the_file_and_one_that_matches_nothing_is_refused() {
    let patch = |kind: &str, name: &str, change: Value| Patch {
        path: FieldPath::new(["patches", "0"]),
        kind: kind.into(),
        name: name.into(),
        change,
    };
    let mut plan = shop();
    plan.patches = vec![
        patch("service", "web", json!({"ports": [{"target": 8080, "published": "9000"}], "shm_size": "64m"})),
        patch("network", "order-api_web", json!([{"op": "add", "path": "/driver", "value": "bridge"}])),
        patch("volume", "data", json!({"name": "x"})),
    ];
    let (artifacts, notes) = emitted(plan);
    let file = read(&artifacts);
    assert_eq!(file["services"]["web"]["ports"][0]["published"], "9000");
    assert_eq!(file["services"]["web"]["ports"][0]["host_ip"], "127.0.0.1");
    assert_eq!(file["networks"]["order-api_web"]["driver"], "bridge");
    assert_eq!(notes.len(), 1);
    assert!(notes[0].contains("no volume `data`") && notes[0].contains("`db_data`"), "{notes:?}");
}

#[test]
fn a_parameter_of_the_kernel_and_an_images_platform_are_those_of_the_service() {
    let mut api = sample::service("api");
    api.container.sysctls = vec![("net.core.somaxconn".into(), "4096".into())];
    api.container.image.platform = Some("linux/arm64".into());
    let api = service(staging(vec![api]), "api");
    assert_eq!((&api["sysctls"], &api["platform"]), (&json!({"net.core.somaxconn": "4096"}), &json!("linux/arm64")));
}

#[test]
fn a_limit_of_the_kernel_is_a_ulimit() {
    let mut api = sample::service("api");
    api.container.ulimits = vec![crate::plan::Ulimit { name: "nofile", soft: 1024, hard: -1 }];
    assert_eq!(service(staging(vec![api]), "api")["ulimits"], json!({"nofile": {"soft": 1024, "hard": -1}}));
}

#[test]
fn gpus_are_reserved_as_devices() {
    let mut trainer = sample::service("trainer");
    let path = trainer.field("resources").join("gpu");
    trainer.container.extended = vec![crate::plan::Extended { path, name: "nvidia.com/gpu".into(), count: 2 }];
    let service = service(staging(vec![trainer]), "trainer");
    assert_eq!(
        service["deploy"]["resources"]["reservations"],
        json!({"devices": [{"driver": "nvidia", "count": 2, "capabilities": ["gpu"]}]})
    );
}

#[test]
fn a_shared_volume_is_declared_once_under_its_own_name() {
    let shared = Volume { name: "uploads".into(), shared: true, ..sample::volume("data", "/srv") };
    let with = |name: &str| {
        let mut workload = sample::service(name);
        workload.container.volumes.push(shared.clone());
        workload
    };
    let file = read(&emitted(staging(vec![with("api"), with("thumbs")])).0);
    assert_eq!(file["volumes"], json!({"uploads": {}}));
    assert_eq!(file["services"]["thumbs"]["volumes"][0]["source"], "uploads");
}

/// Two workloads with routes, behind a proxy where one is wanted.
fn routed(with_proxy: bool) -> Plan {
    let mut web = sample::service("web");
    web.ports = vec![port(8080, (!with_proxy).then_some(8080))];
    let route = sample::route("shop.example.com");
    web.routes = vec![Route {
        paths: vec!["/a".into()],
        path_type: PathType::ImplementationSpecific,
        redirect: Some(Redirect::Https { status: None }),
        timeout: Some(Duration::from_secs(9)),
        body_size: Some(Bytes(1024)),
        ..route
    }];
    let mut plan = staging(vec![web]);
    if with_proxy {
        let mut proxy = sample::service("proxy");
        proxy.role = Role::Proxy;
        proxy.ports = vec![port(8080, Some(8080))];
        plan.workloads.insert(0, proxy);
        plan.edges = vec![edge("proxy", "web")];
        plan.front = Some(Front { workload: "proxy".into(), addresses: std::collections::BTreeMap::new() });
    }
    plan
}

#[test]
fn a_published_route_loses_what_only_a_proxy_can_do_and_a_proxy_what_wants_a_certificate() {
    let lost = |with_proxy: bool| -> Vec<String> {
        let (_, notes) = emitted(routed(with_proxy));
        let routes = notes.iter().filter_map(|note| note.strip_prefix("services.web.routes.\"shop.example.com\"."));
        routes.map(|note| note.split([' ', '{']).take(2).collect::<Vec<_>>().join(" ")).collect()
    };
    let fields = [
        "host: Weakened",
        "path.paths: Ignored",
        "path.type: Ignored",
        "redirect: Ignored",
        "timeout: Ignored",
        "body-size: Ignored",
    ];
    assert_eq!(lost(false), fields);
    assert_eq!(lost(true), ["redirect: Ignored", "path.type: Weakened"]);
}

#[test]
fn what_is_said_of_a_proxy_is_ignored_where_there_is_none() {
    let mut plan = staging(Vec::new());
    plan.unused_front = vec![FieldPath::new(["platform", "proxy", "image"])];
    let why = "there is no proxy: what has a route is published by itself";
    assert_eq!(emitted(plan).1, [format!("platform.proxy.image: Ignored {{ why: {why:?} }}")]);
}

#[test]
fn what_is_behind_a_proxy_has_no_way_out_unless_it_asks_for_one() {
    let networks = |plan: Plan| read(&emitted(plan).0)["networks"].clone();
    assert_eq!(networks(routed(false)), json!({"web": {}}));
    assert_eq!(networks(routed(true)), json!({"proxy": {}, "proxy_web": {"internal": true}}));
    let mut plan = routed(true);
    plan.workloads[1].egress = vec![Egress { to: Destination::Internet, port: None }];
    assert_eq!(networks(plan), json!({"proxy": {}, "proxy_web": {}}));
}

#[test]
fn a_volume_at_a_path_with_a_colon_is_handed_on_in_one_piece() {
    let mut api = sample::service("api");
    api.container.volumes = vec![sample::volume("a", "/a:b"), sample::volume("c", "/c")];
    let mounts = service(staging(vec![api]), "api")["volumes"].clone();
    assert_eq!(mounts[0]["volume"], json!({"labels": {"landfall.path": "whole"}}));
    assert_eq!(mounts[1].get("volume"), None);
}
