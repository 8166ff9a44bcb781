//! `landfall render`: what comes out, and what is remembered.

use super::{HELLO, Project, finish};
use serde_json::Value;
use std::path::Path;

fn shop(project: &Project) {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    for path in ["landfall.kdl", "config/api.toml"] {
        project.put(path, &std::fs::read_to_string(examples.join(path)).unwrap());
    }
}

#[test]
fn the_shop_is_written_for_all_three_environments() {
    let project = Project::hello();
    shop(&project);
    let out = project.fine(&["render"]);
    for (path, word) in [
        ("deploy/dev/run.sh", "sh deploy/dev/run.sh up"),
        ("deploy/staging/compose.yaml", "docker compose -f deploy/staging/compose.yaml up --wait"),
        ("deploy/production/app/order-api/deployment.yaml", "sh deploy/production/apply.sh"),
    ] {
        assert!(project.path(path).is_file(), "{path}");
        assert!(out.contains(word), "{out}");
    }
}

#[test]
fn where_a_proxy_answers_is_said() {
    let service = |name: &str| format!("service \"{name}\" {{ image \"{name}:1\"; port 8080; route \"{name}.example.com\"; }}\n");
    let project = Project::new(&format!("app \"two\"\n{}{}", service("web"), service("api")));
    let out = project.fine(&["render", "staging"]);
    let step = "staging: docker compose -f deploy/staging/compose.yaml up --wait  # http://api.localhost:8080 http://web.localhost:8080\n";
    assert!(out.contains(step), "{out}");
    let graph = project.fine(&["graph", "staging"]);
    assert!(graph.contains("→ proxy  http://api.localhost:8080, http://web.localhost:8080"), "{graph}");
    project.put("landfall.staging.kdl", "policy { registries \"ghcr.io/acme\"; }\n");
    super::says(&project.run(&["check", "staging"]).err, &["`proxy` runs `docker.io/nginxinc/", "platform { proxy image="]);
    let diff = project.fine(&["diff", "staging", "dev"]);
    assert!(diff.contains("proxy (proxy)\n  - gone: docker.io/nginxinc/nginx-unprivileged:"), "{diff}");
}

#[test]
fn the_same_project_gives_the_same_bytes_anywhere() {
    let (one, other) = (Project::hello(), Project::hello());
    shop(&one);
    other.put("config/z.unrelated", "");
    shop(&other);
    one.fine(&["render", "-q"]);
    other.fine(&["render", "production", "-q"]);
    other.fine(&["render", "dev", "staging", "-q"]);
    assert_eq!(one.files("deploy"), other.files("deploy"));
    let before = one.files("deploy");
    one.fine(&["render", "-q"]);
    assert_eq!(before, one.files("deploy"));
}

#[test]
fn nothing_but_the_texts_of_a_project_tells_in_the_output() {
    let files = [
        ("landfall.kdl", format!("{HELLO}include \"more/a.kdl\"\ninclude \"more/b.kdl\"\n")),
        ("landfall.dev.kdl", "service \"web\" { env { LEVEL \"debug\"; }; }\n".to_owned()),
        ("landfall.production.kdl", "service \"web\" { scale 2; }\n".to_owned()),
        ("more/a.kdl", "service \"a\" { image \"a:1\"; config \"/etc/a\" from=\"conf\"; singleton reason=\"one\"; resources cpu=\"1\" memory=\"1Gi\"; }\n".to_owned()),
        ("more/b.kdl", "let greeting \"hello\"\n".to_owned()),
        ("more/conf/one", "1\n".to_owned()),
        ("more/conf/two", "2\n".to_owned()),
    ];
    let (one, other) = (Project::hello(), Project::hello());
    files.iter().for_each(|(path, text)| one.put(path, text));
    files.iter().rev().for_each(|(path, text)| other.put(path, text));
    for (path, _) in &files {
        let file = std::fs::File::options().write(true).open(other.path(path)).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    }
    one.fine(&["render"]);
    let mut changed = other.command(&["render"]);
    changed
        .env("TZ", "Asia/Tokyo")
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("USER", "somebody")
        .env("HOME", "/nowhere")
        .env("LEVEL", "trace");
    let run = finish(&mut changed);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(one.files("deploy").len() > 8);
    assert_eq!(one.files("deploy"), other.files("deploy"));
}

