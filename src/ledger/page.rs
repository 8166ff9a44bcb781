//! The ledger as it is printed: a line for each field, or JSON.

use super::{Entry, Fate, Ledger};
use schemars::JsonSchema;
use serde::Serialize;

/// One field of a ledger, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Line {
    /// The field, as `landfall explain` takes it.
    path: String,
    /// `emitted`, `inferred`, `weakened`, `ignored`, `elsewhere` or `refused`.
    outcome: &'static str,
    /// The value that the compiler filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// The rule that gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// What is lost, or why; the target of what is elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl Ledger<'_> {
    /// A line of text for each field.
    pub fn text(&self) -> String {
        self.entries().iter().map(line).collect()
    }

    /// A line for programs for each field, sorted by path.
    pub fn lines(&self) -> Vec<Line> {
        self.entries().iter().map(Line::from).collect()
    }
}

fn line(Entry { path, fate }: &Entry<'_>) -> String {
    match fate {
        Fate::Emitted => format!("emitted   {path}\n"),
        Fate::Inferred { value, rule } => format!("inferred  {path} = {} ({rule})\n", value.replace('\n', "\\n")),
        Fate::Weakened { lost } => format!("weakened  {path}: {lost}\n"),
        Fate::Ignored { why } => format!("ignored   {path}: {why}\n"),
        Fate::Elsewhere { target } => format!("elsewhere {path}: it is for the target `{target}`\n"),
        Fate::Refused { why, cure } => format!("refused   {path}: {why}; {cure}\n"),
    }
}

impl From<&Entry<'_>> for Line {
    fn from(Entry { path, fate }: &Entry<'_>) -> Self {
        let (outcome, value, rule, why) = match *fate {
            Fate::Emitted => ("emitted", None, None, None),
            Fate::Inferred { value, rule } => ("inferred", Some(value), Some(rule), None),
            Fate::Weakened { lost } => ("weakened", None, None, Some(lost)),
            Fate::Ignored { why } => ("ignored", None, None, Some(why)),
            Fate::Elsewhere { target } => ("elsewhere", None, None, Some(target)),
            Fate::Refused { why, cure: _ } => ("refused", None, None, Some(why)),
        };
        Self { path: path.to_string(), outcome, value: value.map(str::to_owned), rule, why: why.map(str::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::FieldPath;

    #[test]
    fn a_value_of_several_lines_takes_one_line() {
        let path = FieldPath::new(["backing", "cache", "command"]);
        let fate = Fate::Inferred { value: "dir /data\nrequirepass x", rule: "catalogue" };
        let text = line(&Entry { path, fate });
        assert_eq!(text, "inferred  backing.cache.command = dir /data\\nrequirepass x (catalogue)\n");
    }
}
