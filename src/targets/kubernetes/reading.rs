//! What a written object says of its pods, read back as a plan says it, so that the rules can look at it.

use crate::plan::{Bind, Security, User, Workload};
use serde_json::Value;
use std::collections::BTreeSet;

/// The containers of an object that runs pods, each as a workload; none for another object. `workload` is what it was made from.
pub(super) fn parts(object: &Value, workload: &Workload) -> Vec<Workload> {
    let pods = ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec"];
    let Some(pod) = pods.into_iter().find_map(|at| object.pointer(at)) else { return Vec::new() };
    let containers = ["initContainers", "containers"].into_iter().filter_map(|list| pod.get(list)?.as_array()).flatten();
    containers.map(|container| part(pod, container, workload)).collect()
}

fn part(pod: &Value, container: &Value, workload: &Workload) -> Workload {
    let name = container.get("name").and_then(Value::as_str).unwrap_or_default();
    let companion = workload.companions.iter().find(|companion| companion.name == name);
    let mut part = match companion {
        Some(companion) => companion.workload(workload),
        None => Workload { companions: Vec::new(), ..workload.clone() },
    };
    if companion.is_none() && name != workload.name {
        part.name = crate::plan::joined_name(&workload.name, name);
        part.ports = Vec::new();
    }
    if container.get("readinessProbe").is_none() {
        part.container.health.ready = None;
    }
    part.container.security = security(pod, container);
    part.container.binds = binds(pod, container);
    part.container.sysctls = sysctls(pod);
    part
}

fn security(pod: &Value, container: &Value) -> Security {
    let inner = container.get("securityContext").unwrap_or(&Value::Null);
    let outer = pod.get("securityContext").unwrap_or(&Value::Null);
    let field = |name: &str| inner.get(name).or_else(|| outer.get(name));
    let says = |of: &Value, name: &str| of.get(name).and_then(Value::as_bool);
    let capabilities = |list: &str| -> BTreeSet<String> {
        let named = inner.get("capabilities").and_then(|all| all.get(list)).and_then(Value::as_array);
        named.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    Security {
        user: user(&field, outer),
        read_only: says(inner, "readOnlyRootFilesystem") == Some(true),
        drop_capabilities: capabilities("drop").contains("ALL"),
        capabilities: capabilities("add"),
        privileged: says(inner, "privileged") == Some(true),
        privilege_escalation: says(inner, "allowPrivilegeEscalation") != Some(false),
        host_network: says(pod, "hostNetwork") == Some(true),
        host_pid: says(pod, "hostPID") == Some(true),
        host_ipc: says(pod, "hostIPC") == Some(true),
        devices: BTreeSet::new(),
        seccomp: field("seccompProfile").and_then(|profile| profile.get("type")).is_some_and(|kind| kind != "Unconfined"),
        token: says(pod, "automountServiceAccountToken") != Some(false),
    }
}

fn sysctls(pod: &Value) -> Vec<(String, String)> {
    let list = pod.pointer("/securityContext/sysctls").and_then(Value::as_array);
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    list.into_iter().flatten().map(|sysctl| (text(sysctl, "name"), text(sysctl, "value"))).collect()
}

/// The user; where the object has no number, but lets no root run, any that is none of the host's stands for it.
fn user<'o>(field: &impl Fn(&str) -> Option<&'o Value>, outer: &Value) -> Option<User> {
    const SOMEBODY: u32 = 10_001;
    let number = |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
    let guarded = field("runAsNonRoot").and_then(Value::as_bool) == Some(true);
    let id = number(field("runAsUser")).or(guarded.then_some(SOMEBODY))?;
    let group = number(field("runAsGroup")).unwrap_or(SOMEBODY);
    Some(User { id, group, fs_group: number(outer.get("fsGroup")).unwrap_or(group) })
}

/// The paths of the host that a container sees; one that no container mounts is its first one's.
fn binds(pod: &Value, container: &Value) -> Vec<Bind> {
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |of: &Value, name: &str| of.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let volumes = list(pod, "volumes");
    let of_host = volumes.iter().filter_map(|volume| Some((text(volume, "name"), text(volume.get("hostPath")?, "path"))));
    let bind = |(name, host): (String, String)| {
        let mount = list(container, "volumeMounts").into_iter().find(|mount| text(mount, "name") == name);
        let read_only = mount.as_ref().and_then(|mount| mount.get("readOnly")?.as_bool()) == Some(true);
        let path = mount.map(|mount| text(&mount, "mountPath"));
        let first = pod.pointer("/containers/0").is_some_and(|first| first.get("name") == container.get("name"));
        path.or(first.then(String::new)).map(|path| Bind { host, path, read_only })
    };
    of_host.filter_map(bind).collect()
}
