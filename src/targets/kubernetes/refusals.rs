//! What Kubernetes cannot do for a workload, and what it does in part.

use super::{companions, duration::seconds, identity, mesh, network, objects::Objects, observability, placement, security};
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{
        Container, Destination, Encoding, EnvValue, GitopsLayout, Kind, Plan, PlatformEdge, Probe, Recurrence, Restart, RouteTls,
        Store, Text, Workload,
    },
};
use std::{collections::BTreeSet, time::Duration};

/// The longest name of a Service or Job.
const LONGEST: usize = 63;

/// The minor version since which a cron's schedule has a time zone.
pub(super) const TIME_ZONES: u32 = 25;

/// What the names of a second Service, and of a Job that is named by its content, end with.
const EXTERNAL: &str = "-external";
const DIGEST: &str = "-0123456789";

/// Notes what is refused or lost of a workload.
pub(super) fn check(objects: &mut Objects<'_, '_>, workload: &Workload) {
    let plan = objects.scene.plan;
    let notes = &mut objects.notes;
    name(notes, plan, workload);
    runs(notes, plan, workload);
    update(notes, workload);
    routes(notes, plan, workload);
    observability::check(notes, plan, workload);
    egress(notes, workload);
    companions::check(notes, objects.scene, workload);
    placement::check(notes, workload);
    identity::check(notes, plan, workload);
    mesh::check(notes, plan, workload);
    workload.parts().for_each(|part| container(notes, plan, workload, &part));
}

/// Notes what is refused or lost of one container of a workload.
fn container(notes: &mut Notes, plan: &Plan, whole: &Workload, part: &Workload) {
    host(notes, part);
    texts(notes, plan, whole, part);
    stopping(notes, part);
    times(notes, part);
    if plan.namespace.owned {
        for (field, level) in security::lowered_by(part) {
            notes.weakened(at(part, field), format!("the Namespace enforces Pod Security `{}`, not `restricted`", level.name()));
        }
    }
}

/// The path of a field, written with dots.
fn at(workload: &Workload, field: &str) -> FieldPath {
    field.split('.').fold(workload.path.clone(), |path, segment| path.join(segment))
}

/// Names that grow by a suffix of ours.
fn name(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    let suffix = match workload.kind {
        Kind::Service | Kind::Stateful | Kind::Daemon if network::is_divided(workload) => EXTERNAL,
        Kind::Job { .. } if plan.gitops.layout == GitopsLayout::Flux => DIGEST,
        Kind::Service | Kind::Stateful | Kind::Daemon | Kind::Job { .. } | Kind::Cron { .. } => "",
    };
    let length = workload.name.len() + suffix.len();
    if length > LONGEST {
        let why =
            format!("`{}{suffix}` has {length} characters, and the name of a Service or Job {LONGEST} at most", workload.name);
        notes.refused(workload.path.clone(), why, "shorten the workload's name");
    }
}

fn host(notes: &mut Notes, workload: &Workload) {
    for bind in workload.container.binds.iter().filter(|bind| !bind.host.starts_with('/')) {
        let why = format!("`{}` is a folder of the project, and the cluster's nodes have none", bind.host);
        notes.refused(
            workload.field("binds").join(&bind.path),
            why,
            "use `config` or `volume`, or say `(remove)bind` in this environment",
        );
    }
    if !workload.container.security.devices.is_empty() {
        let cure = "ask for the resource of a device plugin: resources { resource \"example.com/device\" 1; }";
        notes.refused(at(workload, "security.devices"), "a container on Kubernetes gets no device of its node", cure);
    }
}

fn texts(notes: &mut Notes, plan: &Plan, whole: &Workload, workload: &Workload) {
    let container = &workload.container;
    // What a companion has from its workload is said there.
    let is_own = |name: &str, value| workload.path == whole.path || whole.container.env.get(name) != Some(value);
    for (name, value) in container.env.iter().filter(|(name, value)| is_own(name, *value)) {
        let path = workload.field("env").join(name);
        match value {
            EnvValue::Inherit => notes.ignored(path, "a pod has no surroundings to pass it from"),
            EnvValue::Set(text) => unencoded(notes, plan, path, text),
        }
    }
    let Container { entrypoint, command, stop, .. } = container;
    for (field, words) in [("entrypoint", entrypoint), ("command", command), ("stop", &stop.before)] {
        words.iter().flatten().for_each(|word| unencoded(notes, plan, workload.field(field), word));
    }
}

