//! A Compose file as a manifest.

mod backing;
mod datum;
mod secrets;
mod service;
mod storage;
mod variables;
mod workload;
mod world;

use super::draft::{Draft, Kind, Workload};
use super::node::Node;
use super::{Answers, Mistaken, context, label};
use crate::catalogue::Catalogue;
use crate::diagnostic::Diagnostics;
use crate::source::{Files, SourceMap};
use crate::yaml::{self, Datum};
use backing::{Backing, Login};
use service::Service;
use std::collections::BTreeSet;
use variables::Variables;
use workload::{NOT_HTTP, Role};
use world::{Member, World};

/// The names of a Compose file, the first that is there being read, as Compose does.
pub(super) const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// Files that Compose lays over the first.
const OVERRIDES: [&str; 4] =
    ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// Where the content of a config of the file is.
#[derive(Clone, Debug)]
pub(super) enum ConfigFile {
    Path(String),
    Text(String),
}

/// The name of the application that a Compose file gives, if it is one.
pub(super) fn name(text: &str) -> Option<String> {
    let datum = yaml::read_merging(text, SourceMap::default().add("compose.yaml", text), &mut Diagnostics::default());
    datum::text(&datum, "name").filter(|name| !name.contains('$'))
}

/// The services that are published with an address of HTTP, so that a host is wanted.
pub(super) fn has_routes(text: &str) -> bool {
    let datum = yaml::read_merging(text, SourceMap::default().add("compose.yaml", text), &mut Diagnostics::default());
    let services = services(&datum, &Variables::default());
    services.iter().any(|service| {
        service.ports.iter().any(|port| port.transport == super::dockerfile::Transport::Tcp && !NOT_HTTP.contains(&port.number))
    })
}

/// Reads a Compose file.
pub(super) fn read(files: &dyn Files, path: &str, text: &str, answers: &Answers) -> Result<Draft, Mistaken> {
    let mut sources = SourceMap::default();
    let id = sources.add(path, text);
    let mut diagnostics = Diagnostics::default();
    let datum = yaml::read_merging(text, id, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(Mistaken { sources, diagnostics });
    }
    let mut world = World::new(files, answers);
    let services = services(&datum, &world.variables);
    top_level(&mut world, &datum, path);
    members(&mut world, &services);
    learn_ports(&mut world, &services);
    passwords(&mut world, &datum);
    world.find_secrets(&services);
    let roles = roles(&world, &services);
    for (service, role) in services.iter().zip(&roles) {
        let backing = world.members.get(&service.name).and_then(|member| member.backing.clone());
        let workload = match backing {
            Some(backing) => self::backing(&mut world, service, &backing),
            None => workload::workload(&mut world, service, role),
        };
        world.draft.workloads.push(workload);
    }
    Ok(finish(world, &services, path))
}

/// What is said of the file as a whole.
fn finish(world: World<'_>, services: &[Service], path: &str) -> Draft {
    let World { mut draft, variables, .. } = world;
    if !variables.open.is_empty() {
        let names = variables.open.join("`, `");
        let text = format!("`{names}`: nothing here gives a value: as parameters they have a default, for you to correct");
        draft.note(Kind::Decide, path, text);
    }
    let needless: BTreeSet<_> = services.iter().flat_map(|service| &service.needless).cloned().collect();
    if !needless.is_empty() {
        let names = needless.into_iter().collect::<Vec<_>>().join("`, `");
        let text = format!("`{names}`: nothing to say, since that follows from who reaches whom, or holds for all");
        draft.note(Kind::Changed, path, text);
    }
    draft.params = variables.params;
    draft
}

fn services(datum: &Datum<'_>, variables: &Variables) -> Vec<Service> {
    let services = datum::get(datum, "services").into_iter().flat_map(datum::entries);
    services.map(|(name, value)| Service::read(name, value, variables)).collect()
}

