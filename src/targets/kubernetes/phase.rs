//! The phases in which objects are applied: what everything stands on, what comes before the application, the application.

use crate::plan::{Kind, Plan, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// A phase; each is applied once the one before it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Namespace, service accounts, configuration, stores of secrets, policies, and the workloads that jobs of `Before` need.
    Base,
    /// Jobs that come before something.
    Before,
    /// Everything else.
    App,
}

impl Phase {
    pub(super) const ALL: [Self; 3] = [Self::Base, Self::Before, Self::App];

    /// The folder of its objects.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Before => "before",
            Self::App => "app",
        }
    }

    /// Its wave in Argo CD; `None` is the wave of what names none.
    pub(super) fn wave(self) -> Option<&'static str> {
        match self {
            Self::Base => Some("-2"),
            Self::Before => Some("-1"),
            Self::App => None,
        }
    }
}

/// The phase of each workload that is not of `App`.
pub(super) fn of_workloads<'p>(plan: &'p Plan, workloads: &BTreeMap<&str, &'p Workload>) -> BTreeMap<&'p str, Phase> {
    let waited: BTreeSet<&str> =
        plan.workloads.iter().flat_map(|workload| &workload.depends_on).map(|dependency| dependency.on.as_str()).collect();
    let comes_before = |workload: &Workload| match &workload.kind {
        Kind::Job { before, .. } => !before.is_empty() || waited.contains(workload.name.as_str()),
        Kind::Service | Kind::Stateful | Kind::Daemon | Kind::Cron { .. } => false,
    };
    let early: Vec<&Workload> = plan.workloads.iter().filter(|workload| comes_before(workload)).collect();
    let mut needed = BTreeSet::new();
    let mut open: Vec<&Workload> = early.clone();
    while let Some(workload) = open.pop() {
        let others = workload.depends_on.iter().filter_map(|dependency| workloads.get(dependency.on.as_str()).copied());
        open.extend(others.filter(|other| !comes_before(other) && needed.insert(other.name.as_str())));
    }
    let base = needed.into_iter().map(|name| (name, Phase::Base));
    base.chain(early.into_iter().map(|job| (job.name.as_str(), Phase::Before))).collect()
}
