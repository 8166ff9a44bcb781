//! Containers before and beside a workload: their own words, then the workload's.

use super::{
    draft::Draft,
    env, image, mounts,
    report::{LANGUAGE, Report},
    scope::{Body, Scope, Sort, Subject},
    security,
    workload::{self, Basis},
};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::{self, Map},
    path::FieldPath,
    plan::{Companion, Container, Part, Scratch, Security, Tmp, Volume, joined_name},
};
use std::collections::BTreeMap;

/// The longest name of a host.
const LONGEST: usize = 63;

/// The containers before and beside a workload, in the order in which they start.
pub(super) fn companions(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, main: &mut Container) -> Vec<Companion> {
    let parts = [(Sort::Init, "inits", &subject.body.inits), (Sort::Sidecar, "sidecars", &subject.body.sidecars)];
    let mut companions = Vec::new();
    for (sort, field, written) in parts {
        for (name, written) in written {
            let inner = Subject {
                name,
                sort,
                path: subject.path.join(field).join(name),
                body: Body::Made(Box::new(written.body())),
                backing: None,
                ports: subject.ports.clone(),
                has_wrong_port: subject.has_wrong_port,
                replicas: subject.replicas,
            };
            companions.push(companion(draft, subject, &inner, &written.shares, main));
        }
    }
    companions
}

fn companion(
    draft: &mut Draft<'_, '_>,
    outer: &Subject<'_>,
    subject: &Subject<'_>,
    shares: &Map<manifest::Share>,
    main: &mut Container,
) -> Companion {
    let security = security(draft, outer, subject, &main.security);
    let mut tmps = mounts::tmps(draft, subject, security.read_only);
    tmps.retain(|tmp| subject.body.tmp.contains_key(&tmp.path) || !shares.contains_key(&tmp.path));
    let image = image::companion(draft, subject, &main.image);
    let mut env = if draft.report.replaces(&subject.path.join("env")) { Default::default() } else { main.env.clone() };
    env.extend(env::written(draft, subject));
    let mut container = workload::written(draft, subject, Basis { image, security, tmps, env });
    mounts::collisions(draft, subject, &container);
    let mut scratch = Vec::new();
    for (path, share) in shares {
        let at = subject.path.join("shares").join(path);
        if let Some(field) = taken(&container, path) {
            let other = subject.path.join(field).join(path);
            mounts::path_twice(draft, subject, path, [&at, &other], "take one of them away");
        }
        match shared(draft, outer, main, path) {
            Some(Shared::Volume(volume)) => {
                container.volumes.push(Volume { read_only: share.read_only.unwrap_or(false), ..volume });
            }
            Some(Shared::Scratch(tmp)) => {
                scratch.push(Scratch { path: tmp.path, read_only: share.read_only.unwrap_or(false) });
            }
            None => unknown_share(draft, outer, path, &at),
        }
    }
    container.volumes.sort_by(|left, right| left.name.cmp(&right.name));
    scratch.sort_by(|left, right| left.path.cmp(&right.path));
    inherit(draft.report, subject, &mut container, shares, main);
    let part = if subject.sort == Sort::Init { Part::Before } else { Part::Beside };
    Companion { name: subject.name.to_owned(), path: subject.path.clone(), part, container, scratch }
}

/// The hardened default; who it is, and what the whole pod is, follow the workload.
fn security(draft: &mut Draft<'_, '_>, outer: &Subject<'_>, subject: &Subject<'_>, main: &Security) -> Security {
    let written = subject.body.security.clone().unwrap_or_default();
    let whole = [
        (written.host_network.is_some(), "host-network"),
        (written.host_pid.is_some(), "host-pid"),
        (written.host_ipc.is_some(), "host-ipc"),
    ];
    for (_, field) in whole.into_iter().filter(|(written, _)| *written) {
        of_workload(draft, outer, &subject.path.join("security").join(field), field, "in its `security`");
    }
    if subject.body.user.is_some_and(|user| user.fs_group.is_some()) {
        of_workload(draft, outer, &subject.path.join("user").join("fs-group"), "fs-group", "with its `user`");
    }
    let mut security = security::security(draft, subject, main.user);
    if let (Some(user), Some(main)) = (&mut security.user, main.user) {
        user.fs_group = main.fs_group;
    }
    Security { host_network: main.host_network, host_pid: main.host_pid, host_ipc: main.host_ipc, ..security }
}

fn of_workload(draft: &mut Draft<'_, '_>, outer: &Subject<'_>, path: &FieldPath, field: &str, place: &str) {
    let message = format!("`{field}` holds for all containers of `{}` at once", outer.name);
    draft.report.error(&codes::COMPANION, path, message, format!("say it of `{}` itself, {place}", outer.name));
}

/// What a path of the workload is.
enum Shared {
    Volume(Volume),
    Scratch(Tmp),
}

