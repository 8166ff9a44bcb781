//! The secrets of the script: their names in `.env`, and what is said of them to who supplies them.

use super::{names::Names, value::variable};
use crate::{
    artifact::Notes,
    path::FieldPath,
    plan::{Plan, Role, Secret, Store, dotenv_name},
    template::Word,
};
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// The file that the script reads, from its own folder.
pub(super) fn file(plan: &Plan) -> &str {
    match &plan.secrets.store {
        Store::Dotenv { file } => file,
        Store::Files { .. } | Store::Environment | Store::Existing | Store::Kubernetes { .. } | Store::Vault(_) => ".env",
    }
}

/// Notes a store that is none of this target's, and names that the script cannot tell apart.
pub(super) fn note(plan: &Plan, notes: &mut Notes) {
    match &plan.secrets.store {
        Store::Dotenv { .. } => {}
        _ if plan.secrets.by_name.is_empty() => {}
        Store::Files { .. } | Store::Environment | Store::Existing | Store::Kubernetes { .. } | Store::Vault(_) => {
            notes.ignored(FieldPath::new(["secrets"]), "the script reads secrets from `.env`");
        }
    }
    let mut seen = BTreeMap::new();
    for name in plan.secrets.by_name.keys() {
        if let Some(other) = seen.insert(dotenv_name(name), name) {
            let why = format!("`{other}` and `{name}` have the same name in `.env`: `{}`", dotenv_name(name));
            notes.refused(FieldPath::new(["secret", name]), why, "give one of them another name");
        }
    }
}

/// What the template says of each secret.
pub(super) fn values(plan: &Plan, names: &Names) -> Vec<Value> {
    plan.secrets.by_name.iter().map(|(name, secret)| value(plan, names, name, secret)).collect()
}

fn value(plan: &Plan, names: &Names, name: &str, secret: &Secret) -> Value {
    let more: Value = if secret.generated {
        volumes(plan, names, secret).into_iter().collect()
    } else {
        secret.description.iter().cloned().collect()
    };
    context! { name => dotenv_name(name), generated => secret.generated, more => more }
}

/// Volumes that were made with a generated secret, and so do not open with another.
fn volumes(plan: &Plan, names: &Names, secret: &Secret) -> Vec<String> {
    let keeps = plan.workloads.iter().filter(|workload| match workload.role {
        Role::Own | Role::Proxy => false,
        Role::Backing(_) => secret.used_by.contains(&workload.name),
    });
    keeps.flat_map(|workload| workload.container.volumes.iter().map(|volume| names.volume(workload, volume))).collect()
}

/// Secrets that are mounted as files: the name of the file, and its content.
pub(super) fn files(plan: &Plan) -> Vec<Value> {
    let used = plan.workloads.iter().flat_map(|workload| &workload.container.secret_files);
    let by_name: BTreeMap<&str, String> = used.map(|file| (file.secret.as_str(), variable(&file.secret))).collect();
    let value = |variable: String| Value::from_object(Word::default().then_variable(variable));
    by_name.into_iter().map(|(name, variable)| context! { name => name, value => value(variable) }).collect()
}

/// `.env.example`: every name, and never a value.
pub(super) fn example(plan: &Plan) -> String {
    let head = "# The secrets of this environment. Copy this file to .env and fill it in; keep that out of version control.\n";
    plan.secrets.by_name.iter().fold(head.to_owned(), |mut text, (name, secret)| {
        text.push('\n');
        for line in secret.description.iter().flat_map(|description| description.split(['\n', '\r'])) {
            text.push_str(&format!("# {line}\n"));
        }
        if secret.generated {
            text.push_str("# Made by `./run.sh up` where it is not set.\n");
        }
        let users: Vec<&str> = secret.used_by.iter().map(String::as_str).collect();
        text.push_str(&format!("# Used by {}.\n{}=\n", users.join(", "), dotenv_name(name)));
        text
    })
}

/// `.gitignore`: what the script writes.
pub(super) fn ignored(plan: &Plan) -> String {
    let file = file(plan);
    let own = if file.starts_with("..") || file.starts_with('/') { String::new() } else { format!("/{file}\n") };
    format!("{own}/.secrets/\n")
}
