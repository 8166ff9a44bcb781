//! The schema for editors takes what the reader takes.

use serde_json::{Value, json};

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&landfall::schema::schema()).expect("a schema")
}

fn takes(document: &Value) -> bool {
    validator().is_valid(document)
}

fn committed() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/landfall.schema.json")
}

#[test]
fn the_committed_schema_is_the_one_of_the_types() {
    let text = std::fs::read_to_string(committed()).unwrap_or_default();
    assert!(text == landfall::schema::text(), "remake it: cargo test remake_the -- --ignored");
}

#[test]
#[ignore = "writes the schema anew"]
fn remake_the_schema() {
    std::fs::write(committed(), landfall::schema::text()).unwrap();
}

#[test]
fn the_schema_takes_the_whole_application() {
    let shop: Value = serde_json::from_str(include_str!("shop.json")).unwrap();
    let errors: Vec<_> = validator().iter_errors(&shop).map(|error| format!("{} {error}", error.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn the_schema_takes_every_form_of_json() {
    let documents = [
        json!({"app": "a", "services": {"x": {"env": {"A": null, "B": {"secret": "k"}, "C": 5, "D": {"inherit": {}}}}}}),
        json!({"app": "a", "environments": {"dev": {"services": {"x": null, "y": {"$replace": {"image": "z"}}}}}}),
        json!({"app": "a", "services": {"x": {"env": {"$replace": {"A": "1"}}, "scale": 2, "health": {"live": "none"}}}}),
        json!({"app": {"name": "a", "edition": 2026}, "secrets": "existing", "services": {"x": {"singleton": {}}}}),
        json!({"$schema": "x", "app": "a", "services": {"x": {"ports": {"http": {"number": 80, "service": false}}}}}),
    ];
    for document in documents {
        assert!(takes(&document), "{document}");
    }
}

#[test]
fn the_schema_refuses_misspelt_fields_and_wrong_types() {
    let documents = [
        json!({"app": "a", "service": {}}),
        json!({"app": "a", "services": {"x": {"imgae": "y"}}}),
        json!({"app": "a", "services": {"x": {"schedule": "@daily"}}}),
        json!({"app": "a", "services": {"x": {"ports": {"http": {"number": 80, "protcol": "tcp"}}}}}),
        json!({"app": "a", "services": {"x": {"ports": {"http": 80800}}}}),
        json!({"app": "a", "services": {"x": {"env": {"A": true}}}}),
        json!({"app": "a", "environments": {"dev": {"services": {"x": {"helth": "/"}}}}}),
        json!({"app": "a", "secrets": "vualt"}),
    ];
    for document in documents {
        assert!(!takes(&document), "{document}");
    }
}

#[test]
fn the_schema_of_an_overlay_takes_what_differs_and_nothing_of_the_whole_manifest() {
    let validator = jsonschema::validator_for(&landfall::schema::overlay()).expect("a schema");
    let taken = [
        json!({"services": {"x": {"scale": 2, "env": {"A": null}}}}),
        json!({"$schema": "x", "target": "compose", "extends": "staging", "namespace": "shop"}),
    ];
    let refused = [json!({"app": "a"}), json!({"environments": {"dev": {}}}), json!({"services": {"x": {"imgae": "y"}}})];
    taken.iter().for_each(|document| assert!(validator.is_valid(document), "{document}"));
    refused.iter().for_each(|document| assert!(!validator.is_valid(document), "{document}"));
}
