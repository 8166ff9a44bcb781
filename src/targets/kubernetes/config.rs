//! Configuration: one ConfigMap a workload, under a stable name, and a checksum on the pods.

use super::scene::Scene;
use crate::{
    artifact::Notes,
    checksum::checksum,
    path::FieldPath,
    plan::{Config, ConfigNames, GitopsLayout, Plan, Workload},
};
use k8s_openapi::{
    ByteString,
    api::core::v1::{ConfigMap, KeyToPath},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// The mode that files of a ConfigMap have without asking.
const USUAL_MODE: u32 = 0o644;

/// The configuration of a workload.
pub(super) struct Configuration {
    /// The object; `None` where there is no configuration.
    pub(super) map: Option<ConfigMap>,
    /// Each file of the workload's containers, with its key.
    files: Vec<(Config, String)>,
    /// Changes with the content, and with nothing else.
    pub(super) checksum: Option<String>,
}

/// A file, or a folder with the files in it.
pub(super) struct ConfigMount {
    /// The key of the manifest, which is where the container sees it.
    pub(super) path: String,
    pub(super) items: Vec<KeyToPath>,
    file: bool,
}

impl ConfigMount {
    pub(super) fn is_file(&self) -> bool {
        self.file
    }
}

impl Configuration {
    /// Where a container sees its files.
    pub(super) fn mounts(&self, configs: &[Config]) -> Vec<ConfigMount> {
        let own = self.files.iter().filter(|(config, _)| configs.contains(config));
        let (configs, keys): (Vec<&Config>, Vec<&str>) = own.map(|(config, key)| (config, key.as_str())).unzip();
        mounts(&configs, &keys)
    }
}

/// The configuration of a workload's containers.
pub(super) fn of(scene: &Scene<'_>, workload: &Workload) -> Configuration {
    let mut configs = workload.container.configs.clone();
    for config in workload.companions.iter().flat_map(|companion| &companion.container.configs) {
        if !configs.contains(config) {
            configs.push(config.clone());
        }
    }
    if configs.is_empty() {
        return Configuration { map: None, files: Vec::new(), checksum: None };
    }
    let keys = keys(&configs);
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
    let checksum: String = checksum(digest.as_bytes()).chars().take(16).collect();
    let hashed = scene.plan.config_names == ConfigNames::Hashed;
    let name = format!("{}-config", workload.name);
    let mut metadata = scene.metadata(workload, if hashed { format!("{name}-{checksum}") } else { name });
    if hashed && scene.layout() == GitopsLayout::Flux {
        // It would be gone before the last pod that has it.
        scene.keep(&mut metadata);
    }
    let map = ConfigMap {
        metadata,
        data: (!data.is_empty()).then_some(data),
        binary_data: (!binary_data.is_empty()).then_some(binary_data),
        immutable: hashed.then_some(true),
    };
    // A name that changes with the content rolls the pods by itself.
    let checksum = (!hashed).then_some(checksum);
    Configuration { map: Some(map), files: configs.into_iter().zip(keys).collect(), checksum }
}

/// Notes that ConfigMaps named by their content pile up where nobody takes the old ones away.
pub(super) fn check_names(notes: &mut Notes, plan: &Plan) {
    let any = plan.workloads.iter().flat_map(Workload::containers).any(|container| !container.configs.is_empty());
    if plan.config_names != ConfigNames::Hashed || !any || plan.gitops.layout == GitopsLayout::Argo {
        return;
    }
    let who = match plan.gitops.layout {
        GitopsLayout::Flux => {
            "Flux would remove an old ConfigMap before the last pod that has it, so that each is kept from that"
        }
        GitopsLayout::None | GitopsLayout::Argo => "`apply.sh` removes nothing",
    };
    let namespace = &plan.namespace.name;
    let lost = format!(
        "{who}: each change leaves one behind, for somebody to remove; kubectl get configmaps --namespace {namespace} --selector app.kubernetes.io/managed-by=landfall"
    );
    notes.weakened(FieldPath::new(["config-names"]), lost);
}

/// A key for each file: its own name, and the folders before it where two would share one.
fn keys(configs: &[Config]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut free = |config: &Config| {
        let parts: Vec<&str> = config.path.split('/').filter(|part| !part.is_empty()).collect();
        let longer =
            (1..=parts.len()).map(|count| key(&parts.iter().skip(parts.len() - count).copied().collect::<Vec<_>>().join("-")));
        let numbered = (2..).map(|number| format!("{}-{number}", key(&parts.join("-"))));
        let found = longer.chain(numbered).find(|key| !taken.contains(key)).expect("numbers do not end");
        taken.insert(found.clone());
        found
    };
    configs.iter().map(&mut free).collect()
}

/// A text as the key of a ConfigMap, which `.`, and whatever begins with `..`, is none.
fn key(text: &str) -> String {
    let allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let key: String = text.chars().map(|char| if allowed(char) { char } else { '_' }).collect();
    if key == "." || key.starts_with("..") { format!("_{key}") } else { key }
}

fn mounts(configs: &[&Config], keys: &[&str]) -> Vec<ConfigMount> {
    let mut mounts: Vec<ConfigMount> = Vec::new();
    for (config, key) in configs.iter().zip(keys) {
        let file = config.key == config.path;
        let below = config.path.strip_prefix(&config.key).map(|below| below.trim_start_matches('/'));
        let path = match below {
            Some(below) if !file => below.to_owned(),
            _ => (*key).to_owned(),
        };
        let mode = (config.mode != USUAL_MODE).then(|| i32::try_from(config.mode).ok()).flatten();
        let item = KeyToPath { key: (*key).to_owned(), path, mode, user: None };
        match mounts.iter_mut().find(|mount| !file && mount.path == config.key) {
            Some(folder) => folder.items.push(item),
            None => mounts.push(ConfigMount { path: config.key.clone(), items: vec![item], file }),
        }
    }
    mounts
}
