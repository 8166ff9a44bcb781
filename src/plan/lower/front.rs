//! The proxy before workloads with routes, where ports are published on one host: a workload of the compiler's own.

mod nginx;
#[cfg(test)]
mod tests;

use super::{
    draft::Draft,
    image, labels, publish,
    report::{LANGUAGE, Report},
    routes,
    scope::{Scope, Subject},
    security::USER,
};
use crate::{
    diagnostic::codes,
    manifest::{self, Proxy, ProxyWhen},
    path::FieldPath,
    plan::{
        self, Bytes, Config, Container, Cpu, Edge, Handler, Health, Image, Limits, Port, Probe, Published, Pull, Redirect,
        Resources, Restart, Role, Route, Scheme, Security, Start, Stop, Tmp, Tool, Transport, User, Workload,
    },
};
use indexmap::IndexMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// What it is called, where no workload has the name.
const NAME: &str = "proxy";
/// The image where none is named. Its commands are those of the official one, and it runs as any user.
const IMAGE: &str = "docker.io/nginxinc/nginx-unprivileged:1.28-alpine";
const CONFIG: &str = "/etc/nginx/nginx.conf";
/// Where hosts lie in a browser that are on this machine.
const LOCAL: &str = "localhost";
/// The host's port where none is named.
const PORT: u16 = 8080;

/// The proxy, as far as workloads have to know of it.
pub(super) struct Front<'a> {
    pub(super) name: String,
    /// The workloads that it stands before.
    behind: BTreeSet<&'a str>,
    /// What each host of a route is called where it runs, by the host.
    names: BTreeMap<String, String>,
    /// The host's port.
    pub(super) number: u16,
    pub(super) address: Option<String>,
}

/// The proxy, where there is one; its port is found with those of the workloads.
pub(super) fn front<'a>(scope: &Scope<'a>) -> Option<Front<'a>> {
    let written = written(scope);
    let when = written.and_then(|proxy| proxy.when).unwrap_or_default();
    let behind: Vec<&Subject<'a>> = scope.subjects.values().filter(|subject| is_routed(subject)).collect();
    let unpublished = || behind.iter().filter(|subject| has_unpublished_route(subject));
    let wanted = match when {
        ProxyWhen::Several => unpublished().count() > 1 || unpublished().any(|subject| subject.replicas.least() > 1),
        ProxyWhen::Always => !behind.is_empty(),
        ProxyWhen::None => false,
    };
    if !wanted || !scope.request.target.fronts {
        return None;
    }
    let hosts = behind.iter().flat_map(|subject| hosts(scope, subject)).collect();
    let domain = scope.layer().domain.as_ref().map_or(LOCAL, |domain| domain.as_str());
    Some(Front {
        name: free_name(scope),
        behind: behind.into_iter().map(|subject| subject.name).collect(),
        names: names(&hosts, domain),
        number: written.and_then(|proxy| proxy.publish).map_or(PORT, |port| port.0),
        address: written.and_then(|proxy| proxy.host_ip.as_ref()).map(|address| address.as_str().to_owned()),
    })
}

/// Whether an environment that has a proxy would call it so.
pub(super) fn could_be(scope: &Scope<'_>, name: &str) -> bool {
    scope.subjects.values().any(is_routed) && name == free_name(scope)
}

/// The host's port that is written for the proxy.
pub(super) fn written_port(scope: &Scope<'_>) -> Option<u16> {
    written(scope).and_then(|proxy| proxy.publish).map(|port| port.0)
}

fn written<'a>(scope: &Scope<'a>) -> Option<&'a Proxy> {
    scope.layer().platform.as_ref()?.proxy.as_ref()
}

/// Whether it has a route; a proxy finds nothing in the host's own network.
fn is_routed(subject: &Subject<'_>) -> bool {
    subject.sort.is_long_running() && !subject.is_external() && !subject.is_on_host() && !subject.body.routes.is_empty()
}

