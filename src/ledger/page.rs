//! The ledger as it is printed: a line for each field, or JSON.

use super::{Entry, Ledger};
use crate::artifact::Outcome;
use schemars::JsonSchema;
use serde::Serialize;

/// The ledger of one environment, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Page<'a> {
    /// The environment.
    environment: &'a str,
    /// Each field, sorted by path.
    fields: Vec<Line<'a>>,
}

/// One field of a ledger, for programs.
#[derive(Debug, Serialize, JsonSchema)]
struct Line<'a> {
    /// The field, as `landfall explain` takes it.
    path: String,
    /// `emitted`, `inferred`, `weakened`, `ignored` or `refused`.
    outcome: &'static str,
    /// The value that the compiler filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    /// The rule that gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    /// What is lost, or why.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

impl Ledger {
    /// A line of text for each field.
    pub fn text(&self) -> String {
        let line = |Entry { path, outcome }: &Entry| match outcome {
            Outcome::Emitted => format!("emitted   {path}\n"),
            Outcome::Inferred { value, rule } => format!("inferred  {path} = {} ({rule})\n", value.replace('\n', "\\n")),
            Outcome::Weakened { lost } => format!("weakened  {path}: {lost}\n"),
            Outcome::Ignored { why } => format!("ignored   {path}: {why}\n"),
            Outcome::Refused { why, cure } => format!("refused   {path}: {why}; {cure}\n"),
        };
        self.entries.iter().map(line).collect()
    }

    /// The ledger for programs.
    pub fn page<'a>(&'a self, environment: &'a str) -> Page<'a> {
        let line = |Entry { path, outcome }: &'a Entry| {
            let (word, value, rule, why) = match outcome {
                Outcome::Emitted => ("emitted", None, None, None),
                Outcome::Inferred { value, rule } => ("inferred", Some(value.as_str()), Some(*rule), None),
                Outcome::Weakened { lost } => ("weakened", None, None, Some(lost.as_str())),
                Outcome::Ignored { why } => ("ignored", None, None, Some(why.as_str())),
                Outcome::Refused { why, cure: _ } => ("refused", None, None, Some(why.as_str())),
            };
            Line { path: path.to_string(), outcome: word, value, rule, why }
        };
        Page { environment, fields: self.entries.iter().map(line).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::FieldPath;

    #[test]
    fn a_value_of_several_lines_takes_one_line() {
        let path = FieldPath::new(["backing", "cache", "command"]);
        let outcome = Outcome::Inferred { value: "dir /data\nrequirepass x".into(), rule: "catalogue" };
        let text = Ledger { entries: vec![Entry { path, outcome }] }.text();
        assert_eq!(text, "inferred  backing.cache.command = dir /data\\nrequirepass x (catalogue)\n");
    }
}
