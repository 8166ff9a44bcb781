//! The objects of one workload.

use super::{
    config,
    duration::count,
    gateway, identity, ingress, meta, monitor, network,
    objects::{Objects, Part},
    phase::Phase,
    pod, policy, refusals, reloader, scaling,
    scene::Scene,
    storage, waivers,
};
use crate::{
    plan::{Amount, Concurrency, GitopsLayout, Kind, Pull, Recurrence, Run, Strategy, Update, Workload},
    policy::{On, Waived},
    yaml::write::Writer,
};
use k8s_openapi::{
    api::{
        apps::v1::{
            DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, Deployment, DeploymentSpec, DeploymentStrategy,
            RollingUpdateDaemonSet, RollingUpdateDeployment, StatefulSet, StatefulSetPersistentVolumeClaimRetentionPolicy,
            StatefulSetSpec, StatefulSetUpdateStrategy,
        },
        batch::v1::{CronJob, CronJobSpec, Job, JobSpec, JobTemplateSpec},
        core::v1::PodTemplateSpec,
    },
    apimachinery::pkg::{apis::meta::v1::ObjectMeta, util::intstr::IntOrString},
};
use std::time::Duration;

/// The objects of a workload, in the order in which they are read.
pub(super) fn emit<'p>(scene: &Scene<'p>, workload: &'p Workload, writer: &mut Writer) -> Part<'p> {
    let mut objects = Objects::new(scene, &workload.path, writer);
    let configuration = config::of(scene, workload);
    let mounts = storage::of(scene, workload, &configuration);
    refusals::check(&mut objects, workload);
    let template = pod::template(scene, workload, &configuration, &mounts);
    identity::emit(&mut objects, workload);
    if let Some(map) = configuration.map {
        objects.add(Phase::Base, format!("{}/config-map", workload.name), map);
    }
    if let Some(secret) = configuration.secret {
        objects.add(Phase::Base, format!("{}/external-secret", workload.name), secret);
    }
    policy::emit(&mut objects, workload);
    let phase = scene.phase(workload);
    for (volume, claim) in mounts.claims {
        objects.add(phase, format!("{}/claim-{volume}", workload.name), claim);
    }
    let mut metadata = scene.workload_metadata(workload);
    let waived = waivers::of(scene, workload);
    meta::annotate(&mut metadata, suppressions(workload, &waived));
    meta::annotate(&mut metadata, waivers::on_workload(&waived));
    meta::annotate(&mut metadata, reloader::annotation(scene, workload, &template));
    match &workload.kind {
        Kind::Service => {
            objects.add(phase, format!("{}/deployment", workload.name), deployment(metadata, workload, template));
            scaling::emit(&mut objects, workload, "Deployment");
        }
        Kind::Stateful => {
            let set = stateful_set(scene, metadata, workload, template, mounts.templates);
            objects.add(phase, format!("{}/stateful-set", workload.name), set);
            scaling::emit(&mut objects, workload, "StatefulSet");
        }
        Kind::Daemon => {
            objects.add(phase, format!("{}/daemon-set", workload.name), daemon_set(metadata, workload, template));
        }
        Kind::Job { run, .. } => add_job(&mut objects, phase, metadata, workload, job_spec(template, *run)),
        Kind::Cron { schedule, run, recurrence } => {
            let cron = cron_job(scene, metadata, schedule, recurrence, job_spec(template, *run));
            objects.add(phase, format!("{}/cron-job", workload.name), cron);
        }
    }
    network::emit(&mut objects, workload);
    match &scene.plan.platform.edge.gateway {
        Some(gateway) => gateway::emit(&mut objects, workload, gateway),
        None => ingress::emit(&mut objects, workload),
    }
    monitor::emit(&mut objects, workload);
    objects.finish()
}

