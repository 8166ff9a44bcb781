//! The configuration of the proxy: nginx, with a server for each host and a location for each path.

use crate::plan::{Bytes, PathType};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    time::Duration,
};

/// Where the proxy listens.
pub(super) const PORT: u16 = 8080;
/// Where it says that it runs, to its own container alone.
pub(super) const HEALTH_PORT: u16 = 8081;

/// What is so of all servers.
///
/// Every file is below `/tmp`: the root is read-only, and the image's user is another. Nothing is kept there of a request or an answer, so that
/// large ones need no room. Names are asked of Docker each time anew: a container that was made anew has another address. A connection is
/// upgraded to WebSockets alone: requests within one of HTTP/2 would pass by the paths.
const HEAD: &str = r#"worker_processes 2;
pid /tmp/nginx.pid;
error_log stderr warn;

events {
    worker_connections 1024;
}

http {
    access_log /dev/stdout;
    client_body_temp_path /tmp/client-body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;

    resolver 127.0.0.11 valid=5s ipv6=off;
    server_tokens off;
    server_names_hash_bucket_size 512;
    server_names_hash_max_size 4096;
    map_hash_bucket_size 512;
    map_hash_max_size 4096;
    default_type text/plain;
    absolute_redirect off;
    client_max_body_size 0;

    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_buffer_size 16k;
    proxy_buffers 8 16k;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $landfall_upgrade;
    proxy_set_header Connection $landfall_connection;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto $landfall_scheme;

    map $http_upgrade $landfall_upgrade {
        default "";
        "~*^websocket$" $http_upgrade;
    }
    map $http_upgrade $landfall_connection {
        default close;
        "~*^websocket$" upgrade;
    }
    map $http_x_forwarded_proto $landfall_scheme {
        default $scheme;
        https https;
    }
"#;

/// The port that the client named, for redirects to other hosts of the proxy.
const CLIENT_PORT: &str = r#"    map $http_host $landfall_port {
        default "";
        "~(?<landfall_named_port>:[0-9]+)$" $landfall_named_port;
    }
"#;

/// HTTP/2 without TLS beside HTTP/1.1, as gRPC wants it.
const GRPC: &str = r#"
    http2 on;
    grpc_set_header Host $http_host;
    grpc_set_header X-Real-IP $remote_addr;
    grpc_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    grpc_set_header X-Forwarded-Host $http_host;
    grpc_set_header X-Forwarded-Proto $landfall_scheme;
"#;

const NOWHERE: &str = "        location \"/\" {\n            return 404 \"no route leads here\\n\";\n        }\n";

/// The time that an open connection of WebSockets may be silent where nothing is said.
const SILENCE: Duration = Duration::from_secs(3600);

/// Requests to some paths of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Location {
    pub(super) paths: Vec<String>,
    pub(super) path_type: PathType,
    pub(super) then: Then,
    /// The time that an answer may take, and that an open connection may be silent.
    pub(super) timeout: Option<Duration>,
    /// The largest body that a request may have.
    pub(super) body_size: Option<Bytes>,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// It goes to a workload.
    Pass { speaks: Speaks, host: String, port: u16 },
    /// The client is sent elsewhere.
    Redirect { status: u16, to: Target },
}

/// Where a client is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) origin: Whither,
    /// The request's own where it is `None`.
    pub(super) path: Option<String>,
}

/// Where an address begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whither {
    /// At the same host.
    Same,
    /// At another host that this proxy answers for: by its own name for who came by one, else by what it is called here.
    Neighbour { host: String, here: String },
    /// At another place.
    Elsewhere(String),
}

/// What a workload speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaks {
    Http,
    Https,
    WebSockets,
    WebSocketsOverTls,
    Grpc,
}

impl Speaks {
    /// By what a port says that it speaks.
    pub(super) fn of(application: Option<&str>) -> Self {
        match application {
            Some("https") => Self::Https,
            Some("ws") => Self::WebSockets,
            Some("wss") => Self::WebSocketsOverTls,
            Some("grpc") => Self::Grpc,
            _ => Self::Http,
        }
    }
}

/// The hosts that the proxy answers for, with all names of each; `None` is any other host.
pub(super) type Servers = BTreeMap<Option<String>, (BTreeSet<String>, Vec<Location>)>;

/// The configuration as a whole.
pub(super) fn config(servers: &Servers) -> String {
    let mut text = HEAD.to_owned();
    let locations = || servers.values().flat_map(|(_, locations)| locations);
    if locations().any(Location::is_to_neighbour) {
        text += CLIENT_PORT;
        own_names(&mut text, servers);
    }
    if locations().any(|location| matches!(location.then, Then::Pass { speaks: Speaks::Grpc, .. })) {
        text += GRPC;
    }
    add(&mut text, format_args!("\n    server {{\n        listen 127.0.0.1:{HEALTH_PORT};\n        access_log off;\n"));
    text += "        location \"/\" {\n            return 200 \"ok\\n\";\n        }\n    }\n";
    if !servers.contains_key(&None) {
        add(&mut text, format_args!("\n    server {{\n        listen {PORT} default_server;\n{NOWHERE}    }}\n"));
    }
    for (host, (names, locations)) in servers {
        let default = if host.is_none() { " default_server" } else { "" };
        add(&mut text, format_args!("\n    server {{\n        listen {PORT}{default};\n"));
        let names: Vec<String> = names.iter().map(|name| server_name(name)).collect();
        if !names.is_empty() {
            add(&mut text, format_args!("        server_name {};\n", names.join(" ")));
        }
        server(&mut text, locations);
        text += "    }\n";
    }
    text += "}\n";
    text
}

