//! The script as a whole.

use super::*;
use crate::artifact::Outcome;
use crate::plan::{Bytes, Cpu, Encoding, Limits, Tool, User};
use crate::plan::{
    Condition, Config, Dependency, EnvValue, Handler, Health, Kind, Piece, Port, Probe, Published, Role, RuntimeField, Secret,
    SecretFile, SecretUse, Start, Store, Text, Transport, Volume, Workload, sample,
};
use std::{
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
        ("db-password".to_owned(), sample::secret(true, &["db", "migrate", "order-api", "digest"])),
        (
            "stripe-key".to_owned(),
            Secret { description: Some("the test key of the shop's account".into()), ..sample::secret(false, &["order-api"]) },
        ),
    ]
    .into();
    plan
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
    Health { start, ready: Some(probe), live: None, none: false }
}

fn http(path: &str, via: Option<Tool>) -> Health {
    ready(Handler::Http { path: path.into(), port: 8080, scheme: crate::plan::Scheme::Http }, via)
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
    workload.container.volumes = vec![sample::volume("data", "/data")];
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
    workload.container.volumes = vec![sample::volume("data", "/var/lib/postgresql/data")];
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
    workload.routes = vec![sample::route("shop.example.com")];
    workload.depends_on = needs(&["order-api"]);
    workload
}

fn migrate() -> Workload {
    let mut workload = sample::service("migrate");
    workload.kind = Kind::Job {
        before: vec!["order-api".into()],
        run: crate::plan::Run { timeout: Some(Duration::from_secs(120)), ..crate::plan::Run::default() },
    };
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
    workload.kind = Kind::Cron {
        schedule: "0 7 * * *".into(),
        run: crate::plan::Run::default(),
        recurrence: crate::plan::Recurrence::default(),
    };
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

/// An engine that prints the arguments of `run`, and the values that it would take from its surroundings.
const ECHO: &str = r#"#!/bin/sh
case $1 in
  info) echo 4 ;;
  container) exit 1 ;;
  run) printf '%s\0' "$@" "$SECRET" "$COMPOSED" "$INHERITED" ;;
esac
"#;