fn deployment(metadata: ObjectMeta, workload: &Workload, template: PodTemplateSpec) -> Deployment {
    let together = !workload.singleton && workload.container.volumes.iter().all(|volume| storage::is_shared(volume.access));
    let Update { strategy, max_surge, max_unavailable } = workload.update;
    let fewer =
        max_unavailable.unwrap_or(if max_surge.is_some_and(Amount::is_none) { Amount::Count(1) } else { Amount::Count(0) });
    let more = max_surge.unwrap_or(Amount::Count(1));
    let rolling = RollingUpdateDeployment { max_unavailable: Some(written(fewer)), max_surge: Some(written(more)) };
    let strategy = if strategy.map_or(together, |strategy| strategy == Strategy::Rolling) {
        DeploymentStrategy { type_: Some("RollingUpdate".into()), rolling_update: Some(rolling) }
    } else {
        DeploymentStrategy { type_: Some("Recreate".into()), rolling_update: None }
    };
    let spec = DeploymentSpec {
        replicas: scaling::written_replicas(workload),
        revision_history_limit: Some(5),
        progress_deadline_seconds: Some(progress_deadline(workload)),
        min_ready_seconds: Some(10),
        strategy: Some(strategy),
        selector: meta::selector(workload),
        template,
        ..DeploymentSpec::default()
    };
    Deployment { metadata, spec, status: None }
}

/// Ten minutes, or what starting may take and a little more: a rollout that is given up while its pods start helps nobody.
fn progress_deadline(workload: &Workload) -> i32 {
    let start = workload.container.health.start.as_ref().map_or(Duration::ZERO, |start| start.within);
    super::duration::short_seconds(start + Duration::from_secs(60)).max(600)
}

fn stateful_set(
    scene: &Scene<'_>,
    metadata: ObjectMeta,
    workload: &Workload,
    template: PodTemplateSpec,
    claims: Vec<k8s_openapi::api::core::v1::PersistentVolumeClaim>,
) -> StatefulSet {
    let keep = || Some("Retain".to_owned());
    let retention = StatefulSetPersistentVolumeClaimRetentionPolicy { when_deleted: keep(), when_scaled: keep() };
    let spec = StatefulSetSpec {
        service_name: Some(network::headless_name(workload)),
        replicas: scaling::written_replicas(workload),
        revision_history_limit: Some(5),
        min_ready_seconds: Some(10),
        pod_management_policy: Some(if workload.parallel { "Parallel" } else { "OrderedReady" }.into()),
        update_strategy: Some(StatefulSetUpdateStrategy { type_: Some("RollingUpdate".into()), rolling_update: None }),
        persistent_volume_claim_retention_policy: (scene.since(27) && !claims.is_empty()).then_some(retention),
        selector: meta::selector(workload),
        template,
        volume_claim_templates: super::container::some(claims),
        ..StatefulSetSpec::default()
    };
    StatefulSet { metadata, spec, status: None }
}

/// One node after the other: where a pod does not get ready, all other nodes keep theirs.
fn daemon_set(metadata: ObjectMeta, workload: &Workload, template: PodTemplateSpec) -> DaemonSet {
    let Update { strategy: _, max_surge, max_unavailable } = workload.update;
    let more = max_surge.filter(|surge| !surge.is_none());
    let fewer = max_unavailable.unwrap_or(if more.is_some() { Amount::Count(0) } else { Amount::Count(1) });
    let one = RollingUpdateDaemonSet { max_unavailable: Some(written(fewer)), max_surge: more.map(written) };
    let spec = DaemonSetSpec {
        revision_history_limit: Some(5),
        min_ready_seconds: Some(10),
        update_strategy: Some(DaemonSetUpdateStrategy { type_: Some("RollingUpdate".into()), rolling_update: Some(one) }),
        selector: meta::selector(workload),
        template,
    };
    DaemonSet { metadata, spec, status: None }
}

/// An amount as the API takes it.
pub(super) fn written(amount: Amount) -> IntOrString {
    match amount {
        Amount::Count(number) => IntOrString::Int(count(number)),
        Amount::Percent(_) => IntOrString::String(amount.to_string()),
    }
}

