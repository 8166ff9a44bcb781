//! ShellCheck reads the scripts.

use super::script::Script;
use std::{path::Path, process::Command};

/// What ShellCheck finds; its exit code alone would not show that it read anything.
fn findings(path: &Path) -> String {
    let output = Command::new("shellcheck").args(["--shell=sh", "--format=gcc"]).arg(path).output().expect("shellcheck is there");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
#[ignore = "needs ShellCheck"]
fn shellcheck_finds_nothing_in_a_script_and_finds_a_fault() {
    crate::examples::with_each(|example| {
        let project = tempfile::tempdir().unwrap();
        crate::examples::copy(example, project.path());
        crate::examples::write_all(project.path(), &crate::examples::rendered(project.path(), "dev"));
        assert_eq!(findings(&project.path().join("run.sh")), "", "{example}");
    });
    let script = Script::of_example("hello");
    let broken = script.read("deploy/dev/run.sh").replace("\"$@\"", "$@");
    script.put("deploy/dev/run.sh", &broken);
    assert!(findings(&script.here().join("run.sh")).contains("SC2068"));
}

#[test]
#[ignore = "needs ShellCheck"]
fn shellcheck_finds_nothing_in_awkward_texts() {
    let awkward = r#"it's \"$HOME\" `x` \\ “smart” ‘’ * ~ {a,b} \u{a0} \u{1} \r\n $(id) '"#;
    let script = Script::of(&format!(
        r##"app "landfall-awkward"
        service "api" {{
            image "ghcr.io/acme/shop-api:2.3.0"
            port 80
            entrypoint "{awkward}" "{awkward}"
            command "-x" "{awkward}" "=" "a==b" "[" "]" "done" "#"
            env {{ A "{awkward}"; B "{awkward}{{{{ secret.key }}}}{awkward}"; C "" }}
            config "/etc/a, b" text="{awkward}"
        }}"##
    ));
    assert_eq!(findings(&script.here().join("run.sh")), "");
}

#[test]
#[ignore = "needs ShellCheck"]
fn shellcheck_finds_nothing_in_the_checks_of_the_catalogue() {
    let script = Script::of(&crate::types::with_every_type("in-cluster reason=\"a test\""));
    assert_eq!(findings(&script.here().join("run.sh")), "");
}
