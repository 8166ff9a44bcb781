//! One proxy before several workloads, on a real engine with a real nginx.

use super::engine::{Project, docker, escaped, file, put, staging_from, staging_of};
use std::{
    io::{Read, Write},
    net::TcpStream,
    thread::sleep,
    time::Duration,
};

const PORT: u16 = 18_080;

/// The image that the proxy has where none is named.
const NGINX: &str = "docker.io/nginxinc/nginx-unprivileged:1.28-alpine";

/// A program of CGI that says what came to it.
const ECHO: &str = r##"#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n'\necho \"$REQUEST_METHOD for $HTTP_HOST at $REQUEST_URI, $CONTENT_LENGTH bytes\"\n"##;

/// An end of a WebSocket that says again what it is told, after a handshake.
const SOCKET: &str = r##"#!/bin/sh\nwhile read -r line && [ \"${#line}\" -gt 1 ]; do case $line in Upgrade:*) upgrade=$line ;; esac; done\nprintf 'HTTP/1.1 101 Switching Protocols\\r\\n%s\\nConnection: Upgrade\\r\\n\\r\\n' \"$upgrade\"\nexec cat\n"##;

/// A server of files, which serves `page` at `/page`.
fn server(name: &str, page: &str, body: &str) -> String {
    format!(
        r##"
        service "{name}" {{
            image "ghcr.io/acme/shop-api:2.3.0"
            port 8080
            entrypoint "httpd" "-f" "-p" "8080" "-h" "/www"
            config "/www/{page}" text="{name} {page}\n"
            stop within="1s"
            {body}
        }}
        "##
    )
}

fn shop() -> String {
    let api = format!(
        r##"scale 2
            config "/www/api/list" text="the list\n"
            config "/www/cgi-bin/echo" text="{ECHO}" mode="0755"
            route "shop.example.com" {{ path "/api" "/cgi-bin"; body-size "1Ki"; }}
            route "shop.example.com" {{ path "/only" type="exact"; }}"##
    );
    format!(
        r##"
        app "landfall-proxy"
        platform {{ proxy publish={PORT}; subnets from="10.214.0.0/24"; }}
        {}{}{}
        service "chat" {{
            image "ghcr.io/acme/shop-api:2.3.0"
            port 9000 protocol="ws"
            entrypoint "nc" "-ll" "-p" "9000" "-e" "/etc/answer"
            config "/etc/answer" text="{SOCKET}" mode="0755"
            route "*.chat.example.com"
            route "old.example.com" {{ redirect "https://shop.example.com" status=308; }}
            stop within="1s"
        }}
        "##,
        server("web", "page", "route \"shop.example.com\""),
        server("api", "only", &api),
        server("admin", "page", "route \"admin.example.com\""),
    )
}

