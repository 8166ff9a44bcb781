use super::*;
use crate::{
    date::Date,
    diagnostic::Code,
    plan::{Said, Waiver, sample},
};

fn privileged(profile: Profile) -> Plan {
    let mut workload = sample::service("api");
    workload.container.security.privileged = true;
    let mut plan = sample::plan(vec![workload, sample::service("web")]);
    plan.setting.profile = profile;
    plan
}

fn waiver(rule: &str, on: &str) -> Waiver {
    Waiver {
        path: FieldPath::new(["waivers", "0"]),
        here: false,
        rule: rule.into(),
        on: Some(vec![on.into()]),
        reason: Some("it drives a device".into()),
        owner: Some("hardware".into()),
        until: Date::parse("2027-03-01"),
        broken: false,
    }
}

fn said(severity: RuleSeverity, here: bool) -> Said {
    Said { severity, here }
}

/// Whether the plan is let through, and what is said, as `severity code`.
fn judged(plan: Plan) -> (Option<Approved>, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let approved = enforce(plan, |_| None, |_| false, &mut diagnostics).ok();
    (approved, diagnostics.iter().map(|one| format!("{:?} {}", one.severity, one.code.name)).collect())
}

#[test]
fn a_hardened_plan_is_approved_without_a_word() {
    let (approved, told) = judged(sample::plan(vec![sample::service("api")]));
    assert!(approved.is_some() && told.is_empty(), "{told:?}");
}

#[test]
fn profiles_are_a_step_apart() {
    let told = |profile| judged(privileged(profile)).1;
    assert_eq!(told(Profile::Production), ["Error no-privileged"]);
    assert_eq!(told(Profile::Staging), ["Warning no-privileged"]);
    assert!(told(Profile::Development).is_empty());
    assert!(judged(privileged(Profile::Production)).0.is_none() && judged(privileged(Profile::Staging)).0.is_some());
}

#[test]
fn names_of_rules_differ() {
    let names: std::collections::BTreeSet<_> = RULES.iter().map(|rule| rule.code.name).collect();
    assert_eq!(names.len(), RULES.len());
}

#[test]
fn a_waiver_covers_its_workload_and_no_other() {
    let mut plan = privileged(Profile::Production);
    plan.policy.waivers = vec![waiver("no-privileged", "api")];
    let (approved, told) = judged(plan.clone());
    assert!(told.is_empty(), "{told:?}");
    let waived: Vec<_> = approved.iter().flat_map(|approved| approved.waived()).collect();
    assert_eq!(
        waived.iter().map(|one| (one.workload.as_str(), one.rule.code.name)).collect::<Vec<_>>(),
        [("api", "no-privileged")]
    );
    assert_eq!(waived[0].words(), "until 2027-03-01 (hardware): it drives a device");
    plan.policy.waivers = vec![waiver("no-privileged", "web")];
    assert_eq!(judged(plan).1, ["Error no-privileged", "Warning waiver-unused"]);
}

#[test]
fn a_waiver_that_names_no_workload_covers_each_that_breaks_its_rule() {
    let mut plan = privileged(Profile::Production);
    let mut other = plan.workloads[0].clone();
    (other.name, other.path) = ("other".into(), FieldPath::new(["services", "other"]));
    plan.workloads.push(other);
    plan.workloads.push(sample::service("kept"));
    plan.policy.waivers = vec![Waiver { on: None, ..waiver("no-privileged", "") }];
    let (approved, told) = judged(plan.clone());
    assert_eq!(told, Vec::<String>::new());
    let waived: Vec<_> = approved.iter().flat_map(|approved| approved.waived()).map(|one| one.workload.as_str()).collect();
    assert_eq!(waived, ["api", "other"]);
    plan.workloads.iter_mut().for_each(|workload| workload.container.security.privileged = false);
    assert_eq!(judged(plan).1, ["Warning waiver-unused"], "nobody breaks it");
}

#[test]
fn a_waiver_without_what_its_class_asks_for_is_an_error() {
    let missing: [fn(&mut Waiver); 3] = [|it| it.reason = None, |it| it.owner = None, |it| it.until = None];
    for take in missing {
        let mut plan = privileged(Profile::Staging);
        plan.policy.waivers = vec![waiver("no-privileged", "api")];
        plan.policy.waivers.iter_mut().for_each(take);
        let (approved, told) = judged(plan);
        assert!(approved.is_none() && told.contains(&"Error waiver".to_owned()), "{told:?}");
    }
}

