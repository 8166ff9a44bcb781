//! `landfall doctor`, with programs that are not the real ones.

use super::{HELLO, Project, Run, finish};
use std::{fs, os::unix::fs::PermissionsExt};

fn ask(arguments: &[&str]) -> Run {
    let project = Project::new(&HELLO.replace("platform {", "platform { kubernetes \"1.33\";"));
    for (name, body) in [
        (
            "docker",
            "case $1 in --version) echo Docker 1.2.3;; compose) echo no plugin >&2; exit 1;; *) exec /bin/sleep 60;; esac",
        ),
        (
            "kubectl",
            "case $* in *json) echo '{\"serverVersion\": {\"gitVersion\": \"v1.30.2\"}}';; *context) echo kind;; *) echo v9.1;; esac",
        ),
        ("git", "echo git version 2.39.5"),
    ] {
        project.put(&format!("bin/{name}"), &format!("#!/bin/sh\n{body}\n"));
        fs::set_permissions(project.path(&format!("bin/{name}")), fs::Permissions::from_mode(0o755)).unwrap();
    }
    finish(project.command(arguments).env("PATH", project.path("bin")))
}

#[test]
fn it_says_what_is_there_what_fails_what_hangs_and_what_is_missing() {
    let run = ask(&["doctor"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for words in [
        "docker          Docker 1.2.3 is old: 20.10 is the oldest that was tried",
        "docker daemon   does not answer",
        "docker compose  does not work: no plugin",
        "podman          is missing",
        "kubectl         v9.1\n",
        "cluster         v1.30.2, context kind is old: the manifest says `kubernetes \"1.33\"`",
        "git             git version 2.39.5\n",
    ] {
        assert!(run.out.contains(words), "{words}\n{}", run.out);
    }
}

#[test]
fn programs_read_it_as_json() {
    let report: serde_json::Value = serde_json::from_str(&ask(&["doctor", "--format", "json"]).out).unwrap();
    let states: Vec<_> = report["tools"].as_array().unwrap().iter().map(|tool| tool["state"].as_str().unwrap()).collect();
    assert_eq!(report["version"], 1);
    let schema = serde_json::from_str(&Project::hello().fine(&["schema", "doctor"])).unwrap();
    jsonschema::validate(&schema, &report).unwrap();
    assert_eq!(states, ["old", "silent", "failed", "missing", "fine", "old", "missing", "missing", "missing", "fine"]);
}
