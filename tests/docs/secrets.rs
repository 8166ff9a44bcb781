//! A secret in every field of the language: it is refused, or every output has it by reference; no value is anywhere.

use super::{
    examples,
    overlaid::{Outcome, places, rendered},
};
use landfall::reference::{self, Example, Row};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path};

/// Stands for a value; its base64 form is looked for as well.
const CANARY: &str = "canary-4711-hunter2";
const ENCODED: &str = "Y2FuYXJ5LTQ3MTEtaHVudGVyMg==";

/// Words that only readers of the manifest see, and no output has.
const FOR_READERS: [&str; 2] = ["workload.singleton.reason", "backing.*.in-cluster.reason"];

/// The fields that take a secret in every environment, alone or as a part of their text.
const TAKEN: [&str; 14] = [
    "backing.*.database",
    "backing.*.external.password",
    "backing.*.external.username",
    "backing.*.in-cluster.reason",
    "backing.*.username",
    "workload.command",
    "workload.entrypoint",
    "workload.env",
    "workload.health.exec",
    "workload.routes.*.tls",
    "workload.scale.metrics.*.trigger.secrets",
    "workload.secret-files.*.secret",
    "workload.singleton.reason",
    "workload.stop.before",
];

#[test]
fn a_secret_is_refused_or_written_by_reference_in_every_field() {
    let folder = examples::folder();
    for path in [".env", ".env.production", "deploy/dev/.env", "deploy/staging/.env", "deploy/staging/secrets/sparrow"] {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::write(folder.path().join(path), format!("SPARROW={CANARY}\n")).unwrap();
    }
    let examples = reference::examples();
    let (mut taken, mut wrong) = (BTreeSet::new(), String::new());
    for node in reference::parts().iter().flat_map(|part| &part.nodes) {
        for row in node.fields.iter().filter(|row| row.takes.is_some()) {
            for text in [json!("a{{ secret.sparrow }}"), json!({"secret": "sparrow"})] {
                let own = examples.iter().filter(|example| example.node == node.path);
                let outcomes: Vec<Outcome> = own.flat_map(|example| tried(example, row, &text, folder.path())).collect();
                wrong += &told(&row.path, &outcomes);
                if outcomes.iter().all(Result::is_ok) && !outcomes.is_empty() {
                    taken.insert(row.path.clone());
                    wrong += &unreferenced(&row.path, &outcomes);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert_eq!(taken.into_iter().collect::<Vec<_>>(), TAKEN);
}

/// Where the value is shown, or the text stands as it is written.
fn told(field: &str, outcomes: &[Outcome]) -> String {
    let texts = outcomes.iter().flat_map(|outcome| match outcome {
        Ok(files) => files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>(),
        Err(words) => words.iter().map(|words| ("a message", words.as_str())).collect(),
    });
    let mut wrong = String::new();
    for (place, text) in texts {
        if is_told(text) || (place != "a message" && text.contains("{{ secret.sparrow")) {
            wrong += &format!("`{field}`: {place} holds it\n");
        }
    }
    wrong
}

/// A secret that was taken, and is in no output of any environment.
fn unreferenced(field: &str, outcomes: &[Outcome]) -> String {
    let files = || outcomes.iter().flatten().flatten();
    let is_referred_to = files().any(|(_, text)| text.to_lowercase().contains("sparrow"));
    if is_referred_to || FOR_READERS.contains(&field) { String::new() } else { format!("`{field}`: no file refers to it\n") }
}

fn is_told(text: &str) -> bool {
    text.contains(CANARY) || text.contains(ENCODED)
}

/// The outcomes of an example whose field holds the secret, in each environment where it says the field.
fn tried(example: &Example, row: &Row, text: &Value, folder: &Path) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for environment in &example.environments {
        let Some(place) = places(example, row, environment, folder).into_iter().next() else { continue };
        let outcome = rendered(folder, &place.holding(text));
        let is_refused = outcome.is_err();
        outcomes.push(outcome);
        // What one environment refuses for its form, all do.
        if is_refused {
            break;
        }
    }
    outcomes
}
