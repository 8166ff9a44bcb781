//! What is said of a name of the language.

use super::{Node, Part, Row, parts};
use crate::nearest::nearest;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// What a name of the language means: nodes, or what may stand in one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Page {
    /// Nodes of that name, or with a field of it, which alone is listed then.
    pub nodes: Vec<Node>,
    /// What may stand in a node of that name.
    pub lists: Vec<List>,
}

/// What may stand in a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct List {
    /// The part of the language.
    pub title: &'static str,
    /// What is to be said of it as a whole.
    pub about: &'static str,
    /// The nodes in it.
    pub nodes: Vec<Brief>,
}

/// A node in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Brief {
    /// Its name in KDL.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// What a name means: a node (`port`), a field in one (`port.expose`, `gpu`), or what holds nodes (`service`, `postgres`).
///
/// # Errors
/// Where the language has no such name: the nearest.
pub fn explain(name: &str) -> Result<Page, Option<String>> {
    let parts = parts();
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    let owner = |part: &&Part| part.owners.iter().any(|owner| owner == first);
    let (within, inner) = match parts.iter().find(owner) {
        Some(part) if rest.is_empty() => return Ok(Page { nodes: Vec::new(), lists: vec![List::of(part)] }),
        Some(part) => (std::slice::from_ref(part), rest),
        None => (parts.as_slice(), name),
    };
    let nodes = || within.iter().flat_map(|part| &part.nodes);
    let named: Vec<Node> = nodes().filter(|node| node.is_called(inner)).cloned().collect();
    let found = if named.is_empty() { nodes().filter_map(|node| node.with_only(inner)).collect() } else { named };
    match found.is_empty() {
        true => Err(nearest(name, names(&parts).iter().map(String::as_str)).map(str::to_owned)),
        false => Ok(Page { nodes: found, lists: Vec::new() }),
    }
}

/// All of the language, a line a node.
pub fn contents() -> Page {
    Page { nodes: Vec::new(), lists: parts().iter().map(List::of).collect() }
}

/// What may be asked for.
fn names(parts: &[Part]) -> Vec<String> {
    let owners = parts.iter().flat_map(|part| &part.owners).cloned();
    let of_node = |node: &Node| {
        let rows = node.fields.iter().filter(|row| !row.name.is_empty());
        let rows: Vec<String> = rows.map(|row| format!("{}.{}", node.name, row.name)).collect();
        std::iter::once(node.name.to_owned()).chain(rows)
    };
    owners.chain(parts.iter().flat_map(|part| &part.nodes).flat_map(of_node)).collect()
}

impl List {
    fn of(part: &Part) -> Self {
        let brief = |node: &Node| Brief { name: node.name, meaning: node.meaning };
        Self { title: part.title, about: part.about, nodes: part.nodes.iter().map(brief).collect() }
    }
}

impl Node {
    fn is_called(&self, name: &str) -> bool {
        [self.name, self.field, &self.path].contains(&name)
    }

    /// The node with the fields of that name alone, and what is in them: `port.expose`, or `expose` by itself.
    fn with_only(&self, name: &str) -> Option<Self> {
        let of_this = name.split_once('.').filter(|(node, _)| self.is_called(node)).map(|(_, field)| field);
        let is_meant = |row: &Row| match of_this {
            Some(field) => row.name == field,
            None => row.name == name || row.name.rsplit('.').next() == Some(name),
        };
        let meant: Vec<&str> = self.fields.iter().filter(|row| is_meant(row)).map(|row| row.name.as_str()).collect();
        let is_in = |row: &&Row| {
            meant.iter().any(|outer| row.name.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        let fields: Vec<Row> = self.fields.iter().filter(is_in).cloned().collect();
        (!fields.is_empty()).then(|| Self { fields, ..self.clone() })
    }
}

impl Page {
    /// The page as text, at most `width` columns wide where words allow it.
    pub fn text(&self, width: usize) -> String {
        let nodes = self.nodes.iter().map(|node| node.text(width));
        nodes.chain(self.lists.iter().map(|list| list.text(width))).collect::<Vec<_>>().join("\n")
    }
}

impl List {
    fn text(&self, width: usize) -> String {
        let column = self.nodes.iter().map(|node| node.name.chars().count()).max().unwrap_or_default() + 4;
        let mut text = format!("{}\n", self.title);
        if !self.about.is_empty() {
            text += &filled(self.about, "", "", width);
        }
        text.push('\n');
        for Brief { name, meaning } in &self.nodes {
            text += &filled(meaning, &format!("  {name:<0$}", column - 2), &" ".repeat(column), width);
        }
        text
    }
}

impl Node {
    fn text(&self, width: usize) -> String {
        let mut text = filled(&format!("{}: {}", self.name, self.meaning), "", "    ", width);
        let default =
            self.default.filter(|_| !self.is_a_value()).map(|default| format!(" Default: {default}.")).unwrap_or_default();
        text += &filled(&format!("{}{default}", self.place()), "", "", width);
        let _ = writeln!(text, "\n{}", indented(&self.form));
        for example in &self.examples {
            let _ = writeln!(text, "Example:\n{}", indented(example));
        }
        for row in &self.fields {
            text += &row.text(width);
        }
        text
    }

    /// Whether it has no fields, but a value.
    pub fn is_a_value(&self) -> bool {
        self.fields.iter().any(|row| row.name.is_empty())
    }

    /// Where it may stand.
    fn place(&self) -> String {
        let place = match self.path.split_once('.') {
            Some(("workload", _)) if self.kinds.is_empty() => "In a workload".to_owned(),
            Some(("workload", _)) => {
                format!("In a {}", self.kinds.iter().map(|kind| singular(kind)).collect::<Vec<_>>().join(", "))
            }
            Some(("environments", _)) => "In an environment".to_owned(),
            Some(("backing", _)) => "In a backing service".to_owned(),
            _ => "In the manifest".to_owned(),
        };
        let elsewhere = if self.field == self.name { String::new() } else { format!("; `{}` in YAML and JSON", self.field) };
        format!("{place}{elsewhere}.")
    }
}

impl Row {
    fn text(&self, width: usize) -> String {
        let takes = self.takes.as_ref().map(|takes| format!(": {takes}")).unwrap_or_default();
        let name = if self.name.is_empty() { "its value" } else { &self.name };
        let default = match self.default {
            Some(default @ ("must be given" | "one of these must be given")) => format!("; {default}"),
            Some(default) => format!("; default: {default}"),
            None => String::new(),
        };
        let mut text = filled(&format!("{name}{takes}{default}"), "  ", "        ", width);
        text += &filled(self.meaning, "      ", "      ", width);
        for made in &self.targets {
            if let Some(why) = made.why {
                text += &filled(&format!("{}, {}: {why}", made.target, made.outcome), "      ", "        ", width);
            }
        }
        text
    }
}

/// A map of the manifest as one of its entries is called.
fn singular(map: &str) -> &str {
    if map == "backing" { "backing service" } else { map.trim_end_matches('s') }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}

/// Lines of at most `width` columns, the last one ended.
fn filled(text: &str, first: &str, others: &str, width: usize) -> String {
    let options = textwrap::Options::new(width).initial_indent(first).subsequent_indent(others).break_words(false);
    textwrap::fill(text, options) + "\n"
}
