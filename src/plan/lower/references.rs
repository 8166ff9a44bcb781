//! What a name in `{{ }}` stands for.

use super::{
    backing,
    draft::Draft,
    publish,
    scope::{Absent, Sort, Subject},
};
use crate::{
    diagnostic::{Code, codes, nearest},
    path::FieldPath,
    plan::{Addressing, Encoding, Piece, Port, SecretUse, Text, headless_name},
};

/// Why a name stands for nothing.
pub(super) enum Problem {
    /// It has been reported already.
    Silent,
    /// This.
    Wrong { code: &'static Code, message: String, help: String },
    /// The workload is not in this environment.
    Absent(Absent),
    /// A name is unknown, and another is near.
    Slip { message: String, wrong: String, meant: String },
}

impl Problem {
    pub(super) fn unknown(message: String, help: String) -> Self {
        Self::Wrong { code: &codes::UNKNOWN_NAME, message, help }
    }

    /// A name that is none of those that are known; `help` is for where none is near.
    fn slip<'k>(message: String, wrong: &str, known: impl IntoIterator<Item = &'k str>, help: impl FnOnce() -> String) -> Self {
        match nearest(wrong, known.into_iter().filter(|known| *known != wrong)) {
            Some(meant) => Self::Slip { message, wrong: wrong.to_owned(), meant: meant.to_owned() },
            None => Self::unknown(message, help()),
        }
    }
}

/// The outputs of a workload.
const OUTPUTS: [&str; 6] = ["host", "port", "url", "public_url", "ports", "replicas"];
/// Those of a stateful workload: beside them the name that all its replicas are found under.
const STATEFUL: [&str; 7] = ["host", "port", "url", "public_url", "ports", "replicas", "headless"];

/// The outputs of one replica.
const REPLICA: [&str; 3] = ["host", "port", "url"];

/// What a path stands for; `at` is where the text stands that holds it.
pub(super) fn resolve(draft: &mut Draft<'_, '_>, path: &[&str], at: &FieldPath) -> Result<Text, Problem> {
    match path {
        ["self", output] if draft.subject.is_some_and(|subject| subject.backing.is_some()) => own_output(draft, output),
        ["app"] => Ok(Text::literal(draft.scope.app())),
        ["env"] => Ok(Text::literal(draft.scope.request.merged.environment.name.clone())),
        ["param", name] => parameter(draft, name),
        ["secret", name] => {
            Ok(Text { pieces: vec![Piece::Secret(SecretUse { name: (*name).to_owned(), encoding: Encoding::Plain })] })
        }
        [name] => constant(draft, name),
        [name, outputs @ ..] => {
            let scope = draft.scope;
            let Some(subject) = scope.subjects.get(*name) else { return Err(unknown(draft, path)) };
            match outputs {
                ["replicas", index, outputs @ ..] => replica(draft, subject, index, outputs, at),
                _ => output(draft, subject, outputs),
            }
        }
        [] => Err(unknown(draft, path)),
    }
}

fn own_output(draft: &mut Draft<'_, '_>, output: &str) -> Result<Text, Problem> {
    let subject = draft.subject.ok_or(Problem::Silent)?;
    backing::output(draft, subject, output)
}

fn parameter(draft: &Draft<'_, '_>, name: &str) -> Result<Text, Problem> {
    let merged = draft.scope.request.merged;
    if let Some(value) = merged.parameters.get(name) {
        return Ok(Text::literal(value.clone()));
    }
    let declared = merged.manifest.params.keys().map(String::as_str);
    if draft.scope.is_broken(name) || merged.manifest.params.contains_key(name) {
        return Err(Problem::Silent);
    }
    let help = || format!("declare it: `param \"{name}\" default=\"…\"`");
    Err(Problem::slip(format!("there is no parameter `{name}`"), name, declared, help))
}

fn constant(draft: &mut Draft<'_, '_>, name: &str) -> Result<Text, Problem> {
    let Some((name, value)) = draft.scope.layer().lets.get_key_value(name) else {
        if let Some(subject) = draft.scope.subjects.get(name) {
            let outputs = outputs_of(subject).join("`, `");
            let message = format!("`{name}` is a {}, and no text by itself", subject.sort.word());
            return Err(Problem::unknown(message, format!("it offers `{outputs}`, as in `{{{{ {name}.host }}}}`")));
        }
        return Err(unknown(draft, &[name]));
    };
    if let Some(start) = draft.constants.iter().position(|inner| inner == name) {
        let circle: Vec<_> = draft.constants.iter().skip(start).copied().chain([name.as_str()]).collect();
        if circle.iter().min() != Some(&name.as_str()) {
            return Err(Problem::Silent);
        }
        let message = format!("the constant `{name}` needs itself: {}", circle.join(" → "));
        return Err(Problem::Wrong { code: &codes::CONSTANT_CYCLE, message, help: "break the circle".into() });
    }
    draft.constants.push(name);
    let text = draft.text(value.as_str(), &FieldPath::new(["lets", name]));
    draft.constants.pop();
    Ok(text)
}

