//! Changes of the user's to a written object.

use crate::{targets::patch, yaml::write::write};
use serde_json::Value;

/// The object with the change, written again; else why it cannot be.
pub(super) fn apply(content: &str, change: &Value) -> Result<String, String> {
    let mut object: Value =
        serde_saphyr::from_str(content).map_err(|error| format!("the object is read back as no YAML: {error}"))?;
    patch::apply(&mut object, change, merge_keys)?;
    Ok(write(&object))
}

/// What tells the items of a list apart, by the list's name.
fn merge_keys(list: &str) -> &'static [&'static str] {
    match list {
        "containers" | "initContainers" | "env" | "volumes" | "imagePullSecrets" | "hostAliases" | "sources" => &["name"],
        "ports" => &["containerPort", "port"],
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        "topologySpreadConstraints" => &["topologyKey"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const OBJECT: &str = "spec:\n  replicas: 2\n  containers:\n  - name: api\n    env:\n    - name: A\n      value: a\n    - name: B\n      value: b\n  - name: side\n    args:\n    - x\n";

    fn patched(change: &Value) -> Value {
        serde_saphyr::from_str(&apply(OBJECT, change).unwrap()).unwrap()
    }

    #[test]
    fn lists_merge_by_the_key_that_kubernetes_uses() {
        let change = json!({"spec": {"containers": [{"name": "api", "tty": true, "env": [{"name": "B", "value": "c"}, {"name": "C", "value": "d"}]}]}});
        let containers = &patched(&change)["spec"]["containers"];
        assert_eq!(
            containers[0]["env"],
            json!([{"name": "A", "value": "a"}, {"name": "B", "value": "c"}, {"name": "C", "value": "d"}])
        );
        assert_eq!(containers[0]["tty"], json!(true));
        assert_eq!(containers[1]["name"], json!("side"));
    }

    #[test]
    fn lists_without_a_key_are_replaced() {
        let change = json!({"spec": {"containers": [{"name": "side", "args": ["y"]}]}});
        assert_eq!(patched(&change)["spec"]["containers"][1]["args"], json!(["y"]));
    }

    #[test]
    fn null_and_a_delete_take_away() {
        let change = json!({"spec": {"replicas": null, "containers": [{"name": "side", "$patch": "delete"}]}});
        let object = patched(&change);
        assert_eq!(object["spec"].get("replicas"), None);
        assert_eq!(object["spec"]["containers"].as_array().unwrap().len(), 1);
        assert!(apply(OBJECT, &json!({"spec": {"paused": null}})).is_err());
    }

    #[test]
    fn a_json_patch_goes_by_place() {
        let change = json!([
            {"op": "test", "path": "/spec/replicas", "value": 2},
            {"op": "replace", "path": "/spec/replicas", "value": 5},
            {"op": "add", "path": "/spec/containers/0/env/-", "value": {"name": "C"}},
            {"op": "remove", "path": "/spec/containers/1"},
        ]);
        let object = patched(&change);
        assert_eq!(object["spec"]["replicas"], json!(5));
        assert_eq!(object["spec"]["containers"][0]["env"].as_array().unwrap().len(), 3);
        assert!(apply(OBJECT, &json!([{"op": "remove", "path": "/spec/paused"}])).is_err());
        assert!(apply(OBJECT, &json!([{"op": "test", "path": "/spec/replicas", "value": 3}])).is_err());
    }
}