/// Only a store that templates can percent-encode a value; `$(NAME)` cannot.
fn unencoded(notes: &mut Notes, plan: &Plan, path: FieldPath, text: &Text) {
    let encodes = matches!(plan.secrets.store, Store::Vault(_));
    for secret in text.secrets().filter(|secret| secret.encoding == Encoding::Url && !encodes) {
        notes.weakened(
            path.clone(),
            format!("the secret `{}` is not percent-encoded: keep it to letters, digits, `-` and `_`", secret.name),
        );
    }
}

/// Times that the kubelet, which counts whole seconds, makes longer.
fn times(notes: &mut Notes, workload: &Workload) {
    let Container { health, stop, .. } = &workload.container;
    let start = health.start.as_ref();
    let probes = [("start", start.map(|start| &start.probe)), ("ready", health.ready.as_ref()), ("live", health.live.as_ref())];
    for field in ["interval", "timeout"] {
        let timing = |probe: &Probe| if field == "interval" { probe.interval } else { probe.timeout };
        let said = || probes.iter().filter_map(|(name, probe)| Some((*name, timing((*probe)?))));
        let broken: BTreeSet<_> = said().map(|(_, time)| time).filter(|time| time.subsec_nanos() > 0).collect();
        for time in broken {
            let names: Vec<_> = said().filter(|(_, other)| *other == time).map(|(name, _)| name).collect();
            let path = workload.field("health");
            // What several probes have was said for all of them.
            rounded(notes, if let [name] = *names { path.join(name) } else { path }.join(field), time);
        }
    }
    if let Some(start) = start {
        rounded(notes, at(workload, "health.within"), start.within);
    }
    rounded(notes, at(workload, "stop.within"), stop.within);
}

fn rounded(notes: &mut Notes, path: FieldPath, time: Duration) {
    if time.subsec_nanos() > 0 {
        let lost = format!("the kubelet counts whole seconds: `{}ms` becomes `{}s`", time.as_millis(), seconds(time));
        notes.weakened(path, lost);
    }
}

fn stopping(notes: &mut Notes, workload: &Workload) {
    let container = &workload.container;
    if let Some(signal) = container.stop.signal.as_deref().filter(|signal| *signal != "SIGTERM") {
        notes.weakened(at(workload, "stop.signal"), format!("the kubelet sends the image's own stop signal, not `{signal}`"));
    }
    let served = workload.ports.iter().any(|port| port.service.is_some());
    if container.stop.before.is_some() && workload.is_long_running() && served {
        notes.weakened(
            at(workload, "stop.before"),
            "no sleep comes before the signal, in which proxies would learn that the pod goes",
        );
    }
    if workload.is_long_running() && matches!(container.restart, Restart::OnFailure | Restart::No) {
        notes.ignored(workload.field("restart"), "what runs for long always starts again on Kubernetes");
    }
}

/// A StatefulSet counts who may be away only with a feature that clusters leave off.
fn update(notes: &mut Notes, workload: &Workload) {
    if workload.kind == Kind::Stateful && workload.update.max_unavailable.is_some() {
        notes.ignored(at(workload, "update.max-unavailable"), "the pods of a stateful workload are replaced one by one");
    }
}

/// What a job or cron says of its runs that the cluster does not do.
fn runs(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    if let Kind::Cron { recurrence, .. } = &workload.kind
        && recurrence.time_zone != Recurrence::default().time_zone
        && plan.platform.kubernetes < TIME_ZONES
    {
        let why = format!("before Kubernetes 1.{TIME_ZONES} a schedule follows the clock of the control plane alone");
        notes.refused(workload.field("time-zone"), why, "write the schedule in UTC, and leave `time-zone` out");
    }
    if !workload.is_long_running() && matches!(workload.container.restart, Restart::Always | Restart::UnlessStopped) {
        notes.weakened(
            workload.field("restart"),
            "what runs to its end is not started again once it ended well; `retries` says how often it is tried",
        );
    }
}

fn routes(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    let PlatformEdge { namespace, cidrs, .. } = &plan.platform.edge;
    for route in &workload.routes {
        let path = workload.field("routes").join(&route.key);
        if namespace.is_none() && cidrs.is_empty() {
            let lost = "all of the cluster reaches it, not the edge alone: say where that is, `platform { edge namespace=\"ingress-nginx\"; }`";
            notes.weakened(path.clone(), lost);
        }
        if route.host.is_none() && matches!(route.tls, RouteTls::Issuer(_) | RouteTls::Secret(_)) {
            notes.weakened(path, "a certificate names hosts, and this route is for any");
        }
    }
}

fn egress(notes: &mut Notes, workload: &Workload) {
    for egress in &workload.egress {
        if let Destination::Anywhere { host } = &egress.to {
            let lost = format!("a NetworkPolicy filters addresses, not names: every address is reached, not `{host}` alone");
            notes.weakened(workload.field("egress"), lost);
        }
    }
}
