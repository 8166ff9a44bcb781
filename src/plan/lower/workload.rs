//! One workload: every field evaluated, every default filled in.

use super::{
    access, command, companions, config,
    draft::{Draft, Uses},
    env, extended, health, identity, image, labels, mounts, observability, placement,
    report::Report,
    resources, routes, run_args, runs, scaling,
    scope::{Scope, Sort, Subject},
    security, sysctls, update,
};
use crate::{
    diagnostic::codes,
    plan::{Container, EnvValue, Image, Kind, Port, Role, Security, Tmp, Workload},
};
use indexmap::IndexMap;

/// Lowers a workload; what it uses of others is returned beside it.
pub(super) fn lower<'a>(scope: &Scope<'a>, report: &mut Report<'a>, subject: &Subject<'a>) -> (Workload, Uses<'a>) {
    let mut draft = Draft::new(scope, report, Some(subject));
    let mut container = container(&mut draft, subject);
    mounts::collisions(&mut draft, subject, &container);
    let companions = companions::companions(&mut draft, subject, &mut container);
    let workload = Workload {
        name: subject.name.to_owned(),
        kind: kind(&mut draft, subject),
        role: subject.backing.as_ref().map_or(Role::Own, |facts| Role::Backing(facts.written.r#type.clone())),
        path: subject.path.clone(),
        container,
        companions,
        joined: None,
        replicas: subject.replicas,
        metrics_to_scale: scaling::metrics(&mut draft, subject),
        singleton: subject.body.singleton.is_some(),
        headless: subject.body.headless.as_ref().map(|name| name.as_str().to_owned()),
        parallel: subject.body.parallel == Some(true),
        update: update::update(&mut draft, subject),
        disruption: update::disruption(&mut draft, subject),
        ports: ports(&mut draft, subject),
        routes: routes::routes(&mut draft, subject),
        depends_on: Vec::new(),
        egress: Vec::new(),
        ingress: Vec::new(),
        labels: labels::labels(&mut draft, &subject.body.labels, &subject.path.join("labels")),
        annotations: labels::annotations(&mut draft, &subject.body.annotations, &subject.path.join("annotations")),
        metrics: observability::metrics(&mut draft, subject),
        logs: observability::format(subject),
        identity: identity::identity(&mut draft, subject),
        access: access::access(&mut draft, subject),
        placement: placement::placement(&mut draft, subject),
    };
    let placement = extended::tolerated(&mut draft, &workload);
    (Workload { placement, ..workload }, draft.uses)
}

fn container(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Container {
    let security = security::security(draft, subject, None);
    let image = image::image(draft, subject);
    let tmps = mounts::tmps(draft, subject, security.read_only);
    let env = env::env(draft, subject, image.tag());
    written(draft, subject, Basis { image, security, tmps, env })
}

/// What a container is made of that a container before or beside a workload takes in part from that.
pub(super) struct Basis {
    pub(super) image: Image,
    pub(super) security: Security,
    pub(super) tmps: Vec<Tmp>,
    pub(super) env: IndexMap<String, EnvValue>,
}

/// The container, by what is written for it.
pub(super) fn written(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, basis: Basis) -> Container {
    let Basis { image, security, tmps, env } = basis;
    let (configs, secret_configs) = config::configs(draft, subject);
    Container {
        entrypoint: command::entrypoint(draft, subject),
        command: command::command(draft, subject),
        workdir: subject.body.workdir.as_ref().map(|folder| folder.as_str().to_owned()),
        env,
        configs,
        secret_configs,
        secret_files: config::secret_files(draft, subject),
        volumes: mounts::volumes(draft, subject),
        binds: mounts::binds(subject),
        health: health::health(draft, subject),
        resources: resources::resources(draft, subject, &tmps),
        extended: extended::extended(draft, subject),
        stop: command::stop(draft, subject),
        restart: command::restart(draft, subject),
        ulimits: placement::ulimits(draft, subject),
        sysctls: sysctls::sysctls(draft, subject),
        run_args: run_args::run_args(draft, subject),
        image,
        security,
        tmps,
    }
}

fn kind(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Kind {
    match subject.sort {
        Sort::Service | Sort::Init | Sort::Sidecar => Kind::Service,
        Sort::Stateful | Sort::Backing => Kind::Stateful,
        Sort::Daemon => Kind::Daemon,
        Sort::Job => Kind::Job {
            before: subject.body.before.iter().map(|name| name.as_str().to_owned()).collect(),
            run: runs::run(draft, subject),
        },
        Sort::Cron => {
            if subject.body.schedule.is_none() && !draft.report.is_written(&subject.path.join("schedule")) {
                let help = format!("write it behind the name: cron \"{}\" \"0 7 * * *\" {{ … }}", subject.name);
                let message = format!("the cron `{}` has no schedule", subject.name);
                draft.report.error_at_name(&codes::CRON_SCHEDULE, &subject.path, message, help);
            }
            let schedule = subject.body.schedule.as_ref().map_or("", |schedule| schedule.as_str());
            Kind::Cron {
                schedule: schedule.to_owned(),
                run: runs::run(draft, subject),
                recurrence: runs::recurrence(draft, subject),
            }
        }
    }
}

/// The ports, with the labels and annotations of their Service.
fn ports(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<Port> {
    let base = subject.path.join("ports");
    let mut ports = subject.ports.clone();
    for port in &mut ports {
        if let Some(written) = subject.body.ports.get(&port.key) {
            let path = base.join(&port.key);
            port.labels = labels::labels(draft, &written.labels, &path.join("labels"));
            port.annotations = labels::annotations(draft, &written.annotations, &path.join("annotations"));
        }
    }
    ports
}
