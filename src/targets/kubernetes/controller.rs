//! What a route wants beyond hosts and paths, in the annotations that its controller documents.

use super::{
    custom::{Api, Custom, Spec},
    duration::seconds,
    scene::Scene,
};
use crate::{
    artifact::Notes,
    plan::{Bytes, Controller, Origin, Port, Redirect, Route, RouteTls, Workload},
};
use serde::Serialize;
use std::{collections::BTreeMap, time::Duration};

/// How long a WebSocket may be silent where its route says nothing: most controllers would cut it after a minute.
const SILENCE: Duration = Duration::from_secs(3600);

/// The annotation that lists changes which Traefik makes to requests; what the user lists goes before ours.
const MIDDLEWARES: &str = "traefik.ingress.kubernetes.io/router.middlewares";

/// What a route adds to its Ingress, and beside it.
#[derive(Default)]
pub(super) struct Extras {
    /// Annotations of the Ingress.
    pub(super) annotations: BTreeMap<String, String>,
    /// Traefik's objects that the annotations name, by their name.
    pub(super) middlewares: BTreeMap<String, MiddlewareSpec>,
}

/// A change that Traefik makes to requests before they come to a workload.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum MiddlewareSpec {
    #[serde(rename_all = "camelCase")]
    RedirectScheme { scheme: &'static str, permanent: bool },
    #[serde(rename_all = "camelCase")]
    RedirectRegex { regex: &'static str, replacement: String, permanent: bool },
    #[serde(rename_all = "camelCase")]
    Buffering { max_request_body_bytes: u64 },
}

impl Spec for MiddlewareSpec {
    const API: Api = Api::new("traefik.io/v1alpha1");
    const KIND: &'static str = "Middleware";
    const PLURAL: &'static str = "middlewares";
}

/// Something that a route wants.
#[derive(Clone, Copy)]
enum Wish<'r> {
    Https(Option<u16>),
    Elsewhere(&'r Redirect),
    Timeout(Duration),
    BodySize(Bytes),
    WebSockets,
    /// What the port speaks, where it is not plain HTTP.
    Speaks(&'static str),
}

impl Wish<'_> {
    /// The field of the route that says it; the port's own protocol is no field of the route.
    fn field(self) -> Option<&'static str> {
        match self {
            Self::Https(_) | Self::Elsewhere(_) => Some("redirect"),
            Self::Timeout(_) => Some("timeout"),
            Self::BodySize(_) => Some("body-size"),
            Self::WebSockets | Self::Speaks(_) => None,
        }
    }
}

