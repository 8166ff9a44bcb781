//! The fields of the language, by the node that they belong to.

use super::language::is_body;
use landfall::{
    shape::{Field, Form, Shape},
    tree,
};

/// Maps of workloads: what stands in one entry is said once, of workloads.
const WORKLOADS: [&str; 5] = ["services", "statefuls", "daemons", "jobs", "crons"];

/// A node, as a section of the page shows it.
pub(super) struct Node {
    /// As answers name it: `workload.ports`, `platform`.
    pub(super) path: String,
    pub(super) field: &'static Field,
    /// Its own fields, and theirs.
    pub(super) rows: Vec<Row>,
}

/// A field somewhere below a node.
pub(super) struct Row {
    /// As answers name it: `workload.ports.*.number`.
    pub(super) path: String,
    /// As the page calls it: `number`, `limit.cpu`.
    pub(super) name: String,
    pub(super) doc: &'static str,
    pub(super) shape: &'static Shape,
    /// Whether an example has to show it.
    pub(super) leaf: bool,
}

/// Parts of the page: a title, and the nodes below it.
pub(super) fn parts() -> Vec<(&'static str, Vec<Node>)> {
    let root = tree::language().block().expect("a manifest has fields").fields;
    let body = entry(root, "services");
    let of_root = |field: &&'static Field| !["backing", "environments"].contains(&field.name) && !WORKLOADS.contains(&field.name);
    let in_environment = entry(root, "environments");
    let (own, shared): (Vec<_>, Vec<_>) =
        in_environment.iter().partition(|field| !root.iter().any(|known| known.name == field.name));
    let is_shared = |field: &&'static Field| shared.iter().any(|other| other.name == field.name);
    let (above, everywhere): (Vec<_>, Vec<_>) = root.iter().filter(of_root).partition(|field| !is_shared(field));
    vec![
        ("The application", nodes("", &above)),
        ("In the manifest and in environments", nodes("", &everywhere)),
        ("Environments", nodes("environments.*", &own)),
        ("Workloads", nodes("workload", &body.iter().collect::<Vec<_>>())),
        ("Backing services", nodes("backing.*", &backing(root, body))),
    ]
}

/// The fields of a map's entries.
fn entry(fields: &'static [Field], map: &str) -> &'static [Field] {
    let found = fields.iter().find(|field| field.name == map).map(|field| &field.shape.form);
    match found {
        Some(Form::Map(map)) => map.entry.block().expect("an entry has fields").fields,
        other => panic!("`{map}` is no map: {other:?}"),
    }
}

/// What a backing service has besides a workload's body.
fn backing(root: &'static [Field], body: &'static [Field]) -> Vec<&'static Field> {
    entry(root, "backing").iter().filter(|field| !body.iter().any(|known| known.name == field.name)).collect()
}

fn nodes(prefix: &str, fields: &[&'static Field]) -> Vec<Node> {
    let path = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
    let node = |field: &&'static Field| {
        let mut rows = Vec::new();
        walk(field.shape, &path(field.name), "", &mut rows);
        if rows.is_empty() {
            rows.push(Row { path: path(field.name), name: String::new(), doc: field.doc, shape: field.shape, leaf: true });
        }
        Node { path: path(field.name), field, rows }
    };
    fields.iter().map(node).collect()
}

/// Adds what stands inside of a shape.
fn walk(shape: &'static Shape, path: &str, name: &str, rows: &mut Vec<Row>) {
    match &shape.form {
        // The body of a workload has a part of its own.
        Form::Block(block) if is_body(block) => {}
        Form::Block(block) => below(block.fields, path, name, rows),
        Form::Map(map) => {
            let path = format!("{path}.*");
            match &map.entry.form {
                Form::Block(_) | Form::Choice(_) => walk(map.entry, &path, name, rows),
                _ => {}
            }
        }
        Form::List(list) => walk(list.item, path, name, rows),
        Form::Choice(choice) => {
            for variant in choice.variants {
                if let Form::Block(block) = &variant.shape.form {
                    below(block.fields, path, name, rows);
                }
            }
        }
        _ => {}
    }
}

fn below(fields: &'static [Field], path: &str, name: &str, rows: &mut Vec<Row>) {
    for field in fields.iter().filter(|field| field.allowed) {
        let (path, name) = (format!("{path}.{}", field.name), join(name, field.node));
        let mut inner = Vec::new();
        walk(field.shape, &path, &name, &mut inner);
        // A probe inside of `health` has the fields of `health` again, and a container beside a workload those of the workload.
        let beside = fields.iter().any(|field| field.name == "image");
        let repeats = field.shape.name == "probe" || beside && is_of_body(field);
        rows.push(Row { path, name, doc: field.doc, shape: field.shape, leaf: inner.is_empty() && !repeats });
        if !repeats {
            rows.extend(inner);
        }
    }
}

/// Whether a workload's body has the same field.
fn is_of_body(field: &Field) -> bool {
    let root = tree::language().block().expect("a manifest has fields").fields;
    let content = |field: &Field| match &field.shape.form {
        Form::Map(map) => map.entry,
        _ => field.shape,
    };
    let same = |known: &Field| known.name == field.name && std::ptr::eq(content(known), content(field));
    entry(root, "services").iter().any(same)
}

fn join(outer: &str, inner: &str) -> String {
    if outer.is_empty() { inner.to_owned() } else { format!("{outer}.{inner}") }
}
