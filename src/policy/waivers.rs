//! Where rules do not hold for a while: what such a waiver has to say, what it covers, and when it ends.

use super::{Class, Rule, unknown};
use crate::{
    date::Date,
    diagnostic::{Diagnostic, Diagnostics, Severity, codes},
    path::FieldPath,
    plan::{Plan, Profile, Waiver, Workload},
    source::Span,
};
use std::collections::BTreeSet;

/// How many days before its end a waiver is spoken of.
const NOTICE: i64 = 14;

/// A rule that a workload breaks with a reason.
#[derive(Clone, Debug)]
pub struct Waived {
    /// The workload's name.
    pub workload: String,
    /// The rule.
    pub rule: &'static Rule,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day of it.
    pub until: Option<Date>,
}

impl PartialEq for Waived {
    fn eq(&self, other: &Self) -> bool {
        let said = |waived: &Self| (waived.workload.clone(), waived.rule.code.name, waived.reason.clone(), waived.until);
        said(self) == said(other) && self.owner == other.owner
    }
}

impl Waived {
    /// Until when, who answers for it, and why: `until 2027-03-01 (payments): it writes beside its program`.
    pub fn words(&self) -> String {
        let until = self.until.map(|until| format!("until {until}")).unwrap_or_default();
        let owner = self.owner.as_ref().map(|owner| format!("({owner})")).unwrap_or_default();
        let head = [until, owner].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        if head.is_empty() { self.reason.clone() } else { format!("{head}: {}", self.reason) }
    }
}

/// The waivers of a plan whose rules are known, while it is judged.
pub(super) struct Waivers<'p> {
    plan: &'p Plan,
    list: Vec<(&'static Rule, &'p Waiver)>,
    /// The workloads in which each of them covers something, by its place in the list.
    used: BTreeSet<(usize, String)>,
    /// Whether one does not say what it has to.
    pub(super) are_wrong: bool,
}

