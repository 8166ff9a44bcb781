//! A project: its texts, read once, and what they come to in each environment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::constants::Constants;
use super::environment::{self, Environments};
use super::evaluate::evaluate;
use super::fold::{WORKLOADS, fold};
use super::load::{Loader, Root};
use super::{Trace, expansion, parameters, presence, stores};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::manifest::{Manifest, Profile, TargetName};
use crate::shape::Block;
use crate::source::{FileId, Files, SourceMap, Span};
use crate::tree::{self, Action, Layer, Layers, Node, Value};

/// What a run is given besides the project's files.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The values of `--param NAME=VALUE`.
    pub parameters: BTreeMap<String, String>,
}

/// A project: its texts, and all layers of all environments, read once.
#[derive(Debug)]
pub struct Project {
    /// The texts, which the places in diagnostics are in.
    pub sources: SourceMap,
    /// The types of backing services, the project's own among them.
    pub catalogue: Catalogue,
    layers: Arc<Layers>,
    manifest: Option<Arc<Node>>,
    given: Option<Arc<Node>>,
    environments: Environments,
    selected: IndexMap<Arc<str>, Selected>,
}

/// The manifest of one environment.
#[derive(Debug)]
pub struct Merged {
    /// What was written, merged and typed. Its `environments` and `includes` are empty: they have been merged in. Paths of
    /// files are relative to the project's folder, whichever file names them.
    pub manifest: Manifest,
    /// Where every value came from.
    pub trace: Trace,
    /// The environment.
    pub environment: Selected,
    /// The value of each parameter.
    pub parameters: BTreeMap<String, String>,
    /// Names of workloads, backing services, constants, parameters and mixins that a mistake cut out: what refers to them is
    /// not to be reported.
    pub broken: BTreeSet<String>,
    /// Workloads that `only` or `except` keeps out of the environment, with the place that says so.
    pub absent: BTreeMap<String, Span>,
}

/// The environment that a manifest was merged for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Its name.
    pub name: String,
    /// What it is compiled to: `docker`, `compose`, `kubernetes`.
    pub target: TargetName,
    /// How strict the rules are.
    pub profile: Profile,
    /// The environments whose overlays it has, the lowest first, itself last.
    pub chain: Vec<String>,
}

impl Project {
    /// Reads the manifest at a path, all that it includes, and the environments' own files beside it.
    pub fn read(files: &dyn Files, manifest: &str, given: &Given, diagnostics: &mut Diagnostics) -> Self {
        let (mut sources, mut layers) = (SourceMap::default(), Layers::default());
        let catalogue = Catalogue::read(files, manifest, &mut sources, &mut layers, diagnostics);
        let types = catalogue.names();
        let mut loader = Loader { files, sources, layers, catalogue: &types, diagnostics, unread: false };
        let root = Root { owner: "the manifest", block: root_block(), layer: loader.layer(Layer::Manifest) };
        let tree = loader.root(root, manifest).map(Arc::new);
        let mut environments = tree.as_ref().map(|tree| environment::declared(tree)).unwrap_or_default();
        read_files(&mut loader, manifest, &mut environments);
        let trees = tree.iter().chain(environments.values().flat_map(environment::Written::layers));
        let attached: Vec<String> = trees.flat_map(|tree| attached(tree)).collect();
        attached.iter().for_each(|path| loader.attach(path));
        let Loader { mut sources, mut layers, diagnostics, .. } = loader;
        let given = tree.as_ref().and_then(|tree| parameters::given(tree, given, &mut sources, &mut layers, diagnostics));
        let selected = environment::select(&environments, diagnostics);
        Self { sources, catalogue, layers: Arc::new(layers), manifest: tree, given, environments, selected }
    }

    /// The names of all environments: the three that are built in, and those that the manifest declares.
    pub fn environments(&self) -> impl Iterator<Item = &str> {
        self.environments.keys().map(|name| &**name)
    }