fn unknown(draft: &Draft<'_, '_>, path: &[&str]) -> Problem {
    let first = path.first().copied().unwrap_or_default();
    if draft.scope.is_broken(first) {
        return Problem::Silent;
    }
    if let Some(absent) = draft.scope.absent(first) {
        return Problem::Absent(absent);
    }
    let written = path.join(".").replace(".[", "[");
    match first {
        "param" => {
            return Problem::unknown(format!("`{written}` names no parameter"), "one is named `{{ param.name }}`".to_owned());
        }
        "secret" => {
            return Problem::unknown(format!("`{written}` names no secret"), "one is named `{{ secret.name }}`".to_owned());
        }
        _ if matches!(first, "app" | "env") || draft.scope.layer().lets.contains_key(first) => {
            let message = format!("`{written}` names nothing: `{first}` is a text, and offers nothing more");
            return Problem::unknown(message, format!("write `{{{{ {first} }}}}`"));
        }
        _ => {}
    }
    let subjects = draft.scope.subjects.keys().copied();
    let known = subjects.chain(draft.scope.layer().lets.keys().map(String::as_str)).chain(["app", "env", "param", "secret"]);
    let help = || "the names are `app`, `env`, `param`, `secret`, constants, workloads and backing services".to_owned();
    let message = match path {
        [_] => format!("there is no `{first}`"),
        _ => format!("`{written}` names nothing: there is no `{first}`"),
    };
    Problem::slip(message, first, known, help)
}

/// The names of what a subject offers.
fn outputs_of(subject: &Subject<'_>) -> Vec<&'static str> {
    match subject.sort {
        Sort::Backing => subject.backing.as_ref().map_or_else(Vec::new, backing::outputs_of),
        Sort::Service => OUTPUTS.to_vec(),
        Sort::Stateful => STATEFUL.to_vec(),
        Sort::Daemon => vec!["host", "port", "url", "public_url", "ports"],
        Sort::Job | Sort::Cron | Sort::Init | Sort::Sidecar => vec!["host", "port", "url", "ports"],
    }
}

fn output<'d, 'a>(draft: &mut Draft<'d, 'a>, subject: &'d Subject<'a>, outputs: &[&str]) -> Result<Text, Problem> {
    match (subject.sort, outputs) {
        (Sort::Backing, [output]) => {
            reach(draft, subject, subject.ports.first().filter(|_| matches!(*output, "port" | "url")));
            let value = backing::output(draft, subject, output);
            if value.is_err() {
                draft.uses.passwords.insert(subject.name);
            }
            let value = value?;
            if value.is_secret() && matches!(*output, "password" | "url") {
                draft.uses.passwords.insert(subject.name);
            }
            Ok(value)
        }
        (Sort::Service | Sort::Stateful, ["replicas"]) => Ok(Text::literal(subject.replicas.least().to_string())),
        (Sort::Service | Sort::Stateful | Sort::Daemon, ["public_url"]) => publish::public_url(draft, subject),
        (Sort::Stateful, ["headless"]) => {
            first_port(subject)?;
            reach(draft, subject, None);
            let headless = || headless_name(subject.name, subject.body.headless.as_ref().map(|name| name.as_str()));
            Ok(Text::literal(if draft.scope.in_cluster() { headless() } else { subject.name.to_owned() }))
        }
        (_, ["host"]) => {
            first_port(subject)?;
            reach(draft, subject, None);
            Ok(Text::literal(subject.name))
        }
        (_, ["port"]) => {
            let port = first_port(subject)?;
            reach(draft, subject, Some(port));
            address(draft, subject, port).map(|number| Text::literal(number.to_string()))
        }
        (_, ["url"]) => {
            let port = first_port(subject)?;
            reach(draft, subject, Some(port));
            let scheme = scheme(port);
            address(draft, subject, port).map(|number| Text::literal(format!("{scheme}://{}:{number}", subject.name)))
        }
        (_, ["ports", name]) => {
            let port = named_port(subject, name)?;
            reach(draft, subject, Some(port));
            address(draft, subject, port).map(|number| Text::literal(number.to_string()))
        }
        (_, [output, ..]) => Err(unknown_output(subject, output)),
        (_, []) => Err(Problem::Silent),
    }
}

/// What one replica of a stateful workload offers; it is reached at the container's port on every target.
fn replica<'d, 'a>(
    draft: &mut Draft<'d, 'a>,
    subject: &'d Subject<'a>,
    index: &str,
    outputs: &[&str],
    at: &FieldPath,
) -> Result<Text, Problem> {
    let name = subject.name;
    let wrong = |message: String, help: String| Problem::Wrong { code: &codes::REPLICA_INDEX, message, help };
    if subject.sort != Sort::Stateful {
        let message = format!("`{name}` is a {}: its replicas have no names of their own", subject.sort.word());
        return Err(wrong(
            message,
            format!("all of them together are `{{{{ {name}.host }}}}`; those of a `stateful` have names"),
        ));
    }
    let Some(number) = index.strip_prefix('[').and_then(|index| index.strip_suffix(']')) else {
        let message = format!("`replicas.{index}` names no replica of `{name}`");
        return Err(wrong(message, format!("a replica is named by its number: `{{{{ {name}.replicas[0].host }}}}`")));
    };
    let count = super::replicas::asked_for(subject);
    let Some(number) = number.parse::<u32>().ok().filter(|number| *number < count) else {
        let message = match count {
            0 => format!("`{name}` has no replicas, so that there is no `replicas{index}`"),
            1 => format!("`{name}` has one replica, `replicas[0]`: there is no `replicas{index}`"),
            count => {
                format!("the replicas of `{name}` are `replicas[0]` to `replicas[{}]`: there is no `replicas{index}`", count - 1)
            }
        };
        let help =
            format!("let more of them run with `scale` in `{name}`, or name another; an autoscaler has at least its `min`");
        return Err(wrong(message, help));
    };
    let [output] = outputs else {
        let message = format!("`{name}.replicas{index}` is a replica, and no text by itself");
        return Err(Problem::unknown(message, format!("it offers `{}`", REPLICA.join("`, `"))));
    };
    let host = if draft.scope.in_cluster() {
        let headless = headless_name(name, subject.body.headless.as_ref().map(|name| name.as_str()));
        format!("{name}-{number}.{headless}")
    } else {
        if number > 0 || subject.replicas.least() > 1 {
            draft.uses.stand_ins.insert(at.clone());
        }
        name.to_owned()
    };
    let port = first_port(subject)?;
    let value = match *output {
        "host" => host,
        "port" => port.container.to_string(),
        "url" => format!("{}://{host}:{}", scheme(port), port.container),
        other => {
            let message = format!("a replica of `{name}` offers no `{other}`");
            return Err(Problem::slip(message, other, REPLICA, || format!("it offers `{}`", REPLICA.join("`, `"))));
        }
    };
    reach(draft, subject, Some(port).filter(|_| *output != "host"));
    Ok(Text::literal(value))
}

/// The scheme of a port's URL.
fn scheme(port: &Port) -> &'static str {
    match port.application {
        Some("h2c") | None => "http",
        Some(application) => application,
    }
}

