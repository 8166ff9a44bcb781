//! Probes: what they ask, and every timing.

use super::{
    draft::Draft,
    ports,
    report::LANGUAGE,
    scope::{Sort, Subject},
    time,
};
use crate::{
    diagnostic::codes,
    manifest::{self, PortReference},
    path::FieldPath,
    plan::{Handler, Health, Probe, Scheme, Start},
};
use std::time::Duration;

/// The time that starting may take.
const START_WITHIN: Duration = Duration::from_secs(5 * 60);

/// A kind of probe, and how patient it is by default.
struct Patience {
    field: &'static str,
    interval: u64,
    timeout: u64,
    failures: u32,
    rule: &'static str,
    why: &'static str,
}

const START: Patience =
    Patience { field: "start", interval: 5, timeout: 2, failures: 60, rule: "startup-budget", why: "a slow start is no failure" };
const READY: Patience = Patience {
    field: "ready",
    interval: 5,
    timeout: 2,
    failures: 3,
    rule: "probe-sane-timings",
    why: "requests go elsewhere soon",
};
const LIVE: Patience = Patience {
    field: "live",
    interval: 10,
    timeout: 2,
    failures: 6,
    rule: "probe-sane-timings",
    why: "a restart is the last resort",
};

/// Whether a readiness check is written.
pub(super) fn has_ready_check(health: Option<&manifest::Health>) -> bool {
    let handler = |health: &manifest::Health| {
        health.ready.as_ref().and_then(|ready| ready.handler.clone()).or(health.shared.handler.clone())
    };
    health.and_then(handler).is_some_and(|handler| handler != manifest::Handler::None {})
}

