//! A service of a Compose file as a workload of the manifest.

use super::service::{Build, Resources, Service};
use super::storage;
use super::world::World;
use crate::import::dockerfile::{self, Facts, Transport, User};
use crate::import::draft::{Kind, Workload};
use crate::import::node::Node;
use crate::import::{context, health, is_config_sized};
use crate::{secrets, shape::Format, tree::scalar::check};

/// What only the whole file tells of a service.
pub(super) struct Role {
    /// The host of its route, with the port.
    pub(super) route: Option<(String, u16)>,
    /// The workloads that wait until it has ended; it is a job then.
    pub(super) before: Vec<String>,
}

/// The folder of a build in the project, and what its Dockerfile says; nothing where it is not there.
pub(super) fn facts(world: &World<'_>, build: &Build) -> Option<Facts> {
    let folder = context(&world.variables.plain(&build.context)?)?;
    let file = build.dockerfile.as_deref().unwrap_or("Dockerfile");
    let path = if folder == "." { file.to_owned() } else { format!("{folder}/{file}") };
    let text = String::from_utf8(world.files.read(&path).ok()?).ok()?;
    Some(dockerfile::read(&text, build.target.as_deref()))
}

/// The workload that a service becomes.
pub(super) fn workload(world: &mut World<'_>, service: &Service, role: &Role) -> Workload {
    let Some(member) = world.members.get(&service.name) else { return Workload::default() };
    let (name, ports) = (member.name.clone(), member.ports.clone());
    let is_job = !role.before.is_empty();
    let facts = service.build.as_ref().and_then(|build| facts(world, build)).unwrap_or_default();
    let mut workload = Workload::new(if is_job { "job" } else { "service" }, &name);
    image(world, service, &name, &mut workload);
    commands(world, service, &mut workload);
    user(world, service, &facts, &name, &mut workload);
    if is_job {
        workload.body.push(Node::new("before").texts(role.before.iter().map(String::as_str)));
    } else {
        network(world, service, &ports, role, &mut workload);
        probes(world, service, &facts, &ports, &name, &mut workload);
    }
    environment(world, service, &name, &mut workload);
    let is_stored = storage::mounts(world, service, &name, &facts, &mut workload);
    order(world, service, &mut workload);
    workload.body.push(resources(world, &service.resources));
    if !is_job {
        scale(service, is_stored, &mut workload);
    }
    rest(service, &mut workload);
    restart(service, is_job, &mut workload);
    sysctls(world, service, &name, &mut workload);
    security(world, service, &name, &mut workload);
    for (field, why) in &service.lost {
        world.draft.note(Kind::Lost, &name, format!("`{field}`: {why}"));
    }
    let ends = service.restart.as_deref().is_none_or(|restart| restart == "no" || restart.starts_with("on-failure"));
    if service.restart.is_some() && ends && ports.is_empty() && !is_job {
        world.draft.note(Kind::Decide, &name, "Compose does not start it again when it ends well: if it does end, it is a `job`");
    }
    if let Some(profile) = service.profiles.first() {
        world.draft.note(
            Kind::Changed,
            &name,
            format!("Compose starts it with the profile `{profile}`; here dev alone has it (`only`)"),
        );
        workload.body.push(Node::new("only").text("dev"));
    }
    workload
}

fn image(world: &mut World<'_>, service: &Service, name: &str, workload: &mut Workload) {
    let built = format!("{}/{}-{name}:1.0.0", world.answers.registry, world.answers.name);
    let image = match service.image.as_deref().map(|image| world.variables.image(image, &world.answers.registry).template()) {
        Some(image) => image,
        None => built,
    };
    let plain = service.image.as_deref().and_then(|image| world.variables.plain(image));
    let has_form = image.contains("{{") || check(Format::ImageReference, &image).is_ok();
    if !has_form {
        world.draft.note(Kind::Decide, name, "its image has a name that is none");
        workload.body.push(Node::new("image").text(&image).off());
    } else {
        let floating = plain.filter(|_| service.build.is_none()).is_some_and(|image| {
            let tag = image.rsplit_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('/'));
            !image.contains('@') && tag.is_none_or(|tag| tag == "latest")
        });
        if floating {
            world.draft.note(Kind::Decide, name, format!("`{image}` names no version, and is another image each day"));
        }
        workload.body.push(Node::new("image").text(&image).maybe("platform", service.platform.as_deref()));
    }
    if let Some(build) = &service.build {
        self::build(world, build, name, workload);
    }
}

