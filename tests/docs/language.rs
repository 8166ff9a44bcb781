//! The reference of the language: each node with its form, an example, and what each target makes of its fields.

use super::{
    examples::{self, Example},
    fields::{self, Node, Row},
};
use landfall::{
    artifact::Becomes,
    shape::{Block, Choice, Field, Form, Format, Key, List, Map, Shape},
    targets::TARGETS,
    tree::scalar,
};
use std::fmt::Write as _;

const INTRODUCTION: &str = "# The language

This page is made from the compiler: the types of the language say what a node means and takes, every example is compiled, and the
columns to the right are the targets' own answers: ✓ it is in the output, ◐ in part, – the target has no such thing. Below each
table stands why. What becomes of a field of yours, with its defaults, is in `landfall render --ledger`; which rule gave a default is in
`landfall explain ENV PATH`.

In a form, capitals stand for values, `[ ]` for what may be left out, `…` for more of the same, and `name=` for a property, which may also be a
child: `port 8080 service=80` is `port 8080 { service 80; }`. In YAML and JSON a node that occurs more than once is a map or a list, under the
name in the headline's brackets.
";

/// The whole page.
pub(super) fn page() -> String {
    let examples = examples::all();
    let mut page = INTRODUCTION.to_owned();
    for (title, nodes) in fields::parts() {
        let _ = write!(page, "\n## {title}\n{}", about(title));
        nodes.iter().for_each(|node| section(&mut page, node, &examples));
    }
    page
}

/// What is to be said of a part as a whole.
fn about(title: &str) -> &'static str {
    match title {
        "In the manifest and in environments" => {
            "\nAn environment says these again, with only what differs: `environment \"production\" { … }`.\n"
        }
        "Environments" => {
            "\n`environment NAME { … }`, or a file `landfall.NAME.kdl` beside the manifest. `dev` (docker), `staging` (compose) and `production` (kubernetes) are \
             there without it.\n"
        }
        "Workloads" => {
            "\n`service NAME { … }` runs for long, `stateful NAME { … }` too, with a stable name and storage of its own for each replica, `daemon NAME { … }` once on each node, \
             `job NAME { … }` once, to completion, `cron NAME SCHEDULE { … }` on a schedule. They share one body.\n"
        }
        "Backing services" => {
            "\n`TYPE NAME { … }`, as in `postgres \"db\"`: what the application uses and does not build. [Backing services](backing-services.md) has the types, \
             and how to add one. It takes a workload's body besides.\n"
        }
        _ => "",
    }
}

fn section(page: &mut String, node: &Node, examples: &[Example]) {
    let field = node.field;
    let plural = if field.name == field.node { String::new() } else { format!(" (`{}`)", field.name) };
    let _ = write!(page, "\n### `{}`{plural}\n\n{}", field.node, field.doc);
    if let Some(places) = field.only {
        let places: Vec<_> = places.iter().filter(|place| **place != "mixins").map(|place| format!("`{place}`")).collect();
        let _ = write!(page, " Only in {}.", places.join(", "));
    }
    let _ = write!(page, "\n\n```text\n{}\n```\n\n```kdl example\n", form(field));
    let shown: Vec<&str> = examples.iter().filter(|example| example.node == node.path).map(|example| &*example.text).collect();
    let _ = write!(page, "{}```\n\n", shown.join("\n"));
    table(page, &node.rows);
}

fn table(page: &mut String, rows: &[Row]) {
    let targets: Vec<&str> = TARGETS.iter().map(|target| target.traits.name).collect();
    let _ = writeln!(
        page,
        "| | meaning | takes | {} |\n| --- | --- | --- | {}",
        targets.join(" | "),
        ":-: | ".repeat(targets.len()).trim_end()
    );
    let mut notes: Vec<Note> = Vec::new();
    for row in rows {
        let name = if row.name.is_empty() { "the value".to_owned() } else { format!("`{}`", row.name) };
        if !row.leaf {
            let _ = writeln!(page, "| {name} | {} | | {}", row.doc, "| ".repeat(targets.len()).trim_end());
            continue;
        }
        let _ = write!(page, "| {name} | {} | {} |", row.doc, takes(row.shape));
        for target in TARGETS {
            let (sign, why) = answer(target.answers, &row.path);
            let _ = write!(page, " {sign} |");
            let Some(why) = why else { continue };
            match notes.iter_mut().find(|note| note.target == target.traits.name && note.why == why) {
                Some(note) => note.names += &format!(", {name}"),
                None => notes.push(Note { target: target.traits.name, names: name.clone(), why }),
            }
        }
        page.push('\n');
    }
    if !notes.is_empty() {
        page.push('\n');
        notes.iter().for_each(|Note { target, names, why }| _ = writeln!(page, "- {target}, {names}: {why}"));
    }
}

/// Why a target has less than a field says.
struct Note {
    target: &'static str,
    names: String,
    why: &'static str,
}

fn takes(shape: &Shape) -> String {
    match &shape.form {
        Form::Map(_) => "names and values".to_owned(),
        Form::Any => "nodes".to_owned(),
        _ => scalar::wants(shape),
    }
}

