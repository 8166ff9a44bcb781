//! What is so of a container.

use super::{Because, Fact, List, Value, health, words};
use crate::{
    checksum::checksum,
    path::FieldPath,
    plan::{
        Addressing, Bind, Build, Config, Container, Encoding, Extended, Image, Limits, Piece, Plan, Pull, Resources, Restart,
        SecretConfig, SecretFile, SecretUse, Security, Stop, Tmp, Ulimit, User, Volume,
    },
};

/// What is so of a container; of one before or beside a workload, what it does not have of the workload's own.
pub(super) fn container(list: &mut List, path: &FieldPath, container: &Container, plan: &Plan, outer: Option<&Container>) {
    let Container {
        image,
        entrypoint,
        command,
        workdir,
        env,
        configs,
        secret_configs,
        secret_files,
        volumes,
        tmps,
        binds,
        security,
        health,
        resources,
        extended,
        stop,
        restart,
        ulimits,
        sysctls,
        run_args,
    } = container;
    if outer.is_none_or(|outer| outer.image != *image) {
        self::image(list, path, image, plan);
    }
    list.maybe("entrypoint", path.join("entrypoint"), entrypoint.as_deref().map(words::command));
    list.maybe("command", path.join("command"), command.as_deref().map(words::command));
    list.maybe("working folder", path.join("workdir"), workdir.clone());
    for (name, value) in env.iter().filter(|(name, value)| outer.is_none_or(|outer| outer.env.get(*name) != Some(*value))) {
        list.add(variable(path, name, words::variable(value)));
    }
    for file in configs.iter().filter(|file| outer.is_none_or(|outer| !outer.configs.contains(file))) {
        list.add(config(path, file));
    }
    for file in secret_configs.iter().filter(|file| outer.is_none_or(|outer| !outer.secret_configs.contains(file))) {
        list.add(secret_config(path, file));
    }
    for file in secret_files.iter().filter(|file| outer.is_none_or(|outer| !outer.secret_files.contains(file))) {
        list.add(secret_file(path, file));
    }
    volumes.iter().for_each(|volume| list.add(self::volume(path, volume, outer.is_some())));
    tmps.iter().for_each(|tmp| list.add(self::tmp(path, tmp)));
    binds.iter().for_each(|bind| list.add(self::bind(path, bind)));
    secured(list, path, security);
    health::health(list, path, health);
    bounded(list, path, resources);
    for Extended { path, name, count } in extended {
        list.add(Fact::new(format!("devices {name}"), path.clone(), count.to_string()));
    }
    stopped(list, path, stop);
    list.add(Fact::new("restart", path.join("restart"), restarts(*restart)));
    list.maybe("flags of docker run", path.join("run-args"), (!run_args.is_empty()).then(|| run_args.join(" ")));
    for Ulimit { name, soft, hard } in ulimits {
        list.add(Fact::new(format!("ulimit {name}"), path.join("ulimits").join(name), format!("{soft}, {hard} at most")));
    }
    list.entries("sysctl", &path.join("sysctls"), sysctls);
}

fn image(list: &mut List, path: &FieldPath, Image { reference, pull, platform, build, pull_secrets }: &Image, plan: &Plan) {
    let path = path.clone();
    let image = path.join("image");
    let typed = ["version", "type"].map(|field| Because::Field(path.join(field)));
    list.add(Fact::new("image", image.join("reference"), reference.as_str()).because(typed));
    let pulled = match pull {
        Pull::Always => "always",
        Pull::IfNotPresent => "where it is not there",
        Pull::Never => "never",
    };
    let moves = match plan.setting.target.addressing {
        Addressing::Service => "nodes keep images, and a tag may move",
        Addressing::Container => "a start needs no registry where the image is there",
    };
    list.add(Fact::new("image is pulled", image.join("pull"), pulled).because([Because::Target(moves)]));
    list.maybe("image platform", image.join("platform"), platform.clone());
    if let Some(Build { context, dockerfile, target, args }) = build {
        let at = path.join("build");
        let mut parts = List::default();
        parts.add(Fact::new("build folder", at.join("context"), context.as_str()));
        parts.maybe("Dockerfile", at.join("dockerfile"), dockerfile.clone());
        parts.maybe("build stage", at.join("target"), target.clone());
        parts.entries("build argument", &at.join("args"), args);
        let built = [Because::Target("it builds images")];
        list.add(Fact::parts("build", at, context.as_str(), parts.0).all_because(&built));
    }
    for secret in pull_secrets {
        let because = [["platform", "pull-secret"].as_slice(), &["registries"]].map(FieldPath::new).map(Because::Field);
        list.add(Fact::new(format!("pull secret {secret}"), image.clone(), "").because(because));
    }
}

