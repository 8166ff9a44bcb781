//! Values of secrets go where they must, and nowhere else.

use super::{Project, Run, finish};
use std::fs::File;

/// Stands for a value; its base64 form is looked for as well.
const CANARY: &str = "canary-4711-hunter2";
const ENCODED: &str = "Y2FuYXJ5LTQ3MTEtaHVudGVyMg==";

/// A secret in every place where one may be used, and its value in every file where one may lie.
fn project() -> Project {
    let project = Project::new(
        r#"app "vault"

secret "made" generated=#true

service "web" {
    image "ghcr.io/acme/web:1.0.0"
    command "serve" (secret)"word"
    port 8080
    route "vault.example.com"
    health "/healthz"
    resources cpu="50m" memory="64Mi"
    env {
        WHOLE (secret)"whole"
        PART "user:{{ secret.part }}@host"
        URL "{{ db.url }}"
        MADE (secret)"made"
    }
    secret-file "/run/secrets/file" (secret)"file"
}

postgres "db" version="16" storage="1Gi"

environment "production" {
    platform { edge class="nginx" namespace="ingress-nginx"; }
    secrets "kubernetes" from=".env.production"
    postgres "db" {
        external host="db.example.com" cidr="10.20.0.0/16" tls="verify-full" {
            username (secret)"db-username"
            password (secret)"db-password"
        }
    }
}
"#,
    );
    let names = ["WORD", "WHOLE", "PART", "MADE", "FILE", "DB_USERNAME", "DB_PASSWORD"];
    let values: String = names.iter().map(|name| format!("{name}={CANARY}\n")).collect();
    for path in [".env", ".env.production", "deploy/dev/.env", "deploy/staging/.env"] {
        project.put(path, &values);
    }
    for name in ["word", "whole", "part", "made", "file", "db-password"] {
        project.put(&format!("deploy/staging/secrets/{name}"), CANARY);
    }
    project
}

fn is_told(Run { out, err, .. }: &Run) -> bool {
    [out, err].iter().any(|text| text.contains(CANARY) || text.contains(ENCODED))
}

#[test]
fn no_command_but_secrets_render_shows_a_value() {
    let project = project();
    let given = |path: &str| path.ends_with("/.env") || path.contains("/secrets/");
    for arguments in [
        &["render", "-v"][..],
        &["render", "--ledger=json"],
        &["render", "--ledger"],
        &["render", "--diff"],
        &["render", "--stdout"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["explain", "production", "services.web"],
        &["explain", "staging", "services.web.env"],
        &["secrets", "init", "staging"],
    ] {
        let run = project.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}\n{}{}", run.out, run.err);
        assert!(!is_told(&run), "{arguments:?}");
    }
    for (path, content) in project.files("deploy") {
        let text = String::from_utf8_lossy(&content).into_owned();
        assert!(given(&format!("/{path}")) || !(text.contains(CANARY) || text.contains(ENCODED)), "{path}");
    }
}

#[test]
fn a_value_in_the_manifest_itself_is_shown_as_dots() {
    let manifest = format!(
        "app \"x\"\nservice \"web\" {{\n    image \"a:1\"\n    env {{ DB_PASSWORD \"{CANARY}\"; WRONG=\"{CANARY}\"; }}\n}}\n"
    );
    let project = Project::new(&manifest.replace("; WRONG=\"canary-4711-hunter2\"", ""));
    for format in ["human", "json", "sarif", "github"] {
        let run = project.run(&["check", "--format", format]);
        assert!(!is_told(&run), "{format}\n{}{}", run.out, run.err);
    }
    let run = project.run(&["check"]);
    assert!(run.err.contains("DB_PASSWORD"), "it is said at all: {}", run.err);
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
    project.put("mine.env", &format!("WORD={CANARY}\nWHOLE=w\nPART=p\nFILE=f\n"));
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
