//! Ports of the host, outside Kubernetes: which are published, and at which number.

use super::{
    draft::{Draft, Uses},
    references::Problem,
    report::{LANGUAGE, Report},
    scope::{Scope, Sort, Subject},
};
use crate::{
    checksum::checksum,
    diagnostic::{Code, Diagnostic, codes},
    plan::{Edge, Port, Profile, Published, Text, Transport, Workload},
};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers for ports that share theirs with another workload.
const FIRST: u16 = 20_000;
const COUNT: u32 = 10_000;

const LOOPBACK: &str = "127.0.0.1";

/// The port of the host for each port of each workload: as written, its own number where that is unique, else a stable one.
pub(super) fn host_ports<'a>(scope: &Scope<'a>) -> BTreeMap<(&'a str, usize), u16> {
    let mut owners: BTreeMap<(Transport, u16), BTreeSet<&str>> = BTreeMap::new();
    let running = || scope.subjects.values().filter(|subject| !subject.is_external());
    for subject in running() {
        for port in &subject.ports {
            owners.entry((port.transport, port.container)).or_default().insert(subject.name);
            if let Some(publish) = written(subject, port) {
                owners.entry((port.transport, publish)).or_default().insert(subject.name);
            }
        }
    }
    let mut numbers = BTreeMap::new();
    for subject in running() {
        for (index, port) in subject.ports.iter().enumerate() {
            let own = owners.get(&(port.transport, port.container)).is_some_and(|owners| owners.len() == 1);
            let number = written(subject, port)
                .unwrap_or_else(|| if own { port.container } else { stable(scope.app(), subject.name, port) });
            numbers.insert((subject.name, index), number);
        }
    }
    numbers
}

fn written(subject: &Subject<'_>, port: &Port) -> Option<u16> {
    subject.body.ports.get(&port.key).and_then(|written| written.publish).map(|publish| publish.0)
}

/// A number from a checksum of application, workload and port: the same on every machine.
fn stable(app: &str, workload: &str, port: &Port) -> u16 {
    let digest = checksum(format!("{app}/{workload}/{}", port.container).as_bytes());
    let start = digest.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or_default();
    FIRST + u16::try_from(start % COUNT).unwrap_or_default()
}

/// The address at which people reach a workload.
pub(super) fn public_url<'a>(draft: &mut Draft<'_, 'a>, subject: &Subject<'a>) -> Result<Text, Problem> {
    if draft.scope.request.target.publishes {
        let Some(port) = subject.first_port() else {
            return Err(missing(&codes::PORT_MISSING, subject, "it has no `port`", "add to it: port 8080"));
        };
        let index = subject.ports.iter().position(|other| other.key == port.key).unwrap_or_default();
        draft.uses.public.insert(subject.name);
        let number = draft.scope.host_ports.get(&(subject.name, index)).copied().unwrap_or(port.container);
        return Ok(Text::literal(format!("http://localhost:{number}")));
    }
    let layer = draft.scope.layer();
    let edge = layer.platform.as_ref().and_then(|platform| platform.edge.as_ref());
    let (key, host, tls, path) = match subject.body.routes.iter().next() {
        Some((key, route)) => (
            key.as_str(),
            super::routes::host(key, route),
            route.tls.as_ref(),
            route.path.as_ref().and_then(|path| path.paths.first()),
        ),
        None => match &layer.domain {
            Some(domain) => ("", Some(format!("{}.{}", subject.name, domain.as_str())), None, None),
            None => {
                let help = format!("add to it: route \"{}.example.com\"", subject.name);
                return Err(missing(&codes::UNKNOWN_NAME, subject, "it has no route", &help));
            }
        },
    };
    let path_of = subject.path.join("routes").join(key);
    let host = host.map(|host| draft.plain(&host, &path_of, "a host")).filter(|host| host != "*");
    let Some(host) = host else {
        return Err(missing(&codes::UNKNOWN_NAME, subject, "its route is for any host", "name a host in its route"));
    };
    let scheme = if super::routes::has_tls(tls, edge) { "https" } else { "http" };
    let path = path.map_or("", |path| path.as_str()).trim_end_matches('/');
    Ok(Text::literal(format!("{scheme}://{host}{path}")))
}

fn missing(code: &'static Code, subject: &Subject<'_>, why: &str, help: &str) -> Problem {
    Problem::Wrong { code, message: format!("`{}` has no public address: {why}", subject.name), help: help.to_owned() }
}

