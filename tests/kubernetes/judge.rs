//! Judges that read objects, each of which must also find a fault: none can be trusted by its exit code.

use super::output::Output;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

const EXAMPLES: [&str; 5] = ["hello", "shop", "voting", "boutique", "traderx"];

/// What a judge says of some files.
fn says(program: &str, arguments: &[&str], files: &[PathBuf]) -> String {
    let output = Command::new(program).args(arguments).args(files).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

fn kubeconform(version: &str, files: &[PathBuf]) -> String {
    let schemas = std::env::var("LANDFALL_SCHEMAS").expect("the surroundings of tests/engines");
    says("kubeconform", &["-strict", "-summary", "-kubernetes-version", version, "-schema-location", &schemas], files)
}

/// The files, with a text in one of them replaced.
fn spoilt(output: &Output, path: &str, from: &str, to: &str) -> Vec<PathBuf> {
    let path = output.here().join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&path, text.replace(from, to)).unwrap();
    output.objects()
}

#[test]
#[ignore = "needs the judges of tests/engines"]
fn strict_schemas_know_every_object_of_the_examples() {
    let versions = std::env::var("LANDFALL_SCHEMA_VERSIONS").expect("the surroundings of tests/engines");
    for version in versions.split_whitespace() {
        for example in EXAMPLES {
            let output = Output::of_example(example, "");
            let files = output.objects();
            let all = format!("Valid: {}, Invalid: 0, Errors: 0, Skipped: 0", files.len());
            let said = kubeconform(version, &files);
            assert!(said.contains(&all), "{example} in {version}: {said}");
        }
        let output = Output::of_example("hello", "");
        let files = spoilt(&output, "app/web/deployment.yaml", "minReadySeconds", "minReadySecs");
        let said = kubeconform(version, &files);
        assert!(said.contains("Invalid: 1") && said.contains("minReadySecs"), "{said}");
    }
}

#[test]
#[ignore = "needs the judges of tests/engines"]
fn the_pods_of_the_examples_meet_the_strictest_level() {
    for (example, pods) in [("hello", 1), ("shop", 4), ("voting", 5), ("boutique", 12), ("traderx", 9)] {
        let output = Output::of_example(example, "");
        let said = says("psa", &["restricted"], &output.objects());
        assert!(said.contains(&format!("{pods} pods, 0 denied")), "{example}: {said}");
    }
    let output = Output::of_example("hello", "");
    let files = spoilt(&output, "app/web/deployment.yaml", "runAsNonRoot: true", "runAsNonRoot: false");
    assert!(says("psa", &["restricted"], &files).contains("1 pods, 1 denied"));
}

#[test]
#[ignore = "needs the judges of tests/engines"]
fn every_type_of_the_catalogue_meets_the_schemas_and_the_strictest_level() {
    let output = Output::of_example("hello", "");
    output.put("landfall.kdl", &crate::types::with_every_type("in-cluster reason=\"a test\""));
    output.render();
    let kept: Vec<_> =
        output.objects().into_iter().filter(|path| !path.components().any(|part| part.as_os_str() == "web")).collect();
    let versions = std::env::var("LANDFALL_SCHEMA_VERSIONS").expect("the surroundings of tests/engines");
    for version in versions.split_whitespace() {
        let said = kubeconform(version, &kept);
        assert!(said.contains(&format!("Valid: {}, Invalid: 0, Errors: 0, Skipped: 0", kept.len())), "{version}: {said}");
    }
    let said = says("psa", &["restricted"], &kept);
    let pods = landfall::catalogue::Catalogue::default().names().len() + 1;
    assert!(said.contains(&format!("{pods} pods, 0 denied")), "{said}");
}

#[test]
#[ignore = "needs the judges of tests/engines"]
fn kube_score_finds_nothing_critical_in_the_shop() {
    let output = Output::of_example("shop", "");
    let said = says("kube-score", &["score", "--output-format", "ci"], &output.objects());
    assert!(said.contains("[OK] order-api/shop apps/v1/Deployment"), "{said}");
    let critical: Vec<&str> = said.lines().filter(|line| line.starts_with("[CRITICAL]")).collect();
    assert!(critical.is_empty(), "{critical:#?}");
    let files = spoilt(&output, "app/order-api/deployment.yaml", "privileged: false", "privileged: true");
    assert!(says("kube-score", &["score", "--output-format", "ci"], &files).contains("[CRITICAL]"));
}

#[test]
#[ignore = "needs the judges of tests/engines"]
fn kustomize_builds_every_object() {
    for example in EXAMPLES {
        let output = Output::of_example(example, "");
        let built = says("kubectl", &["kustomize"], &[output.here()]);
        let kinds = built.lines().filter(|line| line.starts_with("kind:")).count();
        let files = output.objects().len() + built.matches("external-secrets.io/v1").count();
        assert_eq!(kinds, files, "{example}: {built}");
    }
}

#[test]
#[ignore = "needs ShellCheck"]
fn shellcheck_finds_nothing_in_apply_sh_and_finds_a_fault() {
    for example in EXAMPLES {
        let output = Output::of_example(example, "");
        let script = output.here().join("apply.sh");
        assert_eq!(says("shellcheck", &["--shell=sh", "--format=gcc"], std::slice::from_ref(&script)), "", "{example}");
        fs::write(&script, fs::read_to_string(&script).unwrap().replace("\"$kubectl\" \"$@\"", "\"$kubectl\" $@")).unwrap();
        assert!(says("shellcheck", &["--shell=sh", "--format=gcc"], &[script]).contains("SC2068"), "{example}");
    }
}