/// What a controller makes of a wish.
enum Answer {
    /// Annotations say it.
    Said(Vec<(&'static str, String)>),
    /// Annotations say a part of it: what is lost.
    Partly(Vec<(&'static str, String)>, &'static str),
    /// An object of Traefik's says it.
    Middleware(String, MiddlewareSpec),
    /// Nothing has to be said.
    Already,
    /// Nothing here can say it: why, and what to do.
    Never(&'static str),
}

/// What a route adds to its Ingress; what its controller cannot do is noted.
pub(super) fn extras(scene: &Scene<'_>, workload: &Workload, route: &Route, notes: &mut Notes) -> Extras {
    let mut extras = Extras::default();
    let edge = &scene.plan.platform.edge;
    for wish in wishes(workload, route) {
        let path = workload.field("routes").join(&route.key);
        let path = wish.field().map_or_else(|| path.clone(), |field| path.join(field));
        let Some(controller) = edge.controller else {
            if wish.field().is_some() {
                let class = edge.class.as_deref().unwrap_or("…");
                let why = format!(
                    "an Ingress has no such thing: say `controller=` of the platform's edge, for the annotations of the class `{class}`"
                );
                notes.ignored(path, why);
            }
            continue;
        };
        match answer(controller, workload, route, wish) {
            Answer::Said(said) => extras.say(said),
            Answer::Partly(said, lost) => {
                extras.say(said);
                notes.weakened(path, lost);
            }
            Answer::Middleware(name, spec) => extras.add(scene, name, spec),
            Answer::Already => {}
            Answer::Never(why) if wish.field().is_some() => notes.ignored(path, why),
            Answer::Never(why) => notes.weakened(path, why),
        }
    }
    for (name, value) in &route.annotations {
        let ours = extras.annotations.remove(name).filter(|_| name == MIDDLEWARES);
        let both = ours.map_or_else(|| value.clone(), |ours| format!("{value},{ours}"));
        extras.annotations.insert(name.clone(), both);
    }
    extras
}

/// The object of Traefik's that a route's annotation names.
pub(super) fn middleware(scene: &Scene<'_>, workload: &Workload, name: &str, spec: &MiddlewareSpec) -> Custom<MiddlewareSpec> {
    Custom::new(scene.metadata(workload, name), spec.clone())
}

/// Annotations of a workload's Service that its controller reads. Contour (v1.33, `internal/annotation`) knows them by the port,
/// Kong (v3.4, `internal/dataplane/kongstate/service.go`) for the whole Service, with its timeouts in milliseconds.
pub(super) fn of_service(scene: &Scene<'_>, workload: &Workload) -> Vec<(String, String)> {
    let Some(controller) = scene.plan.platform.edge.controller else { return Vec::new() };
    let mut all = Vec::new();
    for route in &workload.routes {
        let Some(port) = workload.port(&route.port) else { continue };
        let speaks = port.application.unwrap_or("http");
        match controller {
            Controller::Traefik if is_http2(speaks) => {
                all.push(("traefik.ingress.kubernetes.io/service.serversscheme", "h2c".into()))
            }
            Controller::Traefik if is_encrypted(speaks) => {
                all.push(("traefik.ingress.kubernetes.io/service.serversscheme", "https".into()));
            }
            Controller::Contour if is_http2(speaks) => {
                all.push(("projectcontour.io/upstream-protocol.h2c", service_port(port)));
            }
            Controller::Contour if is_encrypted(speaks) => {
                all.push(("projectcontour.io/upstream-protocol.tls", service_port(port)));
            }
            Controller::Kong => {
                if let Some(protocol) =
                    [(speaks == "grpc", "grpc"), (is_encrypted(speaks), "https")].into_iter().find(|(is, _)| *is)
                {
                    all.push(("konghq.com/protocol", protocol.1.into()));
                }
                if let Some(timeout) = silence(workload, route) {
                    let milliseconds = timeout.as_millis().to_string();
                    all.push(("konghq.com/read-timeout", milliseconds.clone()));
                    all.push(("konghq.com/write-timeout", milliseconds));
                }
            }
            _ => {}
        }
    }
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A time as HAProxy and Go take it.
fn time(time: Duration) -> String {
    match time.subsec_nanos() {
        0 => format!("{}s", time.as_secs()),
        _ => format!("{}ms", time.as_millis()),
    }
}

fn service_port(port: &Port) -> String {
    port.service.unwrap_or(port.container).to_string()
}

impl Extras {
    fn say(&mut self, said: Vec<(&'static str, String)>) {
        self.annotations.extend(said.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }

    fn add(&mut self, scene: &Scene<'_>, name: String, spec: MiddlewareSpec) {
        let reference = format!("{}-{name}@kubernetescrd", scene.plan.namespace.name);
        let list = self.annotations.entry(MIDDLEWARES.to_owned()).or_default();
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str(&reference);
        self.middlewares.insert(name, spec);
    }
}

fn wishes<'r>(workload: &Workload, route: &'r Route) -> Vec<Wish<'r>> {
    let speaks = workload.port(&route.port).and_then(|port| port.application).unwrap_or("http");
    let redirect = route.redirect.as_ref().map(|redirect| match redirect {
        Redirect::Https { status } => Wish::Https(*status),
        Redirect::Elsewhere { .. } => Wish::Elsewhere(redirect),
    });
    let sockets = matches!(speaks, "ws" | "wss").then_some(Wish::WebSockets);
    let speaks = (is_http2(speaks) || is_encrypted(speaks)).then_some(Wish::Speaks(speaks));
    let timeout = route.timeout.map(Wish::Timeout);
    let size = route.body_size.map(Wish::BodySize);
    [redirect, sockets, speaks, timeout, size].into_iter().flatten().collect()
}

fn is_http2(speaks: &str) -> bool {
    matches!(speaks, "grpc" | "h2c")
}

fn is_encrypted(speaks: &str) -> bool {
    matches!(speaks, "https" | "wss")
}

/// How long a connection may be silent: as written, or as WebSockets need it.
fn silence(workload: &Workload, route: &Route) -> Option<Duration> {
    let sockets = workload.port(&route.port).is_some_and(|port| matches!(port.application, Some("ws" | "wss")));
    route.timeout.or(sockets.then_some(SILENCE))
}

/// The address that requests are sent to, whole; `None` where it depends on the request's host.
fn whole(redirect: &Redirect, route: &Route) -> Option<(String, u16, bool)> {
    let Redirect::Elsewhere { to, status } = redirect else { return None };
    let own = || {
        let scheme = if route.tls == RouteTls::None { "http" } else { "https" };
        route.host.clone().filter(|host| !host.starts_with('*')).map(|host| Origin { scheme, host, port: None })
    };
    let origin = to.origin.clone().or_else(own)?;
    Some((format!("{}{}", origin.url(), to.path.as_deref().unwrap_or_default()), *status, to.path.is_none()))
}

const KEEPS_NO_PATH: &str = "the request's own path is not kept: the controller knows one address alone";
const NO_HOST: &str = "the controller redirects to a whole address, and this route has no single host: name it in `redirect`";
const CONFIG_MAP_STATUS: &str = "the controller's own configuration says the status";

fn answer(controller: Controller, workload: &Workload, route: &Route, wish: Wish<'_>) -> Answer {
    match controller {
        Controller::IngressNginx => ingress_nginx(route, wish),
        Controller::Nginx => nginx(workload, wish),
        Controller::Traefik => traefik(workload, wish),
        Controller::Haproxy => haproxy(wish),
        Controller::HaproxyIngress => haproxy_ingress(route, wish),
        Controller::Contour => contour(route, wish),
        Controller::Kong => kong(workload, route, wish),
        Controller::Cilium => cilium(wish),
        Controller::Alb => alb(wish),
        Controller::AzureApplicationGateway => application_gateway(route, wish),
    }
}

fn ingress_nginx(route: &Route, wish: Wish<'_>) -> Answer {
    match wish {
        Wish::Https(status) => {
            let name = match route.tls {
                RouteTls::None => "nginx.ingress.kubernetes.io/force-ssl-redirect",
                RouteTls::Issuer(_) | RouteTls::Secret(_) | RouteTls::Default => "nginx.ingress.kubernetes.io/ssl-redirect",
            };
            let said = vec![(name, "true".to_owned())];
            if status.is_some() { Answer::Partly(said, CONFIG_MAP_STATUS) } else { Answer::Said(said) }
        }
        Wish::Elsewhere(redirect) => {
            let Some((url, status, wants_path)) = whole(redirect, route) else { return Answer::Never(NO_HOST) };
            let said = match status {
                302 => vec![("nginx.ingress.kubernetes.io/temporal-redirect", url)],
                _ => vec![
                    ("nginx.ingress.kubernetes.io/permanent-redirect", url),
                    ("nginx.ingress.kubernetes.io/permanent-redirect-code", status.to_string()),
                ],
            };
            if wants_path { Answer::Partly(said, KEEPS_NO_PATH) } else { Answer::Said(said) }
        }
        Wish::Timeout(timeout) => Answer::Said(nginx_timeouts(timeout)),
        Wish::WebSockets if route.timeout.is_none() => Answer::Said(nginx_timeouts(SILENCE)),
        Wish::WebSockets => Answer::Already,
        Wish::BodySize(size) => Answer::Said(vec![("nginx.ingress.kubernetes.io/proxy-body-size", size.0.to_string())]),
        Wish::Speaks(speaks) => {
            let protocol = if speaks == "grpc" || speaks == "h2c" { "GRPC" } else { "HTTPS" };
            Answer::Said(vec![("nginx.ingress.kubernetes.io/backend-protocol", protocol.to_owned())])
        }
    }
}

fn nginx_timeouts(timeout: Duration) -> Vec<(&'static str, String)> {
    ["nginx.ingress.kubernetes.io/proxy-read-timeout", "nginx.ingress.kubernetes.io/proxy-send-timeout"]
        .map(|name| (name, seconds(timeout).max(1).to_string()))
        .into()
}

fn nginx(workload: &Workload, wish: Wish<'_>) -> Answer {
    let service = workload.name.clone();
    match wish {
        Wish::Https(status) => {
            let code = status.map(|status| ("nginx.org/http-redirect-code", status.to_string()));
            Answer::Said([("nginx.org/ssl-redirect", "true".to_owned())].into_iter().chain(code).collect())
        }
        Wish::Elsewhere(_) => Answer::Never("F5's controller redirects elsewhere by a VirtualServer alone"),
        Wish::Timeout(timeout) => Answer::Said(
            ["nginx.org/proxy-read-timeout", "nginx.org/proxy-send-timeout"]
                .map(|name| (name, format!("{}s", seconds(timeout).max(1))))
                .into(),
        ),
        Wish::BodySize(size) => Answer::Said(vec![("nginx.org/client-max-body-size", size.0.to_string())]),
        Wish::WebSockets => Answer::Said(vec![("nginx.org/websocket-services", service)]),
        Wish::Speaks("grpc" | "h2c") => Answer::Said(vec![("nginx.org/grpc-services", service)]),
        Wish::Speaks(_) => Answer::Said(vec![("nginx.org/ssl-services", service)]),
    }
}

fn traefik(workload: &Workload, wish: Wish<'_>) -> Answer {
    let name = &workload.name;
    match wish {
        Wish::Https(status) => {
            let permanent = status.is_none_or(|status| matches!(status, 301 | 308));
            let way = if permanent { "https" } else { "https-for-now" };
            Answer::Middleware(format!("{name}-{way}"), MiddlewareSpec::RedirectScheme { scheme: "https", permanent })
        }
        Wish::Elsewhere(Redirect::Https { .. }) => Answer::Already,
        Wish::Elsewhere(Redirect::Elsewhere { to, status }) => {
            let origin = to.origin.as_ref().map_or_else(|| "${1}".to_owned(), Origin::url);
            let replacement = format!("{origin}{}", to.path.as_deref().unwrap_or("${2}"));
            let digest: String = crate::checksum::checksum(replacement.as_bytes()).chars().take(8).collect();
            let permanent = matches!(status, 301 | 308);
            let spec = MiddlewareSpec::RedirectRegex { regex: "^(https?://[^/]+)(/.*)?$", replacement, permanent };
            Answer::Middleware(format!("{name}-redirect-{digest}"), spec)
        }
        Wish::Timeout(_) => {
            Answer::Never("Traefik's entry point says how long an answer may take, in `transport.respondingTimeouts`")
        }
        Wish::BodySize(Bytes(size)) => {
            Answer::Middleware(format!("{name}-body-{size}"), MiddlewareSpec::Buffering { max_request_body_bytes: size })
        }
        Wish::WebSockets | Wish::Speaks(_) => Answer::Already,
    }
}

fn haproxy(wish: Wish<'_>) -> Answer {
    match wish {
        Wish::Https(status) => {
            let mut said = vec![("haproxy.org/ssl-redirect", "true".to_owned())];
            let known = status.filter(|status| *status <= 303);
            said.extend(known.map(|status| ("haproxy.org/ssl-redirect-code", status.to_string())));
            if known == status {
                Answer::Said(said)
            } else {
                Answer::Partly(said, "the status is 302: the controller knows 301, 302 and 303")
            }
        }
        Wish::Elsewhere(Redirect::Elsewhere { to, status }) => {
            let Some(origin) = &to.origin else {
                return Answer::Never("HAProxy's controller redirects to another host alone, and keeps the path");
            };
            let port = origin.port.map_or_else(String::new, |port| format!(":{port}"));
            let said = vec![
                ("haproxy.org/request-redirect", format!("{}{port}", origin.host)),
                ("haproxy.org/request-redirect-code", status.to_string()),
            ];
            match to.path {
                None => Answer::Said(said),
                Some(_) => Answer::Partly(said, "the request's own path is kept: the controller replaces the host alone"),
            }
        }
        Wish::Elsewhere(Redirect::Https { .. }) | Wish::WebSockets => Answer::Already,
        Wish::Timeout(timeout) => Answer::Said(vec![("haproxy.org/timeout-server", time(timeout))]),
        Wish::BodySize(_) => Answer::Never("HAProxy's controller has no annotation that bounds a body"),
        Wish::Speaks("grpc" | "h2c") => Answer::Said(vec![("haproxy.org/server-proto", "h2".to_owned())]),
        Wish::Speaks(_) => Answer::Said(vec![("haproxy.org/server-ssl", "true".to_owned())]),
    }
}

fn haproxy_ingress(route: &Route, wish: Wish<'_>) -> Answer {
    match wish {
        Wish::Https(status) => {
            let said = vec![("haproxy-ingress.github.io/ssl-redirect", "true".to_owned())];
            if status.is_some() { Answer::Partly(said, CONFIG_MAP_STATUS) } else { Answer::Said(said) }
        }
        Wish::Elsewhere(redirect) => {
            let Some((url, status, wants_path)) = whole(redirect, route) else { return Answer::Never(NO_HOST) };
            let said = vec![("haproxy-ingress.github.io/redirect-to", url)];
            match (wants_path, status) {
                (true, _) => Answer::Partly(said, KEEPS_NO_PATH),
                (false, 302) => Answer::Said(said),
                (false, _) => Answer::Partly(said, CONFIG_MAP_STATUS),
            }
        }
        Wish::Timeout(timeout) => {
            let time = time(timeout);
            let names = ["haproxy-ingress.github.io/timeout-server", "haproxy-ingress.github.io/timeout-tunnel"];
            Answer::Said(names.map(|name| (name, time.clone())).into())
        }
        Wish::BodySize(size) => Answer::Said(vec![("haproxy-ingress.github.io/proxy-body-size", size.0.to_string())]),
        Wish::WebSockets => Answer::Already,
        Wish::Speaks("grpc" | "h2c") => Answer::Said(vec![("haproxy-ingress.github.io/backend-protocol", "h2".to_owned())]),
        Wish::Speaks(_) => Answer::Said(vec![("haproxy-ingress.github.io/secure-backends", "true".to_owned())]),
    }
}

/// What Contour reads: `annotationsByKind` in `internal/annotation/annotations.go` (v1.33). A timeout is Go's, of the whole answer.
fn contour(route: &Route, wish: Wish<'_>) -> Answer {
    match wish {
        Wish::Https(status) => {
            let said = vec![("ingress.kubernetes.io/force-ssl-redirect", "true".to_owned())];
            match status {
                None | Some(301) => Answer::Said(said),
                Some(_) => Answer::Partly(said, "Contour redirects to HTTPS with the status 301"),
            }
        }
        Wish::Elsewhere(_) => Answer::Never("Contour redirects elsewhere by an HTTPProxy alone"),
        Wish::Timeout(timeout) => Answer::Said(vec![("projectcontour.io/response-timeout", time(timeout))]),
        Wish::BodySize(_) => Answer::Never("Contour bounds no bodies"),
        Wish::WebSockets => Answer::Said(vec![("projectcontour.io/websocket-routes", route.paths.join(","))]),
        Wish::Speaks(_) => Answer::Already,
    }
}

/// What Kong reads of an Ingress: `internal/annotations` and `internal/dataplane/kongstate/route.go` (v3.4). It takes no other
/// status than 301, 302, 307, 308 and 426, and answers with 426 where it takes none.
fn kong(workload: &Workload, route: &Route, wish: Wish<'_>) -> Answer {
    match wish {
        Wish::Https(status) => {
            let speaks = workload.port(&route.port).and_then(|port| port.application);
            let protocols = if speaks == Some("grpc") { "grpcs" } else { "https" };
            let said = |status: u16| {
                let code = ("konghq.com/https-redirect-status-code", status.to_string());
                vec![("konghq.com/protocols", protocols.to_owned()), code]
            };
            match status {
                Some(303) => Answer::Partly(said(302), "Kong redirects to HTTPS with the status 302: it does not know 303"),
                _ => Answer::Said(said(status.unwrap_or(301))),
            }
        }
        Wish::Speaks("grpc") if matches!(route.redirect, Some(Redirect::Https { .. })) => Answer::Already,
        Wish::Speaks("grpc") => Answer::Said(vec![("konghq.com/protocols", "grpc,grpcs".to_owned())]),
        Wish::Speaks("h2c") => Answer::Never("Kong speaks HTTP/2 to what stands behind it for gRPC alone"),
        Wish::Elsewhere(_) => {
            Answer::Never("Kong redirects elsewhere by its plugin `redirect`: name one in `konghq.com/plugins`")
        }
        Wish::BodySize(_) => {
            Answer::Never("Kong bounds bodies by its plugin `request-size-limiting`: name one in `konghq.com/plugins`")
        }
        Wish::Timeout(_) | Wish::WebSockets | Wish::Speaks(_) => Answer::Already,
    }
}

fn cilium(wish: Wish<'_>) -> Answer {
    match wish {
        Wish::Https(status) => {
            let said = vec![("ingress.cilium.io/force-https", "enabled".to_owned())];
            if status.is_some() { Answer::Partly(said, "Cilium has a status of its own") } else { Answer::Said(said) }
        }
        Wish::WebSockets | Wish::Speaks("grpc" | "h2c") => Answer::Already,
        Wish::Elsewhere(_) | Wish::Timeout(_) | Wish::BodySize(_) | Wish::Speaks(_) => {
            Answer::Never("Cilium's Ingresses cannot say it: its Gateway API can say more, by `edge gateway=`")
        }
    }
}

fn alb(wish: Wish<'_>) -> Answer {
    match wish {
        Wish::Https(status) => {
            let said = vec![
                ("alb.ingress.kubernetes.io/listen-ports", r#"[{"HTTP":80},{"HTTPS":443}]"#.to_owned()),
                ("alb.ingress.kubernetes.io/ssl-redirect", "443".to_owned()),
            ];
            match status {
                None | Some(301) => Answer::Said(said),
                Some(_) => Answer::Partly(said, "the load balancer redirects to HTTPS with the status 301"),
            }
        }
        Wish::Elsewhere(_) => {
            Answer::Never("the load balancer redirects elsewhere by an action: `alb.ingress.kubernetes.io/actions.NAME`")
        }
        Wish::Timeout(timeout) => {
            let attribute = format!("idle_timeout.timeout_seconds={}", seconds(timeout).clamp(1, 4000));
            let lost = "the load balancer bounds how long a connection is silent, for all its routes, at most 4000 seconds";
            Answer::Partly(vec![("alb.ingress.kubernetes.io/load-balancer-attributes", attribute)], lost)
        }
        Wish::BodySize(_) => Answer::Never("the load balancer bounds no bodies; AWS WAF does"),
        Wish::WebSockets => Answer::Already,
        Wish::Speaks("grpc") => Answer::Said(vec![("alb.ingress.kubernetes.io/backend-protocol-version", "GRPC".to_owned())]),
        Wish::Speaks("h2c") => Answer::Said(vec![("alb.ingress.kubernetes.io/backend-protocol-version", "HTTP2".to_owned())]),
        Wish::Speaks(_) => Answer::Said(vec![("alb.ingress.kubernetes.io/backend-protocol", "HTTPS".to_owned())]),
    }
}

/// The longest time, in seconds, that Application Gateway waits for an answer.
const APPLICATION_GATEWAY_WAITS: i64 = 86_400;

/// What Azure's controller reads: `pkg/annotations/ingress_annotations.go`, and for redirects `pkg/appgw/redirects.go`. A listener
/// redirects where the Ingress has a certificate, permanently.
fn application_gateway(route: &Route, wish: Wish<'_>) -> Answer {
    match wish {
        Wish::Https(_) if route.tls == RouteTls::None => {
            Answer::Never("Application Gateway redirects to HTTPS where the route has a certificate: say its `tls`")
        }
        Wish::Https(status) => {
            let said = vec![("appgw.ingress.kubernetes.io/ssl-redirect", "true".to_owned())];
            match status {
                None | Some(301) => Answer::Said(said),
                Some(_) => Answer::Partly(said, "Application Gateway redirects to HTTPS with the status 301"),
            }
        }
        Wish::Elsewhere(_) => Answer::Never("Application Gateway's Ingresses redirect to HTTPS alone"),
        Wish::Timeout(timeout) => {
            let waits = seconds(timeout).clamp(1, APPLICATION_GATEWAY_WAITS);
            let said = vec![("appgw.ingress.kubernetes.io/request-timeout", waits.to_string())];
            if waits < seconds(timeout) {
                Answer::Partly(said, "Application Gateway waits a day at most")
            } else {
                Answer::Said(said)
            }
        }
        Wish::BodySize(_) => Answer::Never("Application Gateway bounds bodies by its firewall's policy"),
        Wish::WebSockets => Answer::Already,
        Wish::Speaks("grpc" | "h2c") => Answer::Never("Application Gateway speaks no HTTP/2 to what stands behind it"),
        Wish::Speaks(_) => Answer::Said(vec![("appgw.ingress.kubernetes.io/backend-protocol", "https".to_owned())]),
    }
}
