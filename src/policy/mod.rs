//! The production rules; only what they let through is emitted.

use crate::plan::Plan;

/// A plan that the policy let through; nothing else makes one, and targets take nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Approved {
    plan: Plan,
}

impl Approved {
    /// What will run.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

#[cfg(test)]
impl Approved {
    /// A plan that no rule has seen, for the tests of the targets.
    pub(crate) fn unjudged(plan: Plan) -> Self {
        Self { plan }
    }
}
