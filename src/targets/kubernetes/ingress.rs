//! Ingresses: HTTP from outside.

use super::{
    controller::{self, Extras},
    meta,
    objects::Objects,
};
use crate::plan::{PathType, Route, RouteTls, Workload};
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend, IngressSpec, IngressTLS,
    ServiceBackendPort,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ISSUER: &str = "cert-manager.io/cluster-issuer";

/// The Ingresses of a workload: routes that want the same annotations and labels share one.
pub(super) fn emit(objects: &mut Objects<'_, '_>, workload: &Workload) {
    let scene = objects.scene;
    let mut groups: Vec<Vec<(&Route, Extras)>> = Vec::new();
    for route in &workload.routes {
        let extras = controller::extras(scene, workload, route, &mut objects.notes);
        match groups.iter_mut().find(|group| group.iter().all(|other| are_alike((other.0, &other.1), (route, &extras)))) {
            Some(group) => group.push((route, extras)),
            None => groups.push(vec![(route, extras)]),
        }
    }
    let mut files = BTreeSet::new();
    let mut middlewares = BTreeMap::new();
    for group in groups {
        let routes: Vec<&Route> = group.iter().map(|(route, _)| *route).collect();
        let suffix = suffix(&routes, &mut files);
        let mut metadata = scene.metadata(workload, format!("{}{suffix}", workload.name));
        for (route, extras) in group {
            metadata.labels.get_or_insert_default().extend(route.labels.iter().cloned());
            meta::annotate(&mut metadata, extras.annotations);
            meta::annotate(&mut metadata, issuer(route).map(|issuer| (ISSUER.to_owned(), issuer.to_owned())));
            middlewares.extend(extras.middlewares);
        }
        let spec = IngressSpec {
            ingress_class_name: scene.plan.platform.edge.class.clone(),
            tls: super::container::some(tls(&routes)),
            rules: Some(rules(workload, &routes)),
            default_backend: None,
        };
        let ingress = Ingress { metadata, spec: Some(spec), status: None };
        objects.add(scene.phase(workload), format!("{}/ingress{suffix}", workload.name), ingress);
    }
    for (name, spec) in middlewares {
        let file = format!("{}/middleware-{}", workload.name, name.strip_prefix(&format!("{}-", workload.name)).unwrap_or(&name));
        objects.add(scene.phase(workload), file, controller::middleware(scene, workload, &name, &spec));
    }
}

/// The Secret of a certificate that an issuer makes.
pub(super) fn issued_secret(host: &str) -> String {
    format!("{}-tls", host.replace('*', "wildcard"))
}

fn are_alike((left, of_left): (&Route, &Extras), (right, of_right): (&Route, &Extras)) -> bool {
    let same_issuer = issuer(left) == issuer(right);
    let same_tls = std::mem::discriminant(&left.tls) == std::mem::discriminant(&right.tls);
    same_issuer && same_tls && of_left.annotations == of_right.annotations && left.labels == right.labels
}

pub(super) fn issuer(route: &Route) -> Option<&str> {
    match &route.tls {
        RouteTls::Issuer(issuer) => Some(issuer),
        RouteTls::None | RouteTls::Secret(_) | RouteTls::Default => None,
    }
}

/// The first Ingress has the workload's name alone, others their host behind it.
pub(super) fn suffix(routes: &[&Route], taken: &mut BTreeSet<String>) -> String {
    let host = routes.first().and_then(|route| route.host.as_deref()).unwrap_or("any");
    let named = format!("-{}", host.replace('*', "wildcard"));
    let numbered = (2..).map(|number| format!("{named}-{number}"));
    let mut suffixes = [String::new(), named.clone()].into_iter().chain(numbered);
    let suffix = suffixes.find(|suffix| !taken.contains(suffix)).expect("numbers do not end");
    taken.insert(suffix.clone());
    suffix
}

fn tls(routes: &[&Route]) -> Vec<IngressTLS> {
    let mut list: Vec<IngressTLS> = Vec::new();
    for route in routes {
        let Some(host) = &route.host else { continue };
        let secret_name = match &route.tls {
            RouteTls::None => continue,
            RouteTls::Issuer(_) => Some(issued_secret(host)),
            RouteTls::Secret(name) => Some(name.clone()),
            RouteTls::Default => None,
        };
        match list.iter_mut().find(|tls| tls.secret_name == secret_name) {
            Some(tls) if tls.hosts.as_ref().is_some_and(|hosts| hosts.contains(host)) => {}
            Some(tls) => tls.hosts.get_or_insert_default().push(host.clone()),
            None => list.push(IngressTLS { hosts: Some(vec![host.clone()]), secret_name }),
        }
    }
    list
}

/// A rule for each host, with the paths of all its routes.
fn rules(workload: &Workload, routes: &[&Route]) -> Vec<IngressRule> {
    let mut rules: Vec<IngressRule> = Vec::new();
    for route in routes {
        let paths = route.paths.iter().map(|path| HTTPIngressPath {
            path: Some(path.clone()),
            path_type: path_type(route.path_type).to_owned(),
            backend: backend(workload, route),
        });
        let known = rules.iter_mut().find(|rule| rule.host == route.host).and_then(|rule| rule.http.as_mut());
        match known {
            Some(http) => http.paths.extend(paths),
            None => {
                let http = HTTPIngressRuleValue { paths: paths.collect() };
                rules.push(IngressRule { host: route.host.clone(), http: Some(http) });
            }
        }
    }
    rules
}

fn backend(workload: &Workload, route: &Route) -> IngressBackend {
    let port = ServiceBackendPort { name: Some(route.port.clone()), number: None };
    let service = IngressServiceBackend { name: workload.name.clone(), port: Some(port) };
    IngressBackend { service: Some(service), resource: None }
}

fn path_type(path_type: PathType) -> &'static str {
    match path_type {
        PathType::Prefix => "Prefix",
        PathType::Exact => "Exact",
        PathType::ImplementationSpecific => "ImplementationSpecific",
    }
}
