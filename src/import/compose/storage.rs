//! What a service of a Compose file mounts.

use super::service::{Mount, Service};
use super::workload::{fits, writes_on_the_host};
use super::world::World;
use crate::import::dockerfile::Facts;
use crate::import::draft::{Kind, Workload};
use crate::import::node::Node;
use crate::import::{context, is_config_sized, label};
use crate::suspicion;

/// The size of a volume of which nobody says one.
const SIZE: &str = "1Gi";

/// Adds what is mounted, and says whether any of it is a volume that the service writes to.
pub(super) fn mounts(world: &mut World<'_>, service: &Service, name: &str, facts: &Facts, workload: &mut Workload) -> bool {
    let mut is_stored = false;
    for mount in &service.mounts {
        is_stored |= self::mount(world, service, mount, name, workload);
    }
    for path in facts.volumes.iter().filter(|path| !service.mounts.iter().any(|mount| mount.path.starts_with(path.as_str()))) {
        workload.body.push(volume(&of_path(path), path));
        is_stored = true;
    }
    for (path, size) in &service.tmpfs {
        let size =
            size.as_deref().map(|size| size.trim_end_matches(['b', 'B']).to_uppercase()).map(|size| match size.parse::<u64>() {
                Ok(bytes) => format!("{}Mi", bytes.div_ceil(1024 * 1024)),
                Err(_) => format!("{size}i"),
            });
        workload.body.push(Node::new("tmp").text(clean(path)).maybe("size", size.as_deref()));
    }
    sources(world, service, name, workload);
    is_stored
}

/// Secrets and configs that the file names.
fn sources(world: &mut World<'_>, service: &Service, name: &str, workload: &mut Workload) {
    for (secret, target) in &service.secrets {
        let path = match target.as_deref() {
            Some(target) if target.starts_with('/') => target.to_owned(),
            other => format!("/run/secrets/{}", other.unwrap_or(secret)),
        };
        let called = world.aliases.get(secret).unwrap_or(secret);
        workload.body.push(Node::new("secret-file").text(&path).secret(called));
    }
    for (config, target) in &service.configs {
        let path = target.clone().unwrap_or_else(|| format!("/{config}"));
        match world.config_files.get(config).cloned() {
            Some(super::ConfigFile::Path(file)) => self::config(world, &file, &path, name, workload),
            Some(super::ConfigFile::Text(text)) => {
                let text = world.word(service, &text);
                workload.body.push(Node::new("config").text(&path).property("text", &text));
            }
            None => world.draft.note(
                Kind::Decide,
                name,
                format!("the config `{config}` is kept elsewhere: `config \"{path}\" from=` takes a file"),
            ),
        }
    }
}

fn mount(world: &mut World<'_>, service: &Service, mount: &Mount, name: &str, workload: &mut Workload) -> bool {
    let path = clean(&mount.path);
    if !path.starts_with('/') {
        world.draft.note(Kind::Lost, name, "`volumes`: one of them has no absolute path in the container");
        return false;
    }
    let Some(source) = &mount.source else {
        let inside = service.mounts.iter().any(|other| other.source.is_some() && path.starts_with(clean(&other.path)));
        let node = volume(&of_path(path), path);
        match inside || service.build.is_some() {
            true => workload.dev.push(Node::new("volume").text(&of_path(path)).text(path)),
            false => workload.body.push(node),
        }
        return !(inside || service.build.is_some());
    };
    let plain = world.variables.plain(source);
    match plain.as_deref() {
        Some(host) if host.starts_with('/') => {
            host_path(world, host, path, mount.read_only, name, workload);
            false
        }
        Some(file) if file.starts_with('.') => {
            own_path(world, service, file, path, mount.read_only, name, workload);
            false
        }
        Some(named) if !named.starts_with('~') && !named.contains(['/', '\\']) && !named.is_empty() => {
            let shared = world.sharers(named).into_iter().filter(|other| other != name).collect::<Vec<_>>();
            if !shared.is_empty() {
                let text =
                    format!("the volume `{named}` is that of `{}` too in Compose; here each has its own", shared.join("`, `"));
                world.draft.note(Kind::Decide, name, text);
            }
            let node = volume(&label(named), path);
            workload.body.push(if mount.read_only { node.flag("read-only", true) } else { node });
            !mount.read_only
        }
        _ => {
            let text = format!("in Compose `{path}` is the host's `{source}`; here it is a volume, which begins empty");
            world.draft.note(Kind::Decide, name, text);
            workload.body.push(volume(&of_path(path), path));
            true
        }
    }
}

