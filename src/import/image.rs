//! A manifest of one image, from a Dockerfile or from answers alone.

use super::dockerfile::{Facts, Transport, User};
use super::draft::{Draft, Kind, Workload};
use super::node::Node;
use super::{Answers, health, in_production, label, user};
use crate::catalogue::Catalogue;

/// The manifest of one image.
pub(super) fn draft(facts: &Facts, dockerfile: Option<&str>, answers: &Answers) -> Draft {
    let mut draft = Draft::default();
    let name = if answers.port.is_some() { "web" } else { "worker" };
    let mut workload = Workload::new("service", name);
    workload.body.push(Node::new("image").text(&format!("{}/{}:1.0.0", answers.registry, answers.name)));
    if let Some(path) = dockerfile {
        let node = Node::new("build").text(".");
        workload.dev.push(if path == "Dockerfile" { node } else { node.property("dockerfile", path) });
    }
    match &facts.user {
        Some(user) if user.is_root() => {
            draft.note(
                Kind::Decide,
                name,
                "the Dockerfile says root, and here it runs as 10001: see that it does, or say `user NUMBER`",
            );
        }
        Some(User::Number(id, group)) => workload.body.push(user(*id, *group)),
        Some(User::Name(user)) => {
            let text = format!(
                "the Dockerfile says `USER {user}`, whose number only the image knows: say `user NUMBER`, or it is 10001"
            );
            draft.note(Kind::Decide, name, text);
        }
        None => {}
    }
    network(facts, answers, &mut workload);
    let path = answers.health.as_deref().filter(|_| answers.port.is_some());
    workload.body.extend(match (path, &facts.health, answers.port) {
        (Some(path), _, _) => Some(Node::new("health").text(path)),
        (None, Some(check), port) => Some(health::node(check, port)),
        (None, None, port) => port.map(|port| Node::new("health").numbered("tcp", port)),
    });
    workload.body.push(Node::new("resources").property("cpu", "100m").property("memory", "256Mi"));
    for path in &facts.volumes {
        let name = label(path.rsplit('/').find(|part| !part.is_empty()).unwrap_or("data"));
        workload.body.push(Node::new("volume").text(&name).text(path.trim_end_matches('/')).property("size", "1Gi"));
    }
    if !facts.volumes.is_empty() {
        workload.body.push(Node::new("singleton").property("reason", "its files lie on one volume"));
    } else if !workload.body.iter().any(|node| node.name == "health") {
        workload
            .body
            .push(Node::new("scale").number(1_u32).comment("with a `health`, production runs three of it without a word"));
    }
    draft.workloads.push(workload);
    draft
}

/// Where it listens, the answer first.
fn network(facts: &Facts, answers: &Answers, workload: &mut Workload) {
    let Some(port) = answers.port else { return };
    workload.body.push(Node::new("port").number(port));
    let others = facts.ports.iter().filter(|(other, transport)| *other != port || *transport != Transport::Tcp);
    workload.body.extend(others.map(|(port, transport)| match transport {
        Transport::Tcp => Node::new("port").number(*port),
        Transport::Udp => Node::new("port").text(&format!("udp-{port}")).number(*port).property("protocol", "udp"),
        Transport::Sctp => Node::new("port").text(&format!("sctp-{port}")).number(*port).property("protocol", "sctp"),
    }));
    workload.body.extend(answers.host.as_deref().map(|host| Node::new("route").text(host)));
}

/// Adds the backing services that were asked for, and their addresses to the first workload.
pub(super) fn uses(draft: &mut Draft, answers: &Answers) {
    let catalogue = Catalogue::default();
    let mut env = Vec::new();
    for kind in &answers.uses {
        let Some(found) = catalogue.get(kind) else { continue };
        let name = match kind.as_str() {
            "postgres" | "mysql" | "mariadb" | "mongodb" | "clickhouse" | "cassandra" => "db",
            "redis" | "valkey" | "memcached" => "cache",
            "rabbitmq" | "nats" | "kafka" => "queue",
            "s3" => "files",
            "mailpit" => "mail",
            other => other,
        };
        let mut name = name.to_owned();
        while draft.workloads.iter().any(|workload| workload.head.is_of(&name)) {
            name = format!("{kind}-{name}");
        }
        let variable = match name.as_str() {
            "db" => "DATABASE_URL".to_owned(),
            other => format!("{}_URL", other.to_uppercase().replace('-', "_")),
        };
        env.push(Node::new(&variable).text(&format!("{{{{ {name}.url }}}}")));
        let mut workload = Workload::new(kind, &name);
        let version = found.written.image.version.split(['.', '-']).next().unwrap_or_default();
        if version.parse::<u32>().is_ok() {
            workload.head = workload.head.property("version", &found.written.image.version);
        }
        workload.production.push(in_production(
            answers.production,
            &name,
            found.written.username.is_some() && found.can_have_password(),
        ));
        draft.workloads.push(workload);
    }
    if let Some(first) = draft.workloads.first_mut().filter(|_| !env.is_empty()) {
        first.body.push(Node::new("env").block(env));
    }
}
