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

/// What waits for what.
#[derive(Debug)]
pub(super) struct Order<'a> {
    plan: &'a Plan,
    /// The jobs that come before a workload.
    jobs: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Order<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let mut jobs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for workload in &plan.workloads {
            if let Kind::Job { before, .. } = &workload.kind {
                before.iter().for_each(|other| jobs.entry(other).or_default().push(&workload.name));
            }
        }
        Self { plan, jobs }
    }

    /// What a workload waits for. A cron is never waited for: nothing starts it.
    pub(super) fn dependencies(&self, workload: &Workload) -> BTreeMap<String, DependsOn> {
        let declared = workload.depends_on.iter().filter_map(|dependency| {
            let on = self.plan.workload(&dependency.on)?;
            Some((on.name.clone(), DependsOn { condition: condition(on, dependency.condition)?, restart: false }))
        });
        let jobs = self.jobs.get(workload.name.as_str()).into_iter().flatten();
        let before = jobs.map(|job| ((*job).to_owned(), DependsOn { condition: Condition::Completed, restart: false }));
        declared.chain(before).collect()
    }

    /// The profiles of workloads that `up` alone does not start.
    ///
    /// A job with a profile cannot come before a service that has none, and one that nobody waits for fails `up --wait` even
    /// when it ends well. A job that only crons wait for has their profile as well, so that `run` finds it.
    pub(super) fn profiles(&self) -> BTreeMap<&'a str, Vec<&'static str>> {
        let by_services = self.waited_for(|workload| workload.is_long_running());
        let by_crons = self.waited_for(|workload| matches!(workload.kind, Kind::Cron { .. }));
        let mut profiles = BTreeMap::new();
        for workload in &self.plan.workloads {
            let own: Vec<&str> = match workload.kind {
                Kind::Service | Kind::Stateful | Kind::Daemon => continue,
                Kind::Cron { .. } => vec![CRON],
                Kind::Job { .. } if by_services.contains(workload.name.as_str()) => continue,
                Kind::Job { .. } if workload.joined.is_none() && by_crons.contains(workload.name.as_str()) => vec![CRON, JOBS],
                Kind::Job { .. } if by_crons.contains(workload.name.as_str()) => vec![CRON],
                Kind::Job { .. } => vec![JOBS],
            };
            profiles.insert(workload.name.as_str(), own);
        }
        profiles
    }

    /// All that these wait for, and what that waits for.
    fn waited_for(&self, these: impl Fn(&Workload) -> bool) -> BTreeSet<&'a str> {
        let mut open: Vec<&Workload> = self.plan.workloads.iter().filter(|workload| these(workload)).collect();
        let mut found = BTreeSet::new();
        while let Some(workload) = open.pop() {
            let waits = self.dependencies(workload);
            open.extend(
                waits.keys().filter_map(|name| self.plan.workload(name)).filter(|other| found.insert(other.name.as_str())),
            );
        }
        found
    }
}

fn condition(on: &Workload, wanted: plan::Condition) -> Option<Condition> {
    match (&on.kind, wanted) {
        (Kind::Cron { .. }, _) => None,
        (Kind::Job { .. }, _) => Some(Condition::Completed),
        (Kind::Service | Kind::Stateful | Kind::Daemon, plan::Condition::Healthy) if health::is_checked(on) => {
            Some(Condition::Healthy)
        }
        (Kind::Service | Kind::Stateful | Kind::Daemon, _) => Some(Condition::Started),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Dependency, sample};

    fn job(name: &str, before: &[&str]) -> Workload {
        let before = before.iter().map(ToString::to_string).collect();
        Workload { kind: Kind::Job { before, run: crate::plan::Run::default() }, ..sample::service(name) }
    }

    fn cron(name: &str) -> Workload {
        Workload {
            kind: Kind::Cron {
                schedule: "@daily".into(),
                run: crate::plan::Run::default(),
                recurrence: crate::plan::Recurrence::default(),
            },
            ..sample::service(name)
        }
    }

    #[test]
    fn a_job_has_a_profile_unless_something_that_starts_waits_for_it() {
        let jobs = [job("first", &["second"]), job("second", &["api"]), job("seed", &[]), job("fetch", &["digest"])];
        let plan = sample::plan([vec![sample::service("api"), cron("digest")], jobs.to_vec()].concat());
        assert_eq!(
            Order::of(&plan).profiles().into_iter().collect::<Vec<_>>(),
            [("digest", vec!["cron"]), ("fetch", vec!["cron", "jobs"]), ("seed", vec!["jobs"])]
        );
        let waits = Order::of(&plan).dependencies(plan.workload("api").unwrap());
        assert_eq!(waits.get("second").unwrap().condition, Condition::Completed);
    }

    #[test]
    fn a_dependency_without_a_check_is_waited_for_until_it_started() {
        let mut api = sample::service("api");
        api.depends_on = ["db", "digest"].map(|on| Dependency { on: on.into(), condition: plan::Condition::Healthy }).into();
        let plan = sample::plan(vec![sample::service("db"), cron("digest"), api]);
        let waits = Order::of(&plan).dependencies(plan.workload("api").unwrap());
        assert_eq!(
            waits.into_iter().collect::<Vec<_>>(),
            [("db".into(), DependsOn { condition: Condition::Started, restart: false })]
        );
    }
}
