//! A real control plane takes the output, makes the pods, and sees no change the second time.

use super::output::{Output, Outputs};
use std::{
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

/// A namespace of the control plane, deleted in the end.
struct Namespace(&'static str);

impl Drop for Namespace {
    fn drop(&mut self) {
        kubectl(&["delete", "namespace", self.0, "--ignore-not-found", "--wait=true", "--timeout=60s"]);
    }
}

impl Namespace {
    /// An empty one of that name.
    fn new(name: &'static str) -> Self {
        let namespace = Self(name);
        kubectl(&["delete", "namespace", name, "--ignore-not-found", "--wait=true", "--timeout=60s"]);
        namespace
    }

    fn get(&self, what: &str, path: &str) -> String {
        kubectl(&["get", what, "--namespace", self.0, "--output", &format!("jsonpath={path}")]).1
    }
}

fn surroundings() -> String {
    std::env::var("LANDFALL_CONTROL_PLANE").expect("the surroundings of tests/engines")
}

/// Whether kubectl is content, and what it says.
fn kubectl(words: &[&str]) -> (bool, String) {
    run(Command::new("kubectl").args(words))
}

fn run(command: &mut Command) -> (bool, String) {
    let output = command.env("KUBECONFIG", surroundings()).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

fn apply(here: &Path) -> String {
    let here = here.to_str().unwrap();
    let words = ["apply", "--server-side", "--validate=strict", "--field-manager=landfall", "--kustomize", here];
    let (fine, said) = kubectl(&words);
    assert!(fine && !said.contains("Warning"), "{said}");
    said
}

/// What all objects of ours of a kind say, a line for each.
fn all(kind: &str, path: &str) -> String {
    let form = format!("jsonpath={{range .items[*]}}{path}{{\"\\n\"}}{{end}}");
    kubectl(&["get", kind, "--all-namespaces", "--selector", "app.kubernetes.io/managed-by=landfall", "--output", &form]).1
}

/// Waits until what all objects of a kind say is so.
fn until_all(kind: &str, path: &str, is_so: impl Fn(&str) -> bool) {
    let began = Instant::now();
    loop {
        let lines = all(kind, path);
        let others: Vec<&str> = lines.lines().filter(|line| !is_so(line)).collect();
        if others.is_empty() && !lines.is_empty() {
            return;
        }
        let events = || kubectl(&["get", "events", "--all-namespaces", "--field-selector", "type!=Normal"]).1;
        assert!(began.elapsed() < Duration::from_secs(180), "{kind}: {others:?}\n{}", events());
        sleep(Duration::from_millis(500));
    }
}

/// The namespaces of examples, deleted in the end.
struct Namespaces(Vec<String>);

impl Namespaces {
    fn new(names: Vec<String>) -> Self {
        let namespaces = Self(names);
        namespaces.delete("--wait=true");
        namespaces
    }

    fn delete(&self, wait: &str) {
        let names: Vec<&str> = self.0.iter().map(String::as_str).collect();
        kubectl(&[&["delete", "namespace", "--ignore-not-found", "--timeout=120s", wait], names.as_slice()].concat());
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        self.delete("--wait=false");
    }
}

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_takes_every_object_makes_the_pods_and_sees_no_change() {
    let outputs = Outputs::of_all("secrets \"existing\"");
    let namespaces = Namespaces::new(outputs.namespaces());
    kubectl(&["apply", "--filename", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kubernetes/runtime-class.yaml")]);
    // One kubectl for each, as each holds its requests back once there are some hundred.
    crate::examples::with_each(|name| {
        let said = apply(&outputs.of(name));
        assert_eq!(said.lines().count(), outputs.objects_of(name).len(), "{name}: {said}");
    });
    // Claims wait for a disk that this control plane does not have; their pods are made all the same.
    let claims = "{.spec.template.spec.volumes[*].persistentVolumeClaim.claimName}";
    let path = format!("{{.spec.replicas}} {{.status.replicas}} {{.status.readyReplicas}} {claims}");
    until_all("deployments", &path, |line| match line.splitn(4, ' ').collect::<Vec<_>>()[..] {
        [wanted, made, ready, claims] => wanted == made && (wanted == ready || !claims.is_empty()),
        _ => false,
    });
    let pod = "{.metadata.namespace}/{.metadata.name}";
    until_all("statefulsets", &format!("{pod}-0"), |wanted| all("pods", pod).lines().any(|made| made == wanted));
    crate::examples::with_each(|name| {
        let here = outputs.of(name);
        let words = ["diff", "--server-side", "--field-manager=landfall", "--kustomize", here.to_str().unwrap()];
        assert_eq!(kubectl(&words), (true, String::new()), "{name}");
    });
    drop(namespaces);
}

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn the_script_applies_in_phases_and_runs_a_job_once_for_each_change() {
    let namespace = Namespace::new("shop");
    let shop = Output::of_example("shop", "secrets \"existing\"");
    let apply = |shop: &Output| run(Command::new(shop.here().join("apply.sh")).args(["--request-timeout", "20s"]));
    let (fine, said) = apply(&shop);
    assert!(fine, "{said}");
    let done = said.find("job migrate: done").unwrap();
    assert!(said.find("configmap/order-api-config").unwrap() < done && done < said.find("deployment.apps/order-api").unwrap());
    let job = |namespace: &Namespace| namespace.get("job/migrate", "{.metadata.uid}");
    let first = job(&namespace);
    let (fine, said) = apply(&shop);
    assert!(fine && job(&namespace) == first, "{said}");
    shop.put("landfall.kdl", &shop.read("landfall.kdl").replace("shop-api:2.3.0", "shop-api:2.3.1"));
    shop.render();
    let (fine, said) = apply(&shop);
    assert!(fine && job(&namespace) != first, "{said}");
    assert_eq!(namespace.get("deployment/order-api", "{.status.readyReplicas}"), "3");
}

/// What was applied from a folder, deleted in the end: not all of it stands in the namespace.
struct Applied(std::path::PathBuf);

impl Drop for Applied {
    fn drop(&mut self) {
        kubectl(&["delete", "--ignore-not-found", "--wait=false", "--kustomize", self.0.to_str().unwrap_or_default()]);
    }
}

/// Who looks after a cluster: rights in its API, identities of clouds, monitors, devices, and where pods stand.
const KEEPER: &str = r#"
app "keeper"
config-names "hashed"
defaults { image "ghcr.io/acme/keeper:1.0.0"; resources cpu="50m" memory="64Mi"; }
platform {
    monitoring namespace="monitoring" operator=#true { labels { release "kube-prometheus-stack"; }; }
    mesh "istio-ambient"
    reloader #true
    api-server cidr="10.0.0.1/32"
}
service "api" {
    port 8080
    health "/healthz"
    scale 2
    metrics
    env { KEY (secret)"key"; }
    config "/etc/keeper.toml" text="watch = true"
    identity { azure "11111111-2222-3333-4444-555555555555"; }
    kube-access {
        allow "get" "list" resource="pods"
        allow "get" "update" resource="leases" name="leader"
        allow "list" resource="deployments" namespace="default"
        allow "get" resource="nodes"
    }
    spread { over "zone" max-skew=2; over "node"; }
    affinity { near "worker" over="zone" weight=50; node "disktype" "ssd" weight=10; }
}
service "worker" {
    port "metrics" 9090 service=#false
    health tcp=9090
    scale 1
    metrics
    reach "api"
    identity { aws role="arn:aws:iam::111122223333:role/worker"; }
}
job "train" { resources cpu="50m" memory="64Mi" { gpu 1; }; identity { gcp "train@acme.iam.gserviceaccount.com"; }; }
"#;

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_grants_the_rights_that_are_listed_and_no_others() {
    let _namespace = Namespace::new("keeper");
    let output = Output::of_example("hello", "");
    output.put("landfall.kdl", KEEPER);
    output.render();
    let applied = Applied(output.here());
    let said = apply(&applied.0);
    for kind in ["servicemonitor.monitoring.coreos.com/api", "podmonitor.monitoring.coreos.com/worker", "clusterrole.rbac"] {
        assert!(said.contains(kind), "{said}");
    }
    until_all("deployments", "{.metadata.namespace} {.spec.replicas}={.status.readyReplicas}", |line| {
        match line.split_once(' ') {
            Some(("keeper", replicas)) => replicas.split_once('=').is_some_and(|(wanted, ready)| wanted == ready),
            _ => true,
        }
    });
    until_all("jobs", "{.metadata.namespace} {.status.active}", |line| {
        line.strip_prefix("keeper ").is_none_or(|active| active == "1")
    });
    let may = |who: &str, words: &[&str]| {
        let user = format!("--as=system:serviceaccount:keeper:{who}");
        kubectl(&[&["auth", "can-i"], words, &[user.as_str()]].concat()).1.lines().any(|line| line == "yes")
    };
    let own = ["--namespace", "keeper"];
    for (who, words, allowed) in [
        ("api", &["list", "pods"][..], true),
        ("api", &["delete", "pods"], false),
        ("api", &["update", "leases.coordination.k8s.io/leader"], true),
        ("api", &["update", "leases.coordination.k8s.io/other"], false),
        ("api", &["get", "secrets"], false),
        ("api", &["get", "nodes"], true),
        ("worker", &["list", "pods"], false),
    ] {
        assert_eq!(may(who, &[words, &own].concat()), allowed, "{who} {words:?}");
    }
    assert!(may("api", &["list", "deployments.apps", "--namespace", "default"]));
    let here = &applied.0;
    let words = ["diff", "--server-side", "--field-manager=landfall", "--kustomize", here.to_str().unwrap()];
    assert_eq!(kubectl(&words), (true, String::new()));
}

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_takes_the_objects_of_operators() {
    let repository = "repository=\"https://git.example.com/acme/shop.git\"";
    let namespaces = ["argocd", "flux-system", "shop"].map(Namespace::new);
    for namespace in &namespaces {
        assert!(kubectl(&["create", "namespace", namespace.0]).0);
    }
    for (layout, count) in [(format!("gitops \"argo\" {repository}"), 3), (format!("gitops \"flux\" {repository}"), 6)] {
        let output = Output::of_example("shop", &layout);
        let objects = output.custom_objects();
        assert_eq!(objects.len(), count, "{objects:?}");
        take(&objects);
    }
}

/// Applies objects, unknown fields refused.
fn take(objects: &[std::path::PathBuf]) {
    for object in objects {
        let words = ["apply", "--server-side", "--validate=strict", "--field-manager=landfall", "--filename"];
        let (fine, said) = kubectl(&[words.as_slice(), &[object.to_str().unwrap()]].concat());
        assert!(fine && !said.contains("Warning"), "{}: {said}", object.display());
    }
}

const GATEWAY: &str = r#"
platform { edge gateway="public" namespace="gateways" proxy-namespace="envoy-gateway-system" issuer="letsencrypt"; }
defaults { resources cpu="50m" memory="64Mi"; }
service "web" {
    image "ghcr.io/acme/web:1.0.0"
    port 8080
    health "/healthz"
    route "shop.example.com" { redirect "https"; timeout "90s"; }
    route "shop.example.com" { path "/terms" type="exact"; tls "shop-own"; }
    route "old.example.com" { redirect "https://shop.example.com/new" status=308; }
    route "*.old.example.com" { redirect "https://shop.example.com:8443"; tls #false; }
}
service "rpc" {
    image "ghcr.io/acme/rpc:1.0.0"
    port 9090 protocol="grpc"
    health grpc=9090
    route "rpc.example.com"
    route "paths.example.com" { path "/users/[0-9]+" type="implementation-specific"; }
}
"#;

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_takes_the_routes_and_listeners_of_a_gateway() {
    let namespace = Namespace::new("shop");
    let rendered = |manifest: &str| {
        let output = Output::of_example("hello", "");
        output.put("landfall.kdl", &format!("app \"shop\"\n{manifest}"));
        output.render();
        output
    };
    let output = rendered(&GATEWAY.replace("; tls \"shop-own\"", ""));
    apply(&output.here());
    assert_eq!(output.custom_objects().len(), 7, "{:?}", output.custom_objects());
    let hosts = namespace.get("listenersets/shop", "{.spec.listeners[*].hostname}");
    assert_eq!(hosts, "old.example.com paths.example.com rpc.example.com shop.example.com");
    let kinds = namespace.get("httproutes,grpcroutes", "{range .items[*]}{.kind}/{.metadata.name} {end}");
    assert!(kinds.contains("GRPCRoute/rpc ") && kinds.contains("HTTPRoute/rpc-paths.example.com "), "{kinds}");
    assert_eq!(namespace.get("httproutes/web", "{.spec.rules[0].timeouts.request}"), "1m30s");
    let traefik = GATEWAY.replace(
        "gateway=\"public\" namespace=\"gateways\" proxy-namespace=\"envoy-gateway-system\"",
        "class=\"traefik\" namespace=\"traefik\"",
    );
    let output = rendered(&traefik.replace("tls #false; }", "body-size \"8Mi\"; }"));
    apply(&output.here());
    assert_eq!(output.custom_objects().len(), 4, "{:?}", output.custom_objects());
}