/// A variable; those of tracing come from the environment's `traces`.
fn variable(path: &FieldPath, name: &str, value: String) -> Fact {
    let mut fact = Fact::new(format!("variable {name}"), path.join("env").join(name), value);
    if name.starts_with("OTEL_") {
        fact = fact.because([Because::Field(FieldPath::new(["traces"])), Because::Field(path.join("traces"))]);
    }
    if name == "OTEL_RESOURCE_ATTRIBUTES" {
        fact = fact.because([Because::Environment, Because::Field(path.join("image").join("reference"))]);
    }
    fact
}

fn config(path: &FieldPath, Config { path: at, key, content, mode }: &Config) -> Fact {
    let field = path.join("configs").join(key);
    let lines =
        content.iter().filter(|byte| **byte == b'\n').count() + usize::from(content.last().is_some_and(|last| *last != b'\n'));
    let whole = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    let written = Fact {
        name: format!("config {at}"),
        path: field.clone(),
        value: Value::Content(content.clone()),
        because: vec![Because::File(at.clone(), checksum(content))],
    };
    let parts = vec![written, Fact::new(format!("mode of config {at}"), field.join("mode"), words::mode(*mode))];
    Fact::parts(format!("config {at}"), field, whole, parts)
}

/// A file that holds secrets, with the names of them, as a manifest has them, in the place of what they are.
fn secret_config(path: &FieldPath, SecretConfig { path: at, key, content, mode }: &SecretConfig) -> Fact {
    let named = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Secret(SecretUse { name, encoding: Encoding::Plain }) => format!("{{{{ secret.{name} }}}}"),
        Piece::Secret(SecretUse { name, encoding: Encoding::Url }) => format!("{{{{ secret.{name} | urlencode }}}}"),
        Piece::Field(field) => format!("(field){}", field.name()),
    };
    let content: String = content.pieces.iter().map(named).collect();
    config(path, &Config { path: at.clone(), key: key.clone(), content: content.into_bytes(), mode: *mode })
}

fn secret_file(path: &FieldPath, SecretFile { path: at, secret, mode }: &SecretFile) -> Fact {
    let field = path.join("secret-files").join(at);
    let parts = vec![
        Fact::named(format!("secret file {at}"), field.join("secret"), secret.as_str()),
        Fact::new(format!("mode of secret file {at}"), field.join("mode"), words::mode(*mode)),
    ];
    Fact::parts(format!("secret file {at}"), field, secret.as_str(), parts)
}

fn volume(path: &FieldPath, volume: &Volume, of_companion: bool) -> Fact {
    // What the image owns is the target's matter.
    let Volume { name, path: at, size, class, access, read_only, existing, owned_by_image: _, scratch, shared: common } = volume;
    match scratch {
        Some(scratch) if of_companion => return shared(path, scratch, *read_only),
        Some(scratch) => {
            let size = size.unwrap_or(crate::plan::Bytes(0));
            return self::tmp(path, &Tmp { path: scratch.clone(), size, memory: false });
        }
        None => {}
    }
    let field = path.join("volumes").join(name);
    let mut parts = List::default();
    let word = format!("volume {name}");
    parts.add(Fact::new(format!("{word} is at"), field.join("path"), at.as_str()));
    parts.flag(&format!("{word} is only read"), field.join("read-only"), *read_only);
    if *common {
        // What it is like is a fact of the application.
        parts.flag(&format!("{word} is shared"), field.join("shared"), true);
        return Fact::parts(word, field, at.as_str(), parts.0);
    }
    let storage = [Because::Field(path.join("storage")), Because::Field(path.join("version"))];
    let size = size.map(|size| Fact::new(format!("size of {word}"), field.join("size"), size.to_string()).because(storage));
    parts.0.extend(size);
    let platform = [Because::Field(FieldPath::new(["platform", "storage-class"]))];
    let class =
        class.as_ref().map(|class| Fact::new(format!("class of {word}"), field.join("class"), class.as_str()).because(platform));
    parts.0.extend(class);
    parts.add(Fact::new(format!("access to {word}"), field.join("access"), words::word(access)));
    parts.maybe(&format!("{word} is the existing"), field.join("existing"), existing.clone());
    Fact::parts(word, field, at.as_str(), parts.0)
}

/// Scratch space of a workload that another of its containers sees.
pub(super) fn shared(path: &FieldPath, at: &str, read_only: bool) -> Fact {
    let how = if read_only { "to read" } else { "to read and write" };
    Fact::new(format!("shared scratch space {at}"), path.join("shares").join(at), how)
}

