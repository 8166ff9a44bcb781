//! `docker compose` takes the output: it is created, gets healthy, answers, takes a change, and goes without a trace.

use landfall::{
    artifact::Artifacts,
    checksum::checksum,
    compile::{analyze, render},
    diagnostic::{Diagnostics, Severity},
    overlay::Given,
    plan::Plan,
    project::Folder,
    targets::compose::{self, FOLDER_MODE},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::Mutex,
    thread::sleep,
    time::Duration,
};

/// An environment's output in a folder of its own, which Compose runs as a project; taken down in the end.
pub(super) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    pub(super) fn new(artifacts: &Artifacts) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.write(artifacts);
        project
    }

    fn write(&self, artifacts: &Artifacts) {
        for (path, artifact) in artifacts.iter() {
            put(&self.folder.path().join(path), &artifact.content, artifact.mode);
        }
    }

    /// As `landfall secrets init` does.
    fn init_secrets(&self, plan: &Plan, given: &BTreeMap<String, String>) {
        let read = |path: &str| fs::read(self.folder.path().join(path)).ok();
        let initial = compose::initial(plan, given, &read, &mut || [9; 32]);
        assert_eq!(initial.missing, Vec::<String>::new());
        for file in &initial.files {
            let path = self.folder.path().join(&file.path);
            put(&path, &file.content, file.mode);
            if path.parent() != Some(self.folder.path()) {
                fs::set_permissions(path.parent().unwrap(), fs::Permissions::from_mode(FOLDER_MODE)).unwrap();
            }
        }
    }

    pub(super) fn compose(&self, words: &[&str]) -> Output {
        Command::new("docker").arg("compose").args(words).current_dir(self.folder.path()).output().expect("docker is there")
    }

    #[track_caller]
    pub(super) fn succeeds(&self, words: &[&str]) -> String {
        let output = self.compose(words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "docker compose {words:?}\n{said}{}", self.logs());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The ids of all that the engine keeps for the project.
    pub(super) fn traces(&self, name: &str) -> Vec<String> {
        let label = format!("label=com.docker.compose.project={name}");
        let lists = [["container", "ls", "-a"], ["network", "ls", "--no-trunc"], ["volume", "ls", "--quiet"]];
        let ids = |list: [&str; 3]| docker(&[&list, &["--quiet", "--filter", &label] as &[&str]].concat());
        lists.into_iter().flat_map(|list| ids(list).lines().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    pub(super) fn id(&self, service: &str) -> String {
        self.succeeds(&["ps", "-q", service])
    }

    fn logs(&self) -> String {
        String::from_utf8_lossy(&self.compose(&["logs", "--tail", "20"]).stdout).into_owned()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        self.compose(&["--profile", "*", "down", "-v", "--timeout", "2"]);
    }
}

pub(super) fn docker(words: &[&str]) -> String {
    let output = Command::new("docker").args(words).output().expect("docker is there");
    assert!(output.status.success(), "docker {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What `http://127.0.0.1:PORT/` answers, asked until it does.
fn get(port: u16) -> String {
    until(port, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", "200 OK")
}

fn post(port: u16, form: &str) -> String {
    let head = "POST / HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded";
    until(port, &format!("{head}\r\nContent-Length: {}\r\n\r\n{form}", form.len()), "200 OK")
}

/// The first answer to a request that holds a text.
fn until(port: u16, request: &str, text: &str) -> String {
    let ask = || {
        let mut connection = TcpStream::connect(("127.0.0.1", port)).ok()?;
        connection.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).ok()?;
        answer.contains(text).then_some(answer)
    };
    for _ in 0..100 {
        if let Some(answer) = ask() {
            return answer;
        }
        sleep(Duration::from_millis(200));
    }
    panic!("port {port} does not answer with {text}")
}

fn published(file: &Value, service: &str) -> u16 {
    file["services"][service]["ports"][0]["published"].as_str().unwrap().parse().unwrap()
}

pub(super) fn file(artifacts: &Artifacts) -> Value {
    yaml_serde::from_slice(&artifacts.get("compose.yaml").unwrap().content).unwrap()
}

pub(super) fn put(path: &Path, content: &[u8], mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let beside = path.with_extension("new");
    fs::write(&beside, content).unwrap();
    fs::set_permissions(&beside, fs::Permissions::from_mode(mode)).unwrap();
    fs::rename(beside, path).unwrap();
}

/// The output of a project's staging, and its plan.
fn staging(folder: &Path) -> (Plan, Artifacts) {
    staging_from(folder, "landfall.kdl")
}

pub(super) fn staging_from(folder: &Path, manifest: &str) -> (Plan, Artifacts) {
    let files = Folder::new(folder).unwrap();
    let mut diagnostics = Diagnostics::default();
    let given = Given::default();
    let analysis = analyze(&files, manifest, &given, &["staging".into()], &mut diagnostics);
    let analyzed = &analysis.environments[0];
    let rendered = render(analyzed, &mut diagnostics);
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    (analyzed.plan().clone(), rendered.expect("nothing is refused").artifacts)
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// The output of a manifest's staging, and its plan.
pub(super) fn staging_of(manifest: &str) -> (Plan, Artifacts) {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("landfall.kdl"), manifest.as_bytes(), 0o644);
    staging(folder.path())
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn the_shop_runs_takes_a_change_and_goes_without_a_trace() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["landfall.kdl", "config/api.toml"] {
        put(&folder.path().join(path), &fs::read(example("shop").join(path)).unwrap(), 0o644);
    }
    let (plan, artifacts) = staging(folder.path());
    let project = Project::new(&artifacts);
    let without = project.compose(&["up", "--wait"]);
    assert!(String::from_utf8_lossy(&without.stderr).contains("missing a value: run landfall secrets init staging"));
    project.init_secrets(&plan, &BTreeMap::from([("stripe-key".to_owned(), "sk_$5{x}\"'\\".to_owned())]));
    project.succeeds(&["config", "-q"]);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    let page = get(published(&file(&artifacts), "web"));
    let sum = checksum(b"sk_$5{x}\"'\\");
    for told in ["shop-web uid: 10001", "uid: 10001", &sum, "read-timeout = \"10s\""] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(project.succeeds(&["run", "--rm", "digest"]).contains("digest of 0 orders"));

    let changed = fs::read_to_string(example("shop").join("config/api.toml")).unwrap().replace("\"10s\"", "\"7s\"");
    put(&folder.path().join("config/api.toml"), changed.as_bytes(), 0o644);
    let before = (project.id("order-api"), project.id("db"));
    project.write(&staging(folder.path()).1);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    assert_ne!(project.id("order-api"), before.0);
    assert_eq!(project.id("db"), before.1);
    assert!(get(published(&file(&artifacts), "web")).contains("read-timeout = \"7s\""));

    project.succeeds(&["--profile", "*", "down", "-v"]);
    assert_eq!(project.traces("shop"), Vec::<String>::new());
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_vote_is_counted() {
    let (_, artifacts) = staging(&example("voting"));
    let project = Project::new(&artifacts);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    let file = file(&artifacts);
    post(published(&file, "vote"), "vote=a");
    until(published(&file, "result"), "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", "a: 1");
    project.succeeds(&["down", "-v"]);
    assert_eq!(project.traces("voting"), Vec::<String>::new());
}

/// Images under names that no registry can be asked for; nothing of them is ever started.
#[derive(Default)]
struct StandIns(Mutex<BTreeSet<String>>);

impl StandIns {
    fn make(&self, service: &Value) {
        let mut made = self.0.lock().unwrap();
        let name = service["image"].as_str().unwrap();
        if Command::new("docker").args(["image", "inspect", name]).output().unwrap().status.success() {
            return;
        }
        docker(&["tag", "ghcr.io/acme/shop-web:2.3.0", name]);
        made.insert(name.to_owned());
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        let made = self.0.get_mut().unwrap().iter().map(String::as_str);
        docker(&["image", "rm"].into_iter().chain(made).collect::<Vec<_>>());
    }
}

/// Mounts of what this host does not have, each of a folder that is there instead.
fn absent_paths(services: &serde_json::Map<String, Value>) -> Value {
    let is_absent = |mount: &Value| {
        let source = mount["source"].as_str().filter(|_| mount["type"] == "bind");
        source.is_some_and(|source| source.starts_with('/') && !Path::new(source).exists())
    };
    let of = |service: &Value| {
        let mounts = service["volumes"].as_array().into_iter().flatten().filter(|mount| is_absent(mount)).cloned();
        json!({"volumes": mounts.map(|mut mount| { mount["source"] = json!("."); mount }).collect::<Vec<_>>()})
    };
    json!({"services": services.iter().map(|(name, service)| (name.clone(), of(service))).collect::<serde_json::Map<_, _>>()})
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn compose_creates_every_example() {
    let stand_ins = StandIns::default();
    crate::examples::with_each(|name| {
        let folder = tempfile::tempdir().unwrap();
        crate::examples::copy(name, folder.path());
        let (plan, artifacts) = staging(folder.path());
        let project = Project::new(&artifacts);
        let missing = compose::initial(&plan, &BTreeMap::new(), &|_| None, &mut || [9; 32]).missing;
        project.init_secrets(&plan, &missing.into_iter().map(|name| (name, String::from("given"))).collect());
        project.succeeds(&["--profile", "*", "config", "-q"]);
        let mut services = file(&artifacts)["services"].as_object().unwrap().clone();
        // Docker's own store holds no image of another system.
        services.retain(|_, service| service["platform"].is_null());
        services.values().for_each(|service| stand_ins.make(service));
        put(&project.folder.path().join("compose.override.yaml"), absent_paths(&services).to_string().as_bytes(), 0o644);
        let names = services.keys().map(String::as_str);
        project.succeeds(&["--profile", "*", "up", "--no-start", "--pull", "never"].into_iter().chain(names).collect::<Vec<_>>());
        let wanted = services.values().map(|service| service["deploy"]["replicas"].as_u64().unwrap_or(1)).sum::<u64>();
        let made = project.succeeds(&["--profile", "*", "ps", "--all", "--quiet"]);
        assert_eq!(made.lines().count() as u64, wanted, "{name}");
    });
}

/// Services of the API's image that only keep running.
fn sleeper(name: &str, body: &str) -> String {
    format!(
        "service \"{name}\" {{ image \"ghcr.io/acme/shop-api:2.3.0\"; port 80; entrypoint \"sleep\" \"1000\"; stop within=\"1s\"; {body}; }}\n"
    )
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_volume_belongs_to_the_container_s_user_after_a_restart_too() {
    let manifest = format!(
        "app \"landfall-volumes\"\n{}",
        sleeper("api", "volume \"data\" \"/var/lib/api\" size=\"1Gi\"; tmp \"/var/cache/api\"")
    );
    let (_, artifacts) = staging_of(&manifest);
    let project = Project::new(&artifacts);
    let write =
        |path: &str| project.succeeds(&["exec", "api", "sh", "-c", &format!("date >> {path}/x && mkdir -m 700 -p {path}/y")]);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    for folder in ["/var/lib/api", "/var/cache/api", "/tmp"] {
        write(folder);
    }
    project.succeeds(&["restart", "api"]);
    write("/var/cache/api");
    project.succeeds(&["up", "--wait", "--force-recreate", "--pull", "missing"]);
    write("/var/lib/api");
    assert_eq!(
        project.succeeds(&["exec", "api", "sh", "-c", "grep -c . /var/lib/api/x; stat -c %u:%g /var/lib/api/y"]),
        "2\n10001:10001\n"
    );
    assert!(!project.compose(&["exec", "api", "touch", "/etc/x"]).status.success());
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_path_with_a_colon_or_a_comma_is_one_path() {
    let body = |sign: &str| {
        let at = |what: &str| format!("/{what}{sign}x");
        format!(
            "volume \"data\" \"{}\" size=\"1Gi\"; volume \"common\" \"{}\" shared=#true; tmp \"{}\"; bind \"/etc/hostname\" \"{}\"; config \"{}\" text=\"c\"; secret-file \"{}\" (secret)\"s\"",
            at("data"),
            at("common"),
            at("tmp"),
            at("bind"),
            at("config"),
            at("secret")
        )
    };
    let manifest =
        format!("app \"landfall-paths\"\nvolume \"common\"\n{}{}", sleeper("colon", &body(":")), sleeper("comma", &body(",")));
    let (plan, artifacts) = staging_of(&manifest);
    let project = Project::new(&artifacts);
    project.init_secrets(&plan, &BTreeMap::from([("s".to_owned(), "given".to_owned())]));
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    for (service, sign) in [("colon", ":"), ("comma", ",")] {
        let test = format!(
            "touch /data{sign}x/a /common{sign}x/a && cat /config{sign}x /secret{sign}x && grep -c '{sign}x' /proc/mounts"
        );
        assert_eq!(project.succeeds(&["exec", service, "sh", "-c", &test]), "cgiven6\n", "{service}");
    }
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn only_what_has_an_edge_finds_each_other() {
    let manifest = format!(
        "app \"landfall-reach\"\nplatform {{ subnets from=\"10.213.0.0/24\"; }}\n{}{}{}{}",
        sleeper("a", "reach \"b\""),
        sleeper("b", "reach \"c\""),
        sleeper("c", "reach \"a\"; egress \"internet\" port=443"),
        sleeper("d", "reach \"c\"")
    );
    let (_, artifacts) = staging_of(&manifest);
    let project = Project::new(&artifacts);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    let networks = file(&artifacts)["networks"].clone();
    assert_eq!(networks.as_object().unwrap().len(), 2);
    for network in networks.as_object().unwrap().values() {
        assert!(network["ipam"]["config"][0]["subnet"].as_str().unwrap().starts_with("10.213.0."));
    }
    let finds = |from: &str, to: &str| {
        project.compose(&["exec", from, "sh", "-c", &format!("nslookup {to} || ping -c1 -W1 {to}")]).status.success()
    };
    for (from, to, expected) in
        [("a", "b", true), ("b", "a", true), ("a", "c", true), ("d", "c", true), ("d", "a", false), ("b", "d", false)]
    {
        assert_eq!(finds(from, to), expected, "{from} {to}");
    }
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn any_text_reaches_a_container_as_it_was_written() {
    let mut runner = TestRunner::deterministic();
    let strategy = prop::collection::vec(r"(\$|\{|\}|:|\?|-|=|#|'|\x22|\\| |[A-Z_]|\n|\PC){0,20}", 300);
    let texts = strategy.new_tree(&mut runner).unwrap().current();
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let env: Vec<String> =
        texts.iter().enumerate().map(|(index, text)| format!("\"V{index}\": {}", quoted(&escaped(text)))).collect();
    let manifest = format!(
        "{{\"app\": {{\"name\": \"landfall-texts\"}}, \"services\": {{\"api\": {{\"image\": \"ghcr.io/acme/shop-api:2.3.0\", \"env\": {{{}}}}}}}}}",
        env.join(",")
    );
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("landfall.json"), manifest.as_bytes(), 0o644);
    let (_, artifacts) = staging_from(folder.path(), "landfall.json");
    let read: Value = serde_json::from_str(&Project::new(&artifacts).succeeds(&["config", "--format", "json"])).unwrap();
    for (index, text) in texts.iter().enumerate() {
        // Compose escapes again what it prints.
        let seen = read["services"]["api"]["environment"][format!("V{index}")].as_str().unwrap().replace("$$", "$");
        assert_eq!(&seen, text);
    }
}

#[test]
#[ignore = "needs Compose with the images of tests/engines"]
fn inits_run_before_and_a_sidecar_shares_localhost() {
    let (_, artifacts) = staging_of(&include_str!("../companions.kdl").replace("8080", "8081"));
    let project = Project::new(&artifacts);
    project.succeeds(&["up", "--wait"]);
    assert!(project.succeeds(&["logs", "--no-log-prefix", "api-probe"]).ends_with("first\nhello\n"));
    project.succeeds(&["up", "--wait", "--force-recreate"]);
    project.succeeds(&["down", "--volumes"]);
    assert_eq!(project.traces("pods"), Vec::<String>::new());
}

#[test]
#[ignore = "needs Compose with the images of tests/engines"]
fn one_workload_reads_what_another_wrote_and_a_stop_is_announced() {
    let writes = r#"volume "common" "/srv" shared=#true; stop within="1s" { before "sh" "-c" "echo bye >> /srv/said"; }"#;
    let reads =
        r#"volume "common" "/in" shared=#true read-only=#true; volume "old" "/old" existing="landfall-there" read-only=#true"#;
    let manifest = format!(
        "app \"landfall-common\"\nvolume \"common\"\n{}{}",
        sleeper("a", writes).replacen("stop within=\"1s\"; ", "", 1),
        sleeper("b", reads)
    );
    let (_, artifacts) = staging_of(&manifest);
    let project = Project::new(&artifacts);
    let without = project.compose(&["up", "--wait", "--pull", "missing"]);
    assert!(String::from_utf8_lossy(&without.stderr).contains("landfall-there"), "{without:?}");
    docker(&["volume", "create", "landfall-there"]);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    project.succeeds(&["exec", "a", "sh", "-c", "echo hello >> /srv/said"]);
    assert_eq!(project.succeeds(&["exec", "b", "cat", "/in/said"]), "hello\n");
    assert!(!project.compose(&["exec", "b", "touch", "/in/x"]).status.success());
    project.succeeds(&["stop", "a"]);
    assert_eq!(project.succeeds(&["exec", "b", "cat", "/in/said"]), "hello\nbye\n");
    project.succeeds(&["down", "--volumes"]);
    assert_eq!(project.traces("landfall-common"), Vec::<String>::new());
    docker(&["volume", "rm", "landfall-there"]);
}

/// A text in which the manifest's own `{{` stands for itself.
pub(super) fn escaped(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}
