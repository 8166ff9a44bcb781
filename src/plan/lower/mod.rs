//! Lowers a merged manifest to a plan: references resolved, defaults filled in, each default with the rule that gave it.

mod access;
mod affinity;
mod backing;
mod circles;
mod clear;
mod command;
mod companions;
mod config;
mod draft;
mod env;
mod extended;
mod front;
mod health;
mod hosts;
mod identity;
mod image;
mod labels;
mod mounts;
mod names;
mod network;
mod objects;
mod observability;
mod order;
mod patches;
mod placement;
mod policy;
mod ports;
mod publish;
mod redirects;
mod references;
mod replicas;
mod report;
mod resources;
mod routes;
mod run_args;
mod runs;
mod scaling;
mod scope;
mod secrets;
mod security;
mod setting;
mod sharing;
mod suspicion;
mod sysctls;
mod time;
mod update;
mod workload;

use super::{Plan, TargetTraits, Workload};
use crate::{
    catalogue::Catalogue,
    diagnostic::Diagnostics,
    overlay::Merged,
    source::{Files, SourceMap},
};
use draft::Uses;
use rayon::prelude::*;
use report::Report;
use scope::Scope;
use std::collections::{BTreeMap, BTreeSet};

/// What lowering is given.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The manifest of one environment.
    pub merged: &'a Merged,
    /// The texts that its places are in.
    pub sources: &'a SourceMap,
    /// The project's folder.
    pub files: &'a dyn Files,
    /// What the environment is compiled to.
    pub target: &'static TargetTraits,
    /// The types of backing services.
    pub catalogue: &'a Catalogue,
}

/// Lowers a manifest. The plan is complete wherever no error is reported, and the best there is elsewhere.
pub fn lower(request: &Request<'_>, diagnostics: &mut Diagnostics) -> Plan {
    let mut report = Report::new(request);
    let scope = Scope::new(request, &mut report);
    let drafts = drafts(&scope, &mut report);
    let application = setting::application(&scope, &mut report);
    let namespace = setting::namespace(&scope, &mut report);
    let platform = setting::platform(&scope, &mut report);
    let gitops = setting::gitops(&scope, &mut report);
    let logs = observability::logs(&scope, &mut report);
    let policy = policy::policy(&scope, &mut report);
    let mut elsewhere = Vec::new();
    let objects = objects::objects(&scope, &mut elsewhere, &mut report);
    let patches = patches::patches(&scope, &mut elsewhere, &mut report);
    let secrets = secrets::secrets(&scope, &drafts, &mut report);
    companions::names(&scope, &mut report);
    let (mut workloads, uses): (Vec<_>, Vec<_>) = drafts.into_iter().unzip();
    let uses: BTreeMap<&str, Uses<'_>> = scope.subjects.values().filter(|s| !s.is_external()).map(|s| s.name).zip(uses).collect();
    backing::passwords(&scope, &uses, &mut report);
    let volumes = sharing::volumes(&scope, &workloads, &mut report);
    let mut edges = network::edges(&scope, &uses);
    let externals = network::externals(&scope, &uses);
    network::egress(&scope, &uses, &mut workloads);
    network::ingress(&scope, &platform, &mut workloads, &mut report);
    let front = front::add(&scope, &mut workloads, &mut edges, &mut report);
    let unused_front = front::unused(&scope, &report);
    publish::publish(&scope, &uses, &edges, &mut workloads, &mut report);
    network::unreached(&scope, &edges, &workloads, &mut report);
    let order = order::order(&scope, &uses, &mut workloads, &mut report);
    routes::collisions(&workloads, scope.front.as_ref(), &mut report);
    ports::node_ports(&workloads, &mut report);
    let found = report.finish();
    diagnostics.append(found.diagnostics);
    let stand_ins: BTreeSet<_> = uses.into_values().flat_map(|uses| uses.stand_ins).collect();
    let stand_ins = stand_ins.into_iter().collect();
    let mut plan = Plan {
        application,
        setting: setting::setting(&scope),
        namespace,
        platform,
        gitops,
        workloads,
        externals,
        order,
        volumes,
        edges,
        front,
        unused_front,
        secrets,
        config_names: scope.layer().config_names.unwrap_or_default(),
        logs,
        policy,
        objects,
        patches,
        elsewhere,
        stand_ins,
        inferred: found.inferred,
    };
    if !scope.in_cluster() {
        super::companion::spread(&mut plan);
    }
    plan
}

/// The workloads, each by itself and on all cores: what they need of others, `scope` has.
fn drafts<'a>(scope: &Scope<'a>, report: &mut Report<'a>) -> Vec<(Workload, Uses<'a>)> {
    let subjects: Vec<_> = scope.subjects.values().filter(|subject| !subject.is_external()).collect();
    let lowered = subjects.into_par_iter().map(|subject| {
        let mut report = Report::new(scope.request);
        (workload::lower(scope, &mut report, subject), report.finish())
    });
    let lowered: Vec<_> = lowered.collect();
    let draft = |(draft, found)| {
        report.take(found);
        draft
    };
    lowered.into_iter().map(draft).collect()
}
