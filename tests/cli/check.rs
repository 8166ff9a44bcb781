//! `landfall check`, and how every command ends.

use super::{HELLO, Project, finish};
use serde_json::Value;
use std::fs;

#[test]
fn each_end_has_its_code() {
    let project = Project::hello();
    let code = |arguments: &[&str]| project.run(arguments).code;
    assert_eq!(code(&["check"]), 0);
    assert_eq!(code(&["check", "--no-such-option"]), 2);
    assert_eq!(code(&["check", "nowhere"]), 2);
    assert_eq!(code(&["check", "--param", "x=1"]), 2);
    assert_eq!(code(&["render", "--check"]), 3);
    assert_eq!(code(&["check", "-f", "none.kdl"]), 4);
    project.put("landfall.kdl", "app \"x\"\nservce \"a\" {}\n");
    assert_eq!(code(&["check"]), 1);
    assert_eq!(code(&["render"]), 1);
    assert!(project.files("deploy").is_empty(), "nothing is written where there is an error");
}

#[test]
fn all_mistakes_are_shown_with_their_places_and_cures() {
    let project = Project::new("app \"x\"\nservce \"a\" {}\nservice \"b\" {\n    imge \"c\"\n}\n");
    let run = project.run(&["check", "dev"]);
    assert!(run.err.contains("landfall.kdl:2:1") && run.err.contains("landfall.kdl:4:5"), "{}", run.err);
    assert!(run.err.contains("service") && run.err.contains("image"), "{}", run.err);
}

#[test]
fn a_field_in_the_wrong_place_is_told_where_it_belongs() {
    let body = "    gpu 1\n    gitops \"argo\"\n    sidecar \"log\" { port 9000; }\n";
    let project = Project::new(&HELLO.replace("    port 8080\n", &format!("    port 8080\n{body}")));
    let run = project.run(&["check", "dev"]);
    for text in ["`gpu` is a field of `resources`", "`gitops` is a field of the manifest", "`port` is a field of a workload"] {
        assert!(run.err.contains(text), "no {text} in:\n{}", run.err);
    }
}

#[test]
fn a_field_of_another_language_is_told_as_it_is_written_here() {
    let body = "    port 8080\n    environment { A \"b\"; }\n";
    let project = Project::new(&(HELLO.replace("    port 8080\n", body) + "nothing 1\n"));
    let run = project.run(&["check", "dev"]);
    for text in ["variables of the environment are children of `env`", "help: `landfall explain` lists what there is"] {
        assert!(run.err.contains(text), "no {text} in:\n{}", run.err);
    }
}

#[test]
fn a_cure_names_what_is_there() {
    let help = |body: &str, environment: &str| Project::new(&format!("app \"a\"\n{body}\n")).run(&["check", environment]).err;
    let using = |backing: &str, text: &str| format!("{backing}\nservice \"b\" {{ image \"b:1\"; env {{ A \"{text}\"; }}; }}");
    let several = "stateful \"s\" { image \"s:1\"; port 80 publish=8080; scale 3; }";
    let store = "environment \"production\" { secrets \"files\"; }";
    for (body, environment, cure) in [
        (&*using("mailpit \"m\"", "{{ m.name }}"), "dev", "it offers `host`, `port`, `url`"),
        (&*using("", "{{ app.owner }}"), "dev", "write `{{ app }}`"),
        (&*using("s3 \"d\"", "{{ d.url }}"), "dev", "help: use `{{ d.password }}`"),
        (several, "staging", "stateful \"s\" { scale 1; }"),
        (store, "production", "without a word: leave it out"),
        (&*format!("secrets \"dotenv\"\n{store}"), "production", "without a word: (remove)secrets"),
    ] {
        let told = help(body, environment);
        assert!(told.contains(cure) && !told.contains("did you mean"), "no {cure} in:\n{told}");
    }
}

