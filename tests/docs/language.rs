//! The reference of the language: each node with its form, an example, and what each target makes of its fields.

use landfall::{
    reference::{self, Node, Part, Row},
    targets::TARGETS,
};
use std::fmt::Write as _;

const INTRODUCTION: &str = "# The language

This page is made from the compiler: the types of the language say what a node means and takes, every example is compiled, and the
columns to the right are the targets' own answers: ✓ it is in the output, ◐ in part, – the target has no such thing. Below each
table stands why. A default between backticks is the same everywhere, and what is rendered with it is what is rendered without. What
becomes of a field of yours, with its defaults, is in `landfall render --ledger`; which rule gave a default is in `landfall explain ENV PATH`.

In a form, capitals stand for values, `[ ]` for what may be left out, `…` for more of the same, and `name=` for a property, which may also be a
child: `port 8080 service=80` is `port 8080 { service 80; }`. In YAML and JSON a node that occurs more than once is a map or a list, under the
name in the headline's brackets.
";

/// The whole page.
pub(super) fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for Part { title, about, nodes, .. } in reference::parts() {
        let _ = write!(page, "\n## {title}\n");
        if !about.is_empty() {
            let _ = write!(page, "\n{about}\n");
        }
        if title == "Backing services" {
            page += "\n[Backing services](backing-services.md) has the types, and how to add one.\n";
        }
        nodes.iter().for_each(|node| section(&mut page, node));
    }
    page
}

fn section(page: &mut String, node: &Node) {
    let plural = if node.field == node.name { String::new() } else { format!(" (`{}`)", node.field) };
    let _ = write!(page, "\n### `{}`{plural}\n\n{}", node.name, node.meaning);
    if !node.kinds.is_empty() {
        let kinds: Vec<_> = node.kinds.iter().map(|kind| format!("`{kind}`")).collect();
        let _ = write!(page, " Only in {}.", kinds.join(", "));
    }
    if let Some(default) = node.default.filter(|_| !node.is_a_value()) {
        let _ = write!(page, " Default: {default}.");
    }
    let _ = write!(page, "\n\n```text\n{}\n```\n\n```kdl example\n{}```\n\n", node.form, node.examples.join("\n"));
    table(page, &node.fields);
}

fn table(page: &mut String, rows: &[Row]) {
    let targets: Vec<&str> = TARGETS.iter().map(|target| target.traits.name).collect();
    let _ = writeln!(
        page,
        "| | meaning | takes | default | {} |\n| --- | --- | --- | --- | {}",
        targets.join(" | "),
        ":-: | ".repeat(targets.len()).trim_end()
    );
    let mut notes: Vec<Note> = Vec::new();
    for row in rows {
        let name = if row.name.is_empty() { "the value".to_owned() } else { format!("`{}`", row.name) };
        let Some(takes) = &row.takes else {
            let default = row.default.map(|default| format!("{default} ")).unwrap_or_default();
            let _ = writeln!(page, "| {name} | {} | | {default}| {}", row.meaning, "| ".repeat(targets.len()).trim_end());
            continue;
        };
        let _ = write!(page, "| {name} | {} | {takes} | {} |", row.meaning, row.default.unwrap_or_default());
        for made in &row.targets {
            let _ = write!(page, " {} |", sign(made.outcome));
            let Some(why) = made.why else { continue };
            match notes.iter_mut().find(|note| note.target == made.target && note.why == why) {
                Some(note) => note.names += &format!(", {name}"),
                None => notes.push(Note { target: made.target, names: name.clone(), why }),
            }
        }
        page.push('\n');
    }
    if !notes.is_empty() {
        page.push('\n');
        notes.iter().for_each(|Note { target, names, why }| _ = writeln!(page, "- {target}, {names}: {why}"));
    }
}

fn sign(outcome: &str) -> &'static str {
    match outcome {
        "emitted" => "✓",
        "weakened" => "◐",
        "ignored" => "–",
        other => panic!("no sign for `{other}`"),
    }
}

/// Why a target has less than a field says.
struct Note {
    target: &'static str,
    names: String,
    why: &'static str,
}
