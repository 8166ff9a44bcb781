//! The facts of Kubernetes objects.

use super::fact::{Facts, add, entries, image, items, text, words};
use serde::Deserialize as _;
use std::collections::BTreeMap;
use yaml_serde::Value;

/// The facts of Kubernetes objects.
pub(super) fn facts(texts: &[String]) -> Facts {
    let objects: Vec<Value> = texts
        .iter()
        .flat_map(|text| {
            yaml_serde::Deserializer::from_str(text).map(|document| Value::deserialize(document).unwrap()).collect::<Vec<_>>()
        })
        .filter(|object| !object.is_null())
        .collect();
    let mut facts = Facts::new();
    let workloads: BTreeMap<String, &Value> =
        objects.iter().filter(|object| is_workload(object)).map(|object| (called(object), object)).collect();
    for (name, object) in &workloads {
        workload(&mut facts, name, object);
    }
    for object in &objects {
        match text(&object["kind"]).as_str() {
            "Service" => service(&mut facts, object, &workloads),
            "Ingress" => ingress(&mut facts, object, &objects, &workloads),
            "NetworkPolicy" => policy(&mut facts, object, &workloads),
            _ => {}
        }
    }
    facts
}

fn is_workload(object: &Value) -> bool {
    ["Deployment", "StatefulSet", "Job", "CronJob"].contains(&text(&object["kind"]).as_str())
}

fn name(object: &Value) -> String {
    text(&object["metadata"]["name"])
}

/// A workload's name, as its pods are called where they have such a label.
fn called(object: &Value) -> String {
    template(object)["metadata"]["labels"]["app"].as_str().map_or_else(|| name(object), str::to_owned)
}

fn template(object: &Value) -> &Value {
    if object["spec"]["jobTemplate"].is_null() {
        &object["spec"]["template"]
    } else {
        &object["spec"]["jobTemplate"]["spec"]["template"]
    }
}

fn workload(facts: &mut Facts, name: &str, object: &Value) {
    let pod = &template(object)["spec"];
    add(facts, name, "replicas", object["spec"]["replicas"].as_u64().unwrap_or(1));
    for init in items(&pod["initContainers"]) {
        add(facts, name, "init", text(&init["name"]));
    }
    for container in items(&pod["containers"]) {
        self::container(facts, name, container);
    }
}

fn container(facts: &mut Facts, name: &str, container: &Value) {
    add(facts, name, "image", image(&text(&container["image"])));
    for key in ["command", "args"] {
        if !container[key].is_null() {
            add(facts, name, key, words(&container[key]));
        }
    }
    for port in items(&container["ports"]) {
        add(facts, name, "port", text(&port["containerPort"]));
    }
    for variable in items(&container["env"]) {
        let value = if variable["valueFrom"].is_null() { text(&variable["value"]) } else { String::from("(reference)") };
        add(facts, name, "env", format!("{}={value}", text(&variable["name"])));
    }
    for mount in items(&container["volumeMounts"]) {
        add(facts, name, "mount", text(&mount["mountPath"]));
    }
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        if !container[probe].is_null() {
            add(facts, name, probe, handler(&container[probe], container));
            add(facts, name, &format!("{probe} period"), container[probe]["periodSeconds"].as_u64().unwrap_or(10));
        }
    }
    for bound in ["requests", "limits"] {
        for (what, amount) in entries(&container["resources"][bound]) {
            add(facts, name, bound, format!("{what} {}", text(amount)));
        }
    }
}

