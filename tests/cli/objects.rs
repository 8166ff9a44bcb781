//! Objects of the project's own, patches, and flags of `docker run`.

use super::{HELLO, Project};
use serde_json::Value;

const ROLE: &str = "# Who may read.\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\nrules:\n- apiGroups: [\"\"]\n  resources: [\"configmaps\"]\n  verbs: [get]\n---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: disk, labels: {tier: slow}}\nspec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], nfs: {server: nas, path: /x}}\n";

fn project(nodes: &str, files: &[(&str, &str)]) -> Project {
    let project = Project::new(&format!("{HELLO}{nodes}\n"));
    files.iter().for_each(|(path, text)| project.put(path, text));
    project
}

fn yaml(project: &Project, path: &str) -> Value {
    yaml_serde::from_str(&project.text(path)).unwrap()
}

#[test]
fn documents_of_kubernetes_are_added_each_in_its_phase_and_namespace() {
    let project = project("object \"kubernetes\" file=\"k8s/own.yaml\"", &[("k8s/own.yaml", ROLE)]);
    project.fine(&["render"]);
    let role = yaml(&project, "deploy/production/base/objects/role-reader.yaml");
    assert_eq!((&role["metadata"]["namespace"], &role["rules"][0]["verbs"][0]), (&"hello".into(), &"get".into()));
    assert!(role["metadata"].get("labels").is_none(), "labels are the user's");
    let disk = yaml(&project, "deploy/production/base/objects/persistentvolume-disk.yaml");
    assert!(disk["metadata"].get("namespace").is_none(), "it has no namespace");
    let base = project.text("deploy/production/base/kustomization.yaml");
    assert!(base.contains("objects/role-reader.yaml") && base.contains("objects/persistentvolume-disk.yaml"), "{base}");
    assert!(!project.text("deploy/staging/compose.yaml").contains("reader"));
}

#[test]
fn what_a_definition_defines_comes_after_it() {
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: queues.acme.com}\nspec: {group: acme.com, scope: Cluster, names: {kind: Queue, plural: queues}, versions: []}\n";
    let queue = "apiVersion: acme.com/v1\nkind: Queue\nmetadata: {name: jobs}\n";
    let nodes = "object \"kubernetes\" file=\"crd.yaml\"\nobject \"kubernetes\" file=\"queue.yaml\"";
    let project = project(nodes, &[("crd.yaml", definition), ("queue.yaml", queue)]);
    project.fine(&["render", "production"]);
    assert!(project.text("deploy/production/base/objects/customresourcedefinition-queues.acme.com.yaml").contains("acme"));
    let queue = yaml(&project, "deploy/production/app/objects/queue-jobs.yaml");
    assert!(queue["metadata"].get("namespace").is_none(), "the definition says that it has none");
}

#[test]
fn a_patch_reaches_an_object_of_the_user_s_own() {
    let patch = "object \"kubernetes\" file=\"own.yaml\"\nenvironment \"qa\" extends=\"production\" { patch \"Role\" \"reader\" { (remove)rules; }; }";
    let project = project(patch, &[("own.yaml", ROLE)]);
    project.fine(&["render", "production", "qa"]);
    assert!(project.text("deploy/production/base/objects/role-reader.yaml").contains("rules:"));
    assert!(!project.text("deploy/qa/base/objects/role-reader.yaml").contains("rules:"));
}

#[test]
fn parts_of_a_compose_file_are_added_and_none_is_overwritten() {
    let part = "networks:\n  outside: {external: true}\nservices:\n  adminer: {image: \"adminer:4\", networks: [outside]}\n";
    let added = project("object \"compose\" file=\"more.yaml\"", &[("more.yaml", part)]);
    added.fine(&["render"]);
    let file = yaml(&added, "deploy/staging/compose.yaml");
    assert_eq!(file["services"]["adminer"]["image"], "adminer:4");
    assert_eq!(file["networks"]["outside"]["external"], true);
    assert!(file["services"]["web"].is_object());
    let taken = project("object \"compose\" file=\"more.yaml\"", &[("more.yaml", "services: {web: {image: \"x:1\"}}\n")]);
    let run = taken.run(&["render", "staging"]);
    assert!(run.code == 1 && run.err.contains("already has `web`"), "{}", run.err);
    assert!(run.err.contains("--> more.yaml:1:1") && run.err.contains("::: landfall.kdl:3:9"), "{}", run.err);
}

#[test]
fn what_is_for_another_target_is_lost_in_none_and_the_ledger_says_so() {
    let nodes = "object \"kubernetes\" file=\"own.yaml\"\nobject \"compose\" file=\"more.yaml\"\npatch \"kubernetes\" \"Deployment\" \"web\" { spec { paused #true; }; }\npatch \"compose\" \"service\" \"web\" { tty #true; }";
    let project = project(nodes, &[("own.yaml", ROLE), ("more.yaml", "networks: {outside: {external: true}}\n")]);
    for (environment, kubernetes, compose) in [("dev", false, false), ("staging", false, true), ("production", true, false)] {
        let ledger = project.fine(&["render", environment, "--ledger"]);
        let fate = |at: &str, here: bool, target: &str| match here {
            true => assert!(ledger.contains(&format!("emitted   {at}.target\n")), "{environment}: {ledger}"),
            false => {
                let elsewhere = format!("elsewhere {at}: it is for the target `{target}`\n");
                assert!(ledger.contains(&elsewhere) && !ledger.contains(&format!("{at}.")), "{environment}: {ledger}");
            }
        };
        fate("objects.0", kubernetes, "kubernetes");
        fate("objects.1", compose, "compose");
        fate("patches.0", kubernetes, "kubernetes");
        fate("patches.1", compose, "compose");
        let strict = project.run(&["check", environment, "--strict"]);
        assert!(!strict.err.contains("objects.") && !strict.err.contains("patches."), "{environment}: {}", strict.err);
        let count = 4 - usize::from(kubernetes) * 2 - usize::from(compose) * 2;
        let words = project.fine(&["render", environment]);
        assert!(words.contains(&format!(", {count} for another target\n")), "{environment}: {words}");
    }
}

