//! A graph for a terminal: each node with what it reaches, those first that others come in by.

use super::{Bond, Graph, Link, Node, Sort};
use crate::facts::escaped;
use std::fmt::Write as _;

/// The graph in words.
pub fn render(graph: &Graph) -> String {
    let mut text = format!("{}\n", escaped(&graph.title()));
    for node in order(graph) {
        let links: Vec<&Link> = graph.leaving(node).collect();
        let Some(it) = graph.nodes.get(node) else { continue };
        if links.is_empty() && matches!(it.sort, Sort::External | Sort::Beyond | Sort::Backing) {
            continue;
        }
        let _ = writeln!(text, "\n{}", heading(it));
        let width =
            links.iter().filter_map(|link| graph.nodes.get(link.to)).map(|to| named(to).chars().count()).max().unwrap_or(0);
        for link in links {
            let Some(to) = graph.nodes.get(link.to) else { continue };
            let arrow = match link.bond {
                Bond::Reaches => "→",
                Bond::Before => "before",
                Bond::WaitsFor => "waits for",
            };
            let line = format!("  {arrow} {:width$}  {}", named(to), escaped(&link.at.join(", ")));
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    let sinks: Vec<&Node> = graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(place, _)| graph.leaving(*place).next().is_none())
        .map(|(_, node)| node)
        .collect();
    for (sort, head) in [(Sort::Backing, "backing services"), (Sort::External, "run by somebody else"), (Sort::Beyond, "outside")]
    {
        let of_sort: Vec<&&Node> = sinks.iter().filter(|node| node.sort == sort).collect();
        if !of_sort.is_empty() {
            let _ = writeln!(text, "\n{head}");
            let width = of_sort.iter().map(|node| node.name.chars().count()).max().unwrap_or(0);
            for node in of_sort {
                let parts: Vec<_> = std::iter::once(node.word.as_str()).chain(node.notes.iter().map(String::as_str)).collect();
                let _ = writeln!(text, "  {:width$}  {}", escaped(&node.name), escaped(&parts.join(", ")));
            }
        }
    }
    text
}

/// Nodes in the order in which somebody who comes in meets them; then what nobody comes to.
fn order(graph: &Graph) -> Vec<usize> {
    let mut order: Vec<usize> = (0..graph.nodes.len()).filter(|node| is(graph, *node, Sort::Entrance)).collect();
    let starts = |node: &usize| graph.coming(*node).next().is_none() && !is(graph, *node, Sort::Entrance);
    let running = (0..graph.nodes.len()).filter(|node| starts(node) && is(graph, *node, Sort::Running));
    let mut next = 0;
    order.extend(running);
    while let Some(node) = order.get(next).copied() {
        for link in graph.leaving(node).filter(|link| link.bond == Bond::Reaches) {
            if !order.contains(&link.to) {
                order.push(link.to);
            }
        }
        next += 1;
    }
    let rest: Vec<usize> = (0..graph.nodes.len()).filter(|node| !order.contains(node)).collect();
    order.extend(rest);
    order
}

fn is(graph: &Graph, node: usize, sort: Sort) -> bool {
    graph.nodes.get(node).is_some_and(|node| node.sort == sort)
}

/// `web (service, 3 replicas)`.
fn heading(node: &Node) -> String {
    let parts: Vec<_> = std::iter::once(node.word.as_str()).chain(node.notes.iter().map(String::as_str)).collect();
    escaped(&format!("{} ({})", node.name, parts.join(", ")))
}

/// The name, with what tells a place outside from a workload of the same name.
fn named(node: &Node) -> String {
    match (node.sort, node.word.as_str()) {
        (Sort::Beyond | Sort::Entrance, "namespace") if node.notes.is_empty() => escaped(&format!("namespace {}", node.name)),
        _ => escaped(&node.name),
    }
}
