//! What becomes a manifest: workloads with what they have everywhere and in one environment, and what a person has to know of it.

use super::node::Node;
use indexmap::IndexMap;

/// What becomes a manifest.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Parameters with their defaults.
    pub(super) params: IndexMap<String, String>,
    /// The workloads and backing services, in order.
    pub(super) workloads: Vec<Workload>,
    /// What a person has to know.
    pub(super) notes: Vec<Note>,
}

/// Something for a person to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about: a service, or a file.
    pub subject: String,
    /// What has to be done about it.
    pub kind: Kind,
    /// The words.
    pub text: String,
}

/// What has to be done about a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A person has to decide or complete it.
    Decide,
    /// It was not taken over.
    Lost,
    /// It is said in another way.
    Changed,
}

/// A workload or backing service.
#[derive(Clone, Debug, Default)]
pub(super) struct Workload {
    /// Its node: kind, name, properties.
    pub(super) head: Node,
    /// What it says everywhere.
    pub(super) body: Vec<Node>,
    /// What it says in dev besides.
    pub(super) dev: Vec<Node>,
    /// What it says in staging besides.
    pub(super) staging: Vec<Node>,
    /// What it says in production besides.
    pub(super) production: Vec<Node>,
}

impl Workload {
    /// A workload of that kind and name.
    pub(super) fn new(kind: &str, name: &str) -> Self {
        Self { head: Node::new(kind).text(name), ..Self::default() }
    }
}

/// The order in which people write the fields of a workload.
const ORDER: [&str; 28] = [
    "only",
    "image",
    "build",
    "entrypoint",
    "command",
    "workdir",
    "user",
    "port",
    "route",
    "env",
    "config",
    "secret-file",
    "volume",
    "tmp",
    "bind",
    "before",
    "depends-on",
    "health",
    "resources",
    "scale",
    "singleton",
    "stop",
    "restart",
    "ulimit",
    "sysctl",
    "labels",
    "security",
    "in-cluster",
];

/// What the first node of a name is told of.
const LESSONS: [(&str, &str); 11] = [
    ("build", "dev builds it here; the other environments take the image, which your pipeline pushes under that name"),
    ("user", "the image's own user; without this line it is 10001"),
    (
        "route",
        "HTTP from outside: a port of this machine in dev, an Ingress in production; take it away where nobody should come",
    ),
    ("env", "`{{ NAME.url }}` of another workload is its address, and lets this one reach it"),
    ("config", "a file of this folder, read-only in the container"),
    ("volume", "what stays when the container goes; all else is read-only, but for /tmp and each `tmp \"/path\"`"),
    ("bind", "a folder of this machine, in dev alone"),
    ("depends-on", "what it waits for, and reaches"),
    ("health", "when it takes requests; an open port is the least, and better is a path: `health \"/healthz\"`"),
    ("resources", "what it asks for; production wants to know. Measure, then correct it"),
    ("singleton", "never two at once, since they would share its volume"),
];

impl Draft {
    /// Adds a note.
    pub(super) fn note(&mut self, kind: Kind, subject: &str, text: impl Into<String>) {
        let note = Note { subject: subject.to_owned(), kind, text: text.into() };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The nodes of the manifest, in order.
    pub(super) fn nodes(self, app: &str, edge: bool) -> Vec<Node> {
        let Self { params, workloads, notes } = self;
        let mut lessons: Vec<_> = LESSONS.to_vec();
        let mut nodes = vec![Node::new("app").text(app)];
        for (name, default) in params {
            nodes.push(Node::new("param").text(&name).property("default", &default));
        }
        if let Some(first) = nodes.get_mut(1) {
            *first = std::mem::take(first).comment("Given as `--param NAME=VALUE`; the default holds where it is not.");
        }
        let (mut dev, mut staging, mut production) = (Vec::new(), Vec::new(), Vec::new());
        if edge {
            let platform = Node::new("platform")
                .block([Node::new("edge").property("class", "nginx").property("namespace", "ingress-nginx")]);
            production.push(platform.comment(
                "How traffic comes in: the class of the cluster's Ingress controller, and the namespace that it runs in.",
            ));
        }
        for workload in workloads {
            let Workload { head, body, dev: in_dev, staging: in_staging, production: in_production } = workload;
            for (overlay, fields) in [(&mut dev, in_dev), (&mut staging, in_staging), (&mut production, in_production)] {
                if !fields.is_empty() {
                    overlay.push(head.bare().block(in_order(fields)));
                }
            }
            let said = notes.iter().filter(|note| head.is_of(&note.subject) && note.kind != Kind::Changed);
            let said = said.map(|note| match note.kind {
                Kind::Decide => format!("To decide: {}", note.text),
                Kind::Lost | Kind::Changed => format!("Not taken over: {}", note.text),
            });
            let said: Vec<_> = said.collect();
            let head = head.comments(said);
            let body = in_order(body).into_iter().map(|node| taught(node, &mut lessons));
            nodes.push(match body.len() {
                0 => head,
                _ => head.block(body),
            });
        }
        for (name, overlay) in [("dev", dev), ("staging", staging), ("production", production)] {
            if !overlay.is_empty() {
                let overlay: Vec<_> =
                    overlay.into_iter().map(|node| node.each_child(|child| taught(child, &mut lessons))).collect();
                nodes.push(Node::new("environment").text(name).block(overlay));
            }
        }
        nodes
    }
}

fn in_order(mut fields: Vec<Node>) -> Vec<Node> {
    fields.sort_by_key(|node| ORDER.iter().position(|name| *name == node.name).unwrap_or(ORDER.len()));
    fields
}

/// With the lesson of its name, which is told once.
fn taught(node: Node, lessons: &mut Vec<(&'static str, &'static str)>) -> Node {
    match lessons.iter().position(|(name, _)| *name == node.name) {
        Some(at) => {
            let (_, lesson) = lessons.remove(at);
            node.comment(lesson)
        }
        None => node,
    }
}