#[test]
fn an_object_of_ours_is_not_overwritten() {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n";
    let run = project("object \"kubernetes\" file=\"own.yaml\"", &[("own.yaml", account)]).run(&["render", "production"]);
    assert!(run.code == 1 && run.err.contains("has the ServiceAccount `web` twice"), "{}", run.err);
    assert!(run.err.contains("--> own.yaml:1:1") && run.err.contains("::: landfall.kdl:3:9"), "{}", run.err);
    let elsewhere = account.replace("{name: web}", "{name: web, namespace: tools}");
    project("object \"kubernetes\" file=\"own.yaml\"", &[("own.yaml", &elsewhere)]).fine(&["render", "production"]);
}

#[test]
fn mistakes_in_the_file_of_an_object_are_shown_at_its_lines() {
    for (text, place, word) in [
        ("apiVersion: v1\nkind: ConfigMap\n", "own.yaml:1:1", "metadata.name"),
        ("kind: ConfigMap\nmetadata: {name: x}\n", "own.yaml:1:1", "apiVersion"),
        ("apiVersion: v1\nkind: List\nitems: []\n", "own.yaml:1:1", "a list of objects"),
        ("- a\n", "own.yaml:1:1", "is a map"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nmode: 0644\n", "own.yaml:4:7", "do not agree"),
        ("a: [\n", "own.yaml:", "not YAML"),
        ("", "landfall.kdl", "holds nothing"),
    ] {
        let run = project("object \"kubernetes\" file=\"own.yaml\"", &[("own.yaml", text)]).run(&["check", "production"]);
        assert!(run.code == 1 && run.err.contains(place) && run.err.contains(word), "{text}: {}", run.err);
    }
    let missing = project("object \"kubernetes\" file=\"none.yaml\"", &[]).run(&["check", "production"]);
    assert!(missing.code == 1 && missing.err.contains("there is no file `none.yaml`"), "{}", missing.err);
    let script = project("object \"docker\" file=\"own.yaml\"", &[("own.yaml", ROLE)]).run(&["check", "dev"]);
    assert!(script.code == 1 && script.err.contains("run-args"), "{}", script.err);
}

#[test]
fn a_secret_in_the_file_of_an_object_is_found_and_never_shown() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {a: canary-hunter2}\n";
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {DB_PASSWORD: canary-hunter2}\n";
    let resource =
        "apiVersion: acme.com/v1\nkind: Queue\nmetadata: {name: x}\nspec: {env: [{name: API_TOKEN, value: canary-hunter2}]}\n";
    for text in [secret, map, resource] {
        let run = project("object \"kubernetes\" file=\"own.yaml\"", &[("own.yaml", text)]).run(&["check", "production"]);
        assert!(run.code == 1 && run.err.contains("error[secret-in-clear]"), "{}", run.err);
        assert!(!run.err.contains("canary"), "{}", run.err);
    }
    let sealed = "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: x}\nspec: {encryptedData: {password: AgBy3i4OJSWK}}\n";
    let sops = format!("{secret}sops: {{mac: x}}\n");
    for (file, text) in [("own.yaml", sealed), ("own.yaml", &sops)] {
        project(&format!("object \"kubernetes\" file=\"{file}\""), &[(file, text)]).fine(&["check", "production"]);
    }
    project("object \"kubernetes\" file=(public)\"own.yaml\"", &[("own.yaml", map)]).fine(&["check", "production"]);
}

#[test]
fn run_args_stand_behind_our_flags_one_word_each() {
    let service = HELLO.replace("resources", "run-args \"--shm-size=1 g\" \"--dns\" \"1.1.1.1\"\n    resources");
    let project = Project::new(&service);
    project.fine(&["render"]);
    let script = project.text("deploy/dev/run.sh");
    assert!(script.contains("--shm-size='1 g' \\\n") && script.contains("--dns 1.1.1.1 \\\n"), "{script}");
    let ledger = project.fine(&["render", "production", "--ledger"]);
    assert!(ledger.contains("it speaks of `docker run`"), "{ledger}");
}

#[test]
fn a_waiver_covers_what_a_patch_changes_too() {
    let patch = "patch \"kubernetes\" \"Deployment\" \"web\" { spec { template { spec { hostNetwork #true; }; }; }; }\n";
    let waiver = "waive \"no-host-namespaces\" on=\"web\" reason=\"it measures the host\" owner=\"ops\" until=\"2026-12-20\"";
    let refused = project(patch, &[]).run(&["check", "production"]);
    assert!(refused.code == 1 && refused.err.contains("error[no-host-namespaces]"), "{}", refused.err);
    assert!(refused.err.contains("landfall.kdl:15:1"), "at the patch: {}", refused.err);
    assert!(
        refused.err.contains("= help: take it out of the patch\n") && refused.err.matches("help:").count() == 1,
        "{}",
        refused.err
    );
    let project = project(&format!("{patch}{waiver}"), &[]);
    let waived = project.run(&["check", "production", "--today", "2026-12-01"]);
    assert!(waived.code == 0 && !waived.err.contains("waiver-unused"), "{}", waived.err);
    assert!(waived.out.contains("`no-host-namespaces` for `web` until 2026-12-20"), "{}", waived.out);
    project.fine(&["render", "production"]);
    let deployment = project.text("deploy/production/app/web/deployment.yaml");
    assert!(deployment.contains("ignore-check.kube-linter.io/host-network: "), "{deployment}");
}
