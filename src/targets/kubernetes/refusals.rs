//! What Kubernetes cannot do for a workload, and what it does in part.

use super::{
    config::{Configuration, LARGEST},
    objects::Objects,
    observability, scaling, security, storage,
};
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{
        Container, Destination, Encoding, EnvValue, GitopsLayout, Kind, LogFormat, Plan, Restart, RouteTls, Store, Text, Volume,
        Workload,
    },
};

/// The longest name of a Service or Job, and of what makes objects with a longer name.
const LONGEST: usize = 63;
const LONGEST_OF_MAKERS: usize = 52;

/// Notes what is refused or lost of a workload.
pub(super) fn check(objects: &mut Objects<'_, '_>, workload: &Workload, configuration: &Configuration) {
    let plan = objects.scene.plan;
    let notes = &mut objects.notes;
    name(notes, plan, workload);
    workload.container.volumes.iter().for_each(|volume| durable(notes, workload, volume));
    if configuration.size > LARGEST {
        notes.refused(
            workload.field("configs"),
            format!("the configuration of `{}` is {} bytes, and a ConfigMap holds {LARGEST}", workload.name, configuration.size),
            "put large files into the image or on a volume",
        );
    }
    host(notes, workload);
    texts(notes, plan, workload);
    stopping(notes, workload);
    routes(notes, workload);
    logs(notes, plan, workload);
    egress(notes, workload);
    if plan.namespace.owned {
        for (field, level) in security::lowered_by(workload) {
            notes.weakened(
                at(workload, field),
                format!("the Namespace enforces Pod Security `{}`, not `restricted`", level.name()),
            );
        }
    }
}

/// The path of a field, written with dots.
fn at(workload: &Workload, field: &str) -> FieldPath {
    field.split('.').fold(workload.path.clone(), |path, segment| path.join(segment))
}

fn name(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    let open = || workload.ports.iter().filter(|port| port.service.is_some());
    let partly = open().any(|port| port.expose.is_some()) && open().any(|port| port.expose.is_none());
    let (what, longest) = match workload.kind {
        Kind::Service if partly => ("a workload with a Service of its own for exposed ports", LONGEST - "-external".len()),
        Kind::Service => ("a Service", LONGEST),
        Kind::Job { .. } if plan.gitops.layout == GitopsLayout::Flux => ("a Job that is named by its content", LONGEST_OF_MAKERS),
        Kind::Job { .. } => ("a Job", LONGEST),
        Kind::Stateful => ("a StatefulSet, whose pods it names,", LONGEST_OF_MAKERS),
        Kind::Cron { .. } => ("a CronJob, whose Jobs it names,", LONGEST_OF_MAKERS),
    };
    let length = workload.name.len();
    if length > longest {
        let why = format!("the name `{}` has {length} characters, and {what} takes {longest}", workload.name);
        notes.refused(workload.path.clone(), why, "shorten the name");
    }
}

fn durable(notes: &mut Notes, workload: &Workload, volume: &Volume) {
    let path = workload.field("volumes").join(&volume.name);
    if volume.size.is_none() && volume.existing.is_none() {
        notes.refused(
            path.clone(),
            format!("the volume `{}` has no size, and a claim needs one", volume.name),
            "add `size=\"10Gi\"`",
        );
    }
    let own = matches!(workload.kind, Kind::Stateful) && volume.existing.is_none();
    if scaling::is_plural(workload) && !own && !storage::is_shared(volume.access) {
        let why = format!(
            "the volume `{}` can be mounted by one node at a time, and `{}` has several replicas",
            volume.name, workload.name
        );
        notes.refused(path, why, "scale to 1, make it a `stateful`, or say `access=\"read-write-many\"`");
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
        let cure = "ask for the resource of a device plugin with a `patch`";
        notes.refused(at(workload, "security.devices"), "a container on Kubernetes gets no device of its node", cure);
    }
}

fn texts(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    let container = &workload.container;
    for (name, value) in &container.env {
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

fn routes(notes: &mut Notes, workload: &Workload) {
    for route in &workload.routes {
        let path = workload.field("routes").join(&route.key);
        if workload.port(&route.port).is_none_or(|port| port.service.is_none()) {
            let why = format!("the port `{}` is not in the Service, and an Ingress goes through it", route.port);
            notes.refused(path.clone(), why, "take `service=#false` away");
        }
        if route.host.is_none() && matches!(route.tls, RouteTls::Issuer(_) | RouteTls::Secret(_)) {
            notes.weakened(path, "a certificate names hosts, and this route is for any");
        }
    }
}

fn logs(notes: &mut Notes, plan: &Plan, workload: &Workload) {
    let taken_anyway = plan.logs.collector.is_some_and(|collector| !observability::excludes(collector));
    match workload.logs {
        None if taken_anyway => notes.ignored(workload.field("logs"), "the collector takes the logs of every pod"),
        None | Some(LogFormat::Text | LogFormat::Json) => {}
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