/// The probes of a workload.
pub(super) fn health(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Health {
    let Some(written) = subject.body.health.as_ref().filter(|_| subject.sort.is_long_running()) else { return Health::default() };
    let probes = Probes { written, subject, path: subject.path.join("health") };
    misplaced(draft, &probes);
    let ready = probes.probe(draft, &READY, written.ready.as_ref(), None);
    let live = live(draft, &probes, ready.as_ref());
    let start = start(draft, &probes, ready.as_ref().or(live.as_ref()));
    let refused = [Some(&written.shared), written.ready.as_ref()].into_iter().flatten();
    let none = refused.filter_map(|probe| probe.handler.as_ref()).any(|handler| *handler == manifest::Handler::None {});
    Health { none: none && [&ready, &live].iter().all(|probe| probe.is_none()) && start.is_none(), start, ready, live }
}

fn live(draft: &mut Draft<'_, '_>, probes: &Probes<'_, '_>, ready: Option<&Probe>) -> Option<Probe> {
    let written = probes.written.live.as_ref();
    if written.is_some() {
        let mut live = probes.probe(draft, &LIVE, written, None)?;
        let stated = written.is_some_and(|live| live.failures.is_some() || live.interval.is_some());
        if let Some(ready) = ready.filter(|ready| ready.handler == live.handler && patience(ready) >= patience(&live) && !stated)
        {
            live.failures = ready.failures.saturating_mul(2);
            let path = probes.path.join("live").join("failures");
            draft.report.infer(
                path,
                live.failures.to_string(),
                "liveness-differs",
                "the same check, more patient than readiness",
            );
        }
        return Some(live);
    }
    let port = match &ready?.handler {
        Handler::Http { port, .. } | Handler::Tcp(port) | Handler::Grpc(port) => Some(*port),
        Handler::Exec(_) => probes.subject.tcp_port(None).map(|port| port.container),
    }?;
    let path = probes.path.join("live");
    draft.report.infer(path, format!("tcp={port}"), "liveness-differs", "patient, and blind to what it depends on");
    probes.probe(draft, &LIVE, None, Some(Handler::Tcp(port)))
}

fn patience(probe: &Probe) -> Duration {
    probe.interval.saturating_mul(probe.failures)
}

fn start(draft: &mut Draft<'_, '_>, probes: &Probes<'_, '_>, other: Option<&Probe>) -> Option<Start> {
    let written = probes.written.start.as_ref();
    let own = written.and_then(|start| start.handler.as_ref());
    if matches!(own, Some(manifest::Handler::None {})) {
        return None;
    }
    let mut probe = if own.is_some() {
        probes.probe(draft, &START, written, None)?
    } else {
        let handler = other?.handler.clone();
        let path = probes.path.join("start");
        draft.report.infer(path, "the readiness check", "startup-budget", "a slow start is no failure");
        let mut probe = probes.probe(draft, &START, written, Some(handler))?;
        probe.via = probe.via.or(other?.via);
        probe
    };
    let within = written.and_then(|start| start.within.as_ref()).or(probes.written.shared.within.as_ref());
    let within = within.and_then(time::parse).unwrap_or_else(|| {
        draft.report.infer(probes.path.join("start").join("within"), "5m", "startup-budget", "long enough for most");
        START_WITHIN
    });
    if written.and_then(|start| start.failures).is_none() {
        let checks = within.as_millis().div_ceil(probe.interval.as_millis().max(1));
        probe.failures = u32::try_from(checks).unwrap_or(u32::MAX).max(1);
    }
    probe.successes = 1;
    Some(Start { probe, within })
}

/// Reports what belongs to another probe.
fn misplaced(draft: &mut Draft<'_, '_>, probes: &Probes<'_, '_>) {
    let written = probes.written;
    for (name, probe) in [("ready", &written.ready), ("live", &written.live)] {
        if probe.as_ref().is_some_and(|probe| probe.within.is_some()) {
            let path = probes.path.join(name).join("within");
            let help = "write `within=` on `health` or on its `start`";
            draft.report.error(&codes::PROBE, &path, format!("`within` is the time to start, and `{name}` has none"), help);
        }
    }
    for (name, probe) in [("start", &written.start), ("live", &written.live)] {
        if probe.as_ref().and_then(|probe| probe.successes).is_some_and(|successes| successes != 1) {
            let path = probes.path.join(name).join("successes");
            let help = "leave `successes` out; `ready` alone may ask for several";
            draft.report.error(&codes::PROBE, &path, format!("one success is enough for `{name}`"), help);
        }
    }
}

struct Probes<'s, 'a> {
    written: &'s manifest::Health,
    subject: &'s Subject<'a>,
    path: FieldPath,
}

impl Probes<'_, '_> {
    /// One probe: its own words, else those that the probes share, else the default.
    fn probe(
        &self,
        draft: &mut Draft<'_, '_>,
        patience: &Patience,
        own: Option<&manifest::Probe>,
        handler: Option<Handler>,
    ) -> Option<Probe> {
        let shared = &self.written.shared;
        let path = self.path.join(patience.field);
        let handler = match handler {
            Some(handler) => handler,
            None => self.handler(draft, own, &path)?,
        };
        let timing = |field: fn(&manifest::Probe) -> Option<&manifest::Duration>| {
            own.and_then(field).or_else(|| field(shared)).and_then(time::parse)
        };
        let seconds = Duration::from_secs;
        let interval = timing(|probe| probe.interval.as_ref());
        let timeout = timing(|probe| probe.timeout.as_ref());
        let failures = own.and_then(|probe| probe.failures).or(shared.failures);
        let mut infer = |field: &str, value: String| draft.report.infer(path.join(field), value, patience.rule, patience.why);
        if interval.is_none() {
            infer("interval", format!("{}s", patience.interval));
        }
        if timeout.is_none() {
            infer("timeout", format!("{}s", patience.timeout));
        }
        if failures.is_none() && patience.field != START.field {
            infer("failures", patience.failures.to_string());
        }
        let successes = own.and_then(|probe| probe.successes).or(shared.successes).filter(|_| patience.field == READY.field);
        Some(Probe {
            handler,
            interval: interval.unwrap_or(seconds(patience.interval)),
            timeout: timeout.unwrap_or(seconds(patience.timeout)),
            failures: failures.unwrap_or(patience.failures),
            successes: successes.unwrap_or(1),
            via: own.and_then(|probe| probe.via).or(shared.via),
        })
    }

    fn handler(&self, draft: &mut Draft<'_, '_>, own: Option<&manifest::Probe>, path: &FieldPath) -> Option<Handler> {
        let shared = &self.written.shared;
        let own_handler = own.and_then(|probe| probe.handler.as_ref());
        let (handler, path) = match own_handler {
            Some(handler) => (handler, path.clone()),
            None => (shared.handler.as_ref()?, self.path.clone()),
        };
        match handler {
            manifest::Handler::None {} => None,
            manifest::Handler::Exec(words) => Some(Handler::Exec(draft.words(words, &path.join("exec")))),
            manifest::Handler::Tcp(port) => self.declared(draft, port, &path.join("tcp")).map(Handler::Tcp),
            manifest::Handler::Grpc(port) => self.declared(draft, port, &path.join("grpc")).map(Handler::Grpc),
            manifest::Handler::Http(http) => {
                let stated = own.and_then(|probe| probe.port.as_ref()).or(shared.port.as_ref());
                let port = match stated {
                    Some(port) => self.declared(draft, port, &path.join("port"))?,
                    None => self.first(draft, &path)?,
                };
                let scheme = own.and_then(|probe| probe.scheme).or(shared.scheme).unwrap_or(Scheme::Http);
                Some(Handler::Http { path: http.as_str().to_owned(), port, scheme })
            }
        }
    }

    /// The port; where the workload does not declare it, which is reported, another stands in, so that its check is not missed.
    fn declared(&self, draft: &mut Draft<'_, '_>, port: &PortReference, path: &FieldPath) -> Option<u16> {
        let found = self.subject.tcp_port(Some(port)).map(|port| port.container);
        if found.is_some() {
            return found;
        }
        let cure = |number| format!("port {number} service=#false");
        ports::unknown(draft, self.subject, (port, path), "which its health check asks", cure);
        self.subject.tcp_port(None).map(|port| port.container)
    }

    fn first(&self, draft: &mut Draft<'_, '_>, path: &FieldPath) -> Option<u16> {
        let Some(port) = self.subject.tcp_port(None) else {
            let name = self.subject.name;
            if self.subject.has_wrong_port {
                return None;
            }
            let message = format!("`{name}` has no port that its health check could ask");
            draft.report.error(&codes::PORT_MISSING, path, message, format!("add to `{name}`: port 8080"));
            return None;
        };
        if self.subject.ports.len() > 1 && self.subject.sort != Sort::Backing {
            draft.report.infer(self.path.join("port"), port.container.to_string(), LANGUAGE, "the first port");
        }
        Some(port.container)
    }
}
