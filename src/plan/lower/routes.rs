//! HTTP from outside: hosts, paths, and where certificates come from.

use super::{draft::Draft, labels, report::Report, scope::Subject};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::{self, Edge},
    path::FieldPath,
    plan::{PathType, Route, RouteTls, Workload},
};
use std::collections::BTreeMap;

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
        None => edge.is_some_and(|edge| edge.tls.unwrap_or(edge.issuer.is_some())),
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
    if let Some(host) = host.as_ref().filter(|host| !host.is_empty() && !is_host(host)) {
        let help = "a host is a DNS name, `*.` and a DNS name, or `*` for any";
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
    let paths = match written.path.as_slice() {
        [] => vec!["/".to_owned()],
        paths => paths.iter().map(|path| path.as_str().to_owned()).collect(),
    };
    Some(Route {
        key: key.to_owned(),
        tls: tls(written.tls.as_ref(), edge, host.is_some()),
        host,
        paths,
        path_type: written.path_type.unwrap_or(PathType::Prefix),
        port,
        annotations,
        labels: labels::labels(draft, &written.labels, &path.join("labels")),
    })
}

fn tls(written: Option<&manifest::RouteTls>, edge: Option<&Edge>, has_host: bool) -> RouteTls {
    if let Some(manifest::RouteTls::Secret(secret)) = written {
        return RouteTls::Secret(secret.clone());
    }
    if !has_tls(written, edge) {
        return RouteTls::None;
    }
    match edge.and_then(|edge| edge.issuer.clone()).filter(|_| has_host) {
        Some(issuer) => RouteTls::Issuer(issuer),
        None => RouteTls::Default,
    }
}

/// The name of the port that requests go to.
fn port(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, written: &manifest::Route, path: &FieldPath) -> Option<String> {
    let name = subject.name;
    let found = match written.port {
        Some(number) => subject.port(number.0),
        None => subject.first_tcp_port(),
    };
    match (found, written.port) {
        (Some(port), _) if port.service.is_some() => return Some(port.name.clone()),
        (Some(port), _) => {
            let message = format!("requests cannot go to the port {} of `{name}`, which says `service=#false`", port.container);
            draft.report.error_at_name(&codes::UNKNOWN_PORT, path, message, "leave `service=#false` out, or name another port");
        }
        (None, Some(number)) => {
            let message = format!("`{name}` has no port {}, which its route names", number.0);
            let help = format!("add to `{name}`: port {}", number.0);
            draft.report.error(&codes::UNKNOWN_PORT, &path.join("port"), message, help);
        }
        (None, None) => {
            let message = format!("`{name}` has a route, and no port that requests could go to");
            draft.report.error_at_name(&codes::PORT_MISSING, path, message, format!("add to `{name}`: port 8080"));
        }
    }
    None
}

fn is_host(host: &str) -> bool {
    let name = host.strip_prefix("*.").unwrap_or(host);
    let part = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&part.len()) && part.bytes().all(fits) && !part.starts_with('-') && !part.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(part)
}

/// Reports two routes with one address.
pub(super) fn collisions(workloads: &[Workload], report: &mut Report<'_>) {
    let mut taken: BTreeMap<(Option<&str>, &str), (&Workload, &Route)> = BTreeMap::new();
    for workload in workloads {
        for route in &workload.routes {
            for at in &route.paths {
                let Some((other, other_route)) = taken.insert((route.host.as_deref(), at), (workload, route)) else { continue };
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
