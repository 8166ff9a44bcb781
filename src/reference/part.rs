//! The parts of the language.

use super::{Node, example, fields};
use crate::shape::Field;

/// Maps of workloads: what stands in one entry is said once, of workloads.
const WORKLOADS: [&str; 5] = ["services", "statefuls", "daemons", "jobs", "crons"];

/// A part of the language: what it is, and the nodes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its title.
    pub title: &'static str,
    /// What is to be said of it as a whole; may be empty.
    pub about: &'static str,
    /// The nodes that stand in it, as in `service "api" { … }`, for people who look for them; none for the manifest itself.
    pub owners: &'static [&'static str],
    /// Its nodes.
    pub nodes: Vec<Node>,
}

/// The parts of the language, in the order of a manifest.
pub fn parts() -> Vec<Part> {
    let (root, body) = (fields::root(), fields::entry("services"));
    let is_known = |list: &[&Field], field: &Field| list.iter().any(|known| known.name == field.name);
    let (shared, own): (Vec<_>, Vec<_>) =
        fields::entry("environments").iter().partition(|field| is_known(&root.iter().collect::<Vec<_>>(), field));
    let of_root = |field: &&Field| !["backing", "environments"].contains(&field.name) && !WORKLOADS.contains(&field.name);
    let (everywhere, above): (Vec<_>, Vec<_>) = root.iter().filter(of_root).partition(|field| is_known(&shared, field));
    let body: Vec<&Field> = body.iter().collect();
    let backing: Vec<&Field> = fields::entry("backing").iter().filter(|field| !is_known(&body, field)).collect();
    vec![
        part("The application", "", &[], "", &above),
        part(
            "In the manifest and in environments",
            "An environment says these again, with only what differs: `environment \"production\" { … }`.",
            &[],
            "",
            &everywhere,
        ),
        part(
            "Environments",
            "`environment NAME { … }`, or a file `landfall.NAME.kdl` beside the manifest. `dev` (docker), `staging` (compose) and \
             `production` (kubernetes) are there without it.",
            &["environment"],
            "environments.*",
            &own,
        ),
        part(
            "Workloads",
            "`service NAME { … }` runs for long, `stateful NAME { … }` too, with a stable name and storage of its own for each \
             replica, `daemon NAME { … }` once on each node, `job NAME { … }` once, to completion, `cron NAME SCHEDULE { … }` on a \
             schedule. They share one body.",
            &["service", "stateful", "daemon", "job", "cron", "workload", "defaults", "mixin"],
            "workload",
            &body,
        ),
        part(
            "Backing services",
            "`TYPE NAME { … }`, as in `postgres \"db\"`: what the application uses and does not build. Workloads \
             use `{{ NAME.url }}`, or `host`, `port`, `name`, `username` and `password` of it. It takes a workload's body besides.",
            &["backing"],
            "backing.*",
            &backing,
        ),
    ]
}

fn part(
    title: &'static str,
    about: &'static str,
    owners: &'static [&'static str],
    prefix: &str,
    fields: &[&'static Field],
) -> Part {
    let examples = example::examples();
    Part { title, about, owners, nodes: fields.iter().map(|field| Node::new(prefix, field, &examples)).collect() }
}
