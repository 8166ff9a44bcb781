//! The layers that a value may come from.

use std::fmt;

/// What a value was written in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// `defaults` of the manifest.
    Defaults,
    /// A mixin of the manifest.
    Mixin(String),
    /// The manifest and what it includes.
    Manifest,
    /// `defaults` of an environment.
    EnvironmentDefaults(String),
    /// A mixin as an environment overlays it.
    EnvironmentMixin(String, String),
    /// An environment's node in the manifest.
    Environment(String),
    /// An environment's own file.
    EnvironmentFile(String),
    /// The command line.
    CommandLine,
}

impl fmt::Display for Layer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Defaults => formatter.write_str("defaults"),
            Self::Mixin(mixin) => write!(formatter, "mixin `{mixin}`"),
            Self::Manifest => formatter.write_str("manifest"),
            Self::EnvironmentDefaults(environment) => write!(formatter, "defaults of environment `{environment}`"),
            Self::EnvironmentMixin(environment, mixin) => write!(formatter, "mixin `{mixin}` of environment `{environment}`"),
            Self::Environment(environment) => write!(formatter, "environment `{environment}`"),
            Self::EnvironmentFile(environment) => write!(formatter, "file of environment `{environment}`"),
            Self::CommandLine => formatter.write_str("command line"),
        }
    }
}
