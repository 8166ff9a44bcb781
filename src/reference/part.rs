//! The parts of the language.

use super::{
    Node,
    example::{Example, examples},
    fields,
};
use crate::{catalogue::Catalogue, shape::Field};

/// Maps of workloads: what stands in one entry is said once, of workloads.
const WORKLOADS: [&str; 5] = ["services", "statefuls", "daemons", "jobs", "crons"];

/// A part of the language: what it is, and the nodes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its title.
    pub title: &'static str,
    /// What is to be said of it as a whole; may be empty.
    pub about: &'static str,
    /// What its nodes stand in, as in `service "api" { … }`, by the names that people look for; none for the manifest itself.
    pub owners: Vec<String>,
    /// Its nodes.
    pub nodes: Vec<Node>,
}

/// The parts of the language, in the order of a manifest.
pub fn parts() -> Vec<Part> {
    let of = |map: &str| fields::entry(map).iter().collect::<Vec<&'static Field>>();
    let (root, body): (Vec<&'static Field>, _) = (fields::root().iter().collect(), of("services"));
    let examples = examples();
    let is_known = |list: &[&Field], field: &Field| list.iter().any(|known| known.name == field.name);
    let (shared, own): (Vec<_>, Vec<_>) = of("environments").into_iter().partition(|field| is_known(&root, field));
    let of_root = |field: &&Field| !["backing", "environments"].contains(&field.name) && !WORKLOADS.contains(&field.name);
    let (everywhere, above): (Vec<_>, Vec<_>) = root.iter().copied().filter(of_root).partition(|field| is_known(&shared, field));
    let backing: Vec<_> = of("backing").into_iter().filter(|field| !is_known(&body, field)).collect();
    let types: Vec<String> = std::iter::once("backing".to_owned()).chain(Catalogue::default().names()).collect();
    let owners = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let part = |title, about, owners, prefix, fields: &[&'static Field]| part(title, about, owners, (prefix, fields), &examples);
    vec![
        part("The application", "", Vec::new(), "", &above),
        part(
            "In the manifest and in environments",
            "An environment says these again, with only what differs: `environment \"production\" { … }`.",
            Vec::new(),
            "",
            &everywhere,
        ),
        part(
            "Environments",
            "`environment NAME { … }`, or a file `landfall.NAME.kdl` beside the manifest. `dev` (docker), `staging` (compose) and \
             `production` (kubernetes) are there without it.",
            owners(&["environment"]),
            "environments.*",
            &own,
        ),
        part(
            "Workloads",
            "`service NAME { … }` runs for long, `stateful NAME { … }` too, with a stable name and storage of its own for each \
             replica, `daemon NAME { … }` once on each node, `job NAME { … }` once, to completion, `cron NAME SCHEDULE { … }` on a \
             schedule. They share one body.",
            owners(&["service", "stateful", "daemon", "job", "cron", "workload", "defaults", "mixin"]),
            "workload",
            &body,
        ),
        part(
            "Backing services",
            "`TYPE NAME { … }`, as in `postgres \"db\"`: what the application uses and does not build. Workloads \
             use `{{ NAME.url }}`, or `host`, `port`, `name`, `username` and `password` of it. It takes a workload's body besides.",
            types,
            "backing.*",
            &backing,
        ),
    ]
}

fn part(
    title: &'static str,
    about: &'static str,
    owners: Vec<String>,
    (prefix, fields): (&str, &[&'static Field]),
    examples: &[Example],
) -> Part {
    Part { title, about, owners, nodes: fields.iter().map(|field| Node::new(prefix, field, examples)).collect() }
}
