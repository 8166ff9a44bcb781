//! `run.sh`: the workloads as functions, and the machinery that runs them.

use super::{
    flags::{self, Run},
    names::{self, Names},
    secrets,
    value::Scope,
};
use crate::{
    artifact::Notes,
    plan::{Image, Kind, Part, Plan, Published, Pull, Role, Volume, Workload},
    template::{self, Template, Word, Words},
};
use minijinja::{Value, context};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What comes before the functions of the workloads, and one of these.
const HEAD: &str = include_str!("../../../templates/run.sh.j2");
const FUNCTION: &str = include_str!("../../../templates/run/function.sh.j2");

/// What is the same for all applications, in the order of the script; the second only where there are secrets.
const ENGINE: &str = include_str!("../../../templates/run/engine.sh");
const SECRETS: &str = include_str!("../../../templates/run/secrets.sh");
const REST: [&str; 5] = [
    include_str!("../../../templates/run/images.sh"),
    include_str!("../../../templates/run/containers.sh"),
    include_str!("../../../templates/run/wait.sh"),
    include_str!("../../../templates/run/logs.sh"),
    include_str!("../../../templates/run/commands.sh"),
];

/// The whole script.
pub(super) fn write(plan: &Plan, notes: &mut Notes) -> String {
    secrets::note(plan, notes);
    let names = Names::of(plan);
    let has_secrets = !plan.secrets.by_name.is_empty();
    let functions = functions(plan, &names, notes);
    let stops: Vec<Value> =
        plan.in_order().filter_map(|workload| stop(&Scope { plan, names: &names, workload }, notes)).collect();
    let head = |cr: bool, node: &[&str]| {
        let context = head(plan, &names, &stops, cr, node);
        template::render("run.sh.j2", HEAD, context).expect("the template names only what the context has")
    };
    let first = head(has_secrets, &[]);
    let names_it = |variable: &str| first.contains(variable) || functions.iter().any(|function| function.contains(variable));
    let node: Vec<&str> = ["node_name", "node_cpus", "node_memory"].into_iter().filter(|name| names_it(name)).collect();
    let cr = has_secrets || names_it("${cr}");
    let head = if node.is_empty() && cr == has_secrets { first } else { head(cr, &node) };
    let secrets = if has_secrets { SECRETS } else { "" };
    [&[head.as_str(), &functions.concat(), ENGINE, secrets], REST.as_slice()].concat().concat()
}

/// The function of each workload, on all cores.
fn functions(plan: &Plan, names: &Names, notes: &mut Notes) -> Vec<String> {
    let template = Template::new("function.sh.j2", FUNCTION).expect("the template is one");
    let function = |workload| {
        let mut noted = Notes::default();
        let context = function(&Scope { plan, names, workload }, &mut noted);
        (template.render(context).expect("the template names only what the context has"), noted)
    };
    let workloads: Vec<&Workload> = plan.in_order().collect();
    let written: Vec<(String, Notes)> = workloads.into_par_iter().map(function).collect();
    let text = |(text, noted)| {
        notes.append(noted);
        text
    };
    written.into_iter().map(text).collect()
}

