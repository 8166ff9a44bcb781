//! Differences for programs, in a shape of our own: `landfall schema diff` describes it.

use super::{Compared, Comparison, Difference, Ground, Setting};
use crate::causes::Why;
use schemars::JsonSchema;
use serde::Serialize;

/// What differs, of two environments, or of each environment since a revision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report<'a> {
    /// The revision that the environments are compared with, as it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'a str>,
    /// How many errors the manifest has at the revision; what they leave out is not compared.
    against_errors: usize,
    /// Environments that the revision did not have.
    new: &'a [String],
    /// Environments that only the revision had.
    gone: &'a [String],
    /// The comparisons: one of two environments, or one for each environment.
    comparisons: Vec<Pair<'a>>,
}

/// Two sides.
#[derive(Debug, Serialize, JsonSchema)]
struct Pair<'a> {
    /// What was, or the first of two environments.
    before: Side<'a>,
    /// What is, or the second of them.
    after: Side<'a>,
    /// What differs.
    differences: Vec<One<'a>>,
}

/// An environment.
#[derive(Debug, Serialize, JsonSchema)]
struct Side<'a> {
    /// Its name.
    environment: &'a str,
    /// What it is compiled to.
    target: &'a str,
}

/// One difference.
#[derive(Debug, Serialize, JsonSchema)]
struct One<'a> {
    /// The workload or backing service; empty for the application as a whole.
    subject: &'a str,
    /// What a user calls it: `service`, `job`, `postgres`, `application`.
    sort: &'a str,
    /// Which of its facts, in words; empty where the thing itself is new or gone.
    what: &'a str,
    /// The field of the language, as `landfall explain` takes it.
    path: String,
    /// The field as it was, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    before_path: Option<String>,
    /// How it was; left out where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    /// How it is; left out where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
    /// What it comes from: `manifest`, `default`, `target`, `name`.
    ground: &'static str,
    /// Why it was so, as far as that differs.
    before_because: Vec<Why>,
    /// Why it is so, as far as that differs.
    after_because: Vec<Why>,
}

impl<'a> Report<'a> {
    /// What was compared, for programs.
    pub fn new(Compared { against, past_errors, pairs, new, gone }: &'a Compared) -> Self {
        Self {
            against: against.as_deref(),
            against_errors: *past_errors,
            new,
            gone,
            comparisons: pairs.iter().map(pair).collect(),
        }
    }
}

fn pair(Comparison { before, after, differences }: &Comparison) -> Pair<'_> {
    Pair { before: side(before), after: side(after), differences: differences.iter().map(one).collect() }
}

fn side(Setting { environment, target }: &Setting) -> Side<'_> {
    Side { environment, target }
}

fn one(difference: &Difference) -> One<'_> {
    let Difference { subject, sort, what, path, before_path, before, after, before_because, after_because } = difference;
    One {
        subject,
        sort,
        what,
        path: path.to_string(),
        before_path: before_path.as_ref().map(ToString::to_string),
        before: before.as_deref(),
        after: after.as_deref(),
        ground: match difference.ground() {
            Ground::Manifest => "manifest",
            Ground::Default => "default",
            Ground::Target => "target",
            Ground::Name => "name",
        },
        before_because: before_because.iter().map(Why::from).collect(),
        after_because: after_because.iter().map(Why::from).collect(),
    }
}