fn build(world: &mut World<'_>, build: &Build, name: &str, workload: &mut Workload) {
    let folder = world.variables.plain(&build.context).and_then(|folder| context(&folder));
    let Some(folder) = folder else {
        return world.draft.note(Kind::Lost, name, "`build`: its folder lies outside of this one, and dev takes the image");
    };
    let mut args = Vec::new();
    for (arg, value) in &build.args {
        let text = world.variables.text(value.as_deref().unwrap_or(&format!("${{{arg}}}")));
        match super::secrets::is_sensitive(arg, text.literal().unwrap_or("a value")) {
            true => world.draft.note(
                Kind::Lost,
                name,
                format!("`build.args.{arg}`: it looks like a secret, and an image keeps its arguments"),
            ),
            false => args.push(Node::new(arg).text(&text.template())),
        }
    }
    let node = Node::new("build")
        .text(&folder)
        .maybe("dockerfile", build.dockerfile.as_deref())
        .maybe("target", build.target.as_deref());
    let node = if args.is_empty() { node } else { node.block([Node::new("args").block(args)]) };
    let is_there = world.files.list(&folder).is_some();
    if !is_there {
        world.draft.note(
            Kind::Decide,
            name,
            format!("there is no folder `{folder}` to build from: dev takes the image until the `/-` before `build` goes"),
        );
    }
    workload.dev.push(if is_there { node } else { node.off() });
}

fn commands(world: &mut World<'_>, service: &Service, workload: &mut Workload) {
    for (field, words) in [("entrypoint", &service.entrypoint), ("command", &service.command)] {
        let words = words.as_ref().filter(|words| !words.is_empty()).map(|words| world.words(service, words));
        workload.body.extend(words.map(|words| Node::new(field).texts(words.iter().map(String::as_str))));
    }
    let workdir = service.workdir.as_deref().map(|folder| world.word(service, folder)).filter(|folder| folder.starts_with('/'));
    workload.body.extend(workdir.map(|folder| Node::new("workdir").text(&folder)));
}

fn user(world: &mut World<'_>, service: &Service, facts: &Facts, name: &str, workload: &mut Workload) {
    match service.user.as_deref().and_then(User::read).or_else(|| facts.user.clone()) {
        Some(user) if user.is_root() => as_image(world, name, workload, "runs as root"),
        Some(User::Number(id, group)) => workload.body.push(crate::import::user(id, group)),
        Some(User::Name(user)) if service.user.is_some() => {
            world.draft.note(
                Kind::Decide,
                name,
                format!("`user: {user}`: a manifest takes its number, `user 1000`; without one it is 10001"),
            );
        }
        _ => {}
    }
}

/// Dev and staging run it as Compose does; production is for a person to decide.
fn as_image(world: &mut World<'_>, name: &str, workload: &mut Workload, why: &str) {
    let node = || Node::new("security").text("as-image");
    if !workload.dev.iter().any(|node| node.name == "security") {
        workload.dev.push(node());
        workload.staging.push(node());
    }
    world.draft.note(
        Kind::Decide,
        name,
        format!("it {why} in Compose, so in dev and staging here; production refuses that: see that it works as 10001"),
    );
}

/// Ports that speak no HTTP, as far as is known.
pub(super) const NOT_HTTP: [u16; 34] = [
    21, 22, 23, 25, 53, 67, 110, 143, 389, 465, 587, 636, 853, 993, 995, 1433, 1521, 1883, 2181, 3306, 4222, 5005, 5044, 5432,
    5672, 6379, 7687, 9042, 9092, 9229, 9230, 9300, 25565, 27017,
];