fn has_unpublished_route(subject: &Subject<'_>) -> bool {
    subject.body.routes.values().filter_map(|route| routes::port_of(subject, route)).any(|port| {
        let written = subject.body.ports.get(&port.key);
        written.is_some_and(|port| port.publish.is_none() && port.expose.is_none())
    })
}

/// The hosts of its routes; a mistake in one is reported where the route is read.
fn hosts(scope: &Scope<'_>, subject: &Subject<'_>) -> Vec<String> {
    let mut unheard = Report::new(scope.request);
    let mut draft = Draft::new(scope, &mut unheard, None);
    let host = |(key, route): (&String, &manifest::Route)| {
        let path = subject.path.join("routes").join(key);
        routes::host(key, route).and_then(|host| draft.text(&host, &path).as_literal().map(str::to_owned))
    };
    subject.body.routes.iter().filter_map(host).filter(|host| host != "*").collect()
}

/// What each host is called where it runs: below the domain, by its first label where no other begins with it.
fn names(hosts: &BTreeSet<String>, domain: &str) -> BTreeMap<String, String> {
    let within = |host: &str| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let short = |host: &str| {
        let (star, rest) = host.strip_prefix("*.").map_or(("", host), |rest| ("*.", rest));
        format!("{star}{}.{domain}", rest.split('.').next().unwrap_or(rest))
    };
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for host in hosts {
        *wanted.entry(if within(host) { host.clone() } else { short(host) }).or_default() += 1;
    }
    let name = |host: &String| match short(host) {
        _ if within(host) => host.clone(),
        short if wanted.get(&short) == Some(&1) => short,
        _ => format!("{host}.{domain}"),
    };
    hosts.iter().map(|host| (host.clone(), name(host))).collect()
}

/// `proxy`, or a name that nothing else has.
fn free_name(scope: &Scope<'_>) -> String {
    let is_taken = |name: &str| {
        let joined = |subject: &Subject<'_>| {
            let companions = subject.body.inits.keys().chain(subject.body.sidecars.keys());
            companions.map(|inner| plan::joined_name(subject.name, inner)).any(|whole| whole == name)
        };
        let headless = |subject: &Subject<'_>| subject.body.headless.as_ref().is_some_and(|other| other.as_str() == name);
        scope.subjects.contains_key(name) || scope.subjects.values().any(|subject| joined(subject) || headless(subject))
    };
    let numbered = (2..).map(|number| format!("route-{NAME}-{number}"));
    let mut names = [NAME.to_owned(), format!("route-{NAME}")].into_iter().chain(numbered);
    names.find(|name| !is_taken(name)).expect("numbers do not end")
}

impl Front<'_> {
    /// Whether a workload's routes lead through it.
    pub(super) fn is_before(&self, workload: &str) -> bool {
        self.behind.contains(workload)
    }

    /// Where a host is reached, as a browser shows it.
    pub(super) fn origin(&self, host: Option<&str>) -> String {
        let host = host.map_or(LOCAL, |host| self.name_of(host));
        let port = if self.number == 80 { String::new() } else { format!(":{}", self.number) };
        format!("http://{host}{port}")
    }

    fn name_of<'h>(&'h self, host: &'h str) -> &'h str {
        self.names.get(host).map_or(host, String::as_str)
    }
}

