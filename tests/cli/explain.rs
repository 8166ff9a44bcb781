//! `landfall explain`.

use super::{HELLO, Project};
use serde_json::{Value, json};

#[test]
fn a_value_is_shown_with_its_place_layer_and_what_it_hides() {
    let overlay = "environment \"dev\" {\n    service \"web\" { env { LEVEL \"debug\"; }; }\n}\n";
    let project =
        Project::new(&format!("{}{overlay}", HELLO.replace("    port 8080\n", "    port 8080\n    env { LEVEL \"info\"; }\n")));
    let out = project.fine(&["explain", "dev", "services.web.env.LEVEL"]);
    insta::assert_snapshot!(out, @r#"
    services.web.env.LEVEL = "debug"
        landfall.kdl:17:33, environment `dev`
        hides "info" at landfall.kdl:6:17, manifest
    "#);
}

#[test]
fn a_default_names_the_rule_that_gave_it() {
    let out = Project::hello().fine(&["explain", "production", "services.web.user"]);
    assert!(out.contains("services.web.user = 10001") && out.contains("the rule `high-uid-gid`"), "{out}");
}

#[test]
fn a_block_lists_all_its_values() {
    let out = Project::hello().fine(&["explain", "production", "services.web"]);
    assert!(out.contains("services.web.image.reference = ") && out.contains("services.web.resources.cpu = "), "{out}");
}

#[test]
fn an_unknown_path_gets_the_nearest() {
    let project = Project::hello();
    let run = project.run(&["explain", "dev", "services.web.imagee"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `services.web.image`?"), "{}", run.err);
    let run = project.run(&["explain", "dev", "web.image"]);
    assert!(run.err.contains("did you mean `services.web.image`?"), "{}", run.err);
}

#[test]
fn codes_and_rules_are_explained() {
    let project = Project::hello();
    assert!(project.fine(&["explain", "kdl-bare-word"]).contains("image \"ghcr.io/acme/web:1\""));
    let rule = project.fine(&["explain", "high-uid-gid"]);
    assert!(rule.contains("What to do") && rule.contains("user 20000"), "{rule}");
    let run = project.run(&["explain", "kdl-bare-wrod"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("kdl-bare-word"), "{}", run.err);
}

#[test]
fn a_name_of_the_language_that_is_a_code_as_well_is_explained_as_both() {
    let project = Project::hello();
    let text = project.fine(&["explain", "sysctl"]);
    let (node, code) = (text.find("sysctl NAME TEXT"), text.find("a parameter of the kernel is not the container's own"));
    assert!(node.is_some() && node < code, "{text}");
    let both: Value = serde_json::from_str(&project.fine(&["explain", "sysctl", "--format", "json"])).unwrap();
    assert_eq!((&both["nodes"][0]["name"], &both["meaning"]["code"]), (&json!("sysctl"), &json!("sysctl")));
}

#[test]
fn names_of_the_language_are_explained() {
    let project = Project::hello();
    let node = project.fine(&["explain", "port"]);
    for text in
        ["    port [NAME] NUMBER", "Example:\n    port \"http\" 8080", "kubernetes, ignored: a Service opens ports, not the host"]
    {
        assert!(node.contains(text), "no {text} in:\n{node}");
    }
    assert!(node.lines().all(|line| line.chars().count() <= 100 || line.starts_with("    port ")), "{node}");
    let field = project.fine(&["explain", "service.port.expose"]);
    assert!(field.contains("  expose: `load-balancer` or `node-port`") && !field.contains("  publish:"), "{field}");
    let inner = project.fine(&["explain", "gpu"]);
    assert!(inner.starts_with("resources: ") && inner.contains("  limit.gpu.count: "), "{inner}");
    assert_eq!(project.fine(&["explain", "ports"]), node);
}

#[test]
fn what_holds_nodes_lists_them() {
    let project = Project::hello();
    let workload = project.fine(&["explain", "cron"]);
    assert!(workload.starts_with("Workloads\n") && workload.contains("\n  schedule "), "{workload}");
    assert!(project.fine(&["explain", "postgres"]).contains("\n  external "));
    let all = project.fine(&["explain"]);
    for node in ["app", "patch", "extends", "sidecar", "in-cluster"] {
        assert!(all.contains(&format!("\n  {node} ")), "no {node} in:\n{all}");
    }
    let run = project.run(&["explain", "servce"]);
    assert!(run.code == 2 && run.err.contains("did you mean `service`?"), "{}", run.err);
}

/// What `explain` says to a program, which is as its schema says.
fn page(project: &Project, arguments: &[&str]) -> Value {
    let page: Value = serde_json::from_str(&project.fine(&[&["explain"], arguments, &["--format", "json"]].concat())).unwrap();
    let schema: Value = serde_json::from_str(&project.fine(&["schema", "explain"])).unwrap();
    jsonschema::validate(&schema, &page).unwrap();
    assert_eq!(page["version"], 1);
    page
}

#[test]
fn a_program_learns_where_values_came_from() {
    let overlay = "environment \"dev\" {\n    service \"web\" { env { LEVEL \"debug\"; }; }\n}\n";
    let manifest = HELLO.replace("    port 8080\n", "    port 8080\n    env { LEVEL \"info\"; }\n");
    let project = Project::new(&format!("{manifest}{overlay}"));
    let written = &page(&project, &["dev", "services.web.env.LEVEL"])["values"][0];
    let place =
        |line: u32, column: u32, layer: &str| json!({"file": "landfall.kdl", "line": line, "column": column, "layer": layer});
    assert_eq!((&written["value"], &written["written"]), (&json!("\"debug\""), &place(17, 33, "environment `dev`")));
    assert_eq!((&written["hides"][0]["value"], &written["hides"][0]["line"]), (&json!("\"info\""), &json!(6)));
    let user = &page(&project, &["production", "services.web.user"])["values"][0];
    assert_eq!(user["default"]["rule"], "high-uid-gid");
}

#[test]
fn a_program_learns_what_a_node_means() {
    let project = Project::hello();
    let node = &page(&project, &["workload.ports"])["nodes"][0];
    assert_eq!((&node["name"], &node["field"]), (&json!("port"), &json!("ports")));
    let publish = node["fields"].as_array().unwrap().iter().find(|field| field["name"] == "publish").unwrap();
    let of_kubernetes = &publish["targets"][2];
    assert_eq!((&of_kubernetes["target"], &of_kubernetes["outcome"]), (&json!("kubernetes"), &json!("ignored")));
    assert_eq!(page(&project, &[])["lists"][0]["nodes"][0]["name"], "app");
}

#[test]
fn a_program_learns_what_a_code_means() {
    let project = Project::hello();
    assert_eq!(page(&project, &["kdl-colon"])["code"], "kdl-colon");
    assert!(page(&project, &["high-uid-gid"])["rule"]["bad"].as_str().unwrap().contains("user"));
}

#[test]
fn a_secret_written_in_clear_is_dots_and_one_that_is_hidden_too() {
    let secrets = "    env { DB_PASSWORD \"hunter2-a\"; URL \"postgres://u:hunter2-b@h/db\"; }\n    command \"serve\" \"--api-token=hunter2-c\"\n";
    let overlay = "environment \"dev\" {\n    service \"web\" { env { DB_PASSWORD (secret)\"db\"; }; }\n}\n";
    let project = Project::new(&format!("{}{overlay}", HELLO.replace("    port 8080\n", &format!("    port 8080\n{secrets}"))));
    for environment in ["dev", "production"] {
        let out = project.fine(&["explain", environment, "services.web"]);
        assert!(!out.contains("hunter2") && out.contains("services.web.env.URL = ••••"), "{out}");
    }
    let out = project.fine(&["explain", "dev", "services.web.env.DB_PASSWORD"]);
    assert!(out.contains("hides ••••••••"), "{out}");
}
