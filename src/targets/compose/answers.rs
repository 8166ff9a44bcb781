//! What becomes of each field of the language in a Compose file, where nothing else is noted.

use super::super::one_host::ONE_CHECK;
use crate::artifact::{
    Answer,
    Becomes::{Emitted, Ignored, Weakened},
};

pub(super) static ANSWERS: &[Answer] = answers! {
    Emitted => [
        "app.edition", "app.name", "app.owner", "app.part-of", "app.version", "backing.*.auth", "backing.*.database",
        "backing.*.external.host", "backing.*.external.password", "backing.*.external.port", "backing.*.external.tls",
        "backing.*.external.username", "backing.*.in-cluster.reason", "backing.*.type", "backing.*.username", "backing.*.version", "domain",
        "environments.*.extends", "environments.*.profile", "environments.*.target", "includes", "lets.*", "logs.max-files",
        "objects", "policy.labels", "policy.registries", "policy.replicas", "policy.severities.*", "policy.supply-chain", "waivers",
        "logs.max-size", "namespace.name", "params.*.default", "params.*.description", "patches", "platform.proxy.host-ip", "platform.proxy.image",
        "platform.proxy.publish", "platform.proxy.when", "platform.subnets.from",
        "secret.*.description", "secret.*.generated", "secrets", "secrets.file", "secrets.dir", "traces.endpoint",
        "traces.protocol", "traces.sample", "workload.annotations.*", "workload.before", "workload.binds.*.host",
        "workload.binds.*.path", "workload.binds.*.read-only", "workload.command", "workload.configs.*.from",
        "workload.configs.*.mode", "workload.configs.*.template", "workload.configs.*.text", "workload.depends-on",
        "workload.entrypoint", "workload.except", "workload.only", "workload.env.*", "workload.health.exec", "workload.health.failures", "workload.health.grpc",
        "workload.health.http", "workload.health.interval", "workload.health.none", "workload.health.ready.none", "workload.health.start.none", "workload.health.live.none", "workload.health.port", "workload.health.ready.exec",
        "workload.health.ready.failures", "workload.health.ready.grpc", "workload.health.ready.http",
        "workload.health.ready.interval", "workload.health.ready.port", "workload.health.ready.scheme",
        "workload.health.ready.tcp", "workload.health.ready.timeout", "workload.health.ready.via",
        "workload.health.ready.within", "workload.health.scheme",
        "workload.health.start.within", "workload.health.tcp", "workload.health.timeout", "workload.health.via",
        "workload.health.within", "workload.image.platform", "workload.image.pull", "workload.image.reference", "workload.labels.*",
        "workload.sysctls.*", "workload.ulimits.*.hard", "workload.ulimits.*.soft",
        "workload.ports.*.expose", "workload.ports.*.host-ip", "workload.ports.*.number", "workload.ports.*.protocol",
        "workload.ports.*.publish", "workload.reach", "workload.resources.cpu", "workload.resources.limit.cpu", "workload.resources.limit.memory",
        "workload.resources.extended.*.count", "workload.resources.gpu.count", "workload.resources.gpu.vendor",
        "workload.resources.limit.extended.*.count", "workload.resources.limit.gpu.count", "workload.resources.limit.gpu.vendor",
        "workload.resources.memory", "workload.restart", "workload.routes.*.body-size", "workload.routes.*.host",
        "workload.routes.*.path.paths", "workload.routes.*.path.type", "workload.routes.*.port", "workload.routes.*.redirect.status",
        "workload.routes.*.redirect.to", "workload.routes.*.timeout", "workload.scale",
        "workload.scale.min", "workload.sidecars.*.shares.*.read-only", "workload.inits.*.shares.*.read-only",
        "workload.secret-files.*.secret", "workload.security.capabilities",
        "workload.security.devices", "workload.security.host-ipc", "workload.security.host-network",
        "workload.security.host-pid", "workload.security.privilege-escalation", "workload.security.privileged",
        "workload.security.profile", "workload.security.read-only", "workload.security.seccomp", "workload.singleton.reason",
        "workload.stop.signal", "workload.stop.within", "workload.tmp.*.memory", "workload.tmp.*.size",
        "workload.traces.enabled", "workload.traces.sample", "workload.use", "workload.user.fs-group", "workload.user.group",
        "volumes.*.existing", "workload.user.id", "workload.volumes.*.shared", "workload.volumes.*.existing", "workload.volumes.*.path", "workload.volumes.*.read-only",
        "workload.workdir",
    ];
    Weakened("a file of the host keeps the host's mode, 0444 in a folder that its owner alone opens") => [
        "workload.secret-files.*.mode",
    ];
    Weakened("Compose filters no addresses: what reaches out at all reaches everything, and so do all on its networks") => [
        "backing.*.external.cidr", "workload.egress",
    ];
    Weakened("the command runs when Compose stops the container, not when the engine does") => [
        "workload.stop.before",
    ];
    Ignored("it speaks of `docker run`") => [
        "workload.run-args",
    ];
    Ignored("Compose has no schedule: `docker compose run --rm NAME` runs it") => [
        "workload.concurrency", "workload.history.failed", "workload.history.successful", "workload.schedule",
        "workload.time-zone",
    ];
    Ignored("all containers of a service are made anew at once, when somebody says `up`") => [
        "workload.disruption.min-available", "workload.update.max-surge", "workload.update.max-unavailable",
        "workload.update.strategy",
    ];
    Ignored("a job runs once at each `up`, and a failure is for who looks at it") => [
        "workload.retries",
    ];
    Ignored("Compose lets a run take as long as it likes") => [
        "workload.timeout",
    ];
    Ignored("a volume of Docker's is as large as the host's disk") => [
        "backing.*.storage", "volumes.*.size", "workload.volumes.*.size",
    ];
    Ignored("a volume of Docker's lies on its host, for every container of it") => [
        "platform.storage-class", "volumes.*.access", "volumes.*.class", "workload.volumes.*.access", "workload.volumes.*.class",
    ];
    Ignored("Docker counts no disk; logs are rotated, and what is written to scratch space is bounded by its size") => [
        "workload.resources.ephemeral", "workload.resources.limit.ephemeral",
    ];
    Ignored("Compose has no autoscaler: the least run") => [
        "workload.scale.cpu", "workload.scale.max", "workload.scale.memory", "workload.scale.metrics",
    ];
    Ignored("it is asked every second while it starts, so that nobody waits longer than that") => [
        "workload.health.start.interval",
    ];
    Ignored(ONE_CHECK) => [
        "workload.health.live.exec", "workload.health.live.failures", "workload.health.live.grpc", "workload.health.live.http",
        "workload.health.live.interval", "workload.health.live.port", "workload.health.live.scheme",
        "workload.health.live.successes", "workload.health.live.tcp", "workload.health.live.timeout",
        "workload.health.live.via", "workload.health.live.within", "workload.health.start.exec",
        "workload.health.start.failures", "workload.health.start.grpc", "workload.health.start.http",
        "workload.health.start.port", "workload.health.start.scheme", "workload.health.start.successes",
        "workload.health.start.tcp", "workload.health.start.timeout", "workload.health.start.via",
    ];
    Ignored("replicas are found under the workload's own name, all of them together") => [
        "workload.headless",
    ];
    Ignored("Compose starts the containers of a service all at once") => [
        "workload.parallel",
    ];
    Ignored("to Docker one success is enough") => [
        "workload.health.ready.successes", "workload.health.successes",
    ];
    Ignored("containers reach each other at the container's port") => [
        "workload.ports.*.node-port", "workload.ports.*.service",
    ];
    Ignored("Compose has no Services and no Ingresses") => [
        "workload.ports.*.annotations.*", "workload.ports.*.labels.*", "workload.routes.*.annotations.*",
        "workload.routes.*.labels.*",
    ];
    Ignored("nothing here has a certificate: requests come in plain HTTP") => [
        "workload.routes.*.tls",
    ];
    Ignored("who comes from outside comes by a published port") => [
        "workload.ingress",
    ];
    Ignored("this environment takes the image that was built before, under the same name") => [
        "workload.build.args.*", "workload.build.context", "workload.build.dockerfile", "workload.build.target",
    ];
    Ignored("log files stay on the host, where its own agent finds them") => [
        "logs.collector", "workload.logs.collect", "workload.logs.format",
    ];
    Ignored("nothing on the host looks for metrics by itself") => [
        "metrics", "workload.metrics.path", "workload.metrics.port",
    ];
    Ignored("the host's own login to the registry is used") => [
        "platform.pull-secret", "registries.*.secret",
    ];
    Ignored("a secret is a file or a variable of its own name") => [
        "secret.*.key", "secret.*.object",
    ];
    Ignored("Compose does not read this store") => [
        "secrets.auth", "secrets.ca", "secrets.from", "secrets.path", "secrets.refresh", "secrets.role", "secrets.server",
        "secrets.version",
    ];
    Ignored("no cloud hands credentials to a container of Compose: give it keys, or the identity of its machine") => [
        "workload.identity.annotations.*", "workload.identity.aws.role", "workload.identity.aws.via", "workload.identity.azure.client-id", "workload.identity.azure.tenant-id", "workload.identity.gcp.service-account",
    ];
    Ignored("a file of configuration lies beside the Compose file, under one name") => [
        "config-names",
    ];
    Ignored("there is no Kubernetes API") => [
        "platform.api-server.cidr", "workload.kube-access.allow",
    ];
    Ignored("one host runs everything") => [
        "workload.affinity.apart.*.over", "workload.affinity.apart.*.required", "workload.affinity.apart.*.weight",
        "workload.affinity.near.*.over", "workload.affinity.near.*.required", "workload.affinity.near.*.weight",
        "workload.affinity.nodes.*.avoid", "workload.affinity.nodes.*.required", "workload.affinity.nodes.*.values",
        "workload.affinity.nodes.*.weight", "workload.spread", "workload.spread.over.*.max-skew",
        "workload.spread.over.*.required",
    ];
    Ignored("there is no cluster") => [
        "platform.mesh.kind", "platform.mesh.namespace", "platform.monitoring.labels.*", "platform.monitoring.operator", "platform.reloader",
        "gitops.layout", "gitops.path", "gitops.repository", "gitops.revision", "namespace.owned", "platform.dns.cidr",
        "platform.edge.annotations.*", "platform.edge.cidr", "platform.edge.class", "platform.edge.controller",
        "platform.edge.gateway", "platform.edge.issuer", "platform.edge.listener", "platform.edge.namespace",
        "platform.edge.proxy-namespace", "platform.edge.tls", "platform.keda.namespace", "platform.kubernetes",
        "platform.monitoring.namespace",
        "platform.priority", "platform.user-namespaces", "workload.node-selector.*", "workload.priority", "workload.tolerate",
    ];
};
