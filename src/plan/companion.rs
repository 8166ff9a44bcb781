//! Containers before and beside a workload, and what they are where there are no pods: workloads of their own.

use super::{Condition, Container, Dependency, Kind, Plan, Replicas, Role, Run, Workload};
use crate::path::FieldPath;

/// A container that runs before a workload or beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// Its name, a DNS label.
    pub name: String,
    /// Where it stands in the manifest: `services.api.inits.migrate`.
    pub path: FieldPath,
    /// When it runs.
    pub part: Part,
    /// What runs.
    pub container: Container,
    /// The workload's scratch space that it sees as well, sorted by path.
    pub scratch: Vec<Scratch>,
}

/// Scratch space of a workload that another of its containers sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scratch {
    /// Where both see it.
    pub path: String,
    /// Whether the other may only read it.
    pub read_only: bool,
}

/// When a container of a workload runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Before the workload, to its end.
    Before,
    /// Beside the workload, in its network.
    Beside,
}

/// What a workload that stands for a companion belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The other workload.
    pub to: String,
    /// When it runs.
    pub part: Part,
}

impl Companion {
    /// It as a workload of its own, which starts where that one would.
    pub fn workload(&self, of: &Workload) -> Workload {
        let (kind, depends_on) = match self.part {
            Part::Before => (Kind::Job { before: vec![of.name.clone()], run: Run::default() }, of.depends_on.clone()),
            Part::Beside => (Kind::Service, vec![Dependency { on: of.name.clone(), condition: Condition::Started }]),
        };
        Workload {
            name: joined_name(&of.name, &self.name),
            kind,
            role: Role::Own,
            path: self.path.clone(),
            container: self.container.clone(),
            companions: Vec::new(),
            joined: Some(Joined { to: of.name.clone(), part: self.part }),
            replicas: Replicas::Fixed(1),
            metrics_to_scale: Vec::new(),
            singleton: false,
            headless: None,
            parallel: false,
            update: super::Update::default(),
            disruption: None,
            ports: Vec::new(),
            routes: Vec::new(),
            depends_on,
            egress: Vec::new(),
            ingress: Vec::new(),
            labels: of.labels.clone(),
            annotations: of.annotations.clone(),
            metrics: None,
            logs: of.logs,
            identity: super::Identity::default(),
            access: Vec::new(),
            placement: of.placement.clone(),
        }
    }
}

/// `api-migrate`: what the container `migrate` of `api` is called where there are no pods.
pub fn joined_name(workload: &str, companion: &str) -> String {
    format!("{workload}-{companion}")
}

/// Makes each companion a workload of its own. What runs beside a job or cron stays where it is: nothing would end it.
pub(super) fn spread(plan: &mut Plan) {
    wait_for_sidecars(plan);
    let mut order = Vec::with_capacity(plan.order.len());
    let mut joined = Vec::new();
    for name in std::mem::take(&mut plan.order) {
        let Some(workload) = plan.workload_mut(&name) else { continue };
        let long = workload.is_long_running();
        let companions = std::mem::take(&mut workload.companions);
        let (spread, kept): (Vec<_>, Vec<_>) =
            companions.into_iter().partition(|companion| long || companion.part == Part::Before);
        workload.companions = kept;
        let mut done: Vec<Dependency> = Vec::new();
        let mut beside = Vec::new();
        for companion in spread {
            let mut other = companion.workload(workload);
            match companion.part {
                Part::Before => {
                    other.depends_on.extend(done.iter().cloned());
                    other.depends_on.sort();
                    done.push(Dependency { on: other.name.clone(), condition: Condition::Completed });
                    order.push(other.name.clone());
                }
                Part::Beside => beside.push(other.name.clone()),
            }
            joined.push(other);
        }
        order.push(name);
        order.extend(beside);
    }
    plan.order = order;
    plan.workloads.extend(joined);
    plan.workloads.sort_by(|left, right| left.name.cmp(&right.name));
}

/// Who waits until a workload is ready waits for what has a check beside it as well.
fn wait_for_sidecars(plan: &mut Plan) {
    let checked = |workload: &Workload| {
        let sidecars = workload.companions.iter().filter(|companion| companion.part == Part::Beside);
        let checked = sidecars.filter(|companion| companion.container.health.ready.is_some());
        let names: Vec<String> = checked.map(|companion| joined_name(&workload.name, &companion.name)).collect();
        (workload.is_long_running() && !names.is_empty()).then(|| (workload.name.clone(), names))
    };
    let sidecars: std::collections::BTreeMap<String, Vec<String>> = plan.workloads.iter().filter_map(checked).collect();
    for workload in &mut plan.workloads {
        let more: Vec<Dependency> = workload
            .depends_on
            .iter()
            .filter_map(|dependency| sidecars.get(&dependency.on))
            .flatten()
            .map(|on| Dependency { on: on.clone(), condition: Condition::Healthy })
            .collect();
        workload.depends_on.extend(more);
        workload.depends_on.sort();
    }
}
