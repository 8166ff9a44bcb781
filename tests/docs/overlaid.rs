//! Examples of the page with another value in a field: an environment more that extends one of theirs.

use super::examples;
use landfall::{
    compile,
    diagnostic::{Diagnostics, Severity},
    overlay::{Given, Step},
    project::Folder,
    reference::{Example, Row},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// Fields of one alternative, which JSON names.
const ALTERNATIVES: [(&str, &str); 9] = [
    ("secrets.file", "dotenv"),
    ("secrets.dir", "files"),
    ("secrets.from", "kubernetes"),
    ("secrets.server", "vault"),
    ("secrets.path", "vault"),
    ("secrets.role", "vault"),
    ("secrets.auth", "vault"),
    ("secrets.version", "vault"),
    ("secrets.refresh", "vault"),
];

/// The files of an environment, or its mistakes.
pub(super) type Outcome = Result<Vec<(String, String)>, Vec<String>>;

/// Where an example says a field.
pub(super) struct Place {
    /// The names that lead there; `None` is an item of a list.
    steps: Vec<Option<String>>,
}

impl Place {
    /// Whether it lies in a list, which an overlay replaces or adds to, and does not reach into.
    pub(super) fn is_in_list(&self) -> bool {
        self.steps.contains(&None)
    }

    /// The overlay that says this value there.
    pub(super) fn holding(&self, value: &Value) -> Value {
        self.steps.iter().rev().fold(value.clone(), |inner, step| match step {
            Some(name) => json!({name: inner}),
            None => json!([inner]),
        })
    }
}

/// Writes the manifest of an example into the folder; where it says a field in an environment.
pub(super) fn places(example: &Example, row: &Row, environment: &str, folder: &Path) -> Vec<Place> {
    let (manifest, own) = examples::manifest(example);
    fs::write(folder.join("landfall.kdl"), format!("{manifest}\nenvironment \"tried\" extends=\"{environment}\"\n")).unwrap();
    let files = Folder::new(folder).unwrap();
    let given = Given::default();
    let analysis = compile::analyze(&files, "landfall.kdl", &given, &[environment.to_owned()], &mut Diagnostics::default());
    let mut found = Vec::new();
    let wanted = row.path.strip_prefix("environments.*.").unwrap_or(&row.path);
    analysis.environments[0].merged.trace.leaves(|leaf| {
        let (sources, span) = (&analysis.project.sources, leaf.entry.span());
        let is_own = sources.file(span.file).path == "landfall.kdl" && own.contains(&sources.position(span).line);
        let answered = examples::answered(&leaf);
        let is_in_it = answered.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if is_own && is_in_it {
            let steps = leaf.steps.iter().map(|step| match step {
                Step::Field(name) => Some((*name).to_owned()),
                Step::Key(key) => Some(key.to_string()),
                Step::Index(_) => None,
            });
            let mut steps: Vec<_> = steps.collect();
            if let Some((_, alternative)) = ALTERNATIVES.iter().find(|(path, _)| *path == row.path) {
                steps.insert(1, Some((*alternative).to_owned()));
            }
            found.push(Place { steps });
        }
    });
    found
}

/// What comes of an overlay.
pub(super) fn rendered(folder: &Path, overlay: &Value) -> Outcome {
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
