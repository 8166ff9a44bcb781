//! A waived rule is waived for other linters as well, and nothing else is.

use super::{judge::says, output::Output};
use landfall::{
    date::Date,
    policy::{Class, RULES, Rule, Tool},
};
use serde_json::Value;
use std::{collections::BTreeSet, path::PathBuf, time::SystemTime};

/// A check and what it was found on, as the linter names it.
type Found = BTreeSet<(String, String)>;

/// Workloads that break every rule that another linter knows.
const FAULTS: &str = r#"
app "faults"
defaults { resources cpu="100m" memory="128Mi"; }
policy { replicas 3; registries "registry.example.com"; supply-chain "strict"; SEVERITIES }
service "owner" {
    image "ghcr.io/acme/owner:1.0.0"
    port 8080
    ingress namespace="partners"
    scale 1
    user 0
    bind "/etc" "/host-etc"
    security {
        privileged
        privilege-escalation
        read-only #false
        host-network
        host-pid
        host-ipc
        seccomp #false
        capabilities "SYS_ADMIN" "SYS_MODULE" "NET_RAW"
    }
    kube-access {
        allow "*" resource="widgets" group="example.com"
        allow "get" "list" "watch" resource="secrets"
        allow "create" resource="pods"
        allow "create" resource="pods/exec"
        allow "create" resource="rolebindings" group="rbac.authorization.k8s.io"
        allow "bind" "escalate" resource="roles" group="rbac.authorization.k8s.io"
        allow "*" resource="*" group="*"
        allow "get" "list" resource="secrets" namespace="*"
        allow "*" resource="pods" namespace="*"
        allow "get" resource="*" group="*" namespace="*"
    }
}
service "image" {
    image "ghcr.io/acme/image:1.0.0"
    port 8080
    ingress namespace="partners"
    health "/healthz"
    scale min=1 max=4 cpu=70
    security "as-image"
}
service "low" {
    image "ghcr.io/acme/low:1.0.0"
    port 8080
    ingress namespace="partners"
    health "/healthz"
    user 999
    sysctl "net.core.somaxconn" 4096
}
patch "kubernetes" "Deployment" "low" { spec { template { spec { automountServiceAccountToken #true; }; }; }; }
"#;

/// The rules that another linter knows and that can be waived.
fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(|rule| !rule.elsewhere.is_empty() && rule.waiver != Class::Never)
}

/// The workloads, with what is said of each rule in the policy, and after all.
fn faults(in_policy: impl Fn(&str) -> String, behind: impl Fn(&str) -> String) -> Output {
    let of_all = |said: &dyn Fn(&str) -> String| rules().map(|rule| said(rule.code.name)).collect::<String>();
    Output::of_manifest(&(FAULTS.replace("SEVERITIES", &of_all(&in_policy)) + &of_all(&behind)))
}

fn softened() -> Output {
    faults(|rule| format!("severity \"{rule}\" \"off\"; "), |_| String::new())
}

fn waived() -> Output {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let until = Date::of_seconds(now.as_secs()).after(30);
    let of = |on: &str, rule: &str| format!("waive \"{rule}\" on=\"{on}\" reason=\"a test\" owner=\"us\" until=\"{until}\"\n");
    faults(|_| String::new(), |rule| ["owner", "image", "low"].map(|on| of(on, rule)).concat())
}

/// Each check that belongs to a rule is found where the rule is off, is not where it is waived, and no other becomes silent.
#[track_caller]
fn silences(tool: Tool, find: impl Fn(&Output) -> Found) {
    let (before, after) = (find(&softened()), find(&waived()));
    let known = rules().flat_map(|rule| rule.elsewhere).filter(|found| found.tool == tool).flat_map(|found| found.checks);
    let known: BTreeSet<&str> = known.copied().collect();
    let seen: BTreeSet<&str> = before.iter().map(|(check, _)| check.as_str()).collect();
    let unseen: Vec<_> = known.difference(&seen).collect();
    assert!(unseen.is_empty(), "{tool:?} does not find {unseen:?}: {before:#?}");
    let loud: Vec<_> = after.iter().filter(|(check, _)| known.contains(check.as_str())).collect();
    assert!(loud.is_empty(), "{tool:?} finds {loud:?}, which is waived");
    let others = |found: &Found| found.iter().filter(|(check, _)| !known.contains(check.as_str())).cloned().collect::<Found>();
    assert_eq!(others(&before), others(&after), "{tool:?}");
    assert!(!others(&after).is_empty(), "{tool:?} reads the waived output");
}

fn json(program: &str, arguments: &[&str], files: &[PathBuf]) -> Value {
    let said = says(program, arguments, files);
    let json = said.find(['{', '[']).map_or(said.as_str(), |begin| &said[begin..]);
    serde_json::Deserializer::from_str(json).into_iter().next().and_then(Result::ok).unwrap_or_else(|| panic!("{said}"))
}

fn list<'v>(value: &'v Value, path: &str) -> impl Iterator<Item = &'v Value> {
    value.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

fn word(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[test]
#[ignore = "needs the judges of tests/engines"]
fn kube_score_leaves_out_what_is_waived() {
    silences(Tool::KubeScore, |output| {
        let said = json("kube-score", &["score", "--output-format", "json"], &output.objects());
        let objects = said.as_array().unwrap();
        let read = |name: &&str| objects.iter().any(|object| word(object, "/object_name").contains(&format!("/{name}")));
        assert!(["owner", "image", "low"].iter().all(read), "{said}");
        let failed = |check: &&Value| check["skipped"] != true && check["grade"].as_u64().is_some_and(|grade| grade < 10);
        let of =
            |object| list(object, "/checks").filter(failed).map(|check| (word(check, "/check/id"), word(object, "/object_name")));
        objects.iter().flat_map(of).collect()
    });
}

#[test]
#[ignore = "needs Checkov"]
fn checkov_leaves_out_what_is_waived() {
    silences(Tool::Checkov, |output| {
        // File by file: it passes over folders whose name begins with a dot, as temporary ones do.
        let arguments = ["--skip-download", "--framework", "kubernetes", "--compact", "--output", "json", "--file"];
        let said = json("checkov", &arguments, &output.objects());
        assert!(said["summary"]["resource_count"].as_u64().is_some_and(|count| count > 15), "{}", said["summary"]);
        let failed = list(&said, "/results/failed_checks");
        failed.map(|check| (word(check, "/check_id"), word(check, "/resource"))).collect()
    });
}

#[test]
#[ignore = "needs Trivy"]
fn trivy_leaves_out_what_is_waived() {
    silences(Tool::Trivy, |output| {
        let ignored = output.here().join(".trivyignore.yaml");
        let quiet =
            ["config", "--quiet", "--skip-check-update", "--disable-telemetry", "--skip-version-check", "--format", "json"];
        let ignored = ignored.exists().then(|| ["--ignorefile".to_owned(), ignored.display().to_string()]);
        let ignored: Vec<&str> = ignored.iter().flatten().map(String::as_str).collect();
        let said = json("trivy", &[quiet.as_slice(), &ignored].concat(), &[output.here()]);
        let read: BTreeSet<_> = list(&said, "/Results").map(|result| word(result, "/Target")).collect();
        assert!(read.len() > 15, "{read:?}");
        let of = |result| list(result, "/Misconfigurations").map(|fault| (word(fault, "/ID"), word(result, "/Target")));
        list(&said, "/Results").flat_map(of).collect()
    });
}
