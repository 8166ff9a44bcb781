//! What is made from the command line: completions and pages for `man`.

use super::Project;
use std::fs;
use std::process::Command;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

#[test]
fn each_shell_completes_the_commands() {
    for shell in SHELLS {
        let script = Project::hello().fine(&["completions", shell]);
        for word in ["landfall", "render", "explain", "strict"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn bash_reads_its_completions_and_uses_them() {
    let project = Project::hello();
    project.put("completions", &project.fine(&["completions", "bash"]));
    let asks =
        "source ./completions; COMP_WORDS=(landfall ren); COMP_CWORD=1; _landfall landfall ren landfall; echo ${COMPREPLY[@]}";
    let output = Command::new("bash").args(["-c", asks]).current_dir(project.path(".")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "render", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_shell_that_is_not_known_is_refused_with_those_that_are() {
    let run = Project::hello().run(&["completions", "tcsh"]);
    assert_eq!(run.code, 2);
    assert!(SHELLS.iter().all(|shell| run.err.contains(shell)), "{}", run.err);
}

#[test]
fn the_help_of_a_command_has_its_own_options_first() {
    let help = Project::hello().fine(&["render", "--help"]);
    let (own, shared) = help.split_once("Options of every command:").unwrap();
    assert!(own.contains("--strict") && !own.contains("--color") && shared.contains("--color"), "{help}");
}

#[test]
fn the_page_names_every_command() {
    let page = Project::hello().fine(&["man"]);
    assert!(page.contains(".TH landfall 1"), "{page}");
    for command in ["render", "check", "explain", "diff", "graph", "fmt", "schema", "secrets", "completions", "man"] {
        assert!(page.contains(&format!("landfall\\-{command}(1)")), "{command}\n{page}");
    }
}

#[test]
fn a_folder_gets_a_page_for_each_command() {
    let project = Project::hello();
    fs::create_dir(project.path("man1")).unwrap();
    project.fine(&["man", "--dir", "man1"]);
    let names: Vec<_> = project.files("man1").into_iter().map(|(name, _)| name).collect();
    for name in ["landfall.1", "landfall-render.1", "landfall-secrets.1", "landfall-secrets-init.1"] {
        assert!(names.iter().any(|found| found == name), "{name} of {names:?}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_a_mistake() {
    let run = Project::hello().run(&["man", "--dir", "nowhere"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("`nowhere`"), "{}", run.err);
}
