//! The production rules; only what they let through is emitted.

mod rules;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Severity},
    path::FieldPath,
    plan::{Plan, Profile, Workload},
    source::Span,
};
pub use rules::RULES;

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

/// What production requires of every workload.
#[derive(Debug)]
pub struct Rule {
    /// Its name, what it requires, and why.
    pub code: Code,
    /// How grave it is in production.
    pub grade: Grade,
    /// What to do about a finding.
    pub cure: &'static str,
    /// Fields of a workload that keep it.
    pub good: &'static str,
    /// Fields of a workload that break it.
    pub bad: &'static str,
    /// Finds where a workload breaks it.
    pub check: fn(&Workload, &mut Findings),
}

/// How grave a rule is in production; staging is one step milder, and development is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Nothing is written.
    Error,
    /// Somebody should look.
    Warning,
}

impl Grade {
    /// The severity of a finding under a profile; `None` where the rule is off.
    pub fn under(self, profile: Profile) -> Option<Severity> {
        match (profile, self) {
            (Profile::Production, Self::Error) => Some(Severity::Error),
            (Profile::Production, Self::Warning) | (Profile::Staging, Self::Error) => Some(Severity::Warning),
            (Profile::Staging, Self::Warning) => Some(Severity::Note),
            (Profile::Development, _) => None,
        }
    }
}

/// Where workloads break a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    list: Vec<(FieldPath, String)>,
}

impl Findings {
    /// A field breaks the rule; `message` stands alone.
    pub fn add(&mut self, field: FieldPath, message: impl Into<String>) {
        self.list.push((field, message.into()));
    }
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.name == name)
}

/// Judges a plan. `place` gives the source of a field.
///
/// # Errors
/// Where a finding is an error: the plan is given back.
pub fn enforce(
    plan: Plan,
    place: impl Fn(&FieldPath) -> Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Result<Approved, Box<Plan>> {
    let mut refused = false;
    for rule in RULES {
        let Some(severity) = rule.grade.under(plan.setting.profile) else { continue };
        let mut findings = Findings::default();
        plan.workloads.iter().flat_map(Workload::parts).for_each(|workload| (rule.check)(&workload, &mut findings));
        for (field, message) in findings.list {
            refused |= severity == Severity::Error;
            let finding = Diagnostic::new(&rule.code, severity, message);
            diagnostics.push(finding.at_known(place(&field), rule.code.summary).help(rule.cure));
        }
    }
    if refused { Err(Box::new(plan)) } else { Ok(Approved { plan }) }
}

#[cfg(test)]
impl Approved {
    /// A plan that no rule has seen, for the tests of the targets.
    pub(crate) fn unjudged(plan: Plan) -> Self {
        Self { plan }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample;

    #[test]
    fn a_hardened_plan_is_approved_without_a_word() {
        let mut diagnostics = Diagnostics::default();
        assert!(enforce(sample::plan(vec![sample::service("api")]), |_| None, &mut diagnostics).is_ok());
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }

    #[test]
    fn profiles_are_a_step_apart() {
        for (profile, severity) in [
            (Profile::Production, Some(Severity::Error)),
            (Profile::Staging, Some(Severity::Warning)),
            (Profile::Development, None),
        ] {
            let mut workload = sample::service("api");
            workload.container.security.privileged = true;
            let mut plan = sample::plan(vec![workload]);
            plan.setting.profile = profile;
            let mut diagnostics = Diagnostics::default();
            let approved = enforce(plan, |_| None, &mut diagnostics);
            assert_eq!(diagnostics.iter().map(|diagnostic| diagnostic.severity).next(), severity);
            assert_eq!(approved.is_ok(), severity != Some(Severity::Error));
        }
    }

    #[test]
    fn names_of_rules_differ() {
        let names: std::collections::BTreeSet<_> = RULES.iter().map(|rule| rule.code.name).collect();
        assert_eq!(names.len(), RULES.len());
    }
}
