//! From texts to the manifest of an environment.

mod agreement;
mod broken;
mod examples;
mod forms;
mod layers;
mod schema;
mod shop;
mod templates;

use std::collections::BTreeMap;

use landfall::diagnostic::Diagnostics;
use landfall::overlay::{Given, Merged, Project};
use landfall::path::FieldPath;
use landfall::source::{Files, Unreadable};

/// A project in memory.
pub(crate) struct Texts(BTreeMap<String, Vec<u8>>);

impl Texts {
    /// The files of a folder.
    pub(super) fn of(folder: &std::path::Path) -> Self {
        let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        let text =
            |path: std::path::PathBuf| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap());
        Self(paths.map(text).collect())
    }

    pub(crate) fn new<const N: usize>(texts: [(&str, &str); N]) -> Self {
        Self(texts.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect())
    }
}

impl Files for Texts {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.0.get(path).cloned().ok_or(Unreadable::Missing)
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        let inside = |path: &&String| folder.is_empty() || path.starts_with(&format!("{folder}/"));
        Some(self.0.keys().filter(inside).cloned().collect())
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let names = self.0.keys().filter_map(|path| path.strip_prefix(&inside));
        names.filter(|name| !name.contains('/')).map(str::to_owned).collect()
    }
}

pub(super) fn given() -> Given {
    Given::default()
}

/// Reads a project and merges one environment; the messages are `code path:line:column message`.
pub(super) fn run(texts: &Texts, manifest: &str, environment: &str, given: &Given) -> (Project, Option<Merged>, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let project = Project::read(texts, manifest, given, &mut diagnostics);
    let merged = project.merge(environment, &mut diagnostics);
    let messages = messages(&project, &diagnostics);
    (project, merged, messages)
}

pub(super) fn messages(project: &Project, diagnostics: &Diagnostics) -> Vec<String> {
    let place = |label: &landfall::diagnostic::Label| project.sources.locate(label.span);
    let tell = |diagnostic: &landfall::diagnostic::Diagnostic| {
        let place = diagnostic.labels.first().map(place).unwrap_or_default();
        format!("{} {place} {}", diagnostic.code.name, diagnostic.message)
    };
    diagnostics.iter().map(tell).collect()
}

/// The manifest of an environment, which must have no mistake.
pub(super) fn merged(manifest: &str, environment: &str) -> Merged {
    let texts = Texts::new([("landfall.kdl", manifest)]);
    let (_, merged, messages) = run(&texts, "landfall.kdl", environment, &given());
    assert_eq!(messages, Vec::<String>::new());
    merged.expect("a manifest without mistakes merges")
}

/// The mistakes of a manifest in KDL, in development.
pub(super) fn mistakes(manifest: &str) -> Vec<String> {
    let texts = Texts::new([("landfall.kdl", manifest)]);
    run(&texts, "landfall.kdl", "dev", &given()).2
}

pub(super) fn path(text: &str) -> FieldPath {
    FieldPath::parse(text).expect("a path")
}
