//! The examples of the page: each compiles, and together they show every field.

use super::{fields, place};
use landfall::{
    compile,
    diagnostic::{Diagnostics, Severity, View, human},
    overlay::{Given, Leaf, Step},
    project::Folder,
};
use std::{collections::BTreeSet, fs, path::Path};

const LIST: &str = "tests/docs/examples.kdl";

const DEFAULTS: &str = "defaults { image \"ghcr.io/acme/api:1.0.0\"; resources cpu=\"100m\" memory=\"128Mi\"; }\n";

/// The environments of an example that names none.
const ENVIRONMENTS: &str = "dev staging production";

/// One example: `example "workload.before" kind="job" in="dev staging" { … }`.
pub(super) struct Example {
    /// The node that it shows, as answers name it.
    pub(super) node: String,
    /// The kind of workload that it stands in.
    kind: String,
    /// The environments that it compiles for.
    environments: String,
    /// What it says.
    pub(super) text: String,
}

/// All of them, in the order of the list.
pub(super) fn all() -> Vec<Example> {
    let text = fs::read_to_string(place(LIST)).unwrap();
    let mut examples: Vec<Example> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("example ") {
            let (head, body) = head.split_once('{').unwrap_or_else(|| panic!("no block: {line}"));
            let one_line = body.trim().strip_suffix('}').map(|body| format!("{}\n", body.trim()));
            open = one_line.is_none();
            let property = |name: &str| head.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
            examples.push(Example {
                node: head.split('"').nth(1).unwrap().to_owned(),
                kind: property("kind").unwrap_or("service").to_owned(),
                environments: property("in").unwrap_or(ENVIRONMENTS).to_owned(),
                text: one_line.unwrap_or_default(),
            });
        } else if line == "}" {
            open = false;
        } else if open {
            let text = &mut examples.last_mut().unwrap().text;
            text.push_str(line.strip_prefix("    ").unwrap_or(line));
            text.push('\n');
        }
    }
    examples
}

impl Example {
    /// The manifest that it is part of, and the lines in that which are its own.
    fn manifest(&self) -> (String, std::ops::Range<usize>) {
        let mut common = include_str!("common.kdl").to_owned();
        for (node, line) in [("app", "app \"shop\"\n"), ("defaults", DEFAULTS)] {
            if self.node != node {
                common += line;
            }
        }
        let head = match self.node.split('.').next() {
            Some("workload") if self.kind != "none" => {
                let schedule = if self.kind == "cron" { " \"0 7 * * *\"" } else { "" };
                format!("{common}\n{} \"example\"{schedule} {{\n{}", self.kind, self.needed())
            }
            Some("environments") => format!("{common}\nenvironment \"production\" {{\n"),
            _ => format!("{common}\n"),
        };
        let inside = ["workload", "environments"].iter().any(|outer| self.node.starts_with(outer)) && self.kind != "none";
        let tail = if inside { "}\n" } else { "" };
        let first = head.lines().count() + 1;
        (format!("{head}{}{tail}", self.text), first..first + self.text.lines().count())
    }

    /// What a service cannot do without in production, and the example does not say.
    fn needed(&self) -> String {
        let says = |node: &str| self.text.lines().any(|line| line.split(' ').next() == Some(node));
        let needed = [("port", "port 8080\n"), ("health", "health \"/healthz\"\n")];
        let lacking = needed.into_iter().filter(|(node, _)| self.kind == "service" && !says(node));
        lacking.map(|(_, line)| line).collect()
    }

    /// Compiles it, and gives the fields that it says.
    fn compile(&self, folder: &Path) -> Result<BTreeSet<String>, String> {
        let (manifest, own) = self.manifest();
        fs::write(folder.join("landfall.kdl"), &manifest).unwrap();
        let files = Folder::new(folder).unwrap();
        let names: Vec<String> = self.environments.split(' ').map(str::to_owned).collect();
        let mut diagnostics = Diagnostics::default();
        let analysis = compile::analyze(&files, "landfall.kdl", &Given::default(), &names, &mut diagnostics);
        let rendered = compile::render_all(&analysis, None, &mut diagnostics);
        if rendered.len() != names.len() {
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
}

/// A field as answers name it.
fn answered(leaf: &Leaf<'_>) -> String {
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

#[test]
fn every_example_compiles_and_every_field_has_one() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("config/api.toml", "level = \"info\"\n"),
        ("more.kdl", ""),
        ("k8s/roles.yaml", "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader}\nrules: []\n"),
        ("compose/tools.yaml", "networks: {outside: {external: true}}\n"),
        ("patches/web.yaml", "spec: {revisionHistoryLimit: 3}\n"),
        ("landfall.production.kdl", include_str!("common.production.kdl")),
    ];
    for (path, text) in files {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::write(folder.path().join(path), text).unwrap();
    }
    let mut wrong = String::new();
    let mut said = BTreeSet::new();
    let examples = all();
    for example in &examples {
        match example.compile(folder.path()) {
            Ok(fields) => said.extend(fields),
            Err(messages) => wrong += &format!("the example of `{}` in {LIST}:\n{messages}", example.node),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    for (_, nodes) in fields::parts() {
        for node in nodes {
            if !examples.iter().any(|example| example.node == node.path) {
                wrong += &format!("add to {LIST}: example \"{}\" {{ {} … }}\n", node.path, node.field.node);
            }
            let merged_away = node.path.starts_with("environments.") || node.path == "includes";
            for row in node.rows.iter().filter(|row| row.leaf && !merged_away && !is_said(&said, &row.path)) {
                wrong += &format!(
                    "`{}` ({}) stands in no example of {LIST}: write it in that of \"{}\"\n",
                    row.path, row.doc, node.path
                );
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Whether an example says a field, or something in it.
fn is_said(said: &BTreeSet<String>, path: &str) -> bool {
    said.iter().any(|known| known == path || known.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}