fn job_spec(template: PodTemplateSpec, run: Run) -> JobSpec {
    JobSpec {
        backoff_limit: Some(count(run.retries)),
        active_deadline_seconds: Some(pod::deadline(run.timeout)),
        template,
        ..JobSpec::default()
    }
}

/// A Job runs once for each change: Argo CD deletes the old one first, Flux sees another name, the script deletes it.
fn add_job(objects: &mut Objects<'_, '_>, phase: Phase, mut metadata: ObjectMeta, workload: &Workload, spec: JobSpec) {
    match objects.scene.layout() {
        GitopsLayout::None => {}
        GitopsLayout::Argo => meta::annotate(
            &mut metadata,
            [("argocd.argoproj.io/hook", "Sync"), ("argocd.argoproj.io/hook-delete-policy", "BeforeHookCreation")]
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        ),
        GitopsLayout::Flux => {
            let content = serde_json::to_vec(&spec).expect("a Job's keys are texts");
            let digest: String = crate::checksum::checksum(&content).chars().take(10).collect();
            metadata.name = Some(format!("{}-{digest}", workload.name));
        }
    }
    let job = Job { metadata, spec: Some(spec), status: None };
    objects.add(phase, format!("{}/job", workload.name), job);
}

fn cron_job(scene: &Scene<'_>, metadata: ObjectMeta, schedule: &str, recurrence: &Recurrence, job: JobSpec) -> CronJob {
    let spec = CronJobSpec {
        schedule: schedule.to_owned(),
        time_zone: scene.since(refusals::TIME_ZONES).then(|| recurrence.time_zone.clone()),
        concurrency_policy: Some(concurrency_policy(recurrence.concurrency).to_owned()),
        starting_deadline_seconds: Some(300),
        successful_jobs_history_limit: Some(count(recurrence.successful)),
        failed_jobs_history_limit: Some(count(recurrence.failed)),
        job_template: JobTemplateSpec { metadata: None, spec: Some(job) },
        ..CronJobSpec::default()
    };
    CronJob { metadata, spec, status: None }
}

fn concurrency_policy(concurrency: Concurrency) -> &'static str {
    match concurrency {
        Concurrency::Forbid => "Forbid",
        Concurrency::Allow => "Allow",
        Concurrency::Replace => "Replace",
    }
}

/// Checks of linters that are wrong here, each with its reason.
fn suppressions(workload: &Workload, waived: &[&Waived]) -> Vec<(String, String)> {
    let pinned = workload.containers().any(|container| container.image.pull != Pull::Always);
    let users = || workload.containers().filter_map(|container| container.security.user);
    let low = users().any(|user| user.id < 10_000 || user.group < 10_000);
    let reasons = [
        (pinned, "container-image-pull-policy", "a restart must survive an outage of the registry"),
        (low, "container-security-context-user-group-id", "the image has this user"),
    ];
    let known = reasons.into_iter().filter(|(wrong, ..)| *wrong).map(|(_, check, reason)| (check, reason.to_owned()));
    let mut all: Vec<(&str, String)> = known.collect();
    for (check, reason) in waivers::score(waived, On::Workload) {
        if !all.iter().any(|(known, _)| *known == check) {
            all.push((check, reason));
        }
    }
    let (checks, reasons): (Vec<_>, Vec<_>) =
        all.into_iter().map(|(check, reason)| (check, format!("{check}: {reason}"))).unzip();
    let polaris = [("pullPolicyNotAlways", pinned), ("deploymentMissingReplicas", scaling::written_replicas(workload).is_none())];
    let score = [("kube-score/ignore", checks.join(",")), ("landfall.dev/kube-score-ignore-reasons", reasons.join("; "))];
    let score = score.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value));
    let polaris = polaris.into_iter().filter(|(_, exempt)| *exempt);
    score.chain(polaris.map(|(check, _)| (format!("polaris.fairwinds.com/{check}-exempt"), "true".to_owned()))).collect()
}
