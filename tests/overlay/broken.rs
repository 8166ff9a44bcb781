//! Whatever a text holds, reading and merging it ends.

use proptest::prelude::*;

use super::{Texts, given, run, shop::SHOP};

const YAML: &str = include_str!("shop.yaml");

/// A text from which a few pieces are cut, doubled, or replaced by others.
fn mutated(text: &'static str) -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "", "\"", "{", "}", "(remove)", "!remove ", "null", "*a", "&a ", ": ", "\n", "=", "{{", "é", "-", "[", "0",
    ]);
    let change = (any::<prop::sample::Index>(), 0_usize..12, pieces, any::<bool>());
    prop::collection::vec(change, 1..6).prop_map(move |changes| {
        let mut chars: Vec<char> = text.chars().collect();
        for (place, width, piece, doubles) in changes {
            let start = place.index(chars.len());
            let end = (start + width).min(chars.len());
            let cut: Vec<char> = chars.splice(start..end, piece.chars()).collect();
            if doubles {
                chars.splice(start..start, cut.iter().chain(&cut).copied());
            }
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_manifest_in_kdl_ends_in_a_manifest_or_a_diagnostic(text in mutated(SHOP)) {
        for environment in ["dev", "production"] {
            let (_, merged, messages) = run(&Texts::new([("landfall.kdl", &text)]), "landfall.kdl", environment, &given());
            prop_assert!(merged.is_some() || !messages.is_empty());
        }
    }

    #[test]
    fn a_mutated_manifest_in_yaml_ends_in_a_manifest_or_a_diagnostic(text in mutated(YAML)) {
        for environment in ["dev", "production"] {
            let (_, merged, messages) = run(&Texts::new([("landfall.yaml", &text)]), "landfall.yaml", environment, &given());
            prop_assert!(merged.is_some() || !messages.is_empty());
        }
    }
}

#[test]
fn json_may_have_tabs_and_escapes() {
    let text = "{\n\t\"app\": \"a\",\n\t\"services\": {\n\t\t\"x\": {\"env\": {\"A\": \"\\u00e9 \\/ \\t\"}}\n\t}\n}\n";
    let (_, merged, messages) = run(&Texts::new([("landfall.json", text)]), "landfall.json", "dev", &given());
    assert_eq!(messages, Vec::<String>::new());
    let entry = merged.unwrap().trace.get(&super::path("services.x.env.A")).unwrap().text();
    assert_eq!(entry, "\"é / \\t\"");
}

#[test]
fn json_may_have_pairs_of_surrogates() {
    let text = r#"{"app": "a", "services": {"x": {"env": {"A": "\ud83d\ude00"}}}}"#;
    let (_, merged, messages) = run(&Texts::new([("landfall.json", text)]), "landfall.json", "dev", &given());
    assert_eq!(messages, Vec::<String>::new());
    assert_eq!(merged.unwrap().trace.get(&super::path("services.x.env.A")).unwrap().text(), "\"😀\"");
}
