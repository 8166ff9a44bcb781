//! What a written service says of its container, read back as a plan says it, so that the rules can look at it.

use crate::plan::{Bind, Security, User, Workload};
use serde_json::Value;
use std::collections::BTreeSet;

/// The service as a workload. `workload` is what it was made from.
pub(super) fn part(service: &Value, workload: &Workload) -> Workload {
    let mut part = workload.clone();
    part.container.security = security(service);
    part.container.binds = texts_or_maps(service, "volumes").into_iter().filter_map(bind).collect();
    part.container.sysctls = sysctls(service);
    if service.get("healthcheck").is_none_or(|check| check.get("disable") == Some(&Value::Bool(true))) {
        part.container.health.ready = None;
    }
    part
}

fn security(service: &Value) -> Security {
    let set = |name: &str| service.get(name) == Some(&Value::Bool(true));
    let shares = |name: &str| service.get(name).and_then(Value::as_str) == Some("host");
    let texts = |name: &str| -> BTreeSet<String> {
        let list = texts_or_maps(service, name);
        list.into_iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let options = texts("security_opt");
    Security {
        user: service.get("user").and_then(user),
        read_only: set("read_only"),
        drop_capabilities: texts("cap_drop").contains("ALL"),
        capabilities: texts("cap_add"),
        privileged: set("privileged"),
        privilege_escalation: !options.iter().any(|option| option.starts_with("no-new-privileges") && !option.ends_with("false")),
        host_network: shares("network_mode"),
        host_pid: shares("pid"),
        host_ipc: shares("ipc"),
        devices: texts("devices"),
        seccomp: !options.iter().any(|option| option.ends_with("seccomp:unconfined") || option.ends_with("seccomp=unconfined")),
        token: false,
    }
}

/// `net.ipv4.ip_forward: 1`, or a list of `net.ipv4.ip_forward=1`.
fn sysctls(service: &Value) -> Vec<(String, String)> {
    let value = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let map = service.get("sysctls").and_then(Value::as_object).into_iter().flatten();
    let list = texts_or_maps(service, "sysctls").into_iter().filter_map(|pair| pair.as_str()?.split_once('='));
    let listed = list.map(|(name, value)| (name.to_owned(), value.to_owned()));
    map.map(|(name, written)| (name.clone(), value(written))).chain(listed).collect()
}

fn texts_or_maps<'v>(service: &'v Value, name: &str) -> Vec<&'v Value> {
    service.get(name).and_then(Value::as_array).into_iter().flatten().collect()
}

/// `10001:10001`; a name is one that the image knows alone.
fn user(written: &Value) -> Option<User> {
    let text = written.as_str().map(str::to_owned).or_else(|| written.as_u64().map(|number| number.to_string()))?;
    let (id, group) = text.split_once(':').unwrap_or((text.as_str(), text.as_str()));
    let (id, group) = (id.parse().ok()?, group.parse().ok()?);
    Some(User { id, group, fs_group: group })
}

/// A path of the host: in the long form, or as `/host:/path:ro`.
fn bind(mount: &Value) -> Option<Bind> {
    let text = |name: &str| mount.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(short) = mount.as_str() {
        let (host, rest) = short.split_once(':')?;
        let (path, mode) = rest.split_once(':').unwrap_or((rest, ""));
        let of_host = host.starts_with(['/', '.', '~', '$']);
        return of_host.then(|| Bind {
            host: host.to_owned(),
            path: path.to_owned(),
            read_only: mode.split(',').any(|it| it == "ro"),
        });
    }
    let is_bind = text("type").as_deref() == Some("bind");
    is_bind.then(|| Bind {
        host: text("source").unwrap_or_default(),
        path: text("target").unwrap_or_default(),
        read_only: mount.get("read_only") == Some(&Value::Bool(true)),
    })
}