/// Puts the proxy before the workloads, as one that reaches each of them at the ports of its routes.
pub(super) fn add<'a>(
    scope: &Scope<'a>,
    workloads: &mut Vec<Workload>,
    edges: &mut Vec<Edge>,
    report: &mut Report<'a>,
) -> Option<plan::Front> {
    let front = scope.front.as_ref()?;
    let mut servers = nginx::Servers::new();
    let mut addresses = BTreeMap::new();
    for workload in workloads.iter().filter(|workload| front.is_before(&workload.name)) {
        let mut ports = BTreeSet::new();
        for route in &workload.routes {
            let Some(port) = workload.port(&route.port) else { continue };
            too_long(front, workload, route, report);
            ports.insert((port.transport, port.container));
            let (names, locations) = servers.entry(route.host.clone()).or_default();
            names.extend(route.host.iter().flat_map(|host| [host.clone(), front.name_of(host).to_owned()]));
            locations.push(location(front, workload, route, port));
            addresses.insert(route.host.clone(), front.origin(route.host.as_deref()));
        }
        if !ports.is_empty() {
            edges.push(Edge { from: front.name.clone(), to: workload.name.clone(), ports });
        }
    }
    edges.sort();
    let proxy = workload(scope, front, nginx::config(&servers), report);
    let place = workloads.partition_point(|workload| workload.name < proxy.name);
    workloads.insert(place, proxy);
    Some(plan::Front { workload: front.name.clone(), addresses })
}

/// Reports a host whose name below the domain is longer than a name can be.
fn too_long(front: &Front<'_>, workload: &Workload, route: &Route, report: &mut Report<'_>) {
    let name = route.host.as_deref().map(|host| (host, front.name_of(host)));
    let Some((host, name)) = name.filter(|(host, name)| host != name && name.len() > routes::LONGEST_HOST) else { return };
    let message = format!("`{host}` is called `{name}` here, which has {} characters: a DNS name has 253 at most", name.len());
    let help = "make the host shorter, or the environment's `domain`";
    report.error(&codes::ROUTE_HOST, &workload.field("routes").join(&route.key).join("host"), message, help);
}

/// What is written of the proxy where there could be one and is none.
pub(super) fn unused(scope: &Scope<'_>, report: &Report<'_>) -> Vec<FieldPath> {
    let could_be = scope.request.target.fronts && scope.front.is_none();
    let path = FieldPath::new(["platform", "proxy"]);
    let fields = ["image", "publish", "host-ip"].into_iter().filter(|_| could_be).map(|field| path.join(field));
    fields.filter(|field| report.is_written(field)).collect()
}

fn location(front: &Front<'_>, workload: &Workload, route: &Route, port: &Port) -> nginx::Location {
    let pass =
        || nginx::Then::Pass { speaks: nginx::Speaks::of(port.application), host: workload.name.clone(), port: port.container };
    let then = match &route.redirect {
        // Nothing here has a certificate.
        None | Some(Redirect::Https { .. }) => pass(),
        Some(Redirect::Elsewhere { to, status }) => {
            let origin = match &to.origin {
                None => nginx::Whither::Same,
                Some(origin) if origin.port.is_none() && front.names.contains_key(&origin.host) => {
                    nginx::Whither::Neighbour { here: front.name_of(&origin.host).to_owned(), host: origin.host.clone() }
                }
                Some(origin) => nginx::Whither::Elsewhere(origin.url()),
            };
            nginx::Then::Redirect { status: *status, to: nginx::Target { origin, path: to.path.clone() } }
        }
    };
    nginx::Location {
        paths: route.paths.clone(),
        path_type: route.path_type,
        then,
        timeout: route.timeout,
        body_size: route.body_size,
    }
}

/// The proxy as a workload, as hardened and bounded as every other.
fn workload<'a>(scope: &Scope<'a>, front: &Front<'a>, config: String, report: &mut Report<'a>) -> Workload {
    let path = FieldPath::new(["platform", "proxy"]);
    let image = image(scope, &path, report);
    Workload {
        ports: vec![port(front, &path, report)],
        labels: labels(scope),
        ..Workload::service(front.name.clone(), Role::Proxy, path, container(image, config))
    }
}

/// What `defaults` say of every workload; a mistake in them is reported where workloads have them.
fn labels(scope: &Scope<'_>) -> Vec<(String, String)> {
    let Some(defaults) = &scope.layer().defaults else { return Vec::new() };
    let mut unheard = Report::new(scope.request);
    let mut draft = Draft::new(scope, &mut unheard, None);
    labels::labels(&mut draft, &defaults.labels, &FieldPath::new(["defaults", "labels"]))
}

