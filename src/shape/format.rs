//! The forms of small texts, by the `format` of the schema.

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $format:literal: $wants:literal;)*) => {
        /// The form of a text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Format {
            $($(#[$doc])* $name,)*
        }

        impl Format {
            /// Every form.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The form of that name in the schema.
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($format => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// Its name in the schema.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $format,)*
                }
            }

            /// What a text of this form is, with its article, for messages.
            pub fn wants(self) -> &'static str {
                match self {
                    $(Self::$name => $wants,)*
                }
            }
        }
    };
}

/// When `{{ }}` in a text is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evaluation {
    /// Never: it is read before anything that a name could stand for.
    Never,
    /// Once its layers are merged: it may name the application, the environment, parameters and constants.
    OnceMerged,
    /// Where it is used: it may name workloads, backing services and secrets besides.
    WhereUsed,
}

impl Format {
    /// When `{{ }}` in a text of this form is evaluated.
    pub fn evaluation(self) -> Evaluation {
        match self {
            Self::Template | Self::Content | Self::ImageReference | Self::Endpoint => Evaluation::WhereUsed,
            Self::Literal | Self::LayerName | Self::SourceFile => Evaluation::Never,
            _ => Evaluation::OnceMerged,
        }
    }
}

formats! {
    /// Any text.
    Text = "text": "text";
    /// Any text; it is read before any `{{ }}` is evaluated.
    Literal = "literal": "text";
    /// Any text; `{{ }}` in it is evaluated.
    Template = "template": "text";
    /// What a file holds; `{{ }}` in it is evaluated, and each line of KDL's `"""` ends with a new line.
    Content = "content": "text";
    /// A DNS label of RFC 1035.
    Name = "name": "a name of lower case letters, digits and hyphens, a letter first";
    /// The name of a mixin or an environment; it is read before any `{{ }}` is evaluated.
    LayerName = "layer-name": "a name of lower case letters, digits and hyphens, a letter first";
    /// The name of a variable of the environment.
    Variable = "variable": "the name of a variable: no `=`, no space";
    /// The name of a secret.
    SecretName = "secret-name": "the name of a secret: letters, digits, `-`, `_` and `.`";
    /// An image.
    ImageReference = "image-reference": "an image, as in `ghcr.io/acme/web:2.3.0`";
    /// A quantity of CPU.
    CpuQuantity = "cpu-quantity": "a quantity of CPU, as in `250m` or `1.5`";
    /// A quantity of CPU, or `none`.
    CpuQuantityOrNone = "cpu-quantity-or-none": "a quantity of CPU, as in `250m`, or `none`";
    /// A size with a unit.
    Size = "size": "a size with a unit, as in `64Mi` or `10Gi`";
    /// A time with a unit.
    Duration = "duration": "a time with a unit, as in `500ms`, `30s` or `1h30m`";
    /// An absolute path in the container.
    AbsolutePath = "absolute-path": "an absolute path, as in `/var/lib/app`";
    /// A file or folder of the project, or a path of the host.
    LocalPath = "local-path": "a path with `/` between names";
    /// A file of the project that is read before any `{{ }}` is evaluated.
    SourceFile = "source-file": "a path with `/` between names";
    /// The mode of a file.
    FileMode = "file-mode": "a mode of four octal digits, as in `0644`";
    /// An address of IPv4 or IPv6.
    Address = "address": "an address, as in `127.0.0.1`";
    /// A range of addresses.
    Cidr = "cidr": "a range of addresses, as in `10.20.0.0/16`";
    /// A DNS name.
    Domain = "domain": "a DNS name, as in `shop.example.com`";
    /// An address with a scheme.
    Url = "url": "an address with a scheme, as in `https://vault.example.com`";
    /// An address with a scheme, which may be a workload's.
    Endpoint = "endpoint": "an address with a scheme, as in `http://collector:4318` or `{{ collector.url }}`";
    /// A schedule of cron.
    Cron = "cron": "a schedule of five fields, as in `0 7 * * *`, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`";
    /// A number, or a share in percent.
    Amount = "amount": "a number, or a share as in `25%`";
    /// What an image is for.
    ImagePlatform = "image-platform": "an operating system and an architecture, as in `linux/arm64`";
    /// A time zone by its name.
    TimeZone = "time-zone": "a time zone by its name, as in `Europe/Berlin` or `Etc/UTC`";
    /// A day.
    Date = "date": "a day, as in `2027-03-01`";
    /// A minor version of Kubernetes.
    KubernetesVersion = "kubernetes-version": "a version of Kubernetes, as in `1.33`";
}

impl Format {
    /// Whether a number may stand for the text, taken as it is written: `version=16`, `PORT 8080`, `cpu=2`.
    pub fn takes_numbers(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::Literal
                | Self::Template
                | Self::Content
                | Self::CpuQuantity
                | Self::CpuQuantityOrNone
                | Self::Amount
                | Self::KubernetesVersion
        )
    }

    /// Whether every text is of this form.
    pub fn is_free(self) -> bool {
        matches!(self, Self::Text | Self::Literal | Self::Template | Self::Content)
    }
}