fn network(world: &mut World<'_>, service: &Service, ports: &[(u16, Transport)], role: &Role, workload: &mut Workload) {
    let mut is_outside = false;
    for (number, transport) in ports {
        let published = service.ports.iter().find(|port| port.number == *number && port.transport == *transport);
        let twice = ports.iter().filter(|(other, _)| other == number).count() > 1;
        let (word, protocol) = match transport {
            Transport::Tcp => ("tcp", None),
            Transport::Udp => ("udp", Some("udp")),
            Transport::Sctp => ("sctp", Some("sctp")),
        };
        let node = Node::new("port");
        let node = if twice { node.text(&format!("{word}-{number}")) } else { node };
        let mut node = node.number(*number).maybe("protocol", protocol);
        let is_routed = *transport == Transport::Tcp && role.route.as_ref().is_some_and(|(_, port)| port == number);
        if let Some(published) = published {
            let host = published.host.filter(|host| !(is_routed && host == number));
            node = host.map_or(node.clone(), |host| node.numbered("publish", host));
            let address = published.address.as_deref().filter(|address| !["127.0.0.1", "0.0.0.0", "::", ""].contains(address));
            node = node.maybe("host-ip", address);
            is_outside |= !is_routed && (*transport != Transport::Tcp || NOT_HTTP.contains(number));
        }
        workload.body.push(node);
    }
    if is_outside && let Some(port) = workload.body.iter_mut().find(|node| node.name == "port") {
        *port = std::mem::take(port).comment("`expose=\"load-balancer\"` behind a port opens it to the outside in production");
    }
    if let Some((host, port)) = &role.route {
        let first = ports.first().map(|(port, _)| port) == Some(port);
        let node = Node::new("route").text(host);
        workload.body.push(if first { node } else { node.block([Node::new("port").number(*port)]) });
    } else if ports.is_empty() && service.build.is_some() && world.is_reached(service) {
        let name = world.name(&service.name);
        world.draft.note(
            Kind::Decide,
            &name,
            "others reach it, and nothing here says at which port: add `port NUMBER`, and `health`",
        );
    }
}

fn probes(
    world: &mut World<'_>,
    service: &Service,
    facts: &Facts,
    ports: &[(u16, Transport)],
    name: &str,
    workload: &mut Workload,
) {
    let first = ports.iter().find(|(_, transport)| *transport == Transport::Tcp).map(|(port, _)| *port);
    if service.is_unchecked {
        workload.body.push(Node::new("health").text("none").comment("nothing is asked, as in Compose"));
        return;
    }
    let check = service.check.clone().or_else(|| facts.health.clone());
    let check = check.map(|mut check| {
        check.command = world.words(service, &check.command);
        check
    });
    match check {
        Some(check) if check.command.iter().any(|word| word.contains("{{ secret.") || word.contains("password }}")) => {
            world.draft.note(Kind::Lost, name, "`healthcheck`: its command holds a secret, and a probe is no place for one");
            workload.body.extend(first.map(|port| Node::new("health").numbered("tcp", port)));
        }
        Some(check) => workload.body.push(health::node(&check, first)),
        None => {
            if first.is_none() && !ports.is_empty() {
                world.draft.note(Kind::Decide, name, "it listens at UDP alone: say with `health { ready { exec … } }` when it is ready, which production wants to know");
            }
            workload.body.extend(first.map(|port| Node::new("health").numbered("tcp", port)));
        }
    }
}

fn environment(world: &mut World<'_>, service: &Service, name: &str, workload: &mut Workload) {
    let mut variables: Vec<(String, Option<String>)> = Vec::new();
    for file in &service.env_files {
        let file = world.variables.plain(file).and_then(|file| context(&file));
        let text = file.as_deref().and_then(|file| world.files.read(file).ok()).and_then(|bytes| String::from_utf8(bytes).ok());
        match text.map(|text| secrets::assignments(&text)) {
            Some(Ok(found)) => variables.extend(found.into_iter().map(|(name, value)| (name, Some(value.replace('$', "$$"))))),
            Some(Err(mistake)) => {
                world.draft.note(Kind::Lost, name, format!("`env_file`: line {} is not NAME=value", mistake.line));
            }
            None => world.draft.note(Kind::Decide, name, "`env_file`: the file is not here, and its variables are not in `env`"),
        }
    }
    for (variable, value) in &service.environment {
        variables.retain(|(other, _)| other != variable);
        variables.push((variable.clone(), value.clone()));
    }
    let mut nodes = Vec::new();
    for (variable, value) in variables {
        if check(Format::Variable, &variable).is_err() {
            world.draft.note(Kind::Lost, name, "`environment`: one of its names is none");
            continue;
        }
        let raw = value.unwrap_or_else(|| format!("${{{variable}}}"));
        nodes.push(world.variable(service, name, &variable, &raw));
    }
    if !nodes.is_empty() {
        workload.body.push(Node::new("env").block(nodes));
    }
}

