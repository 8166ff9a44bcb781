//! HTTP from outside: hosts, paths, and where certificates come from.

use super::{draft::Draft, front::Front, labels, ports, redirects, report::Report, scope::Subject, time};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::{self, Edge, EdgeTls, GatewayTls},
    path::FieldPath,
    plan::{Bytes, PathType, Port, Route, RouteTls, Workload},
};
use std::collections::BTreeMap;

/// The `tls` of a route that leaves its certificate to the Gateway.
const GATEWAY: &str = "gateway";

/// The longest name, and the longest part of one, by RFC 1035.
pub(super) const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// The longest path, by the Gateway API; nginx reads four times as much.
const LONGEST_PATH: usize = 1024;

/// The routes of a workload, in the order of the manifest.
pub(super) fn routes(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<Route> {
    let base = subject.path.join("routes");
    if !subject.sort.is_long_running() {
        return Vec::new();
    }
    subject.body.routes.iter().filter_map(|(key, written)| route(draft, subject, key, written, &base.join(key))).collect()
}

/// The host of a route; where it is not written, its key says it.
pub(super) fn host(key: &str, written: &manifest::Route) -> Option<String> {
    let host = written.host.as_ref().map(|host| host.as_str().to_owned());
    host.or_else(|| Some(key.split_once('/').map_or(key, |(host, _)| host).to_owned()))
}

/// Whether a route is encrypted.
pub(super) fn has_tls(written: Option<&manifest::RouteTls>, edge: Option<&Edge>) -> bool {
    match written {
        Some(manifest::RouteTls::On(on)) => *on,
        Some(manifest::RouteTls::Secret(_)) => true,
        None => edge.is_some_and(|edge| edge_has_tls(edge.tls, edge.issuer.is_some())),
    }
}

/// Whether routes are encrypted where they do not say it themselves.
pub(super) fn edge_has_tls(written: Option<EdgeTls>, has_issuer: bool) -> bool {
    match written {
        Some(EdgeTls::On(on)) => on,
        Some(EdgeTls::By(GatewayTls::Gateway)) => true,
        None => has_issuer,
    }
}

fn route(
    draft: &mut Draft<'_, '_>,
    subject: &Subject<'_>,
    key: &str,
    written: &manifest::Route,
    path: &FieldPath,
) -> Option<Route> {
    let host = host(key, written).map(|host| draft.plain(&host, &path.join("host"), "a host")).filter(|host| host != "*");
    if let Some((host, help)) = host.as_ref().filter(|host| !host.is_empty()).and_then(|host| Some((host, host_mistake(host)?))) {
        draft.report.error(&codes::ROUTE_HOST, &path.join("host"), format!("`{host}` is no host"), help);
    }
    let port = port(draft, subject, written, path)?;
    let edge = draft.scope.layer().platform.as_ref().and_then(|platform| platform.edge.as_ref());
    let mut annotations = edge.map_or_else(Vec::new, |edge| {
        labels::annotations(draft, &edge.annotations, &FieldPath::new(["platform", "edge", "annotations"]))
    });
    for (key, value) in labels::annotations(draft, &written.annotations, &path.join("annotations")) {
        annotations.retain(|(other, _)| *other != key);
        annotations.push((key, value));
    }
    let at = written.path.clone().unwrap_or_default();
    let mut paths: Vec<String> = at.paths.iter().map(|path| path.as_str().to_owned()).collect();
    if let Some(long) = paths.iter().find(|path| path.len() > LONGEST_PATH) {
        let message = format!("a path of the route has {} characters, and {LONGEST_PATH} are the most", long.len());
        let help = "a shorter path leads to all that begins with it";
        draft.report.error(&codes::MALFORMED_TEXT, &path.join("path").join("paths"), message, help);
    }
    if paths.is_empty() {
        paths.push("/".to_owned());
    }
    let mut route = Route {
        key: key.to_owned(),
        tls: tls(written.tls.as_ref(), edge, host.is_some()),
        host,
        paths,
        path_type: at.r#type.unwrap_or(PathType::Prefix),
        port,
        redirect: None,
        timeout: written.timeout.as_ref().and_then(time::parse),
        body_size: written.body_size.as_ref().and_then(|size| Bytes::parse(size.as_str())),
        annotations,
        labels: labels::labels(draft, &written.labels, &path.join("labels")),
    };
    route.redirect = written.redirect.as_ref().and_then(|redirect| redirects::redirect(draft, &route, redirect, path));
    Some(route)
}

fn tls(written: Option<&manifest::RouteTls>, edge: Option<&Edge>, has_host: bool) -> RouteTls {
    let by_gateway = edge.is_some_and(|edge| edge.gateway.is_some());
    match written {
        Some(manifest::RouteTls::Secret(word)) if by_gateway && word == GATEWAY => return RouteTls::Default,
        Some(manifest::RouteTls::Secret(secret)) => return RouteTls::Secret(secret.clone()),
        _ if !has_tls(written, edge) => return RouteTls::None,
        None if edge.is_some_and(|edge| matches!(edge.tls, Some(EdgeTls::By(GatewayTls::Gateway)))) => return RouteTls::Default,
        _ => {}
    }
    match edge.and_then(|edge| edge.issuer.clone()).filter(|_| has_host) {
        Some(issuer) => RouteTls::Issuer(issuer),
        None => RouteTls::Default,
    }
}

/// The port that requests go to, where there is one.
pub(super) fn port_of<'s>(subject: &'s Subject<'_>, written: &manifest::Route) -> Option<&'s Port> {
    subject.tcp_port(written.port.as_ref())
}

/// The name of the port that requests go to.
fn port(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, written: &manifest::Route, path: &FieldPath) -> Option<String> {
    let name = subject.name;
    match (port_of(subject, written), &written.port) {
        (Some(port), _) if port.service.is_some() => return Some(port.name.clone()),
        (Some(port), _) => {
            let message = format!("requests cannot go to the port {} of `{name}`, which says `service=#false`", port.container);
            draft.report.error_at_name(&codes::UNKNOWN_PORT, path, message, "leave `service=#false` out, or name another port");
        }
        (None, Some(named)) => {
            let named = (named, &path.join("port"));
            ports::unknown(draft, subject, named, "which its route names", |number| format!("port {number}"));
        }
        (None, None) if subject.has_wrong_port => {}
        (None, None) => {
            let message = format!("`{name}` has a route, and no port that requests could go to");
            draft.report.error_at_name(&codes::PORT_MISSING, path, message, format!("add to `{name}`: port 8080"));
        }
    }
    None
}

/// What is wrong with a host, or with what stands behind its `*.`.
fn host_mistake(host: &str) -> Option<String> {
    let name = host.strip_prefix("*.").unwrap_or(host);
    if host.contains("://") {
        return Some(
            "leave out the scheme: `route \"shop.example.com\" path=\"/api\"`, where TLS is the platform's matter".to_owned(),
        );
    }
    if host.len() > LONGEST_HOST {
        return Some(format!("a DNS name has at most {LONGEST_HOST} characters, and this has {}", host.len()));
    }
    if let Some(label) = name.split('.').find(|label| label.len() > LONGEST_LABEL) {
        let most = format!("a part of a DNS name has at most {LONGEST_LABEL} characters");
        return Some(format!("{most}, and `{label}` has {}", label.len()));
    }
    (!is_host(name)).then(|| "a host is a DNS name, `*.` and a DNS name, or `*` for any".to_owned())
}

pub(super) fn is_host(name: &str) -> bool {
    let part = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=LONGEST_LABEL).contains(&part.len()) && part.bytes().all(fits) && !part.starts_with('-') && !part.ends_with('-')
    };
    name.len() <= LONGEST_HOST && name.split('.').all(part)
}

