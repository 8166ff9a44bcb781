//! Ports of a Service that others may know by name or number.

use super::Hazard;
use crate::diagnostic::codes;
use serde_json::Value;
use std::collections::BTreeMap;

/// The old ports that the new Service does not have so.
pub(super) fn compare(service: &str, old: &Value, new: &Value) -> Vec<Hazard> {
    let (old, new) = (ports(old), ports(new));
    let gone = old.iter().filter(|(name, number)| new.get(*name) != Some(number));
    gone.map(|(name, number)| {
        let now = match (new.get(name), new.iter().find(|(_, other)| *other == number)) {
            (Some(other), _) => format!("its number changes to {other}"),
            (None, Some((other, _))) => format!("its name changes to `{other}`"),
            (None, None) => "it goes".to_owned(),
        };
        Hazard {
            code: &codes::PORT_RENAMED,
            subject: service.to_owned(),
            message: format!("others may know port `{name}` ({number}) of `{service}`, and {now}"),
            steps: vec![
                "change what reaches it from outside of the application along with it, or keep the port as it was".to_owned(),
            ],
        }
    })
    .collect()
}

fn ports(service: &Value) -> BTreeMap<String, u64> {
    let list = service.pointer("/spec/ports").and_then(Value::as_array);
    let port = |port: &Value| {
        let number = port.get("port")?.as_u64()?;
        let name = port.get("name").and_then(Value::as_str).map_or_else(|| number.to_string(), str::to_owned);
        Some((name, number))
    };
    list.into_iter().flatten().filter_map(port).collect()
}
