//! More flags of `docker run`: those that fight with what the script writes, or that a field says, are refused.

use super::{draft::Draft, scope::Subject};
use crate::diagnostic::codes;

const STARTED: &str = "leave it out: the script says how a container is started, and finds it again by its name";
const HOST: &str = "leave it out: it gives the host away";

/// Flags that the script writes, or that a field says so that the rules see it, and what to do instead.
const SAID_OTHERWISE: &[(&[&str], &str)] = &[
    (&["--name", "--cidfile", "--detach", "-d", "--rm", "--interactive", "-i", "--tty", "-t", "--attach", "-a"], STARTED),
    (&["--network", "--net"], "leave it out: the script makes the network, and `security { host-network #true; }` is the host's"),
    (&["--user", "-u"], "say it by `user`"),
    (&["--privileged"], "say it by `security { privileged #true; }`"),
    (&["--cap-add", "--cap-drop"], "say it by `security { capabilities \"NET_ADMIN\"; }`"),
    (&["--read-only"], "say it by `security { read-only #false; }`"),
    (&["--pid", "--ipc"], "say it by `security { host-pid #true; }` or `host-ipc`"),
    (&["--device"], "say it by `security { devices \"/dev/fuse\"; }`"),
    (&["--env", "-e", "--env-file"], "say it in `env`, where a secret is `NAME (secret)\"name\"`"),
    (&["--volume", "-v", "--mount", "--tmpfs"], "say it by `volume`, `tmp`, `config` or `bind`"),
    (&["--publish", "-p", "--publish-all", "-P"], "say it by `port 8080 publish=8080`"),
    (&["--memory", "-m", "--memory-swap", "--cpus"], "say it by `resources { limit memory=\"512Mi\"; }`"),
    (&["--entrypoint"], "say it by `entrypoint`"),
    (&["--workdir", "-w"], "say it by `workdir`"),
    (&["--restart"], "say it by `restart`"),
    (&["--stop-signal", "--stop-timeout"], "say it by `stop`"),
    (&["--label", "-l", "--label-file"], "say it by `labels`"),
    (&["--ulimit"], "say it by `ulimit`"),
    (&["--sysctl"], "say it by `sysctl`"),
    (&["--platform"], "say it by `image \"…\" platform=`"),
    (&["--userns", "--uts", "--cgroupns", "--use-api-socket"], HOST),
];

/// The words, in order.
pub(super) fn run_args(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<String> {
    let path = subject.path.join("run-args");
    let mut words = Vec::new();
    let mut takes_value = false;
    for (index, written) in subject.body.run_args.iter().flatten().enumerate() {
        let at = path.join(index.to_string());
        let word = draft.plain(written.as_str(), &at, "a flag of `docker run`");
        if word.is_empty() {
            continue;
        }
        let wrong = if word.starts_with('-') { refused(&word) } else { Some(STRAY).filter(|_| !takes_value) };
        if let Some(cure) = wrong {
            let flag = word.split('=').next().unwrap_or_default();
            draft.report.error(&codes::RUN_ARGS, &at, format!("`{flag}` cannot be handed to `docker run` as it is"), cure);
        }
        takes_value = word.starts_with('-') && !word.contains('=');
        words.push(word);
    }
    security_options(draft, &words, subject);
    words
}

const STRAY: &str = "a word that is no flag follows its flag: run-args \"--gpus\" \"all\"";

/// What to do instead of a flag; `None` for one that may stand.
fn refused(word: &str) -> Option<&'static str> {
    if word == "--" || word == "-" {
        return Some("leave it out: the image follows by itself");
    }
    if word.starts_with("--health-") || word == "--no-healthcheck" {
        return Some("say it by `health`");
    }
    let is_long = word.starts_with("--");
    let name = if is_long { word.split('=').next() } else { word.get(..2) };
    let said = SAID_OTHERWISE.iter().find(|(flags, _)| name.is_some_and(|name| flags.contains(&name)));
    said.map(|(_, cure)| *cure)
}

/// What `security` says of the kernel is not said beside it.
fn security_options(draft: &mut Draft<'_, '_>, words: &[String], subject: &Subject<'_>) {
    for (index, word) in words.iter().enumerate() {
        let value = match word.split_once('=') {
            Some(("--security-opt", value)) => Some(value),
            None if word == "--security-opt" => words.get(index + 1).map(String::as_str),
            _ => None,
        };
        let cure = match value.map(|value| value.split([':', '=']).next().unwrap_or_default()) {
            Some("seccomp") => "say it by `security { seccomp #false; }`",
            Some("no-new-privileges") => "say it by `security { privilege-escalation #true; }`",
            _ => continue,
        };
        let at = subject.path.join("run-args").join(index.to_string());
        draft.report.error(&codes::RUN_ARGS, &at, "`--security-opt` says what `security` says", cure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_have_a_field_are_refused_in_each_spelling() {
        for word in
            ["--name", "--name=x", "-e", "-eA=b", "--env=A=b", "--privileged", "-v/:/x", "-p80:80", "--health-cmd=true", "--"]
        {
            assert!(refused(word).is_some(), "{word}");
        }
        for word in ["--gpus=all", "--shm-size", "--dns=1.1.1.1", "--add-host=a:1", "--cpuset-cpus=0", "--runtime=runsc"] {
            assert!(refused(word).is_none(), "{word}");
        }
    }
}
