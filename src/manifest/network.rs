//! Reach across the application's edge.

use super::{Cidr, Domain, Name, PortNumber, Transport};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Leave to reach something outside: `egress host="api.stripe.com" port=443`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["to?"]}))]
pub struct Egress {
    /// What is reached.
    #[schemars(extend("x-node" = {"inline": true}))]
    pub to: Destination,
    /// At this port.
    /// Default: every port.
    pub port: Option<PortNumber>,
    /// The protocol of that port.
    /// Default: `tcp`.
    pub protocol: Option<Transport>,
}

/// What is reached outside the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "internet", "name": "destination"}))]
pub enum Destination {
    /// `"internet"`: everything but private and metadata ranges.
    Internet(Internet),
    /// A range of addresses.
    Cidr(Cidr),
    /// A host; where a target can only filter addresses, the internet at that port.
    Host(Domain),
    /// The pods of another namespace.
    Namespace(Name),
}

/// The one word that stands for the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Internet {
    /// Everything but private and metadata ranges.
    Internet,
}

/// Leave to be reached from outside: `ingress namespace="monitoring" port=9090`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ingress {
    /// Who reaches it.
    #[schemars(extend("x-node" = {"inline": true}))]
    pub from: Source,
    /// At this port.
    /// Default: every port of the workload.
    pub port: Option<PortNumber>,
}

/// Who reaches a workload from outside the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"name": "source"}))]
pub enum Source {
    /// The pods of another namespace.
    Namespace(Name),
    /// A range of addresses.
    Cidr(Cidr),
}
