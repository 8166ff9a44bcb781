//! What every object of an environment has to know: the plan, who reaches whom, and which phase each workload belongs to.

use super::{
    gateway::Listeners,
    meta::{self, Labels},
    phase::{self, Phase},
};
use crate::plan::{Edge, GitopsLayout, Plan, SecretUse, Transport, Workload};
use crate::policy::{Approved, Waived};
use std::collections::{BTreeMap, BTreeSet};

/// The plan, with what is looked up often.
pub(super) struct Scene<'p> {
    pub(super) plan: &'p Plan,
    /// Who is reached by each workload.
    pub(super) outgoing: BTreeMap<&'p str, Vec<&'p Edge>>,
    /// Who reaches each workload.
    pub(super) incoming: BTreeMap<&'p str, Vec<&'p Edge>>,
    /// The labels of each workload's objects.
    pub(super) labels: BTreeMap<&'p str, Labels>,
    /// What breaks a rule with a reason.
    pub(super) waived: &'p [Waived],
    workloads: BTreeMap<&'p str, &'p Workload>,
    phases: BTreeMap<&'p str, Phase>,
    /// What the routes share, where the edge is a Gateway.
    pub(super) listeners: Listeners<'p>,
}

impl<'p> Scene<'p> {
    pub(super) fn of(approved: &'p Approved) -> Self {
        let plan = approved.plan();
        let mut outgoing: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
        let mut incoming: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
        for edge in plan.edges.iter().filter(|edge| edge.from != edge.to) {
            outgoing.entry(&edge.from).or_default().push(edge);
            incoming.entry(&edge.to).or_default().push(edge);
        }
        let workloads = plan.workloads.iter().map(|workload| (workload.name.as_str(), workload)).collect();
        let phases = phase::of_workloads(plan, &workloads);
        let (labels, waived, listeners) = (meta::of_workloads(plan), approved.waived(), Listeners::of(plan));
        Self { plan, outgoing, incoming, labels, waived, workloads, phases, listeners }
    }

    /// The ports of an edge: all of the callee's where the caller names none.
    pub(super) fn ports(&self, edge: &Edge) -> BTreeSet<(Transport, u16)> {
        match self.workloads.get(edge.to.as_str()) {
            Some(callee) if edge.ports.is_empty() => callee.ports.iter().map(|port| (port.transport, port.container)).collect(),
            _ => edge.ports.clone(),
        }
    }

    /// The phase in which the workload itself is applied.
    pub(super) fn phase(&self, workload: &Workload) -> Phase {
        self.phases.get(workload.name.as_str()).copied().unwrap_or(Phase::App)
    }

    /// Whether the oldest cluster has what came with this minor version.
    pub(super) fn since(&self, minor: u32) -> bool {
        self.plan.platform.kubernetes >= minor
    }

    pub(super) fn layout(&self) -> GitopsLayout {
        self.plan.gitops.layout
    }

    /// The name of the Secret that holds a value, and its key there.
    pub(super) fn secret(&self, secret: &SecretUse) -> (String, String) {
        super::secret::place(self.plan, secret)
    }
}
