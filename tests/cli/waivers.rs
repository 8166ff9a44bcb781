//! Rules that do not hold for a while: what is said of them, what the output says, and when they end.

use super::{HELLO, Project};
use serde_json::Value;

const LAST_DAY: &str = "2027-03-01";

/// A service that writes beside its program, with a waiver to that day.
fn project(until: &str) -> Project {
    let service = HELLO.replace("resources", "security { read-only #false; }\n    resources");
    let waiver = format!(
        "waive \"read-only-root-fs\" on=\"web\" reason=\"it writes\n beside 'itself' $HOME\" owner=\"web team\" until=\"{until}\""
    )
    .replace('\n', "\\n");
    Project::new(&format!("{service}{waiver}\n"))
}

#[test]
fn each_check_and_render_of_production_says_what_is_waived() {
    let project = project(LAST_DAY);
    for arguments in [["check", "--today=2026-12-01"].as_slice(), &["render"]] {
        let run = project.run(arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(
            run.out.contains(
                "production: `read-only-root-fs` for `web` until 2027-03-01 (web team): it writes beside 'itself' $HOME"
            ),
            "{}",
            run.out
        );
        assert!(!run.out.contains("staging: `read-only-root-fs`"), "{}", run.out);
    }
}

#[test]
fn the_output_says_it_on_the_object_and_to_each_tool() {
    let project = project(LAST_DAY);
    project.fine(&["render"]);
    let read = |path: &str| -> Value { yaml_serde::from_str(&project.text(path)).unwrap() };
    let words = "until 2027-03-01 (web team): it writes beside 'itself' $HOME";
    let deployment = read("deploy/production/app/web/deployment.yaml");
    let annotations = &deployment["metadata"]["annotations"];
    for (key, value) in [
        ("landfall.dev/waived.read-only-root-fs", words),
        ("ignore-check.kube-linter.io/no-read-only-root-fs", words),
        ("checkov.io/skip1", &format!("CKV_K8S_22={words}")),
        ("polaris.fairwinds.com/notReadOnlyRootFilesystem-exempt", "true"),
    ] {
        assert_eq!(annotations[key], value, "{key}");
    }
    let score = annotations["kube-score/ignore"].as_str().unwrap();
    assert!(score.split(',').any(|check| check == "container-security-context-readonlyrootfilesystem"), "{score}");
    assert!(
        deployment["spec"]["template"]["metadata"].get("annotations").is_none_or(|pods| !pods.to_string().contains("waived"))
    );
    let trivy = project.text("deploy/production/.trivyignore.yaml");
    assert!(trivy.contains("id: KSV-0014\n") && trivy.contains("- app/web/deployment.yaml\n"), "{trivy}");
    assert!(trivy.contains("expired_at: 2027-03-02\n"), "a day without quotes: {trivy}");
    let compose = read("deploy/staging/compose.yaml");
    assert_eq!(compose["services"]["web"]["x-landfall-waived"]["read-only-root-fs"], words.replace('$', "$$"));
    assert!(!project.text("deploy/dev/run.sh").contains("web team"));
}

#[test]
fn it_stands_on_what_the_tools_look_at() {
    let rights = "kube-access { allow \"list\" resource=\"secrets\"; }\n    scale min=1 max=4 cpu=70\n    resources";
    let waived = ["dedicated-service-account", "replicas-min"]
        .map(|rule| format!("waive \"{rule}\" on=\"web\" reason=\"it restores them\" owner=\"web team\" until=\"2001-01-01\"\n"));
    let manifest = format!("{}policy {{ replicas 3; }}\n{}", HELLO.replace("resources", rights), waived.concat());
    let project = Project::new(&manifest);
    project.fine(&["render", "production", "--quiet"]);
    let annotations = |path: &str| {
        let object: Value = yaml_serde::from_str(&project.text(&format!("deploy/production/{path}.yaml"))).unwrap();
        object["metadata"]["annotations"].clone()
    };
    let words = "until 2001-01-01 (web team): it restores them";
    for path in ["base/web/role", "base/web/role-binding"] {
        assert_eq!(annotations(path)["ignore-check.kube-linter.io/access-to-secrets"], words, "{path}");
        assert_eq!(annotations(path)["checkov.io/skip1"], format!("CKV_K8S_49={words}"), "{path}");
    }
    let autoscaler = annotations("app/web/horizontal-pod-autoscaler");
    assert_eq!(autoscaler["kube-score/ignore"], "horizontalpodautoscaler-replicas");
    assert_eq!(autoscaler["polaris.fairwinds.com/hpaMinAvailability-exempt"], "true");
    let deployment = annotations("app/web/deployment").to_string();
    assert!(deployment.contains("waived.dedicated-service-account") && !deployment.contains("access-to-secrets"), "{deployment}");
    let trivy = project.text("deploy/production/.trivyignore.yaml");
    assert!(trivy.contains("- id: KSV-0113\n  paths:\n  - base/web/role.yaml\n"), "{trivy}");
}

#[test]
fn a_waiver_that_names_nobody_is_told_to_each_tool_of_every_workload_that_breaks_its_rule() {
    let service = HELLO.replace("resources", "security { read-only #false; }\n    resources");
    let body = service.split_once("service").and_then(|(_, rest)| rest.split_once("environment")).unwrap().0;
    let second = format!("service{}", body.replace("web", "other").replace("hello.", "other."));
    let kept = "service \"kept\" { image \"ghcr.io/acme/kept:1\"; resources cpu=\"50m\" memory=\"64Mi\"; scale 2; }";
    let waiver = |on: &str, until: &str| {
        format!("waive \"read-only-root-fs\" {on}reason=\"it writes beside itself\" owner=\"team\" until=\"{until}\"\n")
    };
    let project = Project::new(&format!("{service}\n{second}\n{kept}\n{}", waiver("", LAST_DAY)));
    project.fine(&["render", "production", "--quiet"]);
    for (workload, breaks) in [("web", true), ("other", true), ("kept", false)] {
        let deployment = project.text(&format!("deploy/production/app/{workload}/deployment.yaml"));
        assert_eq!(deployment.contains("landfall.dev/waived.read-only-root-fs"), breaks, "{workload}");
    }
    let trivy = |project: &Project| project.text("deploy/production/.trivyignore.yaml");
    let both = "- id: KSV-0014\n  paths:\n  - app/other/deployment.yaml\n  - app/web/deployment.yaml\n  statement: \"until";
    assert!(trivy(&project).contains(both), "{}", trivy(&project));
    assert_eq!(trivy(&project).matches("id: KSV-0014").count(), 1);
    // Trivy knows one end for an entry.
    let apart = format!("{}{}", waiver("on=\"web\" ", LAST_DAY), waiver("on=\"other\" ", "2027-02-01"));
    let project = Project::new(&format!("{service}\n{second}\n{apart}"));
    project.fine(&["render", "production", "--quiet"]);
    assert_eq!(trivy(&project).matches("id: KSV-0014").count(), 2, "{}", trivy(&project));
}

#[test]
fn a_release_refuses_what_time_alone_lets_be() {
    let project = project(LAST_DAY);
    let run = |arguments: &[&str]| project.run(arguments);
    assert_eq!(run(&["check", "--release", "--today", LAST_DAY]).code, 0);
    let late = run(&["check", "--release", "--today", "2027-03-02"]);
    assert!(late.code == 1 && late.err.contains("error[waiver-expired]"), "{}", late.err);
    let unchanged = run(&["check", "--today", "2027-03-02"]);
    assert!(unchanged.code == 0 && unchanged.err.contains("warning[waiver-expired]"), "{}", unchanged.err);
    assert_eq!(run(&["check", "--today", "yesterday"]).code, 2);
}

#[test]
fn the_output_is_the_same_on_every_day() {
    let project = project("2001-01-01");
    let late = project.run(&["render"]);
    assert!(late.code == 0 && late.err.contains("warning[waiver-expired]"), "{}", late.err);
    assert_eq!(project.run(&["render", "--check"]).code, 0);
    assert!(project.text("deploy/production/app/web/deployment.yaml").contains("until 2001-01-01"));
}

#[test]
fn a_waiver_that_lasts_too_long_is_not_taken() {
    let run = project("2999-01-01").run(&["render"]);
    assert!(run.code == 1 && run.err.contains("error[waiver]") && run.err.contains("365 days"), "{}", run.err);
}

#[test]
fn a_waiver_that_covers_nothing_is_named() {
    let manifest = project(LAST_DAY).text("landfall.kdl").replace("security { read-only #false; }", "");
    let run = Project::new(&manifest).run(&["check", "--today", "2026-12-01"]);
    assert!(run.code == 0 && run.err.contains("warning[waiver-unused]"), "{}", run.err);
}