/// What a probe asks, with the ports' numbers.
fn handler(probe: &Value, container: &Value) -> String {
    let number = |port: &Value| {
        let named =
            items(&container["ports"]).iter().find(|candidate| !port.is_number() && text(&candidate["name"]) == text(port));
        named.map_or_else(|| text(port), |named| text(&named["containerPort"]))
    };
    if !probe["httpGet"].is_null() {
        let headers = items(&probe["httpGet"]["httpHeaders"]).iter().map(|header| format!(" {}", text(&header["name"])));
        return format!(
            "http {} {}{}",
            text(&probe["httpGet"]["path"]),
            number(&probe["httpGet"]["port"]),
            headers.collect::<String>()
        );
    }
    if !probe["grpc"].is_null() {
        return format!("grpc {}", number(&probe["grpc"]["port"]));
    }
    if !probe["tcpSocket"].is_null() {
        return format!("tcp {}", number(&probe["tcpSocket"]["port"]));
    }
    format!("exec {}", words(&probe["exec"]["command"]))
}

/// The workloads whose pods have the labels of a selector.
fn selected(selector: &Value, workloads: &BTreeMap<String, &Value>) -> Vec<String> {
    let wanted = entries(&selector["matchLabels"]);
    let matches = |object: &Value| {
        let labels = &template(object)["metadata"]["labels"];
        wanted.iter().all(|(key, value)| text(&labels[key.as_str()]) == text(value))
    };
    workloads.iter().filter(|(_, object)| matches(object)).map(|(name, _)| name.clone()).collect()
}

fn service(facts: &mut Facts, object: &Value, workloads: &BTreeMap<String, &Value>) {
    let mut selector = Value::Mapping(yaml_serde::Mapping::new());
    selector["matchLabels"] = object["spec"]["selector"].clone();
    for workload in selected(&selector, workloads) {
        let container = &template(workloads[&workload])["spec"]["containers"][0];
        for port in items(&object["spec"]["ports"]) {
            let target = if port["targetPort"].is_null() { &port["port"] } else { &port["targetPort"] };
            let named = items(&container["ports"]).iter().find(|candidate| text(&candidate["name"]) == text(target));
            let number = named.map_or_else(|| text(target), |named| text(&named["containerPort"]));
            add(facts, &workload, "service", format!("{} {} to {number}", name(object), text(&port["port"])));
        }
        let kind = object["spec"]["type"].as_str().unwrap_or("ClusterIP").to_owned();
        add(facts, &workload, "service type", format!("{} {kind}", name(object)));
    }
}

/// Which paths from outside go to which workload's Service.
fn ingress(facts: &mut Facts, object: &Value, objects: &[Value], workloads: &BTreeMap<String, &Value>) {
    let paths = items(&object["spec"]["rules"]).iter().flat_map(|rule| items(&rule["http"]["paths"]));
    for path in paths {
        let wanted = &path["backend"]["service"];
        let is_wanted = |other: &&Value| text(&other["kind"]) == "Service" && name(other) == text(&wanted["name"]);
        let service = objects.iter().find(is_wanted).unwrap_or_else(|| panic!("{wanted:?} is a Service"));
        let is_port = |port: &&Value| wanted["port"]["number"] == port["port"] || wanted["port"]["name"] == port["name"];
        let port = items(&service["spec"]["ports"]).iter().find(is_port).unwrap_or_else(|| panic!("{wanted:?} is a port"));
        let mut selector = Value::Mapping(yaml_serde::Mapping::new());
        selector["matchLabels"] = service["spec"]["selector"].clone();
        for workload in selected(&selector, workloads) {
            let route = format!("{} {} to {}", text(&path["pathType"]), text(&path["path"]), text(&port["port"]));
            add(facts, &workload, "route", route);
        }
    }
}

/// Whom a policy lets in, where it names pods.
fn policy(facts: &mut Facts, object: &Value, workloads: &BTreeMap<String, &Value>) {
    if entries(&object["spec"]["podSelector"]["matchLabels"]).is_empty() {
        return;
    }
    for callee in selected(&object["spec"]["podSelector"], workloads) {
        for rule in items(&object["spec"]["ingress"]) {
            let callers =
                items(&rule["from"]).iter().filter(|peer| !peer["podSelector"].is_null() && peer["namespaceSelector"].is_null());
            for caller in callers.flat_map(|peer| selected(&peer["podSelector"], workloads)) {
                add(facts, &caller, "reaches", &callee);
            }
        }
    }
}
