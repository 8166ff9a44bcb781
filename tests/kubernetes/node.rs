//! A node that runs containers: the output answers, counts, keeps, reaches what it may and nothing else, hands every text over, and finds replicas.

use super::{
    cluster::{Cluster, Namespaces},
    output::Output,
};
use std::{
    fmt::Write as _,
    fs,
    io::{Read, Write as _},
    net::TcpStream,
    process::Command,
    time::Duration,
};
use tempfile::TempDir;

/// Where the node's programs listen, seen from the host.
const NODE: &str = "10.244.0.1";

/// An output that runs in its namespace, until the end.
struct Running<'c> {
    cluster: &'c Cluster,
    name: &'static str,
    // In this order: a disk is given back when no pod uses it.
    _namespace: Namespaces<'c>,
    _disks: Disks<'c>,
}

impl<'c> Running<'c> {
    /// Applies an output in its phases; `claims` is how many volumes its claims want.
    fn start(cluster: &'c Cluster, name: &'static str, output: &Output, claims: usize) -> Self {
        let _namespace = cluster.emptied([name]);
        let _disks = Disks::new(cluster, name, claims);
        let mut script = Command::new(output.here().join("apply.sh"));
        let (applied, said) = cluster.run(&mut script);
        assert!(applied, "{said}\n{}", cluster.state());
        Self { cluster, name, _namespace, _disks }
    }

    /// Waits until every pod of a workload is ready.
    fn ready(&self, workload: &str) {
        let (fine, said) = self.cluster.kubectl(&["rollout", "status", workload, "--namespace", self.name, "--timeout=120s"]);
        assert!(fine, "{workload}: {said}\n{}", self.cluster.state());
    }

    /// What a command in a workload's container prints; nothing where it fails.
    fn inside(&self, workload: &str, command: &[&str]) -> Option<String> {
        let (fine, said) = self.cluster.kubectl(&[&["exec", "--namespace", self.name, workload, "--"], command].concat());
        fine.then_some(said)
    }

    /// What its only job said, when it is done.
    fn said_by_its_job(&self) -> String {
        let of_job = |path: &str| self.cluster.get(self.name, "jobs", &format!("{{.items[0]{path}}}"));
        self.cluster.until("a job that is done", || of_job(".status.succeeded") == "1");
        self.cluster.succeeds(&["logs", "--namespace", self.name, &format!("job/{}", of_job(".metadata.name"))])
    }
}

/// Disks of the node, which no provisioner makes here; as on a cloud, the group of a pod may write to them.
struct Disks<'c> {
    cluster: &'c Cluster,
    names: Vec<String>,
    folder: TempDir,
}

impl<'c> Disks<'c> {
    fn new(cluster: &'c Cluster, name: &str, count: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path());
        let names = (0..count).map(|number| format!("{name}-{number}")).collect();
        let disks = Self { cluster, names, folder };
        disks.delete();
        disks.names.iter().for_each(|name| disks.add(name));
        disks
    }

    fn add(&self, name: &str) {
        let place = self.folder.path().join(name);
        fs::create_dir_all(&place).unwrap();
        let object = format!(
            r#"{{"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {{"name": "{name}"}}, "spec": {{
            "capacity": {{"storage": "100Gi"}}, "accessModes": ["ReadWriteOnce"], "persistentVolumeReclaimPolicy": "Delete",
            "local": {{"path": "{}"}}, "nodeAffinity": {{"required": {{"nodeSelectorTerms": [{{"matchExpressions": [
            {{"key": "kubernetes.io/hostname", "operator": "In", "values": ["node-0"]}}]}}]}}}}}}}}"#,
            place.display()
        );
        let file = self.folder.path().join("disk.json");
        fs::write(&file, object).unwrap();
        self.cluster.apply_file(&file);
    }

    fn delete(&self) {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let words = ["delete", "persistentvolume", "--ignore-not-found", "--timeout=30s"];
        if !names.is_empty() {
            self.cluster.kubectl(&[&words, names.as_slice()].concat());
        }
    }
}

impl Drop for Disks<'_> {
    fn drop(&mut self) {
        self.delete();
    }
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
    // Tags that move are pulled anew, and no registry can be reached.
    let held =
        ["vote", "result", "worker"].map(|name| format!("service \"{name}\" {{ image {{ pull \"if-not-present\"; }}; }}\n"));
    let backing = r#"
redis "redis" { image "docker.io/library/redis:alpine" pull="if-not-present"; }
postgres "db" { image "docker.io/library/postgres:15-alpine" pull="if-not-present"; }
"#;
    let output = Output::of_example("voting", &(held.concat() + backing));
    let cluster = Cluster::node();
    let voting = Running::start(&cluster, "voting", &output, 2);
    for workload in ["deployment/vote", "deployment/result", "deployment/worker", "statefulset/db", "statefulset/redis"] {
        voting.ready(workload);
    }
    let form =
        "POST / HTTP/1.0\r\nHost: vote\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nvote=a";
    cluster.until("a vote", || ask(31000, form).is_some_and(|answer| answer.contains("200 OK")));
    let counted = || ask(31001, "GET / HTTP/1.0\r\nHost: result\r\n\r\n").is_some_and(|answer| answer.contains("a: 1"));
    cluster.until("its count", counted);
    cluster.succeeds(&["delete", "pod", "db-0", "--namespace", "voting", "--wait=true"]);
    voting.ready("statefulset/db");
    cluster.until("the count after the database's pod was replaced", counted);

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
    let cluster = Cluster::node();
    let said = Running::start(&cluster, "texts", &output, 0).said_by_its_job();
    let twice: String = HOSTILE.iter().chain(&HOSTILE).map(|text| format!("{text}\n=====\n")).collect();
    assert_eq!(said, twice + &HOSTILE.concat());
}

/// Asks each replica under its name, until it answers with what it calls itself.
const ASK: &str =
    r#"for host in "$FIRST" "$SECOND"; do until timeout 5 nc "$host" 7000 </dev/null 2>/dev/null; do sleep 1; done; done"#;

#[test]
#[ignore = "needs the node of tests/engines"]
fn the_name_of_a_replica_leads_to_that_replica() {
    let output = Output::of_manifest(&format!(
        r##"app "peers"
defaults {{ image "docker.io/library/redis:7" pull="never"; resources cpu="50m" memory="32Mi"; }}
stateful "db" {{
    entrypoint "nc" "-ll" "-p" "7000" "-e" "hostname"
    port 7000
    health tcp=7000
    scale 2
    headless "db-nodes"
}}
job "ask" {{
    env {{ FIRST "{{{{ db.replicas[0].host }}}}"; SECOND "{{{{ db.replicas[1].host }}}}"; }}
    entrypoint "sh" "-c" #"{ASK}"#
}}
"##
    ));
    let cluster = Cluster::node();
    assert_eq!(Running::start(&cluster, "peers", &output, 0).said_by_its_job(), "db-0\ndb-1\n");
}
