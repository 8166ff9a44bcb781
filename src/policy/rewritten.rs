//! The output as the user's patches left it: the rules that look at each workload read it again.

use super::{Approved, Check, Finding, Findings, RULES, Rule, waivers::Waivers};
use crate::{
    artifact::Rewritten,
    diagnostic::{Diagnostic, Diagnostics, Severity},
    path::FieldPath,
    plan::Workload,
    source::Span,
};

/// Judges what patches changed, at the places of the patches; whether a finding is an error.
pub fn judge_rewritten(
    approved: &Approved,
    rewritten: &[Rewritten],
    place: impl Fn(&FieldPath) -> Option<Span>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let plan = approved.plan();
    let mut refused = false;
    let mut waivers = Waivers::read(RULES, plan, &|_| None, &mut Diagnostics::default());
    for Rewritten { by, before, after } in rewritten {
        for rule in RULES {
            let severity = rule.severity(plan);
            let always = rule.grade.under(plan.setting.profile);
            let known = found(rule, before);
            for Finding { field, message, cure: _, never } in
                found(rule, after).into_iter().filter(|finding| !known.contains(finding))
            {
                let Some(severity) = (if never { always } else { severity }) else { continue };
                if !never && waivers.cover(rule, &field) {
                    continue;
                }
                refused |= severity == Severity::Error;
                let diagnostic = Diagnostic::new(&rule.code, severity, format!("{message}, by a patch"));
                diagnostics.push(diagnostic.at_known(place(by), rule.code.summary).help("take it out of the patch"));
            }
        }
    }
    refused
}

fn found(rule: &Rule, parts: &[Workload]) -> Vec<Finding> {
    let mut findings = Findings::default();
    match rule.check {
        Check::Each(check) => parts.iter().for_each(|part| check(part, &mut findings)),
        Check::Plan(_) => {}
    }
    findings.list
}
