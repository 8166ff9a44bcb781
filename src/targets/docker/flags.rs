//! The flags of `docker run` for a workload, in the order in which people write them, one a line.

use super::{
    hardening, health, storage,
    value::{Scope, size},
};
use crate::{
    artifact::Notes,
    plan::{Application, EnvValue, Logs, Part, Port, Restart, RuntimeField, Text, Transport, Workload},
    template::Word,
};

/// What a function of the script hands to `docker run`.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Variables that hold a secret, or what is only known when the script runs.
    pub(super) variables: Vec<(String, Word)>,
    /// The flags; a line has one or two words.
    pub(super) flags: Vec<Vec<Word>>,
    /// Words of the entrypoint behind its first.
    pub(super) entrypoint: Vec<Word>,
    /// The arguments, unless others are given.
    pub(super) command: Vec<Word>,
}

/// Everything of a workload, as flags.
pub(super) fn run(scope: &Scope<'_>, notes: &mut Notes) -> Run {
    let mut run = Run::default();
    if let Some(platform) = &scope.workload.container.image.platform {
        run.add(format!("--platform={platform}"));
    }
    network(scope, &mut run);
    environment(scope, &mut run, notes);
    storage::flags(scope, &mut run);
    hardening::flags(&scope.workload.container, &mut run);
    let check = health::check(scope, notes);
    run.flags.extend(check.flags.into_iter().map(|flag| vec![flag]));
    for (name, value) in check.variables {
        run.pass(&name, value);
    }
    lifecycle(scope, &mut run);
    rotation(&scope.plan.logs, &mut run);
    labels(&scope.plan.application, scope.workload, &mut run);
    more(&scope.workload.container.run_args, &mut run);
    command(scope, &mut run, notes);
    run
}

impl Run {
    /// Adds a flag that is known when compiling.
    pub(super) fn add(&mut self, flag: impl Into<String>) {
        self.flags.push(vec![Word::literal(flag)]);
    }

    /// A variable whose value `docker run` takes from the script's own environment.
    fn pass(&mut self, name: &str, value: Word) {
        self.variables.push((name.to_owned(), value));
        self.set(Word::literal(name));
    }

    fn set(&mut self, assignment: Word) {
        self.flags.push(vec![Word::literal("-e"), assignment]);
    }
}

fn network(scope: &Scope<'_>, run: &mut Run) {
    let workload = scope.workload;
    if workload.container.security.host_network {
        return run.add("--network=host");
    }
    if workload.is_joined(Part::Beside) {
        return run.add(format!("--network=container:{}-{}", scope.names.project, workload.home()));
    }
    if scope.plan.workloads.len() > 1 {
        run.add(format!("--network={}", scope.names.project));
        run.add(format!("--network-alias={}", workload.name));
    }
    run.add(format!("--hostname={}", workload.name));
    for port in &workload.ports {
        if let Some(flag) = publish(port) {
            run.add(flag);
        }
    }
    if workload.container.env.values().any(names_node) {
        run.add("--add-host=host.docker.internal:host-gateway");
    }
}

fn publish(port: &Port) -> Option<String> {
    let published = port.published.as_ref()?;
    let address = if published.address.contains(':') { format!("[{}]", published.address) } else { published.address.clone() };
    let protocol = match port.transport {
        Transport::Tcp => "",
        Transport::Udp => "/udp",
        Transport::Sctp => "/sctp",
    };
    Some(format!("--publish={address}:{}:{}{protocol}", published.port, port.container))
}

fn names_node(value: &EnvValue) -> bool {
    use crate::plan::Piece;
    match value {
        EnvValue::Set(text) => text.pieces.contains(&Piece::Field(RuntimeField::NodeIp)),
        EnvValue::Inherit => false,
    }
}

fn environment(scope: &Scope<'_>, run: &mut Run, notes: &mut Notes) {
    for (name, value) in &scope.workload.container.env {
        let path = scope.path(["env", name]);
        match value {
            EnvValue::Inherit if !is_shell_name(name) => {
                notes.ignored(path, "a shell passes on only variables whose names are letters, digits and `_`");
            }
            EnvValue::Inherit => run.set(Word::literal(name)),
            EnvValue::Set(text) if !text.is_secret() => {
                let value = scope.word(text, &path, notes);
                run.set(Word::literal(format!("{name}=")).then_word(value));
            }
            EnvValue::Set(_) if !is_shell_name(name) || is_taken(name) => {
                let why = format!("`{name}` holds a secret, and a shell cannot pass on a variable of that name");
                notes.refused(path, why, "take the secret as a file with `secret-file`, or under another name");
            }
            EnvValue::Set(text) => {
                let value = scope.word(text, &path, notes);
                run.pass(name, value);
            }
        }
    }
}

