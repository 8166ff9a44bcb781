//! `landfall doctor`: the programs that run what landfall writes.

use super::arguments::{Doctor, Form};
use super::json::Versioned;
use super::{Exit, Terminal};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use std::io::{Read as _, Seek as _};
use std::process::{Command, Stdio};
use std::time::Duration;
use wait_timeout::ChildExt as _;

const PATIENCE: Duration = Duration::from_secs(5);

/// A program, what is asked of it, and why one wants it.
struct Tool {
    name: &'static str,
    asks: &'static [&'static str],
    needed_for: &'static str,
    get: &'static str,
}

const TOOLS: [Tool; 6] = [
    Tool {
        name: "docker",
        asks: &["docker", "--version"],
        needed_for: "the docker target",
        get: "https://docs.docker.com/engine/install",
    },
    Tool {
        name: "docker daemon",
        asks: &["docker", "version", "--format", "{{.Server.Version}}"],
        needed_for: "the docker and compose targets",
        get: "start Docker, and see that you may use its socket",
    },
    Tool {
        name: "docker compose",
        asks: &["docker", "compose", "version", "--short"],
        needed_for: "the compose target",
        get: "https://docs.docker.com/compose/install",
    },
    Tool {
        name: "podman",
        asks: &["podman", "--version"],
        needed_for: "containers without Docker",
        get: "https://podman.io/docs/installation",
    },
    Tool {
        name: "kubectl",
        asks: &["kubectl", "version", "--client"],
        needed_for: "the kubernetes target",
        get: "https://kubernetes.io/docs/tasks/tools",
    },
    Tool {
        name: "kustomize",
        asks: &["kustomize", "version"],
        needed_for: "looking at the kubernetes output without kubectl",
        get: "https://kubectl.docs.kubernetes.io/installation/kustomize",
    },
];

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
    /// What one wants it for.
    needed_for: &'static str,
    /// How to get it.
    get: &'static str,
}

/// Whether a program is there.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// It answered.
    Fine,
    /// It is not there.
    Missing,
    /// It ended with an error.
    Failed,
    /// It did not answer in time.
    Silent,
}

/// Asks each program, and says what it found.
pub(super) fn run(options: &Doctor, terminal: &mut Terminal) -> Exit {
    let tools: Vec<_> = TOOLS.par_iter().map(look).collect();
    match options.format {
        Form::Human => terminal.result(&tools.iter().map(line).collect::<String>()),
        Form::Json => Versioned::first(Report { tools }).print(terminal),
    }
    Exit::Fine
}

fn look(tool: &Tool) -> Finding {
    let (state, version) = match ask(tool.asks) {
        Ok(Some(answer)) => (State::Fine, answer.lines().next().map(str::to_owned)),
        Ok(None) => (State::Silent, None),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (State::Missing, None),
        Err(_) => (State::Failed, None),
    };
    Finding { name: tool.name, state, version, needed_for: tool.needed_for, get: tool.get }
}

/// What a program answers; nothing where it takes too long. A file takes the answer, since a pipe may stay open.
fn ask(words: &[&str]) -> std::io::Result<Option<String>> {
    let (program, arguments) = words.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    let mut answer = tempfile::tempfile()?;
    let mut child =
        Command::new(program).args(arguments).stdin(Stdio::null()).stdout(answer.try_clone()?).stderr(Stdio::null()).spawn()?;
    let Some(status) = child.wait_timeout(PATIENCE)? else {
        child.kill()?;
        child.wait()?;
        return Ok(None);
    };
    let mut text = String::new();
    answer.rewind()?;
    answer.read_to_string(&mut text)?;
    if status.success() { Ok(Some(text)) } else { Err(std::io::Error::other("it failed")) }
}

fn line(finding: &Finding) -> String {
    let Finding { name, needed_for, get, .. } = finding;
    match finding.state {
        State::Fine => format!("{name:16}{}\n", finding.version.as_deref().unwrap_or("is there")),
        State::Missing => format!("{name:16}is missing; it is for {needed_for}: {get}\n"),
        State::Failed => format!("{name:16}does not work; it is for {needed_for}: {get}\n"),
        State::Silent => {
            format!("{name:16}does not answer within {} seconds; it is for {needed_for}: {get}\n", PATIENCE.as_secs())
        }
    }
}
