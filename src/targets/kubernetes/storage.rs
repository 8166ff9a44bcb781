//! Volumes of a pod: claims, scratch space, configuration, secrets, paths of the host; and where the container sees them.

use super::{config::Configuration, container::some, meta, scene::Scene};
use crate::plan::{Access, Bind, Encoding, Kind, SecretFile, SecretUse, Tmp, Volume, Workload};
use k8s_openapi::{
    api::core::v1::{
        self, ConfigMapVolumeSource, EmptyDirVolumeSource, HostPathVolumeSource, KeyToPath, PersistentVolumeClaim,
        PersistentVolumeClaimSpec, PersistentVolumeClaimVolumeSource, ProjectedVolumeSource, SecretProjection,
        SecretVolumeSource, VolumeMount, VolumeProjection, VolumeResourceRequirements,
    },
    apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::ObjectMeta},
};
use std::collections::{BTreeMap, BTreeSet};

/// A folder that holds nothing but secrets, so that a volume may stand for all of it and show changes.
const SECRETS_FOLDER: &str = "/run/secrets";

/// The longest name of a volume.
const LONGEST_NAME: usize = 63;

/// The volumes of a pod, the mounts of its container, and the claims behind them.
#[derive(Default)]
pub(super) struct Mounts {
    pub(super) volumes: Vec<v1::Volume>,
    pub(super) mounts: Vec<VolumeMount>,
    /// Claims that each replica has of its own.
    pub(super) templates: Vec<PersistentVolumeClaim>,
    /// Claims that all replicas share, with the name of their volume in the manifest.
    pub(super) claims: Vec<(String, PersistentVolumeClaim)>,
    names: BTreeSet<String>,
}

/// The mounts of a workload: durable storage first, so that its names are the user's.
pub(super) fn of(scene: &Scene<'_>, workload: &Workload, configuration: &Configuration) -> Mounts {
    let mut mounts = Mounts::default();
    let container = &workload.container;
    container.volumes.iter().for_each(|volume| mounts.durable(scene, workload, volume));
    container.tmps.iter().for_each(|tmp| mounts.scratch(tmp));
    mounts.configuration(configuration);
    mounts.secrets(scene, &container.secret_files);
    container.binds.iter().for_each(|bind| mounts.host(bind));
    mounts
}

impl Mounts {
    fn durable(&mut self, scene: &Scene<'_>, workload: &Workload, volume: &Volume) {
        let name = self.free_name(&volume.name);
        self.mount(&name, &volume.path, None, volume.read_only);
        if let Some(existing) = &volume.existing {
            return self.volumes.push(claimed(name, existing.clone(), volume.read_only));
        }
        let spec = claim(scene, volume);
        match workload.kind {
            Kind::Stateful => {
                // Labels of a template can never change: those of the selector are enough.
                let metadata =
                    ObjectMeta { name: Some(name), labels: Some(meta::selector_labels(workload)), ..ObjectMeta::default() };
                self.templates.push(PersistentVolumeClaim { metadata, spec: Some(spec), status: None });
            }
            Kind::Service | Kind::Job { .. } | Kind::Cron { .. } => {
                let claim_name = format!("{}-{name}", workload.name);
                let mut metadata = scene.metadata(workload, &claim_name);
                scene.keep(&mut metadata);
                self.volumes.push(claimed(name, claim_name, volume.read_only));
                let claim = PersistentVolumeClaim { metadata, spec: Some(spec), status: None };
                self.claims.push((volume.name.clone(), claim));
            }
        }
    }

    fn scratch(&mut self, tmp: &Tmp) {
        let name = self.free_name(&if tmp.path == "/tmp" { "tmp".to_owned() } else { format!("tmp{}", tmp.path) });
        self.mount(&name, &tmp.path, None, false);
        let source = EmptyDirVolumeSource {
            medium: tmp.memory.then(|| "Memory".to_owned()),
            size_limit: Some(Quantity(tmp.size.to_string())),
            ..EmptyDirVolumeSource::default()
        };
        self.volumes.push(v1::Volume { name, empty_dir: Some(source), ..v1::Volume::default() });
    }

    /// One volume for single files, each mounted by itself, and one for each folder.
    fn configuration(&mut self, configuration: &Configuration) {
        let Some(map) = &configuration.map else { return };
        let (files, folders): (Vec<_>, Vec<_>) = configuration.mounts.iter().partition(|mount| mount.is_file());
        let volume = |mounts: &mut Self, wanted: &str, items: Vec<KeyToPath>| {
            let name = mounts.free_name(wanted);
            let source = ConfigMapVolumeSource {
                name: map.metadata.name.clone().unwrap_or_default(),
                items: some(items),
                ..ConfigMapVolumeSource::default()
            };
            mounts.volumes.push(v1::Volume { name: name.clone(), config_map: Some(source), ..v1::Volume::default() });
            name
        };
        if !files.is_empty() {
            let plain = folders.is_empty() && files.iter().all(|mount| mount.items.iter().all(|item| item.mode.is_none()));
            let items = if plain { Vec::new() } else { files.iter().flat_map(|mount| mount.items.clone()).collect() };
            let name = volume(self, "config", items);
            for file in files {
                let key = file.items.first().map(|item| item.path.clone());
                self.mount(&name, &file.path, key, true);
            }
        }
        for folder in folders {
            let name = volume(self, "config", folder.items.clone());
            self.mount(&name, &folder.path, None, true);
        }
    }

