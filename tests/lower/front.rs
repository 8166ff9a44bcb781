//! One proxy before workloads with routes, in Compose; and ports of the host that are numbered by themselves.

use super::{
    env, lower_text,
    network::{edges, published},
};
use landfall::plan::{Plan, Role};

const SHOP: &str = r#"
service "web" { image "w:1"; port 8080; route "shop.example.com"; env { API "{{ api.public_url }}"; ANY "{{ any.public_url }}" } }
service "api" { image "a:1"; port 8080; port "admin" 9901; route "shop.example.com" { path "/api/" }; scale 2 }
service "any" { image "x:1"; port 7000; route "*" }
service "inner" { image "i:1"; port 9000; reach "api" }
"#;

fn staging(around: &str) -> (Plan, Vec<String>) {
    lower_text(&format!("app \"shop\"\n{around}{SHOP}"), "staging")
}

/// The configuration of the proxy.
fn config(plan: &Plan) -> &str {
    let proxy = plan.workloads.iter().find(|workload| workload.role == Role::Proxy).unwrap();
    std::str::from_utf8(&proxy.container.configs[0].content).unwrap()
}

fn addresses(plan: &Plan) -> Vec<&str> {
    plan.front.iter().flat_map(|front| front.addresses.values().map(String::as_str)).collect()
}

#[test]
fn several_workloads_with_routes_are_reached_by_one_proxy_alone() {
    let (plan, messages) = staging("");
    assert!(messages.iter().all(|message| message.contains("nobody is known to call it")), "{messages:?}");
    assert_eq!(published(&plan), ["proxy 127.0.0.1:8080"]);
    assert_eq!(edges(&plan), ["inner → api 8080,9901", "proxy → any 7000", "proxy → api 8080", "proxy → web 8080"]);
    assert_eq!(addresses(&plan), ["http://localhost:8080", "http://shop.localhost:8080"]);
    assert_eq!(
        (env(&plan, "web", "API"), env(&plan, "web", "ANY")),
        ("http://shop.localhost:8080/api".into(), "http://localhost:8080".into())
    );
    assert_eq!(plan.order.last().unwrap(), "proxy");
}

#[test]
fn replicas_of_one_workload_take_turns_behind_a_proxy() {
    let text = "app \"shop\"\nservice \"web\" { image \"w:1\"; port 8080; route \"a.example.com\"; scale min=2 max=5 cpu=70 }";
    let (plan, messages) = lower_text(text, "staging");
    assert_eq!((published(&plan), messages), (vec!["proxy 127.0.0.1:8080".to_owned()], Vec::new()));
    assert_eq!(lower_text(&text.replace("min=2", "min=1"), "staging").0.front, None);
}

#[test]
fn there_is_no_proxy_in_other_targets_nor_before_one_workload_or_ports_that_are_fixed_by_hand() {
    let text = format!("app \"shop\"{SHOP}");
    for environment in ["dev", "production"] {
        assert_eq!(lower_text(&text, environment).0.front, None);
    }
    let two = |web: &str, api: &str, around: &str| {
        let text = format!(
            "app \"shop\"\n{around}\nservice \"web\" {{ image \"w:1\"; {web}; route \"a.example.com\" }}\nservice \"api\" {{ image \"a:1\"; {api} }}"
        );
        published(&lower_text(&text, "staging").0)
    };
    let api = "port 9000; route \"b.example.com\"";
    assert_eq!(two("port 8080", "port 9000", ""), ["web 127.0.0.1:8080"]);
    assert_eq!(two("port 8080 publish=3000", api, ""), ["api 127.0.0.1:9000", "web 127.0.0.1:3000"]);
    assert_eq!(two("port 8080", api, "platform { proxy \"none\" }"), ["api 127.0.0.1:9000", "web 127.0.0.1:8080"]);
    let always = two("port 8080 publish=3000", "port 9000", "platform { proxy \"always\" publish=80 host-ip=\"0.0.0.0\" }");
    assert_eq!(always, ["proxy 0.0.0.0:80", "web 127.0.0.1:3000"]);
}

#[test]
fn hosts_lie_below_the_domain_and_the_usual_port_is_not_named() {
    let (plan, _) = staging("domain \"test.example.org\"\nplatform { proxy publish=80 }\n");
    assert_eq!(addresses(&plan), ["http://localhost", "http://shop.test.example.org"]);
}

