//! Configuration: one ConfigMap a workload, under a stable name, and a checksum on the pods.

use super::scene::Scene;
use crate::{
    checksum::checksum,
    plan::{Config, Workload},
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
    let map = ConfigMap {
        metadata: scene.metadata(workload, format!("{}-config", workload.name)),
        data: (!data.is_empty()).then_some(data),
        binary_data: (!binary_data.is_empty()).then_some(binary_data),
        immutable: None,
    };
    let checksum = checksum(digest.as_bytes()).chars().take(16).collect();
    Configuration { map: Some(map), files: configs.into_iter().zip(keys).collect(), checksum: Some(checksum) }
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
