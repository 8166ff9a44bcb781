//! The facts of a script for dev.

use super::super::fact::{Facts, add, image};

/// The facts of a script, each behind the sample's name.
pub(super) fn facts(facts: &mut Facts, sample: &str, script: &str) {
    for (name, words) in cases(script, "needs") {
        let others = words[1..].iter().flat_map(|word| word.split(' '));
        others.for_each(|other| add(facts, &format!("{sample}/{name}"), "waits", other));
    }
    for (name, words) in cases(script, "image") {
        from(facts, &format!("{sample}/{name}"), &words);
    }
    for (name, words) in commands(script) {
        add(facts, &format!("{sample}/{name}"), "command", words.join(" "));
    }
    for run in script.split("  docker_run ").skip(1).filter(|run| run.contains("\"$@\"\n)")) {
        let run = run.split("\"$@\"\n").next().unwrap();
        container(facts, sample, &words(run));
    }
}

/// The arguments that a container gets where the script is given none.
fn commands(script: &str) -> Vec<(String, Vec<String>)> {
    let functions = script.split("\nrun_").skip(1).filter_map(|function| function.split_once("  docker_run "));
    let command = |(before, run): (&str, &str)| {
        let (_, command) = before.split_once("[ $# -gt 0 ] || set -- ")?;
        Some((run.split(' ').next()?.to_owned(), words(command)))
    };
    functions.filter_map(command).collect()
}

/// The cases of a function; none where it has nothing to tell apart.
fn cases(script: &str, function: &str) -> Vec<(String, Vec<String>)> {
    let body = script.split(&format!("\n{function}() {{\n")).nth(1).unwrap_or_default();
    let cases = body.lines().take_while(|line| *line != "}").filter_map(case);
    cases.flat_map(|(names, words)| names.split(" | ").map(|name| (name.to_owned(), words.clone())).collect::<Vec<_>>()).collect()
}

/// `NAME) WORD… ;;`
fn case(line: &str) -> Option<(String, Vec<String>)> {
    let (name, rest) = line.trim().split_once(") ")?;
    Some((name.to_owned(), words(rest.strip_suffix(" ;;")?)))
}

/// Where an image comes from: `built IMAGE FOLDER FLAG…`, or `pulled IMAGE`.
fn from(facts: &mut Facts, name: &str, words: &[String]) {
    add(facts, name, "runs", "");
    if words[0] != "built" {
        return add(facts, name, "image", image(&words[1]));
    }
    let folder = words[2].strip_prefix("../../").unwrap_or(".");
    let stage = words.iter().find_map(|word| word.strip_prefix("--target="));
    let stage = stage.map(|stage| format!(" as far as {stage}")).unwrap_or_default();
    add(facts, name, "build", format!("{folder}{stage}"));
    words.iter().filter_map(|word| word.strip_prefix("--build-arg=")).for_each(|pair| add(facts, name, "build-arg", pair));
}

/// `NAME FLAG… -- IMAGE ARGUMENT…`
fn container(facts: &mut Facts, sample: &str, words: &[String]) {
    let name = format!("{sample}/{}", words[0]);
    let end = words.iter().position(|word| word == "--").expect("the end of the flags");
    for (index, word) in words[1..end].iter().enumerate() {
        match word.split_once('=') {
            _ if word == "-e" => add(facts, &name, "env", variable(&words[index + 2])),
            Some(("--publish", ports)) => {
                let ports = ports.strip_prefix("127.0.0.1:").or(ports.strip_prefix("0.0.0.0:")).unwrap_or(ports);
                add(facts, &name, "published", ports.trim_end_matches("/tcp"))
            }
            Some(("--mount", mount)) => add(facts, &name, "mount", target(mount)),
            Some(("--tmpfs", path)) => add(facts, &name, "mount", path.split(':').next().unwrap()),
            Some(("--health-cmd", command)) => add(facts, &name, "probe", command),
            Some(("--stop-signal", signal)) => add(facts, &name, "stop_signal", format!("{signal:?}")),
            Some(("--entrypoint", program)) => add(facts, &name, "entrypoint", program),
            Some(("--cap-add", capability)) => add(facts, &name, "cap_add", capability),
            Some(("--hostname", host)) => add(facts, &name, "hostname", format!("{host:?}")),
            Some(("--sysctl", pair)) => add(facts, &name, "sysctls", pair),
            Some((flag @ ("--platform" | "--runtime"), what)) => add(facts, &name, &flag[2..], format!("{what:?}")),
            Some(("--network", "host")) => add(facts, &name, "network_mode", "\"host\""),
            Some(("--restart", policy)) => add(facts, &name, "restart", format!("{policy:?}")),
            Some(("--label", label)) if !label.starts_with("landfall") => add(facts, &name, "label", label),
            _ => {}
        }
    }
    if words.len() > end + 2 {
        add(facts, &name, "command", words[end + 2..].join(" "));
    }
}

/// A variable whose value the script hands on holds a secret.
fn variable(word: &str) -> String {
    if word.contains('=') { word.to_owned() } else { format!("{word}=(secret)") }
}

fn target(mount: &str) -> &str {
    mount.split(',').find_map(|part| part.strip_prefix("target=")).expect("where it is mounted")
}

/// The words of a command as a shell reads them, as far as scripts use it.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![None::<String>];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\n' => words.push(None),
            '\'' | '"' => word(&mut words).extend(characters.by_ref().take_while(|&next| next != character)),
            '\\' => match characters.next() {
                Some('\n') | None => words.push(None),
                Some(next) => word(&mut words).push(next),
            },
            _ => word(&mut words).push(character),
        }
    }
    words.into_iter().flatten().collect()
}

fn word(words: &mut [Option<String>]) -> &mut String {
    words.last_mut().expect("there is a last one").get_or_insert_default()
}
