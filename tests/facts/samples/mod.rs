//! The applications of awesome-compose: each compiles for all environments, and every difference from its own Compose file is named.

mod original;
mod script;

use super::fact::Facts;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// How many of the applications are here.
const SAMPLES: usize = 35;

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

/// The facts of all samples, each of which compiles for every environment.
fn compiled() -> Facts {
    let mut facts = Facts::new();
    for name in names() {
        let project = tempfile::tempdir().unwrap();
        crate::examples::copy(&format!("awesome-compose/{name}"), project.path());
        let run = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(["render", "--quiet"])
            .current_dir(project.path())
            .output()
            .unwrap();
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
        let script = fs::read_to_string(project.path().join("deploy/dev/run.sh")).unwrap();
        script::facts(&mut facts, &name, &script);
    }
    facts
}

/// A difference that has a name.
struct Named<'t> {
    fact: &'t str,
}

impl Named<'_> {
    /// `*` stands for any text.
    fn covers(&self, difference: &str) -> bool {
        let mut parts = self.fact.split('*');
        let Some(mut rest) = difference.strip_prefix(parts.next().unwrap_or_default()) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
        for part in middle {
            let Some((_, behind)) = rest.split_once(part) else { return false };
            rest = behind;
        }
        rest.ends_with(last)
    }
}

fn named(text: &str) -> Vec<Named<'_>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let named = lines.map(|line| line.split_once("  # ").unwrap_or_else(|| panic!("`{line}` has no reason")));
    named
        .inspect(|(fact, reason)| assert!(!reason.is_empty(), "`{fact}` has no reason"))
        .map(|(fact, _)| Named { fact })
        .collect()
}

#[test]
fn every_difference_of_a_sample_from_its_compose_file_is_named() {
    let original: Facts = fs::read_to_string(beside("awesome-compose.facts")).unwrap().lines().map(str::to_owned).collect();
    let applications: BTreeSet<&str> = original.iter().filter_map(|fact| fact.split('/').next()).collect();
    assert_eq!(names(), applications.into_iter().collect::<Vec<_>>());
    assert_eq!(names().len(), SAMPLES);
    let found = super::differences(&original, &compiled());
    let text = fs::read_to_string(beside("awesome-compose.differences")).unwrap();
    let named = named(&text);
    let mut complaints = String::new();
    for unnamed in found.iter().filter(|found| !named.iter().any(|named| named.covers(found))) {
        writeln!(complaints, "a difference without a name: {unnamed}").unwrap();
    }
    for stale in named.iter().filter(|named| !found.iter().any(|found| named.covers(found))) {
        writeln!(complaints, "named, but no difference: {}", stale.fact).unwrap();
    }
    assert!(complaints.is_empty(), "\n{complaints}");
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
