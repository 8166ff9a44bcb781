//! What a code of a diagnostic, or a rule, means.

use crate::{
    diagnostic::{Code, codes, nearest},
    policy::{RULES, Rule},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// What a code of a diagnostic, or a rule, means.
///
/// # Errors
/// Where there is none of that name: the nearest.
pub fn code(name: &str) -> Result<Meaning, Option<&'static str>> {
    if let Some(rule) = RULES.iter().find(|rule| rule.code.name == name) {
        let Rule { code, cure, good, bad, grade, waiver, elsewhere: _, check: _ } = rule;
        let (grade, waived) = (grade.word(), waiver.words());
        return Ok(Meaning::of(code, Some(Practice { grade, waived, cure, good: good.text(), bad: bad.text() })));
    }
    match codes::ALL.iter().find(|code| code.name == name) {
        Some(code) => Ok(Meaning::of(code, None)),
        None => Err(nearest(name, names())),
    }
}

/// The names of all codes and rules.
pub fn names() -> impl Iterator<Item = &'static str> {
    codes::ALL.iter().map(|code| code.name).chain(RULES.iter().map(|rule| rule.code.name))
}

/// What a code of a diagnostic, or a rule, means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Meaning {
    /// Its name.
    pub code: &'static str,
    /// What is wrong, or what the rule requires, in one sentence.
    pub summary: &'static str,
    /// More of it.
    pub explanation: &'static str,
    /// How a rule is kept and broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Practice>,
}

/// How a rule is kept and broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Practice {
    /// How grave it is in production: `error` or `warning`.
    pub grade: &'static str,
    /// What it takes to waive it.
    pub waived: &'static str,
    /// What to do about a finding.
    pub cure: &'static str,
    /// Fields of a workload that keep it; empty where it is kept by default.
    pub good: String,
    /// Fields of a workload that break it.
    pub bad: String,
}

impl Meaning {
    fn of(&Code { name, summary, explanation }: &Code, rule: Option<Practice>) -> Self {
        Self { code: name, summary, explanation, rule }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, summary, explanation, rule } = self;
        write!(f, "{code}: {summary}\n\n{explanation}\n")?;
        let Some(Practice { grade, waived, cure, good, bad }) = rule else { return Ok(()) };
        write!(
            f,
            "\nIn production: {grade}, and waived {waived}.\nWhat to do: {cure}\n\nKeeps it:\n{}\nBreaks it:\n{}",
            sample(good),
            sample(bad)
        )
    }
}

fn sample(text: &str) -> String {
    match text {
        "" => "    what is there by default\n".to_owned(),
        _ => text.lines().map(|line| format!("    {line}\n")).collect(),
    }
}