/// Reports two routes with one address.
///
/// To a prefix a `/` at its end says nothing; of what else one says, the controller decides, or our proxy, which compares by prefix.
pub(super) fn collisions(workloads: &[Workload], front: Option<&Front<'_>>, report: &mut Report<'_>) {
    let mut taken = BTreeMap::new();
    for workload in workloads {
        let is_behind = front.is_some_and(|front| front.is_before(&workload.name));
        for route in &workload.routes {
            for at in &route.paths {
                let (path, is_exact) = match route.path_type {
                    PathType::Exact => (at.as_str(), true),
                    PathType::ImplementationSpecific if !is_behind && at != "/" => (at.as_str(), false),
                    PathType::Prefix | PathType::ImplementationSpecific => (at.trim_end_matches('/'), false),
                };
                let address = (route.host.as_deref(), path, is_exact);
                let taker = taken.insert(address, (workload, route, at));
                let Some((other, other_route, other_at)) = taker else { continue };
                if std::ptr::eq(route, other_route) && at != other_at {
                    continue;
                }
                let host = route.host.as_deref().unwrap_or("*");
                let message = format!("`{host}{at}` leads to `{}` and to `{}`", other.name, workload.name);
                let place = |workload: &Workload, route: &Route| report.name(&workload.field("routes").join(&route.key));
                let diagnostic = Diagnostic::error(&codes::ROUTE_TWICE, message)
                    .at_known(place(workload, route), "")
                    .at_known(place(other, other_route), "the other one")
                    .help("give one of them another host or path");
                report.push(diagnostic);
            }
        }
    }
}
