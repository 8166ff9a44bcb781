//! HTTP from outside: what controllers are told in annotations, and what a Gateway takes.

use super::*;
use crate::plan::{Address, Controller, Gateway, Origin, PathType, Redirect};

/// A service at 8080 that speaks this.
fn web(speaks: &'static str, routes: Vec<Route>) -> Workload {
    Workload { ports: vec![Port { application: Some(speaks), ..port("http", 8080) }], routes, ..sample::service("web") }
}

fn to(host: Option<&str>, path: Option<&str>, status: u16) -> Option<Redirect> {
    let origin = host.map(|host| Origin { scheme: "https", host: host.into(), port: None });
    Some(Redirect::Elsewhere { to: Address { origin, path: path.map(str::to_owned) }, status })
}

fn demanding() -> Route {
    Route {
        tls: RouteTls::Issuer("letsencrypt".into()),
        redirect: Some(Redirect::Https { status: None }),
        timeout: Some(Duration::from_secs(90)),
        body_size: Some(Bytes(16 << 20)),
        ..sample::route("shop.example.com")
    }
}

fn behind(controller: Option<Controller>, web: Workload) -> (Artifacts, Notes) {
    let mut plan = sample::plan(vec![web]);
    plan.platform.edge.class = Some("public".into());
    plan.platform.edge.namespace = Some("ingress".into());
    plan.platform.edge.controller = controller;
    emitted(plan)
}

/// The annotations of an object but cert-manager's.
fn annotations(artifacts: &Artifacts, path: &str) -> Value {
    let mut all = object(artifacts, path).pointer("/metadata/annotations").cloned().unwrap_or_default();
    if let Some(all) = all.as_object_mut() {
        all.remove("cert-manager.io/cluster-issuer");
    }
    all
}

fn outcomes(notes: &Notes) -> Vec<(String, &'static str)> {
    let word = |outcome: &Outcome| match outcome {
        Outcome::Weakened { .. } => "weakened",
        Outcome::Ignored { .. } => "ignored",
        Outcome::Elsewhere { .. } => "elsewhere",
        Outcome::Refused { .. } => "refused",
    };
    notes.iter().map(|(path, outcome)| (path.last().unwrap_or_default().to_owned(), word(outcome))).collect()
}