#[test]
fn a_workload_that_is_called_so_keeps_its_name() {
    let (plan, _) = staging("service \"proxy\" { image \"p:1\"; port 9100 }\n");
    assert_eq!(plan.front.as_ref().unwrap().workload, "route-proxy");
    assert_eq!(plan.workload("proxy").unwrap().role, Role::Own);
}

#[test]
fn what_has_the_network_of_the_host_is_reached_there() {
    let (plan, _) =
        staging("service \"own\" { image \"o:1\"; port 6000; route \"own.example.com\"; security { host-network #true } }\n");
    assert!(!edges(&plan).iter().any(|edge| edge.ends_with("own 6000")));
    assert!(!config(&plan).contains("own.example.com"));
}

#[test]
fn the_proxy_has_the_labels_of_all_workloads() {
    let (plan, _) = staging("defaults { labels { team \"payments\" } }\n");
    assert_eq!(plan.workload("proxy").unwrap().labels, [("team".to_owned(), "payments".to_owned())]);
}

#[test]
fn a_rule_may_be_waived_for_the_proxy() {
    let (plan, messages) =
        staging("waive \"image-trusted-registry\" on=\"proxy\" reason=\"it is the vendor's\" until=\"2027-01-01\"\n");
    assert!(!messages.iter().any(|message| message.starts_with("unknown-workload")), "{messages:?}");
    assert_eq!(plan.policy.waivers[0].on.as_deref(), Some(["proxy".to_owned()].as_slice()));
    let routed =
        "app \"a\"\nwaive \"x\" on=\"proxy\" reason=\"y\"\nservice \"web\" { image \"w:1\"; port 80; route \"a.example.com\"; }";
    for environment in ["dev", "production"] {
        let (_, messages) = lower_text(routed, environment);
        assert!(!messages.iter().any(|message| message.starts_with("unknown-workload")), "{environment}: {messages:?}");
    }
    let own = "environment \"production\" { waive \"x\" on=\"proxy\" reason=\"y\"; }";
    let (_, messages) =
        lower_text(&format!("{}\n{own}", routed.replace("waive \"x\" on=\"proxy\" reason=\"y\"\n", "")), "production");
    assert!(messages.iter().any(|message| message.starts_with("unknown-workload")), "{messages:?}");
    let (_, messages) =
        lower_text("app \"a\"\nwaive \"x\" on=\"proxy\" reason=\"y\"\nservice \"web\" { image \"w:1\" }", "staging");
    assert!(messages.iter().any(|message| message.starts_with("unknown-workload")), "{messages:?}");
}

#[test]
fn a_number_that_nobody_wrote_moves_on() {
    let fixed = "service \"mail\" { image \"m:1\"; port 1025 publish=8080; port \"http\" 8025 publish=8081 }\n";
    assert_eq!(published(&staging(fixed).0), ["mail 127.0.0.1:8080", "mail 127.0.0.1:8081", "proxy 127.0.0.1:8082"]);

    let apart = |publish: &str| {
        let text = format!(
            "app \"shop\"\nservice \"a\" {{ image \"a:1\"; port 8080 }}\nservice \"b\" {{ image \"b:1\"; port 8080 }}\nservice \"c\" {{ image \"c:1\"; port 1 {publish} }}"
        );
        let (plan, messages) = lower_text(&text, "dev");
        assert_eq!(messages, Vec::<String>::new());
        let number = |name: &str| plan.workload(name).unwrap().ports[0].published.as_ref().unwrap().port;
        [number("a"), number("b"), number("c")]
    };
    let [a, b, _] = apart("");
    assert_eq!(apart(&format!("publish={a}")), [a + 1, b, a]);

    let own = "app \"shop\"\nservice \"a\" { image \"a:1\"; port 8080; port \"other\" 9000 publish=8080 }";
    let (plan, messages) = lower_text(own, "dev");
    assert_eq!(messages, Vec::<String>::new());
    let [first, second] = plan.workload("a").unwrap().ports.as_slice() else { panic!() };
    let number = |port: &landfall::plan::Port| port.published.as_ref().unwrap().port;
    assert_eq!(number(second), 8080);
    assert!((20_000..30_000).contains(&number(first)));
}

