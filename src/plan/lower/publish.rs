//! Ports of the host, outside Kubernetes: which are published, and at which number.

use super::{
    draft::{Draft, Uses},
    front,
    references::Problem,
    report::{LANGUAGE, Report},
    scope::{Scope, Sort, Subject},
};
use crate::{
    checksum::checksum,
    diagnostic::{Code, Diagnostic, codes},
    path::FieldPath,
    plan::{Edge, Port, Profile, Published, Text, Transport, Workload},
};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers for ports that share theirs with another workload.
const FIRST: u16 = 20_000;
const LAST: u16 = 29_999;

const LOOPBACK: &str = "127.0.0.1";
/// Every address of the host.
const ANY: [&str; 2] = ["0.0.0.0", "::"];

/// Numbers the ports of the host: for each port of each workload as written, else its own number where that is unique, else a
/// stable one; for the proxy as written, else its usual one. What nobody wrote moves on where another has its number. What has
/// the network of the host has its own numbers there.
pub(super) fn number(scope: &mut Scope<'_>) {
    let mut owners: BTreeMap<(Transport, u16), BTreeSet<&str>> = BTreeMap::new();
    let for_front = scope.front.as_ref().and_then(|_| front::written_port(scope));
    let mut taken: BTreeSet<(Transport, u16)> = for_front.map(|port| (Transport::Tcp, port)).into_iter().collect();
    let running = || scope.subjects.values().filter(|subject| !subject.is_external());
    let ports =
        || running().flat_map(|subject| subject.ports.iter().enumerate().map(move |(index, port)| (subject, index, port)));
    for (subject, _, port) in ports() {
        owners.entry((port.transport, port.container)).or_default().insert(subject.name);
        if let Some(fixed) = fixed(subject, port) {
            owners.entry((port.transport, fixed)).or_default().insert(subject.name);
            taken.insert((port.transport, fixed));
        }
    }
    let of_front = scope.front.as_ref().map(|front| match for_front {
        Some(written) => written,
        None => free(&mut taken, Transport::Tcp, front.number..=u16::MAX),
    });
    let mut numbers = BTreeMap::new();
    for (subject, index, port) in ports() {
        let own = owners.get(&(port.transport, port.container)).is_some_and(|owners| owners.len() == 1);
        match fixed(subject, port) {
            Some(fixed) => _ = numbers.insert((subject.name, index), fixed),
            None if own && taken.insert((port.transport, port.container)) => {
                numbers.insert((subject.name, index), port.container);
            }
            None => {}
        }
    }
    for (subject, index, port) in ports() {
        numbers.entry((subject.name, index)).or_insert_with(|| {
            let first = stable(scope.app(), subject.name, port);
            free(&mut taken, port.transport, (first..=LAST).chain(FIRST..first))
        });
    }
    scope.host_ports = numbers;
    if let (Some(front), Some(number)) = (&mut scope.front, of_front) {
        front.number = number;
    }
}

/// The first of these numbers that is free, which it then no longer is; where none is, the first.
fn free(taken: &mut BTreeSet<(Transport, u16)>, transport: Transport, mut numbers: impl Iterator<Item = u16> + Clone) -> u16 {
    let first = numbers.clone().next().unwrap_or(FIRST);
    numbers.find(|number| taken.insert((transport, *number))).unwrap_or(first)
}

/// The number that a port has whatever others have.
fn fixed(subject: &Subject<'_>, port: &Port) -> Option<u16> {
    if subject.is_on_host() { Some(port.container) } else { written(subject, port) }
}

fn written(subject: &Subject<'_>, port: &Port) -> Option<u16> {
    subject.body.ports.get(&port.key).and_then(|written| written.publish).map(|publish| publish.0)
}

/// A number from a checksum of application, workload and port: the same on every machine.
fn stable(app: &str, workload: &str, port: &Port) -> u16 {
    let digest = checksum(format!("{app}/{workload}/{}", port.container).as_bytes());
    let start = digest.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or_default();
    FIRST + u16::try_from(start % u32::from(LAST - FIRST + 1)).unwrap_or_default()
}