#[test]
fn a_list_in_the_place_of_a_map_is_told_the_keys() {
    let project = Project::hello();
    fs::remove_file(project.path("landfall.kdl")).unwrap();
    let manifest = "app: a\nservices: {web: {image: nginx:1, ports: [80], routes: [a.example.com]}}\n";
    project.put("landfall.yaml", manifest);
    let run = project.run(&["check", "dev"]);
    for text in ["`ports: {KEY: …}`, where KEY is its `number`, or a name", "where KEY is its `host` and its `path`"] {
        assert!(run.err.contains(text), "no {text} in:\n{}", run.err);
    }
}

#[test]
fn nothing_at_all_is_told_how_to_begin() {
    let run = Project::new("").run(&["check"]);
    assert!(run.code == 1 && run.err.contains("app \"shop\" owner=\"payments\""), "{}", run.err);
}

#[test]
fn paths_lead_from_where_the_command_runs() {
    let project = Project::new("app \"x\"\nservce \"a\" {}\n");
    std::fs::create_dir_all(project.path("config/deep")).unwrap();
    let run = finish(project.command(&["check"]).current_dir(project.path("config/deep")));
    assert!(run.err.contains("../../landfall.kdl:2:1"), "{}", run.err);
}

#[test]
fn programs_get_what_they_read() {
    let project = Project::new("app \"x\"\nservce \"a\" {}\n");
    let json: Value = serde_json::from_str(&project.run(&["check", "--format", "json"]).out).unwrap();
    assert_eq!((&json["version"], &json["diagnostics"][0]["labels"][0]["start"]["line"]), (&1.into(), &2.into()));
    let sarif: Value = serde_json::from_str(&project.run(&["check", "--format", "sarif"]).out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["level"], "error");
    let github = project.run(&["check", "--format", "github"]).out;
    assert!(github.starts_with("::error file=landfall.kdl,line=2,"), "{github}");
}

#[test]
fn the_json_of_diagnostics_is_as_its_schema_says() {
    let project = Project::new("app \"x\"\nservce \"a\" {}\n");
    let schema: Value = serde_json::from_str(&project.fine(&["schema", "diagnostics"])).unwrap();
    let report: Value = serde_json::from_str(&project.run(&["check", "--format", "json"]).out).unwrap();
    jsonschema::validate(&schema, &report).unwrap();
}

#[test]
fn a_program_reads_mistakes_in_one_form_from_every_command() {
    let project = Project::new("app \"x\"\nservce \"a\" {}\n");
    let schema: Value = serde_json::from_str(&project.fine(&["schema", "diagnostics"])).unwrap();
    let of_render: Value = serde_json::from_str(&project.run(&["render", "--format", "json"]).out).unwrap();
    for arguments in [
        ["diff", "dev", "staging"].as_slice(),
        &["diff", "--against", "main"],
        &["graph"],
        &["graph", "dev"],
        &["explain", "dev", "app.name"],
    ] {
        let run = project.run(&[arguments, &["--format", "json"]].concat());
        let Ok(report) = serde_json::from_str::<Value>(&run.out) else { panic!("{arguments:?}: {}{}", run.out, run.err) };
        // An explanation of what is right does not ask whether all is.
        if arguments[0] != "explain" {
            jsonschema::validate(&schema, &report).unwrap();
            assert_eq!((run.code, run.err.as_str()), (1, ""), "{arguments:?}");
            assert_eq!(report["diagnostics"][0], of_render["diagnostics"][0], "{arguments:?}");
        }
    }
    let nowhere = Project::hello().run(&["diff", "--against", "main", "--format", "json"]);
    let report: Value = serde_json::from_str(&nowhere.out).unwrap();
    jsonschema::validate(&schema, &report).unwrap();
    assert_eq!((nowhere.code, &report["diagnostics"][0]["code"]), (4, &"revision".into()));
    let unknown = project.run(&["explain", "nowhere", "app.name", "--format", "json"]);
    jsonschema::validate(&schema, &serde_json::from_str(&unknown.out).unwrap()).unwrap();
}

