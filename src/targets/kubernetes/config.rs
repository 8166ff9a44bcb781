//! Configuration: one ConfigMap a workload, under a stable name, and a checksum on the pods; what holds secrets is a Secret beside it,
//! named by its content.

use super::{
    container::some,
    custom::Custom,
    external::{self, SecretSpec},
    go_template,
    scene::Scene,
};
use crate::{
    artifact::Notes,
    checksum::checksum,
    path::FieldPath,
    plan::{Config, ConfigNames, Container, GitopsLayout, Plan, SecretConfig, Workload},
};
use k8s_openapi::{
    ByteString, Metadata,
    api::core::v1::{
        self, ConfigMap, ConfigMapProjection, ConfigMapVolumeSource, KeyToPath, ProjectedVolumeSource, SecretProjection,
        SecretVolumeSource, VolumeProjection,
    },
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// The mode that files of a ConfigMap or Secret have without asking.
const USUAL_MODE: u32 = 0o644;

/// How many characters of a checksum tell contents apart.
const DIGITS: usize = 16;

/// The configuration of a workload.
#[derive(Default)]
pub(super) struct Configuration<'p> {
    /// The object with what is known; `None` where there is none of it.
    pub(super) map: Option<ConfigMap>,
    /// What makes the Secret with the files that hold secrets; `None` where none does.
    pub(super) secret: Option<Custom<SecretSpec>>,
    /// Each file of the workload's containers, with its key.
    files: Vec<(File<'p>, String)>,
    /// Changes with the content of the ConfigMap, and with nothing else.
    pub(super) checksum: Option<String>,
}

/// A file of a container.
#[derive(Clone, Copy, PartialEq)]
enum File<'p> {
    Known(&'p Config),
    Filled(&'p SecretConfig),
}

impl<'p> File<'p> {
    fn of(container: &'p Container) -> impl Iterator<Item = Self> {
        let filled = container.secret_configs.iter().map(File::Filled);
        container.configs.iter().map(File::Known).chain(filled)
    }

    /// Where the container sees it, the key of the manifest, and its mode.
    fn place(self) -> (&'p str, &'p str, u32) {
        match self {
            Self::Known(Config { path, key, mode, .. }) => (path, key, *mode),
            Self::Filled(SecretConfig { path, key, mode, .. }) => (path, key, *mode),
        }
    }
}

/// A file, or a folder with the files in it.
pub(super) struct ConfigMount {
    /// The key of the manifest, which is where the container sees it.
    pub(super) path: String,
    pub(super) items: Items,
    file: bool,
}

/// Keys of the ConfigMap, and of the Secret beside it.
#[derive(Clone, Default)]
pub(super) struct Items {
    known: Vec<KeyToPath>,
    filled: Vec<KeyToPath>,
}

impl Items {
    /// Those of several mounts.
    pub(super) fn of<'m>(mounts: impl IntoIterator<Item = &'m ConfigMount>) -> Self {
        let mut whole = Self::default();
        mounts.into_iter().for_each(|mount| whole.extend(mount.items.clone()));
        whole
    }

    fn extend(&mut self, Self { known, filled }: Self) {
        self.known.extend(known);
        self.filled.extend(filled);
    }

    pub(super) fn has_secrets(&self) -> bool {
        !self.filled.is_empty()
    }

    /// Whether every file has the name of its key, and the usual mode.
    pub(super) fn is_plain(&self) -> bool {
        self.filled.is_empty() && self.known.iter().all(|item| item.key == item.path && item.mode.is_none())
    }

    /// The path in the volume of the only file.
    pub(super) fn first_path(&self) -> Option<String> {
        self.known.iter().chain(&self.filled).map(|item| item.path.clone()).next()
    }
}

impl ConfigMount {
    pub(super) fn is_file(&self) -> bool {
        self.file
    }
}

impl Configuration<'_> {
    /// Where a container sees its files.
    pub(super) fn mounts(&self, container: &Container) -> Vec<ConfigMount> {
        let own: Vec<File<'_>> = File::of(container).collect();
        mounts(self.files.iter().filter(|(file, _)| own.contains(file)))
    }

    /// A volume with these keys; with all of the ConfigMap's where none are named.
    pub(super) fn volume(&self, Items { known, filled }: Items) -> v1::Volume {
        let name = |metadata: Option<&ObjectMeta>| metadata.and_then(|metadata| metadata.name.clone()).unwrap_or_default();
        let map = name(self.map.as_ref().map(|map| &map.metadata));
        let secret = name(self.secret.as_ref().map(Metadata::metadata));
        let mut volume = v1::Volume::default();
        if filled.is_empty() {
            let items = some(known);
            volume.config_map = Some(ConfigMapVolumeSource { name: map, items, ..ConfigMapVolumeSource::default() });
        } else if known.is_empty() {
            let items = Some(filled);
            volume.secret = Some(SecretVolumeSource { secret_name: Some(secret), items, ..SecretVolumeSource::default() });
        } else {
            let map = ConfigMapProjection { name: map, items: Some(known), optional: None };
            let secret = SecretProjection { name: secret, items: Some(filled), optional: None };
            let sources = vec![
                VolumeProjection { config_map: Some(map), ..VolumeProjection::default() },
                VolumeProjection { secret: Some(secret), ..VolumeProjection::default() },
            ];
            volume.projected = Some(ProjectedVolumeSource { sources: Some(sources), ..ProjectedVolumeSource::default() });
        }
        volume
    }
}

