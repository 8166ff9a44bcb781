//! Judges that read objects, each of which must also find a fault: none can be trusted by its exit code.

use super::output::{Output, Outputs};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// How many objects of Kubernetes' own the applications become, and how many pod templates are among them.
const COUNTED: [(&str, usize, usize); 6] =
    [("hello", 8, 1), ("shop", 23, 4), ("voting", 24, 5), ("boutique", 60, 12), ("traderx", 48, 9), ("train-ticket", 321, 64)];

/// What a judge says of some files.
pub(super) fn says(program: &str, arguments: &[&str], files: &[PathBuf]) -> String {
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
    let outputs = Outputs::of_all("");
    let files = outputs.objects();
    for (name, objects, _) in COUNTED {
        assert_eq!(files.iter().filter(|path| path.starts_with(outputs.of(name))).count(), objects, "{name}");
    }
    let versions = std::env::var("LANDFALL_SCHEMA_VERSIONS").expect("the surroundings of tests/engines");
    for version in versions.split_whitespace() {
        let said = kubeconform(version, &files);
        assert!(said.contains(&format!("Valid: {}, Invalid: 0, Errors: 0, Skipped: 0", files.len())), "{version}: {said}");
        let output = Output::of_example("hello", "");
        let files = spoilt(&output, "app/web/deployment.yaml", "minReadySeconds", "minReadySecs");
        let said = kubeconform(version, &files);
        assert!(said.contains("Invalid: 1") && said.contains("minReadySecs"), "{said}");
    }
}

#[test]
#[ignore = "needs the judges of tests/engines"]
fn the_pods_of_the_examples_meet_the_level_that_their_namespace_enforces() {
    let outputs = Outputs::of_all("");
    let mut levels: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for name in crate::examples::all() {
        let files = outputs.objects_of(&name);
        levels.entry(level(&outputs.of(&name))).or_default().extend(files);
    }
    for (name, _, pods) in COUNTED {
        assert_eq!(level(&outputs.of(name)), "restricted", "{name}");
        assert_eq!(pod_templates(&outputs.objects_of(name)), pods, "{name}");
    }
    for (level, files) in levels {
        let said = says("psa", &[&level], &files);
        assert!(said.contains(&format!("{} pods, 0 denied", pod_templates(&files))), "{level}: {said}");
    }
    let output = Output::of_example("hello", "");
    let files = spoilt(&output, "app/web/deployment.yaml", "runAsNonRoot: true", "runAsNonRoot: false");
    assert!(says("psa", &["restricted"], &files).contains("1 pods, 1 denied"));
}

/// The level of Pod Security that the Namespace of an output enforces.
fn level(output: &Path) -> String {
    let text = fs::read_to_string(output.join("base/namespace.yaml")).unwrap();
    let level = text.lines().find_map(|line| line.trim().strip_prefix("pod-security.kubernetes.io/enforce: "));
    level.unwrap_or_else(|| panic!("{text}")).to_owned()
}

/// How many of the files hold a workload.
fn pod_templates(files: &[PathBuf]) -> usize {
    let workloads = ["deployment.yaml", "stateful-set.yaml", "daemon-set.yaml", "job.yaml", "cron-job.yaml"];
    files.iter().filter(|path| workloads.iter().any(|name| path.ends_with(name))).count()
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
    let outputs = Outputs::of_all("");
    let built = says("kubectl", &["kustomize"], &[outputs.here().to_owned()]);
    let kinds = built.lines().filter(|line| line.starts_with("kind:")).count();
    let files = outputs.objects().len() + built.matches("external-secrets.io/v1").count();
    assert_eq!(kinds, files, "{built}");
}

#[test]
#[ignore = "needs ShellCheck"]
fn shellcheck_finds_nothing_in_apply_sh_and_finds_a_fault() {
    let outputs = Outputs::of_all("");
    let scripts: Vec<PathBuf> = crate::examples::all().iter().map(|name| outputs.of(name).join("apply.sh")).collect();
    assert_eq!(says("shellcheck", &["--shell=sh", "--format=gcc"], &scripts), "");
    for script in &scripts {
        fs::write(script, fs::read_to_string(script).unwrap().replace("\"$kubectl\" \"$@\"", "\"$kubectl\" $@")).unwrap();
    }
    let said = says("shellcheck", &["--shell=sh", "--format=gcc"], &scripts);
    assert_eq!(said.matches("SC2068").count(), scripts.len(), "{said}");
}
