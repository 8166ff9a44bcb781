//! `landfall doctor`: the programs that run what landfall writes.

mod ask;
mod tools;

use super::arguments::{Common, Doctor, Form};
use super::json::Versioned;
use super::{Exit, Terminal};
use crate::{
    diagnostic::Diagnostics,
    overlay::{Given, Project},
    project,
};
use ask::{Answer, PATIENCE, ask};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use tools::{CLUSTER, TOOLS, Tool};

/// The programs that run what landfall writes.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Report {
    /// Each program.
    tools: Vec<Finding>,
}

/// What was found of a program.
#[derive(Debug, Serialize, JsonSchema)]
struct Finding {
    /// The program.
    name: &'static str,
    /// Whether it is there.
    state: State,
    /// What it says of its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// What is wrong: its own words, or the version that is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What one wants it for.
    needed_for: &'static str,
    /// How to get it, or what to do where it fails.
    get: &'static str,
}

/// Whether a program is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// It answered.
    Fine,
    /// It is older than what the output was tried with, or than what the manifest says.
    Old,
    /// It is not there.
    Missing,
    /// It ended with an error.
    Failed,
    /// It did not answer in time.
    Silent,
}

/// Asks each program, and says what it found.
pub(super) fn run(common: &Common, options: &Doctor, terminal: &mut Terminal) -> Exit {
    terminal.progress(&format!("asking {} programs, up to {} seconds", TOOLS.len(), PATIENCE.as_secs()));
    let platform = platform(common);
    let tools: Vec<_> = TOOLS.par_iter().map(|tool| look(tool, platform)).collect();
    terminal.progress("");
    match options.format {
        Form::Human => terminal.tell(&tools.iter().map(line).collect::<String>()),
        Form::Json => Versioned::first(Report { tools }).print(terminal),
    }
    Exit::Fine
}

/// The version of Kubernetes that the manifest here calls the oldest, if one does.
fn platform(common: &Common) -> Option<(u32, u32)> {
    #[expect(clippy::disallowed_methods, reason = "the command line knows the process")]
    let here = std::env::current_dir().unwrap_or_default();
    let found = match &common.file {
        Some(path) => project::at(path),
        None => project::find(&here),
    };
    let found = found.ok()?;
    let given = Given { parameters: common.parameters.iter().cloned().collect() };
    let project = Project::read(&found.folder, &found.manifest, &given, &mut Diagnostics::default());
    let versions = project.environments().filter_map(|name| {
        let merged = project.merge(name, &mut Diagnostics::default())?;
        version_in(merged.manifest.layer.platform.as_ref()?.kubernetes.as_ref()?.as_str())
    });
    versions.max()
}

fn look(tool: &Tool, platform: Option<(u32, u32)>) -> Finding {
    let Tool { name, asks, least, needed_for, get, cure } = *tool;
    let finding = |state, version, reason, get| Finding { name, state, version, reason, needed_for, get };
    match ask(asks) {
        Answer::Missing => finding(State::Missing, None, None, get),
        Answer::Silent => finding(State::Silent, None, None, cure),
        Answer::Failed(words) => finding(State::Failed, None, Some(words).filter(|words| !words.is_empty()), cure),
        Answer::Said(words) => {
            let (version, least) = match name == CLUSTER {
                true => (server(&words), platform),
                false => (words.lines().next().map(str::to_owned), least),
            };
            let older = least.filter(|least| version.as_deref().and_then(version_in).is_some_and(|version| version < *least));
            match older {
                None => finding(State::Fine, version, None, get),
                Some((major, minor)) if name == CLUSTER => {
                    let reason = format!(
                        "the manifest says `kubernetes \"{major}.{minor}\"`: say the cluster's version there, or upgrade it"
                    );
                    finding(State::Old, version, Some(reason), get)
                }
                Some((major, minor)) => {
                    finding(State::Old, version, Some(format!("{major}.{minor} is the oldest that was tried")), get)
                }
            }
        }
    }
}

/// The version of the server in kubectl's answer, with the context that was asked.
fn server(words: &str) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_str(words).ok()?;
    let version = answer.get("serverVersion")?.get("gitVersion")?.as_str()?.to_owned();
    match ask(&["kubectl", "config", "current-context"]) {
        Answer::Said(context) => Some(format!("{version}, context {}", context.trim())),
        Answer::Missing | Answer::Failed(_) | Answer::Silent => Some(version),
    }
}

/// The first version that a text names: 20.10 in `Docker version 20.10.24, build …`.
fn version_in(text: &str) -> Option<(u32, u32)> {
    let numbers = text.split(|char: char| !char.is_ascii_digit() && char != '.');
    numbers
        .filter_map(|word| {
            let mut parts = word.split('.');
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        })
        .next()
}

fn line(finding: &Finding) -> String {
    let Finding { name, needed_for, get, state, version, reason } = finding;
    let version = version.as_deref().unwrap_or("is there");
    let reason = reason.as_deref().unwrap_or_default();
    match state {
        State::Fine => format!("{name:16}{version}\n"),
        State::Old => format!("{name:16}{version} is old: {reason}\n{:16}it is for {needed_for}: {get}\n", ""),
        State::Missing => format!("{name:16}is missing; it is for {needed_for}: {get}\n"),
        State::Failed => {
            let words = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            format!("{name:16}does not work{words}\n{:16}it is for {needed_for}: {get}\n", "")
        }
        State::Silent => {
            format!("{name:16}does not answer within {} seconds; it is for {needed_for}: {get}\n", PATIENCE.as_secs())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        for (text, version) in [
            ("Docker version 20.10.24+dfsg1, build 297e128", Some((20, 10))),
            ("v5.6.0", Some((5, 6))),
            ("podman version 4.3.1", Some((4, 3))),
            ("Client Version: v1.37.0\n", Some((1, 37))),
            ("git version 2.39.5", Some((2, 39))),
            ("no numbers", None),
        ] {
            assert_eq!(version_in(text), version, "{text}");
        }
    }
}
