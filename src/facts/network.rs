//! Ports, routes, and who reaches whom.

use super::{Because, Fact, List, Subject, words};
use crate::{
    path::FieldPath,
    plan::{
        Destination, Edge, Egress, EnvValue, Expose, External, Ingress, Origin, Plan, Port, Published, Redirect, Route, RouteTls,
        Source, Workload,
    },
};

/// Where a workload listens.
pub(super) fn ports(list: &mut List, path: &FieldPath, ports: &[Port]) {
    let base = path.join("ports");
    for port in ports {
        list.add(self::port(&base, port, path));
    }
}

fn port(base: &FieldPath, port: &Port, workload: &FieldPath) -> Fact {
    let Port { name, key, container, transport, application, service, expose, published, labels, annotations } = port;
    let path = base.join(key);
    let word = format!("port {key}");
    let of = |what: &str| format!("{word}: {what}");
    let mut parts = List::default();
    let number = words::port((*transport, *container));
    parts.add(Fact::new(of("number"), path.join("number"), number.clone()).because([Because::Field(path.join("protocol"))]));
    parts.add(Fact::new(of("name"), path.join("name"), name.as_str()));
    let health = workload.join("health");
    let asked = [Some("start"), Some("ready"), Some("live"), None];
    let asked = asked.map(|probe| probe.map_or_else(|| health.join("http"), |probe| health.join(probe).join("http")));
    let speaks = asked.into_iter().chain([workload.join("routes")]).map(Because::Field);
    let spoken = application.map(|protocol| Fact::new(of("speaks"), path.join("protocol"), protocol).because(speaks));
    parts.0.extend(spoken);
    let others = service.map_or_else(|| "closed to others".to_owned(), |service| service.to_string());
    parts.add(Fact::new(of("others reach it at"), path.join("service"), others));
    let opened = expose.map(|expose| match expose {
        Expose::LoadBalancer => "by a load balancer".to_owned(),
        Expose::NodePort(None) => "on each node".to_owned(),
        Expose::NodePort(Some(port)) => format!("at {port} of each node"),
    });
    parts.maybe(&of("open outside"), path.join("expose"), opened);
    if let Some(Published { address, port, http: _ }) = published {
        let at = Fact::new(of("published"), path.join("publish"), format!("{address}:{port}"));
        parts.add(at.because([Because::Target("ports are published on its host"), Because::Field(workload.join("routes"))]));
    }
    parts.entries(&of("label"), &path.join("labels"), labels);
    parts.entries(&of("annotation"), &path.join("annotations"), annotations);
    Fact::parts(word, path, number, parts.0)
}

/// HTTP from outside.
pub(super) fn routes(list: &mut List, path: &FieldPath, routes: &[Route]) {
    for route in routes {
        list.add(self::route(&path.join("routes"), route));
    }
}

fn route(base: &FieldPath, route: &Route) -> Fact {
    let Route { key, host, paths, path_type, port, tls, redirect, timeout, body_size, annotations, labels } = route;
    let path = base.join(key);
    let edge = |field: &str| Because::Field(FieldPath::new(["platform", "edge", field]));
    let word = format!("route {key}");
    let of = |what: &str| format!("{word}: {what}");
    let mut parts = List::default();
    let host = host.as_deref().unwrap_or("any host");
    parts.add(Fact::new(of("host"), path.join("host"), host));
    parts.add(Fact::new(of("paths"), path.join("path"), paths.join(", ")));
    parts.add(Fact::new(of("paths are compared by"), path.join("path"), words::word(path_type)));
    parts.add(Fact::new(of("port"), path.join("port"), port.as_str()));
    let certificate = match tls {
        RouteTls::None => "none, plain HTTP".to_owned(),
        RouteTls::Issuer(issuer) => format!("from {issuer}"),
        RouteTls::Secret(secret) => format!("in the Secret {secret}"),
        RouteTls::Default => "the controller's own".to_owned(),
    };
    parts.add(Fact::new(of("certificate"), path.join("tls"), certificate).because([edge("issuer"), edge("tls")]));
    parts.maybe(&of("requests are sent to"), path.join("redirect"), redirect.as_ref().map(sent_to));
    parts.maybe(&of("timeout"), path.join("timeout"), timeout.map(words::time));
    parts.maybe(&of("largest body"), path.join("body-size"), body_size.map(|size| size.to_string()));
    for (name, value) in annotations {
        let fact = Fact::new(format!("{} {name}", of("annotation")), path.join("annotations").join(name), value.as_str());
        let shared = FieldPath::new(["platform", "edge", "annotations"]).join(name);
        parts.add(fact.because([Because::Field(shared)]));
    }
    parts.entries(&of("label"), &path.join("labels"), labels);
    Fact::parts(word, path, format!("to {port}"), parts.0)
}

/// Where a redirect leads, with its status.
fn sent_to(redirect: &Redirect) -> String {
    match redirect {
        Redirect::Https { status: None } => "HTTPS".to_owned(),
        Redirect::Https { status: Some(status) } => format!("HTTPS ({status})"),
        Redirect::Elsewhere { to, status } => {
            let origin = to.origin.as_ref().map(Origin::url).unwrap_or_default();
            format!("{origin}{} ({status})", to.path.as_deref().unwrap_or_default())
        }
    }
}

