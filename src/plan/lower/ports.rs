//! Where a workload listens: names, numbers, and what they speak.

use super::{
    draft::Draft,
    report::{LANGUAGE, Report},
    scope::Subject,
};
use crate::{
    diagnostic::{Diagnostic, codes, nearest},
    manifest::{self, PortReference, Protocol, ServicePort, Workload},
    path::FieldPath,
    plan::{self, Expose, Port, Transport},
};
use std::collections::BTreeMap;

/// The ports of a workload, in the order of the manifest. `main` is the one whose name a catalogue's type gives.
pub(super) fn ports(body: &Workload, path: &FieldPath, main: Option<(u16, &str)>, report: &mut Report<'_>) -> Vec<Port> {
    let base = path.join("ports");
    let mut seen: BTreeMap<(Transport, u16), &str> = BTreeMap::new();
    let mut ports: Vec<Port> = Vec::with_capacity(body.ports.len());
    for (key, written) in &body.ports {
        let port = port((key, written), body.ports.len(), (&base, main), report);
        match seen.insert((port.transport, port.container), key) {
            Some(other) => twice(port.container, (key, other), &base, report),
            None => {
                if let Some(other) = ports.iter().find(|other| other.name == port.name) {
                    namesakes(&port, (key, &other.key), &base, report);
                }
                ports.push(port);
            }
        }
    }
    let http: Vec<u16> = asked(body, &ports).map(|port| port.container).collect();
    for port in ports.iter_mut().filter(|port| port.transport == Transport::Tcp && http.contains(&port.container)) {
        port.application.get_or_insert("http");
    }
    ports
}

/// The port of TCP that is meant: that of this number or name; where none is named, the first that others may reach, else the first.
pub(super) fn meant<'p>(ports: &'p [Port], meant: Option<&PortReference>) -> Option<&'p Port> {
    let mut tcp = ports.iter().filter(|port| port.transport == Transport::Tcp);
    match meant {
        Some(PortReference::Number(number)) => tcp.find(|port| port.container == number.0),
        Some(PortReference::Name(name)) => tcp.find(|port| port.name == name.as_str() || port.key == name.as_str()),
        None => tcp.clone().find(|port| port.service.is_some()).or_else(|| tcp.next()),
    }
}

/// Reports a port that a workload does not have, unless one is written that could not be read; `whose` says who names it, and `cure` declares one of that number.
pub(super) fn unknown(
    draft: &mut Draft<'_, '_>,
    subject: &Subject<'_>,
    (named, path): (&PortReference, &FieldPath),
    whose: &str,
    cure: impl FnOnce(u16) -> String,
) {
    if subject.has_wrong_port {
        return;
    }
    let owner = subject.name;
    let name = match named {
        PortReference::Number(number) => {
            let message = format!("`{owner}` has no port {named}, {whose}");
            return draft.report.error(&codes::UNKNOWN_PORT, path, message, format!("add to `{owner}`: {}", cure(number.0)));
        }
        PortReference::Name(name) => name.as_str(),
    };
    let names: Vec<&str> =
        subject.ports.iter().filter(|port| port.transport == Transport::Tcp).map(|port| port.name.as_str()).collect();
    let place = draft.report.place(path);
    let message = format!("`{owner}` has no port `{name}`, {whose}");
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_PORT, message).at_known(place, "");
    match (nearest(name, names.iter().copied()), names.is_empty()) {
        (Some(meant), _) => draft.report.slip(diagnostic, place, name, meant),
        (None, false) => draft.report.push(diagnostic.help(format!("its ports of TCP are `{}`", names.join("`, `")))),
        (None, true) => draft.report.push(diagnostic.help(format!("add to `{owner}`: port \"{name}\" 8080"))),
    }
}

/// The ports that routes and HTTP checks ask.
fn asked<'p>(body: &'p Workload, ports: &'p [Port]) -> impl Iterator<Item = &'p Port> {
    let routes = body.routes.values().map(|route| route.port.as_ref());
    let checks = body.health.iter().flat_map(|health| {
        let shared = health.shared.port.as_ref();
        let probes = [Some(&health.shared), health.start.as_ref(), health.ready.as_ref(), health.live.as_ref()];
        let http = probes.into_iter().flatten().filter(|probe| matches!(probe.handler, Some(manifest::Handler::Http(_))));
        http.map(move |probe| probe.port.as_ref().or(shared))
    });
    routes.chain(checks).filter_map(|port| meant(ports, port))
}

fn twice(number: u16, (key, other): (&str, &str), base: &FieldPath, report: &mut Report<'_>) {
    let message = format!("the ports `{other}` and `{key}` both listen at {number}");
    let diagnostic = Diagnostic::error(&codes::PORT_TWICE, message)
        .at_known(report.name(&base.join(key)), "")
        .at_known(report.name(&base.join(other)), "the other one")
        .help("keep one of them, with all that is to be said of the port");
    report.push(diagnostic);
}

