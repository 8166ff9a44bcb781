//! Volumes of a pod: claims, scratch space, configuration, paths of the host; and where the container sees them.

use super::{
    config::{ConfigMount, Configuration, Items},
    meta,
    objects::{Objects, Part},
    phase::Phase,
    scene::Scene,
};
use crate::plan::{Access, Bind, Bytes, Companion, Container, Kind, Tmp, Volume, Workload};
use crate::yaml::write::Writer;
use k8s_openapi::{
    api::core::v1::{
        self, ConfigMapProjection, DownwardAPIProjection, DownwardAPIVolumeFile, EmptyDirVolumeSource, HostPathVolumeSource,
        KeyToPath, ObjectFieldSelector, PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeClaimVolumeSource,
        ProjectedVolumeSource, ServiceAccountTokenProjection, VolumeMount, VolumeProjection, VolumeResourceRequirements,
    },
    apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::ObjectMeta},
};
use std::collections::{BTreeMap, BTreeSet};

/// Where programs look for the token of the Kubernetes API.
const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The longest name of a volume.
const LONGEST_NAME: usize = 63;

/// The volumes of a pod, the mounts of its containers, and the claims behind them.
#[derive(Default)]
pub(super) struct Mounts {
    pub(super) volumes: Vec<v1::Volume>,
    /// The mounts of the workload's own container.
    pub(super) mounts: Vec<VolumeMount>,
    /// The mounts of the containers before and beside it.
    pub(super) companions: Vec<Vec<VolumeMount>>,
    /// Claims that each replica has of its own.
    pub(super) templates: Vec<PersistentVolumeClaim>,
    /// Claims that all replicas share, with the name of their volume in the manifest.
    pub(super) claims: Vec<(String, PersistentVolumeClaim)>,
    names: BTreeSet<String>,
    /// The volume at each path of the workload's own container that others may see.
    shared: BTreeMap<String, String>,
}

/// The mounts of a workload: durable storage first, so that its names are the user's.
pub(super) fn of(scene: &Scene<'_>, workload: &Workload, configuration: &Configuration<'_>) -> Mounts {
    let mut mounts = Mounts::default();
    let container = &workload.container;
    container.volumes.iter().for_each(|volume| mounts.durable(scene, workload, volume));
    container.tmps.iter().for_each(|tmp| mounts.scratch(tmp, ""));
    mounts.shared = mounts.mounts.iter().map(|mount| (mount.mount_path.clone(), mount.name.clone())).collect();
    mounts.files(scene, configuration, container);
    if !workload.access.is_empty() {
        mounts.token();
    }
    let own = std::mem::take(&mut mounts.mounts);
    for companion in &workload.companions {
        mounts.beside(companion);
        companion.container.tmps.iter().for_each(|tmp| mounts.scratch(tmp, &companion.name));
        mounts.files(scene, configuration, &companion.container);
        let mounted = std::mem::take(&mut mounts.mounts);
        mounts.companions.push(mounted);
    }
    mounts.mounts = own;
    mounts
}

impl Mounts {
    /// Configuration, secrets, and paths of the host.
    fn files(&mut self, scene: &Scene<'_>, configuration: &Configuration<'_>, container: &Container) {
        self.configuration(configuration, container);
        self.secrets(scene, &container.secret_files);
        container.binds.iter().for_each(|bind| self.host(bind));
    }

    /// A token of the API that ends within the hour, where programs look for it.
    fn token(&mut self) {
        let token = ServiceAccountTokenProjection {
            path: "token".to_owned(),
            expiration_seconds: Some(3600),
            ..ServiceAccountTokenProjection::default()
        };
        let item = |path: &str| KeyToPath { key: path.to_owned(), path: path.to_owned(), mode: None, user: None };
        let authority = ConfigMapProjection {
            name: "kube-root-ca.crt".to_owned(),
            items: Some(vec![item("ca.crt")]),
            ..ConfigMapProjection::default()
        };
        let namespace = DownwardAPIVolumeFile {
            path: "namespace".to_owned(),
            field_ref: Some(ObjectFieldSelector {
                field_path: "metadata.namespace".to_owned(),
                ..ObjectFieldSelector::default()
            }),
            ..DownwardAPIVolumeFile::default()
        };
        let sources = vec![
            VolumeProjection { service_account_token: Some(token), ..VolumeProjection::default() },
            VolumeProjection { config_map: Some(authority), ..VolumeProjection::default() },
            VolumeProjection {
                downward_api: Some(DownwardAPIProjection { items: Some(vec![namespace]) }),
                ..VolumeProjection::default()
            },
        ];
        let projected = ProjectedVolumeSource { sources: Some(sources), ..ProjectedVolumeSource::default() };
        let volume = v1::Volume { projected: Some(projected), ..v1::Volume::default() };
        let name = self.once("kube-access", volume);
        self.mount(&name, TOKEN, None, true);
    }

    /// What a container before or beside the workload shares with it.
    fn beside(&mut self, companion: &Companion) {
        let volumes = companion.container.volumes.iter().map(|volume| (&volume.path, volume.read_only));
        let scratch = companion.scratch.iter().map(|scratch| (&scratch.path, scratch.read_only));
        for (path, read_only) in volumes.chain(scratch) {
            if let Some(name) = self.shared.get(path).cloned() {
                self.mount(&name, path, None, read_only);
            }
        }
    }