fn head(plan: &Plan, names: &Names, stops: &[Value], cr: bool, node: &[&str]) -> Value {
    let needed_by = needs_by_workload(plan);
    let waited_for: BTreeSet<&str> = needed_by.values().flatten().copied().collect();
    let is_started = |workload: &&Workload| {
        let home = plan.workload(workload.home()).unwrap_or(workload);
        home.is_long_running() || waited_for.contains(home.name.as_str())
    };
    let (started, by_hand): (Vec<&Workload>, Vec<&Workload>) = plan.in_order().partition(is_started);
    let jobs = plan.in_order().filter(|workload| !workload.is_long_running());
    let one_network = started.len() + by_hand.len() > 1;
    context! {
        app => plan.application.name.as_str(),
        project => names.project.as_str(),
        workloads => list(started.iter().copied()),
        by_hand => list(by_hand),
        jobs => list(jobs),
        backing => list(plan.in_order().filter(|workload| matches!(workload.role, Role::Backing(_)))),
        alone => match started.as_slice() { [only] if only.is_long_running() => only.name.as_str(), _ => "" },
        network => if one_network { names.project.as_str() } else { "" },
        subnet => names::subnet(plan).unwrap_or_default(),
        column => plan.workloads.iter().map(|workload| workload.name.len()).fold("NAME".len(), usize::max),
        cr => cr,
        node => node.iter().copied().collect::<Value>(),
        env_file => Value::from_object(env_file(secrets::file(plan))),
        secret_names => plan.secrets.by_name.keys().map(|name| crate::plan::dotenv_name(name)).collect::<Vec<_>>().join(" "),
        secrets => secrets::values(plan, names).into_iter().collect::<Value>(),
        secret_files => secrets::files(plan).into_iter().collect::<Value>(),
        needs => needs(plan, &needed_by).into_iter().collect::<Value>(),
        before => before(plan).into_iter().collect::<Value>(),
        beside => beside(plan).into_iter().collect::<Value>(),
        limits => limits(plan).into_iter().collect::<Value>(),
        addresses => addresses(plan).into_iter().collect::<Value>(),
        images => images(plan).into_iter().collect::<Value>(),
        owners => owners(plan, names).into_iter().collect::<Value>(),
        stops => stops.iter().cloned().collect::<Value>(),
    }
}

