//! What says which secrets must be there: `SECRETS.md`, `.env.example`, and what Git ignores. Never a value.

use super::{
    files,
    variables::{self, Variables},
};
use crate::{
    artifact::{Artifacts, Notes},
    path::FieldPath,
    plan::{Plan, Secret, Store},
};
use std::fmt::Write;

/// Where Compose looks for values of variables.
pub(super) const DOTENV: &str = ".env";

/// Writes the files about secrets; refuses a store that Compose cannot read from.
pub(super) fn describe(plan: &Plan, variables: &Variables, artifacts: &mut Artifacts, notes: &mut Notes) {
    if plan.secrets.by_name.is_empty() {
        return;
    }
    match &plan.secrets.store {
        Store::Files { .. } | Store::Environment => {}
        Store::Dotenv { file } if file.trim_start_matches("./") == DOTENV => {}
        Store::Dotenv { file } => {
            let lost = format!("Compose reads `.env` beside its file by itself; for `{file}` call it with `--env-file {file}`");
            notes.weakened(FieldPath::new(["secrets"]), lost);
        }
        Store::Existing | Store::Kubernetes { .. } | Store::Vault(_) => {
            let why = "Compose reads secrets from files and from variables, and this store gives neither";
            notes.refused(FieldPath::new(["secrets"]), why, "write `secrets \"files\"` in this environment");
            return;
        }
    }
    artifacts.add("SECRETS.md", page(plan, variables));
    if matches!(plan.secrets.store, Store::Environment) {
        return;
    }
    artifacts.add(".gitignore", ignored(plan, variables));
    if !variables.is_empty() {
        artifacts.add(".env.example", example(plan, variables));
    }
}

/// The file of variables, from the folder of the output.
pub(super) fn dotenv(plan: &Plan) -> &str {
    match &plan.secrets.store {
        Store::Dotenv { file } => file,
        Store::Files { .. } | Store::Environment | Store::Existing | Store::Kubernetes { .. } | Store::Vault(_) => DOTENV,
    }
}

fn ignored(plan: &Plan, variables: &Variables) -> String {
    let mut lines = String::from("# Values of secrets stay out of Git.\n");
    let mut ignore = |path: &str, end: &str| {
        let inner = path.trim_start_matches("./").trim_end_matches('/');
        if !inner.starts_with(['/', '.']) || inner == DOTENV {
            lines.push_str(&format!("/{inner}{end}\n"));
        }
    };
    if let Store::Files { dir } = &plan.secrets.store {
        ignore(dir, "/");
    }
    if !variables.is_empty() {
        ignore(dotenv(plan), "");
    }
    lines
}

fn example(plan: &Plan, variables: &Variables) -> String {
    let mut text = format!("# `{}` writes {} with these names.\n", variables::command(plan), dotenv(plan));
    text.push_str("# A value stands in double quotes, with \\\\ \\\" \\$ and \\n for a backslash, a quote, a dollar sign and a line break.\n");
    for (secret, name) in variables.iter() {
        let told = plan.secrets.by_name.get(&secret.name).and_then(|secret| secret.description.as_deref());
        let what = told.map_or_else(|| format!("the secret `{}`", secret.name), one_line);
        let how = match secret.encoding {
            crate::plan::Encoding::Plain => "",
            crate::plan::Encoding::Url => ", percent-encoded",
        };
        text.push_str(&format!("\n# {what}{how}\n{name}=\n"));
    }
    text
}

fn page(plan: &Plan, variables: &Variables) -> String {
    let mut text = format!("# Secrets of {}, {}\n\n", plan.application.name, plan.setting.environment);
    let command = variables::command(plan);
    if matches!(plan.secrets.store, Store::Environment) {
        text.push_str("Who calls Compose has these variables in its environment; none of them is written anywhere.\n\n");
        table(&mut text, plan, variables);
        return text;
    }
    text.push_str(&format!("`{command}` makes those that are generated, asks for the others, and changes none that is there.\n"));
    let by_hand = match &plan.secrets.store {
        Store::Files { dir } => format!(
            "By hand: one file for each in `{}` (the folder 0700, files 0444), and the variables in `.env`.\n",
            files::folder(dir)
        ),
        _ => format!("By hand: the variables in `{}`.\n", dotenv(plan)),
    };
    text.push_str(&by_hand);
    text.push_str("Variables of the shell that calls Compose go before those of the file.\n\n");
    table(&mut text, plan, variables);
    text.push_str(&format!("\nAfter a change of a file: `{command}`, then `docker compose up -d --force-recreate`.\n"));
    text
}

fn table(text: &mut String, plan: &Plan, variables: &Variables) {
    text.push_str("| secret | comes from | variables | used by | what it is |\n| --- | --- | --- | --- | --- |\n");
    for (name, secret) in &plan.secrets.by_name {
        let from = if secret.generated && !matches!(plan.secrets.store, Store::Environment) { "generated once" } else { "you" };
        let row = row(name, from, secret, variables);
        writeln!(text, "{row}").expect("a String takes all that is written");
    }
}

fn row(name: &str, from: &str, secret: &Secret, variables: &Variables) -> String {
    let of = variables.iter().filter(|(used, _)| used.name == name).map(|(_, variable)| format!("`{variable}`"));
    let used_by: Vec<&str> = secret.used_by.iter().map(String::as_str).collect();
    let what = secret.description.as_deref().map(one_line).unwrap_or_default();
    format!("| `{name}` | {from} | {} | {} | {what} |", of.collect::<Vec<_>>().join(", "), used_by.join(", "))
}

/// A description as a cell of the table, or a comment.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