impl<'p> Waivers<'p> {
    /// Reads them, and says what is wrong with them.
    pub(super) fn read(
        rules: &[&'static Rule],
        plan: &'p Plan,
        place: &dyn Fn(&FieldPath) -> Option<Span>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut waivers = Self { plan, list: Vec::new(), used: BTreeSet::new(), are_wrong: false };
        for waiver in &plan.policy.waivers {
            let rule = rules.iter().copied().find(|rule| rule.code.name == waiver.rule);
            let wrong = match rule {
                None => Some(unknown(rules, &waiver.rule).at_known(place(&waiver.path.join("rule")), "")),
                Some(rule) => wrong(rule, waiver).map(|diagnostic| diagnostic.at_known(place(&waiver.path), "")),
            };
            waivers.are_wrong |= wrong.is_some();
            wrong.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
            waivers.list.extend(rule.map(|rule| (rule, waiver)));
        }
        waivers
    }

    /// Whether a finding is waived.
    pub(super) fn cover(&mut self, rule: &Rule, field: &FieldPath) -> bool {
        let mut covered = false;
        for (index, (waived, waiver)) in self.list.iter().enumerate().filter(|(_, (waived, _))| waived.code == rule.code) {
            let names = |workload: &&Workload| waiver.is_for(&workload.name) && field.is_within(&workload.path);
            if let Some(workload) = self.plan.workloads.iter().find(names).filter(|_| waived.waiver != Class::Never) {
                self.used.insert((index, workload.name.clone()));
                covered = true;
            }
        }
        covered
    }

    /// Names those that cover nothing where they are meant to: in production, or in the environment that says them.
    pub(super) fn tell_unused(&self, place: &dyn Fn(&FieldPath) -> Option<Span>, diagnostics: &mut Diagnostics) {
        let asked = self.plan.setting.profile == Profile::Production;
        for (index, (rule, waiver)) in self.list.iter().enumerate() {
            let meant = (asked || waiver.here) && rule.severity(self.plan).is_some() && rule.waiver != Class::Never;
            let Some(on) = &waiver.on else {
                let covers = self.used.iter().any(|(used, _)| *used == index);
                if meant && !covers && !waiver.broken && !self.plan.workloads.iter().any(|one| self.is_patched(&one.name)) {
                    let message = format!("every workload keeps the rule `{}`, which is waived for all of them", waiver.rule);
                    diagnostics.push(unused(message).at_known(place(&waiver.path), ""));
                }
                continue;
            };
            if on.is_empty() && meant {
                let message = format!("the waiver of `{}` names no workload", waiver.rule);
                diagnostics.push(unused(message).at_known(place(&waiver.path), ""));
            }
            let idle = on.iter().filter(|name| !self.used.contains(&(index, (*name).clone())));
            let there = idle.filter(|name| self.plan.workload(name).is_some() && !self.is_patched(name));
            for name in there.filter(|_| meant) {
                let message = format!("`{name}` keeps the rule `{}`, which is waived for it", waiver.rule);
                diagnostics.push(unused(message).at_known(place(&waiver.path), ""));
            }
        }
    }

    /// Whether a patch changes something of that name: whether a rule holds there is seen once it is written.
    fn is_patched(&self, name: &str) -> bool {
        self.plan.patches.iter().any(|patch| patch.name == name)
    }

    /// Those that may cover what a patch changes.
    fn for_patches(&self) -> impl Iterator<Item = (usize, String)> {
        let holds = |rule: &Rule| rule.severity(self.plan).is_some() && rule.waiver != Class::Never;
        let list = self.list.iter().enumerate().filter(move |(_, (rule, _))| holds(rule));
        let patched = || self.plan.workloads.iter().filter(|workload| self.is_patched(&workload.name));
        list.flat_map(move |(index, (_, waiver))| {
            let covered = patched().filter(|workload| waiver.is_for(&workload.name));
            covered.map(move |workload| (index, workload.name.clone()))
        })
    }

    /// What was waived.
    pub(super) fn waived(&self) -> Vec<Waived> {
        let one = |(index, workload): &(usize, String)| {
            let (rule, waiver) = self.list.get(*index)?;
            Some(Waived {
                workload: workload.clone(),
                rule,
                reason: waiver.reason.clone().unwrap_or_default(),
                owner: waiver.owner.clone(),
                until: waiver.until,
            })
        };
        let all: BTreeSet<_> = self.used.iter().cloned().chain(self.for_patches()).collect();
        let mut waived: Vec<Waived> = all.iter().filter_map(one).collect();
        let order = |waived: &Waived| (waived.workload.clone(), waived.rule.code.name, waived.until);
        waived.sort_by_key(order);
        waived.dedup_by(|next, kept| (&next.workload, next.rule.code.name) == (&kept.workload, kept.rule.code.name));
        waived
    }
}

fn unused(message: String) -> Diagnostic {
    let help = "take the waiver away, so that it does not cover what comes later";
    Diagnostic::warning(&codes::WAIVER_UNUSED, message).help(help)
}

/// What a waiver does not say and has to.
fn wrong(rule: &Rule, waiver: &Waiver) -> Option<Diagnostic> {
    let name = &waiver.rule;
    if rule.waiver == Class::Never {
        let message = format!("`{name}` always holds: it cannot be waived");
        return Some(Diagnostic::error(&codes::WAIVER, message).help(rule.cure));
    }
    if waiver.broken {
        return None;
    }
    let says = |field: &str| match field {
        "reason" => waiver.reason.is_some(),
        "owner" => waiver.owner.is_some(),
        _ => waiver.until.is_some(),
    };
    let missing: Vec<_> = rule.waiver.needs().iter().copied().filter(|field| !says(field)).collect();
    if missing.is_empty() {
        return None;
    }
    let example = |field: &str| match field {
        "reason" => "reason=\"…\"",
        "owner" => "owner=\"…\"",
        _ => "until=\"YYYY-MM-DD\"",
    };
    let message = format!("the waiver of `{name}` lacks `{}`", missing.join("`, `"));
    let lines: Vec<_> = missing.into_iter().map(example).collect();
    let help = format!("add {}: this rule is waived {}", lines.join(" "), rule.waiver.words());
    Some(Diagnostic::error(&codes::WAIVER, message).help(help))
}

/// Says which waivers of a plan have ended, end soon, or would last too long, `today` being that day. One that has ended is an
/// error where a release is judged, and a warning else, so that time alone turns nothing wrong that was right.
pub fn judge_dates(
    plan: &Plan,
    today: Date,
    release: bool,
    place: impl Fn(&FieldPath) -> Option<Span>,
    diagnostics: &mut Diagnostics,
) {
    for waiver in &plan.policy.waivers {
        let rule = super::rule(&waiver.rule).filter(|rule| rule.severity(plan).is_some());
        let (Some(rule), Some(until)) = (rule, waiver.until) else { continue };
        let told = dated(rule, waiver, until, today, release);
        let at = place(&waiver.path.join("until"));
        told.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic.at_known(at, "")));
    }
}

fn dated(rule: &Rule, waiver: &Waiver, until: Date, today: Date, release: bool) -> Option<Diagnostic> {
    let name = &waiver.rule;
    let left = until.since(today);
    let renew = "mend what it is for, or give it another end with the reason that holds now";
    if left < 0 {
        let severity = if release { Severity::Error } else { Severity::Warning };
        let message = format!("the waiver of `{name}` ended on {until}");
        let diagnostic = Diagnostic::new(&codes::WAIVER_EXPIRED, severity, message).help(renew);
        return Some(if release { diagnostic } else { diagnostic.help("`landfall check --release` refuses it") });
    }
    if left <= NOTICE {
        let message = format!("the waiver of `{name}` ends on {until}");
        return Some(Diagnostic::warning(&codes::WAIVER_EXPIRED, message).help(renew));
    }
    let horizon = rule.waiver.horizon().filter(|horizon| left > *horizon)?;
    let message = format!("the waiver of `{name}` lasts until {until}, and {horizon} days are the most");
    let help = format!("let it end by {}: until=\"{0}\"", today.after(horizon));
    Some(Diagnostic::error(&codes::WAIVER, message).help(help))
}
