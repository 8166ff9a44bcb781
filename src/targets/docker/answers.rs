//! What becomes of each field of the language in a script, where nothing else is noted.

use crate::artifact::{Answer, Becomes};

/// Each field, as paths name it.
pub(super) static ANSWERS: &[Answer] = &[
    emitted("app.name"),
    emitted("app.owner"),
    emitted("app.version"),
    emitted("app.part-of"),
    emitted("app.edition"),
    emitted("includes"),
    emitted("params"),
    emitted("params.*.default"),
    emitted("params.*.description"),
    emitted("environments"),
    emitted("environments.*.target"),
    emitted("environments.*.extends"),
    emitted("environments.*.profile"),
    emitted("lets"),
    emitted("lets.*"),
    emitted("defaults"),
    emitted("mixins"),
    emitted("secret"),
    emitted("secret.*.generated"),
    emitted("secret.*.description"),
    ignored("secret.*.object", "a script has one file of secrets"),
    ignored("secret.*.key", "a script has one file of secrets"),
    emitted("services"),
    emitted("statefuls"),
    emitted("jobs"),
    emitted("crons"),
    ignored("workload.schedule", "a script has no clock: `run.sh run NAME` runs it"),
    emitted("workload.use"),
    emitted("workload.image.reference"),
    weakened("workload.image.pull", "`run.sh up` pulls what is missing, and only `up --pull` what is there already"),
    emitted("workload.build.context"),
    emitted("workload.build.dockerfile"),
    emitted("workload.build.target"),
    emitted("workload.build.args"),
    emitted("workload.build.args.*"),
    emitted("workload.entrypoint"),
    emitted("workload.command"),
    emitted("workload.workdir"),
    emitted("workload.user.id"),
    emitted("workload.user.group"),
    emitted("workload.user.fs-group"),
    emitted("workload.env"),
    emitted("workload.env.*"),
    emitted("workload.configs"),
    emitted("workload.configs.*.from"),
    emitted("workload.configs.*.text"),
    weakened("workload.configs.*.mode", "only whether the file may be run is kept, as the container's user has to read it"),
    emitted("workload.configs.*.template"),
    emitted("workload.secret-files"),
    emitted("workload.secret-files.*.secret"),
    weakened("workload.secret-files.*.mode", "whoever is in the container may read the file"),
    emitted("workload.volumes"),
    emitted("workload.volumes.*.path"),
    ignored("workload.volumes.*.size", "Docker's volumes have no size"),
    ignored("workload.volumes.*.class", "Docker has no storage classes"),
    ignored("workload.volumes.*.access", "one container mounts it"),
    emitted("workload.volumes.*.read-only"),
    emitted("workload.volumes.*.existing"),
    emitted("workload.tmp"),
    emitted("workload.tmp.*.size"),
    emitted("workload.tmp.*.memory"),
    emitted("workload.binds"),
    emitted("workload.binds.*.host"),
    emitted("workload.binds.*.path"),
    emitted("workload.binds.*.read-only"),
    emitted("workload.ports"),
    emitted("workload.ports.*.number"),
    emitted("workload.ports.*.protocol"),
    ignored("workload.ports.*.service", "containers reach each other at the container's port"),
    ignored("workload.ports.*.expose", "a port is opened on this host by `publish=`"),
    ignored("workload.ports.*.node-port", "a port is opened on this host by `publish=`"),
    emitted("workload.ports.*.publish"),
    emitted("workload.ports.*.host-ip"),
    ignored("workload.ports.*.labels", "there is no Service"),
    ignored("workload.ports.*.labels.*", "there is no Service"),
    ignored("workload.ports.*.annotations", "there is no Service"),
    ignored("workload.ports.*.annotations.*", "there is no Service"),
    emitted("workload.routes"),
    weakened("workload.routes.*.host", "the port answers whatever host is asked for"),
    weakened("workload.routes.*.path", "the port answers at all paths"),
    ignored("workload.routes.*.path-type", "the port answers at all paths"),
    emitted("workload.routes.*.port"),
    ignored("workload.routes.*.tls", "the port speaks what the container speaks"),
    ignored("workload.routes.*.annotations", "there is no Ingress"),
    ignored("workload.routes.*.annotations.*", "there is no Ingress"),
    ignored("workload.routes.*.labels", "there is no Ingress"),
    ignored("workload.routes.*.labels.*", "there is no Ingress"),
    emitted("workload.health.http"),
    emitted("workload.health.tcp"),
    emitted("workload.health.grpc"),
    emitted("workload.health.exec"),
    emitted("workload.health.port"),
    emitted("workload.health.scheme"),
    emitted("workload.health.interval"),
    emitted("workload.health.timeout"),
    emitted("workload.health.failures"),
    ignored("workload.health.successes", "for Docker one success is enough"),
    emitted("workload.health.via"),
    emitted("workload.health.within"),
    weakened("workload.health.start.http", "Docker has one check: it is taken only where there is no `ready`"),
    weakened("workload.health.start.tcp", "Docker has one check: it is taken only where there is no `ready`"),
    weakened("workload.health.start.grpc", "Docker has one check: it is taken only where there is no `ready`"),
    weakened("workload.health.start.exec", "Docker has one check: it is taken only where there is no `ready`"),
    weakened("workload.health.start.port", "Docker has one check: it is taken only where there is no `ready`"),
    weakened("workload.health.start.scheme", "Docker has one check: it is taken only where there is no `ready`"),
    ignored("workload.health.start.interval", "Docker asks every second while a container starts"),
    weakened("workload.health.start.timeout", "Docker has one check: it is taken only where there is no `ready`"),
    weakened("workload.health.start.failures", "Docker has one check: it is taken only where there is no `ready`"),
    ignored("workload.health.start.successes", "for Docker one success is enough"),
    weakened("workload.health.start.via", "Docker has one check: it is taken only where there is no `ready`"),
    emitted("workload.health.start.within"),
    emitted("workload.health.ready.http"),
    emitted("workload.health.ready.tcp"),
    emitted("workload.health.ready.grpc"),
    emitted("workload.health.ready.exec"),
    emitted("workload.health.ready.port"),
    emitted("workload.health.ready.scheme"),
    emitted("workload.health.ready.interval"),
    emitted("workload.health.ready.timeout"),
    emitted("workload.health.ready.failures"),
    ignored("workload.health.ready.successes", "for Docker one success is enough"),
    emitted("workload.health.ready.via"),
    emitted("workload.health.ready.within"),
    weakened(
        "workload.health.live.http",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.tcp",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.grpc",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.exec",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.port",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.scheme",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.interval",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.timeout",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.failures",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    ignored("workload.health.live.successes", "for Docker one success is enough"),
    weakened(
        "workload.health.live.via",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened(
        "workload.health.live.within",
        "Docker has one check: it is taken only where there is no `ready`, and never restarts the container",
    ),
    weakened("workload.resources.cpu", "a container is promised nothing: the request only gives the limit"),
    weakened("workload.resources.memory", "a container is promised nothing: the request only gives the limit"),
    ignored("workload.resources.ephemeral", "Docker does not bound disk space"),
    emitted("workload.resources.limit.cpu"),
    emitted("workload.resources.limit.memory"),
    ignored("workload.resources.limit.ephemeral", "Docker does not bound disk space"),
    ignored("workload.scale", "one container of each workload runs"),
    ignored("workload.scale.min", "one container of each workload runs"),
    ignored("workload.scale.max", "one container of each workload runs"),
    ignored("workload.scale.cpu", "one container of each workload runs"),
    ignored("workload.scale.memory", "one container of each workload runs"),
    emitted("workload.singleton.reason"),
    emitted("workload.stop.within"),
    emitted("workload.stop.signal"),
    ignored("workload.stop.before", "Docker runs nothing before the signal"),
    emitted("workload.depends-on"),
    emitted("workload.before"),
    weakened("workload.reach", "all workloads of the application share a network"),
    ignored("workload.egress", "nothing is filtered on this host: all outside is reached"),
    ignored("workload.egress.internet", "nothing is filtered on this host: all outside is reached"),
    ignored("workload.egress.cidr", "nothing is filtered on this host: all outside is reached"),
    ignored("workload.egress.host", "nothing is filtered on this host: all outside is reached"),
    ignored("workload.egress.namespace", "nothing is filtered on this host: all outside is reached"),
    ignored("workload.egress.port", "nothing is filtered on this host: all outside is reached"),
    ignored("workload.ingress", "nothing is filtered on this host"),
    ignored("workload.ingress.namespace", "nothing is filtered on this host"),
    ignored("workload.ingress.cidr", "nothing is filtered on this host"),
    ignored("workload.ingress.port", "nothing is filtered on this host"),
    emitted("workload.restart"),
    emitted("workload.labels"),
    emitted("workload.labels.*"),
    ignored("workload.annotations", "containers have labels only"),
    ignored("workload.annotations.*", "containers have labels only"),
    emitted("workload.security.profile"),
    emitted("workload.security.read-only"),
    emitted("workload.security.capabilities"),
    emitted("workload.security.privileged"),
    emitted("workload.security.privilege-escalation"),
    emitted("workload.security.host-network"),
    emitted("workload.security.host-pid"),
    emitted("workload.security.host-ipc"),
    emitted("workload.security.devices"),
    emitted("workload.security.seccomp"),
    ignored("workload.metrics.port", "nothing collects metrics on this host"),
    ignored("workload.metrics.path", "nothing collects metrics on this host"),
    ignored("workload.logs.format", "no collector reads the logs"),
    ignored("workload.logs.collect", "no collector reads the logs"),
    emitted("workload.traces.enabled"),
    emitted("workload.traces.sample"),
    weakened("workload.timeout", "it holds for jobs that `run.sh up` waits for, not for `run`"),
    emitted("backing"),
    emitted("backing.*.type"),
    emitted("backing.*.version"),
    ignored("backing.*.storage", "Docker's volumes have no size"),
    emitted("backing.*.database"),
    emitted("backing.*.auth"),
    emitted("backing.*.external.host"),
    emitted("backing.*.external.port"),
    ignored("backing.*.external.cidr", "nothing is filtered on this host"),
    emitted("backing.*.external.tls"),
    emitted("backing.*.external.username"),
    emitted("backing.*.external.password"),
    ignored("backing.*.in-cluster.reason", "it speaks of a cluster"),
    ignored("platform.kubernetes", "it speaks of a cluster"),
    ignored("platform.edge.class", "it speaks of a cluster"),
    ignored("platform.edge.namespace", "it speaks of a cluster"),
    ignored("platform.edge.cidr", "it speaks of a cluster"),
    ignored("platform.edge.issuer", "it speaks of a cluster"),
    ignored("platform.edge.tls", "it speaks of a cluster"),
    ignored("platform.edge.annotations", "it speaks of a cluster"),
    ignored("platform.edge.annotations.*", "it speaks of a cluster"),
    ignored("platform.dns.cidr", "it speaks of a cluster"),
    ignored("platform.monitoring.namespace", "it speaks of a cluster"),
    ignored("platform.storage-class", "it speaks of a cluster"),
    ignored("platform.priority", "it speaks of a cluster"),
    ignored("platform.pull-secret", "the engine logs in itself: `docker login`"),
    ignored("platform.user-namespaces", "it speaks of a cluster"),
    emitted("platform.subnets.from"),
    ignored("namespace.name", "Docker has no namespaces"),
    ignored("namespace.owned", "Docker has no namespaces"),
    ignored("domain", "workloads are reached at this host's address"),
    ignored("gitops.layout", "it speaks of a cluster"),
    ignored("gitops.repository", "it speaks of a cluster"),
    ignored("gitops.path", "it speaks of a cluster"),
    ignored("gitops.revision", "it speaks of a cluster"),
    emitted("secrets"),
    emitted("secrets.file"),
    ignored("secrets.dir", "the script reads secrets from `.env`"),
    ignored("secrets.from", "the script reads secrets from `.env`"),
    ignored("secrets.server", "the script reads secrets from `.env`"),
    ignored("secrets.path", "the script reads secrets from `.env`"),
    ignored("secrets.role", "the script reads secrets from `.env`"),
    ignored("secrets.auth", "the script reads secrets from `.env`"),
    ignored("secrets.version", "the script reads secrets from `.env`"),
    ignored("secrets.ca", "the script reads secrets from `.env`"),
    ignored("secrets.refresh", "the script reads secrets from `.env`"),
    ignored("logs.collector", "the engine keeps the logs"),
    emitted("logs.max-size"),
    emitted("logs.max-files"),
    ignored("metrics", "nothing collects metrics on this host"),
    emitted("traces.protocol"),
    emitted("traces.endpoint"),
    emitted("traces.sample"),
    ignored("registries", "the engine logs in itself: `docker login`"),
    ignored("registries.*.secret", "the engine logs in itself: `docker login`"),
    ignored("patches", "a script has no objects that could be patched"),
    ignored("patches.target", "a script has no objects that could be patched"),
    ignored("patches.kind", "a script has no objects that could be patched"),
    ignored("patches.name", "a script has no objects that could be patched"),
    ignored("patches.file", "a script has no objects that could be patched"),
    ignored("patches.body", "a script has no objects that could be patched"),
];

const fn emitted(field: &'static str) -> Answer {
    Answer { field, becomes: Becomes::Emitted }
}

const fn weakened(field: &'static str, lost: &'static str) -> Answer {
    Answer { field, becomes: Becomes::Weakened(lost) }
}

const fn ignored(field: &'static str, why: &'static str) -> Answer {
    Answer { field, becomes: Becomes::Ignored(why) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        shape::{Form, Shape},
        tree::language,
    };
    use std::collections::BTreeSet;

    /// The paths of all fields below a shape that hold a value. The body of a workload is walked where it is a service's.
    fn fields(shape: &'static Shape, path: &str, found: &mut BTreeSet<String>) {
        let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match &shape.form {
            Form::Block(block) => block.fields.iter().for_each(|field| fields(field.shape, &inner(field.name), found)),
            Form::Choice(choice) => {
                found.insert(path.to_owned());
                choice.variants.iter().for_each(|variant| fields(variant.shape, path, found));
            }
            Form::Map(map) => {
                found.insert(path.to_owned());
                match path {
                    "services" => fields(map.entry, "workload", found),
                    "statefuls" | "jobs" | "crons" | "mixins" => {}
                    _ => fields(map.entry, &inner("*"), found),
                }
            }
            Form::List(list) => {
                found.insert(path.to_owned());
                fields(list.item, path, found);
            }
            Form::Words(_) | Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Any => drop(found.insert(path.to_owned())),
        }
    }

    #[test]
    fn each_field_has_one_answer_and_each_answer_a_field() {
        let mut all = BTreeSet::new();
        fields(language(), "", &mut all);
        let body: BTreeSet<String> = all.iter().filter_map(|path| path.strip_prefix("workload.")).map(str::to_owned).collect();
        let repeated = |path: &String| {
            let overlaid =
                path.strip_prefix("environments.*.").is_some_and(|inner| !["target", "extends", "profile"].contains(&inner));
            let default = path.strip_prefix("defaults.").is_some();
            overlaid || default || path.strip_prefix("backing.*.").is_some_and(|inner| body.contains(inner))
        };
        let wanted: BTreeSet<String> =
            all.iter().filter(|path| !repeated(path)).cloned().chain(["defaults".to_owned()]).collect();
        let given: BTreeSet<String> = ANSWERS.iter().map(|answer| answer.field.to_owned()).collect();
        assert_eq!(given.len(), ANSWERS.len(), "an answer stands twice");
        assert_eq!(given.symmetric_difference(&wanted).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}
