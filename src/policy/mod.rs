//! The production rules; only what they let through is emitted.

mod rewritten;
mod rule;
mod rules;
mod waivers;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Severity, codes, nearest},
    path::FieldPath,
    plan::{Plan, Profile, RuleSeverity, Workload},
    source::Span,
};
pub use rewritten::judge_rewritten;
use rule::Finding;
pub use rule::{Check, Class, Elsewhere, Example, Findings, Grade, On, Rule, Tool};
pub use rules::RULES;
use waivers::Waivers;
pub use waivers::{Waived, judge_dates};

/// A plan that the policy let through; nothing else makes one, and targets take nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Approved {
    plan: Plan,
    waived: Vec<Waived>,
}

impl Approved {
    /// What will run.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What breaks a rule with a reason, sorted by workload and rule.
    pub fn waived(&self) -> &[Waived] {
        &self.waived
    }

    /// The rules that the project made less grave, or switched off.
    pub fn softened(&self) -> Vec<(&'static Rule, RuleSeverity)> {
        let said = self.plan.policy.severities.iter().filter_map(|(name, said)| Some((rule(name)?, said.severity)));
        said.filter(|(rule, said)| rule.grade.is_softened(*said)).collect()
    }
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.name == name)
}

/// Judges a plan. `place` gives the source of a field, and `is_wrong` says of one whether a mistake in it has been reported, so that
/// what it comes to is not told.
///
/// # Errors
/// Where a finding is an error: the plan is given back.
pub fn enforce(
    plan: Plan,
    place: impl Fn(&FieldPath) -> Option<Span>,
    is_wrong: impl Fn(&FieldPath) -> bool,
    diagnostics: &mut Diagnostics,
) -> Result<Approved, Box<Plan>> {
    judge(RULES, plan, &place, &is_wrong, diagnostics)
}

/// What is to be said of a workload that stands nowhere in the manifest.
const PROXY: &str = "it stands before the workloads with routes: `platform { proxy image=\"…\"; }` gives it another image, and `proxy \"none\"` does without it";

fn judge(
    rules: &[&'static Rule],
    plan: Plan,
    place: &dyn Fn(&FieldPath) -> Option<Span>,
    is_wrong: &dyn Fn(&FieldPath) -> bool,
    diagnostics: &mut Diagnostics,
) -> Result<Approved, Box<Plan>> {
    let mut refused = severities(rules, &plan, place, diagnostics);
    let mut waivers = Waivers::read(rules, &plan, place, diagnostics);
    refused |= waivers.are_wrong;
    for rule in rules {
        let said = rule.severity(&plan);
        // What is always an error is looked for where the rule is switched off.
        let looked_for = said.or(rule.grade.under(plan.setting.profile));
        let Some(severity) = looked_for else { continue };
        for finding in found(rule, &plan) {
            let severity = match said {
                None if !finding.never => continue,
                _ if finding.never => rule.grade.under(plan.setting.profile).unwrap_or(severity),
                _ => severity,
            };
            if !finding.never && waivers.cover(rule, &finding.field) {
                continue;
            }
            refused |= severity == Severity::Error;
            if is_wrong(&finding.field) {
                continue;
            }
            let proxy = plan.front.as_ref().and_then(|front| plan.workload(&front.workload));
            let is_of_proxy = proxy.is_some_and(|proxy| finding.field.is_within(&proxy.path));
            let diagnostic = told(rule, severity, finding, place);
            diagnostics.push(if is_of_proxy { diagnostic.help(PROXY) } else { diagnostic });
        }
    }
    waivers.tell_unused(place, diagnostics);
    let waived = waivers.waived();
    if refused { Err(Box::new(plan)) } else { Ok(Approved { plan, waived }) }
}

fn found(rule: &Rule, plan: &Plan) -> Vec<Finding> {
    let mut findings = Findings::default();
    match rule.check {
        Check::Each(check) => {
            plan.workloads.iter().flat_map(Workload::parts).for_each(|workload| check(&workload, &mut findings));
        }
        Check::Plan(check) => check(plan, &mut findings),
    }
    findings.list
}

fn told(rule: &'static Rule, severity: Severity, finding: Finding, place: &dyn Fn(&FieldPath) -> Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&rule.code, severity, finding.message);
    let diagnostic = diagnostic.at_known(place(&finding.field), rule.code.summary).help(finding.cure.unwrap_or(rule.cure));
    if finding.never { diagnostic.help("this can be neither waived nor switched off") } else { diagnostic }
}

/// Looks at the project's own severities; whether one is wrong.
fn severities(
    rules: &[&'static Rule],
    plan: &Plan,
    place: &dyn Fn(&FieldPath) -> Option<Span>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut wrong = false;
    for (name, said) in &plan.policy.severities {
        let path = FieldPath::new(["policy", "severities", name]);
        match rules.iter().find(|rule| rule.code.name == name) {
            None => {
                diagnostics.push(unknown(rules, name).at_known(place(&path), ""));
                wrong = true;
            }
            Some(rule)
                if rule.waiver == Class::Never
                    && rule.grade.is_softened(said.severity)
                    && plan.setting.profile == Profile::Production =>
            {
                let message = format!("`{name}` always holds in production: it can be neither softened nor switched off");
                diagnostics.push(Diagnostic::error(&codes::POLICY, message).at_known(place(&path), "").help(rule.cure));
                wrong = true;
            }
            Some(_) => {}
        }
    }
    wrong
}

/// A diagnostic about a name that is no rule's.
fn unknown(rules: &[&'static Rule], name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_RULE, format!("there is no rule `{name}`"));
    match nearest(name, rules.iter().map(|rule| rule.code.name)) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help("`landfall explain RULE` shows one; a finding has its rule's name in brackets"),
    }
}

#[cfg(test)]
impl Approved {
    /// A plan that no rule has seen, for the tests of the targets.
    pub(crate) fn unjudged(plan: Plan) -> Self {
        Self { plan, waived: Vec::new() }
    }
}

#[cfg(test)]
mod tests;
