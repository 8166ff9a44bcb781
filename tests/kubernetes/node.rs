//! A node that runs containers: the output answers, counts, keeps, reaches what it may and nothing else, and hands every text over.

use super::output::Output;
use std::{
    fmt::Write as _,
    io::{Read, Write as _},
    net::TcpStream,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

/// Where the node's programs listen, seen from the host.
const NODE: &str = "10.244.0.1";
const PATIENCE: Duration = Duration::from_secs(120);

fn kubectl(words: &[&str]) -> (bool, String) {
    let surroundings = std::env::var("LANDFALL_NODE").expect("the surroundings of tests/engines, with a node");
    let output = Command::new("kubectl").args(words).env("KUBECONFIG", surroundings).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[track_caller]
fn succeeds(words: &[&str]) -> String {
    let (fine, said) = kubectl(words);
    assert!(fine, "kubectl {words:?}\n{said}");
    said
}

/// A namespace with what is applied to it, taken away in the end.
struct Running(&'static str);

impl Drop for Running {
    fn drop(&mut self) {
        kubectl(&["delete", "namespace", self.0, "--ignore-not-found", "--wait=true", "--timeout=90s"]);
        kubectl(&["delete", "persistentvolume", "--all", "--ignore-not-found", "--timeout=30s"]);
    }
}

impl Running {
    /// Applies an output in its phases; `claims` is how many volumes its claims want.
    fn start(name: &'static str, output: &Output, claims: usize, folder: &std::path::Path) -> Self {
        let running = Self(name);
        kubectl(&["delete", "namespace", name, "--ignore-not-found", "--wait=true", "--timeout=90s"]);
        (0..claims).for_each(|number| volume(name, number, folder));
        let mut script = Command::new(output.here().join("apply.sh"));
        let applied = script.env("KUBECONFIG", std::env::var("LANDFALL_NODE").unwrap()).output().unwrap();
        let said = String::from_utf8_lossy(&[applied.stdout, applied.stderr].concat()).into_owned();
        assert!(applied.status.success(), "{said}\n{}", running.state());
        running
    }

    fn state(&self) -> String {
        kubectl(&["get", "pods,persistentvolumeclaims,events", "--namespace", self.0]).1
    }

    fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let began = Instant::now();
        while !is_so() {
            assert!(began.elapsed() < PATIENCE, "{what} did not come to pass\n{}", self.state());
            sleep(Duration::from_millis(500));
        }
    }

    /// Waits until every pod of a workload is ready.
    fn ready(&self, workload: &str) {
        let (fine, said) = kubectl(&["rollout", "status", workload, "--namespace", self.0, "--timeout=120s"]);
        assert!(fine, "{workload}: {said}\n{}", self.state());
    }

    /// What a command in a workload's container prints; nothing where it fails.
    fn inside(&self, workload: &str, command: &[&str]) -> Option<String> {
        let (fine, said) = kubectl(&[&["exec", "--namespace", self.0, workload, "--"], command].concat());
        fine.then_some(said)
    }
}

/// A disk of the node, which no provisioner makes here; as on a cloud, the group of the pod may write to it.
fn volume(name: &str, number: usize, folder: &std::path::Path) {
    let place = folder.join(format!("disk-{number}"));
    std::fs::create_dir_all(&place).unwrap();
    let object = format!(
        r#"{{"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {{"name": "{name}-{number}"}}, "spec": {{
            "capacity": {{"storage": "100Gi"}}, "accessModes": ["ReadWriteOnce"], "persistentVolumeReclaimPolicy": "Delete",
            "local": {{"path": "{}"}}, "nodeAffinity": {{"required": {{"nodeSelectorTerms": [{{"matchExpressions": [
            {{"key": "kubernetes.io/hostname", "operator": "In", "values": ["node-0"]}}]}}]}}}}}}}}"#,
        place.display()
    );
    std::fs::write(folder.join("disk.json"), object).unwrap();
    succeeds(&["apply", "-f", folder.join("disk.json").to_str().unwrap()]);
}

/// The answer of a port of the node.
fn ask(port: u16, request: &str) -> Option<String> {
    let address = format!("{NODE}:{port}").parse().unwrap();
    let mut connection = TcpStream::connect_timeout(&address, Duration::from_secs(3)).ok()?;
    connection.set_read_timeout(Some(Duration::from_secs(3))).ok()?;
    connection.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    Some(answer)
}

