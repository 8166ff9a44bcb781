//! The application of the language's page.

use super::{merged, path};
use landfall::manifest::{Scale, Value};

pub(super) const SHOP: &str = include_str!("shop.kdl");

#[test]
fn the_whole_application_merges_for_all_environments() {
    for environment in ["dev", "staging", "production"] {
        let merged = merged(SHOP, environment);
        assert_eq!(merged.manifest.layer.services.len(), 2, "{environment}");
        assert_eq!(merged.environment.name, environment);
    }
}

#[test]
fn an_environment_lays_its_body_over_the_manifest() {
    let production = merged(SHOP, "production");
    let api = &production.manifest.layer.services["order-api"];
    assert_eq!(api.scale, Some(Scale::Auto { min: 3, max: 10, cpu: Some(70), memory: None, metrics: Default::default() }));
    assert_eq!(merged(SHOP, "staging").manifest.layer.services["order-api"].scale, Some(Scale::Fixed(2)));
    let dev = merged(SHOP, "dev");
    let level = &dev.manifest.layer.services["order-api"].env["LOG_LEVEL"];
    assert!(matches!(level, Value::Text(text) if text.as_str() == "debug"));
}

#[test]
fn a_value_remembers_its_layer_and_what_it_hid() {
    let dev = merged(SHOP, "dev");
    let entry = dev.trace.get(&path("services.order-api.env.LOG_LEVEL")).unwrap();
    assert_eq!((entry.text().as_str(), entry.layer().to_string().as_str()), ("\"debug\"", "environment `dev`"));
    let hidden: Vec<_> = entry.hidden().map(|entry| format!("{} {}", entry.text(), entry.layer())).collect();
    assert_eq!(hidden, ["\"info\" manifest"]);
}

#[test]
fn a_secret_shows_its_name_alone() {
    let dev = merged(SHOP, "dev");
    let entry = dev.trace.get(&path("services.order-api.env.STRIPE_KEY")).unwrap();
    assert_eq!(entry.text(), "(secret)\"stripe-key\"");
}
