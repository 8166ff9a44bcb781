//! A real control plane takes the output, makes the pods, and sees no change the second time.

use super::output::Output;
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

    /// Waits until something is so.
    fn until(&self, what: &str, path: &str, is_so: impl Fn(&str) -> bool) {
        let began = Instant::now();
        while !is_so(&self.get(what, path)) {
            let state = || kubectl(&["get", "pods,events", "--namespace", self.0]).1;
            assert!(began.elapsed() < Duration::from_secs(90), "{what} {path} is `{}`\n{}", self.get(what, path), state());
            sleep(Duration::from_millis(500));
        }
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

#[test]
#[ignore = "needs the control plane of tests/engines"]
fn a_control_plane_takes_every_object_makes_the_pods_and_sees_no_change() {
    for (name, overlay) in [("hello", ""), ("boutique", ""), ("voting", ""), ("traderx", ""), ("shop", "secrets \"existing\"")] {
        let namespace = Namespace::new(name);
        let output = Output::of_example(name, overlay);
        let said = apply(&output.here());
        assert_eq!(said.lines().count(), output.objects().len(), "{said}");
        // Claims wait for a disk that this control plane does not have; their pods are made all the same.
        namespace.until("pods", "{range .items[*]}{.metadata.name}{\"\\n\"}{end}", |pods| {
            let made = namespace.get("statefulsets", "{range .items[*]}{.metadata.name}-0{\"\\n\"}{end}");
            made.lines().all(|pod| pods.lines().any(|other| other == pod))
        });
        namespace.until("deployments", "{range .items[*]}{.spec.replicas}={.status.readyReplicas}{\"\\n\"}{end}", |all| {
            all.lines().all(|line| line.split_once('=').is_some_and(|(wanted, ready)| wanted == ready))
        });
        let here = output.here();
        let words = ["diff", "--server-side", "--field-manager=landfall", "--kustomize", here.to_str().unwrap()];
        assert_eq!(kubectl(&words), (true, String::new()), "{name}");
    }
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