fn list<'a>(workloads: impl IntoIterator<Item = &'a Workload>) -> String {
    workloads.into_iter().map(|workload| workload.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// The file of the secrets: beside the script, or where it is absolute.
fn env_file(file: &str) -> Word {
    match file {
        absolute if absolute.starts_with('/') => Word::literal(absolute),
        relative => Word::default().then_variable("here").then(format!("/{}", relative.trim_start_matches("./"))),
    }
}

/// What must be there before each workload starts, in the order in which it starts.
fn needs_by_workload(plan: &Plan) -> BTreeMap<&str, Vec<&str>> {
    let mut dependents: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for workload in &plan.workloads {
        for dependency in &workload.depends_on {
            dependents.entry(&dependency.on).or_default().insert(&workload.name);
        }
        if let Kind::Job { before, .. } = &workload.kind {
            dependents.entry(&workload.name).or_default().extend(before.iter().map(String::as_str));
        }
    }
    let mut needs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for needed in plan.in_order() {
        for dependent in dependents.get(needed.name.as_str()).into_iter().flatten() {
            needs.entry(dependent).or_default().push(&needed.name);
        }
    }
    needs
}

fn needs(plan: &Plan, by_workload: &BTreeMap<&str, Vec<&str>>) -> Vec<Value> {
    let needs = |workload: &Workload| {
        let on = by_workload.get(workload.name.as_str())?.join(" ");
        Some(context! { name => workload.name.as_str(), on => on })
    };
    plan.in_order().filter_map(needs).collect()
}

/// Each container that runs before a workload.
fn before(plan: &Plan) -> Vec<Value> {
    let inits = plan.in_order().filter(|workload| workload.is_joined(Part::Before));
    inits.map(|init| context! { name => init.name.as_str(), of => init.home() }).collect()
}

/// What runs beside each workload.
fn beside(plan: &Plan) -> Vec<Value> {
    let mut beside = plan.beside();
    let sidecars = |workload: &Workload| {
        Some(context! { name => workload.name.as_str(), with => list(beside.remove(workload.name.as_str())?) })
    };
    plan.in_order().filter_map(sidecars).collect()
}

fn limits(plan: &Plan) -> Vec<Value> {
    plan.in_order()
        .filter_map(|workload| match workload.kind {
            Kind::Job { run, .. } => Some(context! { name => workload.name.as_str(), seconds => run.timeout?.as_secs().max(1) }),
            Kind::Service | Kind::Stateful | Kind::Daemon | Kind::Cron { .. } => None,
        })
        .collect()
}

/// Each published port: the workload's name, the address, and the hosts of its routes.
fn addresses(plan: &Plan) -> Vec<String> {
    plan.in_order()
        .flat_map(|workload| {
            workload.ports.iter().filter_map(|port| {
                let routes = || workload.routes.iter().filter(|route| route.port == port.name);
                let hosts = routes().filter_map(|route| route.host.as_deref());
                let path = routes().next().and_then(|route| route.paths.first()).map_or("/", String::as_str);
                let url = url(port.published.as_ref()?, path);
                Some([workload.name.as_str(), &url].into_iter().chain(hosts).collect::<Vec<_>>().join(" "))
            })
        })
        .collect()
}

/// Where a published port is reached from this host.
fn url(published: &Published, path: &str) -> String {
    let address = match published.address.as_str() {
        "0.0.0.0" | "::" => "127.0.0.1".to_owned(),
        address if address.contains(':') => format!("[{address}]"),
        address => address.to_owned(),
    };
    if published.http { format!("http://{address}:{}{path}", published.port) } else { format!("{address}:{}", published.port) }
}

/// Each image once, with the workloads that run it.
fn images(plan: &Plan) -> Vec<Value> {
    let mut by_command: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for workload in plan.in_order() {
        by_command.entry(image(&workload.container.image)).or_default().push(workload.name.clone());
    }
    let value = |(command, names): (Vec<String>, Vec<String>)| {
        context! { names => names.into_iter().collect::<Value>(), command => command.into_iter().collect::<Value>() }
    };
    by_command.into_iter().map(value).collect()
}

/// How an image is come by, as words of the script.
fn image(image: &Image) -> Vec<String> {
    let reference = image.reference.clone();
    let platform = image.platform.iter().map(|platform| format!("--platform={platform}"));
    let Some(build) = &image.build else {
        let verb = match image.pull {
            Pull::Always | Pull::IfNotPresent => "pulled",
            Pull::Never => "present",
        };
        let platform = platform.filter(|_| verb == "pulled");
        return [verb.into(), reference].into_iter().chain(platform).collect();
    };
    let context = names::from_project(&build.context);
    let dockerfile = build.dockerfile.iter().map(|file| format!("--file={context}/{file}"));
    let target = build.target.iter().map(|stage| format!("--target={stage}"));
    let args = build.args.iter().map(|(name, value)| format!("--build-arg={name}={value}"));
    ["built".into(), reference, context.clone()].into_iter().chain(platform).chain(dockerfile).chain(target).chain(args).collect()
}

/// Who owns the folder of each volume; of a shared one the first who writes to it.
fn owners(plan: &Plan, names: &Names) -> Vec<Value> {
    let mut owners: Vec<(String, String)> = Vec::new();
    for workload in plan.in_order().filter(|workload| workload.joined.is_none()) {
        let Some(user) = workload.container.security.user else { continue };
        let given = |volume: &&Volume| !volume.owned_by_image && !volume.read_only && volume.existing.is_none();
        for volume in workload.container.volumes.iter().filter(given) {
            let name = names.volume(workload, volume);
            if owners.iter().all(|(known, _)| *known != name) {
                owners.push((name, format!("{}:{}", user.id, user.fs_group)));
            }
        }
    }
    owners.into_iter().map(|(name, owner)| context! { name => name, owner => owner }).collect()
}

/// The command that runs in a container before it is told to stop. Secrets are only read to start one.
fn stop(scope: &Scope<'_>, notes: &mut Notes) -> Option<Value> {
    let workload = scope.workload;
    let words = workload.container.stop.before.as_deref()?;
    let path = scope.path(["stop", "before"]);
    if words.iter().any(crate::plan::Text::is_secret) {
        notes.ignored(
            path,
            "it holds a secret, and the script reads secrets only to start: let the container read it from its own `env`",
        );
        return None;
    }
    let command: Value = words.iter().map(|text| Value::from_object(scope.word(text, &path, notes))).collect();
    Some(context! { name => workload.name.as_str(), command => command })
}

fn function(scope: &Scope<'_>, notes: &mut Notes) -> Value {
    let Run { variables, flags, entrypoint, command } = flags::run(scope, notes);
    let words = |words: Vec<Word>| Value::from_object(Words(words));
    let variable = |(name, value): (String, Word)| context! { name => name, value => Value::from_object(value) };
    context! {
        name => scope.workload.name.as_str(),
        function => names::identifier(&scope.workload.name),
        variables => variables.into_iter().map(variable).collect::<Value>(),
        flags => flags.into_iter().map(words).collect::<Value>(),
        image => scope.workload.container.image.reference.as_str(),
        entrypoint => words(entrypoint),
        command => words(command),
    }
}
