//! Secrets as files.

use super::{scene::Scene, storage::Mounts};
use crate::plan::{Encoding, SecretFile, SecretUse};
use k8s_openapi::api::core::v1::{
    self, KeyToPath, ProjectedVolumeSource, SecretProjection, SecretVolumeSource, VolumeProjection,
};
use std::collections::{BTreeMap, BTreeSet};

/// A folder that holds nothing but secrets, so that a volume may stand for all of it and show changes.
const SECRETS_FOLDER: &str = "/run/secrets";

impl Mounts {
    /// Below `/run/secrets` a volume stands for the folder; elsewhere each file is mounted by itself, to hide no other.
    pub(super) fn secrets(&mut self, scene: &Scene<'_>, files: &[SecretFile]) {
        let mut folders: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
        let mut alone: BTreeMap<String, Vec<(&SecretFile, Item)>> = BTreeMap::new();
        for file in files {
            let (folder, base) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
            let item = Item::of(scene, file, base);
            if folder == SECRETS_FOLDER || folder.strip_prefix(SECRETS_FOLDER).is_some_and(|below| below.starts_with('/')) {
                folders.entry(folder).or_default().push(item);
            } else {
                alone.entry(item.object.clone()).or_default().push((file, item));
            }
        }
        for (folder, items) in folders {
            let wanted = folder.replace(SECRETS_FOLDER, "secrets");
            let name = self.once(&wanted, secret_volume(items));
            self.mount(&name, folder, None, true);
        }
        for (object, files) in alone {
            let (files, mut items): (Vec<_>, Vec<_>) = files.into_iter().unzip();
            let keys: Vec<String> = items.iter().map(|item| item.item.key.clone()).collect();
            items.iter_mut().for_each(|item| item.item.path.clone_from(&item.item.key));
            items.dedup_by(|left, right| left.item.key == right.item.key);
            let name = self.once(&format!("secret-{object}"), secret_volume(items));
            for (file, key) in files.iter().zip(keys) {
                self.mount(&name, &file.path, Some(key), true);
            }
        }
    }
}

/// A key of a Secret as a file of a volume.
struct Item {
    object: String,
    item: KeyToPath,
}

impl Item {
    fn of(scene: &Scene<'_>, file: &SecretFile, path: &str) -> Self {
        let (object, key) = scene.secret(&SecretUse { name: file.secret.clone(), encoding: Encoding::Plain });
        Self { object, item: KeyToPath { key, path: path.to_owned(), mode: i32::try_from(file.mode).ok(), user: None } }
    }
}

/// A volume of one Secret, or of several at once; the mode that all files share is said once.
fn secret_volume(items: Vec<Item>) -> v1::Volume {
    let modes: BTreeSet<Option<i32>> = items.iter().map(|item| item.item.mode).collect();
    let shared = if modes.len() == 1 { modes.into_iter().next().flatten() } else { None };
    let mut objects: BTreeMap<String, Vec<KeyToPath>> = BTreeMap::new();
    for Item { object, item } in items {
        let mode = if shared.is_some() { None } else { item.mode };
        objects.entry(object).or_default().push(KeyToPath { mode, ..item });
    }
    let mut volume = v1::Volume::default();
    if objects.len() == 1 {
        let source = objects.into_iter().next().map(|(object, items)| SecretVolumeSource {
            secret_name: Some(object),
            items: Some(items),
            default_mode: shared,
            ..SecretVolumeSource::default()
        });
        volume.secret = source;
    } else {
        let sources = objects.into_iter().map(|(object, items)| VolumeProjection {
            secret: Some(SecretProjection { name: object, items: Some(items), optional: None }),
            ..VolumeProjection::default()
        });
        volume.projected =
            Some(ProjectedVolumeSource { default_mode: shared, sources: Some(sources.collect()), default_user: None });
    }
    volume
}
