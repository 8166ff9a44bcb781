//! The same document in KDL, YAML and JSON gives the same manifest.

use super::{Texts, given, merged, run, shop::SHOP};

const FORMS: [(&str, &str); 2] = [("landfall.yaml", include_str!("shop.yaml")), ("landfall.json", include_str!("shop.json"))];

#[test]
fn the_whole_application_is_the_same_in_yaml_and_json() {
    for environment in ["dev", "staging", "production"] {
        let kdl = merged(SHOP, environment).manifest;
        for (path, text) in FORMS {
            let (_, other, messages) = run(&Texts::new([(path, text)]), path, environment, &given());
            assert_eq!(messages, Vec::<String>::new(), "{path}");
            assert_eq!(other.expect("merges").manifest, kdl, "{path} {environment}");
        }
    }
}

#[test]
fn a_secret_file_in_clear_is_refused_in_every_form_and_never_shown() {
    let kdl = "app \"a\"\nservice \"x\" { secret-file \"/k\" \"hunter2\" }\n";
    let yaml = "app: a\nservices: {x: {secret-files: {/k: hunter2}}}\n";
    let json = r#"{"app": "a", "services": {"x": {"secret-files": {"/k": "hunter2"}}}}"#;
    for (path, text) in [("landfall.kdl", kdl), ("landfall.yaml", yaml), ("landfall.json", json)] {
        let (_, _, messages) = run(&Texts::new([(path, text)]), path, "dev", &given());
        assert!(messages.len() == 1 && messages[0].contains("takes a secret, not a value"), "{path}: {messages:?}");
        assert!(!messages[0].contains("hunter2"), "{path}: {messages:?}");
    }
}

#[test]
fn a_secret_file_is_marked_in_every_form() {
    let kdl = "app \"a\"\nservice \"x\" { secret-file \"/k\" (secret)\"s\" }\n";
    let yaml = "app: a\nservices: {x: {secret-files: {/k: !secret s}}}\n";
    let json = r#"{"app": "a", "services": {"x": {"secret-files": {"/k": {"secret": "s"}}}}}"#;
    let expected = merged(kdl, "dev").manifest;
    for (path, text) in [("landfall.yaml", yaml), ("landfall.json", json)] {
        let (_, other, messages) = run(&Texts::new([(path, text)]), path, "dev", &given());
        assert_eq!(messages, Vec::<String>::new(), "{path}");
        assert_eq!(other.expect("merges").manifest, expected, "{path}");
    }
}
