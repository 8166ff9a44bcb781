//! The facts of a Compose file.

use super::fact::{Facts, add, entries, image, items, text, words};
use std::collections::BTreeSet;
use yaml_serde::Value;

/// The facts of Compose files.
pub(super) fn facts(texts: &[String]) -> Facts {
    let mut facts = Facts::new();
    for file in texts {
        let document: Value = yaml_serde::from_str(file).unwrap();
        let services = entries(&document["services"]);
        for (name, service) in &services {
            one(&mut facts, name, service);
        }
        reach(&mut facts, &services);
    }
    facts
}

fn one(facts: &mut Facts, name: &str, service: &Value) {
    add(facts, name, "runs", "");
    if let Some(reference) = service["image"].as_str() {
        add(facts, name, "image", image(reference));
    }
    for key in ["entrypoint", "command"] {
        if !service[key].is_null() {
            add(facts, name, key, words(&service[key]));
        }
    }
    for (variable, value) in entries(&service["environment"]) {
        add(facts, name, "env", format!("{variable}={}", text(value)));
    }
    for pair in items(&service["environment"]) {
        add(facts, name, "env", text(pair));
    }
    for port in items(&service["ports"]) {
        let target = if port.is_mapping() { text(&port["target"]) } else { text(port).rsplit(':').next().unwrap().to_owned() };
        add(facts, name, "published", target);
    }
    for volume in items(&service["volumes"]) {
        let target = if volume.is_mapping() { text(&volume["target"]) } else { behind_host(&text(volume)).to_owned() };
        add(facts, name, "mount", target);
    }
    if !service["healthcheck"].is_null() {
        add(facts, name, "probe", words(&service["healthcheck"]["test"]));
    }
    add(facts, name, "replicas", service["deploy"]["replicas"].as_u64().unwrap_or(1));
    for (other, condition) in entries(&service["depends_on"]) {
        add(facts, name, "waits", format!("{other} {}", text(&condition["condition"])));
    }
    for other in items(&service["depends_on"]) {
        add(facts, name, "waits", format!("{} service_started", text(other)));
    }
}

/// `TARGET`, or `HOST:TARGET:MODE`.
fn behind_host(volume: &str) -> &str {
    volume.split(':').nth(1).unwrap_or(volume)
}

/// Two services reach each other where they share a network.
fn reach(facts: &mut Facts, services: &[(String, &Value)]) {
    let connected: Vec<_> = services.iter().filter(|(_, service)| !networks(service).is_empty()).collect();
    for (from, service) in services {
        let shares = |other: &Value| !networks(service).is_disjoint(&networks(other));
        let reached: Vec<_> = connected.iter().filter(|(to, other)| to != from && shares(other)).collect();
        if connected.len() > 1 && reached.len() + 1 == connected.len() {
            add(facts, from, "reaches", "every other");
        } else {
            reached.iter().for_each(|(to, _)| add(facts, from, "reaches", to));
        }
    }
}

fn networks(service: &Value) -> BTreeSet<String> {
    let listed = items(&service["networks"]).iter().map(text);
    listed.chain(entries(&service["networks"]).into_iter().map(|(name, _)| name)).collect()
}