/// The configuration of a workload's containers.
pub(super) fn of<'p>(scene: &Scene<'_>, workload: &'p Workload) -> Configuration<'p> {
    let (mut configs, mut filled): (Vec<&Config>, Vec<&SecretConfig>) = (Vec::new(), Vec::new());
    for container in workload.containers() {
        container.configs.iter().for_each(|config| once(&mut configs, config));
        container.secret_configs.iter().for_each(|config| once(&mut filled, config));
    }
    let mut configuration = Configuration::default();
    if !configs.is_empty() {
        known(&mut configuration, scene, workload, &configs);
    }
    if !filled.is_empty() {
        secret(&mut configuration, scene, workload, &filled);
    }
    configuration
}

fn once<'p, C: PartialEq>(list: &mut Vec<&'p C>, config: &'p C) {
    if !list.contains(&config) {
        list.push(config);
    }
}

/// Adds the ConfigMap.
fn known<'p>(configuration: &mut Configuration<'p>, scene: &Scene<'_>, workload: &Workload, configs: &[&'p Config]) {
    let keys = keys(configs.iter().map(|config| config.path.as_str()));
    let mut data = BTreeMap::new();
    let mut binary_data = BTreeMap::new();
    let mut digest = String::new();
    for (config, key) in configs.iter().zip(&keys) {
        writeln!(digest, "{key} {:o} {}", config.mode, checksum(&config.content)).expect("a String takes all that is written");
        match std::str::from_utf8(&config.content) {
            Ok(text) => _ = data.insert(key.clone(), text.to_owned()),
            Err(_) => _ = binary_data.insert(key.clone(), ByteString(config.content.clone())),
        }
    }
    let checksum = short_checksum(&digest);
    let hashed = scene.plan.config_names == ConfigNames::Hashed;
    let name = object_name(workload);
    let mut metadata = scene.metadata(workload, if hashed { format!("{name}-{checksum}") } else { name });
    if hashed && scene.layout() == GitopsLayout::Flux {
        // It would be gone before the last pod that has it.
        scene.keep(&mut metadata);
    }
    configuration.map = Some(ConfigMap {
        metadata,
        data: (!data.is_empty()).then_some(data),
        binary_data: (!binary_data.is_empty()).then_some(binary_data),
        immutable: hashed.then_some(true),
    });
    // A name that changes with the content rolls the pods by itself.
    configuration.checksum = (!hashed).then_some(checksum);
    configuration.files.extend(configs.iter().copied().map(File::Known).zip(keys));
}

