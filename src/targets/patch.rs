//! Changes of the user's to an object of the output: a merge by the keys of lists, or a JSON Patch.

use serde_json::{Map, Value};

/// What may tell the items of a list apart, by the list's name; a list whose items have none of these is replaced whole.
pub(super) type MergeKeys = fn(&str) -> &'static [&'static str];

/// Changes the object; else says why it cannot be.
pub(super) fn apply(object: &mut Value, change: &Value, keys: MergeKeys) -> Result<(), String> {
    match change {
        Value::Array(operations) => operations.iter().try_for_each(|operation| step(object, operation)),
        Value::Object(changes) => Merge { keys }.merge(object, changes, ""),
        _ => Err("a patch is an object, which is merged, or a list, which is a JSON Patch".into()),
    }
}

/// A merge with the keys of one form of output.
#[derive(Clone, Copy)]
struct Merge {
    keys: MergeKeys,
}

impl Merge {
    fn merge(self, into: &mut Value, changes: &Map<String, Value>, name: &str) -> Result<(), String> {
        let Value::Object(object) = into else {
            *into = without_nulls(&Value::Object(changes.clone()));
            return Ok(());
        };
        for (key, change) in changes {
            match (object.get_mut(key), change) {
                (None, Value::Null) => return Err(format!("`{}` is not there to be taken away", inside(name, key))),
                (Some(_), Value::Null) => _ = object.shift_remove(key),
                (Some(old), Value::Object(inner)) => self.merge(old, inner, &inside(name, key))?,
                (Some(Value::Array(old)), Value::Array(items)) if self.keyed(key, old, items).is_some() => {
                    self.merge_items(old, items, self.keyed(key, old, items).unwrap_or_default(), &inside(name, key))?;
                }
                (Some(old), new) => *old = new.clone(),
                (None, new) => _ = object.insert(key.clone(), without_nulls(new)),
            }
        }
        Ok(())
    }

    /// The key that all items of both lists have.
    fn keyed(self, list: &str, old: &[Value], new: &[Value]) -> Option<&'static str> {
        let all = |key: &str| old.iter().chain(new).all(|item| item.get(key).is_some());
        (self.keys)(list).iter().copied().find(|key| all(key))
    }

    fn merge_items(self, old: &mut Vec<Value>, items: &[Value], key: &str, name: &str) -> Result<(), String> {
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
                        self.merge(other, changes, name)?;
                    }
                }
                (None, false) => old.push(without_nulls(item)),
            }
        }
        Ok(())
    }
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

    fn keys(list: &str) -> &'static [&'static str] {
        match list {
            "ports" => &["target"],
            _ => &[],
        }
    }

    fn patched(change: &Value) -> Result<Value, String> {
        let mut object = json!({"image": "a", "ports": [{"target": 80, "published": "80"}, {"target": 81}], "caps": ["X"]});
        apply(&mut object, change, keys).map(|()| object)
    }

    #[test]
    fn lists_merge_by_their_key_and_are_replaced_without_one() {
        let change = json!({"ports": [{"target": 80, "published": "8080"}, {"target": 82}], "caps": ["Y"]});
        let object = patched(&change).unwrap();
        assert_eq!(object["ports"], json!([{"target": 80, "published": "8080"}, {"target": 81}, {"target": 82}]));
        assert_eq!(object["caps"], json!(["Y"]));
    }

    #[test]
    fn null_and_a_delete_take_away_what_is_there() {
        let object = patched(&json!({"image": null, "ports": [{"target": 81, "$patch": "delete"}]})).unwrap();
        assert_eq!(object, json!({"ports": [{"target": 80, "published": "80"}], "caps": ["X"]}));
        assert!(patched(&json!({"user": null})).is_err());
    }

    #[test]
    fn a_json_patch_goes_by_place() {
        let change = json!([
            {"op": "test", "path": "/image", "value": "a"},
            {"op": "replace", "path": "/image", "value": "b"},
            {"op": "add", "path": "/caps/-", "value": "Y"},
            {"op": "move", "from": "/ports/0", "path": "/first"},
            {"op": "copy", "from": "/first/published", "path": "/copied~1it"},
            {"op": "remove", "path": "/ports/0"},
        ]);
        let object = patched(&change).unwrap();
        let first = json!({"target": 80, "published": "80"});
        assert_eq!(object, json!({"image": "b", "ports": [], "caps": ["X", "Y"], "first": first, "copied/it": "80"}));
        assert!(patched(&json!([{"op": "remove", "path": "/user"}])).is_err());
        assert!(patched(&json!([{"op": "test", "path": "/image", "value": "b"}])).is_err());
    }
}
