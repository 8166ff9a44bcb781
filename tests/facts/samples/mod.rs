//! The applications of awesome-compose: each compiles for all environments, and every difference from its own Compose file is named.

mod original;
mod pods;
mod script;
mod table;

use super::fact::Facts;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// How many of the applications are here.
const SAMPLES: usize = 39;

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/awesome-compose")
}

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts").join(name)
}

/// The names of the samples.
fn names() -> Vec<String> {
    let folders = fs::read_dir(home()).unwrap().map(|entry| entry.unwrap()).filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What the samples say in each environment.
#[derive(Default)]
struct Compiled {
    dev: Facts,
    staging: Facts,
    production: Facts,
}

fn compiled() -> Compiled {
    let mut compiled = Compiled::default();
    for name in names() {
        let project = tempfile::tempdir().unwrap();
        render(&name, project.path(), &["--quiet"]);
        let read = |path: &str| fs::read_to_string(project.path().join("deploy").join(path)).unwrap();
        script::facts(&mut compiled.dev, &name, &read("dev/run.sh"));
        original::facts(&mut compiled.staging, &name, &read("staging/compose.yaml"));
        for object in super::yaml_texts(&project.path().join("deploy/production/app")) {
            pods::facts(&mut compiled.production, &name, &object);
        }
    }
    compiled
}

/// What `landfall render` prints for a sample.
fn render(name: &str, project: &Path, words: &[&str]) -> String {
    crate::examples::copy(&format!("awesome-compose/{name}"), project);
    let run = Command::new(env!("CARGO_BIN_EXE_landfall")).arg("render").args(words).current_dir(project).output().unwrap();
    assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// What the samples' own Compose files say.
fn originals() -> Facts {
    fs::read_to_string(beside("awesome-compose.facts")).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn every_difference_of_a_sample_from_its_compose_file_is_named() {
    let original = originals();
    let applications: BTreeSet<&str> = original.iter().filter_map(|fact| fact.split('/').next()).collect();
    assert_eq!(names(), applications.into_iter().collect::<Vec<_>>());
    assert_eq!(names().len(), SAMPLES);
    let Compiled { dev, staging, production } = compiled();
    let names = |file: &str| fs::read_to_string(beside(file)).unwrap();
    let found = super::differences(&original, &dev);
    let mut complaints = super::named::complaints("awesome-compose in dev", &found, &names("awesome-compose.differences"));
    let in_dev_alone: Vec<String> =
        original.intersection(&dev).filter(|fact| !staging.contains(*fact)).map(|fact| format!("- {fact}")).collect();
    complaints +=
        &super::named::complaints("awesome-compose in staging", &in_dev_alone, &names("awesome-compose.staging.differences"));
    let has_words = |fact: &&String| fact.split(' ').nth(1).is_some_and(|kind| pods::KINDS.contains(&kind));
    let outside: Vec<String> = original
        .intersection(&staging)
        .filter(|fact| has_words(fact) && !production.contains(*fact))
        .map(|fact| format!("- {fact}"))
        .collect();
    complaints +=
        &super::named::complaints("awesome-compose in production", &outside, &names("awesome-compose.production.differences"));
    assert!(complaints.is_empty(), "\n{complaints}");
}

fn table() -> String {
    table::rows(|name| render(name, tempfile::tempdir().unwrap().path(), &["production", "--ledger"]))
}

/// The page around the table: what is before it, and behind it.
fn page() -> (String, String) {
    let text = fs::read_to_string(home().join("README.md")).unwrap();
    let (before, rest) = text.split_once("| sample |").expect("the table");
    let (_, after) = rest.split_once("\n\n").unwrap_or((rest, ""));
    (before.to_owned(), after.to_owned())
}

#[test]
fn the_table_of_the_samples_says_what_each_environment_loses() {
    let (before, after) = page();
    let text = fs::read_to_string(home().join("README.md")).unwrap();
    assert!(text == format!("{before}{}\n{after}", table()), "remake it: cargo test remake_the -- --ignored");
}

#[test]
#[ignore = "writes the table anew"]
fn remake_the_table_of_the_samples() {
    let (before, after) = page();
    fs::write(home().join("README.md"), format!("{before}{}\n{after}", table())).unwrap();
}

#[test]
#[allow(clippy::print_stderr, reason = "what did not run is told")]
fn the_facts_are_those_of_the_samples() {
    let Some(corpus) = std::env::var_os("LANDFALL_CORPUS") else {
        eprintln!("not run: LANDFALL_CORPUS names no folder with the original applications");
        return;
    };
    let mut facts = Facts::new();
    for entry in fs::read_dir(Path::new(&corpus).join("awesome-compose")).unwrap() {
        let folder = entry.unwrap().path();
        let file = ["compose.yaml", "compose.yml"].map(|name| folder.join(name)).into_iter().find(|path| path.exists());
        let Some(file) = file else { continue };
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !names().contains(&name) {
            continue;
        }
        original::facts(&mut facts, &name, &fs::read_to_string(file).unwrap());
    }
    let facts: String = facts.iter().map(|fact| format!("{fact}\n")).collect();
    if std::env::var_os("LANDFALL_UPDATE").is_some() {
        fs::write(beside("awesome-compose.facts"), &facts).unwrap();
    }
    assert_eq!(fs::read_to_string(beside("awesome-compose.facts")).unwrap(), facts);
}