fn order(world: &mut World<'_>, service: &Service, workload: &mut Workload) {
    let waited: Vec<_> = service
        .depends
        .iter()
        .filter(|(_, condition)| condition.as_deref() != Some("service_completed_successfully"))
        .filter_map(|(name, _)| world.members.get(name))
        .map(|member| member.name.as_str())
        .collect();
    if !waited.is_empty() {
        workload.body.push(Node::new("depends-on").texts(waited));
    }
}

fn resources(world: &World<'_>, said: &Resources) -> Node {
    let plain = |text: &Option<String>| text.as_deref().and_then(|text| world.variables.plain(text));
    let Resources { cpu, memory, cpu_limit, memory_limit } = said;
    let cpu_limit = plain(cpu_limit).and_then(|text| cores(&text));
    let memory_limit = plain(memory_limit).and_then(|text| mebibytes(&text));
    let cpu = plain(cpu).and_then(|text| cores(&text)).or_else(|| cpu_limit.clone()).unwrap_or_else(|| "100m".to_owned());
    let memory =
        plain(memory).and_then(|text| mebibytes(&text)).or_else(|| memory_limit.clone()).unwrap_or_else(|| "256Mi".to_owned());
    let limits = [("cpu", cpu_limit.filter(|limit| *limit != cpu)), ("memory", memory_limit.filter(|limit| *limit != memory))];
    let node = Node::new("resources").property("cpu", &cpu).property("memory", &memory);
    let limit = limits.iter().fold(Node::new("limit"), |node, (name, limit)| node.maybe(name, limit.as_deref()));
    match limits.iter().any(|(_, limit)| limit.is_some()) {
        true => node.block([limit]),
        false => node,
    }
}

/// `0.5` as `500m`.
fn cores(text: &str) -> Option<String> {
    let cores: f64 = text.parse().ok().filter(|cores| (0.001..=1024.0).contains(cores))?;
    let whole = text.parse::<u32>().ok().map(|cores| cores.to_string());
    Some(whole.unwrap_or_else(|| format!("{:.0}m", cores * 1000.0)))
}