/// What stands beside the services.
fn top_level(world: &mut World<'_>, datum: &Datum<'_>, path: &str) {
    for (name, value) in datum::entries(datum) {
        match name {
            "services" | "version" | "name" => {}
            "networks" => networks(world, value, path),
            "volumes" => {
                for (volume, value) in datum::entries(value) {
                    if datum::get(value, "driver").is_some() || datum::is_true(value, "external") {
                        let text = format!(
                            "the volume `{volume}` has a driver, or is kept elsewhere: `volume … existing=` names one that is there"
                        );
                        world.draft.note(Kind::Decide, path, text);
                    }
                }
            }
            "secrets" => {}
            "configs" => {
                for (config, value) in datum::entries(value) {
                    let file = datum::text(value, "file").and_then(|file| context(&file)).map(ConfigFile::Path);
                    let found = file.or_else(|| datum::text(value, "content").map(ConfigFile::Text));
                    world.config_files.extend(found.map(|found| (config.to_owned(), found)));
                }
            }
            other if other.starts_with("x-") => {}
            other => world.draft.note(
                Kind::Lost,
                path,
                format!("`{other}`: a manifest has no such field; `include` takes other manifests"),
            ),
        }
    }
    for name in OVERRIDES {
        if world.files.read(name).is_ok() {
            world.draft.note(
                Kind::Lost,
                name,
                "Compose lays it over the first file: what it says belongs into `environment \"dev\"`",
            );
        }
    }
}

/// Networks follow from who reaches whom, all but what is said of their addresses and drivers.
fn networks(world: &mut World<'_>, value: &Datum<'_>, path: &str) {
    for (network, options) in datum::entries(value) {
        for (option, value) in datum::entries(options) {
            let why = match option {
                "driver" if datum::scalar(value).as_deref() == Some("bridge") => continue,
                // What says nothing of the outside reaches nothing there.
                "internal" => continue,
                "ipam" => "`platform { subnets from=… }` says which ranges are taken",
                "external" => "`object \"compose\"` adds it, and `patch` joins it",
                _ => "`patch` in an overlay can say it",
            };
            world.draft.note(Kind::Lost, path, format!("`networks.{network}.{option}`: {why}"));
        }
    }
}

/// Who is who.
fn members(world: &mut World<'_>, services: &[Service]) {
    let catalogue = Catalogue::default();
    for service in services {
        let mut name = label(&service.name);
        if ["app", "env", "param", "secret", "self"].contains(&name.as_str()) {
            name += "-service";
        }
        while world.members.values().any(|member| member.name == name) {
            name += "-2";
        }
        if name != service.name {
            let text =
                format!("Compose calls it `{}`; a caller that has that host in its code has to call `{name}`", service.name);
            world.draft.note(Kind::Decide, &name, text);
        }
        let backing = backing::recognize(service, &mut world.variables, &catalogue);
        let mut ports: Vec<_> = service.ports.iter().map(|port| (port.number, port.transport)).collect();
        ports.extend(service.exposed.iter().copied());
        if ports.is_empty() {
            ports = service.build.as_ref().and_then(|build| workload::facts(world, build)).unwrap_or_default().ports;
        }
        let mut seen = Vec::new();
        ports.retain(|port| {
            !seen.contains(port) && {
                seen.push(*port);
                true
            }
        });
        world.members.insert(service.name.clone(), Member { name, ports, backing });
    }
}

/// Where services listen that do not say so, by what others call.
fn learn_ports(world: &mut World<'_>, services: &[Service]) {
    for service in services {
        let values = service.environment.iter().filter_map(|(_, value)| value.as_ref());
        let words = service.command.iter().chain(&service.entrypoint).flatten();
        let texts: Vec<_> = values.chain(words).filter_map(|text| world.variables.plain(text)).collect();
        for (host, member) in world
            .members
            .iter_mut()
            .filter(|(host, member)| **host != service.name && member.ports.is_empty() && member.backing.is_none())
        {
            let port = texts.iter().find_map(|text| port_of(text, host));
            member.ports.extend(port.map(|port| (port, super::dockerfile::Transport::Tcp)));
        }
    }
}

