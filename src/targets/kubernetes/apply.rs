//! `apply.sh`: brings a cluster to this output by hand or from a pipeline, phase by phase.

use super::{phase::Phase, scene::Scene};
use crate::{
    plan::{Kind, Store, Workload},
    template::render,
};
use minijinja::{Value, context};

const SCRIPT: &str = include_str!("../../../templates/kubernetes/apply.sh.j2");

/// The script.
pub(super) fn script(scene: &Scene<'_>, phases: &[Phase]) -> String {
    let plan = scene.plan;
    let copies = matches!(plan.secrets.store, Store::Vault(_)) && !plan.secrets.by_name.is_empty();
    let context = context! {
        application => &plan.application.name,
        environment => &plan.setting.environment,
        namespace => &plan.namespace.name,
        has_before => phases.contains(&Phase::Before),
        has_app => phases.contains(&Phase::App),
        copies_secrets => copies,
        base_rollouts => rollouts(scene, Phase::Base),
        rollouts => rollouts(scene, Phase::App),
        before_jobs => jobs(scene, Phase::Before),
        jobs => jobs(scene, Phase::App),
    };
    render("apply.sh", SCRIPT, context).expect("the script's template names nothing but what is given here")
}

/// What is rolled out in a phase, as `kubectl rollout status` names it.
fn rollouts(scene: &Scene<'_>, phase: Phase) -> Vec<String> {
    let in_phase = scene.plan.in_order().filter(|workload| scene.phase(workload) == phase);
    let named = in_phase.filter_map(|workload| match workload.kind {
        Kind::Service => Some(format!("deployment/{}", workload.name)),
        Kind::Stateful => Some(format!("statefulset/{}", workload.name)),
        Kind::Daemon => Some(format!("daemonset/{}", workload.name)),
        Kind::Job { .. } | Kind::Cron { .. } => None,
    });
    named.collect()
}

/// The jobs of a phase, in the order in which they run.
fn jobs(scene: &Scene<'_>, phase: Phase) -> Vec<Value> {
    let is_job = |workload: &&Workload| matches!(workload.kind, Kind::Job { .. }) && scene.phase(workload) == phase;
    let jobs = scene.plan.in_order().filter(is_job);
    jobs.map(|job| context! { name => &job.name, file => format!("{}/{}/job.yaml", phase.folder(), job.name) }).collect()
}