fn image<'a>(scope: &Scope<'a>, path: &FieldPath, report: &mut Report<'a>) -> Image {
    let path = path.join("image");
    let reference = match written(scope).and_then(|proxy| proxy.image.as_ref()) {
        None => {
            report.infer(path, IMAGE, LANGUAGE, "an nginx that runs as any user");
            IMAGE.to_owned()
        }
        Some(written) => {
            let mut draft = Draft::new(scope, report, None);
            let reference = draft.plain(written.as_str(), &path, "the name of an image");
            if !reference.is_empty() && !image::is_reference(&reference) {
                let help = "an image is `repository[:tag][@digest]`, in lower case";
                report.error(&codes::IMAGE_REFERENCE, &path, format!("`{reference}` is no image"), help);
            }
            image::full_name(&reference)
        }
    };
    Image { reference, pull: Pull::IfNotPresent, build: None, pull_secrets: Vec::new(), platform: None }
}

fn port(front: &Front<'_>, path: &FieldPath, report: &mut Report<'_>) -> Port {
    if !report.is_written(&path.join("publish")) {
        let why = if front.number == PORT { "the proxy's own number" } else { "the next that is free in the application" };
        report.infer(path.join("publish"), front.number.to_string(), LANGUAGE, why);
    }
    let address = publish::address(front.address.as_deref(), path, report);
    Port {
        name: "http".to_owned(),
        key: nginx::PORT.to_string(),
        container: nginx::PORT,
        transport: Transport::Tcp,
        application: Some("http"),
        service: Some(nginx::PORT),
        expose: None,
        published: Some(Published { address, port: front.number, http: true }),
        labels: Vec::new(),
        annotations: Vec::new(),
    }
}

fn container(image: Image, config: String) -> Container {
    let memory = Some(Bytes(64 << 20));
    let bounds = |cpu: u64| Limits { cpu: Some(Cpu(cpu)), memory, ephemeral: None };
    Container {
        health: health(&image),
        image,
        entrypoint: None,
        command: None,
        workdir: None,
        env: IndexMap::new(),
        configs: vec![Config { path: CONFIG.to_owned(), key: CONFIG.to_owned(), content: config.into_bytes(), mode: 0o644 }],
        secret_configs: Vec::new(),
        secret_files: Vec::new(),
        volumes: Vec::new(),
        tmps: vec![Tmp { path: "/tmp".to_owned(), size: Bytes(64 << 20), memory: false }],
        binds: Vec::new(),
        security: Security::hardened(User { id: USER, group: USER, fs_group: USER }),
        resources: Resources { requests: bounds(50), limits: bounds(1000) },
        extended: Vec::new(),
        stop: Stop { within: Duration::from_secs(30), signal: None, before: None },
        restart: Restart::UnlessStopped,
        ulimits: Vec::new(),
        sysctls: Vec::new(),
        run_args: Vec::new(),
    }
}

/// Whether nginx answers; what stands behind it has checks of its own. Images of Alpine have `wget`, the others `curl`.
fn health(image: &Image) -> Health {
    let is_alpine = image.tag().is_some_and(|tag| tag.contains("alpine"));
    let probe = |interval: u64| Probe {
        handler: Handler::Http { path: "/".to_owned(), port: nginx::HEALTH_PORT, scheme: Scheme::Http },
        interval: Duration::from_secs(interval),
        timeout: Duration::from_secs(2),
        failures: 3,
        successes: 1,
        via: Some(if is_alpine { Tool::Wget } else { Tool::Curl }),
    };
    let start = Start { probe: probe(1), within: Duration::from_secs(30) };
    Health { start: Some(start), ready: Some(probe(5)), live: None, none: false }
}
