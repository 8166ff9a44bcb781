//! What becomes of each field of the language on Kubernetes, where nothing else is noted.

use crate::artifact::{
    Answer,
    Becomes::{Emitted, Ignored, Weakened},
};

pub(super) static ANSWERS: &[Answer] = answers! {
    Emitted => [
        "app.edition", "app.name", "app.owner", "app.part-of", "app.version", "backing.*.auth", "backing.*.database",
        "backing.*.external.cidr", "backing.*.external.host", "backing.*.external.password", "backing.*.external.port",
        "backing.*.external.tls", "backing.*.external.username", "backing.*.in-cluster.reason", "backing.*.storage",
        "backing.*.type", "backing.*.username", "backing.*.version", "domain", "environments.*.extends", "environments.*.profile",
        "environments.*.target", "gitops.layout", "gitops.path", "gitops.repository", "gitops.revision", "includes", "lets.*",
        "logs.collector", "metrics", "namespace.name", "namespace.owned", "params.*.default", "params.*.description", "patches",
        "objects", "policy.labels", "policy.registries", "policy.replicas", "policy.severities.*", "policy.supply-chain", "waivers",
        "platform.dns.cidr", "platform.edge.annotations.*", "platform.edge.cidr", "platform.edge.class",
        "platform.edge.controller", "platform.edge.gateway", "platform.edge.issuer", "platform.edge.listener",
        "platform.edge.namespace", "platform.edge.proxy-namespace", "platform.edge.tls", "platform.keda.namespace",
        "platform.kubernetes", "platform.monitoring.namespace",
        "platform.priority", "platform.pull-secret", "platform.storage-class", "platform.user-namespaces",
        "registries.*.secret", "secret.*.description", "secret.*.key", "secret.*.object", "secrets", "secrets.from",
        "secrets.auth", "secrets.ca", "secrets.path", "secrets.refresh", "secrets.role",
        "secrets.server", "secrets.version", "traces.endpoint", "traces.protocol", "traces.sample",
        "workload.annotations.*", "workload.before", "workload.binds.*.host", "workload.binds.*.path",
        "workload.binds.*.read-only", "workload.command", "workload.concurrency", "workload.history.failed", "workload.history.successful", "workload.configs.*.from", "workload.configs.*.mode",
        "workload.configs.*.template", "workload.configs.*.text", "workload.egress", "workload.entrypoint", "workload.except", "workload.only", "workload.env.*",
        "workload.headless", "workload.health.exec", "workload.health.failures", "workload.health.grpc", "workload.health.http",
        "workload.health.interval", "workload.health.none", "workload.health.ready.none", "workload.health.start.none", "workload.health.live.none", "workload.health.live.exec", "workload.health.live.failures", "workload.health.live.grpc",
        "workload.health.live.http", "workload.health.live.interval", "workload.health.live.port",
        "workload.health.live.scheme", "workload.health.live.successes", "workload.health.live.tcp",
        "workload.health.live.timeout", "workload.health.live.within", "workload.health.port", "workload.health.ready.exec",
        "workload.health.ready.failures", "workload.health.ready.grpc", "workload.health.ready.http",
        "workload.health.ready.interval", "workload.health.ready.port", "workload.health.ready.scheme",
        "workload.health.ready.successes", "workload.health.ready.tcp", "workload.health.ready.timeout",
        "workload.health.ready.within", "workload.health.scheme", "workload.health.start.exec",
        "workload.health.start.failures", "workload.health.start.grpc", "workload.health.start.http",
        "workload.health.start.interval", "workload.health.start.port", "workload.health.start.scheme",
        "workload.health.start.successes", "workload.health.start.tcp", "workload.health.start.timeout",
        "workload.health.start.within", "workload.health.successes", "workload.health.tcp", "workload.health.timeout",
        "workload.health.within", "workload.image.pull", "workload.image.reference", "workload.sysctls.*", "workload.ingress",
        "workload.inits.*.shares.*.read-only", "workload.labels.*",
        "workload.logs.collect", "workload.logs.format", "workload.metrics.path", "workload.metrics.port",
        "workload.ports.*.annotations.*", "workload.ports.*.expose", "workload.ports.*.labels.*", "workload.ports.*.node-port",
        "workload.ports.*.number", "workload.ports.*.protocol", "workload.ports.*.service", "workload.reach",
        "workload.resources.cpu", "workload.resources.ephemeral", "workload.resources.limit.cpu",
        "workload.resources.limit.ephemeral", "workload.resources.limit.memory", "workload.resources.memory",
        "platform.mesh.kind", "platform.mesh.namespace", "platform.monitoring.labels.*", "platform.monitoring.operator", "platform.reloader", "config-names",
        "platform.api-server.cidr", "workload.identity.annotations.*", "workload.identity.aws.role", "workload.identity.aws.via", "workload.identity.azure.client-id", "workload.identity.azure.tenant-id", "workload.identity.gcp.service-account", "workload.kube-access.allow",
        "workload.affinity.apart.*.over", "workload.affinity.apart.*.required", "workload.affinity.apart.*.weight",
        "workload.affinity.near.*.over", "workload.affinity.near.*.required", "workload.affinity.near.*.weight",
        "workload.affinity.nodes.*.avoid", "workload.affinity.nodes.*.required", "workload.affinity.nodes.*.values",
        "workload.affinity.nodes.*.weight", "workload.resources.extended.*.count", "workload.resources.gpu.count",
        "workload.resources.gpu.vendor", "workload.resources.limit.extended.*.count", "workload.resources.limit.gpu.count",
        "workload.resources.limit.gpu.vendor", "workload.spread", "workload.spread.over.*.max-skew",
        "workload.spread.over.*.required",
        "workload.node-selector.*", "workload.parallel", "workload.priority", "workload.tolerate",
        "workload.restart", "workload.retries", "workload.routes.*.annotations.*", "workload.routes.*.host", "workload.routes.*.labels.*",
        "workload.routes.*.body-size", "workload.routes.*.path.paths", "workload.routes.*.path.type",
        "workload.routes.*.port", "workload.routes.*.redirect.status", "workload.routes.*.redirect.to",
        "workload.routes.*.timeout", "workload.routes.*.tls", "workload.scale", "workload.scale.cpu", "workload.scale.max",
        "workload.scale.memory", "workload.scale.metrics",
        "workload.scale.min", "workload.schedule", "workload.secret-files.*.mode", "workload.secret-files.*.secret",
        "workload.security.capabilities", "workload.security.host-ipc", "workload.security.host-network",
        "workload.security.host-pid", "workload.security.privilege-escalation", "workload.security.privileged",
        "workload.security.profile", "workload.security.read-only", "workload.security.seccomp", "workload.sidecars.*.shares.*.read-only",
        "workload.singleton.reason",
        "workload.stop.before", "workload.stop.signal", "workload.stop.within", "workload.time-zone", "workload.timeout", "workload.tmp.*.memory",
        "workload.tmp.*.size", "workload.traces.enabled", "workload.traces.sample", "workload.disruption.min-available", "workload.update.max-surge",
        "workload.update.max-unavailable", "workload.update.strategy", "workload.use", "workload.user.fs-group",
        "volumes.*.access", "volumes.*.class", "volumes.*.existing", "volumes.*.size", "workload.volumes.*.shared",
        "workload.user.group", "workload.user.id", "workload.volumes.*.access", "workload.volumes.*.class",
        "workload.volumes.*.existing", "workload.volumes.*.path", "workload.volumes.*.read-only", "workload.volumes.*.size",
        "workload.workdir",
    ];
    Weakened("only a job that comes before something is waited for; what runs for long has to try again") => [
        "workload.depends-on",
    ];
    Ignored("it speaks of `docker run`") => [
        "workload.run-args",
    ];
    Ignored("the kubelet rotates the logs of its node") => [
        "logs.max-files", "logs.max-size",
    ];
    Ignored("the platform's edge brings requests to the workloads") => [
        "platform.proxy.host-ip", "platform.proxy.image", "platform.proxy.publish", "platform.proxy.when",
    ];
    Ignored("the cluster gives pods their addresses") => [
        "platform.subnets.from",
    ];
    Ignored("whoever fills the store makes the values") => [
        "secret.*.generated",
    ];
    Ignored("pods read Secrets of the cluster") => [
        "secrets.file", "secrets.dir",
    ];
    Ignored("production takes the image that was built before, under the same name") => [
        "workload.build.args.*", "workload.build.context", "workload.build.dockerfile", "workload.build.target",
    ];
    Ignored("the kubelet checks from outside the container") => [
        "workload.health.live.via", "workload.health.ready.via", "workload.health.start.via", "workload.health.via",
    ];
    Ignored("a Service opens ports, not the host") => [
        "workload.ports.*.host-ip", "workload.ports.*.publish",
    ];
    Ignored("a pod cannot say it: containers get the limits of the container runtime of their node") => [
        "workload.ulimits.*.hard", "workload.ulimits.*.soft",
    ];
    Ignored("a pod has no platform: `node-selector` says which nodes it runs on, and `runtimeClassName`, by a patch, with which runtime") => [
        "workload.image.platform",
    ];
    Ignored("a container gets no device of its node") => [
        "workload.security.devices",
    ];
};
