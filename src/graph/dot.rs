//! A graph for Graphviz.

use super::{Bond, Graph, Sort};
use std::fmt::Write as _;

/// The graph in the language of Graphviz.
pub fn render(graph: &Graph) -> String {
    let mut dot = format!("digraph {} {{\n", quoted(&graph.application));
    dot += "    rankdir=LR;\n    node [fontname=\"Helvetica\", shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\"];\n    \
            edge [fontname=\"Helvetica\", fontsize=10, color=\"#64748b\"];\n";
    let _ = writeln!(dot, "    label={};\n    labelloc=t;", quoted(&graph.title()));
    for (place, node) in graph.nodes.iter().enumerate() {
        let lines: Vec<&str> =
            [node.name.as_str(), node.word.as_str()].into_iter().chain(node.notes.iter().map(String::as_str)).collect();
        let look = match node.sort {
            Sort::Entrance => ", shape=ellipse, style=filled, fillcolor=\"#e2e8f0\"",
            Sort::Running => ", fillcolor=\"#dbeafe\"",
            Sort::Task => ", fillcolor=\"#fef3c7\"",
            Sort::Backing => ", shape=cylinder, style=filled, fillcolor=\"#d1fae5\"",
            Sort::External => ", shape=cylinder, style=\"filled,dashed\", fillcolor=\"#f1f5f9\"",
            Sort::Beyond => ", shape=ellipse, style=\"filled,dashed\", fillcolor=\"#f1f5f9\"",
        };
        let _ = writeln!(dot, "    n{place} [label={}{look}];", quoted(&lines.join("\n")));
    }
    for link in &graph.links {
        let (style, words) = match link.bond {
            Bond::Reaches => ("", link.at.join("\n")),
            Bond::Before => (", style=dashed", "before".to_owned()),
            Bond::WaitsFor => (", style=dotted", "waits for".to_owned()),
        };
        let label = if words.is_empty() { String::new() } else { format!("label={}", quoted(&words)) };
        let attributes = format!("{label}{style}");
        let _ = writeln!(dot, "    n{} -> n{} [{}];", link.from, link.to, attributes.trim_start_matches(", "));
    }
    dot + "}\n"
}

/// A string in quotes: only a quote and a backslash mean something in it, and a new line is written out.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            other if other.is_control() => quoted.push('\u{fffd}'),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_ends_no_string() {
        assert_eq!(quoted("a\"b\\\nc\u{7}"), "\"a\\\"b\\\\\\nc\u{fffd}\"");
    }
}
