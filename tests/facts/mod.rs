//! What an example says, beside what the original application says: every difference is named.
//!
//! `NAME.FORM.facts` holds the facts of the original application's own Compose file or Kubernetes objects. `NAME.FORM.differences` lists each
//! fact that only one side has, with its reason (`named`). With `LANDFALL_CORPUS` (a folder with checkouts of the applications) the facts are
//! extracted anew and compared, and with `LANDFALL_UPDATE=1` written.

mod compose;
mod fact;
mod kubernetes;
mod named;
mod samples;

use fact::Facts;
use std::{fs, path::Path};

/// An example, the form of output, and where the original keeps its own.
const PAIRS: [(&str, Form, &[&str]); 7] = [
    ("voting", Form::Compose, &["voting-app/docker-compose.yml"]),
    ("voting", Form::Kubernetes, &["voting-app/k8s-specifications"]),
    (
        "boutique",
        Form::Kubernetes,
        &["online-boutique/kubernetes-manifests", "online-boutique/kustomize/components/network-policies"],
    ),
    ("traderx", Form::Compose, &["traderx/docker-compose.yml"]),
    ("traderx", Form::Kubernetes, &["traderx/gitops/base"]),
    ("train-ticket", Form::Compose, &["train-ticket/deployment/docker-compose-manifests/quickstart-docker-compose.yml"]),
    ("train-ticket", Form::Kubernetes, &["train-ticket/deployment/kubernetes-manifests/quickstart-k8s"]),
];

#[derive(Clone, Copy)]
enum Form {
    Compose,
    Kubernetes,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Compose => "compose",
            Self::Kubernetes => "kubernetes",
        }
    }

    fn environment(self) -> &'static str {
        match self {
            Self::Compose => "staging",
            Self::Kubernetes => "production",
        }
    }

    fn extract(self, paths: &[impl AsRef<Path>]) -> Facts {
        let texts: Vec<String> = paths.iter().flat_map(|path| yaml_texts(path.as_ref())).collect();
        assert!(!texts.is_empty(), "there is something to read");
        match self {
            Self::Compose => compose::facts(&texts),
            Self::Kubernetes => kubernetes::facts(&texts),
        }
    }
}

fn yaml_texts(path: &Path) -> Vec<String> {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        return entries.iter().flat_map(|entry| yaml_texts(entry)).collect();
    }
    let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
    if is_yaml { vec![fs::read_to_string(path).unwrap()] } else { Vec::new() }
}

fn beside(name: &str, form: Form, end: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/facts/{name}.{}.{end}", form.name()))
}

fn ours(name: &str, form: Form) -> Facts {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    let output = tempfile::tempdir().unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["render", form.environment(), "--quiet", "-o"])
        .arg(output.path())
        .current_dir(example)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    form.extract(&[output.path().join(form.environment())])
}

/// Facts of one side alone: `- fact` of the original, `+ fact` of ours.
fn differences(original: &Facts, ours: &Facts) -> Vec<String> {
    let lost = original.difference(ours).map(|fact| format!("- {fact}"));
    let added = ours.difference(original).map(|fact| format!("+ {fact}"));
    lost.chain(added).collect()
}

#[test]
fn every_difference_from_the_original_is_named() {
    let mut complaints = String::new();
    for (name, form, _) in PAIRS {
        let original: Facts = fs::read_to_string(beside(name, form, "facts")).unwrap().lines().map(str::to_owned).collect();
        assert!(original.len() > 10, "the facts of {name} are there");
        let found = differences(&original, &ours(name, form));
        let names = fs::read_to_string(beside(name, form, "differences")).unwrap();
        complaints += &named::complaints(&format!("{name}, {}", form.name()), &found, &names);
    }
    assert!(complaints.is_empty(), "\n{complaints}");
}

#[test]
#[allow(clippy::print_stderr, reason = "what did not run is told")]
fn the_facts_are_those_of_the_originals() {
    let Some(corpus) = std::env::var_os("LANDFALL_CORPUS") else {
        eprintln!("not run: LANDFALL_CORPUS names no folder with the original applications");
        return;
    };
    for (name, form, sources) in PAIRS {
        let paths: Vec<_> = sources.iter().map(|source| Path::new(&corpus).join(source)).collect();
        let facts: String = form.extract(&paths).iter().map(|fact| format!("{fact}\n")).collect();
        if std::env::var_os("LANDFALL_UPDATE").is_some() {
            fs::write(beside(name, form, "facts"), &facts).unwrap();
        }
        assert_eq!(fs::read_to_string(beside(name, form, "facts")).unwrap(), facts, "{name}, {}", form.name());
    }
}