/// Writes the output and an engine, and gives what `run.sh` prints.
#[expect(clippy::disallowed_methods, reason = "a script runs from a folder")]
fn run_with_echo(plan: &Plan, dotenv: &str, inherited: &str, arguments: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("a, \"b\" and c");
    for (name, artifact) in files(plan, &mut Notes::default()).iter() {
        let path = here.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &artifact.content).unwrap();
    }
    std::fs::write(here.join(".env"), dotenv).unwrap();
    let engine = folder.path().join("docker");
    std::fs::write(&engine, ECHO).unwrap();
    std::fs::set_permissions(&engine, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let output = Command::new("sh")
        .arg(here.join("run.sh"))
        .args(arguments)
        .env("LANDFALL_ENGINE", &engine)
        .env("INHERITED", inherited)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A service whose values are all this text.
fn awkward_service(text: &str) -> Plan {
    let mut composed = Text::literal(text);
    composed.push(Piece::Secret(SecretUse { name: "the-secret".into(), encoding: Encoding::Plain }));
    composed.push(Piece::Literal(text.into()));
    let mut workload = sample::service("api");
    workload.container.env = [
        ("LITERAL".to_owned(), set(text)),
        ("SECRET".to_owned(), EnvValue::Set(Text::secret("the-secret"))),
        ("COMPOSED".to_owned(), EnvValue::Set(composed)),
        ("INHERITED".to_owned(), EnvValue::Inherit),
    ]
    .into_iter()
    .collect();
    workload.container.entrypoint = Some([text, text].map(Text::literal).into());
    workload.container.command = Some([text, "--", "-x", text].map(Text::literal).into());
    workload.container.workdir = Some(format!("/{text}"));
    workload.labels = vec![("label".into(), text.into())];
    let mut plan = sample::plan(vec![workload]);
    plan.secrets.store = Store::Dotenv { file: ".env".into() };
    plan.secrets.by_name =
        [("the-secret".to_owned(), Secret { description: Some(text.into()), ..sample::secret(false, &["api"]) })].into();
    plan
}

#[test]
fn the_engine_gets_the_bytes_of_the_manifest_and_of_the_secrets() {
    use proptest::prelude::*;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 24, ..ProptestConfig::default() });
    let texts =
        (crate::template::awkward(), crate::template::awkward().prop_filter("a secret is not empty", |text| !text.is_empty()));
    runner
        .run(&texts, |(text, secret)| {
            let escaped: String =
                secret.chars().map(|c| if "\"\\$".contains(c) { format!("\\{c}") } else { c.to_string() }).collect();
            let dotenv = format!("# a comment\n\nOTHER=x\nexport the-secret = \"{}\" # more\n", escaped.replace('\r', "\\r"));
            let printed = run_with_echo(&awkward_service(&text), &dotenv, &text, &["run", "api"]);
            let printed: Vec<&str> = std::str::from_utf8(&printed).unwrap().split('\0').collect();
            let expected = |value: &str| assert!(printed.contains(&value), "{value:?} is not among {printed:?}");
            expected(&format!("LITERAL={text}"));
            expected(&format!("--entrypoint={text}"));
            expected(&format!("--workdir=/{text}"));
            expected(&format!("--label=label={text}"));
            let composed = format!("{text}{secret}{text}");
            let image = printed.iter().position(|word| *word == "ghcr.io/acme/api:1.0.0").unwrap();
            prop_assert_eq!(&printed[image..][..6], &["ghcr.io/acme/api:1.0.0", &text, &text, "--", "-x", &text][..]);
            prop_assert_eq!(&printed[image + 6..], &[secret.as_str(), &composed, &text, ""][..]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_dotenv_file_is_read_one_way() {
    for (line, value) in [
        ("THE_SECRET=plain", "plain"),
        ("the-secret = blanks around  ", "blanks around"),
        ("export the.secret=a#b # comment", "a#b"),
        ("THE_SECRET=$HOME \\n `id`", "$HOME \\n `id`"),
        ("THE_SECRET='$HOME \\n \" #'  # comment", "$HOME \\n \" #"),
        ("THE_SECRET='two\nlines'", "two\nlines"),
        (r#"THE_SECRET="a\n\t\r\"\\\$ \x""#, "a\n\t\r\"\\$ \\x"),
        ("THE_SECRET=\"two\r\nlines\"\r", "two\nlines"),
        ("THE_SECRET=first\nTHE_SECRET=last", "last"),
        ("\n# THE_SECRET=no\n  THE_SECRET=no end of line", "no end of line"),
        ("THE_SECRET=a=b", "a=b"),
    ] {
        let printed = run_with_echo(&awkward_service("x"), line, "", &["run", "api"]);
        let printed = String::from_utf8(printed).unwrap();
        assert_eq!(printed.rsplit('\0').nth(3), Some(value), "{line:?}");
    }
}

#[test]
fn arguments_of_run_take_the_place_of_the_command() {
    let printed = run_with_echo(&awkward_service("x"), "THE_SECRET='a b'", "", &["run", "api", "--flag", "two words"]);
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.ends_with("ghcr.io/acme/api:1.0.0\0x\0--flag\0two words\0a b\0xa bx\0\0"), "{printed:?}");
}

#[test]
fn a_secret_stands_in_no_argument_and_in_no_file() {
    let printed = run_with_echo(&awkward_service("x"), "THE_SECRET=canary", "", &["run", "api"]);
    let printed = String::from_utf8(printed).unwrap();
    let (arguments, values) = printed.split_once("ghcr.io").unwrap();
    assert!(!arguments.contains("canary") && values.contains("canary"), "{printed:?}");
    let shown = run_with_echo(&awkward_service("x"), "THE_SECRET=canary", "canary", &["env"]);
    assert_eq!(
        String::from_utf8(shown).unwrap(),
        "api\n  LITERAL=x\n  SECRET=********\n  COMPOSED=x********x\n  INHERITED (from the surroundings)\n"
    );
}

/// What is noted of a service, in order.
fn noted(workload: Workload) -> Vec<String> {
    let mut notes = Notes::default();
    files(&sample::plan(vec![workload]), &mut notes);
    let outcome = |outcome: &Outcome| match outcome {
        Outcome::Weakened { .. } => "weakened",
        Outcome::Ignored { .. } => "ignored",
        Outcome::Elsewhere { .. } => "elsewhere",
        Outcome::Refused { .. } => "refused",
    };
    notes.iter().map(|(path, became)| format!("{path} {}", outcome(became))).collect()
}

#[test]
fn a_check_is_noted_where_its_tool_is_not_known() {
    let service = |health: Health| {
        let mut workload = sample::service("api");
        workload.container.health = health;
        noted(workload)
    };
    let tcp = |via| ready(Handler::Tcp(8080), via);
    assert_eq!(service(http("/", None)), ["services.api.health.ready weakened"]);
    assert_eq!(service(http("/", Some(Tool::None))), ["services.api.health.ready weakened"]);
    assert_eq!(service(tcp(Some(Tool::None))), ["services.api.health.ready weakened"]);
    assert_eq!(service(ready(Handler::Grpc(1), Some(Tool::Wget))), ["services.api.health.ready weakened"]);
    assert_eq!(service(http("/", Some(Tool::Curl))), Vec::<String>::new());
    assert_eq!(service(tcp(Some(Tool::Bash))), Vec::<String>::new());
}

#[test]
fn what_docker_cannot_say_is_noted() {
    let mut workload = sample::service("api");
    workload.container.env = [
        ("PATH".to_owned(), EnvValue::Set(Text::secret("key"))),
        ("a.b".to_owned(), EnvValue::Set(Text::secret("key"))),
        ("c.d".to_owned(), EnvValue::Inherit),
        ("POD".to_owned(), EnvValue::Set(Text { pieces: vec![Piece::Field(RuntimeField::PodName)] })),
        ("IP".to_owned(), EnvValue::Set(Text { pieces: vec![Piece::Field(RuntimeField::PodIp)] })),
    ]
    .into_iter()
    .collect();
    workload.container.command = Some(vec![Text::secret("key")]);
    assert_eq!(
        noted(workload),
        [
            "services.api.env.PATH refused",
            "services.api.env.\"a.b\" refused",
            "services.api.env.\"c.d\" ignored",
            "services.api.env.IP weakened",
            "services.api.command weakened",
        ]
    );
}

#[test]
fn a_script_of_one_service_makes_no_network() {
    let one = script(&sample::plan(vec![web()]));
    assert!(one.contains("alone=web") && one.contains("network='' ") && !one.contains("--network=shop"), "{one}");
    assert!(!one.contains("read_env"), "an application without secrets reads no .env");
}

#[test]
fn jobs_that_nothing_waits_for_and_crons_run_by_hand() {
    let mut plan = shop();
    plan.workloads.iter_mut().for_each(|workload| {
        if let Kind::Job { before, .. } = &mut workload.kind {
            before.clear();
        }
        workload.depends_on.retain(|dependency| dependency.on != "migrate");
    });
    let script = script(&plan);
    assert!(script.contains("workloads='cache db order-api web' ") && script.contains("by_hand='migrate digest' "), "{script}");
}

#[test]
fn the_kernel_bounds_what_a_container_takes() {
    let mut api = sample::service("api");
    api.container.ulimits = vec![crate::plan::Ulimit { name: "nofile", soft: 1024, hard: -1 }];
    let script = script(&sample::plan(vec![api]));
    assert!(script.contains("--ulimit=nofile=1024:-1") && script.contains("--pids-limit=256"), "{script}");
}

#[test]
fn an_image_for_another_platform_is_pulled_or_built_and_run_for_it() {
    let mut api = sample::service("api");
    api.container.sysctls = vec![("net.core.somaxconn".into(), "4096".into())];
    api.container.image.platform = Some("linux/arm64".into());
    let (pulled, flag) = (api.container.image.reference.clone(), "--platform=linux/arm64");
    let text = script(&sample::plan(vec![api.clone()]));
    assert!(text.contains(&format!("pulled {pulled} {flag} ;;")) && text.contains(&format!("    {flag} \\\n")), "{text}");
    assert!(text.contains("--sysctl=net.core.somaxconn=4096"), "{text}");
    let args = Vec::new();
    api.container.image.build = Some(crate::plan::Build { context: "api".into(), dockerfile: None, target: None, args });
    let text = script(&sample::plan(vec![api]));
    assert!(text.contains(&format!("built {pulled} ../../api {flag} ;;")), "{text}");
}

#[test]
fn gpus_are_handed_to_a_container_and_other_devices_are_said_to_be_lost() {
    let mut trainer = sample::service("trainer");
    let device = |name: &str, count| {
        let path = trainer.field("resources").join("extended").join(name);
        crate::plan::Extended { path, name: name.into(), count }
    };
    trainer.container.extended = vec![device("nvidia.com/gpu", 2), device("example.com/fpga", 1)];
    let text = script(&sample::plan(vec![trainer.clone()]));
    assert!(text.contains("--gpus=2") && !text.contains("fpga"), "{text}");
    let lost = noted(trainer);
    assert!(
        lost.len() == 1 && lost[0].starts_with("services.trainer.resources.extended.\"example.com/fpga\" ignored"),
        "{lost:?}"
    );
}

#[test]
fn a_command_runs_in_a_container_before_it_is_stopped_unless_it_holds_a_secret() {
    let mut api = sample::service("api");
    api.container.stop.before = Some(vec![Text::literal("app"), Text::literal("drain now")]);
    let drains = script(&sample::plan(vec![api.clone()]));
    assert!(drains.contains("api:running*) quietly engine exec \"$project-$1\" app 'drain now' ||"), "{drains}");
    assert_eq!(noted(api.clone()), Vec::<String>::new());
    api.container.stop.before = Some(vec![Text::secret("key")]);
    let silent = script(&sample::plan(vec![api.clone()]));
    assert!(silent.contains("drain() { :; }"), "{silent}");
    assert_eq!(noted(api), ["services.api.stop.before ignored"]);
}

#[test]
fn a_shared_volume_has_one_name_and_one_owner() {
    let shared = Volume { shared: true, ..sample::volume("uploads", "/srv") };
    let with = |name: &str| {
        let mut workload = sample::service(name);
        workload.container.volumes.push(shared.clone());
        workload
    };
    let script = script(&sample::plan(vec![with("api"), with("thumbs")]));
    assert_eq!(script.matches("--mount=type=volume,source=shop-production_uploads,target=").count(), 2, "{script}");
    assert_eq!(script.matches("    shop-production_uploads) echo 10001:10001 ;;").count(), 1, "{script}");
}
