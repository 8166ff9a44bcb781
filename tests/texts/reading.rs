//! The outputs as their own readers see them.

use crate::cli::Project;
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path, process::Command};

/// A document on which a reader of YAML 1.1 and one of YAML 1.2 agree.
#[track_caller]
pub(super) fn yaml(document: &str) -> Value {
    let old: Value = yaml_serde::from_str(document).unwrap();
    let new: Value = serde_saphyr::from_str(document).unwrap();
    assert_eq!(old, new);
    new
}

/// A text, which no reader took for something else.
#[track_caller]
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The files that a container sees of a ConfigMap, by their paths.
pub(super) fn mounted(pod: &Value, container: &Value, map: &Value) -> BTreeMap<String, Vec<u8>> {
    let name = text(&map["metadata"]["name"]);
    let volume = pod["volumes"].as_array().unwrap().iter().find(|volume| volume["configMap"]["name"] == name.as_str()).unwrap();
    let mut files = BTreeMap::new();
    for mount in container["volumeMounts"].as_array().unwrap().iter().filter(|mount| mount["name"] == volume["name"]) {
        for (path, content) in projected(volume, map) {
            let target = text(&mount["mountPath"]);
            match mount["subPath"].as_str() {
                Some(inner) if inner == path => files.insert(target, content),
                Some(_) => None,
                None => files.insert(format!("{target}/{path}"), content),
            };
        }
    }
    files
}

/// The files of a volume of a ConfigMap, by their paths in it.
fn projected(volume: &Value, map: &Value) -> Vec<(String, Vec<u8>)> {
    let content = |key: &str| match map["data"][key].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => decoded(&text(&map["binaryData"][key])),
    };
    match volume["configMap"]["items"].as_array() {
        Some(items) => items.iter().map(|item| (text(&item["path"]), content(&text(&item["key"])))).collect(),
        None => {
            let keys =
                [&map["data"], &map["binaryData"]].into_iter().filter_map(Value::as_object).flat_map(|fields| fields.keys());
            keys.map(|key| (key.clone(), content(key))).collect()
        }
    }
}

/// The bytes of a text in base64.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut length, mut bytes) = (0_usize, 0, Vec::new());
    for digit in text.trim_end_matches('=').chars() {
        bits = (bits << 6 | DIGITS.find(digit).unwrap()) & 0xffff;
        length += 6;
        if length >= 8 {
            length -= 8;
            bytes.push(u8::try_from(bits >> length & 0xff).unwrap());
        }
    }
    bytes
}

/// A script with an engine that only writes down what it is given.
pub(super) struct Script<'p> {
    project: &'p Project,
}

impl<'p> Script<'p> {
    pub(super) fn of(project: &'p Project) -> Self {
        project.put("bin/docker", "#!/bin/sh\n[ \"$1\" != run ] || printf '%s\\0' \"$@\" >\"$SEEN\"\n");
        make_executable(&project.path("bin/docker"));
        Self { project }
    }

    /// The words of `docker run` for a workload.
    pub(super) fn run(&self, workload: &str) -> Vec<String> {
        let seen = self.project.path("seen");
        let path = format!("{}:{}", self.project.path("bin").display(), std::env::var("PATH").unwrap());
        let output = Command::new("sh")
            .arg(self.project.path("deploy/dev/run.sh"))
            .args(["run", workload])
            .env("PATH", path)
            .env("SEEN", &seen)
            .current_dir("/")
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let bytes = String::from_utf8(fs::read(seen).unwrap()).unwrap();
        bytes.strip_suffix('\0').unwrap().split('\0').map(str::to_owned).collect()
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn make_executable(_: &Path) {}