fn port_of(text: &str, host: &str) -> Option<u16> {
    text.match_indices(host).find_map(|(at, _)| {
        let begins = text
            .get(..at)?
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '-' | '_' | '.'));
        let digits: String = text.get(at + host.len()..)?.strip_prefix(':')?.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok().filter(|port| begins && *port > 0)
    })
}

/// What the manifest calls the secrets of the file: that of a backing service has a name of its own.
fn passwords(world: &mut World<'_>, datum: &Datum<'_>) {
    for (name, _) in datum::get(datum, "secrets").into_iter().flat_map(datum::entries) {
        world.aliases.insert(name.to_owned(), name.to_owned());
    }
    for member in world.members.values() {
        let Some(backing) = &member.backing else { continue };
        for (login, end) in [(&backing.root, "root-password"), (&backing.password, "password")] {
            if let Some(Login::File(secret)) = login {
                world.aliases.insert(secret.clone(), format!("{}-{end}", member.name));
            }
        }
    }
}

/// Which services have a route, and which are jobs.
fn roles(world: &World<'_>, services: &[Service]) -> Vec<Role> {
    let waits = |service: &Service, on: &str, ended: bool| {
        service
            .depends
            .iter()
            .any(|(name, condition)| name == on && (condition.as_deref() == Some("service_completed_successfully")) == ended)
    };
    let web = |service: &Service| {
        let ports = service.ports.iter().filter(|port| port.transport == super::dockerfile::Transport::Tcp);
        let is_web = world.members.get(&service.name).is_some_and(|member| member.backing.is_none());
        let is_datagram = |number: u16| {
            service.ports.iter().any(|port| port.number == number && port.transport != super::dockerfile::Transport::Tcp)
        };
        ports.map(|port| port.number).find(|port| is_web && !NOT_HTTP.contains(port) && !is_datagram(*port))
    };
    // One that another published service needs is behind that one.
    let is_front = |service: &Service| !services.iter().any(|other| web(other).is_some() && waits(other, &service.name, false));
    let mut hosts = 0;
    let role = |service: &Service| {
        let before =
            services.iter().filter(|other| waits(other, &service.name, true)).map(|other| world.name(&other.name)).collect();
        let port = web(service).filter(|_| is_front(service));
        let route = port.zip(world.answers.host.as_deref()).map(|(port, host)| {
            hosts += 1;
            let host = if hosts == 1 { host.to_owned() } else { format!("{}.{host}", world.name(&service.name)) };
            (host, port)
        });
        Role { route, before }
    };
    services.iter().map(role).collect()
}

impl World<'_> {
    /// What the manifest calls a service.
    fn name(&self, service: &str) -> String {
        self.members.get(service).map_or_else(|| label(service), |member| member.name.clone())
    }

    /// Whether another service waits for it.
    fn is_reached(&self, service: &Service) -> bool {
        self.reached.contains(&service.name)
    }

    /// The services that mount a volume.
    fn sharers(&self, volume: &str) -> Vec<String> {
        self.shared.get(volume).into_iter().flatten().map(|service| self.name(service)).collect()
    }

    /// Names all secrets that stand in variables, so that other texts which hold them are found.
    fn find_secrets(&mut self, services: &[Service]) {
        for service in services {
            self.reached.extend(service.depends.iter().map(|(name, _)| name.clone()));
            for mount in &service.mounts {
                self.shared.entry(mount.source.clone().unwrap_or_default()).or_default().push(service.name.clone());
            }
            if self.members.get(&service.name).is_some_and(|member| member.backing.is_some()) {
                continue;
            }
            for (name, value) in &service.environment {
                let _ = value.as_deref().map(|value| self.value(service, name, value));
            }
        }
    }
}