/// `1.5G`, `512m`, `1gb` as `1536Mi`; Compose counts in powers of two.
fn mebibytes(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let number = lower.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let unit = lower.strip_prefix(number)?.trim_end_matches(['b', 'i']);
    let bytes = match unit {
        "" => 1.0,
        "k" => 1024.0,
        "m" => 1024.0 * 1024.0,
        "g" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let size = number.parse::<f64>().ok()? * bytes / (1024.0 * 1024.0);
    (1.0..=1e7).contains(&size).then(|| format!("{:.0}Mi", size.ceil()))
}

fn scale(service: &Service, is_stored: bool, workload: &mut Workload) {
    let is_checked = !service.is_unchecked && workload.body.iter().any(|node| node.name == "health");
    let replicas = service.replicas.filter(|replicas| (1..=1000).contains(replicas));
    match replicas {
        _ if is_stored => workload.body.push(Node::new("singleton").property("reason", "its files lie on one volume")),
        Some(replicas) if replicas > 1 && service.ports.iter().any(|port| port.host.is_some()) => {
            workload.production.push(
                Node::new("scale").number(replicas).comment("in staging one, since replicas cannot share a port of the host"),
            );
        }
        Some(replicas) => workload.body.push(Node::new("scale").number(replicas)),
        None if is_checked => {}
        None => workload
            .body
            .push(Node::new("scale").number(1_u32).comment("with a `health`, production runs three of it without a word")),
    }
}

fn rest(service: &Service, workload: &mut Workload) {
    let (within, signal) = &service.stop;
    let within = within.as_deref().filter(|within| check(Format::Duration, within).is_ok());
    if within.is_some() || signal.is_some() {
        workload.body.push(Node::new("stop").maybe("within", within).maybe("signal", signal.as_deref()));
    }
    for (name, soft, hard) in &service.ulimits {
        let number = |number: i64| u64::try_from(number).ok();
        let Some(soft) = number(*soft) else { continue };
        let node = Node::new("ulimit").text(name).number(soft);
        workload.body.push(match hard.and_then(number).filter(|hard| *hard != soft) {
            Some(hard) => node.numbered("hard", hard),
            None => node,
        });
    }
    if !service.labels.is_empty() {
        let labels = service
            .labels
            .iter()
            .map(|(name, value)| Node::new(name).text(&super::variables::Text::from(value.as_str()).template()));
        workload.dev.push(Node::new("labels").block(labels).comment("what reads them on this machine"));
    }
}

/// What runs for long starts again by itself unless it says otherwise.
fn restart(service: &Service, is_job: bool, workload: &mut Workload) {
    let word = service.restart.as_deref().and_then(|restart| restart.split(':').next());
    if let Some(word @ ("no" | "on-failure")) = word.filter(|_| !is_job) {
        workload.body.push(Node::new("restart").text(word));
    }
}

/// Those that any node of a cluster lets pods have, everywhere; the others where the rules only warn.
fn sysctls(world: &mut World<'_>, service: &Service, name: &str, workload: &mut Workload) {
    let node = |(name, value): &(String, String)| Node::new("sysctl").text(name).text(value);
    let (safe, others): (Vec<_>, Vec<_>) = service.sysctls.iter().partition(|(name, _)| crate::plan::is_safe_sysctl(name));
    workload.body.extend(safe.into_iter().map(node));
    if others.is_empty() {
        return;
    }
    for overlay in [&mut workload.dev, &mut workload.staging] {
        overlay.extend(others.iter().copied().map(node));
    }
    world.draft.note(
        Kind::Decide,
        name,
        "`sysctl` stands in dev and staging alone: production's rules refuse what nodes have to allow first",
    );
}

fn security(world: &mut World<'_>, service: &Service, name: &str, workload: &mut Workload) {
    let said = &service.security;
    if *said == super::service::Security::default() {
        return;
    }
    let mut fields: Vec<_> = said.flags.iter().map(|flag| Node::new(flag).truth(true)).collect();
    for (field, values) in [("capabilities", &said.capabilities), ("devices", &said.devices)] {
        if !values.is_empty() {
            fields.push(Node::new(field).texts(values.iter().map(String::as_str)));
        }
    }
    let words: Vec<_> = fields.iter().map(|node| format!("`{}`", node.name)).collect();
    let node = Node::new("security").text("as-image").block(fields);
    for overlay in [&mut workload.dev, &mut workload.staging] {
        overlay.retain(|node| node.name != "security");
        overlay.push(node.clone());
    }
    let text = format!("{} stand in dev and staging alone: production's rules refuse them", words.join(" and "));
    world.draft.note(Kind::Decide, name, text);
}

/// Runs in dev as the image says, since it writes into folders of this machine.
pub(super) fn writes_on_the_host(workload: &mut Workload) {
    if !workload.dev.iter().any(|node| node.name == "security") {
        workload.dev.push(Node::new("security").text("as-image"));
    }
}

/// Whether a file is small enough for a config.
pub(super) fn fits(world: &World<'_>, path: &str) -> bool {
    world.files.read(path).is_ok_and(|bytes| is_config_sized(bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::{cores, mebibytes};

    #[test]
    fn quantities_are_those_of_kubernetes() {
        for (text, said) in [("1.5G", "1536Mi"), ("512m", "512Mi"), ("1gb", "1024Mi"), ("1048576", "1Mi"), ("100", "1Mi")] {
            assert_eq!(mebibytes(text).unwrap_or("none".to_owned()), if text == "100" { "none" } else { said }, "{text}");
        }
        assert_eq!((cores("0.5").as_deref(), cores("2").as_deref(), cores("x")), (Some("500m"), Some("2"), None));
    }
}