fn tmp(path: &FieldPath, Tmp { path: at, size, memory }: &Tmp) -> Fact {
    let field = path.join("tmp").join(at);
    let mut parts = List::default();
    parts.add(Fact::new(format!("size of scratch space {at}"), field.join("size"), size.to_string()));
    parts.flag(&format!("scratch space {at} in memory"), field.join("memory"), *memory);
    let root = Because::Field(path.join("security"));
    Fact::parts(format!("scratch space {at}"), field, size.to_string(), parts.0).because([root])
}

fn bind(path: &FieldPath, Bind { host, path: at, read_only }: &Bind) -> Fact {
    let how = if *read_only { "to read" } else { "to read and write" };
    Fact::new(format!("host path {host} at {at}"), path.join("binds"), how)
}

fn secured(list: &mut List, path: &FieldPath, security: &Security) {
    let Security {
        user,
        read_only,
        drop_capabilities,
        capabilities,
        privileged,
        privilege_escalation,
        host_network,
        host_pid,
        host_ipc,
        devices,
        seccomp,
        // None is, but by a patch.
        token: _,
    } = security;
    let field = path.join("security");
    let profile = Because::Field(field.join("profile"));
    let at = path.join("user");
    let facts = match user {
        Some(User { id, group, fs_group }) => vec![
            Fact::new("user", at.join("id"), id.to_string()),
            Fact::new("group", at.join("group"), group.to_string()),
            Fact::new("group of files in volumes", at.join("fs-group"), fs_group.to_string()),
        ],
        None => vec![Fact::new("user", at.join("id"), "the image's")],
    };
    let typed = ["version", "image"].map(|field| Because::Field(path.join(field)));
    let typed = typed.into_iter().filter(|_| path.segments().next() == Some("backing"));
    let typed: Vec<_> = std::iter::once(Because::Field(at)).chain(typed).collect();
    for fact in facts {
        list.add(fact.because([profile.clone()]).because(typed.clone()));
    }
    let mut mine = List::default();
    mine.flag("read-only root", field.join("read-only"), *read_only);
    mine.flag("no capabilities but those it names", field.join("capabilities"), *drop_capabilities);
    for name in capabilities {
        mine.flag(&format!("capability {name}"), field.join("capabilities"), true);
    }
    mine.flag("privileged", field.join("privileged"), *privileged);
    mine.flag("may gain privileges", field.join("privilege-escalation"), *privilege_escalation);
    mine.flag("network of the host", field.join("host-network"), *host_network);
    mine.flag("processes of the host", field.join("host-pid"), *host_pid);
    mine.flag("shared memory of the host", field.join("host-ipc"), *host_ipc);
    for device in devices {
        mine.flag(&format!("device {device}"), field.join("devices"), true);
    }
    mine.flag("filtered system calls", field.join("seccomp"), *seccomp);
    list.0.extend(mine.0.into_iter().map(|fact| fact.because([profile.clone()])));
}

fn bounded(list: &mut List, path: &FieldPath, Resources { requests, limits }: &Resources) {
    let path = path.join("resources");
    amounts(list, &path, "request", requests, None);
    amounts(list, &path.join("limit"), "limit", limits, Some(&path));
}

fn amounts(
    list: &mut List,
    path: &FieldPath,
    word: &str,
    Limits { cpu, memory, ephemeral }: &Limits,
    promised: Option<&FieldPath>,
) {
    let mut amount = |of: &str, field: &str, value: Option<String>, target: Option<Because>| {
        let follows = promised.map(|promised| Because::Field(promised.join(field)));
        let fact = value.map(|value| Fact::new(format!("{of} {word}"), path.join(field), value).because(follows).because(target));
        list.0.extend(fact);
    };
    amount("CPU", "cpu", cpu.map(|cpu| cpu.to_string()), None);
    amount("memory", "memory", memory.map(|memory| memory.to_string()), None);
    let shared = Because::Target("what runs on a node shares its disk");
    amount("disk", "ephemeral", ephemeral.map(|disk| disk.to_string()), Some(shared));
}

fn stopped(list: &mut List, path: &FieldPath, Stop { within, signal, before }: &Stop) {
    let path = path.join("stop");
    list.add(Fact::new("time to stop", path.join("within"), words::time(*within)));
    list.maybe("stop signal", path.join("signal"), signal.clone());
    list.maybe("before it stops", path.join("before"), before.as_deref().map(words::command));
}

fn restarts(restart: Restart) -> &'static str {
    match restart {
        Restart::Always => "always",
        Restart::UnlessStopped => "unless stopped",
        Restart::OnFailure => "on failure",
        Restart::No => "no",
    }
}
