//! Volumes of a pod: claims, scratch space, configuration, paths of the host; and where the container sees them.

use super::{config::Configuration, container::some, meta, scene::Scene};
use crate::plan::{Access, Bind, Kind, Tmp, Volume, Workload};
use k8s_openapi::{
    api::core::v1::{
        self, ConfigMapVolumeSource, EmptyDirVolumeSource, HostPathVolumeSource, KeyToPath, PersistentVolumeClaim,
        PersistentVolumeClaimSpec, PersistentVolumeClaimVolumeSource, VolumeMount, VolumeResourceRequirements,
    },
    apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::ObjectMeta},
};
use std::collections::BTreeSet;

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

    fn host(&mut self, bind: &Bind) {
        let name = self.free_name(&format!("host{}", bind.path));
        self.mount(&name, &bind.path, None, bind.read_only);
        let source = HostPathVolumeSource { path: bind.host.clone(), type_: None };
        self.volumes.push(v1::Volume { name, host_path: Some(source), ..v1::Volume::default() });
    }

    pub(super) fn mount(&mut self, name: &str, path: &str, sub_path: Option<String>, read_only: bool) {
        self.mounts.push(VolumeMount {
            name: name.to_owned(),
            mount_path: path.to_owned(),
            sub_path,
            read_only: read_only.then_some(true),
            ..VolumeMount::default()
        });
    }

    /// A DNS label like the wanted name that no other volume has.
    pub(super) fn free_name(&mut self, wanted: &str) -> String {
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
