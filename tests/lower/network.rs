//! Who reaches whom, what is published, and in which order things start.

use super::lower_text;
use landfall::plan::{Condition, Destination, Plan, Source, Transport};

pub(super) fn edges(plan: &Plan) -> Vec<String> {
    plan.edges
        .iter()
        .map(|edge| {
            let ports: Vec<_> = edge.ports.iter().map(|(_, port)| port.to_string()).collect();
            format!("{} → {} {}", edge.from, edge.to, ports.join(","))
        })
        .collect()
}

pub(super) fn published(plan: &Plan) -> Vec<String> {
    let ports = plan.workloads.iter().flat_map(|workload| workload.ports.iter().map(move |port| (&workload.name, port)));
    ports.filter_map(|(name, port)| port.published.as_ref().map(|at| format!("{name} {}:{}", at.address, at.port))).collect()
}

fn waits(plan: &Plan, name: &str) -> Vec<(String, Condition)> {
    plan.workload(name).unwrap().depends_on.iter().map(|dependency| (dependency.on.clone(), dependency.condition)).collect()
}

#[test]
fn a_reference_gives_reach_at_its_port_and_order() {
    let text = r#"
app "shop"
service "api" { image "api:1"; port 8080; port "admin" 9901; health "/" }
service "web" { image "web:1"; env { X "{{ api.url }}" } }
service "ops" { image "ops:1"; reach "api" }
"#;
    let (plan, messages) = lower_text(text, "staging");
    assert_eq!(messages, Vec::<String>::new());
    assert_eq!(edges(&plan), ["ops → api 8080,9901", "web → api 8080"]);
    assert_eq!(waits(&plan, "web"), [("api".to_owned(), Condition::Healthy)]);
    assert_eq!(waits(&plan, "ops"), []);
    assert_eq!(plan.order, ["api", "ops", "web"]);
}

#[test]
fn before_is_what_the_other_would_say_with_depends_on() {
    let said = |job: &str, api: &str| {
        format!(
            "app \"shop\"\nservice \"api\" {{ image \"a:1\"; {api} }}\njob \"seed\" {{ image \"s:1\"; port 9000; {job} }}\n\
             job \"migrate\" {{ image \"m:1\"; {job} }}"
        )
    };
    for environment in ["dev", "staging", "production"] {
        let by_job = lower_text(&said("before \"api\"", ""), environment).0;
        let by_api = lower_text(&said("", "depends-on \"seed\" \"migrate\""), environment).0;
        assert_eq!(edges(&by_job), ["api → seed "], "all ports of the one; the other job has none, and nothing is opened");
        assert_eq!(edges(&by_job), edges(&by_api));
        let completed = |name: &str| (name.to_owned(), Condition::Completed);
        assert_eq!(waits(&by_job, "api"), [completed("migrate"), completed("seed")]);
        assert_eq!((waits(&by_job, "api"), &by_job.order), (waits(&by_api, "api"), &by_api.order));
    }
}

