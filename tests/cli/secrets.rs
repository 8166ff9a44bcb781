//! Values of secrets go where they must, and nowhere else.

use super::{Project, Run, finish};
use std::{collections::BTreeSet, fs::File};

/// Stands for a value; its base64 form is looked for as well.
const CANARY: &str = "canary-4711-hunter2";
const ENCODED: &str = "Y2FuYXJ5LTQ3MTEtaHVudGVyMg==";

/// A secret in every place where one may be used, and its value in every file where one may lie.
fn project() -> Project {
    let project = Project::new(include_str!("vault.kdl"));
    project.put("landfall.staging.kdl", "service \"web\" { env { LAYERED (secret)\"layered\"; }; }\n");
    for path in [".env", ".env.production", "deploy/dev/.env", "deploy/staging/.env"] {
        project.put(path, &values(|_| true));
    }
    for name in NAMES {
        project.put(&format!("deploy/staging/secrets/{name}"), CANARY);
    }
    project
}

/// The secrets of the project.
const NAMES: [&str; 20] = [
    "beside",
    "beside-file",
    "cloud",
    "common",
    "constant",
    "db-password",
    "db-username",
    "entry",
    "farewell",
    "file",
    "first",
    "first-part",
    "layered",
    "made",
    "mixed",
    "mq-password",
    "part",
    "probe",
    "whole",
    "word",
];

/// A file with the values of some of them.
fn values(is_in_it: impl Fn(&str) -> bool) -> String {
    let names = NAMES.into_iter().filter(|name| is_in_it(name));
    names.map(|name| format!("{}={CANARY}\n", name.to_uppercase().replace('-', "_"))).collect()
}