#[test]
fn a_file_that_was_changed_by_hand_is_called_so_in_one_word() {
    let project = Project::hello();
    project.fine(&["render", "dev"]);
    project.put("deploy/dev/run.sh", "mine\n");
    let run = project.run(&["render", "dev", "--check"]);
    assert_eq!(run.code, 3);
    assert!(run.out.contains("run.sh: changed by hand\n"), "{}", run.out);
}

#[test]
fn check_writes_nothing_and_says_what_would_change() {
    let project = Project::hello();
    project.fine(&["render", "-q"]);
    assert_eq!(project.run(&["render", "--check"]).code, 0);
    let before = project.files("deploy");
    project.put("landfall.kdl", &HELLO.replace("text=\"hello\"", "text=\"good day\""));
    let run = project.run(&["render", "--check"]);
    assert_eq!(run.code, 3);
    assert!(run.out.contains("deploy/staging/config/web/etc/web/banner: changed"), "{}", run.out);
    assert_eq!(before, project.files("deploy"));
}

#[test]
fn diff_shows_lines_and_writes_nothing() {
    let project = Project::hello();
    project.fine(&["render", "-q"]);
    project.put("landfall.kdl", &HELLO.replace("text=\"hello\"", "text=\"good day\""));
    let run = project.run(&["render", "dev", "--diff"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("--- a/deploy/dev/config/web/etc/web/banner\n"), "{}", run.out);
    assert!(run.out.contains("\n-hello") && run.out.contains("\n+good day"), "{}", run.out);
    assert_eq!(project.run(&["render", "dev", "--diff", "--check"]).code, 3);
}

#[test]
fn a_diff_names_files_from_the_project_wherever_the_user_stands() {
    let project = Project::hello();
    project.put("src/deep/main.rs", "");
    let below = |arguments: &[&str]| finish(project.command(arguments).current_dir(project.path("src/deep"))).out;
    below(&["render", "-q"]);
    below(&["render", "-q", "dev", "--out", "../made"]);
    project.put("landfall.kdl", &HELLO.replace("text=\"hello\"", "text=\"good day\""));
    let banner = "config/web/etc/web/banner";
    let header = |folder: &str| format!("--- a/{folder}/{banner}\n+++ b/{folder}/{banner}\n");
    assert!(below(&["render", "dev", "--diff"]).contains(&header("deploy/dev")));
    assert!(below(&["render", "dev", "--diff", "--out", "../made"]).contains(&header("src/made/dev")));
    let elsewhere = tempfile::tempdir().unwrap();
    let whole = elsewhere.path().to_str().unwrap();
    let shown = below(&["render", "dev", "--diff", "--out", whole]);
    assert!(shown.contains(&format!("+++ b{whole}/dev/{banner}\n")), "{shown}");
    let page: Value = serde_json::from_str(&below(&["render", "dev", "--diff", "--format", "json"])).unwrap();
    let change = &page["environments"][0]["changes"][0];
    assert_eq!(page["environments"][0]["folder"], "../../deploy/dev");
    assert!(change["diff"].as_str().unwrap().starts_with(&header("deploy/dev")), "{change}");
}

#[test]
fn the_commands_that_come_next_work_where_they_are_read() {
    let manifest = HELLO.replace("health \"", "env { KEY (secret)\"key\"; TAG \"{{ param.tag }}\"; }\n    health \"");
    let project = Project::new(&format!("{manifest}param \"tag\"\n"));
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = project.path(".").canonicalize().unwrap();
    let at = |words: &[&str]| finish(project.command(words).current_dir(elsewhere.path()));
    let told = at(&["render", "-f", folder.to_str().unwrap(), "-o", "my output", "--param", "tag=a b"]);
    assert_eq!(told.code, 0, "{}", told.err);
    let next = told.out.lines().find_map(|line| line.strip_prefix("  staging: landfall ")).unwrap();
    assert!(told.out.contains("sh 'my output/dev/run.sh' up"), "{}", told.out);
    let script = format!("{} {next}", env!("CARGO_BIN_EXE_landfall"));
    let run = finish(std::process::Command::new("sh").args(["-c", &script]).current_dir(elsewhere.path()));
    assert!(run.code == 1 && run.err.contains("only you have the values of `key`"), "{next}\n{}{}", run.out, run.err);
    assert!(!project.path("deploy").exists());
}

#[test]
fn stdout_prints_and_writes_nothing() {
    let project = Project::hello();
    let run = project.run(&["render", "staging", "--stdout"]);
    assert!(run.out.contains("services:\n") && run.out.contains("# deploy/staging/compose.yaml"), "{}", run.out);
    assert!(project.files("deploy").is_empty());
}

#[test]
fn check_repeats_the_render_with_its_parameters() {
    let manifest = HELLO.replace("app \"hello\"", "app \"hello\"\nparam \"tag\"").replace("web:1.0.0", "web:{{ param.tag }}");
    let project = Project::new(&manifest);
    assert_eq!(project.run(&["render"]).code, 1);
    project.fine(&["render", "-q", "--param", "tag=2.3.1"]);
    project.fine(&["render", "dev", "-q", "--param", "tag=9.9.9"]);
    assert_eq!(project.run(&["render", "--check"]).code, 0);
    assert_eq!(project.run(&["render", "--check", "--param", "tag=2.3.1"]).code, 3);
}

#[test]
fn the_ledger_names_every_field_in_text_and_json() {
    let project = Project::hello();
    let text = project.fine(&["render", "--ledger"]);
    assert!(text.contains("# dev\n") && text.contains("emitted   services.web.image.reference\n"), "{text}");
    assert!(text.contains("inferred  services.web."), "{text}");
    let pages: Value = serde_json::from_str(project.fine(&["render", "-q", "--ledger=json"]).as_str()).unwrap();
    let schema: Value = serde_json::from_str(&project.fine(&["schema", "ledger"])).unwrap();
    jsonschema::validate(&schema, &pages).unwrap();
    assert_eq!(pages["environments"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_program_that_asks_for_the_ledger_reads_nothing_else() {
    let project = Project::hello();
    let ledger: Value = serde_json::from_str(&project.fine(&["render", "--ledger=json"])).unwrap();
    let fields = ledger["environments"][2]["fields"].as_array().unwrap();
    assert!(fields.iter().any(|field| field["path"] == "services.web.user" && field["outcome"] == "inferred"), "{fields:?}");
}

/// What `render` says to a program, which is as its schema says.
fn page(project: &Project, arguments: &[&str]) -> (i32, Value) {
    let run = project.run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(run.err, "", "{arguments:?}");
    let page: Value = serde_json::from_str(&run.out).unwrap();
    let schema: Value = serde_json::from_str(&project.fine(&["schema", "render"])).unwrap();
    jsonschema::validate(&schema, &page).unwrap();
    assert_eq!(page["version"], 1);
    (run.code, page)
}

#[test]
fn a_program_learns_what_a_render_did() {
    let project = Project::hello();
    let (code, first) = page(&project, &["render"]);
    let production = &first["environments"][2];
    assert_eq!((code, &production["name"], &production["folder"]), (0, &"production".into(), &"deploy/production".into()));
    assert_eq!((&production["current"], &production["kept"]), (&false.into(), &0.into()));
    let created = |change: &Value| change["path"] == "app/web/deployment.yaml" && change["change"] == "create";
    assert!(production["changes"].as_array().unwrap().iter().any(created), "{production}");
    assert!(production["fields"]["inferred"].as_u64() > Some(5), "{production}");
    let (_, again) = page(&project, &["render"]);
    assert_eq!(
        (&again["environments"][2]["current"], &again["environments"][2]["changes"]),
        (&true.into(), &Value::Array(vec![]))
    );
}

#[test]
fn a_program_learns_what_a_render_would_do() {
    let project = Project::hello();
    project.fine(&["render", "-q"]);
    project.put("landfall.kdl", &HELLO.replace("web:1.0.0", "web:1.1.0"));
    let (code, checked) = page(&project, &["render", "dev", "--check", "--diff", "--ledger"]);
    let dev = &checked["environments"][0];
    assert_eq!((code, &dev["changes"][0]["change"]), (3, &"update".into()));
    assert!(dev["changes"][0]["diff"].as_str().unwrap().contains("\n+"), "{dev}");
    assert!(dev["ledger"].as_array().unwrap().iter().any(|field| field["outcome"] == "emitted"), "{dev}");
    let (_, plain) = page(&project, &["render", "dev", "--check"]);
    assert!(plain["environments"][0].get("ledger").is_none() && plain["environments"][0]["changes"][0].get("diff").is_none());
}

#[test]
fn a_program_learns_why_nothing_was_rendered() {
    let project = Project::new(&HELLO.replace("port 8080", "prot 8080"));
    let (code, page_of_mistakes) = page(&project, &["render"]);
    assert_eq!((code, &page_of_mistakes["errors"]), (1, &1.into()));
    assert_eq!(page_of_mistakes["environments"], Value::Array(vec![]));
    let project = Project::hello();
    project.fine(&["render", "-q"]);
    project.put("deploy/dev/run.sh", "mine");
    let (code, refused) = page(&project, &["render", "dev"]);
    assert_eq!((code, &refused["diagnostics"][0]["code"]), (4, &"changed-by-hand".into()));
    let file = &refused["environments"][0]["changes"][0];
    assert_eq!((&file["path"], &file["by_hand"]), (&"run.sh".into(), &"changed".into()));
    assert_eq!(project.text("deploy/dev/run.sh"), "mine");
}

#[test]
fn scratch_space_without_a_size_is_no_loss() {
    let project = Project::new(&HELLO.replace("    port 8080\n", "    port 8080\n    tmp \"/var/cache/web\"\n"));
    let ledger = project.fine(&["render", "-q", "--ledger"]);
    assert_eq!(ledger.matches("emitted   services.web.tmp.\"/var/cache/web\"").count(), 3, "{ledger}");
    assert!(!ledger.contains("no answer"), "{ledger}");
}

#[test]
fn the_lock_is_as_its_schema_says_and_names_no_time() {
    let project = Project::hello();
    project.fine(&["render", "-q"]);
    let schema: Value = serde_json::from_str(&project.fine(&["schema", "lock"])).unwrap();
    let lock: Value = serde_json::from_str(&project.text("deploy/production/.landfall.json")).unwrap();
    jsonschema::validate(&schema, &lock).unwrap();
    let keys: Vec<_> = lock.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["version", "compiler", "parameters", "files"]);
}

#[test]
fn a_hazard_comes_with_its_steps() {
    let database = "\npostgres \"db\" version=\"16\" storage=\"1Gi\"\n";
    let project = Project::new(&format!("{HELLO}{database}"));
    let first = project.run(&["render", "staging"]);
    assert_eq!(first.code, 0, "{}", first.err);
    project.put("landfall.kdl", &format!("{HELLO}{}", database.replace("16", "17")));
    for arguments in [["render", "staging", "--diff"], ["render", "staging", "-q"]] {
        let run = project.run(&arguments);
        assert!(run.err.contains("database-major-version") && run.err.contains("dump"), "{}", run.err);
    }
    let third = project.run(&["render", "staging"]);
    assert!(!third.err.contains("database-major-version"), "{}", third.err);
}
