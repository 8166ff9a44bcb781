//! The examples of the language; tests compile each of them.

use crate::{
    diagnostic::Diagnostics,
    kdl::{self, Value},
    source::SourceMap,
};

/// Each as `example "workload.before" kind="job" in="dev staging" { … }`.
const LIST: &str = include_str!("examples.kdl");

/// An example of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The node that it shows, as answers name it.
    pub node: String,
    /// The kind of workload that it stands in, `service` by default; `none` for one that stands at the root.
    pub kind: String,
    /// The environments that it compiles for, all three by default.
    pub environments: Vec<String>,
    /// What it says.
    pub text: String,
}

/// All of them, in the order of the list.
pub fn examples() -> Vec<Example> {
    let mut sources = SourceMap::default();
    let file = sources.add("examples.kdl", LIST);
    let document = kdl::read(LIST, file, &mut Diagnostics::default());
    document.nodes.iter().filter_map(|node| example(node, &sources)).collect()
}

fn example(node: &kdl::Node<'_>, sources: &SourceMap) -> Option<Example> {
    let property = |name: &str| {
        let found = node.properties.iter().find(|property| property.name.text == name);
        found.and_then(|property| text(&property.scalar.value))
    };
    let body = sources.slice(node.children.as_ref()?.span);
    let environments = property("in").unwrap_or("dev staging production");
    Some(Example {
        node: text(&node.arguments.first()?.value)?.to_owned(),
        kind: property("kind").unwrap_or("service").to_owned(),
        environments: environments.split(' ').map(str::to_owned).collect(),
        text: inside(body.strip_prefix('{')?.strip_suffix('}')?),
    })
}

fn text<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// What stands in a block, without its indentation.
fn inside(block: &str) -> String {
    let lines = block.trim().lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
    lines.map(|line| format!("{line}\n")).collect()
}