#[test]
fn the_project_uses_each_of_its_secrets() {
    let project = project();
    project.fine(&["render"]);
    let files = project.files("deploy").into_iter().filter(|(path, _)| !path.contains(".env") && !path.contains("secrets/"));
    let outputs: String = files.map(|(_, content)| String::from_utf8_lossy(&content).to_lowercase().replace('_', "-")).collect();
    let unused: Vec<_> = NAMES.into_iter().filter(|name| !outputs.contains(name)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

fn is_told(Run { out, err, .. }: &Run) -> bool {
    [out, err].iter().any(|text| text.contains(CANARY) || text.contains(ENCODED))
}

const FORMATS: [&str; 4] = ["human", "json", "sarif", "github"];

/// Runs what has to end well and shows no value.
fn silent(project: &Project, arguments: &[&str]) -> String {
    let run = project.run(arguments);
    assert_eq!(run.code, 0, "{arguments:?}\n{}{}", run.out, run.err);
    assert!(!is_told(&run), "{arguments:?}\n{}{}", run.out, run.err);
    run.out
}

#[test]
fn no_command_but_secrets_render_shows_a_value() {
    let project = project();
    let given = |path: &str| path.ends_with("/.env") || path.contains("/secrets/");
    for arguments in [
        &["render", "--diff"][..],
        &["render", "--stdout"],
        &["render", "-v"],
        &["render", "--ledger"],
        &["render", "--ledger=json"],
        &["render", "--format", "json", "--diff", "--ledger"],
        &["render", "--diff"],
        &["render", "--check"],
        &["secrets", "init", "staging"],
        &["secrets", "init", "staging", "--format", "json"],
        &["diff", "dev", "production", "--all"],
        &["diff", "staging", "production", "--format", "json"],
        &["graph", "--format", "json"],
    ] {
        silent(&project, arguments);
    }
    for format in FORMATS {
        silent(&project, &["check", "--format", format]);
    }
    for (path, content) in project.files("deploy") {
        let text = String::from_utf8_lossy(&content).into_owned();
        assert!(given(&format!("/{path}")) || !(text.contains(CANARY) || text.contains(ENCODED)), "{path}");
    }
}

#[test]
fn a_diff_of_every_change_shows_no_value() {
    let project = project();
    project.fine(&["render"]);
    let manifest = project.text("landfall.kdl");
    project.put("landfall.kdl", &manifest.replace("WHOLE (secret)\"whole\"", "WHOLE (secret)\"file\"").replace("8080", "8081"));
    assert!(silent(&project, &["render", "--diff"]).contains("8081"));
}

#[test]
fn no_field_of_any_environment_is_explained_by_a_value() {
    let project = project();
    for environment in ["dev", "staging", "production"] {
        let ledger = project.fine(&["render", environment, "--quiet", "--ledger=json"]);
        let ledger: serde_json::Value = serde_json::from_str(&ledger).unwrap();
        let fields = ledger["environments"][0]["fields"].as_array().unwrap();
        let paths: BTreeSet<&str> = fields.iter().map(|field| field["path"].as_str().unwrap()).collect();
        assert!(paths.len() > 20 && paths.iter().any(|path| path.contains("env.WHOLE")), "{paths:?}");
        for path in paths {
            silent(&project, &["explain", environment, path]);
        }
    }
}

/// Manifests that hold a value in clear, each in another way; what is said of them has to name the place.
const IN_CLEAR: [(&str, &str); 11] = [
    ("env { DB_PASSWORD \"CANARY\"; }", "DB_PASSWORD"),
    ("env { DB_PASSWORD=\"CANARY\"; }", "DB_PASSWORD"),
    ("env { DB_PASSWORD CANARY; }", "DB_PASSWORD"),
    ("env { DB_PASSWORD (secrt)\"CANARY\"; }", "secrt"),
    ("enviroment { DB_PASSWORD \"CANARY\"; }", "enviroment"),
    ("pasword \"CANARY\"", "pasword"),
    ("command \"serve\" \"--token\" \"CANARY\"", "command"),
    ("command \"serve\" \"--token=CANARY\"", "command"),
    ("command \"serve\" \"--url=https://me:CANARY@example.com\"", "command"),
    ("config \"/etc/x\" text=\"password = CANARY\"", "config"),
    (
        "config \"/etc/x\" text=\"\"\"\n    -----BEGIN PRIVATE KEY-----\n    CANARY\n    -----END PRIVATE KEY-----\n    \"\"\"",
        "config",
    ),
];

#[test]
fn a_value_in_the_manifest_itself_is_shown_as_dots() {
    for (written, named) in IN_CLEAR {
        let written = written.replace("CANARY", CANARY);
        let project = Project::new(&format!("app \"x\"\nservice \"web\" {{\n    image \"a:1\"\n    {written}\n}}\n"));
        for format in FORMATS {
            let run = project.run(&["check", "--format", format]);
            assert_eq!(run.code, 1, "{written} {format}\n{}{}", run.out, run.err);
            assert!(!is_told(&run), "{written} {format}\n{}{}", run.out, run.err);
            assert!(format!("{}{}", run.out, run.err).contains(named), "{written} {format}\n{}{}", run.out, run.err);
        }
        for environment in ["dev", "staging", "production"] {
            let run = project.run(&["explain", environment, "services.web"]);
            assert!(!is_told(&run), "{written} {environment}\n{}{}", run.out, run.err);
        }
        assert!(project.files("deploy").is_empty());
    }
}

#[test]
fn a_value_in_a_constant_is_dots_where_it_is_written_and_where_it_is_used() {
    let manifest = format!(
        "app \"x\"\nlet plain \"{CANARY}\"\nservice \"web\" {{\n    image \"a:1\"\n    env {{ DB_PASSWORD \"{{{{ plain }}}}\"; }}\n}}\n"
    );
    let project = Project::new(&manifest);
    for format in FORMATS {
        let run = project.run(&["check", "--format", format]);
        assert!(run.code == 1 && !is_told(&run), "{format}\n{}{}", run.out, run.err);
    }
    let run = project.run(&["check"]);
    assert!(run.err.contains("landfall.kdl:5:") && run.err.contains("2 | let plain ••••••••"), "{}", run.err);
    for environment in ["dev", "staging", "production"] {
        for path in ["lets.plain", "services.web.env", "services.web"] {
            let run = project.run(&["explain", environment, path]);
            assert!(run.code == 0 && !is_told(&run), "{path}\n{}{}", run.out, run.err);
        }
    }
}

#[test]
fn a_file_of_configuration_is_looked_at_and_its_line_is_named() {
    let project = Project::new(
        "app \"x\"\nservice \"web\" {\n    image \"a:1\"\n    singleton reason=\"one\"\n    resources cpu=\"1\" memory=\"1Gi\"\n    \
         config \"/etc/x\" from=\"x.toml\"\n}\n",
    );
    project.put("x.toml", &format!("[db]\npassword = \"{CANARY}\"\n"));
    let dev = project.run(&["check", "dev"]);
    assert_eq!((dev.code, is_told(&dev)), (0, false), "{}", dev.err);
    assert!(dev.err.contains("warning[secret-in-clear]") && dev.err.contains("line 2 of `x.toml`"), "{}", dev.err);
    let production = project.run(&["check", "production"]);
    assert_eq!((production.code, is_told(&production)), (1, false), "{}", production.err);
    let manifest = project.text("landfall.kdl").replace("from=", "from=(public)");
    project.put("landfall.kdl", &manifest);
    let waived = project.run(&["check", "production"]);
    assert_eq!((waived.code, waived.err.contains("secret-in-clear")), (0, false), "{}", waived.err);
}

#[test]
fn yaml_and_json_show_no_value_either() {
    for (name, text) in [
        ("landfall.yaml", "app: {name: x}\nservices:\n  web:\n    image: a:1\n    env:\n      DB_PASSWORD: CANARY\n"),
        ("landfall.yaml", "app: {name: x}\nservices:\n  web:\n    image: a:1\n    enviroment:\n      DB_PASSWORD: CANARY\n"),
        ("landfall.yaml", "app: {name: x}\nservices:\n  web:\n    image: a:1\n    env:\n      DB_PASSWORD: !secrt CANARY\n"),
        (
            "landfall.json",
            r#"{"app": {"name": "x"}, "services": {"web": {"image": "a:1", "env": {"DB_PASSWORD": {"secrt": "CANARY"}}}}}"#,
        ),
    ] {
        let project = Project::hello();
        std::fs::remove_file(project.path("landfall.kdl")).unwrap();
        project.put(name, &text.replace("CANARY", CANARY));
        for format in FORMATS {
            let run = project.run(&["check", "--format", format]);
            assert!(run.code == 1 && !is_told(&run), "{text} {format}\n{}{}", run.out, run.err);
        }
    }
}

#[test]
fn secrets_render_prints_objects_and_refuses_a_file() {
    let project = project();
    let out = project.fine(&["secrets", "render", "production"]);
    assert!(out.contains("kind: Secret") && out.contains(ENCODED) && !out.contains(CANARY), "it is base64");
    let file = File::create(project.path("out.yaml")).unwrap();
    let status = project.command(&["secrets", "render", "production"]).stdout(file).status().unwrap();
    assert_eq!(status.code(), Some(2));
    assert_eq!(project.text("out.yaml"), "");
}

#[test]
fn a_value_that_is_missing_is_named_and_nothing_is_printed() {
    let project = project();
    project.put(".env.production", "WORD=x\n");
    let run = project.run(&["secrets", "render", "production"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("DB_PASSWORD"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn secrets_init_writes_what_compose_reads_and_keeps_what_is_there() {
    use std::os::unix::fs::PermissionsExt;
    let project = project();
    std::fs::remove_dir_all(project.path("deploy")).unwrap();
    project.put("mine.env", &values(|name| name != "made" && !name.ends_with("-password")));
    let first = project.run(&["secrets", "init", "staging"]);
    assert_eq!(first.code, 1);
    assert!(first.err.contains("`whole`") && first.err.contains("--from"), "{}", first.err);
    let made = project.text("deploy/staging/secrets/made");
    assert!(made.len() >= 32, "a made-up value is long");
    let run = project.run(&["secrets", "init", "staging", "--from", "mine.env"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!is_told(&run));
    assert_eq!(project.text("deploy/staging/secrets/word"), CANARY);
    assert_eq!(project.text("deploy/staging/secrets/made"), made, "what is there stays");
    let mode = |path: &str| std::fs::metadata(project.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("deploy/staging/secrets"), mode("deploy/staging/secrets/word")), (0o700, 0o444));
    assert_eq!(project.fine(&["secrets", "init", "staging"]), "all secrets of `staging` are there\n");
    let again = finish(&mut project.command(&["secrets", "init", "production"]));
    assert_eq!(again.code, 2);
}
