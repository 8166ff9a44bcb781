//! Mistakes that have no other case: each gets its own code, once, at its place.

use super::{Texts, lower_text, lowered};

fn codes(text: &str, environment: &str) -> Vec<String> {
    let messages = lower_text(&format!("app \"shop\"\n{text}"), environment).1;
    let place = |message: &String| message.split(' ').take(2).collect::<Vec<_>>().join(" ").replace("landfall.kdl:", "");
    messages.iter().map(place).collect()
}

#[test]
fn names_with_a_meaning_are_refused() {
    assert_eq!(codes("service \"secret\" { image \"a:1\" }", "dev"), ["reserved-name 2:9"]);
    assert_eq!(codes("let \"env\" \"x\"", "dev"), ["reserved-name 2:5"]);
    assert_eq!(codes("namespace \"default\"", "production"), ["reserved-name 2:11"]);
}

#[test]
fn a_ports_name_is_one_that_kubernetes_takes() {
    assert_eq!(codes("service \"a\" { image \"a:1\"; port \"a-name-of-sixteen\" 80 publish=80 }", "dev"), ["port-name 2:33"]);
}

#[test]
fn what_a_backing_service_cannot_be_is_said() {
    assert_eq!(
        codes(
            "mysql \"db\" auth=#false { in-cluster reason=\"x\" }\nservice \"a\" { image \"a:1\"; reach \"db\"; env { P \"{{ db.password }}\" } }",
            "dev"
        ),
        ["backing-auth 2:17"]
    );
    let yaml = "app: {name: shop}\nbacking:\n  db: {type: postgrse}\nservices:\n  a: {image: 'a:1', env: {U: '{{ db.url }}'}}\n";
    let texts = Texts::default().with("landfall.yaml", yaml);
    let messages = super::messages_of(&texts, "landfall.yaml", "dev");
    assert!(messages.len() == 1 && messages[0].contains("postgrse"), "{messages:?}");
}

#[test]
fn what_is_wrong_is_not_missing_as_well() {
    let volume = "stateful \"a\" { image \"a:1\"; volume \"d\" \"/d\" size=10; }";
    assert!(codes(volume, "production").iter().all(|code| !code.starts_with("volume-size")));
    assert_eq!(codes("gitops \"argo\" repository=1", "production"), ["wrong-type 2:26"]);
    assert_eq!(codes("postgres \"db\" { in-cluster reason=#true; }", "production"), ["wrong-type 2:35", "unreached 2:10"]);
}

#[test]
fn a_patch_changes_something_that_can_be_read() {
    let service = "service \"a\" { image \"a:1\" }\n";
    assert_eq!(codes(&format!("{service}patch \"service\" \"a\""), "staging"), ["patch-file 3:1"]);
    assert_eq!(codes(&format!("{service}patch \"service\" \"a\" file=\"missing.yaml\""), "staging"), ["patch-file 3:26"]);
    assert_eq!(
        codes(&format!("{service}patch \"kubernetes\" \"Deployment\" \"a\" file=\"missing.yaml\""), "staging"),
        Vec::<String>::new()
    );
    let manifest = "app \"shop\"\nservice \"a\" { image \"a:1\" }\npatch \"service\" \"a\" file=\"p.yaml\"";
    let texts = |patch: &str| Texts::default().with("landfall.kdl", manifest).with("p.yaml", patch);
    assert_eq!(lowered(&texts("tty: true"), "staging").0.patches[0].change, serde_json::json!({"tty": true}));
    assert!(lowered(&texts("just a text"), "staging").1[0].1.starts_with("patch-file"));
}

#[test]
fn the_host_of_a_route_is_a_name() {
    let text = "param \"host\" default=\"not a host\"\nservice \"a\" { image \"a:1\"; port 80; route \"{{ param.host }}\" }";
    let found = codes(text, "dev");
    assert!(found.len() == 1 && found[0].starts_with("route-host 3:"), "{found:?}");
}

#[test]
fn gitops_needs_a_repository() {
    assert_eq!(codes("gitops \"argo\"", "production"), ["gitops-repository 2:1"]);
}
