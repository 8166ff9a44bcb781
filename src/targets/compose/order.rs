//! What starts before what, and what starts at all.

use super::{
    file::{Condition, DependsOn},
    health,
};
use crate::plan::{self, Kind, Plan, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// The profile of jobs that come before nothing.
const JOBS: &str = "jobs";
/// The profile of crons: Compose has no schedule.
const CRON: &str = "cron";

/// What a workload waits for. A cron is never waited for: nothing starts it.
pub(super) fn dependencies(plan: &Plan, workload: &Workload) -> BTreeMap<String, DependsOn> {
    let declared = workload.depends_on.iter().filter_map(|dependency| {
        let on = plan.workload(&dependency.on)?;
        Some((on.name.clone(), DependsOn { condition: condition(on, dependency.condition)? }))
    });
    let completed = DependsOn { condition: Condition::Completed };
    let before = jobs_before(plan, &workload.name).map(|job| (job.name.clone(), completed));
    declared.chain(before).collect()
}

fn condition(on: &Workload, wanted: plan::Condition) -> Option<Condition> {
    match (&on.kind, wanted) {
        (Kind::Cron { .. }, _) => None,
        (Kind::Job { .. }, _) => Some(Condition::Completed),
        (Kind::Service | Kind::Stateful, plan::Condition::Healthy) if health::is_checked(on) => Some(Condition::Healthy),
        (Kind::Service | Kind::Stateful, _) => Some(Condition::Started),
    }
}

fn jobs_before<'a>(plan: &'a Plan, name: &str) -> impl Iterator<Item = &'a Workload> {
    plan.workloads.iter().filter(move |job| match &job.kind {
        Kind::Job { before, .. } => before.iter().any(|other| other == name),
        Kind::Service | Kind::Stateful | Kind::Cron { .. } => false,
    })
}

/// The profiles of workloads that `up` alone does not start.
///
/// A job with a profile cannot come before a service that has none, and one that nobody waits for fails `up --wait` even when it
/// ends well. A job that only crons wait for has their profile as well, so that `run` finds it.
pub(super) fn profiles(plan: &Plan) -> BTreeMap<&str, Vec<&'static str>> {
    let long = plan.workloads.iter().filter(|workload| workload.is_long_running());
    let crons = plan.workloads.iter().filter(|workload| matches!(workload.kind, Kind::Cron { .. }));
    let by_services = waited_for(plan, long);
    let by_crons = waited_for(plan, crons);
    let mut profiles = BTreeMap::new();
    for workload in &plan.workloads {
        let own: Vec<&str> = match workload.kind {
            Kind::Service | Kind::Stateful => continue,
            Kind::Cron { .. } => vec![CRON],
            Kind::Job { .. } if by_services.contains(workload.name.as_str()) => continue,
            Kind::Job { .. } if by_crons.contains(workload.name.as_str()) => vec![CRON, JOBS],
            Kind::Job { .. } => vec![JOBS],
        };
        profiles.insert(workload.name.as_str(), own);
    }
    profiles
}

/// All that these wait for, and what that waits for.
fn waited_for<'a>(plan: &'a Plan, workloads: impl Iterator<Item = &'a Workload>) -> BTreeSet<&'a str> {
    let mut open: Vec<&Workload> = workloads.collect();
    let mut found = BTreeSet::new();
    while let Some(workload) = open.pop() {
        for name in dependencies(plan, workload).into_keys() {
            let Some(other) = plan.workload(&name) else { continue };
            if found.insert(other.name.as_str()) {
                open.push(other);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Dependency, sample};

    fn job(name: &str, before: &[&str]) -> Workload {
        let before = before.iter().map(ToString::to_string).collect();
        Workload { kind: Kind::Job { before, timeout: None }, ..sample::service(name) }
    }

    fn cron(name: &str) -> Workload {
        Workload { kind: Kind::Cron { schedule: "@daily".into(), timeout: None }, ..sample::service(name) }
    }

    #[test]
    fn a_job_has_a_profile_unless_something_that_starts_waits_for_it() {
        let jobs = [job("first", &["second"]), job("second", &["api"]), job("seed", &[]), job("fetch", &["digest"])];
        let plan = sample::plan([vec![sample::service("api"), cron("digest")], jobs.to_vec()].concat());
        assert_eq!(
            profiles(&plan).into_iter().collect::<Vec<_>>(),
            [("digest", vec!["cron"]), ("fetch", vec!["cron", "jobs"]), ("seed", vec!["jobs"])]
        );
        let waits = dependencies(&plan, plan.workload("api").unwrap());
        assert_eq!(waits.get("second").unwrap().condition, Condition::Completed);
    }

    #[test]
    fn a_dependency_without_a_check_is_waited_for_until_it_started() {
        let mut api = sample::service("api");
        api.depends_on = ["db", "digest"].map(|on| Dependency { on: on.into(), condition: plan::Condition::Healthy }).into();
        let plan = sample::plan(vec![sample::service("db"), cron("digest"), api]);
        let waits = dependencies(&plan, plan.workload("api").unwrap());
        assert_eq!(waits.into_iter().collect::<Vec<_>>(), [("db".into(), DependsOn { condition: Condition::Started })]);
    }
}
