//! The facts of a sample's pods, as far as a Compose file has words for them.

use super::super::fact::{Facts, add, image, items, text};
use yaml_serde::Value;

/// What an object of Kubernetes says as well: the ledger answers for all else.
pub(super) const KINDS: [&str; 10] =
    ["runs", "image", "env", "mount", "command", "entrypoint", "cap_add", "network_mode", "hostname", "sysctls"];

/// The facts of one file of Kubernetes objects, each behind the sample's name.
pub(super) fn facts(facts: &mut Facts, sample: &str, file: &str) {
    let object: Value = yaml_serde::from_str(file).unwrap();
    let pod = [&object["spec"]["jobTemplate"]["spec"], &object["spec"]].into_iter().map(|spec| &spec["template"]["spec"]);
    let Some(pod) = pod.into_iter().find(|pod| pod.is_mapping()) else { return };
    let workload = text(&object["metadata"]["name"]);
    for container in ["initContainers", "containers"].into_iter().flat_map(|list| items(&pod[list])) {
        let own = text(&container["name"]);
        let name = if own == workload { format!("{sample}/{workload}") } else { format!("{sample}/{workload}-{own}") };
        add(facts, &name, "runs", "");
        add(facts, &name, "image", image(&text(&container["image"])));
        for variable in items(&container["env"]) {
            add(facts, &name, "env", format!("{}={}", text(&variable["name"]), text(&variable["value"])));
        }
        for mount in items(&container["volumeMounts"]) {
            paths(pod, mount).into_iter().for_each(|path| add(facts, &name, "mount", path));
        }
        for (field, word) in [("command", "entrypoint"), ("args", "command")] {
            let words: Vec<String> = items(&container[field]).iter().map(text).collect();
            add(facts, &name, word, words.join(" "));
        }
        for capability in items(&container["securityContext"]["capabilities"]["add"]) {
            add(facts, &name, "cap_add", text(capability));
        }
        for sysctl in items(&pod["securityContext"]["sysctls"]) {
            add(facts, &name, "sysctls", format!("{}={}", text(&sysctl["name"]), text(&sysctl["value"])));
        }
        if let Some(host) = pod["hostname"].as_str() {
            add(facts, &name, "hostname", format!("{host:?}"));
        }
        if pod["hostNetwork"].as_bool() == Some(true) {
            add(facts, &name, "network_mode", "\"host\"");
        }
    }
}

/// Where a container sees a volume, and each of its files that is named.
fn paths(pod: &Value, mount: &Value) -> Vec<String> {
    let folder = text(&mount["mountPath"]);
    let volume = items(&pod["volumes"]).iter().find(|volume| volume["name"] == mount["name"]);
    let files = volume.into_iter().flat_map(|volume| items(&volume["secret"]["items"]));
    let files: Vec<String> = files.map(|file| format!("{folder}/{}", text(&file["path"]))).collect();
    [folder].into_iter().chain(files).collect()
}