fn namesakes(port: &Port, (key, other): (&str, &str), base: &FieldPath, report: &mut Report<'_>) {
    let message = format!("two ports are called `{}`", port.name);
    let diagnostic = Diagnostic::error(&codes::PORT_TWICE, message)
        .at_known(report.name(&base.join(key)), "")
        .at_known(report.name(&base.join(other)), "the other one")
        .help("a port without a name is called by its protocol and number: give one of them another name");
    report.push(diagnostic);
}

fn port(
    (key, written): (&str, &manifest::Port),
    count: usize,
    (base, main): (&FieldPath, Option<(u16, &str)>),
    report: &mut Report<'_>,
) -> Port {
    let path = base.join(key);
    let number = written.number.0;
    let main = main.filter(|(main, _)| *main == number).map(|(_, name)| name.to_owned());
    let protocol = written.protocol.unwrap_or_default();
    let transport = match protocol {
        Protocol::Udp => Transport::Udp,
        Protocol::Sctp => Transport::Sctp,
        Protocol::Tcp | Protocol::Http | Protocol::Https | Protocol::H2c | Protocol::Ws | Protocol::Wss | Protocol::Grpc => {
            Transport::Tcp
        }
    };
    let service = match written.service {
        None => Some(number),
        Some(ServicePort::Number(port)) => Some(port.0),
        Some(ServicePort::Open(open)) => open.then_some(number),
    };
    opened(written, &path, report);
    let expose = written.expose.map(|expose| match expose {
        manifest::Expose::LoadBalancer => Expose::LoadBalancer,
        manifest::Expose::NodePort => Expose::NodePort(written.node_port),
    });
    Port {
        name: main.unwrap_or_else(|| name(key, number, transport, count, &path, report)),
        key: key.to_owned(),
        container: number,
        transport,
        application: application(protocol),
        service,
        expose,
        published: None,
        labels: Vec::new(),
        annotations: Vec::new(),
    }
}

/// Reports what would open a port that is closed, or is said of a way to open it that was not chosen.
fn opened(written: &manifest::Port, path: &FieldPath, report: &mut Report<'_>) {
    let number = written.number.0;
    if written.expose.is_some() && written.service == Some(ServicePort::Open(false)) {
        let message = format!("the port {number} is opened outside, and says `service=#false`");
        report.error(&codes::PORT_EXPOSE, &path.join("expose"), message, "leave one of the two out");
    }
    if written.node_port.is_some() && written.expose != Some(manifest::Expose::NodePort) {
        let message = format!("the port {number} has a `node-port`, and is opened on no node");
        report.error(&codes::PORT_EXPOSE, &path.join("node-port"), message, "add to it: expose=\"node-port\"");
    }
}

/// Reports two ports that are to be one port of each node.
pub(super) fn node_ports(workloads: &[plan::Workload], report: &mut Report<'_>) {
    let mut taken = BTreeMap::new();
    for (workload, port) in workloads.iter().flat_map(|workload| workload.ports.iter().map(move |port| (workload, port))) {
        let Some(Expose::NodePort(Some(number))) = port.expose else { continue };
        let path = workload.field("ports").join(&port.key).join("node-port");
        let Some((other, at)) = taken.insert((port.transport, number), (&workload.name, path.clone())) else { continue };
        let message = format!("`{other}` and `{}` both want the port {number} of each node", workload.name);
        let diagnostic = Diagnostic::error(&codes::PORT_EXPOSE, message)
            .at_known(report.place(&path), "")
            .at_known(report.place(&at), "the other one")
            .help("give one of them another, or leave `node-port` out: the cluster chooses");
        report.push(diagnostic);
    }
}

/// The user's name, `http` where it is the only port, else `tcp-8300`.
fn name(key: &str, number: u16, transport: Transport, count: usize, path: &FieldPath, report: &mut Report<'_>) -> String {
    if key != number.to_string() {
        if !is_name(key) {
            let help = "at most 15 lower case letters, digits and single hyphens, at least one letter: `port \"grpc\" 9090`";
            report.error_at_name(&codes::PORT_NAME, path, format!("`{key}` cannot name a port"), help);
        }
        return key.to_owned();
    }
    let (name, why) = match transport {
        Transport::Tcp if count == 1 => ("http".to_owned(), "the only port"),
        Transport::Tcp => (format!("tcp-{number}"), "one of several ports without a name"),
        Transport::Udp | Transport::Sctp => (format!("{}-{number}", transport.name()), "a port without a name"),
    };
    report.infer(path.join("name"), name.clone(), LANGUAGE, why);
    name
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=15).contains(&name.len())
        && name.bytes().all(fits)
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
        && !name.contains("--")
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// What the port speaks over TCP, as far as it says so itself.
fn application(protocol: Protocol) -> Option<&'static str> {
    match protocol {
        Protocol::Http => Some("http"),
        Protocol::Https => Some("https"),
        Protocol::H2c => Some("h2c"),
        Protocol::Ws => Some("ws"),
        Protocol::Wss => Some("wss"),
        Protocol::Grpc => Some("grpc"),
        Protocol::Tcp | Protocol::Udp | Protocol::Sctp => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_ports_are_what_kubernetes_takes() {
        for name in ["http", "grpc-web", "a1"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "Http", "a--b", "-a", "a-", "8080", "a-name-of-sixteen"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
