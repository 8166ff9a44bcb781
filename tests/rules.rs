//! The examples of the production rules prove them.

use crate::mistakes::folder::Texts;
use landfall::{
    compile,
    diagnostic::Diagnostics,
    overlay::Given,
    policy::{RULES, Rule},
};

/// Whether a service with these fields breaks a rule in production.
fn breaks(rule: &Rule, fields: &str) -> bool {
    let rest = "image \"ghcr.io/acme/web:1.0.0\"\nresources cpu=\"100m\" memory=\"128Mi\"\nscale 2";
    let manifest = format!("app \"shop\"\nservice \"web\" {{\n{rest}\n{fields}\n}}\n");
    let files = Texts::new([("landfall.kdl", manifest.as_str())]);
    let given = Given::default();
    let mut diagnostics = Diagnostics::default();
    let production = [String::from("production")];
    let analysis = compile::analyze(&files, "landfall.kdl", &given, &production, &mut diagnostics);
    assert_eq!(analysis.environments.len(), 1, "{fields}: {diagnostics:?}");
    diagnostics.iter().any(|diagnostic| diagnostic.code.name == rule.code.name)
}

#[test]
fn what_a_rule_calls_good_keeps_it_and_what_it_calls_bad_breaks_it() {
    for rule in RULES {
        assert!(!breaks(rule, rule.good), "{}: `{}` is said to keep it", rule.code.name, rule.good);
        assert!(breaks(rule, rule.bad), "{}: `{}` is said to break it", rule.code.name, rule.bad);
    }
}