    /// Below `/run/secrets` a volume stands for the folder; elsewhere each file is mounted by itself, to hide no other.
    fn secrets(&mut self, scene: &Scene<'_>, files: &[SecretFile]) {
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
            let name = self.free_name(&if folder == SECRETS_FOLDER {
                "secrets".to_owned()
            } else {
                folder.replace(SECRETS_FOLDER, "secrets")
            });
            self.mount(&name, folder, None, true);
            self.volumes.push(secret_volume(name, items));
        }
        for (object, files) in alone {
            let name = self.free_name(&format!("secret-{object}"));
            let (files, mut items): (Vec<_>, Vec<_>) = files.into_iter().unzip();
            for (file, item) in files.iter().zip(&mut items) {
                item.item.path.clone_from(&item.item.key);
                self.mount(&name, &file.path, Some(item.item.path.clone()), true);
            }
            items.dedup_by(|left, right| left.item.key == right.item.key);
            self.volumes.push(secret_volume(name, items));
        }
    }

    fn host(&mut self, bind: &Bind) {
        let name = self.free_name(&format!("host{}", bind.path));
        self.mount(&name, &bind.path, None, bind.read_only);
        let source = HostPathVolumeSource { path: bind.host.clone(), type_: None };
        self.volumes.push(v1::Volume { name, host_path: Some(source), ..v1::Volume::default() });
    }

    fn mount(&mut self, name: &str, path: &str, sub_path: Option<String>, read_only: bool) {
        self.mounts.push(VolumeMount {
            name: name.to_owned(),
            mount_path: path.to_owned(),
            sub_path,
            read_only: read_only.then_some(true),
            ..VolumeMount::default()
        });
    }

    /// A DNS label like the wanted name that no other volume has.
    fn free_name(&mut self, wanted: &str) -> String {
        let label: String =
            wanted.chars().map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' }).collect();
        let label: String = label.trim_matches('-').chars().take(LONGEST_NAME - 4).collect();
        let label = label.trim_end_matches('-');
        let numbered = (2..).map(|number| format!("{label}-{number}"));
        let mut names = std::iter::once(label.to_owned()).chain(numbered);
        let name = names.find(|name| !self.names.contains(name)).expect("numbers do not end");
        self.names.insert(name.clone());
        name
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
fn secret_volume(name: String, items: Vec<Item>) -> v1::Volume {
    let modes: BTreeSet<Option<i32>> = items.iter().map(|item| item.item.mode).collect();
    let shared = if modes.len() == 1 { modes.into_iter().next().flatten() } else { None };
    let mut objects: BTreeMap<String, Vec<KeyToPath>> = BTreeMap::new();
    for Item { object, item } in items {
        let mode = if shared.is_some() { None } else { item.mode };
        objects.entry(object).or_default().push(KeyToPath { mode, ..item });
    }
    let mut volume = v1::Volume { name, ..v1::Volume::default() };
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

fn claimed(name: String, claim_name: String, read_only: bool) -> v1::Volume {
    let source = PersistentVolumeClaimVolumeSource { claim_name, read_only: read_only.then_some(true) };
    v1::Volume { name, persistent_volume_claim: Some(source), ..v1::Volume::default() }
}

fn claim(scene: &Scene<'_>, volume: &Volume) -> PersistentVolumeClaimSpec {
    let storage = volume.size.map(|size| ("storage".to_owned(), Quantity(size.to_string())));
    PersistentVolumeClaimSpec {
        access_modes: Some(vec![access_mode(volume.access).to_owned()]),
        storage_class_name: volume.class.clone().or_else(|| scene.plan.platform.storage_class.clone()),
        resources: Some(VolumeResourceRequirements { requests: Some(storage.into_iter().collect()), limits: None }),
        ..PersistentVolumeClaimSpec::default()
    }
}

fn access_mode(access: Access) -> &'static str {
    match access {
        Access::ReadWriteOnce => "ReadWriteOnce",
        Access::ReadWriteOncePod => "ReadWriteOncePod",
        Access::ReadWriteMany => "ReadWriteMany",
        Access::ReadOnlyMany => "ReadOnlyMany",
    }
}

/// Whether a volume may be mounted from several nodes at once.
pub(super) fn is_shared(access: Access) -> bool {
    match access {
        Access::ReadWriteOnce | Access::ReadWriteOncePod => false,
        Access::ReadWriteMany | Access::ReadOnlyMany => true,
    }
}