#[test]
fn the_project_says_how_grave_a_rule_is() {
    for (profile, said, told) in [
        (Profile::Production, said(RuleSeverity::Warning, false), vec!["Warning no-privileged"]),
        (Profile::Staging, said(RuleSeverity::Warning, false), vec!["Note no-privileged"]),
        (Profile::Staging, said(RuleSeverity::Error, true), vec!["Error no-privileged"]),
        (Profile::Development, said(RuleSeverity::Error, false), vec![]),
        (Profile::Development, said(RuleSeverity::Warning, true), vec!["Warning no-privileged"]),
        (Profile::Production, said(RuleSeverity::Off, false), vec![]),
    ] {
        let mut plan = privileged(profile);
        plan.policy.severities.insert("no-privileged".into(), said);
        assert_eq!(judged(plan).1, told, "{profile:?} {said:?}");
    }
}

#[test]
fn what_production_softens_is_told() {
    let mut plan = privileged(Profile::Production);
    plan.policy.severities.insert("no-privileged".into(), said(RuleSeverity::Off, false));
    plan.policy.severities.insert("high-uid-gid".into(), said(RuleSeverity::Error, false));
    let approved = judged(plan).0.unwrap();
    let softened: Vec<_> = approved.softened().into_iter().map(|(rule, said)| (rule.code.name, said)).collect();
    assert_eq!(softened, [("no-privileged", RuleSeverity::Off)]);
}

#[test]
fn a_runtime_socket_is_never_waived_nor_switched_off() {
    let mut plan = privileged(Profile::Production);
    let socket = crate::plan::Bind { host: "/var/run/docker.sock".into(), path: "/var/run/docker.sock".into(), read_only: true };
    for workload in &mut plan.workloads {
        workload.container.security.privileged = false;
    }
    plan.workloads[0].container.binds = vec![socket];
    plan.policy.waivers = vec![waiver("no-host-path", "api")];
    plan.policy.severities.insert("no-host-path".into(), said(RuleSeverity::Off, true));
    let (approved, told) = judged(plan);
    assert!(approved.is_none() && told == ["Error no-host-path"], "{told:?}");
}

static ALWAYS: Rule = Rule {
    code: Code { name: "always", summary: "it holds", explanation: "It does." },
    grade: Grade::Error,
    waiver: Class::Never,
    cure: "keep it",
    good: Example::of(""),
    bad: Example::of(""),
    elsewhere: &[],
    check: Check::Plan(|plan, findings| {
        plan.workloads.iter().for_each(|workload| findings.add(workload.path.clone(), "it is broken"));
    }),
};

#[test]
fn a_rule_that_always_holds_is_neither_waived_nor_softened_in_production() {
    let told = |plan: Plan| {
        let mut diagnostics = Diagnostics::default();
        assert!(judge(&[&ALWAYS], plan, &|_| None, &|_| false, &mut diagnostics).is_err());
        diagnostics.iter().map(|one| one.code.name).collect::<Vec<_>>()
    };
    let mut plan = sample::plan(vec![sample::service("api")]);
    plan.policy.waivers = vec![waiver("always", "api")];
    assert_eq!(told(plan.clone()), ["waiver", "always"]);
    plan.policy.waivers.clear();
    plan.policy.severities.insert("always".into(), said(RuleSeverity::Off, false));
    assert_eq!(told(plan), ["policy"]);
}

#[test]
fn time_alone_turns_nothing_wrong_but_a_release() {
    let mut plan = privileged(Profile::Production);
    plan.policy.waivers = vec![waiver("no-privileged", "api")];
    let told = |today: &str, release: bool| {
        let mut diagnostics = Diagnostics::default();
        judge_dates(&plan, Date::parse(today).unwrap(), release, |_| None, &mut diagnostics);
        diagnostics.iter().map(|one| format!("{:?} {}", one.severity, one.code.name)).collect::<Vec<_>>()
    };
    assert_eq!(told("2026-11-30", false), ["Error waiver"], "91 days are more than 90");
    assert!(told("2026-12-01", false).is_empty() && told("2027-02-14", true).is_empty());
    for release in [false, true] {
        assert_eq!(told("2027-02-15", release), ["Warning waiver-expired"]);
        assert_eq!(told("2027-03-01", release), ["Warning waiver-expired"], "the last day belongs to it");
    }
    assert_eq!(told("2027-03-02", false), ["Warning waiver-expired"]);
    assert_eq!(told("2027-03-02", true), ["Error waiver-expired"]);
}
