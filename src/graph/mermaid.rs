//! A graph for Mermaid, which pages of Markdown show.

use super::{Bond, Graph, Sort};
use std::fmt::Write as _;

/// The graph in the language of Mermaid.
pub fn render(graph: &Graph) -> String {
    let mut text = String::from("flowchart LR\n");
    for (place, node) in graph.nodes.iter().enumerate() {
        let lines = std::iter::once(node.word.as_str()).chain(node.notes.iter().map(String::as_str));
        let label: String = lines.fold(format!("<b>{}</b>", escaped(&node.name)), |label, line| label + "<br>" + &escaped(line));
        let (open, close) = match node.sort {
            Sort::Entrance | Sort::Beyond => ("([", "])"),
            Sort::Running | Sort::Task => ("[", "]"),
            Sort::Backing | Sort::External => ("[(", ")]"),
        };
        let _ = writeln!(text, "    n{place}{open}\"{label}\"{close}:::{}", node.sort.name());
    }
    for link in &graph.links {
        let (arrow, words) = match link.bond {
            Bond::Reaches => ("-->", link.at.iter().map(|at| escaped(at)).collect::<Vec<_>>().join("<br>")),
            Bond::Before => ("-.->", "before".to_owned()),
            Bond::WaitsFor => ("-.->", "waits for".to_owned()),
        };
        let words = if words.is_empty() { String::new() } else { format!("|\"{words}\"|") };
        let _ = writeln!(text, "    n{} {arrow}{words} n{}", link.from, link.to);
    }
    for (sort, look) in [
        (Sort::Entrance, "fill:#e2e8f0,stroke:#64748b,color:#0f172a"),
        (Sort::Running, "fill:#dbeafe,stroke:#3b82f6,color:#0f172a"),
        (Sort::Task, "fill:#fef3c7,stroke:#d97706,color:#0f172a"),
        (Sort::Backing, "fill:#d1fae5,stroke:#059669,color:#0f172a"),
        (Sort::External, "fill:#f1f5f9,stroke:#059669,color:#0f172a,stroke-dasharray:4 3"),
        (Sort::Beyond, "fill:#f1f5f9,stroke:#64748b,color:#0f172a,stroke-dasharray:4 3"),
    ] {
        if graph.nodes.iter().any(|node| node.sort == sort) {
            let _ = writeln!(text, "    classDef {} {look}", sort.name());
        }
    }
    text
}

/// A text in a quoted label, where HTML and `#` mean something, and Markdown between backquotes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '.' | ',' | '-' | '_' | '/' | ':' | '(' | ')' => safe.push(char),
            control if control.is_control() => safe.push('\u{fffd}'),
            other => _ = write!(safe, "#{};", u32::from(other)),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_a_number() {
        assert_eq!(escaped("a\"<b>#`0 7 * * *"), "a#34;#60;b#62;#35;#96;0 7 #42; #42; #42;");
    }
}