/// The address at which people reach a workload.
pub(super) fn public_url<'a>(draft: &mut Draft<'_, 'a>, subject: &Subject<'a>) -> Result<Text, Problem> {
    let front = draft.scope.front.as_ref().filter(|front| front.is_before(subject.name));
    if draft.scope.request.target.publishes && front.is_none() {
        let Some(port) = subject.first_port() else {
            if subject.has_wrong_port {
                return Err(Problem::Silent);
            }
            return Err(missing(&codes::PORT_MISSING, subject, "it has no `port`", "add to it: port 8080"));
        };
        let index = subject.ports.iter().position(|other| other.key == port.key).unwrap_or_default();
        draft.uses.public.insert(subject.name);
        let number = draft.scope.host_ports.get(&(subject.name, index)).copied().unwrap_or(port.container);
        return Ok(Text::literal(format!("http://localhost:{number}")));
    }
    let layer = draft.scope.layer();
    let edge = layer.platform.as_ref().and_then(|platform| platform.edge.as_ref());
    let for_any = |key: &str, route| super::routes::host(key, route).is_some_and(|host| host.starts_with('*'));
    let routes = &subject.body.routes;
    let (key, host, tls, path) = match routes.iter().find(|(key, route)| !for_any(key, route)).or_else(|| routes.first()) {
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
    let path = path.map_or("", |path| path.as_str()).trim_end_matches('/');
    let host = host.map(|host| draft.plain(&host, &path_of, "a host"));
    let origin = match (host.as_deref(), front) {
        (Some("*"), Some(front)) => front.origin(None),
        (Some(host), _) if host.starts_with('*') => {
            return Err(missing(&codes::UNKNOWN_NAME, subject, "its route is for any host", "name a host in its route"));
        }
        (Some(host), Some(front)) => front.origin(Some(host)),
        (Some(host), None) if super::routes::has_tls(tls, edge) => format!("https://{host}"),
        (Some(host), None) => format!("http://{host}"),
        (None, _) => return Err(Problem::Silent),
    };
    Ok(Text::literal(format!("{origin}{path}")))
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
    let mut doors = Doors::default();
    for workload in workloads.iter_mut() {
        let Some(subject) = scope.subjects.get(workload.name.as_str()) else {
            workload.ports.iter().for_each(|port| doors.open(&workload.name, workload.path.join("publish"), port, report));
            continue;
        };
        let first = subject.first_port().map(|port| port.key.clone());
        let unreached = scope.profile() == Profile::Development
            && matches!(subject.sort, Sort::Service | Sort::Stateful | Sort::Daemon)
            && !reached.contains(subject.name);
        let behind = scope.front.as_ref().is_some_and(|front| front.is_before(subject.name));
        let routed: BTreeSet<&str> = workload.routes.iter().filter(|_| !behind).map(|route| route.port.as_str()).collect();
        for (index, port) in workload.ports.iter_mut().enumerate() {
            let stated = written(subject, port).is_some() || port.expose.is_some();
            let wanted = public.contains(subject.name) && first.as_ref() == Some(&port.key);
            let open = unreached && port.service.is_some();
            if !(stated || wanted || open || routed.contains(port.name.as_str())) {
                continue;
            }
            let number = scope.host_ports.get(&(subject.name, index)).copied().unwrap_or(port.container);
            port.published = Some(published(subject, port, number, report));
            doors.open(subject.name, subject.path.join("ports").join(&port.key), port, report);
        }
        several(scope, subject, workload, report);
    }
}

/// Where a port is published, with what was filled in.
fn published(subject: &Subject<'_>, port: &Port, number: u16, report: &mut Report<'_>) -> Published {
    let path = subject.path.join("ports").join(&port.key);
    if written(subject, port).is_none() {
        let own = number == port.container;
        let why = match own {
            _ if subject.is_on_host() => "it has the network of the host",
            true => "its own number is unique",
            false => "a stable number, as its own is not unique",
        };
        report.infer(path.join("publish"), number.to_string(), LANGUAGE, why);
    }
    let written = subject.body.ports.get(&port.key).and_then(|port| port.host_ip.as_ref());
    let address = address(written.map(|address| address.as_str()), &path, report);
    let http = port.application == Some("http") || (port.transport == Transport::Tcp && port.name == "http");
    Published { address, port: number, http }
}

/// The host's address of a published port; this machine alone where none is written.
pub(super) fn address(written: Option<&str>, path: &FieldPath, report: &mut Report<'_>) -> String {
    written.map_or_else(
        || {
            report.infer(path.join("host-ip"), LOOPBACK, "loopback-bind", "Docker opens ports past the host's firewall");
            LOOPBACK.to_owned()
        },
        str::to_owned,
    )
}

/// The ports of the host that are taken.
#[derive(Default)]
struct Doors {
    taken: BTreeMap<(Transport, u16), Vec<Door>>,
}

/// One of them: at which address, by whom, and where that is written.
struct Door {
    address: String,
    name: String,
    path: FieldPath,
}

impl Doors {
    /// Takes a published port; reports another that has it at the same address.
    fn open(&mut self, name: &str, path: FieldPath, port: &Port, report: &mut Report<'_>) {
        let Some(Published { address, port: number, http: _ }) = &port.published else { return };
        let others = self.taken.entry((port.transport, *number)).or_default();
        let meets = |other: &str| other == address || [other, address].iter().any(|one| ANY.contains(one));
        if let Some(other) = others.iter().find(|other| meets(&other.address)) {
            let message = format!("`{}` and `{name}` are both published at port {number} of the host", other.name);
            let diagnostic = Diagnostic::error(&codes::PUBLISHED_TWICE, message)
                .at_known(report.name(&path), format!("of `{name}`"))
                .at_known(report.name(&other.path), format!("of `{}`", other.name))
                .help("give one of them another: `publish=8081`");
            report.push(diagnostic);
        }
        others.push(Door { address: address.clone(), name: name.to_owned(), path });
    }
}

/// Reports a published port that several replicas would share.
fn several(scope: &Scope<'_>, subject: &Subject<'_>, workload: &Workload, report: &mut Report<'_>) {
    let replicas = workload.replicas.least();
    let published = workload.ports.iter().find_map(|port| port.published.as_ref().map(|published| (port, published.port)));
    let Some((port, number)) = published.filter(|_| replicas > 1) else { return };
    let message = format!("`{}` is published at {number}, and {replicas} of it cannot share one port of the host", subject.name);
    let is_routed = workload.routes.iter().any(|route| route.port == port.name);
    let why = if is_routed { "its route is published here" } else { "published here" };
    let diagnostic = Diagnostic::error(&codes::PUBLISHED_REPLICAS, message)
        .at_known(report.place(&subject.path.join("scale")), "")
        .at_known(report.name(&subject.path.join("ports").join(&port.key)), why)
        .help(format!(
            "run one of it in each environment that publishes it, in its overlay: {} \"{}\" {{ scale 1; }}",
            subject.sort.word(),
            subject.name
        ));
    let by_hand = written(subject, port).is_some();
    report.push(match by_hand && scope.request.target.fronts && is_routed {
        true => diagnostic.help("or leave `publish=` away: a proxy then stands before its routes"),
        false => diagnostic,
    });
}
