//! Probes as Docker's one health check.

use super::value::{Scope, duration};
use crate::{
    artifact::Notes,
    plan::{Handler, Probe, Scheme, Text, Tool},
    template::{Word, quote},
};
use std::time::Duration;

/// A health check: its flags, and variables that its command reads.
#[derive(Debug, Default)]
pub(super) struct Check {
    pub(super) flags: Vec<Word>,
    /// Arguments that are only known when the script runs, by the variable that hands them to the command.
    pub(super) variables: Vec<(String, Word)>,
}

/// The one check, and none where it is said so.
pub(super) fn check(scope: &Scope<'_>, notes: &mut Notes) -> Check {
    let health = &scope.workload.container.health;
    let Some((name, probe)) = health.only() else {
        let off = health.none.then(|| Word::literal("--no-healthcheck"));
        return Check { flags: off.into_iter().collect(), variables: Vec::new() };
    };
    let mut check = Check::default();
    let Some(command) = command(scope, (name, probe), &mut check, notes) else {
        return Check::default();
    };
    let patience = probe.interval.saturating_mul(probe.failures);
    let within = health.start.as_ref().map_or(patience, |start| start.within);
    check.flags = vec![
        Word::literal("--health-cmd=").then_word(command),
        timing("interval", probe.interval),
        timing("timeout", probe.timeout),
        Word::literal(format!("--health-retries={}", probe.failures)),
        timing("start-period", within),
        timing("start-interval", Duration::from_secs(1)),
    ];
    check
}

fn timing(name: &str, time: Duration) -> Word {
    Word::literal(format!("--health-{name}={}", duration(time)))
}

/// The command of a check, for the container's shell; `None` where the image is known to have no tool.
/// `http-check`, `https-check` and `tcp-check` are the script's: it looks for a tool in the image.
fn command(scope: &Scope<'_>, (name, probe): (&str, &Probe), check: &mut Check, notes: &mut Notes) -> Option<Word> {
    let path = scope.path(["health", name]);
    let needs_tool = !matches!(probe.handler, Handler::Exec(_));
    if needs_tool && probe.via == Some(Tool::None) {
        notes.weakened(path, "it is not checked, as the image has no tool for it: dependents wait only for the start");
        return None;
    }
    match &probe.handler {
        Handler::Http { path: request, port, scheme } => {
            if (probe.via, *scheme) == (Some(Tool::Bash), Scheme::Https) {
                notes.weakened(path, "it is not checked, as bash speaks no TLS: name another tool with `via=`");
                return None;
            }
            if probe.via == Some(Tool::GrpcHealthProbe) {
                notes.weakened(path, "it is not checked, as `grpc_health_probe` asks for no path: name another tool with `via=`");
                return None;
            }
            if probe.via.is_none() {
                notes.weakened(path, "it is checked with wget or curl where the image has one of them, else not at all");
            }
            Some(Word::literal(http(probe.via, *scheme, *port, request)))
        }
        Handler::Tcp(port) => Some(Word::literal(listens(probe.via, *port))),
        Handler::Grpc(port) if probe.via == Some(Tool::GrpcHealthProbe) => {
            Some(Word::literal(format!("grpc_health_probe -addr=127.0.0.1:{port}")))
        }
        Handler::Grpc(port) => {
            notes.weakened(path, "it is only checked whether the port listens, not what the gRPC health service answers");
            Some(Word::literal(listens(probe.via, *port)))
        }
        Handler::Exec(words) => {
            if let Some(script) = script(words) {
                return Some(Word::literal(script));
            }
            let words: Vec<String> = words.iter().map(|text| argument(scope, text, check, notes)).collect();
            Some(Word::literal(words.join(" ")))
        }
    }
}

fn http(via: Option<Tool>, scheme: Scheme, port: u16, request: &str) -> String {
    let protocol = match scheme {
        Scheme::Http => "http",
        Scheme::Https => "https",
    };
    let url = quote(&format!("{protocol}://127.0.0.1:{port}{request}"));
    match (via, scheme) {
        (Some(Tool::Wget), Scheme::Http) => format!("wget -q -O /dev/null {url}"),
        (Some(Tool::Wget), Scheme::Https) => format!("wget -q -O /dev/null --no-check-certificate {url}"),
        (Some(Tool::Curl), Scheme::Http) => format!("curl -fsS -o /dev/null {url}"),
        (Some(Tool::Curl), Scheme::Https) => format!("curl -fsSk -o /dev/null {url}"),
        (Some(Tool::Bash), _) => {
            let talk = r#"exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" "$1" >&3 && read -r _ code _ <&3 && [ "$code" -ge 200 ] && [ "$code" -lt 400 ]"#;
            format!("bash -c {} {port} {}", quote(talk), quote(request))
        }
        (Some(Tool::GrpcHealthProbe | Tool::None) | None, _) => format!("{protocol}-check {url}"),
    }
}

/// Whether something listens at the port, as the kernel's table of sockets says.
fn listens(via: Option<Tool>, port: u16) -> String {
    match via {
        Some(_) => format!("grep -qs ':{port:04X} [0-9A-F]*:0000 0A' /proc/net/tcp /proc/net/tcp6"),
        None => format!("tcp-check {port}"),
    }
}

/// The script of `sh -c SCRIPT`: the container's shell, which runs every check, runs it as well.
fn script(words: &[Text]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(Text::as_literal).collect::<Option<_>>()?;
    match words[..] {
        ["sh" | "/bin/sh", "-c", script] => Some(script.to_owned()),
        _ => None,
    }
}

/// An argument for the container's shell; what is not known when compiling comes by a variable.
fn argument(scope: &Scope<'_>, text: &Text, check: &mut Check, notes: &mut Notes) -> String {
    if let Some(literal) = text.as_literal() {
        return quote(literal);
    }
    let name = format!("HEALTH_ARGUMENT_{}", check.variables.len() + 1);
    let word = scope.word(text, &scope.path(["health"]), notes);
    check.variables.push((name.clone(), word));
    format!("\"${name}\"")
}
