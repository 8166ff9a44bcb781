//! Small texts with a form of their own. The schema's `format` names the check, which `scalar` in `tree` makes; a text that
//! holds `{{ }}` is checked once it is evaluated.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $format:literal;)*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        #[schemars(extend("format" = $format))]
        pub struct $name(pub String);

        impl $name {
            /// The text as it was written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        })*
    };
}

texts! {
    /// Any text; `{{ }}` in it is evaluated.
    Template = "template";
    /// The name of a mixin or an environment; it is read before any `{{ }}` is evaluated, and holds none.
    LayerName = "layer-name";
    /// A file of the project; it is read before any `{{ }}` is evaluated, and its path holds none.
    SourceFile = "source-file";
    /// A DNS label of RFC 1035: lower case letters, digits and hyphens, a letter first, at most 63 characters.
    Name = "name";
    /// The name of a secret: letters, digits, `-`, `_` and `.`.
    SecretName = "secret-name";
    /// An image, `repo[:tag][@digest]`, as in `ghcr.io/acme/web:2.3.0`.
    ImageReference = "image-reference";
    /// What an image is for: an operating system and an architecture, as in `linux/arm64`.
    ImagePlatform = "image-platform";
    /// A quantity of CPU: whole or decimal cores, or thousandths as in `250m`.
    Quantity = "cpu-quantity";
    /// A size in bytes with a unit, as in `64Mi`, `10Gi`, `1G`.
    Size = "size";
    /// A time with a unit, as in `500ms`, `30s`, `5m`, `1h30m`.
    Duration = "duration";
    /// An absolute path in the container.
    Path = "absolute-path";
    /// A file or folder of the project, relative to the file that names it, or a path of the host.
    Folder = "local-path";
    /// The mode of a file, four octal digits as in `0644`.
    Mode = "file-mode";
    /// An address of IPv4 or IPv6, as in `127.0.0.1`.
    Address = "address";
    /// A range of addresses, as in `10.20.0.0/16`.
    Cidr = "cidr";
    /// A DNS name; a route also takes `*` (any host) and a leading `*.`.
    Domain = "domain";
    /// An address with a scheme, as in `https://vault.example.com`.
    Url = "url";
    /// An address with a scheme, which may be a workload's: `http://collector:4318`, `{{ collector.url }}`.
    Endpoint = "endpoint";
    /// A schedule of cron: five fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
    Schedule = "cron";
    /// A number of replicas, or a share of them as in `25%`.
    Amount = "amount";
    /// A time zone, as in `Europe/Berlin`, or `Etc/UTC`.
    TimeZone = "time-zone";
    /// A day, as in `2027-03-01`.
    Date = "date";
    /// A minor version of Kubernetes, as in `1.33`.
    KubernetesVersion = "kubernetes-version";
}

/// A port: 1 to 65535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PortNumber(#[schemars(range(min = 1, max = 65535))] pub u16);

/// The number of a user or group: 0 to 2147483647.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct UserId(#[schemars(range(min = 0, max = 2_147_483_647))] pub u32);