/// What the workload has at the path; where there are no pods, a volume takes the place of scratch space.
fn shared(draft: &Draft<'_, '_>, outer: &Subject<'_>, main: &mut Container, path: &str) -> Option<Shared> {
    let same = |other: &str| other.trim_end_matches('/') == path.trim_end_matches('/');
    if let Some(volume) = main.volumes.iter().find(|volume| same(&volume.path)) {
        return Some(Shared::Volume(volume.clone()));
    }
    let place = main.tmps.iter().position(|tmp| same(&tmp.path))?;
    if draft.scope.in_cluster() {
        return main.tmps.get(place).cloned().map(Shared::Scratch);
    }
    let tmp = main.tmps.remove(place);
    let volume = Volume {
        name: tmp.path.clone(),
        path: tmp.path.clone(),
        size: Some(tmp.size),
        class: None,
        access: crate::plan::Access::ReadWriteOnce,
        read_only: false,
        existing: None,
        shared: false,
        owned_by_image: outer.backing.as_ref().is_some_and(|facts| facts.owns(&tmp.path)),
        scratch: Some(tmp.path),
    };
    main.volumes.push(volume.clone());
    main.volumes.sort_by(|left, right| left.name.cmp(&right.name));
    Some(Shared::Volume(volume))
}

fn unknown_share(draft: &mut Draft<'_, '_>, outer: &Subject<'_>, path: &str, at: &FieldPath) {
    let message = format!("`{}` has no volume and no scratch space at `{path}`", outer.name);
    let help = format!("add it to `{}`: tmp \"{path}\" size=\"64Mi\", or a `volume`", outer.name);
    draft.report.error_at_name(&codes::COMPANION, at, message, help);
}

/// The field that has something at the path.
fn taken(container: &Container, path: &str) -> Option<&'static str> {
    let found = [
        (container.tmps.iter().any(|tmp| tmp.path == path), "tmp"),
        (container.configs.iter().any(|config| config.path == path), "configs"),
        (container.secret_configs.iter().any(|config| config.path == path), "configs"),
        (container.secret_files.iter().any(|file| file.path == path), "secret-files"),
        (container.binds.iter().any(|bind| bind.path == path), "binds"),
    ];
    found.into_iter().find_map(|(found, field)| found.then_some(field))
}

/// Files of the workload, wherever nothing else is at their path, and nothing takes the place of all of them.
fn inherit(
    report: &Report<'_>,
    subject: &Subject<'_>,
    container: &mut Container,
    shares: &Map<manifest::Share>,
    main: &Container,
) {
    let free = |field: &str, path: &str| {
        taken(container, path).is_none() && !shares.contains_key(path) && !report.replaces(&subject.path.join(field))
    };
    let configs: Vec<_> = main.configs.iter().filter(|config| free("configs", &config.path)).cloned().collect();
    let filled: Vec<_> = main.secret_configs.iter().filter(|config| free("configs", &config.path)).cloned().collect();
    let files: Vec<_> = main.secret_files.iter().filter(|file| free("secret-files", &file.path)).cloned().collect();
    container.configs.extend(configs);
    container.configs.sort_by(|left, right| left.path.cmp(&right.path));
    container.secret_configs.extend(filled);
    container.secret_configs.sort_by(|left, right| left.path.cmp(&right.path));
    container.secret_files.extend(files);
    container.secret_files.sort_by(|left, right| left.path.cmp(&right.path));
}

/// Checks the names of all companions, which are containers of a pod, and elsewhere workloads of their own.
pub(super) fn names(scope: &Scope<'_>, report: &mut Report<'_>) {
    let mut joined: BTreeMap<String, (&'static str, FieldPath)> = BTreeMap::new();
    for subject in scope.subjects.values() {
        let inits = subject.body.inits.keys().map(|name| ("init", "inits", name));
        let sidecars = subject.body.sidecars.keys().map(|name| ("sidecar", "sidecars", name));
        for (word, field, name) in inits.chain(sidecars) {
            let path = subject.path.join(field).join(name);
            let whole = joined_name(subject.name, name);
            let workload = scope.subjects.get(whole.as_str()).map(|other| (other.sort.word(), other.path.clone()));
            if name == subject.name {
                taken_name(report, name, (word, &path), (subject.sort.word(), &subject.path));
            } else if let Some((other, at)) = joined.get(&whole).cloned().or(workload) {
                taken_name(report, &whole, (word, &path), (other, &at));
            } else if whole.len() > LONGEST {
                let message = format!("`{whole}`, as the {word} is called without a pod, has more than {LONGEST} characters");
                report.error_at_name(&codes::NAME_LENGTH, &path, message, "shorten one of the two names");
            }
            joined.insert(whole, (word, path));
        }
    }
}

fn taken_name(report: &mut Report<'_>, name: &str, one: (&str, &FieldPath), other: (&str, &FieldPath)) {
    let diagnostic =
        Diagnostic::error(&codes::NAME_TAKEN, format!("the {} and the {} would both be called `{name}`", one.0, other.0))
            .at_known(report.name(one.1), format!("the {}", one.0))
            .at_known(report.name(other.1), format!("the {}", other.0))
            .help(format!("give the {} another name", one.0));
    report.push(diagnostic);
}

/// Notes where the user of a container comes from.
pub(super) fn same_user(draft: &mut Draft<'_, '_>, path: FieldPath, user: u32) {
    draft.report.infer(path, user.to_string(), LANGUAGE, "the workload's own");
}