    /// Merges the layers of one environment; `None` where there is no such environment, or not even an application.
    pub fn merge(&self, environment: &str, diagnostics: &mut Diagnostics) -> Option<Merged> {
        let manifest = self.manifest.as_ref()?;
        if !self.environments.contains_key(environment) {
            diagnostics.push(environment::unknown(self.environments.keys().map(|name| &**name), environment));
            return None;
        }
        let selected = self.selected.get(environment)?;
        let chain = selected.chain.iter().filter_map(|name| self.environments.get(name.as_str()));
        let overlays = chain.flat_map(environment::Written::layers);
        let layers: Vec<&Arc<Node>> = std::iter::once(manifest).chain(overlays).chain(&self.given).collect();
        let root = fold(&layers, root_block(), manifest, diagnostics);
        let known: Vec<&str> = self.environments().collect();
        let (root, absent) = presence::present(&root, selected, &known, diagnostics);
        let root = stores::fitting(root, selected, &self.layers, diagnostics);
        let root = expansion::bounded(root, diagnostics);
        let out_of_reach = absent.keys().map(String::as_str).collect();
        let constants = Constants { root: &root, selected, absent: out_of_reach, sources: &self.sources };
        let root = evaluate(&constants, &root, tree::language(), diagnostics);
        let complete = tree::complete(&root, tree::language(), diagnostics)?;
        let manifest: Manifest = tree::deserialize(&complete, tree::language()).unwrap_or_else(|error| {
            unreachable!("serde takes what `complete` let through, if the table of shapes is that of the types: {error}")
        });
        let parameters = parameters::values(&manifest);
        let mut broken = broken(&root, &complete);
        broken.extend(manifest.params.keys().filter(|name| !parameters.contains_key(*name)).cloned());
        let trace = Trace::new(root, self.layers.clone());
        Some(Merged { manifest, trace, environment: selected.clone(), parameters, broken, absent })
    }
}

/// The files of objects that a layer names.
fn attached(layer: &Node) -> Vec<String> {
    let Some(Value::List(items)) = layer.field("objects").map(|node| &node.value) else { return Vec::new() };
    let file = |item: &Arc<Node>| {
        let file = item.field("file")?;
        match &file.value {
            Value::Variant(_, inner) => inner.text().map(str::to_owned),
            _ => None,
        }
    };
    items.iter().filter_map(file).collect()
}

fn root_block() -> &'static Block {
    tree::language().block().expect("a manifest has fields")
}

fn environment_block() -> &'static Block {
    tree::environment().block().expect("an environment has fields")
}

/// The extensions of files that may hold a manifest.
const EXTENSIONS: [&str; 4] = ["kdl", "yaml", "yml", "json"];

/// The environments' own files: `landfall.NAME.kdl` beside `landfall.kdl`.
fn read_files(loader: &mut Loader<'_>, manifest: &str, environments: &mut Environments) {
    let stem = manifest.rsplit_once('.').map_or(manifest, |(stem, _)| stem);
    for (name, written) in environments.iter_mut() {
        let layer = loader.layer(Layer::EnvironmentFile(name.to_string()));
        let root = Root { owner: &format!("environment `{name}`"), block: environment_block(), layer };
        for extension in EXTENSIONS {
            let path = format!("{stem}.{name}.{extension}");
            let Some(tree) = loader.optional_root(root, &path) else { continue };
            match &written.file {
                None => written.file = Some(Arc::new(tree)),
                Some(first) => report_two(&loader.sources, name, first.span, tree.span, loader.diagnostics),
            }
        }
    }
    let (folder, stem) = stem.rsplit_once('/').unwrap_or(("", stem));
    for file in loader.files.names(folder) {
        if let Some(name) = environment_of(&file, stem).filter(|name| !environments.contains_key(*name)) {
            let diagnostic = environment::unknown(environments.keys().map(|name| &**name), name);
            let help = format!("`{file}` is the overlay of an environment `{name}`: declare it, or rename the file");
            loader.diagnostics.push(diagnostic.help(help));
        }
    }
}

/// The environment that a file beside the manifest is the overlay of, by its name.
fn environment_of<'f>(file: &'f str, stem: &str) -> Option<&'f str> {
    let (name, extension) = file.strip_prefix(stem)?.strip_prefix('.')?.rsplit_once('.')?;
    (EXTENSIONS.contains(&extension) && !name.contains('.') && name != "schema").then_some(name)
}

fn report_two(sources: &SourceMap, name: &str, first: Span, second: Span, diagnostics: &mut Diagnostics) {
    let path = |file: FileId| sources.file(file).path.clone();
    let message = format!("environment `{name}` has two files: `{}` and `{}`", path(first.file), path(second.file));
    let diagnostic = Diagnostic::error(&codes::TWO_OVERLAY_FILES, message).at(second, "").at(first, "");
    diagnostics.push(diagnostic.help("keep one of them"));
}

/// Names that were written, and are not in the complete tree though nobody took them away.
fn broken(root: &Node, complete: &Node) -> BTreeSet<String> {
    let maps = WORKLOADS.iter().chain(&["lets", "params", "mixins"]);
    let mut broken = BTreeSet::new();
    for map in maps {
        let Some(Value::Map(entries)) = root.field(map).map(|node| &node.value) else { continue };
        let kept = complete.field(map);
        let is_cut = |(name, node): &(&Arc<str>, &Arc<Node>)| {
            node.action != Action::Remove && kept.and_then(|kept| kept.entry(name)).is_none()
        };
        broken.extend(entries.iter().filter(is_cut).map(|(name, _)| name.to_string()));
    }
    broken
}