#[test]
fn one_number_at_two_addresses_of_the_host_is_two_ports() {
    let at = |one: &str, other: &str| {
        let port = |name: &str, address: &str| {
            format!("service \"{name}\" {{ image \"i:1\"; port 80 publish=8080 host-ip=\"{address}\" }}\n")
        };
        lower_text(&format!("app \"shop\"\n{}{}", port("a", one), port("b", other)), "dev").1.len()
    };
    assert_eq!([at("127.0.0.1", "127.0.0.2"), at("127.0.0.1", "0.0.0.0"), at("::", "127.0.0.1"), at("::1", "::1")], [0, 1, 1, 1]);
}

#[test]
fn a_connection_becomes_one_of_websockets_alone() {
    let (plan, _) = staging("");
    for line in ["proxy_set_header Upgrade $landfall_upgrade;", "\"~*^websocket$\" $http_upgrade;", "\"~*^websocket$\" upgrade;"]
    {
        assert!(config(&plan).contains(line), "{line}");
    }
}

#[test]
fn a_redirect_to_a_neighbour_keeps_to_the_names_that_the_client_came_by() {
    let old = "service \"old\" { image \"o:1\"; port 80; route \"old.example.com\" { redirect \"https://shop.example.com\" }; route \"*.x.localhost\" }\n";
    let (plan, _) = staging(old);
    let names = r#"    map $host $landfall_own_name {
        default "";
        "old.example.com" yes;
        "shop.example.com" yes;
    }
"#;
    assert!(config(&plan).contains(names), "{}", config(&plan));
    let sent = |host: &str| format!("\"$landfall_scheme://{host}$landfall_port$request_uri\"");
    for host in ["shop.localhost", "shop.example.com"] {
        assert!(config(&plan).contains(&sent(host)), "{host}");
    }
}

#[test]
fn what_has_the_network_of_the_host_keeps_its_numbers_there() {
    let own = r#"
service "own" { image "o:1"; port 8080 publish=3000; route "own.example.com"; security { host-network #true } }
service "asks" { image "q:1"; env { OWN "{{ own.public_url }}" } }
"#;
    let (plan, _) = staging(own);
    assert_eq!(published(&plan), ["own 127.0.0.1:8080", "proxy 127.0.0.1:8081"]);
    assert_eq!(env(&plan, "asks", "OWN"), "http://localhost:8080");
    let (plan, _) = lower_text(&format!("app \"shop\"\n{own}service \"a\" {{ image \"a:1\"; port 8080 }}"), "dev");
    let number = |name: &str| plan.workload(name).unwrap().ports[0].published.as_ref().unwrap().port;
    assert_eq!(number("own"), 8080);
    assert!((20_000..30_000).contains(&number("a")));
}

#[test]
fn a_number_for_a_proxy_is_free_where_there_is_none() {
    let text =
        "app \"shop\"\nplatform { proxy \"none\" publish=8080 }\nservice \"a\" { image \"a:1\"; port 8080; route \"a.b\" }";
    for environment in ["dev", "staging"] {
        assert_eq!(published(&lower_text(text, environment).0), ["a 127.0.0.1:8080"], "{environment}");
    }
}

#[test]
fn what_is_written_of_a_proxy_is_of_no_use_where_there_is_none() {
    let unused = |proxy: &str, environment: &str| {
        let (plan, _) = lower_text(&format!("app \"shop\"\nplatform {{ proxy {proxy} }}\n{SHOP}"), environment);
        plan.unused_front.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let none = r#""none" image="n:1" publish=80"#;
    assert_eq!(unused(none, "staging"), ["platform.proxy.image", "platform.proxy.publish"]);
    assert_eq!(unused("publish=80", "staging"), Vec::<String>::new());
    assert_eq!(unused(none, "production"), Vec::<String>::new());
}

#[test]
fn a_workload_is_reached_at_a_host_that_is_named() {
    let any = |routes: &str| {
        let text = format!(
            "service \"more\" {{ image \"m:1\"; port 80; {routes} }}\nservice \"asks\" {{ image \"q:1\"; env {{ MORE \"{{{{ more.public_url }}}}\" }} }}\n"
        );
        env(&staging(&text).0, "asks", "MORE")
    };
    let named = "route \"more.example.com\" { path \"/a\" }";
    assert_eq!(any(&format!("route \"*.example.com\"; {named}")), "http://more.localhost:8080/a");
    assert_eq!(any(&format!("route \"*\" {{ path \"/b\" }}; {named}")), "http://more.localhost:8080/a");
    assert_eq!(any("route \"*\" { path \"/b\" }"), "http://localhost:8080/b");
}