    fn durable(&mut self, scene: &Scene<'_>, workload: &Workload, volume: &Volume) {
        let name = self.free_name(&volume.name);
        self.mount(&name, &volume.path, None, volume.read_only);
        if let Some(existing) = &volume.existing {
            return self.volumes.push(claimed(name, existing.clone(), is_read_only(workload, volume)));
        }
        if volume.shared {
            return self.volumes.push(claimed(name, volume.name.clone(), is_read_only(workload, volume)));
        }
        let spec = claim(scene, (volume.size, volume.class.as_ref(), volume.access));
        match workload.kind {
            Kind::Stateful => {
                // Labels of a template can never change: those of the selector are enough.
                let metadata =
                    ObjectMeta { name: Some(name), labels: Some(meta::selector_labels(workload)), ..ObjectMeta::default() };
                self.templates.push(PersistentVolumeClaim { metadata, spec: Some(spec), status: None });
            }
            Kind::Service | Kind::Daemon | Kind::Job { .. } | Kind::Cron { .. } => {
                let claim_name = format!("{}-{name}", workload.name);
                let mut metadata = scene.metadata(workload, &claim_name);
                scene.keep(&mut metadata);
                self.volumes.push(claimed(name, claim_name, is_read_only(workload, volume)));
                let claim = PersistentVolumeClaim { metadata, spec: Some(spec), status: None };
                self.claims.push((volume.name.clone(), claim));
            }
        }
    }

    /// Scratch space of the workload's own container, or of the companion of that name.
    fn scratch(&mut self, tmp: &Tmp, companion: &str) {
        let path = if tmp.path == "/tmp" { "" } else { tmp.path.as_str() };
        let name = self.free_name(&format!("{companion}-tmp{path}"));
        self.mount(&name, &tmp.path, None, false);
        let source = EmptyDirVolumeSource {
            medium: tmp.memory.then(|| "Memory".to_owned()),
            size_limit: Some(Quantity(tmp.size.to_string())),
            ..EmptyDirVolumeSource::default()
        };
        self.volumes.push(v1::Volume { name, empty_dir: Some(source), ..v1::Volume::default() });
    }

    /// One volume for single files, each mounted by itself, another for those that hold secrets, and one for each folder.
    fn configuration(&mut self, configuration: &Configuration<'_>, container: &Container) {
        let (files, folders): (Vec<_>, Vec<_>) = configuration.mounts(container).into_iter().partition(ConfigMount::is_file);
        let (filled, known): (Vec<_>, Vec<_>) = files.into_iter().partition(|mount| mount.items.has_secrets());
        for files in [known, filled].into_iter().filter(|files| !files.is_empty()) {
            let items = Items::of(&files);
            let items = if folders.is_empty() && items.is_plain() { Items::default() } else { items };
            let name = self.once("config", configuration.volume(items));
            for file in files {
                self.mount(&name, &file.path, file.items.first_path(), true);
            }
        }
        for folder in folders {
            let name = self.once("config", configuration.volume(folder.items));
            self.mount(&name, &folder.path, None, true);
        }
    }

    fn host(&mut self, bind: &Bind) {
        let source = HostPathVolumeSource { path: bind.host.clone(), type_: None };
        let volume = v1::Volume { host_path: Some(source), ..v1::Volume::default() };
        let name = self.once(&format!("host{}", bind.path), volume);
        self.mount(&name, &bind.path, None, bind.read_only);
    }

    /// Adds a volume that any container may see, unless it is there; gives its name.
    pub(super) fn once(&mut self, wanted: &str, volume: v1::Volume) -> String {
        let same = |other: &&v1::Volume| v1::Volume { name: String::new(), ..(*other).clone() } == volume;
        if let Some(other) = self.volumes.iter().find(same) {
            return other.name.clone();
        }
        let name = self.free_name(wanted);
        self.volumes.push(v1::Volume { name: name.clone(), ..volume });
        name
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

/// Whether no container of the pod may write to a volume.
fn is_read_only(workload: &Workload, volume: &Volume) -> bool {
    let others = workload.companions.iter().flat_map(|companion| &companion.container.volumes);
    volume.read_only && others.filter(|other| other.name == volume.name).all(|other| other.read_only)
}

fn claimed(name: String, claim_name: String, read_only: bool) -> v1::Volume {
    let source = PersistentVolumeClaimVolumeSource { claim_name, read_only: read_only.then_some(true) };
    v1::Volume { name, persistent_volume_claim: Some(source), ..v1::Volume::default() }
}

/// The claims that several workloads share: each is applied with the first that mounts it, as some classes bind it only then.
pub(super) fn claims<'p>(scene: &Scene<'p>, writer: &mut Writer) -> Vec<Part<'p>> {
    let own = scene.plan.volumes.iter().filter(|volume| volume.existing.is_none());
    own.map(|volume| {
        let mut objects = Objects::new(scene, &volume.path, writer);
        let workloads = volume.mounted_by.iter().filter_map(|name| scene.plan.workload(name));
        let phase = workloads.map(|workload| scene.phase(workload)).min().unwrap_or(Phase::App);
        let mut metadata = scene.shared_metadata(&volume.name);
        scene.keep(&mut metadata);
        let spec = claim(scene, (volume.size, volume.class.as_ref(), volume.access));
        let claim = PersistentVolumeClaim { metadata, spec: Some(spec), status: None };
        objects.add(phase, format!("claim-{}", volume.name), claim);
        objects.finish()
    })
    .collect()
}

fn claim(scene: &Scene<'_>, (size, class, access): (Option<Bytes>, Option<&String>, Access)) -> PersistentVolumeClaimSpec {
    let storage = size.map(|size| ("storage".to_owned(), Quantity(size.to_string())));
    PersistentVolumeClaimSpec {
        access_modes: Some(vec![access_mode(access).to_owned()]),
        storage_class_name: class.cloned().or_else(|| scene.plan.platform.storage_class.clone()),
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
