//! The page of production's rules, made from the rules themselves.

use landfall::policy::{Example, RULES, Rule};
use std::fmt::Write;

const HEAD: &str = "\
# Rules

What production asks of every workload. This page is made from the rules themselves; `landfall explain RULE` shows one of them. How grave
they are for a project, and how one is waived, is in [policy and waivers](policy.md).

In staging an error is a warning, and in dev they are off. The examples are fields of a service, and nodes beside it.
";

/// The page.
pub(super) fn page() -> String {
    let mut page = HEAD.to_owned();
    page += "\n| rule | what it asks for | in production | waived |\n| --- | --- | --- | --- |\n";
    for Rule { code, grade, waiver, .. } in RULES {
        let name = code.name;
        writeln!(page, "| [`{name}`](#{name}) | {} | {} | {} |", code.summary, grade.word(), waiver.words()).unwrap();
    }
    RULES.iter().for_each(|rule| page += &section(rule));
    page
}

fn section(Rule { code, cure, good, bad, .. }: &Rule) -> String {
    let upper: String = code.summary.chars().take(1).flat_map(char::to_uppercase).chain(code.summary.chars().skip(1)).collect();
    let mut section = format!("\n## {}\n\n{upper}. {}\n\nWhat to do: {cure}.\n", code.name, code.explanation);
    for (word, example) in [("Keeps it", good), ("Breaks it", bad)] {
        if *example != Example::of("") {
            write!(section, "\n{word}:\n\n```kdl example\n{}\n```\n", example.text()).unwrap();
        }
    }
    section
}