/// Adds what makes the Secret. Its name ends with a checksum of its texts: pods that want a new text wait until it is there, none
/// starts with an old one, and those that want the old one find it until it is taken away.
fn secret<'p>(configuration: &mut Configuration<'p>, scene: &Scene<'_>, workload: &Workload, configs: &[&'p SecretConfig]) {
    let keys = keys(configs.iter().map(|config| config.path.as_str()));
    let data: BTreeMap<String, String> =
        keys.iter().cloned().zip(configs.iter().map(|config| go_template::text(&config.content))).collect();
    let mut digest = String::new();
    for (key, text) in &data {
        writeln!(digest, "{key} {}", checksum(text.as_bytes())).expect("a String takes all that is written");
    }
    let used = configs.iter().flat_map(|config| config.content.secrets()).map(|secret| secret.name.as_str()).collect();
    let name = format!("{}-{}", object_name(workload), short_checksum(&digest));
    let mut metadata = scene.metadata(workload, name.clone());
    if scene.layout() == GitopsLayout::Flux {
        scene.keep(&mut metadata);
    }
    configuration.secret = external::filled(scene.plan, &name, data, &used).map(|spec| Custom::new(metadata, spec));
    configuration.files.extend(configs.iter().copied().map(File::Filled).zip(keys));
}

fn short_checksum(text: &str) -> String {
    checksum(text.as_bytes()).chars().take(DIGITS).collect()
}

/// The name of the ConfigMap, and what that of the Secret begins with.
fn object_name(workload: &Workload) -> String {
    format!("{}-config", workload.name)
}

/// Notes that what is named by its content piles up where nobody takes the old ones away.
pub(super) fn check_names(notes: &mut Notes, plan: &Plan) {
    let who = match plan.gitops.layout {
        GitopsLayout::Argo => return,
        GitopsLayout::Flux => "Flux would remove an old one before the last pod that has it, so that each is kept from that",
        GitopsLayout::None => "`apply.sh` removes nothing",
    };
    let namespace = &plan.namespace.name;
    let lost = |kinds: &str| {
        format!(
            "{who}: each change leaves one behind, for somebody to remove; kubectl get {kinds} --namespace {namespace} --selector app.kubernetes.io/managed-by=landfall"
        )
    };
    let mut containers = plan.workloads.iter().flat_map(Workload::containers);
    if plan.config_names == ConfigNames::Hashed && containers.any(|container| !container.configs.is_empty()) {
        notes.weakened(FieldPath::new(["config-names"]), lost("configmaps"));
    }
    for workload in &plan.workloads {
        for config in workload.containers().flat_map(|container| &container.secret_configs) {
            notes.weakened(workload.field("configs").join(&config.key), lost("externalsecrets"));
        }
    }
}

/// A key for each file: its own name, and the folders before it where two would share one.
fn keys<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut free = |path: &str| {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let longer =
            (1..=parts.len()).map(|count| key(&parts.iter().skip(parts.len() - count).copied().collect::<Vec<_>>().join("-")));
        let numbered = (2..).map(|number| format!("{}-{number}", key(&parts.join("-"))));
        let found = longer.chain(numbered).find(|key| !taken.contains(key)).expect("numbers do not end");
        taken.insert(found.clone());
        found
    };
    paths.map(&mut free).collect()
}

/// A text as the key of a ConfigMap, which `.`, and whatever begins with `..`, is none.
fn key(text: &str) -> String {
    let allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let key: String = text.chars().map(|char| if allowed(char) { char } else { '_' }).collect();
    if key == "." || key.starts_with("..") { format!("_{key}") } else { key }
}

fn mounts<'c, 'p: 'c>(files: impl Iterator<Item = &'c (File<'p>, String)>) -> Vec<ConfigMount> {
    let mut mounts: Vec<ConfigMount> = Vec::new();
    for (file, key) in files {
        let (path, folder, mode) = file.place();
        let is_file = path == folder;
        let below = path.strip_prefix(folder).map(|below| below.trim_start_matches('/'));
        let below = match below {
            Some(below) if !is_file => below.to_owned(),
            _ => key.clone(),
        };
        let mode = (mode != USUAL_MODE).then(|| i32::try_from(mode).ok()).flatten();
        let item = KeyToPath { key: key.clone(), path: below, mode, user: None };
        let items = match file {
            File::Known(_) => Items { known: vec![item], filled: Vec::new() },
            File::Filled(_) => Items { known: Vec::new(), filled: vec![item] },
        };
        match mounts.iter_mut().find(|mount| !is_file && mount.path == folder) {
            Some(mount) => mount.items.extend(items),
            None => mounts.push(ConfigMount { path: folder.to_owned(), items, file: is_file }),
        }
    }
    mounts
}
