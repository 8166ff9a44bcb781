//! The application, and what a run may be given.

use super::{Name, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The application: `app "shop" owner="payments"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["name"]}))]
pub struct App {
    /// Its name, a DNS label; every output carries it.
    pub name: Name,
    /// Who owns it: a label of all outputs.
    /// Default: none.
    pub owner: Option<Template>,
    /// Its version: a label of workloads and their pods.
    /// Default: none.
    pub version: Option<Template>,
    /// The larger application that it belongs to.
    /// Default: its own name.
    pub part_of: Option<Template>,
    /// The edition of the defaults; a newer compiler keeps the defaults of the edition that is named.
    /// Default: `2026`.
    pub edition: Option<Edition>,
}

/// A set of defaults that never changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Edition {
    /// The defaults of 2026.
    #[default]
    #[serde(rename = "2026")]
    E2026,
}

/// A value given at the command line: `param "tag" default="1.0"`, used as `{{ param.tag }}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["default"]}))]
pub struct Parameter {
    /// Its value where the command line gives none.
    /// Default: none: it must be given.
    pub default: Option<String>,
    /// What it is for.
    /// Default: none.
    pub description: Option<String>,
}