/// What a target says of a field, or of what holds it.
fn answer(answers: &'static [landfall::artifact::Answer], path: &str) -> (&'static str, Option<&'static str>) {
    let plain = path.strip_prefix("environments.*.").filter(|inner| answers.iter().any(|answer| answer.field == *inner));
    let mut path = plain.unwrap_or(path);
    loop {
        let entries = format!("{path}.*");
        let exact = answers.iter().find(|answer| answer.field == path);
        if let Some(answer) = exact.or_else(|| answers.iter().find(|answer| answer.field == entries)) {
            return match answer.becomes {
                Becomes::Emitted => ("✓", None),
                Becomes::Weakened(lost) => ("◐", Some(lost)),
                Becomes::Ignored(why) => ("–", Some(why)),
            };
        }
        match path.rsplit_once('.') {
            Some((outer, _)) => path = outer,
            // Such a node directs the compiler, and is no matter of a target.
            None => return ("✓", None),
        }
    }
}

/// How a node is written.
fn form(field: &Field) -> String {
    let values = written(field.shape);
    let line = format!("{} {values}", field.node);
    line.trim_end().to_owned()
}

fn written(shape: &Shape) -> String {
    match &shape.form {
        Form::Text(format) => value(*format).to_owned(),
        Form::Whole { .. } => "NUMBER".to_owned(),
        Form::Bool => "#true|#false".to_owned(),
        Form::Words(words) => words.iter().map(|word| format!("\"{}\"", word.name)).collect::<Vec<_>>().join("|"),
        Form::Any => "{ … }".to_owned(),
        Form::Block(block) => of_block(block, ""),
        Form::Choice(choice) => of_choice(choice),
        Form::Map(map) => of_map(map),
        Form::List(List { item, .. }) if item.is_word() => format!("{}…", written(item)),
        Form::List(List { item, .. }) => written(item),
    }
}

/// What stands for a value of that form.
fn value(format: Format) -> &'static str {
    match format {
        Format::Name | Format::SecretName | Format::Variable => "NAME",
        Format::ImageReference => "IMAGE",
        Format::CpuQuantity | Format::CpuQuantityOrNone => "QUANTITY",
        Format::Size => "SIZE",
        Format::Duration => "TIME",
        Format::AbsolutePath | Format::LocalPath => "PATH",
        Format::FileMode => "MODE",
        Format::Cidr => "RANGE",
        Format::Domain => "HOST",
        Format::Url => "URL",
        Format::Cron => "SCHEDULE",
        Format::KubernetesVersion => "VERSION",
        _ => "TEXT",
    }
}

fn of_map(map: &Map) -> String {
    match &map.key {
        Key::Child => format!("{{ NAME {}; … }}", written(map.entry)),
        Key::Name => {
            let key = if map.key_format == Format::Text { "NAME" } else { value(map.key_format) };
            format!("{key} {}", written(map.entry))
        }
        Key::Fields { named, .. } => match map.entry.block() {
            Some(block) => of_block(block, if *named { "[NAME] " } else { "" }),
            None => written(map.entry),
        },
    }
}

fn of_block(block: &Block, before: &str) -> String {
    if is_body(block) {
        return format!("{before}{{ the body of a workload }}");
    }
    let (mut line, mut children) = (before.to_owned(), Vec::new());
    for argument in block.arguments {
        let is_list = block.field(argument.field).is_some_and(|field| matches!(field.shape.form, Form::List(_)));
        let name = argument.field.to_uppercase() + if is_list { "…" } else { "" };
        line += &if argument.optional { format!("[{name}] ") } else { format!("{name} ") };
    }
    let is_argument = |field: &Field| {
        block.arguments.iter().any(|argument| argument.field == field.name || field.group == Some(argument.field))
    };
    for field in block.fields.iter().filter(|field| field.allowed && !is_argument(field)) {
        match &field.shape.form {
            Form::Choice(choice) if !choice.plain.is_empty() => line += &format!("{}= ", field.node),
            _ if field.shape.is_word() => line += &format!("{}= ", field.node),
            _ => children.push(format!("{} …", field.node)),
        }
    }
    if !children.is_empty() {
        line += &format!("{{ {}; }}", children.join("; "));
    }
    line.trim_end().to_owned()
}

/// Whether these are the fields of a workload.
pub(super) fn is_body(block: &Block) -> bool {
    block.field("image").is_some() && block.field("ports").is_some()
}

fn of_choice(choice: &Choice) -> String {
    let plain = choice.plain.iter().filter_map(|name| choice.variant(name)).map(|variant| written(variant.shape));
    let words = choice.variants.iter().filter(|variant| choice.plain.is_empty() && choice.bare(variant.name).is_some());
    let blocks = choice.variants.iter().filter_map(|variant| variant.shape.block().map(|block| (variant.name, block)));
    let blocks = blocks.filter(|(_, block)| !block.fields.is_empty()).map(|(name, block)| match choice.block == Some(name) {
        true => of_block(block, ""),
        false => of_block(block, &format!("\"{name}\" ")),
    });
    let forms: Vec<String> = plain.chain(words.map(|variant| format!("\"{}\"", variant.name))).chain(blocks).collect();
    forms.join("\n  or: ")
}