#[test]
#[ignore = "needs the node of tests/engines"]
fn the_voting_application_counts_a_vote_that_survives_its_pods_and_reaches_nothing_else() {
    let disks = tempfile::tempdir().unwrap();
    open(disks.path());
    // Tags that move are pulled anew, and no registry can be reached.
    let held =
        ["vote", "result", "worker"].map(|name| format!("service \"{name}\" {{ image {{ pull \"if-not-present\"; }}; }}\n"));
    let backing = r#"
redis "redis" { image "docker.io/library/redis:alpine" pull="if-not-present"; }
postgres "db" { image "docker.io/library/postgres:15-alpine" pull="if-not-present"; }
"#;
    let output = Output::of_example("voting", &(held.concat() + backing));
    let voting = Running::start("voting", &output, 2, disks.path());
    for workload in ["deployment/vote", "deployment/result", "deployment/worker", "statefulset/db", "statefulset/redis"] {
        voting.ready(workload);
    }
    let form =
        "POST / HTTP/1.0\r\nHost: vote\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nvote=a";
    voting.until("a vote", || ask(31000, form).is_some_and(|answer| answer.contains("200 OK")));
    let counted = || ask(31001, "GET / HTTP/1.0\r\nHost: result\r\n\r\n").is_some_and(|answer| answer.contains("a: 1"));
    voting.until("its count", counted);
    succeeds(&["delete", "pod", "db-0", "--namespace", "voting", "--wait=true"]);
    voting.ready("statefulset/db");
    voting.until("the count after the database's pod was replaced", counted);

    let reaches = |from: &str, host: &str, port: &str| {
        let command = format!("timeout 3 nc -w 2 {host} {port} </dev/null && echo there");
        voting.inside(from, &["sh", "-c", &command]).is_some_and(|said| said.contains("there"))
    };
    assert!(reaches("deployment/worker", "db", "5432"), "what it depends on");
    assert!(!reaches("deployment/vote", "db", "5432"), "what nobody declared");
    assert!(!reaches("deployment/vote", "10.96.0.1", "443"), "the API server");
    let status = voting.inside("deployment/vote", &["cat", "/proc/1/status"]).unwrap();
    assert!(
        status.contains("CapBnd:\t0000000000000000") && status.contains("Uid:\t10001") && status.contains("Seccomp:\t2"),
        "{status}"
    );
    assert!(voting.inside("deployment/vote", &["touch", "/x"]).is_none(), "the root is read-only");
    assert!(voting.inside("deployment/vote", &["touch", "/tmp/x"]).is_some(), "and /tmp is not");
}

/// Lets every user of the host come to a folder of a test's.
fn open(folder: &std::path::Path) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder, mode).unwrap();
}

/// Texts that shells, YAML, and Kubernetes' own expansion take for something else.
const HOSTILE: [&str; 22] = [
    "$(HOSTILE_1)",
    "$$(HOSTILE_1)",
    "$$$(HOSTILE_1)",
    "$(NOT_THERE)",
    "$(",
    "$()",
    "$$",
    "$HOME ${HOME} `id` \\",
    "a'b\"c",
    " leads and trails ",
    "yes",
    "0x1F",
    "1_000",
    "12:34:56",
    "~",
    "# none",
    "- a",
    "{a: b}",
    "&a *a !a |",
    "two\nlines\n",
    "\ttab",
    "ü — 漢 🚢",
];

/// Prints every variable, every argument and the config, with a line between them.
const PRINT: &str = r##"for n in $(seq 0 21); do eval "printf '%s\n=====\n' \"\$HOSTILE_$n\""; done; printf '%s\n=====\n' "$@"; cat /etc/hostile"##;

#[test]
#[ignore = "needs the node of tests/engines"]
fn every_text_reaches_a_process_unchanged() {
    let quoted = |text: &str| serde_json::to_string(&text.replace("{{", "{{ \"{{\" }}")).unwrap();
    let mut env = String::new();
    HOSTILE.iter().enumerate().for_each(|(number, text)| _ = writeln!(env, "        HOSTILE_{number} {}", quoted(text)));
    let arguments: String = HOSTILE.iter().map(|text| format!(" {}", quoted(text))).collect();
    let manifest = format!(
        r##"app "texts"
job "print" {{
    image "docker.io/library/redis:7" pull="never"
    entrypoint "sh" "-c" #"{PRINT}"# "print"
    command{arguments}
    env {{
{env}    }}
    config "/etc/hostile" text={}
    resources cpu="50m" memory="32Mi"
}}
"##,
        quoted(&HOSTILE.concat()),
    );
    let output = Output::of_manifest(&manifest);
    let disks = tempfile::tempdir().unwrap();
    let texts = Running::start("texts", &output, 0, disks.path());
    let done = || kubectl(&["get", "jobs", "--namespace", "texts", "--output", "jsonpath={.items[0].status.succeeded}"]).1 == "1";
    texts.until("the job", done);
    let job = succeeds(&["get", "jobs", "--namespace", "texts", "--output", "jsonpath={.items[0].metadata.name}"]);
    let said = succeeds(&["logs", "--namespace", "texts", &format!("job/{job}")]);
    let twice: String = HOSTILE.iter().chain(&HOSTILE).map(|text| format!("{text}\n=====\n")).collect();
    assert_eq!(said, twice + &HOSTILE.concat());
}
