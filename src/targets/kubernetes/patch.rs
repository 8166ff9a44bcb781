//! Changes of the user's to a written object: a merge by the keys of lists, or a JSON Patch.

use crate::yaml::write::write;
use serde_json::{Map, Value};

/// The object with the change, written again; else why it cannot be.
pub(super) fn apply(content: &str, change: &Value) -> Result<String, String> {
    let mut object: Value =
        serde_saphyr::from_str(content).map_err(|error| format!("the object is read back as no YAML: {error}"))?;
    match change {
        Value::Array(operations) => operations.iter().try_for_each(|operation| step(&mut object, operation))?,
        Value::Object(changes) => merge(&mut object, changes, "")?,
        _ => return Err("a patch is an object, which is merged, or a list, which is a JSON Patch".into()),
    }
    Ok(write(&object))
}

/// What tells the items of a list apart, by the list's name.
fn merge_key(list: &str) -> &'static [&'static str] {
    match list {
        "containers" | "initContainers" | "env" | "volumes" | "imagePullSecrets" | "hostAliases" | "sources" => &["name"],
        "ports" => &["containerPort", "port"],
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        "topologySpreadConstraints" => &["topologyKey"],
        _ => &[],
    }
}

fn merge(into: &mut Value, changes: &Map<String, Value>, name: &str) -> Result<(), String> {
    let Value::Object(object) = into else {
        *into = without_nulls(&Value::Object(changes.clone()));
        return Ok(());
    };
    for (key, change) in changes {
        match (object.get_mut(key), change) {
            (None, Value::Null) => return Err(format!("`{}` is not there to be taken away", inside(name, key))),
            (Some(_), Value::Null) => _ = object.shift_remove(key),
            (Some(old), Value::Object(inner)) => merge(old, inner, &inside(name, key))?,
            (Some(Value::Array(old)), Value::Array(items)) if keyed(key, old, items).is_some() => {
                merge_items(old, items, keyed(key, old, items).unwrap_or_default(), &inside(name, key))?;
            }
            (Some(old), new) => *old = new.clone(),
            (None, new) => _ = object.insert(key.clone(), without_nulls(new)),
        }
    }
    Ok(())
}

/// The key that all items of both lists have.
fn keyed(list: &str, old: &[Value], new: &[Value]) -> Option<&'static str> {
    let all = |key: &str| old.iter().chain(new).all(|item| item.get(key).is_some());
    merge_key(list).iter().copied().find(|key| all(key))
}

fn merge_items(old: &mut Vec<Value>, items: &[Value], key: &str, name: &str) -> Result<(), String> {
    for item in items {
        let Value::Object(changes) = item else { continue };
        let place = old.iter().position(|other| other.get(key) == item.get(key));
        let deleted = changes.get("$patch").and_then(Value::as_str) == Some("delete");
        match (place, deleted) {
            (Some(index), true) => _ = old.remove(index),
            (None, true) => {
                return Err(format!("`{name}` has no item whose `{key}` is {}", changes.get(key).unwrap_or(&Value::Null)));
            }
            (Some(index), false) => {
                if let Some(other) = old.get_mut(index) {
                    merge(other, changes, name)?;
                }
            }
            (None, false) => old.push(without_nulls(item)),
        }
    }
    Ok(())
}

/// What is new has nothing to take away.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            map.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), without_nulls(value))).collect()
        }
        other => other.clone(),
    }
}

fn inside(outer: &str, key: &str) -> String {
    if outer.is_empty() { key.to_owned() } else { format!("{outer}.{key}") }
}

/// One operation of a JSON Patch (RFC 6902).
fn step(object: &mut Value, operation: &Value) -> Result<(), String> {
    let field = |name: &str| operation.get(name).and_then(Value::as_str);
    let path = field("path").ok_or("an operation of a JSON Patch has a `path`")?;
    let from = || field("from").ok_or_else(|| format!("the operation at `{path}` has a `from`"));
    let value = || operation.get("value").cloned().ok_or_else(|| format!("the operation at `{path}` has a `value`"));
    match field("op") {
        Some("add") => add(object, path, value()?),
        Some("remove") => remove(object, path).map(|_| ()),
        Some("replace") => {
            *object.pointer_mut(path).ok_or_else(|| missing(path))? = value()?;
            Ok(())
        }
        Some("move") => remove(object, from()?).and_then(|moved| add(object, path, moved)),
        Some("copy") => {
            let copied = object.pointer(from()?).cloned().ok_or_else(|| missing(path))?;
            add(object, path, copied)
        }
        Some("test") if object.pointer(path) == Some(&value()?) => Ok(()),
        Some("test") => Err(format!("`{path}` has another value than the patch expects")),
        _ => Err("an operation of a JSON Patch is `add`, `remove`, `replace`, `move`, `copy` or `test`".into()),
    }
}

fn missing(path: &str) -> String {
    format!("the object has nothing at `{path}`")
}

/// What holds the place, and the last word of its path.
fn holder<'v>(object: &'v mut Value, path: &str) -> Result<(&'v mut Value, String), String> {
    let (outer, last) = path.rsplit_once('/').ok_or_else(|| format!("`{path}` does not begin with `/`"))?;
    let holder = object.pointer_mut(outer).ok_or_else(|| missing(outer))?;
    Ok((holder, last.replace("~1", "/").replace("~0", "~")))
}

fn add(object: &mut Value, path: &str, value: Value) -> Result<(), String> {
    let (holder, last) = holder(object, path)?;
    match holder {
        Value::Object(map) => _ = map.insert(last, value),
        Value::Array(list) if last == "-" => list.push(value),
        Value::Array(list) => match last.parse().ok().filter(|index| *index <= list.len()) {
            Some(index) => list.insert(index, value),
            None => return Err(missing(path)),
        },
        _ => return Err(missing(path)),
    }
    Ok(())
}

fn remove(object: &mut Value, path: &str) -> Result<Value, String> {
    let (holder, last) = holder(object, path)?;
    let removed = match holder {
        Value::Object(map) => map.shift_remove(&last),
        Value::Array(list) => last.parse().ok().filter(|index| *index < list.len()).map(|index: usize| list.remove(index)),
        _ => None,
    };
    removed.ok_or_else(|| missing(path))
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