/// What the proxy answers; nothing where it does not.
fn ask(request: &str) -> Option<String> {
    let mut connection = TcpStream::connect(("127.0.0.1", PORT)).ok()?;
    connection.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    connection.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

fn get(host: &str, path: &str) -> String {
    ask(&format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n")).unwrap_or_default()
}

fn post(host: &str, path: &str, size: usize) -> String {
    let body = "x".repeat(size);
    ask(&format!("POST {path} HTTP/1.0\r\nHost: {host}\r\nContent-Length: {size}\r\n\r\n{body}")).unwrap_or_default()
}

#[track_caller]
fn says(answer: &str, status: &str, text: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(text), "{status} {text}: {answer}");
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn one_proxy_leads_each_host_and_path_to_its_workload() {
    let (_, artifacts) = staging_of(&shop());
    let project = Project::new(&artifacts);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);

    for host in ["shop.example.com", "shop.localhost:18080"] {
        says(&get(host, "/page"), "200", "web page");
        says(&get(host, "/api/list"), "200", "the list");
        says(&get(host, "/only"), "200", "api only");
    }
    says(&get("admin.localhost:18080", "/page"), "200", "admin page");
    says(&get("admin.example.com", "/api/list"), "404", "");
    // A path ends at a `/`, and an exact one has nothing behind it: both are the page's, which has no such file.
    says(&get("shop.example.com", "/apis"), "404", "404 Not Found");
    says(&get("shop.example.com", "/only/page"), "404", "404 Not Found");
    for host in ["other.example.com", "localhost:18080", "a.b.chat.example.com"] {
        says(&get(host, "/page"), "404", "no route leads here");
    }

    says(
        &post("shop.localhost:18080", "/cgi-bin/echo?a=%2F", 1024),
        "200",
        "POST for shop.localhost:18080 at /cgi-bin/echo?a=%2F, 1024 bytes",
    );
    says(&post("shop.localhost:18080", "/cgi-bin/echo", 1025), "413", "");
    says(&get("old.localhost:18080", "/a?b=c"), "308", "\r\nLocation: http://shop.localhost:18080/a?b=c\r\n");
    says(&get("old.example.com", "/a?b=c"), "308", "\r\nLocation: http://shop.example.com/a?b=c\r\n");

    let mut socket = TcpStream::connect(("127.0.0.1", PORT)).unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nHost: a.chat.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n").unwrap();
    let mut heard = String::new();
    let mut byte = [0];
    while !heard.ends_with("\r\n\r\n") && socket.read(&mut byte).unwrap() > 0 {
        heard.push(char::from(byte[0]));
    }
    says(&heard, "101", "Upgrade: websocket\r\n");
    socket.write_all(b"hello").unwrap();
    let mut echoed = [0; 5];
    socket.read_exact(&mut echoed).unwrap();
    assert_eq!(&echoed, b"hello");

    assert_eq!(project.succeeds(&["exec", "proxy", "id", "-u"]), "10001\n");
    for path in ["/etc/nginx/nginx.conf", "/x"] {
        assert!(!project.compose(&["exec", "proxy", "touch", path]).status.success(), "{path}");
    }
    assert!(!project.compose(&["exec", "admin", "nslookup", "web"]).status.success(), "those behind it do not reach each other");

    project.succeeds(&["down", "-v"]);
    assert_eq!(project.traces("landfall-proxy"), Vec::<String>::new());
}

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_workload_with_another_address_is_found_again() {
    let (_, artifacts) = staging_of(&shop());
    let project = Project::new(&artifacts);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    says(&get("admin.example.com", "/page"), "200", "admin page");
    let address = || {
        let form = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
        docker(&["inspect", "--format", form, project.id("admin").trim()])
    };
    let before = address();
    project.succeeds(&["rm", "--stop", "--force", "admin"]);
    says(&get("admin.example.com", "/page"), "502", "");
    says(&get("shop.example.com", "/page"), "200", "web page");
    let taker = Taker::of("landfall-proxy_admin_proxy", before.trim());
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    assert_ne!(address(), before);
    let found = (0..50).any(|_| {
        sleep(Duration::from_millis(200));
        get("admin.example.com", "/page").contains("admin page")
    });
    assert!(found);
    drop(taker);
}

/// A container that has an address, so that no other gets it.
struct Taker(String);

impl Taker {
    fn of(network: &str, address: &str) -> Self {
        let image = ["--entrypoint", "sleep", "ghcr.io/acme/shop-api:2.3.0", "60"];
        let run = ["run", "-d", "--network", network, "--ip", address];
        Self(docker(&[&run[..], &image[..]].concat()).trim().to_owned())
    }
}

impl Drop for Taker {
    fn drop(&mut self) {
        docker(&["rm", "-f", &self.0]);
    }
}

/// Paths that would mean something in nginx's configuration, each as one prefix.
const AWKWARD: [&str; 16] = [
    "/a b", "/\"q\"", "/'q'", "/b\\", "/$host", "/${host}", "/{}", "/;return", "/#c", "/~x", "/=x", "/(a", "/[b", "/.*", "/é",
    "/\\n",
];

#[test]
#[ignore = "needs a Docker Engine with the images of tests/engines"]
fn a_path_of_any_text_is_no_more_than_a_path() {
    let body = |from: usize| {
        let kind = if from == 0 { "exact" } else { "prefix" };
        let route = |path: &&str| {
            let path = escaped(path);
            let route = serde_json::json!({"path": {"paths": [path], "type": kind}});
            (format!("texts.example.com{path}"), route)
        };
        let routes: serde_json::Map<_, _> = AWKWARD.iter().skip(from).step_by(2).map(route).collect();
        let command = ["httpd", "-f", "-p", "8080", "-h", "/tmp"];
        serde_json::json!({
            "image": "ghcr.io/acme/shop-api:2.3.0", "ports": {"8080": {}}, "entrypoint": command, "routes": routes,
            "stop": {"within": "1s"},
        })
    };
    let manifest = serde_json::json!({
        "app": {"name": "landfall-texts"},
        "platform": {"proxy": {"publish": PORT, "image": NGINX}},
        "services": {"one": body(0), "two": body(1)},
    });
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("landfall.json"), manifest.to_string().as_bytes(), 0o644);
    let (_, artifacts) = staging_from(folder.path(), "landfall.json");
    let project = Project::new(&artifacts);
    project.succeeds(&["up", "--wait", "--pull", "missing"]);
    assert!(project.compose(&["exec", "proxy", "nginx", "-t"]).status.success());
    for path in AWKWARD {
        let encoded: String = path[1..].bytes().map(|byte| format!("%{byte:02X}")).collect();
        says(&get("texts.example.com", &format!("/{encoded}")), "404", "404 Not Found");
        says(&get("texts.example.com", &format!("/x{encoded}")), "404", "no route leads here");
    }
    assert_eq!(file(&artifacts)["services"]["proxy"]["image"], NGINX);
}
