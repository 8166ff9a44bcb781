//! The container of a workload.

use super::{
    companions,
    duration::seconds,
    probes,
    scene::Scene,
    security,
    text::{self, Variables},
};
use crate::plan::{Bytes, Container, EnvValue, Limits, Pull, Text, Transport, Workload};
use k8s_openapi::{
    api::core::v1::{
        self, ContainerPort, EnvVar, ExecAction, Lifecycle, LifecycleHandler, ResourceRequirements, SleepAction, VolumeMount,
    },
    apimachinery::pkg::api::resource::Quantity,
};
use std::{collections::BTreeMap, time::Duration};

/// How long a pod goes on to take requests once it is being stopped: until every proxy knows.
const DRAIN: Duration = Duration::from_secs(10);

/// What stopping needs beside the time to drain and the process' own.
const SLACK: Duration = Duration::from_secs(5);

/// What a container may write to its root and logs before it is evicted, beside its scratch space.
const EPHEMERAL_REQUEST: Bytes = Bytes(64 << 20);
const EPHEMERAL_SLACK: Bytes = Bytes(128 << 20);

/// The container of a workload, with its mounts.
pub(super) fn of(scene: &Scene<'_>, workload: &Workload, mounts: &[VolumeMount]) -> v1::Container {
    let container = &workload.container;
    let variables = Variables::of(container);
    let words =
        |words: &Option<Vec<Text>>| words.as_ref().map(|words| words.iter().map(|word| variables.expanded(word)).collect());
    let probes = probes::of(workload, &variables);
    v1::Container {
        name: workload.name.clone(),
        image: Some(container.image.reference.clone()),
        image_pull_policy: Some(pull_policy(container.image.pull).to_owned()),
        command: words(&container.entrypoint),
        args: words(&container.command),
        working_dir: container.workdir.clone(),
        ports: some(workload.ports.iter().map(port).collect()),
        env: some(variables.definitions(scene).chain(env(scene, container, &variables)).collect()),
        resources: Some(resources(container)),
        security_context: Some(security::of_container(&container.security)),
        startup_probe: probes.startup,
        liveness_probe: probes.liveness,
        readiness_probe: probes.readiness,
        lifecycle: lifecycle(scene, workload, &variables),
        volume_mounts: some(mounts.to_vec()),
        ..v1::Container::default()
    }
}

/// The time that Kubernetes gives the pod to end: draining, then the process' own time.
pub(super) fn grace_period(scene: &Scene<'_>, workload: &Workload) -> i64 {
    let drain = if drains(scene, workload) { DRAIN + SLACK } else { Duration::ZERO };
    seconds(workload.container.stop.within + drain + companions::stop_within(scene, workload))
}

/// A list, if there is something in it.
pub(super) fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

pub(super) fn protocol(transport: Transport) -> String {
    transport.name().to_ascii_uppercase()
}

fn pull_policy(pull: Pull) -> &'static str {
    match pull {
        Pull::Always => "Always",
        Pull::IfNotPresent => "IfNotPresent",
        Pull::Never => "Never",
    }
}

fn port(port: &crate::plan::Port) -> ContainerPort {
    ContainerPort {
        name: Some(port.name.clone()),
        container_port: port.container.into(),
        protocol: Some(protocol(port.transport)),
        ..ContainerPort::default()
    }
}

fn env(scene: &Scene<'_>, container: &Container, variables: &Variables<'_>) -> Vec<EnvVar> {
    let set = container.env.iter().filter_map(|(name, value)| match value {
        EnvValue::Set(text) => Some((name, text)),
        EnvValue::Inherit => None,
    });
    let variable = |(name, text): (&String, &Text)| {
        let value_from = match text.pieces.as_slice() {
            [piece] => text::source(scene, piece),
            _ => None,
        };
        let value = value_from.is_none().then(|| variables.expanded(text));
        EnvVar { name: name.clone(), value, value_from }
    };
    set.map(variable).collect()
}

fn resources(container: &Container) -> ResourceRequirements {
    let scratch = container.tmps.iter().filter(|tmp| !tmp.memory).map(|tmp| tmp.size.0).sum::<u64>();
    let requests =
        Limits { ephemeral: container.resources.requests.ephemeral.or(Some(EPHEMERAL_REQUEST)), ..container.resources.requests };
    let least = requests.ephemeral.unwrap_or(EPHEMERAL_REQUEST);
    let ephemeral = container.resources.limits.ephemeral.or(Some(Bytes(scratch + EPHEMERAL_SLACK.0).max(least)));
    let limits = Limits { ephemeral, ..container.resources.limits };
    let amounts = |limits| amounts(limits).into_iter().chain(devices(container)).collect();
    ResourceRequirements { requests: Some(amounts(requests)), limits: Some(amounts(limits)), ..ResourceRequirements::default() }
}

/// Devices, of which as many are promised as granted.
fn devices(container: &Container) -> impl Iterator<Item = (String, Quantity)> {
    container.extended.iter().map(|device| (device.name.clone(), Quantity(device.count.to_string())))
}

fn amounts(limits: Limits) -> BTreeMap<String, Quantity> {
    let Limits { cpu, memory, ephemeral } = limits;
    let named = [
        ("cpu", cpu.map(|cpu| cpu.to_string())),
        ("memory", memory.map(|bytes| bytes.to_string())),
        ("ephemeral-storage", ephemeral.map(|bytes| bytes.to_string())),
    ];
    named.into_iter().filter_map(|(name, amount)| Some((name.to_owned(), Quantity(amount?)))).collect()
}

/// Before the signal: the user's command, else a sleep in which every proxy learns that the pod goes.
fn lifecycle(scene: &Scene<'_>, workload: &Workload, variables: &Variables<'_>) -> Option<Lifecycle> {
    let handler = match &workload.container.stop.before {
        Some(words) => LifecycleHandler {
            exec: Some(ExecAction { command: Some(variables.executed(words)) }),
            ..LifecycleHandler::default()
        },
        None if drains(scene, workload) => {
            LifecycleHandler { sleep: Some(SleepAction { seconds: seconds(DRAIN) }), ..LifecycleHandler::default() }
        }
        None => return None,
    };
    Some(Lifecycle { pre_stop: Some(handler), ..Lifecycle::default() })
}

/// Whether others send requests that must not be lost when a pod goes, and the cluster can wait without a shell.
fn drains(scene: &Scene<'_>, workload: &Workload) -> bool {
    let reached = workload.is_long_running() && workload.ports.iter().any(|port| port.service.is_some());
    reached && scene.since(30)
}
