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
    plan::{Addressing, Encoding, Piece, Port, SecretUse, Text},
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
        match nearest(wrong, known) {
            Some(meant) => Self::Slip { message, wrong: wrong.to_owned(), meant: meant.to_owned() },
            None => Self::unknown(message, help()),
        }
    }
}

/// The outputs of a workload.
const OUTPUTS: [&str; 6] = ["host", "port", "url", "public_url", "ports", "replicas"];

/// What a path stands for.
pub(super) fn resolve(draft: &mut Draft<'_, '_>, path: &[&str]) -> Result<Text, Problem> {
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
            output(draft, subject, outputs)
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
    let written = path.join(".");
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
        Sort::Backing => backing::OUTPUTS.to_vec(),
        Sort::Service | Sort::Stateful => OUTPUTS.to_vec(),
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
        let message = format!("`{}` listens nowhere: it has no `port`", subject.name);
        Problem::Wrong { code: &codes::PORT_MISSING, message, help: format!("add to `{}`: port 8080", subject.name) }
    })
}

fn named_port<'s>(subject: &'s Subject<'_>, name: &str) -> Result<&'s Port, Problem> {
    subject.ports.iter().find(|port| port.key == name || port.name == name).ok_or_else(|| {
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
