//! Causes for programs.

use super::{Cause, Written};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// Why something is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Why {
    /// It was written in the manifest, or taken away there.
    Written {
        /// The field.
        path: String,
        /// The file, from the folder where the command runs; of a revision, behind its name and a colon.
        file: String,
        /// The line, counted from one.
        line: usize,
        /// The character in it, counted from one.
        column: usize,
        /// The layer that it is part of.
        layer: String,
        /// Whether something was taken away here.
        removed: bool,
    },
    /// Nobody wrote it: a rule or default gave it.
    Default {
        /// The field.
        path: String,
        /// The rule that asks for it, `language` for a default of the language, `catalogue` for one of a type of backing service.
        rule: String,
        /// Why this value.
        why: String,
    },
    /// A file of the project says it.
    File {
        /// The file.
        file: String,
    },
    /// The target is so.
    Target {
        /// Its name.
        target: String,
        /// What of it bears on this.
        why: String,
    },
    /// The environment is called so.
    Environment {
        /// Its name.
        environment: String,
    },
}

impl From<&Cause> for Why {
    fn from(cause: &Cause) -> Self {
        match cause {
            Cause::Written(Written { path, file, position, layer, text: _, removed, masked: _ }) => Self::Written {
                path: path.to_string(),
                file: file.clone(),
                line: position.line,
                column: position.column,
                layer: layer.clone(),
                removed: *removed,
            },
            Cause::Default { path, value: _, rule, why } => {
                Self::Default { path: path.to_string(), rule: (*rule).to_owned(), why: (*why).to_owned() }
            }
            Cause::File { path, checksum: _ } => Self::File { file: path.clone() },
            Cause::Target { name, why } => Self::Target { target: (*name).to_owned(), why: (*why).to_owned() },
            Cause::Environment { name } => Self::Environment { environment: name.clone() },
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written { path, file, line, column, layer, removed } => {
                let taken = if *removed { ", taken away" } else { "" };
                write!(f, "{path} at {file}:{line}:{column}, {layer}{taken}")
            }
            Self::Default { path, rule, why } => match rule.as_str() {
                "language" => write!(f, "{path}, a default: {why}"),
                "catalogue" => write!(f, "{path}, a default of this type of backing service: {why}"),
                rule => write!(f, "{path}, a default that the rule `{rule}` asks for: {why}"),
            },
            Self::File { file } => f.write_str(file),
            Self::Target { target, why } => write!(f, "the target {target}: {why}"),
            Self::Environment { environment } => write!(f, "the environment's name, {environment}"),
        }
    }
}