pub(super) fn unknown_output(subject: &Subject<'_>, output: &str) -> Problem {
    let offered = outputs_of(subject);
    let message = format!("the {} `{}` offers no `{output}`", subject.sort.word(), subject.name);
    Problem::slip(message, output, offered.iter().copied(), || format!("it offers `{}`", offered.join("`, `")))
}

fn first_port<'s>(subject: &'s Subject<'_>) -> Result<&'s Port, Problem> {
    subject.first_port().ok_or_else(|| {
        if subject.has_wrong_port {
            return Problem::Silent;
        }
        let message = format!("`{}` listens nowhere: it has no `port`", subject.name);
        Problem::Wrong { code: &codes::PORT_MISSING, message, help: format!("add to `{}`: port 8080", subject.name) }
    })
}

fn named_port<'s>(subject: &'s Subject<'_>, name: &str) -> Result<&'s Port, Problem> {
    subject.ports.iter().find(|port| port.key == name || port.name == name).ok_or_else(|| {
        if subject.has_wrong_port {
            return Problem::Silent;
        }
        let names: Vec<_> = subject.ports.iter().map(|port| port.name.as_str()).collect();
        let message = format!("`{}` has no port `{name}`", subject.name);
        Problem::slip(message, name, names.iter().copied(), || format!("its ports are `{}`", names.join("`, `")))
    })
}

/// The number at which others reach a port on this target.
fn address(draft: &Draft<'_, '_>, subject: &Subject<'_>, port: &Port) -> Result<u16, Problem> {
    match draft.scope.request.target.addressing {
        Addressing::Container => Ok(port.container),
        Addressing::Service => port.service.ok_or_else(|| Problem::Wrong {
            code: &codes::UNKNOWN_PORT,
            message: format!("the port {} of `{}` is not for others: it says `service=#false`", port.container, subject.name),
            help: "name another of its ports, or leave `service=#false` out".into(),
        }),
    }
}

/// Notes that the workload reaches another, at a port where it names one.
fn reach<'a>(draft: &mut Draft<'_, 'a>, subject: &Subject<'a>, port: Option<&Port>) {
    if draft.subject.is_some_and(|own| own.name == subject.name) {
        return;
    }
    let ports = draft.uses.reached.entry(subject.name).or_default();
    ports.extend(port.map(|port| (port.transport, port.container)));
}
