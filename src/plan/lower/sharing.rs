//! Volumes that several workloads mount.

use super::{
    draft::Draft,
    report::{LANGUAGE, Report},
    scope::{Scope, Subject},
};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest,
    path::FieldPath,
    plan::{Access, Bytes, Kind, Replicas, SharedVolume, Volume, Workload},
};
use std::collections::BTreeMap;

/// A workload's mount of a volume of the application's, which says all of it but the path; `None` where there is no such volume.
pub(super) fn mount(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, name: &str, written: &manifest::Volume) -> Option<Volume> {
    let path = subject.path.join("volumes").join(name);
    let manifest::Volume { path: at, size, class, access, read_only, existing, shared: _ } = written;
    let misplaced =
        [("size", size.is_some()), ("class", class.is_some()), ("access", access.is_some()), ("existing", existing.is_some())];
    for (field, _) in misplaced.into_iter().filter(|(_, is_written)| *is_written) {
        let message = format!("`{field}` of the shared volume `{name}` is said where it is declared");
        let help = format!("say it there: volume \"{name}\" {field}=…; here stand `path`, `read-only` and `shared`");
        draft.report.error(&codes::SHARED_VOLUME, &path.join(field), message, help);
    }
    let Some(declared) = draft.scope.layer().volumes.get(name) else {
        unknown(draft, name, &path);
        return None;
    };
    Some(Volume {
        name: name.to_owned(),
        path: at.as_str().to_owned(),
        size: declared.size.as_ref().and_then(|size| Bytes::parse(size.as_str())),
        class: declared.class.clone(),
        access: access_of(declared),
        read_only: read_only.unwrap_or(false),
        existing: declared.existing.clone(),
        shared: true,
        owned_by_image: false,
        scratch: None,
    })
}

fn unknown(draft: &mut Draft<'_, '_>, name: &str, path: &FieldPath) {
    let place = draft.report.name(path);
    let message = format!("there is no shared volume `{name}`");
    let diagnostic = Diagnostic::error(&codes::SHARED_VOLUME, message).at_known(place, "");
    match crate::diagnostic::nearest(name, draft.scope.layer().volumes.keys().map(String::as_str)) {
        Some(meant) => draft.report.slip(diagnostic, place, name, meant),
        None => {
            let help = format!("declare it beside the workloads: volume \"{name}\" size=\"10Gi\" access=\"read-write-many\"");
            draft.report.push(diagnostic.help(help));
        }
    }
}

/// Warns of a volume of a workload's own that has the name of one of the application's.
pub(super) fn alike(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, name: &str, written: &manifest::Volume, path: &FieldPath) {
    let declared = draft.scope.layer().volumes.contains_key(name);
    if declared && written.shared.is_none() && draft.report.is_written(path) {
        let message = format!("`{}` has a volume `{name}` of its own, beside the shared one of that name", subject.name);
        let diagnostic = Diagnostic::warning(&codes::SHARED_VOLUME, message)
            .at_known(draft.report.name(path), "its own")
            .at_known(draft.report.name(&FieldPath::new(["volumes", name])), "the shared one")
            .help("to mount that one: `shared=#true`; to have one of its own: `shared=#false`");
        draft.report.push(diagnostic);
    }
}

/// How many nodes and pods may mount a volume of the application's.
fn access_of(declared: &manifest::SharedVolume) -> Access {
    declared.access.unwrap_or(Access::ReadWriteOnce)
}

/// A workload's mount of a volume.
struct Mount<'w> {
    workload: &'w Workload,
    volume: &'w Volume,
}

impl Mount<'_> {
    fn path(&self) -> FieldPath {
        self.workload.field("volumes").join(&self.volume.name)
    }

    /// Whether at most one of its pods is there at a time.
    fn is_single(&self) -> bool {
        match (&self.workload.kind, self.workload.replicas) {
            (Kind::Daemon, _) => false,
            (_, Replicas::Fixed(count)) => count <= 1,
            (_, Replicas::Auto { max, .. }) => max <= 1,
        }
    }
}