#[test]
fn a_manifest_in_json_stays_json_with_the_edits_that_mend_it() {
    let manifest = r#"{"app": {"name": "x"}, "volmes": {}, "services": {"web": {"iamge": "a:1", "restart": "alwys"}},
        "backing": {"db": {"type": "postgre"}}, "environments": {"staging": {"secrets": {"file": {}}}}}"#;
    let project = Project::hello();
    std::fs::remove_file(project.path("landfall.kdl")).unwrap();
    project.put("landfall.json", manifest);
    let report: Value = serde_json::from_str(&project.run(&["check", "--format", "json"]).out).unwrap();
    let found = report["diagnostics"].as_array().unwrap().iter().flat_map(|one| one["suggestions"].as_array().unwrap());
    let mut edits: Vec<_> = found.flat_map(|cure| cure["edits"].as_array().unwrap()).collect();
    edits.sort_by_key(|edit| edit["start"]["offset"].as_u64());
    let at = |edit: &Value, end: &str| usize::try_from(edit[end]["offset"].as_u64().unwrap()).unwrap();
    let mut mended = manifest.to_owned();
    for edit in edits.iter().rev() {
        mended.replace_range(at(edit, "start")..at(edit, "end"), edit["text"].as_str().unwrap());
    }
    let mended: Value = serde_json::from_str(&mended).unwrap_or_else(|error| panic!("{error}: {mended}"));
    assert_eq!((&mended["services"]["web"]["image"], &mended["backing"]["db"]["type"]), (&"a:1".into(), &"postgres".into()));
    assert_eq!(edits.len(), 5, "{edits:?}");
}

#[test]
fn what_a_port_lacks_is_said_with_how_it_is_written() {
    for (port, help) in [("port", "it takes a whole number from 1 to 65535"), ("port \"web\"", "`port \"web\" NUMBER`")] {
        let manifest = format!("app \"hello\"\nservice \"web\" {{ image \"ghcr.io/acme/web:1.0.0\"; {port}; }}\n");
        let run = Project::new(&manifest).run(&["check", "dev"]);
        assert!(run.code == 1 && run.err.contains(help) && run.err.matches("error[").count() == 1, "{}", run.err);
    }
}

#[test]
fn strict_makes_what_a_target_loses_an_error() {
    let project = Project::new(&HELLO.replace("cpu=\"50m\"", "cpu=\"50m\" ephemeral=\"1Gi\""));
    assert_eq!(project.run(&["check", "dev"]).code, 0);
    let strict = project.run(&["check", "dev", "--strict"]);
    assert_eq!(strict.code, 1);
    assert!(strict.err.contains("field-ignored") && strict.err.contains("ephemeral"), "{}", strict.err);
}

#[test]
fn no_manifest_is_said_with_what_to_do() {
    let project = Project::hello();
    std::fs::remove_file(project.path("landfall.kdl")).unwrap();
    let run = project.run(&["check"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("project-not-found") && run.err.contains("-f"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn what_a_config_cannot_take_from_its_folder_is_named() {
    use std::os::unix::fs::symlink;
    let project = Project::new(&HELLO.replace("text=\"hello\"", "from=\"config\""));
    let wrong = |why: &str| {
        let run = project.run(&["check"]);
        assert!(run.code == 1 && run.err.contains(why) && run.err.contains("landfall.kdl:9:"), "{}", run.err);
        assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    };
    std::fs::create_dir(project.path("config")).unwrap();
    wrong("error[config-file]: the folder `config` holds no file");
    project.put("config/a", "a");
    project.fine(&["check"]);
    symlink("/etc/hostname", project.path("config/host")).unwrap();
    wrong("error[config-file]: `config/host` lies outside of the project's folder");
    std::fs::remove_file(project.path("config/host")).unwrap();
    symlink("/etc", project.path("config/etc")).unwrap();
    wrong("error[config-file]: `config/etc` lies outside of the project's folder");
    std::fs::remove_file(project.path("config/etc")).unwrap();
    symlink("nowhere", project.path("config/gone")).unwrap();
    wrong("error[config-file]: there is no file or folder `config/gone`");
}
