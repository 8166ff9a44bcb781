//! The application as a whole: who it is, where it runs, and what that is like.

use super::{Because, Fact, List, Subject, secrets, words};
use crate::{
    path::FieldPath,
    plan::{
        Addressing, Application, ConfigNames, Front, Gateway, Gitops, GitopsLayout, Logs, Mesh, Namespace, Object, Patch, Plan,
        Platform, PlatformEdge, Policy, Said, Setting, SharedVolume, Waiver,
    },
};

/// What is so of the application as a whole.
pub(super) fn application(plan: &Plan) -> Subject {
    let Plan {
        application,
        setting,
        namespace,
        platform,
        gitops,
        workloads: _,
        externals: _,
        // It follows from what each workload waits for.
        order: _,
        // They are facts of who calls.
        edges: _,
        front,
        // It changes nothing.
        unused_front: _,
        volumes,
        // They follow from what the texts say.
        stand_ins: _,
        secrets,
        config_names,
        logs,
        policy,
        objects,
        patches,
        // They are facts of where they belong.
        elsewhere: _,
        // The causes of the others.
        inferred: _,
    } = plan;
    let mut list = List::default();
    environment(&mut list, setting);
    named(&mut list, application);
    namespaced(&mut list, namespace);
    like(&mut list, platform);
    applied(&mut list, gitops);
    secrets::secrets(&mut list, secrets, plan);
    let hashed = (*config_names == ConfigNames::Hashed).then(|| words::word(config_names));
    list.maybe("names of ConfigMaps", FieldPath::new(["config-names"]), hashed);
    logged(&mut list, logs, setting);
    asked(&mut list, policy);
    front.iter().for_each(|front| answered(&mut list, front));
    volumes.iter().for_each(|volume| list.add(kept(volume)));
    objects.iter().for_each(|object| list.add(added(object)));
    patches.iter().for_each(|patch| list.add(patched(patch)));
    let path = FieldPath::new(["app"]);
    Subject { name: String::new(), sort: "application".to_owned(), path, facts: list.0 }
}

fn environment(list: &mut List, Setting { environment, target, profile }: &Setting) {
    let path = FieldPath::new(["environments", environment]);
    let because = || [Because::Field(path.join("extends")), Because::Environment];
    list.add(Fact::new("target", path.join("target"), target.name).because(because()));
    list.add(Fact::new("profile", path.join("profile"), words::word(profile)).because(because()));
}

fn named(list: &mut List, Application { name, owner, version, part_of, edition }: &Application) {
    let path = FieldPath::new(["app"]);
    list.add(Fact::new("name", path.join("name"), name.as_str()));
    list.maybe("owner", path.join("owner"), owner.clone());
    list.maybe("version", path.join("version"), version.clone());
    list.maybe("part of", path.join("part-of"), (part_of != name).then(|| part_of.clone()));
    list.add(Fact::new("edition", path.join("edition"), words::word(edition)));
}

fn namespaced(list: &mut List, Namespace { name, owned }: &Namespace) {
    let path = FieldPath::new(["namespace"]);
    list.add(Fact::new("namespace", path.clone(), name.as_str()).because([Because::Field(FieldPath::new(["app", "name"]))]));
    list.flag("namespace of somebody else's", path.join("owned"), !owned);
}

fn like(list: &mut List, platform: &Platform) {
    let Platform {
        kubernetes,
        edge,
        dns,
        api_server,
        monitoring,
        storage_class,
        priority,
        operator,
        mesh,
        reloader,
        user_namespaces,
        subnets,
        keda,
    } = platform;
    let path = FieldPath::new(["platform"]);
    list.add(Fact::new("oldest Kubernetes", path.join("kubernetes"), format!("1.{kubernetes}")));
    let PlatformEdge { class, controller, gateway, namespace, cidrs, issuer, tls, annotations } = edge;
    let at = path.join("edge");
    list.maybe("class of the edge", at.join("class"), class.clone());
    let controller =
        controller.map(|controller| Fact::new("controller of the edge", at.join("controller"), words::word(controller)));
    list.0.extend(controller.map(|fact| fact.because([Because::Field(at.join("class"))])));
    if let Some(Gateway { name, namespace, listener }) = gateway {
        list.add(Fact::new("Gateway of the edge", at.join("gateway"), name.as_str()));
        list.maybe("namespace of the Gateway", at.join("namespace"), namespace.clone());
        list.maybe("listener of the Gateway", at.join("listener"), listener.clone());
    }
    let pods = namespace.as_ref().map(|namespace| Fact::new("namespace of the edge", at.join("namespace"), namespace.as_str()));
    let whose = [at.join("proxy-namespace"), FieldPath::new(["namespace"])].map(Because::Field);
    list.0.extend(pods.map(|fact| fact.because(whose)));
    list.maybe("addresses of the edge", at.join("cidr"), (!cidrs.is_empty()).then(|| cidrs.join(", ")));
    list.maybe("issuer of certificates", at.join("issuer"), issuer.clone());
    let encrypted = Fact::new("TLS at the edge", at.join("tls"), "").because([Because::Field(at.join("issuer"))]);
    list.0.extend(tls.then_some(encrypted));
    list.entries("annotation of the edge", &at.join("annotations"), annotations);
    list.maybe("name servers", path.join("dns"), (!dns.is_empty()).then(|| dns.join(", ")));
    list.maybe("namespace of monitoring", path.join("monitoring"), monitoring.clone());
    list.maybe(
        "addresses of the Kubernetes API",
        path.join("api-server"),
        (!api_server.is_empty()).then(|| api_server.join(", ")),
    );
    list.flag("monitors of the Prometheus operator", path.join("monitoring").join("operator"), operator.is_some());
    list.entries("label of monitors", &path.join("monitoring").join("labels"), operator.as_deref().unwrap_or_default());
    let mesh = mesh.as_ref().map(|Mesh { kind, namespace }| format!("{} in {namespace}", words::word(kind)));
    list.maybe("mesh", path.join("mesh"), mesh);
    list.flag("Reloader", path.join("reloader"), *reloader);
    list.add(Fact::new("namespace of KEDA", path.join("keda"), keda.as_str()));
    list.maybe("storage class", path.join("storage-class"), storage_class.clone());
    list.maybe("priority class", path.join("priority"), priority.clone());
    list.flag("user namespaces", path.join("user-namespaces"), *user_namespaces);
    list.maybe("subnets", path.join("subnets"), subnets.clone());
}

