//! What becomes of routes: with a proxy all that it can do, without one a published port.

use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{PathType, Plan, Redirect, Route, Workload},
};

/// Notes what is lost of each route, and of the proxy where there is none.
pub(super) fn note(plan: &Plan, notes: &mut Notes) {
    for field in &plan.unused_front {
        notes.ignored(field.clone(), "there is no proxy: what has a route is published by itself");
    }
    for workload in &plan.workloads {
        let behind = plan
            .front
            .as_ref()
            .is_some_and(|front| plan.edges.iter().any(|edge| edge.from == front.workload && edge.to == workload.name));
        for route in &workload.routes {
            let path = workload.field("routes").join(&route.key);
            if behind { proxied(workload, route, &path, notes) } else { published(route, &path, notes) }
        }
    }
}

/// What a published port alone cannot do.
fn published(route: &Route, path: &FieldPath, notes: &mut Notes) {
    const ALONE: &str = "the port is published as it is, without a proxy in front of it";
    notes.weakened(path.join("host"), "the port answers whatever host is asked for");
    let at = path.join("path");
    let said = [
        (at.join("paths"), route.paths != ["/"]),
        (at.join("type"), route.path_type != PathType::Prefix),
        (path.join("redirect"), route.redirect.is_some()),
        (path.join("timeout"), route.timeout.is_some()),
        (path.join("body-size"), route.body_size.is_some()),
    ];
    said.into_iter().filter(|(_, is_said)| *is_said).for_each(|(field, _)| notes.ignored(field, ALONE));
}

/// What the proxy cannot do.
fn proxied(workload: &Workload, route: &Route, path: &FieldPath, notes: &mut Notes) {
    if let Some(Redirect::Https { .. }) = route.redirect {
        notes.ignored(path.join("redirect"), "the proxy has no certificate: requests are answered in plain HTTP");
    }
    if route.path_type == PathType::ImplementationSpecific {
        notes.weakened(path.join("path").join("type"), "the proxy compares paths by prefix, element by element");
    }
    let port = workload.port(&route.port).filter(|port| port.application == Some("h2c"));
    if let Some(port) = port {
        let lost = "requests come by HTTP/1.1: the proxy speaks HTTP/2 to gRPC alone";
        notes.weakened(workload.field("ports").join(&port.key).join("protocol"), lost);
    }
}
