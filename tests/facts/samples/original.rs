//! The facts of a sample's own Compose file: what a key says that has no words of its own here is a fact under that key.

use super::super::fact::{Facts, add, entries, image, items, text, words};
use yaml_serde::Value;

/// The facts of a Compose file, each behind the sample's name.
pub(super) fn facts(facts: &mut Facts, sample: &str, file: &str) {
    let document: Value = yaml_serde::from_str(file).unwrap();
    for (name, service) in entries(&document["services"]) {
        let name = format!("{sample}/{name}");
        add(facts, &name, "runs", "");
        for (key, value) in entries(service) {
            one(facts, &name, &key, value);
        }
    }
}

fn one(facts: &mut Facts, name: &str, key: &str, value: &Value) {
    match key {
        "image" => add(facts, name, key, image(&text(value))),
        "build" => build(facts, name, value),
        "command" | "entrypoint" => add(facts, name, key, spaced(value)),
        "environment" => listed(value, "=").iter().for_each(|pair| add(facts, name, "env", pair)),
        "labels" => listed(value, "=").iter().for_each(|pair| add(facts, name, "label", pair)),
        "ports" => items(value).iter().for_each(|port| add(facts, name, "published", published(port))),
        "volumes" | "tmpfs" => items(value).iter().for_each(|volume| add(facts, name, "mount", target(volume))),
        "secrets" | "configs" => items(value).iter().for_each(|file| add(facts, name, "mount", mounted(file))),
        "depends_on" => listed(value, "").iter().for_each(|other| add(facts, name, "waits", other)),
        "cap_add" | "sysctls" => listed(value, "=").iter().for_each(|one| add(facts, name, key, one)),
        "healthcheck" => add(facts, name, "probe", spaced(&value["test"])),
        _ => add(facts, name, key, serde_json::to_string(value).unwrap()),
    }
}

fn build(facts: &mut Facts, name: &str, value: &Value) {
    let context = value.as_str().map_or_else(|| text(&value["context"]), str::to_owned);
    let stage = value["target"].as_str().map(|stage| format!(" as far as {stage}")).unwrap_or_default();
    add(facts, name, "build", format!("{}{stage}", context.trim_start_matches("./").trim_end_matches('/')));
    listed(&value["args"], "=").iter().for_each(|pair| add(facts, name, "build-arg", pair));
}

/// The words of a command, one space apart, however they were written.
fn spaced(value: &Value) -> String {
    value.as_str().map_or_else(|| words(value).replace('"', ""), str::to_owned)
}

/// A map or a list of the same; from a map only the keys if `between` is empty.
fn listed(value: &Value, between: &str) -> Vec<String> {
    let pair = |(key, value): (String, &Value)| if between.is_empty() { key } else { format!("{key}{between}{}", text(value)) };
    items(value).iter().map(text).chain(entries(value).into_iter().map(pair)).collect()
}

fn published(port: &Value) -> String {
    let port = if port.is_mapping() {
        format!("{}:{}/{}", text(&port["published"]), text(&port["target"]), text(&port["protocol"]))
    } else {
        text(port)
    };
    port.trim_end_matches("/tcp").to_owned()
}

/// Where a secret or a config is seen.
fn mounted(file: &Value) -> String {
    file["target"].as_str().map_or_else(|| format!("/run/secrets/{}", text(file)), str::to_owned)
}

fn target(volume: &Value) -> String {
    let written = if volume.is_mapping() { text(&volume["target"]) } else { text(volume) };
    let mut parts = written.split(':');
    let first = parts.next().unwrap_or_default();
    parts.next().unwrap_or(first).trim_end_matches('/').to_owned()
}
