//! What the project asks of itself.

use super::RuleSeverity;
use crate::{date::Date, path::FieldPath};
use std::collections::BTreeMap;

/// What the project asks of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// How grave rules are, by their names.
    pub severities: BTreeMap<String, Said>,
    /// The registries that images may come from, as beginnings of their names; any where there is none.
    pub registries: Vec<String>,
    /// How many of a service run at least.
    pub replicas: Option<u32>,
    /// Labels that every workload has.
    pub labels: Vec<String>,
    /// Whether each image is pinned to its digest.
    pub pinned: bool,
    /// Where rules do not hold for a while, in order.
    pub waivers: Vec<Waiver>,
}

/// How grave a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// What is said.
    pub severity: RuleSeverity,
    /// Whether an environment says it, so that it holds as it is said; else it speaks of production.
    pub here: bool,
}

/// Where a rule does not hold for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Where it is written.
    pub path: FieldPath,
    /// Whether an environment says it.
    pub here: bool,
    /// The rule's name.
    pub rule: String,
    /// The workloads; all of them where none is named.
    pub on: Option<Vec<String>>,
    /// Why.
    pub reason: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day of it.
    pub until: Option<Date>,
    /// Whether a mistake cut out a part of it, so that nothing is to be said of what it lacks.
    pub broken: bool,
}

impl Waiver {
    /// Whether it is for the workload of that name.
    pub fn is_for(&self, workload: &str) -> bool {
        self.on.as_ref().is_none_or(|on| on.iter().any(|name| name == workload))
    }
}
