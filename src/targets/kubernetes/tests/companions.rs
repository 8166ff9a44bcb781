//! Containers before and beside that of a workload.

use super::*;
use crate::plan::{Companion, Part};

fn companion(name: &str, part: Part) -> Companion {
    let path = sample::service("api").path.join(name);
    Companion { name: name.into(), path, part, container: sample::container("ghcr.io/acme/other:2"), scratch: Vec::new() }
}

fn api(companions: Vec<Companion>) -> Workload {
    Workload { companions, ..sample::service("api") }
}

fn pod(minor: u32, workload: Workload) -> Value {
    let mut plan = sample::plan(vec![workload]);
    plan.platform.kubernetes = minor;
    at(&object(&emitted(plan).0, "app/api/deployment.yaml"), "/spec/template/spec").clone()
}

#[test]
fn a_sidecar_is_native_where_the_oldest_cluster_knows_that() {
    let companions = || vec![companion("fetch", Part::Before), companion("proxy", Part::Beside)];
    let new = pod(29, api(companions()));
    assert_eq!(at(&new, "/initContainers/0/name"), "fetch");
    assert_eq!(
        (at(&new, "/initContainers/1/name"), at(&new, "/initContainers/1/restartPolicy")),
        (&json!("proxy"), &json!("Always"))
    );
    assert_eq!(at(&new, "/terminationGracePeriodSeconds"), 60);
    let old = pod(28, api(companions()));
    assert_eq!((at(&old, "/initContainers/1"), at(&old, "/containers/1/name")), (&Value::Null, &json!("proxy")));
}

#[test]
fn every_container_is_hardened_and_the_pod_gives_no_user_to_one_that_keeps_its_image_s() {
    let pod_of_all = pod(33, api(vec![companion("fetch", Part::Before)]));
    assert_eq!(at(&pod_of_all, "/initContainers/0/securityContext/runAsNonRoot"), true);
    assert_eq!(at(&pod_of_all, "/securityContext/runAsUser"), 10001);
    let mut fetch = companion("fetch", Part::Before);
    fetch.container.security.user = None;
    let pod = pod(33, api(vec![fetch]));
    assert_eq!(at(&pod, "/securityContext/runAsUser"), &Value::Null);
    assert_eq!(at(&pod, "/containers/0/securityContext/runAsUser"), 10001);
}

#[test]
fn an_old_cluster_refuses_what_would_keep_a_job_from_ending() {
    let mut job = api(vec![companion("proxy", Part::Beside)]);
    job.kind = Kind::Job { before: Vec::new(), run: crate::plan::Run::default() };
    let mut plan = sample::plan(vec![job]);
    plan.platform.kubernetes = 28;
    assert_eq!(noted(&emitted(plan).1, is_refused), ["services.api.proxy"]);
}

#[test]
fn containers_share_one_config_map_and_each_sees_its_own_files() {
    let config = |content: &[u8]| Config { path: "/etc/a".into(), key: "/etc/a".into(), content: content.to_vec(), mode: 0o644 };
    let (mut fetch, mut same) = (companion("fetch", Part::Before), companion("same", Part::Before));
    fetch.container.configs = vec![config(b"2")];
    same.container.configs = vec![config(b"1")];
    let mut api = api(vec![fetch, same]);
    api.container.configs = vec![config(b"1")];
    let (artifacts, _) = emitted(sample::plan(vec![api]));
    assert_eq!(at(&object(&artifacts, "base/api/config-map.yaml"), "/data"), &json!({"a": "1", "etc-a": "2"}));
    let deployment = object(&artifacts, "app/api/deployment.yaml");
    let key = |container: &str| at(&deployment, &format!("/spec/template/spec/{container}/volumeMounts/1/subPath")).clone();
    assert_eq!([key("containers/0"), key("initContainers/0"), key("initContainers/1")], ["a", "etc-a", "a"]);
}
