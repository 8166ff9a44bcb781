//! Probes in words.

use super::{Because, Fact, List, words};
use crate::{
    path::FieldPath,
    plan::{Handler, Health, Probe, Start},
};

/// The probes of a container.
pub(super) fn health(list: &mut List, path: &FieldPath, Health { start, ready, live, none }: &Health) {
    let path = path.join("health");
    list.flag("no health check, nor the image's own", path.clone(), *none);
    if let Some(Start { probe, within }) = start {
        let within = Fact::new("time to start", path.join("start").join("within"), words::time(*within));
        list.add(self::probe("start", &path, probe, Some(within)));
    }
    list.0.extend(ready.as_ref().map(|ready| self::probe("ready", &path, ready, None)));
    list.0.extend(live.as_ref().map(|live| self::probe("live", &path, live, None)));
}

fn probe(word: &str, health: &FieldPath, probe: &Probe, within: Option<Fact>) -> Fact {
    let Probe { handler, interval, timeout, failures, successes, via } = probe;
    let path = health.join(word);
    let name = |what: &str| format!("probe {word}: {what}");
    let mut parts = List::default();
    let shared = ["http", "tcp", "grpc", "exec", "port", "scheme"].map(|field| Because::Field(health.join(field)));
    parts.add(Fact::new(format!("probe {word}"), path.clone(), asked(handler)).because(shared.clone()));
    parts.add(Fact::new(name("interval"), path.join("interval"), words::time(*interval)));
    parts.add(Fact::new(name("timeout"), path.join("timeout"), words::time(*timeout)));
    parts.add(Fact::new(name("failures"), path.join("failures"), failures.to_string()));
    parts.add(Fact::new(name("successes"), path.join("successes"), successes.to_string()));
    parts.maybe(&name("tool"), path.join("via"), via.map(words::word));
    parts.0.extend(within);
    Fact::parts(format!("probe {word}"), path, asked(handler), parts.0).because(shared)
}

fn asked(handler: &Handler) -> String {
    match handler {
        Handler::Http { path, port, scheme } => format!("{} GET {path} at {port}", words::word(scheme).to_uppercase()),
        Handler::Tcp(port) => format!("TCP at {port}"),
        Handler::Grpc(port) => format!("gRPC at {port}"),
        Handler::Exec(command) => words::command(command),
    }
}
