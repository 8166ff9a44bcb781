//! The defaults that the documentation states: each field has one, and what is rendered with it is what is rendered without.

use super::examples;
use landfall::{
    compile,
    diagnostic::{Diagnostics, Severity},
    overlay::{Given, Step},
    project::Folder,
    reference::{self, Example, Row},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// Fields with a default that no overlay can leave out: of the application alone, in a list, part of what a key is made of.
const OUT_OF_REACH: [&str; 3] = ["app.edition", "workload.egress.protocol", "workload.routes.*.path.type"];

/// Fields of one alternative, which JSON names.
const ALTERNATIVES: [(&str, &str); 5] = [
    ("secrets.file", "dotenv"),
    ("secrets.dir", "files"),
    ("secrets.auth", "vault"),
    ("secrets.version", "vault"),
    ("secrets.refresh", "vault"),
];

/// The files of an environment, or its mistakes.
type Outcome = Result<Vec<(String, String)>, Vec<String>>;

#[test]
fn every_field_says_its_default() {
    let rows = reference::parts().into_iter().flat_map(|part| part.nodes).flat_map(|node| node.fields);
    let silent: Vec<String> = rows.filter(|row| row.takes.is_some() && row.default.is_none()).map(|row| row.path).collect();
    assert!(silent.is_empty(), "add a line `Default: …` to the doc comment of each: {silent:#?}");
}

#[test]
fn what_is_rendered_with_a_default_is_what_is_rendered_without() {
    let folder = examples::folder();
    let examples = reference::examples();
    let mut wrong = String::new();
    for node in reference::parts().iter().flat_map(|part| &part.nodes) {
        for (row, value) in node.fields.iter().filter_map(|row| Some((row, row.value.as_ref()?))) {
            if OUT_OF_REACH.contains(&row.path.as_str()) {
                continue;
            }
            let (own, others): (Vec<_>, Vec<_>) = examples.iter().partition(|example| example.node == node.path);
            let mut results = own.into_iter().chain(others).map(|example| tried(example, row, value, folder.path()));
            match results.find(|tried| !matches!(tried, Ok(0))) {
                Some(Ok(_)) => {}
                None => wrong += &format!("`{}` stands in no example where it can be tried\n", row.path),
                Some(Err(why)) => wrong += &format!("`{}` has not the default {value}: {why}\n", row.path),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// In how many places of an example a field can be left out, and be said as by default, and nothing changes.
fn tried(example: &Example, row: &Row, value: &Value, folder: &Path) -> Result<usize, String> {
    let mut count = 0;
    let (manifest, _) = examples::manifest(example);
    for environment in &example.environments {
        fs::write(folder.join("landfall.kdl"), format!("{manifest}\nenvironment \"tried\" extends=\"{environment}\"\n")).unwrap();
        for path in places(folder, environment, row) {
            let without = rendered(folder, &overlay(&path, &Value::Null));
            let with = rendered(folder, &overlay(&path, value));
            if without != with {
                return Err(format!("at {} in {environment}:\n{}", path.join("."), differing(&without, &with)));
            }
            count += 1;
        }
    }
    Ok(count)
}

/// Where an example says a field.
fn places(folder: &Path, environment: &str, row: &Row) -> Vec<Vec<String>> {
    let files = Folder::new(folder).unwrap();
    let given = Given::default();
    let analysis = compile::analyze(&files, "landfall.kdl", &given, &[environment.to_owned()], &mut Diagnostics::default());
    let mut found = Vec::new();
    let wanted = row.path.strip_prefix("environments.*.").unwrap_or(&row.path);
    analysis.environments[0].merged.trace.leaves(|leaf| {
        let is_written = analysis.project.sources.file(leaf.entry.span().file).path == "landfall.kdl";
        let is_in_list = leaf.steps.iter().any(|step| matches!(step, Step::Index(_)));
        if is_written && !is_in_list && examples::answered(&leaf) == wanted {
            let names = leaf.steps.iter().map(|step| match step {
                Step::Field(name) => (*name).to_owned(),
                Step::Key(key) => key.to_string(),
                Step::Index(index) => index.to_string(),
            });
            let mut names: Vec<String> = names.collect();
            if let Some((_, alternative)) = ALTERNATIVES.iter().find(|(path, _)| *path == row.path) {
                names.insert(1, (*alternative).to_owned());
            }
            found.push(names);
        }
    });
    found
}

fn overlay(path: &[String], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |inner, name| json!({name: inner}))
}

/// What comes of an overlay.
fn rendered(folder: &Path, overlay: &Value) -> Outcome {
    fs::write(folder.join("landfall.tried.json"), overlay.to_string()).unwrap();
    let files = Folder::new(folder).unwrap();
    let mut diagnostics = Diagnostics::default();
    let names = ["tried".to_owned()];
    let analysis = compile::analyze(&files, "landfall.kdl", &Given::default(), &names, &mut diagnostics);
    let rendered = compile::render_all(&analysis, None, &mut diagnostics);
    fs::remove_file(folder.join("landfall.tried.json")).unwrap();
    let text = |content: &[u8]| String::from_utf8_lossy(content).into_owned();
    match rendered.as_slice() {
        [one] => Ok(one.artifacts.iter().map(|(path, artifact)| (path.to_owned(), text(&artifact.content))).collect()),
        _ => {
            let errors = diagnostics.iter().filter(|one| one.severity == Severity::Error);
            Err(errors.map(|one| format!("{}: {}", one.code.name, one.message)).collect())
        }
    }
}

/// What one outcome has and the other lacks, in a few lines.
fn differing(without: &Outcome, with: &Outcome) -> String {
    let lines = |outcome: &Outcome| -> Vec<String> {
        match outcome {
            Ok(files) => files.iter().flat_map(|(path, text)| text.lines().map(move |line| format!("{path}: {line}"))).collect(),
            Err(mistakes) => mistakes.clone(),
        }
    };
    let (without, with) = (lines(without), lines(with));
    let only = |one: &[String], other: &[String], word: &str| -> String {
        one.iter().filter(|line| !other.contains(line)).take(5).map(|line| format!("  {word} {line}\n")).collect()
    };
    only(&without, &with, "without") + &only(&with, &without, "with   ")
}
