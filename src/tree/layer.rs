//! The layers that a value may come from.

use std::fmt;

use indexmap::IndexSet;

use super::LayerId;

/// What a value was written in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// The layers of a project, each with its number.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    list: IndexSet<Layer>,
}

impl Layers {
    /// The number of a layer, which it keeps.
    pub fn id(&mut self, layer: Layer) -> LayerId {
        let (index, _) = self.list.insert_full(layer);
        LayerId(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// The layer of that number.
    pub fn get(&self, id: LayerId) -> &Layer {
        self.list.get_index(usize::from(id.0)).unwrap_or(&Layer::Manifest)
    }

    /// The layer that begins in this one with a field, or with an entry of it; `None` where none does.
    pub fn below(&mut self, id: LayerId, field: &str, key: Option<&str>) -> Option<LayerId> {
        let layer = match (field, key, self.get(id)) {
            ("defaults", None, Layer::Manifest) => Layer::Defaults,
            ("mixins", Some(mixin), Layer::Manifest) => Layer::Mixin(mixin.to_owned()),
            ("environments", Some(environment), Layer::Manifest) => Layer::Environment(environment.to_owned()),
            ("defaults", None, Layer::Environment(environment) | Layer::EnvironmentFile(environment)) => {
                Layer::EnvironmentDefaults(environment.clone())
            }
            ("mixins", Some(mixin), Layer::Environment(environment) | Layer::EnvironmentFile(environment)) => {
                Layer::EnvironmentMixin(environment.clone(), mixin.to_owned())
            }
            _ => return None,
        };
        Some(self.id(layer))
    }
}
