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