/// A path of the machine: in dev alone.
fn host_path(world: &mut World<'_>, host: &str, path: &str, read_only: bool, name: &str, workload: &mut Workload) {
    let node = Node::new("bind").text(clean(host)).text(path);
    workload.dev.push(if read_only { node.flag("read-only", true) } else { node });
    writes_on_the_host(workload);
    world.draft.note(
        Kind::Decide,
        name,
        format!("`{host}` of this machine is mounted in dev alone: production has no such folder"),
    );
}

/// A file or folder of the project: configuration where it is small and not what is built, else in dev alone.
fn own_path(
    world: &mut World<'_>,
    service: &Service,
    file: &str,
    path: &str,
    read_only: bool,
    name: &str,
    workload: &mut Workload,
) {
    let Some(file) = context(file) else {
        return world.draft.note(Kind::Lost, name, format!("`volumes`: `{file}` lies outside of this folder"));
    };
    let built = service.build.as_ref().and_then(|build| context(&world.variables.plain(&build.context)?));
    let is_source =
        built.is_some_and(|built| file == "." || built == "." || file == built || file.starts_with(&format!("{built}/")));
    let listed = world.files.list(&file);
    let small = |files: &[String]| {
        files.len() <= 50
            && is_config_sized(files.iter().filter_map(|file| world.files.read(file).ok()).map(|bytes| bytes.len()).sum())
    };
    let is_there = listed.is_some() || world.files.read(&file).is_ok();
    let is_config = match &listed {
        Some(files) => !files.is_empty() && small(files),
        None => !is_there || fits(world, &file),
    };
    if is_source || !is_config {
        if is_there {
            let node = Node::new("bind").text(&file).text(path);
            workload.dev.push(if read_only { node.flag("read-only", true) } else { node });
            writes_on_the_host(workload);
        } else {
            world.draft.note(Kind::Decide, name, format!("there is no `{file}` here, which Compose mounts at `{path}`"));
            workload.dev.push(Node::new("bind").text(&file).text(path).off());
        }
        if !is_source {
            let why = if listed.is_some_and(|files| files.is_empty()) { "it is empty" } else { "it is too large for a config" };
            world.draft.note(Kind::Decide, name, format!("`{file}` is mounted in dev alone: {why}"));
        }
        return;
    }
    config(world, &file, path, name, workload);
}

fn config(world: &mut World<'_>, file: &str, path: &str, name: &str, workload: &mut Workload) {
    let node = Node::new("config").text(path).property("from", file);
    let texts: Vec<_> = match world.files.list(file) {
        Some(files) => files,
        None => vec![file.to_owned()],
    };
    let read: Vec<_> = texts.iter().filter_map(|file| world.files.read(file).ok()).collect();
    let is_secret = read.iter().any(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        !suspicion::find(&text, suspicion::Reading::Content).is_empty()
    });
    let note = match () {
        () if read.is_empty() => {
            Some(format!("there is no `{file}` here, which belongs at `{path}`: put it there, and take the `/-` away"))
        }
        () if is_secret => Some(format!(
            "`{file}` seems to hold a secret: `secret-file \"{path}\" (secret)\"NAME\"`, or `from=(public)` if it is none"
        )),
        () => None,
    };
    let is_off = note.is_some();
    if let Some(note) = note {
        world.draft.note(Kind::Decide, name, note);
    }
    workload.body.push(if is_off { node.off() } else { node });
}

fn volume(name: &str, path: &str) -> Node {
    Node::new("volume").text(name).text(path).property("size", SIZE)
}

/// A name of a volume that has none.
fn of_path(path: &str) -> String {
    label(path.rsplit('/').find(|part| !part.is_empty()).unwrap_or("data"))
}

fn clean(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        clean => clean,
    }
}