/// What the annotations of a demanding route are, and what is lost of it.
fn told(controller: Controller, said: &Value, lost: &[(&str, &'static str)]) {
    let (artifacts, notes) = behind(Some(controller), web("http", vec![demanding()]));
    assert_eq!(&annotations(&artifacts, "app/web/ingress.yaml"), said, "{controller:?}");
    let lost: Vec<_> = lost.iter().map(|(field, word)| ((*field).to_owned(), *word)).collect();
    assert_eq!(outcomes(&notes), lost, "{controller:?}");
}

#[test]
fn controllers_on_nginx_and_haproxy_are_told_in_their_own_annotations() {
    told(
        Controller::IngressNginx,
        &json!({
            "nginx.ingress.kubernetes.io/ssl-redirect": "true",
            "nginx.ingress.kubernetes.io/proxy-read-timeout": "90",
            "nginx.ingress.kubernetes.io/proxy-send-timeout": "90",
            "nginx.ingress.kubernetes.io/proxy-body-size": "16777216",
        }),
        &[],
    );
    told(
        Controller::Nginx,
        &json!({
            "nginx.org/ssl-redirect": "true",
            "nginx.org/proxy-read-timeout": "90s",
            "nginx.org/proxy-send-timeout": "90s",
            "nginx.org/client-max-body-size": "16777216",
        }),
        &[],
    );
    told(
        Controller::Haproxy,
        &json!({"haproxy.org/ssl-redirect": "true", "haproxy.org/timeout-server": "90s"}),
        &[("body-size", "ignored")],
    );
    told(
        Controller::HaproxyIngress,
        &json!({
            "haproxy-ingress.github.io/ssl-redirect": "true",
            "haproxy-ingress.github.io/timeout-server": "90s",
            "haproxy-ingress.github.io/timeout-tunnel": "90s",
            "haproxy-ingress.github.io/proxy-body-size": "16777216",
        }),
        &[],
    );
}

#[test]
fn other_controllers_are_told_in_their_own_annotations() {
    told(
        Controller::Traefik,
        &json!({
            "traefik.ingress.kubernetes.io/router.middlewares":
                "shop-web-https@kubernetescrd,shop-web-body-16777216@kubernetescrd",
        }),
        &[("timeout", "ignored")],
    );
    told(
        Controller::Contour,
        &json!({"ingress.kubernetes.io/force-ssl-redirect": "true", "projectcontour.io/response-timeout": "90s"}),
        &[("body-size", "ignored")],
    );
    told(
        Controller::Kong,
        &json!({"konghq.com/protocols": "https", "konghq.com/https-redirect-status-code": "301"}),
        &[("body-size", "ignored")],
    );
    told(
        Controller::Cilium,
        &json!({"ingress.cilium.io/force-https": "enabled"}),
        &[("timeout", "ignored"), ("body-size", "ignored")],
    );
    told(
        Controller::Alb,
        &json!({
            "alb.ingress.kubernetes.io/listen-ports": r#"[{"HTTP":80},{"HTTPS":443}]"#,
            "alb.ingress.kubernetes.io/ssl-redirect": "443",
            "alb.ingress.kubernetes.io/load-balancer-attributes": "idle_timeout.timeout_seconds=90",
        }),
        &[("timeout", "weakened"), ("body-size", "ignored")],
    );
    told(
        Controller::AzureApplicationGateway,
        &json!({"appgw.ingress.kubernetes.io/ssl-redirect": "true", "appgw.ingress.kubernetes.io/request-timeout": "90"}),
        &[("body-size", "ignored")],
    );
    let (artifacts, notes) = behind(None, web("http", vec![demanding()]));
    assert_eq!(annotations(&artifacts, "app/web/ingress.yaml"), json!({}));
    assert_eq!(outcomes(&notes).len(), 3);
}

#[test]
fn what_traefik_changes_is_an_object_of_its_own_beside_what_the_user_lists() {
    let mut route = demanding();
    let list = "traefik.ingress.kubernetes.io/router.middlewares";
    route.annotations = vec![(list.into(), "auth-login@kubernetescrd".into())];
    route.redirect = to(Some("www.example.com"), None, 308);
    let (artifacts, _) = behind(Some(Controller::Traefik), web("h2c", vec![route]));
    let said = annotations(&artifacts, "app/web/ingress.yaml");
    let names: Vec<&str> = said.get(list).and_then(Value::as_str).unwrap().split(',').collect();
    assert_eq!((names.len(), names[0], names[2]), (3, "auth-login@kubernetescrd", "shop-web-body-16777216@kubernetescrd"));
    let name = names[1].strip_prefix("shop-").and_then(|name| name.strip_suffix("@kubernetescrd")).unwrap();
    let file = format!("app/web/middleware-{}.yaml", name.strip_prefix("web-").unwrap());
    let redirect = object(&artifacts, &file);
    assert_eq!(at(&redirect, "/metadata/name"), name);
    let wanted = json!({"redirectRegex": {
        "regex": "^(https?://[^/]+)(/.*)?$", "replacement": "https://www.example.com${2}", "permanent": true,
    }});
    assert_eq!(at(&redirect, "/spec"), &wanted);
    let service = annotations(&artifacts, "app/web/service.yaml");
    assert_eq!(at(&service, "/traefik.ingress.kubernetes.io~1service.serversscheme"), "h2c");
}

#[test]
fn a_redirect_elsewhere_is_whole_where_the_controller_takes_it_so() {
    let mut route = sample::route("old.example.com");
    let said = |route: &Route, controller| {
        let (artifacts, notes) = behind(Some(controller), web("http", vec![route.clone()]));
        (annotations(&artifacts, "app/web/ingress.yaml"), outcomes(&notes))
    };
    let permanent = |url: &str, code: &str| {
        json!({
            "nginx.ingress.kubernetes.io/permanent-redirect": url,
            "nginx.ingress.kubernetes.io/permanent-redirect-code": code,
        })
    };
    route.redirect = to(Some("www.example.com"), Some("/shop"), 308);
    assert_eq!(said(&route, Controller::IngressNginx), (permanent("https://www.example.com/shop", "308"), vec![]));
    route.redirect = to(None, Some("/new"), 301);
    assert_eq!(said(&route, Controller::IngressNginx), (permanent("http://old.example.com/new", "301"), vec![]));
    route.redirect = to(Some("www.example.com"), None, 301);
    let lost = vec![("redirect".to_owned(), "weakened")];
    assert_eq!(said(&route, Controller::IngressNginx), (permanent("https://www.example.com", "301"), lost));
    let haproxy = json!({"haproxy.org/request-redirect": "www.example.com", "haproxy.org/request-redirect-code": "301"});
    assert_eq!(said(&route, Controller::Haproxy), (haproxy, vec![]));
    route.host = None;
    route.redirect = to(None, Some("/new"), 301);
    assert_eq!(said(&route, Controller::IngressNginx).1, [("redirect".to_owned(), "ignored")]);
}

#[test]
fn a_silent_websocket_is_not_cut_after_a_minute() {
    let timeouts = |route: Route| {
        let (artifacts, _) = behind(Some(Controller::IngressNginx), web("ws", vec![route]));
        let all = annotations(&artifacts, "app/web/ingress.yaml");
        at(&all, "/nginx.ingress.kubernetes.io~1proxy-read-timeout").clone()
    };
    assert_eq!(timeouts(sample::route("live.example.com")), "3600");
    assert_eq!(timeouts(demanding()), "90");
    let (artifacts, _) = behind(Some(Controller::Nginx), web("ws", vec![sample::route("live.example.com")]));
    assert_eq!(annotations(&artifacts, "app/web/ingress.yaml"), json!({"nginx.org/websocket-services": "web"}));
}

#[test]
fn kong_takes_grpc_as_such_and_no_status_that_it_does_not_know() {
    let said = |speaks, redirect: Option<Redirect>| {
        let route = Route { redirect, ..sample::route("rpc.example.com") };
        let (artifacts, notes) = behind(Some(Controller::Kong), web(speaks, vec![route]));
        (annotations(&artifacts, "app/web/ingress.yaml"), outcomes(&notes))
    };
    let https = |status| Some(Redirect::Https { status });
    let redirects = |protocols: &str, status: &str| json!({"konghq.com/protocols": protocols, "konghq.com/https-redirect-status-code": status});
    assert_eq!(said("grpc", None), (json!({"konghq.com/protocols": "grpc,grpcs"}), vec![]));
    assert_eq!(said("grpc", https(None)), (redirects("grpcs", "301"), vec![]));
    assert_eq!(said("http", https(Some(303))), (redirects("https", "302"), vec![("redirect".to_owned(), "weakened")]));
    assert_eq!(said("h2c", None).1, [("rpc.example.com".to_owned(), "weakened")]);
}

#[test]
fn contour_speaks_tls_to_encrypted_websockets() {
    let (artifacts, _) = behind(Some(Controller::Contour), web("wss", vec![sample::route("live.example.com")]));
    let service = object(&artifacts, "app/web/service.yaml");
    assert_eq!(at(&service, "/spec/ports/0/appProtocol"), "https");
    assert_eq!(at(&service, "/metadata/annotations/projectcontour.io~1upstream-protocol.tls"), "8080");
    let (artifacts, _) = behind(Some(Controller::Traefik), web("wss", vec![sample::route("live.example.com")]));
    assert_eq!(at(&object(&artifacts, "app/web/service.yaml"), "/spec/ports/0/appProtocol"), "kubernetes.io/wss");
}

#[test]
fn application_gateway_redirects_where_there_is_a_certificate_and_waits_a_day_at_most() {
    let said = |route: Route| {
        let (artifacts, notes) = behind(Some(Controller::AzureApplicationGateway), web("http", vec![route]));
        (annotations(&artifacts, "app/web/ingress.yaml"), outcomes(&notes))
    };
    let https = Route { redirect: Some(Redirect::Https { status: Some(301) }), ..sample::route("shop.example.com") };
    let (told, lost) = said(Route { tls: RouteTls::Issuer("letsencrypt".into()), ..https.clone() });
    assert_eq!((told, lost), (json!({"appgw.ingress.kubernetes.io/ssl-redirect": "true"}), vec![]));
    assert_eq!(said(https), (json!(null), vec![("redirect".to_owned(), "ignored")]));
    let patient = Route { timeout: Some(Duration::from_secs(200_000)), ..sample::route("shop.example.com") };
    let day = json!({"appgw.ingress.kubernetes.io/request-timeout": "86400"});
    assert_eq!(said(patient), (day, vec![("timeout".to_owned(), "weakened")]));
}

fn gateway() -> Option<Gateway> {
    Some(Gateway { name: "public".into(), namespace: Some("gateways".into()), listener: None })
}

fn by_gateway(gateway: Option<Gateway>, workloads: Vec<Workload>) -> (Artifacts, Notes) {
    let mut plan = sample::plan(workloads);
    plan.platform.edge.gateway = gateway;
    plan.platform.edge.namespace = Some("gateways".into());
    emitted(plan)
}

#[test]
fn a_listener_carries_the_certificate_of_each_host_and_routes_attach_to_it() {
    let mut other = web("http", vec![Route { paths: vec!["/api".into()], ..demanding() }]);
    other.name = "api".into();
    let (artifacts, notes) = by_gateway(gateway(), vec![web("http", vec![demanding()]), other]);
    let set = object(&artifacts, "app/listener-set.yaml");
    assert_eq!(at(&set, "/metadata/annotations/cert-manager.io~1cluster-issuer"), "letsencrypt");
    let wanted = json!({
        "parentRef": {"name": "public", "namespace": "gateways"},
        "listeners": [{
            "name": "shop.example.com", "hostname": "shop.example.com", "port": 443, "protocol": "HTTPS",
            "tls": {"mode": "Terminate", "certificateRefs": [{"name": "shop.example.com-tls"}]},
        }],
    });
    assert_eq!(at(&set, "/spec"), &wanted);
    let wanted = json!({
        "parentRefs": [{
            "group": "gateway.networking.k8s.io", "kind": "ListenerSet", "name": "shop", "sectionName": "shop.example.com",
        }],
        "hostnames": ["shop.example.com"],
        "rules": [{
            "matches": [{"path": {"type": "PathPrefix", "value": "/api"}}],
            "backendRefs": [{"name": "api", "port": 8080}],
            "timeouts": {"request": "1m30s"},
        }],
    });
    assert_eq!(at(&object(&artifacts, "app/api/http-route.yaml"), "/spec"), &wanted);
    let plain = object(&artifacts, "app/api/http-route-to-https.yaml");
    assert_eq!(at(&plain, "/spec/parentRefs"), &json!([{"name": "public", "namespace": "gateways", "port": 80}]));
    let filter = json!([{"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}]);
    assert_eq!(at(&plain, "/spec/rules/0/filters"), &filter);
    assert_eq!(plain.pointer("/spec/rules/0/backendRefs"), None);
    assert!(artifacts.get("app/api/ingress.yaml").is_none());
    assert_eq!(outcomes(&notes), [("body-size".to_owned(), "ignored"), ("body-size".to_owned(), "ignored")]);
}

#[test]
fn a_gateway_with_certificates_of_its_own_is_attached_to_itself() {
    let route = Route { tls: RouteTls::Default, ..demanding() };
    let (artifacts, _) = by_gateway(gateway(), vec![web("http", vec![route.clone()])]);
    assert!(artifacts.get("app/listener-set.yaml").is_none());
    let parents = |artifacts: &Artifacts, file: &str| at(&object(artifacts, file), "/spec/parentRefs/0").clone();
    let whole = json!({"name": "public", "namespace": "gateways", "port": 443});
    assert_eq!(parents(&artifacts, "app/web/http-route.yaml"), whole);
    let listener = gateway().map(|gateway| Gateway { listener: Some("https".into()), ..gateway });
    let (artifacts, _) = by_gateway(listener, vec![web("http", vec![route])]);
    let named = json!({"name": "public", "namespace": "gateways", "sectionName": "https"});
    assert_eq!(parents(&artifacts, "app/web/http-route.yaml"), named);
    let plain = json!({"name": "public", "namespace": "gateways", "port": 80});
    assert_eq!(parents(&artifacts, "app/web/http-route-to-https.yaml"), plain);
}

#[test]
fn grpc_has_a_route_of_its_kind_unless_http_shares_its_host() {
    let grpc = web("grpc", vec![sample::route("rpc.example.com")]);
    let (artifacts, _) = by_gateway(gateway(), vec![grpc.clone()]);
    let route = object(&artifacts, "app/web/grpc-route.yaml");
    assert_eq!(at(&route, "/spec/rules"), &json!([{"backendRefs": [{"name": "web", "port": 8080}]}]));
    let mut page = web("http", vec![Route { paths: vec!["/docs".into()], ..sample::route("rpc.example.com") }]);
    page.name = "docs".into();
    let (artifacts, _) = by_gateway(gateway(), vec![grpc, page]);
    assert!(artifacts.get("app/web/grpc-route.yaml").is_none() && artifacts.get("app/web/http-route.yaml").is_some());
}

#[test]
fn two_certificates_for_one_host_are_refused() {
    let own = Route { tls: RouteTls::Secret("own".into()), paths: vec!["/own".into()], ..sample::route("shop.example.com") };
    let (_, notes) = by_gateway(gateway(), vec![web("http", vec![demanding(), own])]);
    assert!(outcomes(&notes).contains(&("shop.example.com".to_owned(), "refused")), "{notes:?}");
}

#[test]
fn paths_of_the_controllers_own_form_are_regular_expressions_to_a_gateway() {
    let route = Route {
        paths: vec!["/a(/|$)(.*)".into()],
        path_type: PathType::ImplementationSpecific,
        ..sample::route("shop.example.com")
    };
    let (artifacts, notes) = by_gateway(gateway(), vec![web("http", vec![route.clone()])]);
    let path = json!({"type": "RegularExpression", "value": "/a(/|$)(.*)"});
    assert_eq!(at(&object(&artifacts, "app/web/http-route.yaml"), "/spec/rules/0/matches/0/path"), &path);
    assert_eq!(outcomes(&notes), [("path".to_owned(), "weakened")]);
    let (artifacts, _) = behind(None, web("http", vec![route]));
    let path = object(&artifacts, "app/web/ingress.yaml").pointer("/spec/rules/0/http/paths/0/pathType").cloned();
    assert_eq!(path, Some(json!("ImplementationSpecific")));
}
