//! Where a workload listens, and who reaches it there.

use super::{Address, Map, Name, PortNumber, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A port: `port 8080`, `port "grpc" 9090`. Two of one number, for TCP and UDP, have names: `port "dns-udp" 53 protocol="udp"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["number"]}))]
pub struct Port {
    /// Where the container listens; never renumbered.
    pub number: PortNumber,
    /// The protocol.
    /// Default: `tcp`.
    pub protocol: Option<Protocol>,
    /// Where others reach it; `#false`: not at all.
    /// Default: the number itself.
    pub service: Option<ServicePort>,
    /// How it is opened outside Kubernetes' own network.
    /// Default: not at all.
    pub expose: Option<Expose>,
    /// The port of each node, 30000 to 32767, for `expose="node-port"`.
    /// Default: the cluster chooses.
    #[schemars(range(min = 30000, max = 32767))]
    pub node_port: Option<u16>,
    /// The host's port in dev and staging.
    /// Default: none; what has a route gets one, and in dev what no other workload reaches.
    pub publish: Option<PortNumber>,
    /// The host's address in dev and staging.
    /// Default: `127.0.0.1`.
    pub host_ip: Option<Address>,
    /// Labels of the Service.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub labels: Map<Template>,
    /// Annotations of the Service.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}))]
    pub annotations: Map<Template>,
}

/// One of a workload's ports, by its number or its name: `port=9000`, `port="admin"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": ["number", "name"], "name": "port"}))]
pub enum PortReference {
    /// The one where the container listens.
    Number(PortNumber),
    /// The one of this name.
    Name(Name),
}

impl std::fmt::Display for PortReference {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.0.fmt(formatter),
            Self::Name(name) => name.as_str().fmt(formatter),
        }
    }
}

/// Where others reach a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": ["number", "open"], "name": "service port"}))]
pub enum ServicePort {
    /// At this number.
    Number(PortNumber),
    /// `#false`: nowhere; `#true`: at the container's number.
    Open(bool),
}

/// What a port speaks; Kubernetes' `appProtocol` says it to proxies and meshes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// TCP, HTTP where a route or an HTTP check says so.
    #[default]
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
    /// HTTP over TCP.
    Http,
    /// HTTP over TLS.
    Https,
    /// HTTP/2 over TCP, without TLS.
    H2c,
    /// WebSockets over TCP.
    Ws,
    /// WebSockets over TLS.
    Wss,
    /// gRPC over TCP.
    Grpc,
}

/// The protocol of a transport.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

/// How a port is opened outside Kubernetes' own network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expose {
    /// By a load balancer of the platform's.
    LoadBalancer,
    /// On a port of each node.
    NodePort,
}