/// Whom a workload reaches within the application.
pub(super) fn reach(list: &mut List, workload: &Workload, plan: &Plan) {
    let path = &workload.path;
    for Edge { from: _, to, ports } in plan.edges.iter().filter(|edge| edge.from == workload.name) {
        let mention = Because::Mention { by: path.clone(), of: to.clone() };
        let callee = plan.workload(to).map(|callee| callee.path.clone());
        let its = callee.into_iter().flat_map(|callee| {
            [Because::Field(callee.join("ports")), Because::Place(callee.join("external")), Because::Place(callee)]
        });
        let at = format!("at {}", words::ports(ports, "each of its ports"));
        let fact = Fact::new(format!("reaches {to}"), path.join("reach"), at);
        list.add(fact.because([mention]).because(its).because(traced(workload, &format!("//{to}:"))));
    }
}

/// That a workload sends its traces to what is named so.
fn traced(workload: &Workload, name: &str) -> Option<Because> {
    let endpoint = workload.container.env.get("OTEL_EXPORTER_OTLP_ENDPOINT");
    let sends = matches!(endpoint, Some(EnvValue::Set(text)) if text.as_literal().is_some_and(|text| text.contains(name)));
    sends.then(|| Because::Field(FieldPath::new(["traces"])))
}

/// What a workload reaches outside the application.
pub(super) fn egress(list: &mut List, workload: &Workload, egress: &[Egress], plan: &Plan) {
    let path = &workload.path;
    for Egress { to, port } in egress {
        let (place, collector) = match to {
            Destination::Internet => ("the internet".to_owned(), None),
            Destination::Anywhere { host } => (host.clone(), Some(format!("//{host}"))),
            Destination::Cidr(range) => (range.clone(), None),
            Destination::Namespace(name) => (format!("namespace {name}"), Some(format!(".{name}"))),
            Destination::ApiServer => ("the Kubernetes API".to_owned(), None),
        };
        let at = port.map_or_else(|| "every port".to_owned(), words::port);
        let behind =
            plan.externals.iter().filter(|external| external.at == *to && port.is_some_and(|port| port.1 == external.port));
        let outside = behind.flat_map(|external| {
            let mention = Because::Mention { by: path.clone(), of: external.name.clone() };
            let external = external.path.join("external");
            let fields = ["host", "port", "cidr"].map(|field| Because::Field(external.join(field)));
            fields.into_iter().chain([mention])
        });
        let traced = collector.and_then(|name| traced(workload, &name));
        let fact = Fact::new(format!("reaches {place} outside, at {at}"), path.join("egress"), "");
        let granted = ["identity", "kube-access"].map(|field| Because::Field(path.join(field)));
        list.add(fact.because(outside).because(traced).because(granted));
    }
}

/// Who reaches a workload from outside the application.
pub(super) fn ingress(list: &mut List, workload: &Workload, ingress: &[Ingress], plan: &Plan) {
    let path = &workload.path;
    let (edge, monitoring) = (FieldPath::new(["platform", "edge"]), FieldPath::new(["platform", "monitoring"]));
    let routed = || [path.join("routes"), edge.join("namespace"), edge.join("cidr")];
    for Ingress { from, ports } in ingress {
        let mut fields: Vec<FieldPath> = Vec::new();
        let source = match from {
            Source::Anywhere => {
                fields.extend(workload.ports.iter().map(|port| path.join("ports").join(&port.key).join("expose")));
                fields.extend(routed());
                "everybody".to_owned()
            }
            Source::Namespace(name) => {
                if plan.platform.edge.namespace.as_ref() == Some(name) {
                    fields.extend(routed());
                }
                if plan.platform.monitoring.as_ref() == Some(name) {
                    fields.extend([path.join("metrics"), FieldPath::new(["metrics"]), monitoring.clone()]);
                }
                format!("namespace {name}")
            }
            Source::Cidr(range) => {
                fields.extend(plan.platform.edge.cidrs.contains(range).then(routed).into_iter().flatten());
                range.clone()
            }
            Source::Pods { label, value } => format!("pods with {label}={value}"),
        };
        let at = format!("at {}", words::ports(ports, "each of its ports"));
        let fact = Fact::new(format!("reached by {source}"), path.join("ingress"), at);
        let replicas = matches!(from, Source::Pods { .. }).then(|| Because::Place(path.clone()));
        list.add(fact.because(fields.into_iter().map(Because::Field)).because(replicas));
    }
}

/// A backing service that somebody else runs.
pub(super) fn external(external: &External) -> Subject {
    // Its users say of themselves that they reach it.
    let External { name, kind, path, host, port, at, tls, used_by: _ } = external;
    let field = path.join("external");
    let mut parts = List::default();
    parts.add(Fact::new("host", field.join("host"), host.as_str()));
    parts.add(Fact::new("port", field.join("port"), port.to_string()).because([Because::Field(field.join("tls"))]));
    let range = match at {
        Destination::Cidr(range) => Some(range.clone()),
        Destination::Internet | Destination::Anywhere { .. } | Destination::Namespace(_) | Destination::ApiServer => None,
    };
    parts.maybe("addresses", field.join("cidr"), range);
    let encrypted = tls.as_ref().map(|mode| if mode.is_empty() { "encrypted".to_owned() } else { mode.clone() });
    parts.maybe("TLS", field.join("tls"), encrypted);
    let whole = format!("{host}:{port}");
    let facts = vec![Fact::parts("run by somebody else", field, whole, parts.0)];
    Subject { name: name.clone(), sort: kind.clone(), path: path.clone(), facts }
}
