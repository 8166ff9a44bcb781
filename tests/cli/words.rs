//! What is said, to whom, and in which colour.

use super::{Project, finish};
use std::process::Stdio;

#[test]
fn alone_it_shows_what_one_does_first() {
    let project = Project::hello();
    let out = project.fine(&[]);
    assert!(out.contains("landfall check") && out.contains("run.sh up"), "{out}");
    let elsewhere = Project::new("");
    std::fs::remove_file(elsewhere.path("landfall.kdl")).unwrap();
    let out = elsewhere.fine(&[]);
    let steps: Vec<_> = out.lines().filter_map(|line| line.split_once(". landfall ")?.1.split_whitespace().next()).collect();
    assert_eq!(steps, ["init", "check", "render"], "{out}");
    steps.into_iter().for_each(|step| drop(elsewhere.fine(&[step])));
}

#[test]
fn a_mistyped_command_gets_the_right_one() {
    let run = Project::hello().run(&["rendr"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("render"), "{}", run.err);
}

#[test]
fn colour_follows_the_environment_and_the_command_line() {
    let project = Project::new("app \"x\"\nservce \"a\" {}\n");
    let colored = |arguments: &[&str], name: &str, value: &str| {
        let run = finish(project.command(arguments).env(name, value));
        run.err.contains('\u{1b}')
    };
    assert!(!colored(&["check"], "TERM", "xterm"), "not on a pipe");
    assert!(colored(&["check"], "CLICOLOR_FORCE", "1"));
    assert!(colored(&["check", "--color", "always"], "NO_COLOR", "1"));
    let both = finish(project.command(&["check"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1"));
    assert!(!both.err.contains('\u{1b}'));
}

#[test]
fn quiet_says_nothing_where_all_is_fine() {
    let project = Project::hello();
    for arguments in [["render", "-q"], ["check", "-q"], ["render", "--quiet"]] {
        let run = project.run(&arguments);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let project = Project::hello();
    let mut child = project.command(&["schema"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn schemas_are_printed_of_all_that_programs_read() {
    for of in ["manifest", "diagnostics", "ledger", "lock"] {
        let text = Project::hello().fine(&["schema", of]);
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(schema.get("$schema").is_some(), "{of}");
    }
}

#[test]
fn the_documentation_names_every_command_and_option() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/command-line.md")).unwrap();
    let project = Project::hello();
    for command in [
        "init",
        "render",
        "watch",
        "check",
        "explain",
        "fmt",
        "schema",
        "secrets init",
        "secrets render",
        "completions",
        "doctor",
        "man",
    ] {
        assert!(page.contains(&format!("`landfall {command} ")), "{command}");
    }
    let help = project.fine(&["render", "--help"])
        + &project.fine(&["check", "--help"])
        + &project.fine(&["fmt", "--help"])
        + &project.fine(&["init", "--help"]);
    let options = help
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("--"))
        .map(|word| word.chars().take_while(|char| char.is_ascii_lowercase()).collect::<String>());
    let usual = ["help", "file", "quiet", "verbose", "version", "out"];
    for option in options.filter(|option| !option.is_empty() && !usual.contains(&option.as_str())) {
        assert!(page.contains(&format!("--{option}")), "--{option}");
    }
}