fn is_shell_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// Variables that shells and engines read themselves, and those of the script, which are in small letters.
fn is_taken(name: &str) -> bool {
    const READ: &[&str] = &[
        "BASHOPTS",
        "BASH_ENV",
        "CDPATH",
        "CONTAINERS_CONF",
        "CONTAINER_HOST",
        "DOCKER_API_VERSION",
        "DOCKER_CERT_PATH",
        "DOCKER_CONFIG",
        "DOCKER_CONTEXT",
        "DOCKER_HOST",
        "DOCKER_TLS",
        "DOCKER_TLS_VERIFY",
        "ENV",
        "EUID",
        "HOME",
        "IFS",
        "LC_ALL",
        "OPTARG",
        "OPTIND",
        "PATH",
        "PPID",
        "PWD",
        "RANDOM",
        "SECONDS",
        "SHELLOPTS",
        "TMPDIR",
        "UID",
        "XDG_RUNTIME_DIR",
    ];
    READ.contains(&name) || name.starts_with("LD_") || name.chars().all(|character| !character.is_ascii_uppercase())
}

fn lifecycle(scope: &Scope<'_>, run: &mut Run) {
    let container = &scope.workload.container;
    if let Some(signal) = &container.stop.signal {
        run.add(format!("--stop-signal={signal}"));
    }
    let whole = u64::from(container.stop.within.subsec_nanos() > 0);
    run.add(format!("--stop-timeout={}", container.stop.within.as_secs() + whole));
    if scope.workload.is_long_running() {
        match container.restart {
            Restart::Always => run.add("--restart=always"),
            Restart::UnlessStopped => run.add("--restart=unless-stopped"),
            Restart::OnFailure => run.add("--restart=on-failure"),
            Restart::No => {}
        }
    }
}

fn rotation(logs: &Logs, run: &mut Run) {
    run.add("--log-driver=json-file");
    run.add(format!("--log-opt=max-size={}", size(logs.max_size)));
    run.add(format!("--log-opt=max-file={}", logs.max_files));
}

fn labels(application: &Application, workload: &Workload, run: &mut Run) {
    let Application { name, owner, version, part_of, edition: _ } = application;
    let part_of = Some(part_of).filter(|whole| *whole != name);
    for (label, value) in [("owner", owner.as_ref()), ("version", version.as_ref()), ("part-of", part_of)] {
        if let Some(value) = value {
            run.add(format!("--label=landfall.{label}={value}"));
        }
    }
    for (name, value) in &workload.labels {
        run.add(format!("--label={name}={value}"));
    }
}

/// The user's own flags, each with its values on a line.
fn more(words: &[String], run: &mut Run) {
    for word in words {
        match run.flags.last_mut().filter(|_| !word.starts_with('-')) {
            Some(line) => line.push(Word::literal(word.clone())),
            None => run.add(word.clone()),
        }
    }
}

fn command(scope: &Scope<'_>, run: &mut Run, notes: &mut Notes) {
    let container = &scope.workload.container;
    if let Some(folder) = &container.workdir {
        run.add(format!("--workdir={folder}"));
    }
    if let Some(words) = &container.entrypoint {
        let mut words = arguments(scope, "entrypoint", words, notes).into_iter();
        run.flags.push(vec![Word::literal("--entrypoint=").then_word(words.next().unwrap_or_default())]);
        run.entrypoint = words.collect();
    }
    run.command = arguments(scope, "command", container.command.as_deref().unwrap_or_default(), notes);
}

fn arguments(scope: &Scope<'_>, field: &str, words: &[Text], notes: &mut Notes) -> Vec<Word> {
    let path = scope.path([field]);
    if words.iter().any(Text::is_secret) {
        notes.weakened(
            path.clone(),
            "a secret among the arguments is seen in the host's list of processes: hand it over by `env`",
        );
    }
    words.iter().map(|text| scope.word(text, &path, notes)).collect()
}
