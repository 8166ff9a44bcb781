use super::{names, nginx};
use crate::plan::{Bytes, PathType};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

fn named(hosts: &[&str], domain: &str) -> Vec<String> {
    names(&hosts.iter().map(ToString::to_string).collect(), domain).into_values().collect()
}

#[test]
fn a_host_is_called_by_its_first_label_unless_another_begins_with_it() {
    assert_eq!(named(&["admin.example.com", "shop.example.com"], "localhost"), ["admin.localhost", "shop.localhost"]);
    assert_eq!(
        named(&["api.a.example.com", "api.b.example.com", "shop.example.com"], "localhost"),
        ["api.a.example.com.localhost", "api.b.example.com.localhost", "shop.localhost"]
    );
    assert_eq!(named(&["*.example.com", "example.com"], "localhost"), ["*.example.localhost", "example.localhost"]);
    assert_eq!(named(&["shop.example.com", "shop.localhost"], "localhost"), ["shop.example.com.localhost", "shop.localhost"]);
    assert_eq!(
        named(&["shop.example.com", "shop.test.org", "test.org"], "test.org"),
        ["shop.example.com.test.org", "shop.test.org", "test.org"]
    );
    assert_eq!(named(&["nottest.org"], "test.org"), ["nottest.test.org"]);
}

fn to(host: &str, port: u16, speaks: nginx::Speaks) -> nginx::Then {
    nginx::Then::Pass { speaks, host: host.into(), port }
}

fn at(paths: &[&str], path_type: PathType, then: nginx::Then) -> nginx::Location {
    let paths = paths.iter().map(ToString::to_string).collect();
    nginx::Location { paths, path_type, then, timeout: None, body_size: None }
}

fn one(host: &str, locations: Vec<nginx::Location>) -> (Option<String>, (BTreeSet<String>, Vec<nginx::Location>)) {
    (Some(host.to_owned()), (BTreeSet::from([host.to_owned()]), locations))
}

/// The servers of a configuration that are for hosts.
fn servers(servers: nginx::Servers) -> String {
    let text = nginx::config(&servers);
    let (_, own) = text.split_once("127.0.0.1:8081;").unwrap();
    own.split_once("\n\n").unwrap().1.to_owned()
}

#[test]
fn an_exact_path_goes_before_a_prefix_and_a_prefix_ends_at_an_element() {
    let shop = vec![
        at(&["/api/", "/"], PathType::Prefix, to("web", 80, nginx::Speaks::Http)),
        nginx::Location {
            timeout: Some(Duration::from_millis(1500)),
            body_size: Some(Bytes(1024)),
            ..at(&["/api"], PathType::Exact, to("api", 8080, nginx::Speaks::Http))
        },
    ];
    insta::assert_snapshot!(servers(BTreeMap::from([one("shop.example.com", shop)])), @r##"
        server {
            listen 8080 default_server;
            location "/" {
                return 404 "no route leads here\n";
            }
        }

        server {
            listen 8080;
            server_name "shop.example.com";
            location "/" {
                set $landfall_backend "web:80";
                proxy_pass http://$landfall_backend;
            }
            location "/api/" {
                set $landfall_backend "web:80";
                proxy_pass http://$landfall_backend;
            }
            location = "/api" {
                client_max_body_size 1024;
                proxy_read_timeout 1500ms;
                proxy_send_timeout 1500ms;
                client_body_timeout 1500ms;
                send_timeout 1500ms;
                set $landfall_backend "api:8080";
                proxy_pass http://$landfall_backend;
            }
        }
    }
    "##);
}

#[test]
fn what_speaks_something_else_is_asked_so() {
    let speaks = [
        ("/https", nginx::Speaks::Https),
        ("/ws", nginx::Speaks::WebSockets),
        ("/wss", nginx::Speaks::WebSocketsOverTls),
        ("/grpc", nginx::Speaks::Grpc),
    ];
    let locations = speaks.into_iter().map(|(path, speaks)| at(&[path], PathType::Exact, to("api", 1, speaks))).collect();
    let any = BTreeMap::from([(None, (BTreeSet::new(), locations))]);
    assert!(nginx::config(&any).contains("    http2 on;\n"));
    insta::assert_snapshot!(servers(any), @r##"
        server {
            listen 8080 default_server;
            location = "/grpc" {
                set $landfall_backend "api:1";
                grpc_pass grpc://$landfall_backend;
            }
            location = "/https" {
                set $landfall_backend "api:1";
                proxy_pass https://$landfall_backend;
            }
            location = "/ws" {
                proxy_read_timeout 3600000ms;
                proxy_send_timeout 3600000ms;
                set $landfall_backend "api:1";
                proxy_pass http://$landfall_backend;
            }
            location = "/wss" {
                proxy_read_timeout 3600000ms;
                proxy_send_timeout 3600000ms;
                set $landfall_backend "api:1";
                proxy_pass https://$landfall_backend;
            }
            location "/" {
                return 404 "no route leads here\n";
            }
        }
    }
    "##);
}

#[test]
fn redirects_lead_to_the_same_host_to_a_neighbour_or_elsewhere() {
    let redirect = |path: &str, origin, to: Option<&str>| {
        let to = nginx::Target { origin, path: to.map(str::to_owned) };
        at(&[path], PathType::Exact, nginx::Then::Redirect { status: 301, to })
    };
    let near = |host: &str| nginx::Whither::Neighbour { host: host.into(), here: "shop.localhost".into() };
    let locations = vec![
        redirect("/here", near("shop.localhost"), None),
        redirect("/same", nginx::Whither::Same, Some("/new")),
        redirect("/near", near("shop.example.com"), None),
        redirect("/far", nginx::Whither::Elsewhere("https://example.org".into()), Some("/a")),
    ];
    let any = BTreeMap::from([(None, (BTreeSet::new(), locations))]);
    assert!(nginx::config(&any).contains("map $http_host $landfall_port {"));
    insta::assert_snapshot!(servers(any), @r##"
        server {
            listen 8080 default_server;
            location = "/far" {
                return 301 "https://example.org/a";
            }
            location = "/here" {
                return 301 "$landfall_scheme://shop.localhost$landfall_port$request_uri";
            }
            location = "/near" {
                if ($landfall_own_name) {
                    return 301 "$landfall_scheme://shop.example.com$landfall_port$request_uri";
                }
                return 301 "$landfall_scheme://shop.localhost$landfall_port$request_uri";
            }
            location = "/same" {
                return 301 "/new";
            }
            location "/" {
                return 404 "no route leads here\n";
            }
        }
    }
    "##);
}
