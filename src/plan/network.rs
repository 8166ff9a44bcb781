//! Ports, routes, and who reaches whom.

use super::{Bytes, PathType};
use crate::path::FieldPath;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// A port of a workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name in the outputs, at most 15 characters: the user's, `http` where it is the only one, else `tcp-8300`.
    pub name: String,
    /// Its key in the manifest: the user's name, or the number.
    pub key: String,
    /// Where the container listens.
    pub container: u16,
    /// The protocol of the transport.
    pub transport: Transport,
    /// What it speaks, as the manifest names it: `http`, `grpc`; where it is known.
    pub application: Option<&'static str>,
    /// Where others reach it on Kubernetes; `None`: nowhere.
    pub service: Option<u16>,
    /// How it is opened outside Kubernetes' own network.
    pub expose: Option<Expose>,
    /// Where it is published on the host, on targets that publish.
    pub published: Option<Published>,
    /// Labels of the Service.
    pub labels: Vec<(String, String)>,
    /// Annotations of the Service.
    pub annotations: Vec<(String, String)>,
}

/// The protocol of a port's transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl Transport {
    /// Its name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }
}

/// How a port is opened outside Kubernetes' own network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expose {
    /// By a load balancer.
    LoadBalancer,
    /// On a port of each node, chosen by the cluster where none is given.
    NodePort(Option<u16>),
}

/// Where a port is published on the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The host's address.
    pub address: String,
    /// The host's port.
    pub port: u16,
    /// Whether it speaks HTTP, and so has a URL.
    pub http: bool,
}

/// HTTP from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its key in the manifest.
    pub key: String,
    /// The host; `None` is any.
    pub host: Option<String>,
    /// The paths, `/` at least.
    pub paths: Vec<String>,
    /// How the paths are compared.
    pub path_type: PathType,
    /// The name of the port that requests go to.
    pub port: String,
    /// Where its certificate comes from.
    pub tls: RouteTls,
    /// Where requests are sent instead of coming here.
    pub redirect: Option<Redirect>,
    /// The time that an answer may take, and that an open connection may be silent.
    pub timeout: Option<Duration>,
    /// The largest body that a request may have.
    pub body_size: Option<Bytes>,
    /// Annotations of the Ingress or HTTPRoute, the edge's among them.
    pub annotations: Vec<(String, String)>,
    /// Labels of the Ingress or HTTPRoute.
    pub labels: Vec<(String, String)>,
}

/// Where a route's certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteTls {
    /// There is none: plain HTTP.
    None,
    /// cert-manager's issuer makes it.
    Issuer(String),
    /// A Secret that somebody else creates.
    Secret(String),
    /// The controller's own default certificate.
    Default,
}

/// Where requests are sent instead of coming to the workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// What came without TLS, to the same address with it.
    Https {
        /// The status; the edge's own where it is `None`.
        status: Option<u16>,
    },
    /// Everything, elsewhere.
    Elsewhere {
        /// What takes the place of the request's own address.
        to: Address,
        /// The status.
        status: u16,
    },
}

/// The parts of an address that take the place of a request's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The scheme and host.
    pub origin: Option<Origin>,
    /// The path.
    pub path: Option<String>,
}

/// Where an address begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// The host.
    pub host: String,
    /// The port, where it is not the scheme's own.
    pub port: Option<u16>,
}

impl Origin {
    /// It as a browser shows it.
    pub fn url(&self) -> String {
        let port = self.port.map_or_else(String::new, |port| format!(":{port}"));
        format!("{}://{}{port}", self.scheme, self.host)
    }
}

/// The proxy before the workloads that have routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// The name of its workload.
    pub workload: String,
    /// Where each host of a route is reached, as in `http://shop.localhost:8080`; `None` is any host.
    pub addresses: BTreeMap<Option<String>, String>,
}

/// One workload reaches another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Who calls.
    pub from: String,
    /// Who is called.
    pub to: String,
    /// At which of its containers' ports; all of them where the caller names none.
    pub ports: BTreeSet<(Transport, u16)>,
}

/// Leave to reach something outside the application.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Egress {
    /// What is reached.
    pub to: Destination,
    /// At this port; `None` is every port.
    pub port: Option<(Transport, u16)>,
}

/// What is reached outside the application.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// Everything but private and metadata ranges.
    Internet,
    /// Everything, private ranges too: a host whose addresses are unknown.
    Anywhere {
        /// The host.
        host: String,
    },
    /// A range of addresses.
    Cidr(String),
    /// The pods of another namespace.
    Namespace(String),
    /// The Kubernetes API.
    ApiServer,
}

/// A backing service that somebody else runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    /// Its name in the manifest.
    pub name: String,
    /// Its type in the catalogue.
    pub kind: String,
    /// Where it stands in the manifest: `backing.db`.
    pub path: FieldPath,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Where it is reached: its range of addresses, or everywhere.
    pub at: Destination,
    /// How the connection is encrypted, empty where its type knows one way; `None`: not at all.
    pub tls: Option<String>,
    /// The workloads that reach it.
    pub used_by: BTreeSet<String>,
}

/// Leave to be reached from outside the application.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ingress {
    /// Who reaches it.
    pub from: Source,
    /// At these container ports; all of the workload's where empty.
    pub ports: BTreeSet<(Transport, u16)>,
}

/// Who reaches a workload from outside the application.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Everybody: an exposed port.
    Anywhere,
    /// The pods of another namespace.
    Namespace(String),
    /// A range of addresses.
    Cidr(String),
    /// Pods of the workload's own namespace with this label: an ACME solver's, or replicas of each other.
    Pods {
        /// The label's name.
        label: String,
        /// Its value.
        value: String,
    },
}
