//! The examples of the page: each compiles, and together they show every field.

use landfall::{
    compile,
    diagnostic::{Diagnostics, Severity, View, human},
    overlay::{Given, Leaf, Step},
    project::Folder,
    reference::{self, Example},
};
use std::{collections::BTreeSet, fs, ops::Range, path::Path};
use tempfile::TempDir;

const LIST: &str = "src/reference/examples.kdl";

const DEFAULTS: &str = "defaults { image \"ghcr.io/acme/api:1.0.0\"; resources cpu=\"100m\" memory=\"128Mi\"; }\n";

/// The manifest that an example is part of, and the lines in that which are its own.
pub(super) fn manifest(example: &Example) -> (String, Range<usize>) {
    let mut common = include_str!("common.kdl").to_owned();
    for (node, line) in [("app", "app \"shop\"\n"), ("defaults", DEFAULTS)] {
        if example.node != node {
            common += line;
        }
    }
    let kind = &example.kind;
    let head = match example.node.split('.').next() {
        Some("workload") if kind != "none" => {
            let schedule = if kind == "cron" { " \"0 7 * * *\"" } else { "" };
            format!("{common}\n{kind} \"example\"{schedule} {{\n{}", needed(example))
        }
        Some("environments") => format!("{common}\nenvironment \"production\" {{\n"),
        _ => format!("{common}\n"),
    };
    let inside = ["workload", "environments"].iter().any(|outer| example.node.starts_with(outer)) && kind != "none";
    let tail = if inside { "}\n" } else { "" };
    let first = head.lines().count() + 1;
    (format!("{head}{}{tail}", example.text), first..first + example.text.lines().count())
}

/// What a service cannot do without in production, and the example does not say.
fn needed(example: &Example) -> String {
    let says = |node: &str| example.text.lines().any(|line| line.split(' ').next() == Some(node));
    let needed = [("port", "port 8080\n"), ("health", "health \"/healthz\"\n")];
    let lacking = needed.into_iter().filter(|(node, _)| example.kind == "service" && !says(node));
    lacking.map(|(_, line)| line).collect()
}

/// Compiles an example, and gives the fields that it says.
fn compiled(example: &Example, folder: &Path) -> Result<BTreeSet<String>, String> {
    let (manifest, own) = manifest(example);
    fs::write(folder.join("landfall.kdl"), &manifest).unwrap();
    let files = Folder::new(folder).unwrap();
    let mut diagnostics = Diagnostics::default();
    let analysis = compile::analyze(&files, "landfall.kdl", &Given::default(), &example.environments, &mut diagnostics);
    let rendered = compile::render_all(&analysis, None, &mut diagnostics);
    if rendered.len() != example.environments.len() {
        let mut errors = Diagnostics::default();
        diagnostics.iter().filter(|one| one.severity == Severity::Error).for_each(|one| errors.push(one.clone()));
        let view = View::new(&analysis.project.sources, "", &errors);
        return Err(human::render(&view, &errors, human::Look { color: false, width: 120 }));
    }
    let mut said = BTreeSet::new();
    for analyzed in &analysis.environments {
        analyzed.merged.trace.leaves(|leaf| {
            let span = leaf.entry.span();
            let file = analysis.project.sources.file(span.file);
            if file.path == "landfall.kdl" && own.contains(&analysis.project.sources.position(span).line) {
                said.insert(answered(&leaf));
            }
        });
    }
    Ok(said)
}

/// A field as answers name it.
pub(super) fn answered(leaf: &Leaf<'_>) -> String {
    let names = leaf.steps.iter().filter_map(|step| match step {
        Step::Field(name) => Some(*name),
        Step::Key(_) => Some("*"),
        Step::Index(_) => None,
    });
    // One probe has the fields of another.
    let path = names.collect::<Vec<_>>().join(".");
    let path = ["start", "ready", "live"].iter().fold(path, |path, probe| path.replace(&format!(".health.{probe}."), ".health."));
    match path.split_once(".*.") {
        Some(("services" | "statefuls" | "daemons" | "jobs" | "crons", field)) => format!("workload.{field}"),
        _ => path,
    }
}

/// A folder with the files that examples name.
pub(super) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("config/api.toml", "level = \"info\"\n"),
        ("more.kdl", ""),
        ("cart/Dockerfile", "FROM scratch\n"),
        ("k8s/roles.yaml", "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader}\nrules: []\n"),
        ("compose/tools.yaml", "networks: {outside: {external: true}}\n"),
        ("patches/web.yaml", "spec: {revisionHistoryLimit: 3}\n"),
        ("landfall.production.kdl", include_str!("common.production.kdl")),
    ];
    for (path, text) in files {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

#[test]
fn every_example_compiles_and_every_field_has_one() {
    let folder = folder();
    let mut wrong = String::new();
    let mut said = BTreeSet::new();
    let examples = reference::examples();
    for example in &examples {
        match compiled(example, folder.path()) {
            Ok(fields) => said.extend(fields),
            Err(messages) => wrong += &format!("the example of `{}` in {LIST}:\n{messages}", example.node),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    for node in reference::parts().iter().flat_map(|part| &part.nodes) {
        if node.examples.is_empty() {
            wrong += &format!("add to {LIST}: example \"{}\" {{ {} … }}\n", node.path, node.name);
        }
        let merged_away = node.path.starts_with("environments.") || node.path == "includes";
        let leaves = node.fields.iter().filter(|row| row.takes.is_some());
        for row in leaves.filter(|row| !merged_away && !is_said(&said, &row.path)) {
            wrong += &format!(
                "`{}` ({}) stands in no example of {LIST}: write it in that of \"{}\"\n",
                row.path, row.meaning, node.path
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Whether an example says a field, or something in it.
fn is_said(said: &BTreeSet<String>, path: &str) -> bool {
    said.iter().any(|known| known == path || known.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}
