//! HTTP from outside by a Gateway: routes, and the listeners that carry their certificates.

use super::{
    custom::{Api, Custom, Spec},
    ingress::{self, issued_secret, suffix},
    meta,
    objects::Objects,
    phase::Phase,
};
use crate::{
    artifact::Notes,
    plan::{Gateway, PathType, Plan, Redirect, Route, RouteTls, Workload},
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

const API: Api = Api::new("gateway.networking.k8s.io/v1");

/// A ListenerSet has no more listeners.
const MOST_LISTENERS: usize = 64;

const HTTP: u16 = 80;
const HTTPS: u16 = 443;

/// The status of a redirect to HTTPS where none is written.
const MOVED: u16 = 301;

#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Parent {
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HttpRouteSpec {
    parent_refs: Vec<Parent>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hostnames: Vec<String>,
    rules: Vec<HttpRule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HttpRule {
    matches: Vec<HttpMatch>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    filters: Vec<Filter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    backend_refs: Vec<Backend>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeouts: Option<Timeouts>,
}

#[derive(Serialize)]
struct HttpMatch {
    path: PathMatch,
}

#[derive(Serialize)]
struct PathMatch {
    r#type: &'static str,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    r#type: &'static str,
    request_redirect: RequestRedirect,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestRedirect {
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hostname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<NewPath>,
    status_code: u16,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewPath {
    r#type: &'static str,
    replace_full_path: String,
}

#[derive(Serialize)]
struct Backend {
    name: String,
    port: u16,
}

#[derive(Serialize)]
struct Timeouts {
    request: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GrpcRouteSpec {
    parent_refs: Vec<Parent>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hostnames: Vec<String>,
    rules: Vec<GrpcRule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GrpcRule {
    backend_refs: Vec<Backend>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListenerSetSpec {
    parent_ref: Parent,
    listeners: Vec<Listener>,
}

#[derive(Serialize)]
struct Listener {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hostname: Option<String>,
    port: u16,
    protocol: &'static str,
    tls: ListenerTls,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListenerTls {
    mode: &'static str,
    certificate_refs: Vec<CertificateRef>,
}

#[derive(Serialize)]
struct CertificateRef {
    name: String,
}

macro_rules! specs {
    ($($spec:ident = $kind:literal, $plural:literal;)*) => {
        $(impl Spec for $spec {
            const API: Api = API;
            const KIND: &'static str = $kind;
            const PLURAL: &'static str = $plural;
        })*
    };
}

specs! {
    HttpRouteSpec = "HTTPRoute", "httproutes";
    GrpcRouteSpec = "GRPCRoute", "grpcroutes";
    ListenerSetSpec = "ListenerSet", "listenersets";
}

/// What all routes of an application have to know of each other.
#[derive(Default)]
pub(super) struct Listeners<'p> {
    /// The listener of each host whose certificate is the application's own.
    by_host: BTreeMap<Option<&'p str>, Own<'p>>,
    /// The hosts that some route takes by HTTP, so that no GRPCRoute can have them.
    http: BTreeSet<Option<&'p str>>,
}

/// A listener of the application's own.
struct Own<'p> {
    set: String,
    section: String,
    tls: &'p RouteTls,
}

impl<'p> Listeners<'p> {
    /// Of a plan whose edge is a Gateway; empty elsewhere.
    pub(super) fn of(plan: &'p Plan) -> Self {
        let mut listeners = Self::default();
        if plan.platform.edge.gateway.is_none() {
            return listeners;
        }
        let (mut issued, mut own) = (0, 0);
        for (workload, route) in routes(plan) {
            let host = route.host.as_deref();
            if !speaks_grpc(workload, route) {
                listeners.http.insert(host);
            }
            let (count, suffix) = match route.tls {
                RouteTls::Issuer(_) => (&mut issued, ""),
                RouteTls::Secret(_) => (&mut own, "-own"),
                RouteTls::None | RouteTls::Default => continue,
            };
            listeners.by_host.entry(host).or_insert_with(|| {
                let number = *count / MOST_LISTENERS + 1;
                *count += 1;
                let number = if number == 1 { String::new() } else { format!("-{number}") };
                Own { set: format!("{}{suffix}{number}", plan.application.name), section: section(host), tls: &route.tls }
            });
        }
        listeners
    }
}

fn routes(plan: &Plan) -> impl Iterator<Item = (&Workload, &Route)> {
    plan.workloads.iter().flat_map(|workload| workload.routes.iter().map(move |route| (workload, route)))
}

/// The name of a host's listener.
fn section(host: Option<&str>) -> String {
    host.unwrap_or("any").replace('*', "wildcard")
}

/// Adds the listeners that carry certificates of the application's own.
pub(super) fn emit_shared(objects: &mut Objects<'_, '_>) {
    let scene = objects.scene;
    let Some(gateway) = &scene.plan.platform.edge.gateway else { return };
    let listeners = &scene.listeners;
    let mut sets: BTreeMap<&str, (Vec<Listener>, Option<&str>)> = BTreeMap::new();
    for (host, own) in &listeners.by_host {
        let (name, issuer) = match own.tls {
            RouteTls::Issuer(issuer) => (issued_secret(host.unwrap_or("any")), Some(issuer.as_str())),
            RouteTls::Secret(name) => (name.clone(), None),
            RouteTls::None | RouteTls::Default => continue,
        };
        let listener = Listener {
            name: own.section.clone(),
            hostname: host.map(str::to_owned),
            port: HTTPS,
            protocol: "HTTPS",
            tls: ListenerTls { mode: "Terminate", certificate_refs: vec![CertificateRef { name }] },
        };
        let set = sets.entry(&own.set).or_default();
        set.0.push(listener);
        set.1 = issuer;
    }
    for (name, (listeners, issuer)) in sets {
        let mut metadata = scene.shared_metadata(name);
        meta::annotate(&mut metadata, issuer.map(|issuer| (ingress::ISSUER.to_owned(), issuer.to_owned())));
        let spec = ListenerSetSpec { parent_ref: of_gateway(gateway), listeners };
        let file = match name.strip_prefix(&scene.plan.application.name) {
            Some(rest) => format!("listener-set{rest}"),
            None => "listener-set".to_owned(),
        };
        objects.add(Phase::App, file, Custom::new(metadata, spec));
    }
}

/// Adds the routes of a workload: those for one host, with the same annotations and labels, are one object.
pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload, gateway: &Gateway) {
    for route in &workload.routes {
        check(objects, workload, route);
    }
    let mut groups: Vec<Vec<&Route>> = Vec::new();
    for route in &workload.routes {
        match groups.iter_mut().find(|group| group.iter().all(|other| are_alike(objects, workload, other, route))) {
            Some(group) => group.push(route),
            None => groups.push(vec![route]),
        }
    }
    let mut taken = BTreeSet::new();
    for routes in groups {
        let suffix = suffix(&routes, &mut taken);
        if routes.first().is_some_and(|route| is_grpc(objects, workload, route)) {
            grpc(objects, workload, gateway, &routes, &suffix);
        } else {
            http(objects, workload, gateway, &routes, &suffix);
        }
    }
}

fn check(objects: &mut Objects<'_, '_>, workload: &Workload, route: &Route) {
    let path = workload.field("routes").join(&route.key);
    let notes: &mut Notes = &mut objects.notes;
    if route.body_size.is_some() {
        let why = "the Gateway API bounds no bodies: a policy of the Gateway's own kind does";
        notes.ignored(path.join("body-size"), why);
    }
    if route.path_type == PathType::ImplementationSpecific {
        let lost = "the paths are regular expressions, which not every Gateway takes";
        notes.weakened(path.join("path"), lost);
    }
    if let Some(own) = objects.scene.listeners.by_host.get(&route.host.as_deref())
        && own.tls != &route.tls
    {
        let host = route.host.as_deref().unwrap_or("*");
        let why = format!("another route has another certificate for `{host}`, and a listener has one");
        notes.refused(path, why, "say the same `tls` for all routes of a host");
    }
}

fn are_alike(objects: &Objects<'_, '_>, workload: &Workload, left: &Route, right: &Route) -> bool {
    left.host == right.host
        && left.tls == right.tls
        && left.annotations == right.annotations
        && left.labels == right.labels
        && is_grpc(objects, workload, left) == is_grpc(objects, workload, right)
}

fn speaks_grpc(workload: &Workload, route: &Route) -> bool {
    let grpc = workload.port(&route.port).is_some_and(|port| port.application == Some("grpc"));
    grpc && route.redirect.is_none() && route.timeout.is_none() && route.paths == ["/"] && route.path_type == PathType::Prefix
}

/// Whether a GRPCRoute can be the route: it has no paths, redirects and timeouts, and a host of its own.
fn is_grpc(objects: &Objects<'_, '_>, workload: &Workload, route: &Route) -> bool {
    speaks_grpc(workload, route) && !objects.scene.listeners.http.contains(&route.host.as_deref())
}

fn http(objects: &mut Objects<'_, '_>, workload: &Workload, gateway: &Gateway, routes: &[&Route], suffix: &str) {
    let Some(first) = routes.first() else { return };
    let encrypted: Vec<&Route> =
        routes.iter().copied().filter(|route| matches!(route.redirect, Some(Redirect::Https { .. }))).collect();
    let spec = HttpRouteSpec {
        parent_refs: vec![parent(objects, gateway, first, !encrypted.is_empty())],
        hostnames: first.host.iter().cloned().collect(),
        rules: routes.iter().map(|route| rule(workload, route)).collect(),
    };
    add(objects, workload, routes, &format!("{}{suffix}", workload.name), &format!("http-route{suffix}"), spec);
    if encrypted.is_empty() {
        return;
    }
    let spec = HttpRouteSpec {
        parent_refs: vec![plain(gateway, first)],
        hostnames: first.host.iter().cloned().collect(),
        rules: encrypted.iter().map(|route| to_https(route)).collect(),
    };
    let name = format!("{}{suffix}-to-https", workload.name);
    add(objects, workload, routes, &name, &format!("http-route{suffix}-to-https"), spec);
}

fn grpc(objects: &mut Objects<'_, '_>, workload: &Workload, gateway: &Gateway, routes: &[&Route], suffix: &str) {
    let Some(first) = routes.first() else { return };
    let spec = GrpcRouteSpec {
        parent_refs: vec![parent(objects, gateway, first, false)],
        hostnames: first.host.iter().cloned().collect(),
        rules: routes.iter().map(|route| GrpcRule { backend_refs: vec![backend(workload, route)] }).collect(),
    };
    add(objects, workload, routes, &format!("{}{suffix}", workload.name), &format!("grpc-route{suffix}"), spec);
}

fn add<S: Spec>(objects: &mut Objects<'_, '_>, workload: &Workload, routes: &[&Route], name: &str, file: &str, spec: S) {
    let mut metadata = objects.scene.metadata(workload, name);
    for route in routes {
        metadata.labels.get_or_insert_default().extend(route.labels.iter().cloned());
        meta::annotate(&mut metadata, route.annotations.iter().cloned());
    }
    let phase = objects.scene.phase(workload);
    objects.add(phase, format!("{}/{file}", workload.name), Custom::new(metadata, spec));
}

/// What a route attaches to; where plain HTTP is sent to HTTPS, to HTTPS alone.
fn parent(objects: &Objects<'_, '_>, gateway: &Gateway, route: &Route, https_alone: bool) -> Parent {
    let whole = of_gateway(gateway);
    let named = Parent { section_name: gateway.listener.clone(), ..whole };
    match &route.tls {
        RouteTls::None => named,
        RouteTls::Default if named.section_name.is_none() && https_alone => Parent { port: Some(HTTPS), ..named },
        RouteTls::Default => named,
        RouteTls::Issuer(_) | RouteTls::Secret(_) => match objects.scene.listeners.by_host.get(&route.host.as_deref()) {
            None => named,
            Some(own) => Parent {
                group: Some(API.group),
                kind: Some(ListenerSetSpec::KIND),
                name: own.set.clone(),
                namespace: None,
                section_name: Some(own.section.clone()),
                port: None,
            },
        },
    }
}

/// Where plain HTTP comes in: the Gateway's own listener, as none of ours takes it.
fn plain(gateway: &Gateway, route: &Route) -> Parent {
    let whole = of_gateway(gateway);
    match (&route.tls, &gateway.listener) {
        (RouteTls::Issuer(_) | RouteTls::Secret(_) | RouteTls::None, Some(listener)) => {
            Parent { section_name: Some(listener.clone()), ..whole }
        }
        _ => Parent { port: Some(HTTP), ..whole },
    }
}

fn of_gateway(gateway: &Gateway) -> Parent {
    Parent {
        group: None,
        kind: None,
        name: gateway.name.clone(),
        namespace: gateway.namespace.clone(),
        section_name: None,
        port: None,
    }
}

fn rule(workload: &Workload, route: &Route) -> HttpRule {
    let filters = match &route.redirect {
        None | Some(Redirect::Https { .. }) => Vec::new(),
        Some(Redirect::Elsewhere { to, status }) => vec![redirect(RequestRedirect {
            scheme: to.origin.as_ref().map(|origin| origin.scheme),
            hostname: to.origin.as_ref().map(|origin| origin.host.clone()),
            port: to.origin.as_ref().and_then(|origin| origin.port),
            path: to.path.clone().map(|path| NewPath { r#type: "ReplaceFullPath", replace_full_path: path }),
            status_code: *status,
        })],
    };
    // Who sends requests elsewhere has nothing behind it.
    let backend_refs = if filters.is_empty() { vec![backend(workload, route)] } else { Vec::new() };
    let timeouts = route.timeout.map(|timeout| Timeouts { request: time(timeout) });
    HttpRule { matches: matches(route), filters, backend_refs, timeouts }
}

fn to_https(route: &Route) -> HttpRule {
    let status = match route.redirect {
        Some(Redirect::Https { status }) => status,
        Some(Redirect::Elsewhere { .. }) | None => None,
    };
    let to =
        RequestRedirect { scheme: Some("https"), hostname: None, port: None, path: None, status_code: status.unwrap_or(MOVED) };
    HttpRule { matches: matches(route), filters: vec![redirect(to)], backend_refs: Vec::new(), timeouts: None }
}

fn redirect(to: RequestRedirect) -> Filter {
    Filter { r#type: "RequestRedirect", request_redirect: to }
}

fn matches(route: &Route) -> Vec<HttpMatch> {
    let r#type = match route.path_type {
        PathType::Prefix => "PathPrefix",
        PathType::Exact => "Exact",
        PathType::ImplementationSpecific => "RegularExpression",
    };
    route.paths.iter().map(|path| HttpMatch { path: PathMatch { r#type, value: path.clone() } }).collect()
}

fn backend(workload: &Workload, route: &Route) -> Backend {
    let port = workload.port(&route.port).map_or(HTTP, |port| port.service.unwrap_or(port.container));
    Backend { name: workload.name.clone(), port }
}

/// A time as the Gateway API takes it: at most four numbers of five digits, each with its unit.
fn time(time: Duration) -> String {
    let whole = time.as_millis();
    let parts = [(3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms")];
    let mut rest = whole;
    let mut text = String::new();
    for (length, unit) in parts {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            text.push_str(&format!("{}{unit}", count.min(99_999)));
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_what_the_gateway_api_takes() {
        let written = [(60_000, "1m"), (90_500, "1m30s500ms"), (3_600_000, "1h"), (250, "250ms"), (0, "0s")];
        for (milliseconds, text) in written {
            assert_eq!(time(Duration::from_millis(milliseconds)), text);
        }
    }
}
