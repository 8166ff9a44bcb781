//! A value of an environment, and where it came from.

use schemars::JsonSchema;
use serde::Serialize;
use std::{borrow::Cow, fmt};

/// A value of an environment, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Explained {
    /// The field, as `landfall explain` takes it.
    pub path: String,
    /// The value as one would write it in KDL, a secret in clear as dots; nothing where it was taken away.
    pub value: Option<String>,
    /// Where it came from.
    #[serde(flatten)]
    pub origin: Origin,
    /// What it took the place of, the uppermost first.
    pub hides: Vec<Written>,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Somebody wrote it.
    Written(Place),
    /// The compiler filled it in.
    Default {
        /// The rule that asks for it, `language` for a default of the language itself, `catalogue` for one of a type of backing service.
        rule: String,
        /// Why this value.
        why: String,
    },
}

/// A value that was written, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Written {
    /// The value; nothing where one was taken away.
    pub value: Option<String>,
    /// Where it stands.
    #[serde(flatten)]
    pub at: Place,
}

/// A place of the project, and the layer that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file, from the folder where the command runs.
    pub file: String,
    /// The line, counted from one.
    pub line: usize,
    /// The character in it, counted from one.
    pub column: usize,
    /// The layer: the manifest, a mixin, an environment.
    pub layer: String,
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, value, origin, hides } = self;
        match value {
            Some(value) => writeln!(f, "{path} = {value}")?,
            None => writeln!(f, "{path} was taken away")?,
        }
        match origin {
            Origin::Written(place) => writeln!(f, "    {place}")?,
            Origin::Default { rule, why } => writeln!(f, "    {}: {why}", giver(rule))?,
        }
        for Written { value, at } in hides {
            writeln!(f, "    hides {} at {at}", value.as_deref().unwrap_or("a removal"))?;
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, layer } = self;
        write!(f, "{file}:{line}:{column}, {layer}")
    }
}

fn giver(rule: &str) -> Cow<'static, str> {
    match rule {
        "language" => "a default of the language".into(),
        "catalogue" => "a default of this type of backing service".into(),
        rule => format!("a default that the rule `{rule}` asks for").into(),
    }
}