impl Location {
    fn is_to_neighbour(&self) -> bool {
        matches!(&self.then, Then::Redirect { to: Target { origin: Whither::Neighbour { .. }, .. }, .. })
    }

    /// What stands in its braces.
    fn body(&self) -> String {
        let mut text = String::new();
        let mut line = |words: std::fmt::Arguments<'_>| add(&mut text, format_args!("            {words}\n"));
        let timeout = self.timeout.or_else(|| self.then.patience());
        match &self.then {
            Then::Redirect { status, to } => {
                if let Some(own) = to.by_own_name() {
                    line(format_args!(
                        "if ($landfall_own_name) {{\n                return {status} {};\n            }}",
                        quoted(&own)
                    ));
                }
                line(format_args!("return {status} {};", quoted(&to.text())));
            }
            Then::Pass { speaks, host, port } => {
                let (module, scheme) = match speaks {
                    Speaks::Http | Speaks::WebSockets => ("proxy", "http"),
                    Speaks::Https | Speaks::WebSocketsOverTls => ("proxy", "https"),
                    Speaks::Grpc => ("grpc", "grpc"),
                };
                if let Some(size) = self.body_size {
                    line(format_args!("client_max_body_size {};", size.0));
                }
                for field in ["read_timeout", "send_timeout"] {
                    if let Some(time) = timeout {
                        line(format_args!("{module}_{field} {}ms;", time.as_millis().max(1)));
                    }
                }
                for field in ["client_body_timeout", "send_timeout"] {
                    if let Some(time) = self.timeout {
                        line(format_args!("{field} {}ms;", time.as_millis().max(1)));
                    }
                }
                line(format_args!("set $landfall_backend {};", quoted(&format!("{host}:{port}"))));
                line(format_args!("{module}_pass {scheme}://$landfall_backend;"));
            }
        }
        text
    }
}

impl Then {
    /// The time that a connection may be silent where nothing is said.
    fn patience(&self) -> Option<Duration> {
        match self {
            Self::Pass { speaks: Speaks::WebSockets | Speaks::WebSocketsOverTls, .. } => Some(SILENCE),
            Self::Pass { .. } | Self::Redirect { .. } => None,
        }
    }
}

impl Target {
    fn text(&self) -> String {
        let path = self.path();
        match &self.origin {
            Whither::Same => path.to_owned(),
            Whither::Neighbour { here, .. } => self.at_neighbour(here),
            Whither::Elsewhere(origin) => format!("{origin}{path}"),
        }
    }

    /// For who came by a host's own name, where that is another.
    fn by_own_name(&self) -> Option<String> {
        match &self.origin {
            Whither::Neighbour { host, here } if host != here => Some(self.at_neighbour(host)),
            Whither::Same | Whither::Neighbour { .. } | Whither::Elsewhere(_) => None,
        }
    }

    fn at_neighbour(&self, host: &str) -> String {
        format!("$landfall_scheme://{host}$landfall_port{}", self.path())
    }

    fn path(&self) -> &str {
        self.path.as_deref().unwrap_or("$request_uri")
    }
}

/// Whether the client named a host by its own name, where it is called otherwise here.
fn own_names(text: &mut String, servers: &Servers) {
    *text += "    map $host $landfall_own_name {\n        default \"\";\n";
    for (host, _) in servers.iter().filter(|(_, (names, _))| names.len() > 1) {
        host.iter().for_each(|host| add(text, format_args!("        {} yes;\n", server_name(host))));
    }
    *text += "    }\n";
}

/// The locations of a server. The whole path goes before the longest that a request's begins with, element by element.
fn server(text: &mut String, locations: &[Location]) {
    let mut whole: BTreeMap<&str, String> = BTreeMap::new();
    let mut begun: BTreeMap<&str, String> = BTreeMap::new();
    for location in locations {
        for path in &location.paths {
            match location.path_type {
                PathType::Exact => whole.insert(path, location.body()),
                PathType::Prefix | PathType::ImplementationSpecific => begun.insert(path.trim_end_matches('/'), location.body()),
            };
        }
    }
    for (path, body) in &begun {
        if !path.is_empty() && !whole.contains_key(path) {
            add(text, format_args!("        location = {} {{\n{body}        }}\n", quoted(path)));
        }
        add(text, format_args!("        location {} {{\n{body}        }}\n", quoted(&format!("{path}/"))));
    }
    for (path, body) in &whole {
        add(text, format_args!("        location = {} {{\n{body}        }}\n", quoted(path)));
    }
    if !begun.contains_key("") {
        *text += NOWHERE;
    }
}

/// A host as a server's name. `*.` is one label, as it is on Kubernetes; nginx's own would be any number of them.
fn server_name(host: &str) -> String {
    match host.strip_prefix("*.") {
        Some(domain) => quoted(&format!("~^[^.]+\\.{}$", domain.replace('.', "\\."))),
        None => quoted(host),
    }
}

/// One word of the configuration.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

fn add(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.write_fmt(words).expect("a String takes all that is written");
}
