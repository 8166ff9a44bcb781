//! What is outside the application, by what a graph calls it.

use crate::plan::{Destination, Platform, Port, Source, Transport};

/// How somebody comes in; those by whom most come stand first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Door {
    /// By the ports of the host.
    Host,
    /// By a port that is opened outside.
    Open,
    /// By the edge, from its namespace.
    EdgeNamespace,
    /// By the edge, from its addresses.
    EdgeAddresses,
    /// From another namespace.
    Namespace,
    /// From other addresses.
    Addresses,
}

impl Door {
    /// What a user calls it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Open => "outside",
            Self::EdgeNamespace | Self::Namespace => "namespace",
            Self::EdgeAddresses | Self::Addresses => "addresses",
        }
    }

    /// Whether routes lead in by it.
    pub(super) fn is_edge(self) -> bool {
        matches!(self, Self::EdgeNamespace | Self::EdgeAddresses)
    }
}

/// Who comes in; nothing for replicas that reach each other.
pub(super) fn entrance(source: &Source, platform: &Platform) -> Option<(Door, String)> {
    Some(match source {
        Source::Anywhere => (Door::Open, "everybody".to_owned()),
        Source::Namespace(name) if platform.edge.namespace.as_ref() == Some(name) => (Door::EdgeNamespace, "the edge".to_owned()),
        Source::Namespace(name) => (Door::Namespace, name.clone()),
        Source::Cidr(range) if platform.edge.cidrs.contains(range) => (Door::EdgeAddresses, "the edge".to_owned()),
        Source::Cidr(range) => (Door::Addresses, range.clone()),
        Source::Pods { .. } => return None,
    })
}

/// What is reached, and what a user calls that.
pub(super) fn destination(to: &Destination) -> (String, &'static str) {
    match to {
        Destination::Internet => ("the internet".to_owned(), "outside"),
        Destination::Anywhere { host } => (host.clone(), "host"),
        Destination::Cidr(range) => (range.clone(), "addresses"),
        Destination::Namespace(name) => (name.clone(), "namespace"),
        Destination::ApiServer => ("the Kubernetes API".to_owned(), "outside"),
    }
}

/// `8080`, or `53/udp`.
pub(super) fn port((transport, number): (Transport, u16)) -> String {
    match transport {
        Transport::Tcp => number.to_string(),
        Transport::Udp | Transport::Sctp => format!("{number}/{}", transport.name()),
    }
}

/// Where a port is published on the host.
pub(super) fn published(port: &Port) -> Option<String> {
    let published = port.published.as_ref()?;
    let local = matches!(published.address.as_str(), "127.0.0.1" | "0.0.0.0");
    let host = if local { "localhost" } else { published.address.as_str() };
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let scheme = if published.http { "http://" } else { "" };
    Some(format!("{scheme}{host}:{}", published.port))
}
