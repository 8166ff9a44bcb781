//! The binary as its users and their scripts see it.

mod check;
mod diff;
mod doctor;
mod explain;
mod fmt;
mod generated;
mod graph;
mod init;
mod kill;
mod ledger;
mod objects;
mod programs;
mod render;
mod secrets;
mod waivers;
mod watch;
mod words;
mod write;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// A folder of a user's, with a project in it.
pub(crate) struct Project {
    folder: TempDir,
}

/// What a run left.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A service that compiles for all environments without a word.
pub(crate) const HELLO: &str = r#"app "hello"

service "web" {
    image "ghcr.io/acme/web:1.0.0"
    port 8080
    route "hello.example.com"
    health "/healthz"
    resources cpu="50m" memory="64Mi"
    config "/etc/web/banner" text="hello"
}

environment "production" {
    platform { edge class="nginx" namespace="ingress-nginx"; }
}
"#;

impl Project {
    pub(crate) fn new(manifest: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.put("landfall.kdl", manifest);
        project
    }

    pub(crate) fn hello() -> Self {
        Self::new(HELLO)
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let whole = self.path(path);
        fs::create_dir_all(whole.parent().unwrap()).unwrap();
        fs::write(whole, text).unwrap();
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        finish(&mut self.command(arguments))
    }

    /// Runs what has to end well.
    pub(crate) fn fine(&self, arguments: &[&str]) -> String {
        let Run { code, out, err } = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{out}{err}");
        out
    }

    /// Every file below a folder with its content, by path.
    pub(crate) fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        collect(&self.path(folder), &self.path(folder), &mut found);
        found.sort();
        found
    }
}

/// Every part stands in a text.
#[track_caller]
pub(crate) fn says(text: &str, parts: &[&str]) {
    parts.iter().for_each(|part| assert!(text.contains(part), "`{part}` is missing:\n{text}"));
}

pub(crate) fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            found.push((path.strip_prefix(root).unwrap().display().to_string(), fs::read(&path).unwrap()));
        }
    }
}
