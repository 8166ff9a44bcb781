//! Volumes, paths of the host, and scratch space.

use super::{
    amount,
    file::{BindOptions, Mount, TmpfsOptions, VolumeOptions},
    names,
    word::Word,
};
use crate::plan::{Container, Tmp, Volume, Workload};
use std::collections::BTreeMap;

/// What is mounted, in the long form: a short `d:/data` is read as a path of Windows.
pub(super) fn mounts(workload: &Workload) -> Vec<Mount> {
    let container = &workload.container;
    let volumes = container.volumes.iter().map(|volume| durable(workload, volume));
    let binds = container.binds.iter().map(|bind| Mount::Bind {
        source: Word::literal(names::from_project(&bind.host)),
        target: Word::literal(&bind.path),
        read_only: bind.read_only,
        bind: BindOptions { create_host_path: false },
    });
    let tmps = container
        .tmps
        .iter()
        .filter(|tmp| !is_short(tmp))
        .map(|tmp| Mount::Tmpfs { target: Word::literal(&tmp.path), tmpfs: TmpfsOptions { size: tmp.size.0, mode: 0o1777 } });
    volumes.chain(binds).chain(tmps).collect()
}

/// A volume of a workload.
pub(super) fn durable(workload: &Workload, volume: &Volume) -> Mount {
    Mount::Volume {
        source: names::volume(workload, volume),
        target: Word::literal(&volume.path),
        read_only: volume.read_only,
        volume: whole(&volume.path),
    }
}

/// What keeps a path with a colon in one piece: without options of its own Compose hands a volume on as `SOURCE:TARGET:MODE`.
fn whole(path: &str) -> Option<VolumeOptions> {
    path.contains(':').then(|| VolumeOptions { labels: BTreeMap::from([("landfall.path", "whole")]) })
}

/// The volumes that belong to root at first: Docker knows no `fsGroup`.
pub(super) fn unowned(workload: &Workload) -> impl Iterator<Item = &Volume> {
    workload.container.volumes.iter().filter(|volume| !volume.owned_by_image && !volume.read_only && volume.existing.is_none())
}

/// Scratch space that belongs to the container's user, after a restart as well.
pub(super) fn tmpfs(container: &Container) -> Vec<Word> {
    let owner = container.security.user.map_or_else(String::new, |user| format!(",uid={},gid={}", user.id, user.group));
    let line = |tmp: &Tmp| format!("{}:rw,noexec,nosuid,nodev,size={}{owner},mode=1777", tmp.path, amount::bytes(tmp.size));
    container.tmps.iter().filter(|tmp| is_short(tmp)).map(|tmp| Word::literal(line(tmp))).collect()
}

/// Whether the short form, which alone names an owner, can hold the path.
fn is_short(tmp: &Tmp) -> bool {
    !tmp.path.contains([':', ','])
}
