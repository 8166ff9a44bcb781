//! What a Dockerfile says of the image that it makes.

use super::words;

/// What a Dockerfile says of the image of its last stage, or of the stage that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The TCP ports that it exposes, in order; those of other protocols with their names.
    pub(super) ports: Vec<(u16, Transport)>,
    /// Its user.
    pub(super) user: Option<User>,
    /// What its `HEALTHCHECK` runs.
    pub(super) health: Option<Check>,
    /// The folders that it calls volumes.
    pub(super) volumes: Vec<String>,
    /// The image that it begins with.
    pub(super) from: Option<String>,
}

/// The protocol of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl Transport {
    /// The protocol of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "tcp" => Some(Self::Tcp),
            "udp" => Some(Self::Udp),
            "sctp" => Some(Self::Sctp),
            _ => None,
        }
    }
}

/// Who runs the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum User {
    /// By number, perhaps with a group.
    Number(u32, Option<u32>),
    /// By a name that only the image knows.
    Name(String),
}

impl User {
    /// `1000:1000`, `node`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (user, group) = text.split_once(':').unwrap_or((text, ""));
        match (user.parse(), group.parse()) {
            (Ok(user), group) => Some(Self::Number(user, group.ok())),
            _ if user.is_empty() || user.contains('$') => None,
            _ => Some(Self::Name(user.to_owned())),
        }
    }

    /// Whether that is the superuser.
    pub(super) fn is_root(&self) -> bool {
        match self {
            Self::Number(number, _) => *number == 0,
            Self::Name(name) => name == "root",
        }
    }
}

/// A check that a container runs in itself, with its times as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Check {
    /// The command, a word each; a shell's is `sh -c TEXT`.
    pub(super) command: Vec<String>,
    /// The time between two checks.
    pub(super) interval: Option<String>,
    /// The time that one may take.
    pub(super) timeout: Option<String>,
    /// The time that starting may take.
    pub(super) start: Option<String>,
    /// How many failures count.
    pub(super) failures: Option<u32>,
}

/// Reads a Dockerfile; what it does not understand says nothing.
pub(super) fn read(text: &str, target: Option<&str>) -> Facts {
    let mut stages: Vec<(Option<String>, Facts)> = Vec::new();
    for line in lines(text) {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
        let rest = rest.trim();
        if word.eq_ignore_ascii_case("FROM") {
            let done = stages.last().is_some_and(|(name, _)| target.is_some() && name.as_deref() == target);
            if done {
                break;
            }
            stages.push(from(rest, &stages));
        } else if let Some((_, facts)) = stages.last_mut() {
            instruction(&word.to_ascii_uppercase(), rest, facts);
        }
    }
    stages.pop().map(|(_, facts)| facts).unwrap_or_default()
}

/// A stage: one that begins with an earlier one has what that has.
fn from(rest: &str, stages: &[(Option<String>, Facts)]) -> (Option<String>, Facts) {
    let mut words = rest.split_whitespace().filter(|word| !word.starts_with("--"));
    let image = words.next().unwrap_or_default();
    let name = words.next().filter(|word| word.eq_ignore_ascii_case("as")).and_then(|_| words.next());
    let earlier = stages.iter().find(|(name, _)| name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(image)));
    let facts = earlier.map_or_else(|| Facts { from: Some(image.to_owned()), ..Facts::default() }, |(_, facts)| facts.clone());
    (name.map(str::to_owned), facts)
}

fn instruction(word: &str, rest: &str, facts: &mut Facts) {
    match word {
        "EXPOSE" => rest.split_whitespace().for_each(|port| {
            let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
            let port = number.parse().ok().zip(Transport::named(protocol));
            facts.ports.extend(port.filter(|port| !facts.ports.contains(port)));
        }),
        "USER" => facts.user = User::read(rest.trim_matches('"')),
        "VOLUME" => facts.volumes.extend(list(rest).unwrap_or_else(|| rest.split_whitespace().map(str::to_owned).collect())),
        "HEALTHCHECK" => facts.health = health(rest),
        _ => {}
    }
}

