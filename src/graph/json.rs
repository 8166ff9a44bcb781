//! A graph for programs: `landfall schema graph` describes it.

use super::{Graph, Link, Node};
use schemars::JsonSchema;
use serde::Serialize;

/// Who reaches whom in one environment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report<'a> {
    /// The application.
    application: &'a str,
    /// The environment.
    environment: &'a str,
    /// What it is compiled to.
    target: &'a str,
    /// What there is.
    nodes: Vec<One<'a>>,
    /// Who reaches whom, and what waits for what.
    links: Vec<Between<'a>>,
}

/// Something that reaches or is reached.
#[derive(Debug, Serialize, JsonSchema)]
struct One<'a> {
    /// What links call it.
    id: usize,
    /// Its name.
    name: &'a str,
    /// `entrance`, `running`, `task`, `backing`, `external`, `beyond`.
    sort: &'a str,
    /// What a user calls that: `service`, `postgres`, `namespace`.
    word: &'a str,
    /// More of it: how many run, when, where it is.
    notes: &'a [String],
}

/// One reaches or waits for another.
#[derive(Debug, Serialize, JsonSchema)]
struct Between<'a> {
    /// The `id` of who calls, or comes first.
    from: usize,
    /// The `id` of who is called, or comes after.
    to: usize,
    /// `reaches`, `before`, `waits-for`.
    bond: &'a str,
    /// Where: ports, or addresses.
    at: &'a [String],
}

impl<'a> Report<'a> {
    /// The graph, for programs.
    pub fn new(graph: &'a Graph) -> Self {
        let Graph { application, environment, target, nodes, links } = graph;
        let one = |(id, node): (usize, &'a Node)| {
            let Node { name, sort, word, notes } = node;
            One { id, name, sort: sort.name(), word, notes }
        };
        let between = |Link { from, to, bond, at }: &'a Link| Between { from: *from, to: *to, bond: bond.name(), at };
        Self {
            application,
            environment,
            target,
            nodes: nodes.iter().enumerate().map(one).collect(),
            links: links.iter().map(between).collect(),
        }
    }
}