/// Publishes what has a route, `publish=` or `expose=`, and in development what nobody else reaches.
pub(super) fn publish(
    scope: &Scope<'_>,
    uses: &BTreeMap<&str, Uses<'_>>,
    edges: &[Edge],
    workloads: &mut [Workload],
    report: &mut Report<'_>,
) {
    if !scope.request.target.publishes {
        return;
    }
    let reached: BTreeSet<&str> = edges.iter().map(|edge| edge.to.as_str()).collect();
    let public: BTreeSet<&str> = uses.values().flat_map(|uses| uses.public.iter().copied()).collect();
    let mut taken: BTreeMap<(Transport, u16), (String, String)> = BTreeMap::new();
    for workload in workloads.iter_mut() {
        let Some(subject) = scope.subjects.get(workload.name.as_str()) else { continue };
        let first = subject.first_port().map(|port| port.key.clone());
        let unreached = scope.profile() == Profile::Development
            && matches!(subject.sort, Sort::Service | Sort::Stateful | Sort::Daemon)
            && !reached.contains(subject.name);
        let routed: BTreeSet<&str> = workload.routes.iter().map(|route| route.port.as_str()).collect();
        for (index, port) in workload.ports.iter_mut().enumerate() {
            let stated = written(subject, port).is_some() || port.expose.is_some();
            let wanted = public.contains(subject.name) && first.as_ref() == Some(&port.key);
            let open = unreached && port.service.is_some();
            if !(stated || wanted || open || routed.contains(port.name.as_str())) {
                continue;
            }
            let number = scope.host_ports.get(&(subject.name, index)).copied().unwrap_or(port.container);
            port.published = Some(published(subject, port, number, report));
            let here = (subject.name.to_owned(), port.key.clone());
            if let Some(other) = taken.insert((port.transport, number), here) {
                collision(scope, number, (&other.0, &other.1), (subject.name, &port.key), report);
            }
        }
        several(subject, workload, report);
    }
}

/// Where a port is published, with what was filled in.
fn published(subject: &Subject<'_>, port: &Port, number: u16, report: &mut Report<'_>) -> Published {
    let path = subject.path.join("ports").join(&port.key);
    if written(subject, port).is_none() {
        let own = number == port.container;
        let why = if own { "its own number is unique" } else { "a stable number, as its own is not unique" };
        report.infer(path.join("publish"), number.to_string(), LANGUAGE, why);
    }
    let address = subject
        .body
        .ports
        .get(&port.key)
        .and_then(|port| port.host_ip.as_ref())
        .map(|address| address.as_str().to_owned())
        .unwrap_or_else(|| {
            report.infer(path.join("host-ip"), LOOPBACK, "loopback-bind", "Docker opens ports past the host's firewall");
            LOOPBACK.to_owned()
        });
    let http = port.application == Some("http") || (port.transport == Transport::Tcp && port.name == "http");
    Published { address, port: number, http }
}

fn collision(scope: &Scope<'_>, number: u16, one: (&str, &str), other: (&str, &str), report: &mut Report<'_>) {
    let path = |(name, key): (&str, &str)| scope.subjects.get(name).map(|subject| subject.path.join("ports").join(key));
    let place = |at: (&str, &str), report: &Report<'_>| path(at).and_then(|path| report.name(&path));
    let message = format!("`{}` and `{}` are both published at port {number} of the host", one.0, other.0);
    let diagnostic = Diagnostic::error(&codes::PUBLISHED_TWICE, message)
        .at_known(place(other, report), format!("of `{}`", other.0))
        .at_known(place(one, report), format!("of `{}`", one.0))
        .help("give one of them another: `publish=8081`");
    report.push(diagnostic);
}

/// Reports a published port that several replicas would share.
fn several(subject: &Subject<'_>, workload: &Workload, report: &mut Report<'_>) {
    let replicas = workload.replicas.least();
    let published = workload.ports.iter().find_map(|port| port.published.as_ref().map(|published| (port, published.port)));
    let Some((port, number)) = published.filter(|_| replicas > 1) else { return };
    let message = format!("`{}` is published at {number}, and {replicas} of it cannot share one port of the host", subject.name);
    let why = if workload.routes.is_empty() { "published here" } else { "its route is published here" };
    let diagnostic = Diagnostic::error(&codes::PUBLISHED_REPLICAS, message)
        .at_known(report.place(&subject.path.join("scale")), "")
        .at_known(report.name(&subject.path.join("ports").join(&port.key)), why)
        .help(format!(
            "run one of it in each environment that publishes it, in its overlay: service \"{}\" {{ scale 1; }}",
            subject.name
        ));
    report.push(diagnostic);
}
