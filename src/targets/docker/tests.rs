//! The script as a whole.

use super::*;
use crate::plan::{Access, Bytes, Cpu, Encoding, Limits, PathType, Tool, User};
use crate::plan::{
    Condition, Config, Dependency, EnvValue, Handler, Health, Kind, Piece, Port, Probe, Published, Role, Route, RouteTls, Secret,
    SecretFile, SecretUse, Start, Store, Text, Transport, Volume, Workload, sample,
};
use std::{
    collections::BTreeSet,
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};

/// The application of the language's page, as it is lowered for dev.
pub(super) fn shop() -> Plan {
    let mut plan = sample::plan(vec![cache(), db(), migrate(), order_api(), web(), digest()]);
    plan.setting.environment = "dev".into();
    plan.secrets.store = Store::Dotenv { file: ".env".into() };
    plan.secrets.by_name = [
        ("db-password".to_owned(), secret(true, None, &["db", "migrate", "order-api", "digest"])),
        ("stripe-key".to_owned(), secret(false, Some("the test key of the shop's account"), &["order-api"])),
    ]
    .into();
    plan
}

fn secret(generated: bool, description: Option<&str>, used_by: &[&str]) -> Secret {
    Secret {
        description: description.map(str::to_owned),
        generated,
        object: "shop".into(),
        key: "key".into(),
        encodings: BTreeSet::new(),
        used_by: used_by.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn set(text: &str) -> EnvValue {
    EnvValue::Set(Text::literal(text))
}

fn database_url() -> EnvValue {
    let mut text = Text::literal("postgres://shop:");
    text.push(Piece::Secret(SecretUse { name: "db-password".into(), encoding: Encoding::Url }));
    text.push(Piece::Literal("@db:5432/shop".into()));
    EnvValue::Set(text)
}

fn port(number: u16, published: Option<u16>) -> Port {
    Port {
        name: "http".into(),
        key: number.to_string(),
        container: number,
        transport: Transport::Tcp,
        application: None,
        service: Some(number),
        expose: None,
        published: published.map(|port| Published { address: "127.0.0.1".into(), port, http: true }),
        labels: Vec::new(),
        annotations: Vec::new(),
    }
}

fn needs(names: &[&str]) -> Vec<Dependency> {
    names.iter().map(|name| Dependency { on: (*name).into(), condition: Condition::Healthy }).collect()
}

fn ready(handler: Handler, via: Option<Tool>) -> Health {
    let second = Duration::from_secs(1);
    let probe = Probe { handler, interval: second * 10, timeout: second * 3, failures: 3, successes: 1, via };
    let start = Some(Start { probe: probe.clone(), within: second * 300 });
    Health { start, ready: Some(probe), live: None }
}

fn http(path: &str, via: Option<Tool>) -> Health {
    ready(Handler::Http { path: path.into(), port: 8080, scheme: crate::plan::Scheme::Http }, via)
}

fn volume(name: &str, path: &str) -> Volume {
    Volume {
        name: name.into(),
        path: path.into(),
        size: None,
        class: None,
        access: Access::ReadWriteOnce,
        read_only: false,
        existing: None,
        owned_by_image: false,
    }
}

fn backing(name: &str, image: &str, user: u32) -> Workload {
    let mut workload = sample::service(name);
    workload.kind = Kind::Stateful;
    workload.role = Role::Backing(name.into());
    workload.container.image.reference = image.into();
    workload.container.security.user = Some(User { id: user, group: user, fs_group: user });
    workload
}

fn cache() -> Workload {
    let mut workload = backing("cache", "docker.io/library/redis:7", 999);
    workload.container.command = Some(["redis-server", "--appendonly", "yes"].map(Text::literal).into());
    workload.container.volumes = vec![volume("data", "/data")];
    workload.container.health = ready(Handler::Exec(["redis-cli", "ping"].map(Text::literal).into()), None);
    workload
}

fn db() -> Workload {
    let mut workload = backing("db", "docker.io/library/postgres:16", 999);
    workload.container.env = [
        ("POSTGRES_USER".to_owned(), set("shop")),
        ("POSTGRES_DB".to_owned(), set("shop")),
        ("POSTGRES_PASSWORD_FILE".to_owned(), set("/run/secrets/db-password")),
        ("PGDATA".to_owned(), set("/var/lib/postgresql/data/pgdata")),
    ]
    .into_iter()
    .collect();
    workload.container.secret_files =
        vec![SecretFile { path: "/run/secrets/db-password".into(), secret: "db-password".into(), mode: 0o440 }];
    workload.container.volumes = vec![volume("data", "/var/lib/postgresql/data")];
    workload.container.tmps.push(crate::plan::Tmp { path: "/run/postgresql".into(), size: Bytes(16 << 20), memory: false });
    let words = ["pg_isready", "-h", "127.0.0.1", "-U", "shop"].map(Text::literal);
    workload.container.health = ready(Handler::Exec(words.into()), None);
    workload
}

fn order_api() -> Workload {
    let mut workload = sample::service("order-api");
    workload.container.image.reference = "ghcr.io/acme/shop-api:2.3.0".into();
    workload.container.env = [
        ("DATABASE_URL".to_owned(), database_url()),
        ("CACHE_ADDR".to_owned(), set("cache:6379")),
        ("STRIPE_KEY".to_owned(), EnvValue::Set(Text::secret("stripe-key"))),
        ("LOG_LEVEL".to_owned(), set("debug")),
    ]
    .into_iter()
    .collect();
    workload.container.configs = vec![Config {
        path: "/etc/shop/api.toml".into(),
        key: "/etc/shop/api.toml".into(),
        content: b"[server]\nport = 8080\n".to_vec(),
        mode: 0o644,
    }];
    workload.container.tmps.push(crate::plan::Tmp { path: "/var/cache/shop".into(), size: Bytes(64 << 20), memory: false });
    workload.container.health = http("/ready", Some(Tool::Wget));
    workload.container.resources.limits = Limits { cpu: Some(Cpu(4000)), memory: Some(Bytes(256 << 20)), ephemeral: None };
    workload.ports = vec![port(8080, None)];
    workload.depends_on = needs(&["cache", "db", "migrate"]);
    workload
}

fn web() -> Workload {
    let mut workload = sample::service("web");
    workload.container.image.reference = "ghcr.io/acme/shop-web:2.3.0".into();
    workload.container.env = [("API_URL".to_owned(), set("http://order-api:8080"))].into_iter().collect();
    workload.container.health = http("/healthz", None);
    workload.ports = vec![port(8080, Some(20180))];
    workload.routes = vec![Route {
        key: "shop.example.com".into(),
        host: Some("shop.example.com".into()),
        paths: vec!["/".into()],
        path_type: PathType::Prefix,
        port: "http".into(),
        tls: RouteTls::None,
        annotations: Vec::new(),
        labels: Vec::new(),
    }];
    workload.depends_on = needs(&["order-api"]);
    workload
}

fn migrate() -> Workload {
    let mut workload = sample::service("migrate");
    workload.kind = Kind::Job { before: vec!["order-api".into()], timeout: Some(Duration::from_secs(120)) };
    workload.container.image.reference = "ghcr.io/acme/shop-api:2.3.0".into();
    workload.container.command = Some(["migrate", "up"].map(Text::literal).into());
    workload.container.env = [("DATABASE_URL".to_owned(), database_url())].into_iter().collect();
    workload.depends_on = needs(&["db"]);
    workload
}

fn digest() -> Workload {
    let mut workload = migrate();
    workload.name = "digest".into();
    workload.path = FieldPath::new(["crons", "digest"]);
    workload.kind = Kind::Cron { schedule: "0 7 * * *".into(), timeout: None };
    workload.container.command = Some(vec![Text::literal("send-digest")]);
    workload
}

fn script(plan: &Plan) -> String {
    let artifacts = files(plan, &mut Notes::default());
    String::from_utf8(artifacts.get("run.sh").unwrap().content.clone()).unwrap()
}

/// What a program says of a script on its standard input.
fn judged(program: &str, arguments: &[&str], script: &str) -> (bool, String) {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn the_script_is_sh() {
    for plan in [shop(), sample::plan(vec![web()])] {
        let (fine, said) = judged("sh", &["-n"], &script(&plan));
        assert!(fine, "{said}");
    }
}
