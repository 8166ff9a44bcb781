//! What a container reads and writes: configuration, secrets, volumes, paths of the host, scratch space.

use super::{
    flags::Run,
    names::{self, Names},
    value::{Scope, size},
};
use crate::plan::{Security, Tmp};

/// The mounts of a workload.
pub(super) fn flags(scope: &Scope<'_>, run: &mut Run) {
    let container = &scope.workload.container;
    for config in &container.configs {
        run.add(mount("bind", &Names::config(&scope.workload.name, &config.path), &config.path, true));
    }
    for file in &container.secret_files {
        run.add(mount("bind", &format!(".secrets/{}", file.secret), &file.path, true));
    }
    for volume in &container.volumes {
        run.add(mount("volume", &scope.names.volume(scope.workload, volume), &volume.path, volume.read_only));
    }
    for bind in &container.binds {
        run.add(mount("bind", &names::from_project(&bind.host), &bind.path, bind.read_only));
    }
    for tmp in &container.tmps {
        run.add(tmpfs(tmp, &container.security));
    }
}

/// A mount. A field with a comma or a quote stands in quotes, as in CSV.
fn mount(kind: &str, source: &str, target: &str, read_only: bool) -> String {
    let field = |name: &str, value: &str| {
        let field = format!("{name}={value}");
        if field.contains([',', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
    };
    let read_only = if read_only { ",readonly" } else { "" };
    format!("--mount=type={kind},{},{}{read_only}", field("source", source), field("target", target))
}

/// Scratch space. Without its owner only root could write there; a path with a colon needs the form that knows no owner.
fn tmpfs(tmp: &Tmp, security: &Security) -> String {
    let (path, size) = (&tmp.path, size(tmp.size));
    if path.contains([':', ',']) {
        let target = if path.contains(',') { format!("\"target={path}\"") } else { format!("target={path}") };
        return format!("--mount=type=tmpfs,{target},tmpfs-size={size},tmpfs-mode=1777");
    }
    let owner = security.user.map_or(String::new(), |user| format!(",uid={},gid={}", user.id, user.group));
    format!("--tmpfs={path}:rw,noexec,nosuid,nodev,size={size},mode=1777{owner}")
}