/// Storage that several workloads mount.
fn kept(SharedVolume { name, path, size, class, access, existing, mounted_by: _ }: &SharedVolume) -> Fact {
    let word = format!("shared volume {name}");
    let mut parts = List::default();
    parts.maybe(&format!("size of {word}"), path.join("size"), size.map(|size| size.to_string()));
    parts.maybe(&format!("class of {word}"), path.join("class"), class.clone());
    parts.add(Fact::new(format!("access to {word}"), path.join("access"), words::word(access)));
    parts.maybe(&format!("{word} is the existing"), path.join("existing"), existing.clone());
    let whole = size.map_or_else(String::new, |size| size.to_string());
    Fact::parts(word, path.clone(), whole, parts.0).because([Because::Place(path.clone())])
}

/// Where the proxy answers; it is a fact of its own what it is.
fn answered(list: &mut List, Front { workload: _, addresses }: &Front) {
    let path = FieldPath::new(["platform", "proxy"]);
    for (host, address) in addresses {
        let host = host.as_deref().unwrap_or("any host");
        let fact = Fact::new(format!("address of {host}"), path.clone(), address.as_str());
        list.add(fact.because([Because::Field(FieldPath::new(["domain"])), Because::Target("one proxy answers for all routes")]));
    }
}

fn applied(list: &mut List, Gitops { layout, repository, path: folder, revision }: &Gitops) {
    if *layout == GitopsLayout::None {
        return;
    }
    let path = FieldPath::new(["gitops"]);
    let mut parts = List::default();
    parts.add(Fact::new("GitOps", path.join("layout"), words::word(layout)));
    parts.maybe("GitOps repository", path.join("repository"), repository.clone());
    parts.add(Fact::new("GitOps folder", path.join("path"), folder.as_str()).because([Because::Environment]));
    parts.add(Fact::new("GitOps revision", path.join("revision"), revision.as_str()));
    list.add(Fact::parts("GitOps", path, words::word(layout), parts.0));
}

fn logged(list: &mut List, Logs { collector, max_size, max_files }: &Logs, setting: &Setting) {
    let path = FieldPath::new(["logs"]);
    list.maybe("log collector", path.join("collector"), collector.map(words::word));
    if setting.target.addressing == Addressing::Container {
        let of_host = [Because::Target("the files of logs are the host's own")];
        let facts = [
            Fact::new("log file size", path.join("max-size"), max_size.to_string()),
            Fact::new("log files kept", path.join("max-files"), max_files.to_string()),
        ];
        facts.into_iter().for_each(|fact| list.add(fact.because(of_host.clone())));
    }
}

fn asked(list: &mut List, policy: &Policy) {
    let Policy { severities, registries, replicas, labels, pinned, waivers } = policy;
    let path = FieldPath::new(["policy"]);
    for (rule, Said { severity, here: _ }) in severities {
        let at = path.join("severities").join(rule);
        list.add(Fact::new(format!("severity of {rule}"), at, words::word(severity)));
    }
    list.maybe("trusted registries", path.join("registries"), (!registries.is_empty()).then(|| registries.join(", ")));
    list.maybe("least replicas of services", path.join("replicas"), replicas.map(|least| least.to_string()));
    list.maybe("labels that are asked for", path.join("labels"), (!labels.is_empty()).then(|| labels.join(", ")));
    list.flag("pinned images", path.join("supply-chain"), *pinned);
    for Waiver { path, here: _, rule, on, reason, owner, until, broken: _ } in waivers {
        let mut parts = List::default();
        parts.maybe("reason", path.join("reason"), reason.clone());
        parts.maybe("owner", path.join("owner"), owner.clone());
        parts.maybe("last day", path.join("until"), until.map(|until| until.to_string()));
        let whom = on.as_ref().map_or_else(|| "every workload".to_owned(), |on| on.join(", "));
        list.add(Fact::parts(format!("waiver of {rule} for {whom}"), path.clone(), "", parts.0));
    }
}

fn added(Object { path, place: _, value }: &Object) -> Fact {
    let text = |at: &str| value.pointer(at).and_then(serde_json::Value::as_str);
    let name = match (text("/kind"), text("/metadata/name")) {
        (Some(kind), Some(name)) => format!("object {kind} {name}"),
        _ => "part of the Compose file".to_owned(),
    };
    Fact::new(name, path.clone(), value.to_string())
}

fn patched(Patch { path, kind, name, change }: &Patch) -> Fact {
    Fact::new(format!("patch of {kind} {name}"), path.clone(), change.to_string())
}