fn health(rest: &str) -> Option<Check> {
    let mut check = Check::default();
    let mut rest = rest;
    while let Some(option) = rest.strip_prefix("--") {
        let (option, after) = option.split_once(char::is_whitespace)?;
        let (name, value) = option.split_once('=')?;
        match name {
            "interval" => check.interval = Some(value.to_owned()),
            "timeout" => check.timeout = Some(value.to_owned()),
            "start-period" => check.start = Some(value.to_owned()),
            "retries" => check.failures = value.parse().ok(),
            _ => {}
        }
        rest = after.trim_start();
    }
    let (word, command) = rest.split_once(char::is_whitespace)?;
    if !word.eq_ignore_ascii_case("CMD") {
        return None;
    }
    let command = command.trim();
    let shell = || ["sh", "-c", command].map(str::to_owned).to_vec();
    check.command = list(command).unwrap_or_else(shell);
    Some(check)
}

/// `["a", "b"]`.
fn list(text: &str) -> Option<Vec<String>> {
    text.starts_with('[').then(|| serde_json::from_str(text).ok()).flatten()
}

/// The instructions, a line each: comments are gone, and what goes on in the next line is joined.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut whole = String::new();
    let mut until: Option<String> = None;
    for line in text.lines() {
        if let Some(end) = &until {
            if line.trim() == end {
                until = None;
            }
            continue;
        }
        if line.trim_start().starts_with('#') {
            continue;
        }
        let part = line.trim_end();
        let goes_on = part.ends_with('\\') || part.ends_with('`');
        whole += if goes_on { part.trim_end_matches(['\\', '`']) } else { part };
        if goes_on {
            continue;
        }
        until = here_document(&whole);
        lines.extend(Some(whole.trim().to_owned()).filter(|line| !line.is_empty()));
        whole.clear();
    }
    lines.extend(Some(whole.trim().to_owned()).filter(|line| !line.is_empty()));
    lines
}

/// The word that ends a text that begins here: `RUN <<EOF`.
fn here_document(line: &str) -> Option<String> {
    let (word, rest) = line.trim_start().split_once(char::is_whitespace)?;
    let begins = ["RUN", "COPY", "ADD"].iter().any(|name| word.eq_ignore_ascii_case(name));
    let (_, end) = rest.split_once("<<").filter(|_| begins)?;
    let end = words::split(end.trim_start_matches('-')).into_iter().next()?;
    end.chars().all(|char| char.is_ascii_alphanumeric() || char == '_').then_some(end).filter(|end| !end.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "\
# syntax=docker/dockerfile:1
ARG VERSION=1
FROM --platform=linux/amd64 docker.io/library/golang:${VERSION} AS build
RUN <<END
EXPOSE 1
END
RUN make && \\
    # a comment
    make install
USER root

FROM scratch AS base
EXPOSE 8080 53/udp
expose 8080
FROM base
USER 65532:65532
VOLUME [\"/data\"]
HEALTHCHECK --interval=5s --retries=2 \\
  CMD [\"/wget\", \"-qO-\", \"http://127.0.0.1:8080/healthz\"]
";

    #[test]
    fn the_last_stage_counts_with_what_it_begins_with() {
        let facts = read(TWO, None);
        assert_eq!(facts.ports, [(8080, Transport::Tcp), (53, Transport::Udp)]);
        assert_eq!(facts.user, Some(User::Number(65532, Some(65532))));
        assert_eq!((facts.volumes.as_slice(), facts.from.as_deref()), (["/data".to_owned()].as_slice(), Some("scratch")));
        let check = facts.health.unwrap();
        assert_eq!((check.command.len(), check.interval.as_deref(), check.failures), (3, Some("5s"), Some(2)));
    }

    #[test]
    fn a_stage_that_is_asked_for_counts_alone() {
        assert!(read(TWO, Some("build")).user.unwrap().is_root());
        assert_eq!(read(TWO, Some("base")).user, None);
    }

    #[test]
    fn a_check_may_be_none_or_a_shell_s() {
        assert_eq!(read("FROM a\nHEALTHCHECK CMD true\nHEALTHCHECK NONE", None).health, None);
        let command = read("FROM a\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1", None).health.unwrap().command;
        assert_eq!(command, ["sh", "-c", "curl -f http://localhost/ || exit 1"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_much(text in "(FROM|EXPOSE|USER|HEALTHCHECK|RUN <<|--|CMD|\\[|\"|\n| |\\\\|[a-z0-9]){0,40}") {
            read(&text, Some("a"));
        }
    }
}
