//! What is mounted in a container: volumes, scratch space, paths of the host; each at a path of its own.

use super::{
    draft::Draft,
    report::LANGUAGE,
    scope::{Sort, Subject},
    sharing,
};
use crate::{
    diagnostic::{Diagnostic, codes},
    path::FieldPath,
    plan::{Access, Bind, Bytes, Container, Tmp, Volume},
};
use std::collections::BTreeMap;

const TMP_SIZE: Bytes = Bytes(256 << 20);

/// Durable storage, sorted by name.
pub(super) fn volumes(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<Volume> {
    let base = subject.path.join("volumes");
    let class = draft.scope.layer().platform.as_ref().and_then(|platform| platform.storage_class.clone());
    let mut volumes = Vec::with_capacity(subject.body.volumes.len());
    for (name, written) in &subject.body.volumes {
        let path = base.join(name);
        if written.shared == Some(true) {
            volumes.extend(sharing::mount(draft, subject, name, written));
            continue;
        }
        let size = written.size.as_ref().and_then(|size| Bytes::parse(size.as_str()));
        let is_wrong = ["size", "existing"].into_iter().any(|field| draft.report.is_wrong(&path.join(field)));
        if size.is_none() && written.existing.is_none() && !is_wrong && draft.scope.in_cluster() {
            let message = format!("the volume `{name}` of `{}` has no size", subject.name);
            draft.report.error_at_name(&codes::VOLUME_SIZE, &path, message, "add to it: size=\"10Gi\"");
        }
        let access = written.access.unwrap_or_else(|| {
            draft.report.infer(path.join("access"), "read-write-once", LANGUAGE, "every kind of storage can do it");
            Access::ReadWriteOnce
        });
        let volume = Volume {
            name: name.clone(),
            path: written.path.as_str().to_owned(),
            size,
            class: written.class.clone().or(class.clone()),
            access,
            read_only: written.read_only.unwrap_or(false),
            existing: written.existing.clone(),
            shared: false,
            owned_by_image: subject.backing.as_ref().is_some_and(|facts| facts.owns(written.path.as_str())),
            scratch: None,
        };
        sharing::alike(draft, subject, name, written, &path);
        shared(draft, subject, &volume, &path);
        volumes.push(volume);
    }
    volumes.sort_by(|left, right| left.name.cmp(&right.name));
    volumes
}

/// Reports a volume of one node that several replicas would share.
fn shared(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, volume: &Volume, path: &FieldPath) {
    if subject.sort == Sort::Daemon {
        return on_each_node(draft, subject, volume, path);
    }
    let alone = matches!(volume.access, Access::ReadWriteOnce | Access::ReadWriteOncePod);
    let replicas = match subject.replicas {
        crate::plan::Replicas::Fixed(count) => count,
        crate::plan::Replicas::Auto { max, .. } => max,
    };
    let common = subject.sort == Sort::Service || volume.existing.is_some();
    if !(alone && common && replicas > 1 && draft.scope.in_cluster()) {
        return;
    }
    let message =
        format!("{replicas} of `{}` are to share the volume `{}`, which one node has at a time", subject.name, volume.name);
    let diagnostic = Diagnostic::error(&codes::VOLUME_ACCESS, message)
        .at_known(draft.report.name(path), "")
        .at_known(draft.report.place(&subject.path.join("scale")), "so many run")
        .help(format!("write `stateful \"{}\"`, where each replica has its own", subject.name))
        .help("or run one of it: `scale 1`; or, where the storage can do it: `access=\"read-write-many\"`");
    draft.report.push(diagnostic);
}

/// Reports a volume of one node that a daemon's pods on all nodes would share.
fn on_each_node(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, volume: &Volume, path: &FieldPath) {
    if draft.scope.in_cluster() && !matches!(volume.access, Access::ReadWriteMany | Access::ReadOnlyMany) {
        let message = format!("`{}` runs on each node, and one node at a time has the volume `{}`", subject.name, volume.name);
        let help =
            "where the storage can do it: `access=\"read-write-many\"`; what each node has of its own is scratch space, `tmp`";
        draft.report.error_at_name(&codes::VOLUME_ACCESS, path, message, help);
    }
}

/// Scratch space, sorted by path; `/tmp` among it where the root is read-only.
pub(super) fn tmps(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, read_only: bool) -> Vec<Tmp> {
    let base = subject.path.join("tmp");
    let mut tmps = Vec::with_capacity(subject.body.tmp.len() + 1);
    for (path, written) in &subject.body.tmp {
        let size = written.size.as_ref().and_then(|size| Bytes::parse(size.as_str())).unwrap_or_else(|| {
            draft.report.infer(
                base.join(path).join("size"),
                "256Mi",
                "writable-paths-bounded",
                "without a bound it fills the node",
            );
            TMP_SIZE
        });
        tmps.push(Tmp { path: path.clone(), size, memory: written.memory.unwrap_or(false) });
    }
    let taken = |path: &str| subject.body.volumes.values().any(|volume| volume.path.as_str().trim_end_matches('/') == path);
    let bound = subject.body.binds.values().any(|bind| bind.path.as_str().trim_end_matches('/') == "/tmp");
    if read_only && !subject.body.tmp.contains_key("/tmp") && !taken("/tmp") && !bound {
        draft.report.infer(
            base.join("/tmp").join("size"),
            "256Mi",
            "writable-paths-bounded",
            "the root is read-only, and most write here",
        );
        tmps.push(Tmp { path: "/tmp".into(), size: TMP_SIZE, memory: false });
    }
    tmps.sort_by(|left, right| left.path.cmp(&right.path));
    tmps
}

/// Paths of the host, sorted by path.
pub(super) fn binds(subject: &Subject<'_>) -> Vec<Bind> {
    let bind = |written: &crate::manifest::Bind| Bind {
        host: match written.host.as_str() {
            host if host.starts_with('/') => host.to_owned(),
            host => project_path(host),
        },
        path: written.path.as_str().to_owned(),
        read_only: written.read_only.unwrap_or(false),
    };
    let mut binds: Vec<_> = subject.body.binds.values().map(bind).collect();
    binds.sort_by(|left, right| left.path.cmp(&right.path));
    binds
}

/// A path of the project with `.` and `..` resolved.
pub(super) fn project_path(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." if names.last().is_some_and(|last| *last != "..") => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    if names.is_empty() { ".".to_owned() } else { names.join("/") }
}

/// Reports two things at one path.
pub(super) fn collisions(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, container: &Container) {
    let mut mounted: BTreeMap<&str, FieldPath> = BTreeMap::new();
    let field = |name: &str, key: &str| subject.path.join(name).join(key);
    let volumes = container.volumes.iter().map(|volume| (volume.path.as_str(), field("volumes", &volume.name)));
    let tmps = container.tmps.iter().map(|tmp| (tmp.path.as_str(), field("tmp", &tmp.path)));
    let configs = container.configs.iter().map(|config| (config.path.as_str(), field("configs", &config.key)));
    let filled = container.secret_configs.iter().map(|config| (config.path.as_str(), field("configs", &config.key)));
    let secrets = container.secret_files.iter().map(|file| (file.path.as_str(), field("secret-files", &file.path)));
    let binds = container.binds.iter().map(|bind| (bind.path.as_str(), field("binds", &bind.path)));
    for (at, path) in volumes.chain(tmps).chain(configs).chain(filled).chain(secrets).chain(binds) {
        colon(draft, subject, at, &path);
        let at = if at.len() > 1 { at.trim_end_matches('/') } else { at };
        if let Some(other) = mounted.get(at) {
            path_twice(draft, subject, at, [&path, other], "give one of them another path");
        } else {
            mounted.insert(at, path);
        }
    }
}

/// Warns of a path that Kubernetes' own description of its API forbids, though not every node refuses it.
fn colon(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, at: &str, path: &FieldPath) {
    if at.contains(':') && draft.scope.in_cluster() {
        let message = format!("something is mounted at `{at}` in `{}`, and Kubernetes' paths hold no `:`", subject.name);
        let help =
            "give it a path without `:`; containerd takes this one, and a runtime that writes mounts as `SOURCE:TARGET` does not";
        let diagnostic = Diagnostic::warning(&codes::MOUNT_PATH, message).at_known(draft.report.name(path), "").help(help);
        draft.report.push(diagnostic);
    }
}

/// Reports two fields that are mounted at one path.
pub(super) fn path_twice(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, at: &str, fields: [&FieldPath; 2], help: &str) {
    let [field, other] = fields;
    let diagnostic = Diagnostic::error(&codes::PATH_TWICE, format!("two things are mounted at `{at}` in `{}`", subject.name))
        .at_known(draft.report.name(field), "")
        .at_known(draft.report.name(other), "the other one")
        .help(help);
    draft.report.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_project_is_plain() {
        assert_eq!(project_path("deploy/../config/api.toml"), "config/api.toml");
        assert_eq!(project_path("./web"), "web");
        assert_eq!(project_path("a/.."), ".");
        assert_eq!(project_path("../outside"), "../outside");
    }
}
