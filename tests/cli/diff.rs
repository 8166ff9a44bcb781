//! `landfall diff`.

use super::{HELLO, Project, Run, finish};
use serde_json::Value;
use std::process::Command;

/// `HELLO` with a config of a file, in a repository of Git that has it as its first commit on `main`.
fn committed() -> Project {
    let project = Project::new(&HELLO.replace("text=\"hello\"", "from=\"config/banner\""));
    project.put("config/banner", "hello\n");
    git(&project, &["init", "-q", "-b", "main", "."]);
    commit(&project, "one");
    project
}

fn commit(project: &Project, message: &str) {
    git(project, &["add", "--all"]);
    git(project, &["commit", "-q", "-m", message]);
}

fn git(project: &Project, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(arguments).current_dir(project.path("."));
    let Run { code, out, err } = finish(&mut command);
    assert_eq!(code, 0, "{arguments:?}\n{out}{err}");
    out
}

fn edit(project: &Project, old: &str, new: &str) {
    let text = project.text("landfall.kdl");
    assert!(text.contains(old), "{old}");
    project.put("landfall.kdl", &text.replace(old, new));
}

#[test]
fn two_environments_differ_in_words_each_with_its_cause() {
    let overlay = "environment \"dev\" { service \"web\" { env { LEVEL \"debug\"; }; }; }\n";
    let project = Project::new(&format!("{HELLO}{overlay}"));
    insta::assert_snapshot!(project.fine(&["diff", "dev", "staging"]), @r"
    dev → staging (docker → compose)

    web (service)
      - variable LEVEL: debug
          landfall.kdl:15:49 (dev)
      + CPU limit: 1
          the rule `cpu-limit-policy`: the request, at least one core: an engine refuses more than its host has
      ~ restart: no → unless stopped
          a default: in development a failure is to be seen → the rule `restart-policy`: a service outlives a crash

    3 differences that come with the targets or names are left out: --all
    ");
    let all = project.fine(&["diff", "dev", "staging", "--all"]);
    assert!(all.contains("target: docker → compose") && !all.contains("left out"), "{all}");
}

#[test]
fn a_manifest_is_compared_with_itself_at_a_revision() {
    let project = committed();
    edit(&project, "web:1.0.0", "web:1.1.0");
    edit(&project, "platform {", "service \"web\" { scale 5; }\n    platform {");
    project.put("config/banner", "hello\nyou\n");
    let before = (git(&project, &["status", "--porcelain"]), git(&project, &["rev-parse", "HEAD"]));
    insta::assert_snapshot!(project.fine(&["diff", "--against", "main"]), @r"
    since main, in dev, staging and production

    web (service)
      ~ image: 1.0.0 → 1.1.0
          main:landfall.kdl:4:11 → landfall.kdl:4:11
      ~ config /etc/web/banner: 1 line → 2 lines (1 added, 0 removed)
          main:config/banner → config/banner

    since main, in production

    web (service)
      ~ replicas: 3 → 5
          the rule `replicas-min`: it can be checked, keeps nothing, and outlives the loss of a node → landfall.kdl:13:27 (production)
    ");
    assert_eq!(before, (git(&project, &["status", "--porcelain"]), git(&project, &["rev-parse", "HEAD"])));
    let short = project.fine(&["diff", "--against", "HEAD", "--format", "short", "production"]);
    assert_eq!(
        short,
        "production\n  web: image 1.0.0 → 1.1.0, config /etc/web/banner 1 line → 2 lines (1 added, 0 removed), replicas 3 → 5\n"
    );
}

#[test]
fn a_comment_for_a_pull_request_says_once_what_is_the_same_everywhere() {
    let project = committed();
    edit(&project, "web:1.0.0", "web:1.1.0");
    edit(&project, "resources", "env { NOTE \"a`b *c* <i> @all\"; }\n    resources");
    insta::assert_snapshot!(project.fine(&["diff", "--against", "main", "--format", "markdown"]), @r"
    ### What changes since `main`

    #### In dev, staging and production

    **web (service)**

    - image: `1.0.0` → `1.1.0`<br><sub>main:landfall.kdl:4:11 → landfall.kdl:4:11</sub>
    - ➕ variable NOTE: ``a`b *c* <i> @all``<br><sub>landfall.kdl:8:16</sub>
    ");
}

#[test]
fn with_three_dots_it_is_compared_with_where_the_branch_left() {
    let project = committed();
    git(&project, &["checkout", "-q", "-b", "feature"]);
    edit(&project, "web:1.0.0", "web:1.1.0");
    commit(&project, "two");
    git(&project, &["checkout", "-q", "main"]);
    edit(&project, "cpu=\"50m\"", "cpu=\"60m\"");
    commit(&project, "three");
    git(&project, &["checkout", "-q", "feature"]);
    let told = |revision: &str| project.fine(&["diff", "--against", revision, "dev", "--format", "short"]);
    assert_eq!(told("main..."), "dev\n  web: image 1.0.0 → 1.1.0\n");
    assert_eq!(told("main"), "dev\n  web: image 1.0.0 → 1.1.0, CPU request 60m → 50m\n");
}

#[test]
fn environments_that_came_and_went_are_told() {
    let project = committed();
    edit(&project, "environment \"production\"", "environment \"qa\" extends=\"staging\"\nenvironment \"production\"");
    let out = project.fine(&["diff", "--against", "main"]);
    assert_eq!(out, "no difference since main in dev, staging and production\nthe environment qa is new\n");
    assert_eq!(project.run(&["diff", "--against", "main", "--exit-code"]).code, 3);
    commit(&project, "two");
    edit(&project, "environment \"qa\" extends=\"staging\"\n", "");
    let page: Value = serde_json::from_str(&project.fine(&["diff", "--against", "HEAD", "--format", "json"])).unwrap();
    assert_eq!((&page["new"], &page["gone"]), (&serde_json::json!([]), &serde_json::json!(["qa"])));
}

#[test]
fn workloads_that_came_and_went_are_told() {
    let project = committed();
    let text = project.text("landfall.kdl").replace("service \"web\"", "service \"page\"");
    project.put("landfall.kdl", &text);
    insta::assert_snapshot!(project.fine(&["diff", "--against", "main", "production"]), @r"
    since main, in production

    page (service)
      + a new service: ghcr.io/acme/web:1.0.0, 3 of it
          landfall.kdl:3:9

    web (service)
      - gone: ghcr.io/acme/web:1.0.0, 3 of it
          main:landfall.kdl:3:9
    ");
    let short = project.fine(&["diff", "--against", "main", "production", "--format", "short"]);
    assert_eq!(short, "production\n  page: a new service ghcr.io/acme/web:1.0.0, 3 of it\n  web: gone\n");
}

#[test]
fn includes_overlays_links_and_other_names_are_read_as_they_were() {
    let project = Project::new(&format!("{HELLO}include \"more/a.kdl\"\n"));
    project.put("more/a.kdl", "service \"a\" { image \"a:1\"; config \"/etc/a\" from=\"link\"; }\n");
    project.put("landfall.dev.kdl", "service \"web\" { env { LEVEL \"debug\"; }; }\n");
    project.put("conf/one", "1\n");
    std::os::unix::fs::symlink("../conf", project.path("more/link")).unwrap();
    git(&project, &["init", "-q", "-b", "main", "."]);
    commit(&project, "one");
    assert_eq!(project.fine(&["diff", "--against", "main", "dev"]), "no difference since main in dev\n");
    project.put("conf/one", "2\n");
    project.put("landfall.dev.kdl", "service \"web\" { env { LEVEL \"trace\"; }; }\n");
    let told = "dev\n  a: config /etc/a/one 1 line → 1 line (1 added, 1 removed)\n  web: variable LEVEL debug → trace\n";
    assert_eq!(project.fine(&["diff", "--against", "main", "dev", "--format", "short"]), told);
    // From a folder below the repository's, and from one above the project.
    let below =
        finish(project.command(&["diff", "--against", "main", "dev", "--format", "short"]).current_dir(project.path("more")));
    assert_eq!(below.out, told);
    git(&project, &["mv", "landfall.kdl", "app.kdl"]);
    git(&project, &["mv", "landfall.dev.kdl", "app.dev.kdl"]);
    assert_eq!(project.fine(&["diff", "-f", "app.kdl", "--against", "main", "dev", "--format", "short"]), told);
}

#[test]
fn a_revision_that_cannot_be_compared_with_says_why() {
    let project = committed();
    let refused = |project: &Project, arguments: &[&str], words: &str| {
        let Run { code, out, err } = project.run(arguments);
        assert!(
            code == 4 && out.is_empty() && err.contains("error[revision]") && err.contains(words),
            "{arguments:?} {code}\n{err}"
        );
    };
    refused(&project, &["diff", "--against", "nowhere"], "there is no revision `nowhere`");
    refused(&project, &["diff", "--against=--output=x"], "there is no revision `--output=x`");
    git(&project, &["checkout", "-q", "--orphan", "other"]);
    commit(&project, "apart");
    refused(&project, &["diff", "--against", "main..."], "no revision is known where this branch left `main`");
    git(&project, &["rm", "-q", "--cached", "landfall.kdl"]);
    git(&project, &["commit", "-q", "-m", "none"]);
    refused(&project, &["diff", "--against", "HEAD"], "the folder of the project has no manifest");
    refused(&Project::hello(), &["diff", "--against", "HEAD"], "in no Git repository");
    let empty = tempfile::tempdir().unwrap();
    let run = finish(project.command(&["diff", "--against", "main"]).env("PATH", empty.path()));
    assert!(run.code == 4 && run.err.contains("`git` is not there"), "{}", run.err);
}

#[test]
fn mistakes_of_the_past_are_counted_and_those_of_today_shown() {
    let project = committed();
    edit(&project, "port 8080", "prot 8080");
    commit(&project, "a mistake");
    edit(&project, "prot 8080", "port 8080");
    let run = project.run(&["diff", "--against", "HEAD", "dev"]);
    assert!(run.code == 0 && run.err.contains("at `HEAD` the manifest has 1 error"), "{}", run.err);
    edit(&project, "port 8080", "prot 8080");
    let run = project.run(&["diff", "--against", "main"]);
    assert!(run.code == 1 && run.out.is_empty() && run.err.contains("landfall.kdl:5:5"), "{}{}", run.out, run.err);
}

#[test]
fn one_environment_alone_is_no_comparison() {
    for arguments in [&["diff"][..], &["diff", "dev"], &["diff", "dev", "staging", "production"]] {
        let run = Project::hello().run(arguments);
        assert!(run.code == 2 && run.err.contains("landfall diff staging production"), "{}", run.err);
    }
    assert_eq!(Project::hello().run(&["diff", "dev", "stagin"]).code, 2);
}

#[test]
fn the_exit_code_says_whether_anything_differs_where_it_is_asked_for() {
    let project = committed();
    assert_eq!(project.run(&["diff", "dev", "production"]).code, 0);
    assert_eq!(project.run(&["diff", "dev", "production", "--exit-code"]).code, 3);
    assert_eq!(project.run(&["diff", "--against", "HEAD", "--exit-code"]).code, 0);
    assert_eq!(project.run(&["diff", "dev", "dev", "--exit-code"]).code, 0);
}

#[test]
fn the_json_is_as_its_schema_says_and_names_places() {
    let project = committed();
    edit(&project, "web:1.0.0", "web:1.1.0");
    let schema: Value = serde_json::from_str(&project.fine(&["schema", "diff"])).unwrap();
    let of = |arguments: &[&str]| -> Value {
        let page = serde_json::from_str(&project.fine(arguments)).unwrap();
        jsonschema::validate(&schema, &page).unwrap();
        page
    };
    let page = of(&["diff", "--against", "main", "dev", "--format", "json"]);
    assert_eq!((&page["version"], &page["against"]), (&1.into(), &"main".into()));
    let difference = &page["comparisons"][0]["differences"][0];
    assert_eq!(difference["path"], "services.web.image.reference");
    assert_eq!(
        (&difference["before"], &difference["after"]),
        (&"ghcr.io/acme/web:1.0.0".into(), &"ghcr.io/acme/web:1.1.0".into())
    );
    let place = &difference["after_because"][0];
    assert_eq!((&place["kind"], &place["file"], &place["line"]), (&"written".into(), &"landfall.kdl".into(), &4.into()));
    of(&["diff", "dev", "production", "--format", "json", "--all"]);
}

#[test]
fn no_secret_in_clear_is_shown_in_any_form() {
    let secrets = "let api-key \"hunter2-f\"\nservice \"s\" {\n    image \"s:1\"\n    \
                   env { DB_PASSWORD \"hunter2-a\"; URL \"postgres://u:hunter2-b@h/db\"; PLAIN \"{{ api-key }}\"; }\n    \
                   command \"serve\" \"--api-token=hunter2-c\"\n    config \"/etc/c\" text=\"password: hunter2-d\\n\"\n}\n";
    let project = committed();
    let clean = project.text("landfall.kdl");
    project.put("landfall.kdl", &format!("{clean}{secrets}"));
    commit(&project, "secrets");
    let cured = "service \"s\" {\n    image \"s:1\"\n    env { DB_PASSWORD (secret)\"db\"; URL \"none\"; PLAIN \"none\"; }\n    command \"serve\"\n}\n";
    project.put("landfall.kdl", &format!("{clean}{cured}"));
    for form in ["text", "json", "markdown", "short"] {
        let Run { code, out, err } = project.run(&["diff", "--against", "HEAD", "dev", "--format", form]);
        assert!(code == 0 && !out.contains("hunter2") && !err.contains("hunter2"), "{form}: {out}{err}");
        assert!(
            ["DB", "URL", "PLAIN"].iter().all(|name| out.contains(name)) && out.matches('•').count() > 8 * 3,
            "{form}: {out}"
        );
    }
}

#[test]
fn no_text_of_a_manifest_moves_the_cursor() {
    let project = committed();
    edit(&project, "resources", "env { NOTE \"a\\u{1b}[2J\\nb\\u{202e}\"; }\n    resources");
    for form in ["text", "short", "markdown"] {
        let out = project.fine(&["diff", "--against", "main", "--format", form]);
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}') && out.contains("u{1b}"), "{form}: {out:?}");
    }
}

#[test]
fn colour_is_for_terminals_or_where_it_is_asked_for() {
    let project = Project::hello();
    assert!(!project.fine(&["diff", "dev", "production"]).contains('\u{1b}'));
    assert!(project.fine(&["diff", "dev", "production", "--color", "always"]).contains("\u{1b}[32m+\u{1b}[0m"));
}
