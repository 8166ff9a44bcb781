//! A value of an environment, and where it came from.

use crate::{causes::Why, path::FieldPath, text};
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
    /// What it comes to, where that is not what is written: a text with `{{ }}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub becomes: Option<String>,
    /// What it follows from besides.
    pub because: Vec<Why>,
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
    /// Nobody wrote it, and it follows from other fields.
    Follows {
        /// What it is, in a few words.
        what: String,
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

impl Explained {
    pub(super) fn new(path: &FieldPath, value: Option<String>, origin: Origin) -> Self {
        Self { path: path.to_string(), value, origin, hides: Vec::new(), becomes: None, because: Vec::new() }
    }

    /// Adds what the value comes to, where it is a text with `{{ }}`, and what it follows from besides.
    pub(super) fn extend(&mut self, value: String, because: Vec<Why>) {
        let is_template = matches!(self.origin, Origin::Written(_)) && self.value.as_deref().is_some_and(text::is_template);
        if is_template {
            self.becomes = Some(value);
        }
        self.because.extend(because);
    }

    /// Whether somebody wrote or a default gave the field.
    pub(super) fn is_said(&self, path: &str) -> bool {
        self.path == path && !matches!(self.origin, Origin::Follows { .. })
    }

    /// Whether it is of something inside of a field.
    pub(super) fn is_below(&self, path: &FieldPath) -> bool {
        FieldPath::parse(&self.path).is_some_and(|own| own.is_within(path))
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, value, origin, hides, becomes, because } = self;
        match (value, origin) {
            (Some(value), Origin::Follows { what }) if value.is_empty() => writeln!(f, "{path}: {what}")?,
            (Some(value), Origin::Follows { what }) => writeln!(f, "{path}: {what} = {value}")?,
            (Some(value), _) => writeln!(f, "{path} = {value}")?,
            (None, _) => writeln!(f, "{path} was taken away")?,
        }
        match origin {
            Origin::Written(place) => writeln!(f, "    {place}")?,
            Origin::Default { rule, why } => writeln!(f, "    {}: {why}", giver(rule))?,
            Origin::Follows { .. } => {}
        }
        for Written { value, at } in hides {
            writeln!(f, "    hides {} at {at}", value.as_deref().unwrap_or("a removal"))?;
        }
        if let Some(becomes) = becomes {
            writeln!(f, "    becomes {becomes}")?;
        }
        for why in because {
            writeln!(f, "    by {why}")?;
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
