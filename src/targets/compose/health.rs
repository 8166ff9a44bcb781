//! Probes as Compose's one health check, in exec form: many images have no shell.

use super::{
    amount,
    file::{Asked, HealthCheck},
    word::{Scope, Word},
};
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{Handler, Piece, Probe, Scheme, Tool, Workload},
};
use std::time::Duration;

/// What a request of bash's is, given port and path.
const TALK: &str = r#"exec 3<>"/dev/tcp/127.0.0.1/$0" && printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3 && read -r _ code _ <&3 && [ "$code" -ge 200 ] && [ "$code" -lt 400 ]"#;

/// The time between two checks while a container starts: what depends on it, and `up --wait`, go on as soon as it is there.
const WHILE_IT_STARTS: Duration = Duration::from_secs(1);

/// The health check of a workload.
pub(super) fn check(scope: &Scope<'_>, workload: &Workload, notes: &mut Notes) -> Option<HealthCheck> {
    let health = &workload.container.health;
    let Some((name, probe)) = health.only() else { return health.none.then_some(HealthCheck::Off { disable: true }) };
    let path = workload.field("health").join(name);
    let mut test = vec![Word::literal("CMD")];
    test.extend(command(scope, probe, path, notes)?);
    let start = health.start.as_ref();
    Some(HealthCheck::Asked(Asked {
        test,
        interval: amount::time(probe.interval),
        timeout: amount::time(probe.timeout),
        retries: probe.failures,
        start_period: start.map(|start| amount::time(start.within)),
        start_interval: start.map(|_| amount::time(WHILE_IT_STARTS)),
    }))
}

/// Whether a workload has a health check that others can wait for.
pub(super) fn is_checked(workload: &Workload) -> bool {
    workload.container.health.only().is_some_and(|(_, probe)| can_ask(probe))
}

/// Whether it can be asked: the command is known, or a tool of the image.
fn can_ask(probe: &Probe) -> bool {
    match (&probe.handler, probe.via) {
        (Handler::Exec(words), _) => words.iter().flat_map(|text| &text.pieces).all(|piece| !matches!(piece, Piece::Field(_))),
        (_, None | Some(Tool::None)) => false,
        (Handler::Http { scheme: Scheme::Https, .. }, Some(Tool::Bash)) => false,
        (Handler::Http { .. }, Some(Tool::GrpcHealthProbe)) => false,
        (Handler::Http { .. } | Handler::Tcp(_) | Handler::Grpc(_), Some(_)) => true,
    }
}

/// The command that asks; `None` where there is none.
fn command(scope: &Scope<'_>, probe: &Probe, path: FieldPath, notes: &mut Notes) -> Option<Vec<Word>> {
    if !can_ask(probe) {
        notes.weakened(path, unasked(probe));
        return None;
    }
    let literal = |words: Vec<String>| Some(words.iter().map(Word::literal).collect());
    match &probe.handler {
        Handler::Exec(words) => scope.words(words).ok(),
        Handler::Http { path: request, port, scheme } => literal(http(probe.via?, *scheme, *port, request)),
        Handler::Tcp(port) => literal(listens(probe.via?, *port)),
        Handler::Grpc(port) if probe.via == Some(Tool::GrpcHealthProbe) => {
            literal(vec!["grpc_health_probe".into(), format!("-addr=127.0.0.1:{port}")])
        }
        Handler::Grpc(port) => {
            notes.weakened(path, "it is only checked whether the port listens, not what the gRPC health service answers");
            literal(listens(probe.via?, *port))
        }
    }
}

fn unasked(probe: &Probe) -> &'static str {
    if let Handler::Exec(_) = probe.handler {
        return "it is not checked, as its command holds what is only known where the container runs";
    }
    match probe.via {
        Some(Tool::Bash) => {
            "it is not checked, as bash speaks no TLS: name another tool of the image with `via=`, or check with `exec`"
        }
        Some(Tool::GrpcHealthProbe) => {
            "it is not checked, as `grpc_health_probe` asks for no path: name another tool with `via=`"
        }
        Some(Tool::None) => "it is not checked, as the image has no tool for it: dependents wait only for its start",
        Some(Tool::Wget | Tool::Curl) | None => {
            "it is not checked, and dependents wait only for its start: say which tool the image has with `via=\"wget\"`, \"curl\" or \"bash\""
        }
    }
}

fn http(tool: Tool, scheme: Scheme, port: u16, path: &str) -> Vec<String> {
    let protocol = match scheme {
        Scheme::Http => "http",
        Scheme::Https => "https",
    };
    let url = format!("{protocol}://127.0.0.1:{port}{path}");
    let words: &[&str] = match (tool, scheme) {
        (Tool::Wget, Scheme::Http) => &["wget", "-q", "-O", "/dev/null", &url],
        (Tool::Wget, Scheme::Https) => &["wget", "-q", "-O", "/dev/null", "--no-check-certificate", &url],
        (Tool::Curl, Scheme::Http) => &["curl", "-fsS", "-o", "/dev/null", &url],
        (Tool::Curl, Scheme::Https) => &["curl", "-fsSk", "-o", "/dev/null", &url],
        (Tool::Bash | Tool::GrpcHealthProbe | Tool::None, _) => &["bash", "-c", TALK, &port.to_string(), path],
    };
    words.iter().map(ToString::to_string).collect()
}

/// Whether something listens at the port; without bash, as the kernel's table of sockets says.
fn listens(tool: Tool, port: u16) -> Vec<String> {
    let words: &[&str] = match tool {
        Tool::Bash => &["bash", "-c", &format!("exec 3<>/dev/tcp/127.0.0.1/{port}")],
        Tool::Wget | Tool::Curl | Tool::GrpcHealthProbe | Tool::None => {
            &["grep", "-qs", &format!(":{port:04X} [0-9A-F]*:0000 0A"), "/proc/net/tcp", "/proc/net/tcp6"]
        }
    };
    words.iter().map(ToString::to_string).collect()
}
