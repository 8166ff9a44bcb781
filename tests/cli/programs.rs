//! `--format json`: one object, as its schema says, and not a word besides.

use super::{HELLO, Project, Run};
use serde_json::{Value, json};

/// What a command prints for a program, checked against the schema of its shape.
#[track_caller]
fn object(project: &Project, shape: &str, arguments: &[&str]) -> (i32, Value) {
    let Run { code, out, err } = project.run(&[arguments, &["--format", "json"]].concat());
    let value: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {out}{err}"));
    let schema: Value = serde_json::from_str(&project.fine(&["schema", shape])).unwrap();
    if let Err(error) = jsonschema::validate(&schema, &value) {
        panic!("{arguments:?}: {error}: {out}");
    }
    assert_eq!((err.as_str(), &value["version"]), ("", &json!(1)), "{arguments:?}");
    (code, value)
}

fn empty() -> Project {
    let project = Project::new("");
    std::fs::remove_file(project.path("landfall.kdl")).unwrap();
    project
}

#[test]
fn where_no_project_is_every_command_says_so_in_its_object() {
    let project = empty();
    for (shape, arguments) in [
        ("diagnostics", ["check"].as_slice()),
        ("diagnostics", &["diff", "dev", "staging"]),
        ("diagnostics", &["graph"]),
        ("diagnostics", &["explain", "dev", "app.name"]),
        ("render", &["render"]),
        ("render", &["render", "--check"]),
        ("fmt", &["fmt"]),
        ("secrets", &["secrets", "init", "staging"]),
        ("watch", &["watch"]),
    ] {
        let (code, value) = object(&project, shape, arguments);
        let first = &value["diagnostics"][0];
        assert_eq!((code, &first["code"], &value["errors"]), (4, &json!("project-not-found"), &json!(1)), "{arguments:?}");
        assert!(first["helps"][0].as_str().unwrap().contains("landfall init"), "{first}");
    }
    let sarif: Value = serde_json::from_str(&project.run(&["check", "--format", "sarif"]).out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "project-not-found");
}

#[test]
fn a_command_line_that_asks_for_what_cannot_be_is_a_diagnostic() {
    let project = Project::hello();
    project.put("landfall.yaml", "app: {name: x}\n");
    for (shape, arguments) in [
        ("diagnostics", ["diff", "dev"].as_slice()),
        ("diagnostics", &["explain", "srvice"]),
        ("diagnostics", &["explain", "dev", "services.wbe", "-f", "landfall.kdl"]),
        ("fmt", &["fmt", "landfall.yaml"]),
        ("fmt", &["fmt", "-f", "landfall.yaml"]),
        ("secrets", &["secrets", "init", "production", "-f", "landfall.kdl"]),
        ("init", &["init", "--stdout", "--name", "No Name"]),
    ] {
        let (code, value) = object(&project, shape, arguments);
        let first = &value["diagnostics"][0];
        assert_eq!((code, &first["code"]), (2, &json!("command-line")), "{arguments:?}");
        assert!(!first["helps"][0].as_str().unwrap().is_empty(), "{first}");
    }
}

#[test]
fn of_each_file_that_is_laid_out_a_program_reads_what_became_of_it() {
    let project = Project::new("app \"hello\"\n");
    project.put("untidy.kdl", "let   a 1\n");
    project.put("broken.kdl", "a {\n");
    let files = ["untidy.kdl", "landfall.kdl", "broken.kdl"];
    let states = |value: &Value| {
        let states = value["files"].as_array().unwrap().iter().map(|file| file["state"].as_str().unwrap().to_owned());
        states.collect::<Vec<_>>()
    };
    let (code, checked) = object(&project, "fmt", &[&["fmt", "--check"], files.as_slice()].concat());
    assert_eq!((code, states(&checked)), (3, vec!["differs".to_owned(), "unchanged".to_owned(), "refused".to_owned()]));
    assert_eq!(checked["diagnostics"][0]["labels"][0]["path"], "broken.kdl");
    let (code, written) = object(&project, "fmt", &[&["fmt"], files.as_slice()].concat());
    assert_eq!((code, states(&written)[0].as_str()), (1, "changed"));
    assert_eq!(project.text("untidy.kdl"), "let a 1\n");
    let (code, own) = object(&project, "fmt", &["fmt", "--check"]);
    assert_eq!((code, &own["files"]), (0, &json!([{"path": "landfall.kdl", "state": "unchanged"}])));
}

#[test]
fn a_first_manifest_is_told_with_what_is_left_to_decide() {
    let project = empty();
    project.put("compose.yaml", "services:\n  web:\n    image: nginx:1.27\n    ports: [\"8080:80\"]\n    cgroup_parent: x\n");
    let (code, printed) = object(&project, "init", &["init", "--stdout"]);
    assert!(code == 0 && printed["text"].as_str().unwrap().contains("service \"web\""), "{printed}");
    assert!(!project.path("landfall.kdl").exists());
    let (code, made) = object(&project, "init", &["init"]);
    assert_eq!((code, &made["manifest"], &made["from"]), (0, &json!("landfall.kdl"), &json!("compose.yaml")));
    assert_eq!((&made["workloads"], made.get("text")), (&json!(1), None));
    let lost = made["notes"].as_array().unwrap().iter().find(|note| note["kind"] == "not-taken-over");
    assert!(lost.is_some_and(|note| note["text"].as_str().unwrap().contains("cgroup_parent")), "{made}");
    let (code, again) = object(&project, "init", &["init"]);
    assert_eq!((code, &again["diagnostics"][0]["code"], again.get("manifest")), (4, &json!("output-file"), None));
}

#[test]
fn files_of_secrets_are_named_and_those_that_lack_a_value() {
    let project = Project::new(&HELLO.replace("health ", "env { KEY (secret)\"stripe-key\"; }\n    health "));
    let (code, lacking) = object(&project, "secrets", &["secrets", "init", "staging"]);
    assert_eq!((code, &lacking["missing"], &lacking["written"]), (1, &json!(["stripe-key"]), &json!([])));
    assert_eq!(lacking["diagnostics"][0]["code"], "secret-values");
    project.put("values.env", "STRIPE_KEY=marzipan\n");
    let (code, made) = object(&project, "secrets", &["secrets", "init", "staging", "--from", "values.env"]);
    assert_eq!((code, &made["missing"]), (0, &json!([])));
    let path = made["written"][0].as_str().unwrap();
    assert!(project.text(path).contains("marzipan"), "{path}");
    assert!(!made.to_string().contains("marzipan"));
}

#[test]
fn a_comparison_with_a_broken_past_says_how_many_errors_that_has() {
    let project = Project::new(&HELLO.replace("port 8080", "prot 8080"));
    for arguments in
        [["init", "-q"].as_slice(), &["add", "."], &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]]
    {
        let mut git = std::process::Command::new("git");
        assert!(git.args(arguments).current_dir(project.path(".")).status().unwrap().success());
    }
    project.put("landfall.kdl", HELLO);
    let (code, value) = object(&project, "diff", &["diff", "--against", "HEAD", "dev"]);
    assert_eq!((code, &value["against_errors"]), (0, &json!(1)));
}