/// The volumes of the application's that are mounted; what cannot be shared as it is to be is reported.
pub(super) fn volumes(scope: &Scope<'_>, workloads: &[Workload], report: &mut Report<'_>) -> Vec<SharedVolume> {
    let mounts =
        || workloads.iter().flat_map(|workload| workload.container.volumes.iter().map(move |volume| Mount { workload, volume }));
    let mut volumes = Vec::new();
    for (name, declared) in &scope.layer().volumes {
        let path = FieldPath::new(["volumes", name]);
        let mounted: Vec<Mount<'_>> = mounts().filter(|mount| mount.volume.shared && mount.volume.name == *name).collect();
        if mounted.is_empty() {
            unused(scope, name, &path, report);
            continue;
        }
        if declared.access.is_none() {
            report.infer(path.join("access"), "read-write-once", LANGUAGE, "every kind of storage can do it");
        }
        let volume = SharedVolume {
            name: name.clone(),
            size: declared.size.as_ref().and_then(|size| Bytes::parse(size.as_str())),
            class: declared.class.clone(),
            access: access_of(declared),
            existing: declared.existing.clone(),
            mounted_by: mounted.iter().map(|mount| mount.workload.name.clone()).collect(),
            path,
        };
        if scope.in_cluster() {
            if volume.size.is_none() && volume.existing.is_none() {
                let message = format!("the shared volume `{name}` has no size");
                report.error_at_name(&codes::VOLUME_SIZE, &volume.path, message, "add to it: size=\"10Gi\"");
            }
            together(&format!("the volume `{name}`"), Some(&volume.path), &mounted, report);
        }
        users(scope, name, &mounted, report);
        volumes.push(volume);
    }
    if scope.in_cluster() {
        let mut claims: BTreeMap<&str, Vec<Mount<'_>>> = BTreeMap::new();
        for mount in mounts().filter(|mount| !mount.volume.shared) {
            if let Some(claim) = &mount.volume.existing {
                claims.entry(claim).or_default().push(mount);
            }
        }
        for (claim, mounted) in claims.into_iter().filter(|(_, mounted)| mounted.len() > 1) {
            together(&format!("the claim `{claim}`"), None, &mounted, report);
        }
    }
    volumes.sort_by(|left, right| left.name.cmp(&right.name));
    volumes
}

fn unused(scope: &Scope<'_>, name: &str, path: &FieldPath, report: &mut Report<'_>) {
    // What mounts it may be left out in this environment.
    if scope.request.merged.absent.is_empty() && scope.request.merged.broken.is_empty() {
        let diagnostic = Diagnostic::warning(&codes::SHARED_VOLUME, format!("nothing mounts the shared volume `{name}`"))
            .at_known(report.name(path), "")
            .help(format!("mount it in a workload: volume \"{name}\" \"/data\" shared=#true"));
        report.push(diagnostic);
    }
}

/// Reports pods that cannot have a volume together: one node has it at a time, or all may only read it.
fn together(what: &str, declared: Option<&FieldPath>, mounted: &[Mount<'_>], report: &mut Report<'_>) {
    let alone = |mount: &&Mount<'_>| matches!(mount.volume.access, Access::ReadWriteOnce | Access::ReadWriteOncePod);
    let one = mounted.len() == 1 && mounted.iter().all(Mount::is_single);
    if let Some(first) = mounted.iter().find(alone).filter(|_| !one) {
        let names: Vec<_> = mounted.iter().map(|mount| format!("`{}`", mount.workload.name)).collect();
        let message = match names.as_slice() {
            [only] => format!("several of {only} are to share {what}, which one node has at a time"),
            names => format!("{} are to share {what}, which one node has at a time", names.join(" and ")),
        };
        let first = first.path();
        let mut diagnostic =
            Diagnostic::error(&codes::VOLUME_ACCESS, message).at_known(report.name(declared.unwrap_or(&first)), "");
        for mount in mounted.iter().map(Mount::path).filter(|path| declared.is_some() || *path != first) {
            diagnostic = diagnostic.at_known(report.name(&mount), "mounted here");
        }
        report.push(
            diagnostic
                .help("where the storage can do it, as NFS, CephFS, EFS or Azure Files: `access=\"read-write-many\"`")
                .help("or have one pod do both: a `sidecar` with a `share` of the path runs beside the one that has the volume"),
        );
    }
    for mount in mounted.iter().filter(|mount| mount.volume.access == Access::ReadOnlyMany && !mount.volume.read_only) {
        let message = format!("{what} may only be read, and `{}` mounts it to write", mount.workload.name);
        let help = "add `read-only=#true`, or say `access=\"read-write-many\"` of the volume";
        report.error_at_name(&codes::VOLUME_ACCESS, &mount.path(), message, help);
    }
}

/// Warns where those who write to a volume are different users, so that one cannot change what the other made.
fn users(scope: &Scope<'_>, name: &str, mounted: &[Mount<'_>], report: &mut Report<'_>) {
    let user = |mount: &Mount<'_>| {
        let user = mount.workload.container.security.user?;
        Some(if scope.in_cluster() { user.fs_group } else { user.id }).filter(|_| user.id != 0)
    };
    let writers = || mounted.iter().filter(|mount| !mount.volume.read_only).filter_map(|mount| Some((mount, user(mount)?)));
    let Some((first, one)) = writers().next() else { return };
    let Some((other, two)) = writers().find(|(_, user)| *user != one) else { return };
    let (word, field) = if scope.in_cluster() { ("group", "user … fs-group=") } else { ("user", "user") };
    let (left, right) = (&first.workload.name, &other.workload.name);
    let message = format!("`{left}` writes to the volume `{name}` as {word} {one}, `{right}` as {word} {two}");
    let diagnostic = Diagnostic::warning(&codes::SHARED_VOLUME, message)
        .at_known(report.name(&other.path()), "what one makes the other may not change")
        .at_known(report.name(&first.path()), "")
        .help(format!("give both the same one (`{field}`), or let one of them only read: `read-only=#true`"));
    report.push(diagnostic);
}
