//! One-shot services that give new volumes to the container's user.

use super::{
    file::{Deploy, Reservations, Resources, Service},
    limits, names,
    service::{Context, logging, pull},
    storage,
    word::Word,
};
use crate::plan::{Plan, Workload};

/// The name of the service that gives a workload's volumes to its user, where it sees some that belong to root at first.
pub(super) fn waited_for(plan: &Plan, workload: &Workload) -> Option<String> {
    let home = plan.workload(workload.home())?;
    let user = home.container.security.user.filter(|user| user.id != 0);
    let sees = |volume: &crate::plan::Volume| workload.container.volumes.iter().any(|other| other.name == volume.name);
    (user.is_some() && storage::unowned(home).any(sees)).then(|| names::owner(plan, home))
}

/// The one-shot service that gives a workload's new volumes to its user, where the image does not; by the image's own `chown`.
pub(super) fn owner(context: &Context<'_>, workload: &Workload) -> Option<(String, Service)> {
    let user = workload.container.security.user.filter(|user| user.id != 0)?;
    let paths: Vec<&str> = storage::unowned(workload).map(|volume| volume.path.as_str()).collect();
    if paths.is_empty() {
        return None;
    }
    let ids = format!("{}:{}", user.id, user.fs_group);
    let service = Service {
        image: Word::literal(&workload.container.image.reference),
        platform: workload.container.image.platform.as_ref().map(Word::literal),
        pull_policy: pull(&workload.container.image),
        volumes: storage::unowned(workload).map(|volume| storage::durable(workload, volume)).collect(),
        network_mode: Some("none".to_owned()),
        entrypoint: Some(["chown", "-R", &ids].into_iter().chain(paths).map(Word::literal).collect()),
        restart: "no",
        logging: logging(&context.plan.logs),
        user: Some("0:0".into()),
        cap_add: ["CHOWN", "DAC_READ_SEARCH"].map(Word::literal).into(),
        cap_drop: vec!["ALL"],
        deploy: Deploy {
            replicas: None,
            resources: Resources { limits: limits::processes(), reservations: Reservations::default() },
        },
        profiles: context.profiles.get(workload.name.as_str()).cloned().unwrap_or_default(),
        read_only: true,
        security_opt: vec!["no-new-privileges:true"],
        ..Service::default()
    };
    Some((names::owner(context.plan, workload), service))
}