/// A service that is one of the catalogue's types.
fn backing(world: &mut World<'_>, service: &Service, backing: &Backing) -> Workload {
    let name = world.name(&service.name);
    let mut workload = Workload::new(&backing.kind, &name);
    let mut head = workload.head.clone().maybe("version", backing.version.as_deref());
    for (property, text) in [("username", &backing.username), ("database", &backing.database)] {
        let text = text.as_ref().filter(|text| text.literal() != Some(world.answers.name.replace('-', "_").as_str()));
        head = head.maybe(property, text.map(variables::Text::template).as_deref());
    }
    workload.head = if backing.is_open { head.flag("auth", false) } else { head };
    if backing.is_floating {
        world.draft.note(Kind::Decide, &name, "its tag names no version: `version=` does, and a volume belongs to one version");
    }
    if backing.password.is_some() || backing.root.is_some() {
        world.draft.note(Kind::Changed, &name, "its password is made once, and kept out of the manifest");
    }
    types_own(world, service, &name);
    let mut env = Vec::new();
    for (variable, value) in &backing.rest {
        let raw = value.clone().unwrap_or_else(|| format!("${{{variable}}}"));
        env.push(world.variable(service, &name, variable, &raw));
    }
    if !env.is_empty() {
        workload.body.push(Node::new("env").block(env));
    }
    if let Some(command) = &service.command {
        let own = ["redis", "valkey", "kafka", "nats", "s3"].contains(&backing.kind.as_str());
        match own {
            true => world.draft.note(Kind::Lost, &name, "`command`: the type has its own, with its password and its volume"),
            false => {
                let words = world.words(service, command);
                workload.body.push(Node::new("command").texts(words.iter().map(String::as_str)));
            }
        }
    }
    for port in service.ports.iter().filter(|port| port.host.is_some()) {
        let host = port.host.unwrap_or_default();
        workload.dev.push(Node::new("port").number(port.number).numbered("publish", host));
    }
    for mount in service.mounts.iter().filter(|mount| mount.source.as_deref().is_some_and(|source| source.starts_with('.'))) {
        let one = Service { mounts: vec![mount.clone()], name: service.name.clone(), ..Service::default() };
        storage::mounts(world, &one, &name, &super::dockerfile::Facts::default(), &mut workload);
    }
    let ends = service.restart.as_deref().is_some_and(|restart| restart == "no" || restart.starts_with("on-failure"));
    let unsaid = [
        ("platform", service.platform.is_some(), "its image is its type's: dev takes that for this machine"),
        ("restart", ends, "a backing service always starts again"),
        ("sysctls", !service.sysctls.is_empty(), "its type has none; `patch` in an overlay can say it"),
    ];
    for (field, _, why) in unsaid.into_iter().filter(|(_, said, _)| *said) {
        world.draft.note(Kind::Lost, &name, format!("`{field}`: {why}"));
    }
    for (field, why) in &service.lost {
        world.draft.note(Kind::Lost, &name, format!("`{field}`: {why}"));
    }
    workload.production.push(super::in_production(
        world.answers.production,
        &name,
        backing.password.is_some() || !backing.is_open && backing.username.is_some(),
    ));
    workload
}

/// Names what a service says that its type says by itself.
fn types_own(world: &mut World<'_>, service: &Service, name: &str) {
    let named = |source: &Option<String>| source.as_deref().is_none_or(|source| !source.starts_with(['.', '/', '~']));
    let said = [
        ("expose", !service.exposed.is_empty()),
        ("healthcheck", service.check.is_some() || service.is_unchecked),
        ("secrets", !service.secrets.is_empty()),
        ("user", service.user.is_some()),
        ("volumes", service.mounts.iter().any(|mount| named(&mount.source))),
    ];
    let fields: Vec<_> = said.into_iter().filter(|(_, said)| *said).map(|(field, _)| format!("`{field}`")).collect();
    if !fields.is_empty() {
        world.draft.note(Kind::Changed, name, format!("{}: its type has its own", fields.join(", ")));
    }
}

/// Whether a file has services of the catalogue's types.
pub(super) fn has_backing(text: &str) -> bool {
    let datum = yaml::read_merging(text, SourceMap::default().add("compose.yaml", text), &mut Diagnostics::default());
    let (mut variables, catalogue) = (Variables::default(), Catalogue::default());
    services(&datum, &Variables::default())
        .iter()
        .any(|service| backing::recognize(service, &mut variables, &catalogue).is_some())
}