#[test]
fn a_port_that_is_closed_to_others_is_reached_by_nobody() {
    let text = r#"
app "shop"
service "api" { image "api:1"; port 8080; port "admin" 9901 service=#false; health "/" }
service "quiet" { image "quiet:1"; port 9000 service=#false; health "none" }
service "ops" { image "ops:1"; reach "api" "quiet" }
service "web" { image "web:1"; depends-on "api" "quiet" }
"#;
    let (plan, _) = lower_text(text, "staging");
    assert_eq!(edges(&plan), ["ops → api 8080", "web → api 8080"]);
}

#[test]
fn references_in_a_circle_keep_reach_and_lose_order() {
    let text = r#"
app "shop"
service "a" { image "a:1"; port 80; env { B "{{ b.url }}" } }
service "b" { image "b:1"; port 81; env { A "{{ a.url }}" } }
service "c" { image "c:1"; env { A "{{ a.url }}" } }
"#;
    let (plan, messages) = lower_text(text, "staging");
    assert_eq!(messages, Vec::<String>::new());
    assert_eq!(edges(&plan), ["a → b 81", "b → a 80", "c → a 80"]);
    assert_eq!((waits(&plan, "a"), waits(&plan, "c")), (vec![], vec![("a".to_owned(), Condition::Started)]));
}

#[test]
fn explicit_order_in_a_circle_is_an_error_that_shows_it() {
    let text = r#"
app "shop"
service "a" { image "a:1"; depends-on "b" }
service "b" { image "b:1"; depends-on "a" }
job "m" { image "m:1"; before "a" }
"#;
    let (plan, messages) = lower_text(text, "dev");
    assert_eq!(messages, ["order-cycle landfall.kdl:3:39 these wait for each other: a → b → a"]);
    assert_eq!(waits(&plan, "a"), [("m".to_owned(), Condition::Completed)]);
}

#[test]
fn unknown_names_of_workloads_are_reported() {
    let messages = lower_text("app \"shop\"\nservice \"web\" { image \"w:1\"; depends-on \"webb\"; reach \"x\" }", "dev").1;
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages.iter().all(|message| message.starts_with("unknown-workload")), "{messages:?}");
}

#[test]
fn nothing_waits_for_a_cron() {
    let text = "app \"shop\"\ncron \"c\" \"@daily\" { image \"c:1\" }\nservice \"web\" { image \"w:1\"; depends-on \"c\" }";
    assert_eq!(
        lower_text(text, "dev").1,
        ["order-of-cron landfall.kdl:3:41 `c` is a cron, and nothing can wait for it or be waited for by it"]
    );
}

const TWO: &str = r#"
app "shop"
platform { proxy "none" }
service "web" { image "w:1"; port 8080; route "a.example.com" }
service "api" { image "a:1"; port 8080; route "b.example.com" }
service "inner" { image "i:1"; port 9000 }
service "outer" { image "o:1"; env { X "{{ inner.url }}" } }
service "alone" { image "x:1"; port 7000 }
"#;

#[test]
fn what_has_a_route_is_published_and_in_development_what_nobody_reaches() {
    let dev = published(&lower_text(TWO, "dev").0);
    assert_eq!(dev.len(), 3);
    assert_eq!(dev[0], "alone 127.0.0.1:7000");
    let staging = published(&lower_text(TWO, "staging").0);
    assert!(staging.len() == 2 && staging.iter().all(|one| !one.starts_with("alone")), "{staging:?}");
    assert_eq!(published(&lower_text(TWO, "production").0), Vec::<String>::new());
}

#[test]
fn a_number_that_two_workloads_have_becomes_a_stable_one() {
    let first = published(&lower_text(TWO, "staging").0);
    let ports: Vec<u16> = first.iter().map(|one| one.rsplit(':').next().unwrap().parse().unwrap()).collect();
    assert!(ports.iter().all(|port| (20_000..30_000).contains(port)) && ports[0] != ports[1], "{first:?}");
    assert_eq!(first, published(&lower_text(TWO, "staging").0));
}

#[test]
fn two_ports_at_one_place_of_the_host_are_named_both() {
    let text = "app \"shop\"\nservice \"a\" { image \"a:1\"; port 80 publish=8000 }\nservice \"b\" { image \"b:1\"; port 81 publish=8000 }";
    assert_eq!(
        lower_text(text, "dev").1,
        ["published-twice landfall.kdl:3:33 `a` and `b` are both published at port 8000 of the host"]
    );
}

#[test]
fn several_replicas_cannot_share_a_published_port() {
    let text = "app \"shop\"\nservice \"web\" { image \"w:1\"; port 8080 publish=80; route \"a.example.com\"; scale 2 }";
    assert_eq!(
        lower_text(text, "staging").1,
        ["published-replicas landfall.kdl:2:81 `web` is published at 80, and 2 of it cannot share one port of the host"]
    );
    assert_eq!(lower_text(text, "dev").1, Vec::<String>::new());
}

#[test]
fn a_port_that_nobody_reaches_is_a_warning_outside_development() {
    let text = "app \"shop\"\nservice \"api\" { image \"a:1\"; port 8080 }";
    assert_eq!(lower_text(text, "staging").1, ["unreached landfall.kdl:2:9 `api` listens, and nobody is known to call it"]);
    assert_eq!(lower_text(text, "dev").1, Vec::<String>::new());
}

#[test]
fn a_host_that_is_written_out_is_a_warning() {
    let text = |value: &str| {
        format!(
            "app \"shop\"\nservice \"api\" {{ image \"a:1\"; port 8080; route \"a.b\" }}\nservice \"web\" {{ image \"w:1\"; env {{ API_HOST #\"{value}\"# }} }}"
        )
    };
    for value in ["http://api:8080/v1", "api:8080", "http://api/v1", "api", "user@api:5432", "a,api:80"] {
        let messages = lower_text(&text(value), "staging").1;
        assert!(messages.len() == 1 && messages[0].starts_with("hard-coded-host"), "{value}: {messages:?}");
    }
    for value in ["http://{{ api.host }}:80", "https://example.com/api:8080", "the api", "my-api:80", "api.example.com:443"] {
        assert_eq!(lower_text(&text(value), "staging").1, Vec::<String>::new(), "{value}");
    }
}

#[test]
fn outside_comes_in_by_routes_exposed_ports_and_metrics_and_goes_out_by_egress() {
    let text = r#"
app "shop"
platform { edge class="nginx" namespace="ingress" ; monitoring namespace="mon" }
service "web" {
    image "w:1"; port 8080; port "raw" 9000 expose="load-balancer"; port "metrics" 9090 service=#false
    route "a.example.com"; metrics port=9090; egress host="api.stripe.com" port=443; egress "internet" port=80
    resources cpu="1" memory="1Gi"; scale 1
}
"#;
    let (plan, messages) = lower_text(text, "production");
    assert_eq!(messages, Vec::<String>::new());
    let web = plan.workload("web").unwrap();
    let ingress: Vec<_> =
        web.ingress.iter().map(|one| (one.from.clone(), one.ports.iter().map(|(_, port)| *port).collect::<Vec<_>>())).collect();
    assert_eq!(
        ingress,
        [
            (Source::Anywhere, vec![9000]),
            (Source::Namespace("ingress".into()), vec![8080]),
            (Source::Namespace("mon".into()), vec![9090])
        ]
    );
    let egress: Vec<_> = web.egress.iter().map(|one| (one.to.clone(), one.port)).collect();
    assert_eq!(
        egress,
        [
            (Destination::Internet, Some((Transport::Tcp, 80))),
            (Destination::Anywhere { host: "api.stripe.com".into() }, Some((Transport::Tcp, 443)))
        ]
    );
}

#[test]
fn a_route_without_an_edge_is_a_warning_to_who_describes_the_platform() {
    let text = "app \"shop\"\nservice \"web\" { image \"w:1\"; port 8080; route \"a.b\"; resources cpu=\"1\" memory=\"1Gi\"; scale 1 }\n";
    assert!(lower_text(text, "production").1.is_empty());
    assert_eq!(
        lower_text(&format!("{text}platform {{ reloader #true; }}\n"), "production").1,
        ["route-edge landfall.kdl:2:47 the platform does not say where traffic comes from"]
    );
}

#[test]
fn two_routes_with_one_address_are_named_both() {
    let text = "app \"shop\"\nservice \"a\" { image \"a:1\"; port 80; route \"x.y\" }\nservice \"b\" { image \"b:1\"; port 81; route \"x.y\" }";
    assert_eq!(lower_text(text, "staging").1, ["route-twice landfall.kdl:3:43 `x.y/` leads to `a` and to `b`"]);
}

#[test]
fn a_slash_at_the_end_of_a_path_says_nothing_to_a_prefix_of_another_route() {
    let twice = |workloads: &[&[&str]], r#type: &str, environment: &str| {
        let workload = |(index, paths): (usize, &&[&str])| {
            let paths = paths.iter().map(|path| format!("\"{path}\"")).collect::<Vec<_>>().join(" ");
            format!("service \"s{index}\" {{ image \"i:1\"; port 80; route \"x.y\" {{ path {paths} type=\"{type}\" }} }}\n")
        };
        let text: String = workloads.iter().enumerate().map(workload).collect();
        let (_, messages) = lower_text(&format!("app \"shop\"\n{text}"), environment);
        messages.iter().filter(|message| message.starts_with("route-twice")).count()
    };
    for r#type in ["prefix", "exact", "implementation-specific"] {
        for environment in ["staging", "production"] {
            assert_eq!(twice(&[&["/a", "/a/"]], r#type, environment), 0, "{type} {environment}");
            assert_eq!(twice(&[&["/"], &["/"]], r#type, environment), 1, "{type} {environment}");
        }
    }
    let two = |r#type: &str, environment: &str| twice(&[&["/a"], &["/a/"]], r#type, environment);
    assert_eq!((two("prefix", "production"), two("prefix", "staging")), (1, 1));
    assert_eq!((two("implementation-specific", "production"), two("implementation-specific", "staging")), (0, 1));
}

#[test]
fn ingress_at_a_port_that_is_not_there_opens_nothing() {
    let text = "app \"shop\"\nservice \"a\" { image \"a:1\"; port 80 publish=80; ingress namespace=\"x\" port=81 }";
    let (plan, messages) = lower_text(text, "dev");
    assert!(messages.len() == 1 && messages[0].starts_with("unknown-port"), "{messages:?}");
    assert!(plan.workload("a").unwrap().ingress.is_empty());
}

#[test]
fn one_number_on_tcp_and_udp_is_two_ports_with_one_door() {
    let text = r#"
app "names"
service "dns" {
    image "dns:1"
    port "dns-udp" 53 protocol="udp" publish=5353 host-ip="::1"
    port "dns" 53
    port "sig" 2905 protocol="sctp"
    health tcp=53
    ingress cidr="10.0.0.0/8" port=53
    egress cidr="10.1.0.0/16" port=123 protocol="udp"
    route "dns.example.com"
}
service "api" { image "api:1"; health "none"; env { DNS "{{ dns.host }}:{{ dns.ports.dns-udp }}"; } }
"#;
    let (plan, messages) = lower_text(text, "staging");
    assert_eq!(messages, Vec::<String>::new());
    let dns = plan.workload("dns").unwrap();
    let both = [(Transport::Tcp, 53), (Transport::Udp, 53)].into();
    let cidr = dns.ingress.iter().find(|ingress| ingress.from == Source::Cidr("10.0.0.0/8".into())).unwrap();
    assert_eq!(cidr.ports, both);
    assert_eq!(dns.egress[0].port, Some((Transport::Udp, 123)));
    assert_eq!(plan.edges[0].ports, [(Transport::Udp, 53)].into());
    assert_eq!(dns.routes[0].port, "dns");
    assert_eq!(published(&plan), ["dns ::1:5353", "dns 127.0.0.1:53"]);
}
