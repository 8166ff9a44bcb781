//! The examples of the production rules prove them.

use crate::mistakes::folder::Texts;
use landfall::{
    compile,
    diagnostic::Diagnostics,
    overlay::Given,
    policy::{Example, RULES, Rule},
};

/// Whether a service in such a manifest breaks a rule in production.
fn breaks(rule: &Rule, Example { around, fields }: Example) -> bool {
    let says = |node: &str| fields.lines().any(|line| line.split(' ').next() == Some(node));
    let rest = [
        ("image", "image \"ghcr.io/acme/web:1.0.0\"\n"),
        ("resources", "resources cpu=\"100m\" memory=\"128Mi\"\n"),
        ("scale", "scale 2\n"),
    ];
    let rest: String = rest.into_iter().filter(|(node, _)| !says(node)).map(|(_, line)| line).collect();
    let manifest = format!("app \"shop\"\n{around}\nservice \"web\" {{\n{rest}{fields}\n}}\n");
    let files = Texts::new([("landfall.kdl", manifest.as_str())]);
    let given = Given::default();
    let mut diagnostics = Diagnostics::default();
    let production = [String::from("production")];
    let analysis = compile::analyze(&files, "landfall.kdl", &given, &production, &mut diagnostics);
    compile::render_all(&analysis, None, &mut diagnostics);
    assert_eq!(analysis.environments.len(), 1, "{manifest}: {diagnostics:?}");
    diagnostics.iter().any(|diagnostic| diagnostic.code.name == rule.code.name)
}

#[test]
fn what_a_rule_calls_good_keeps_it_and_what_it_calls_bad_breaks_it() {
    for rule in RULES {
        assert!(!breaks(rule, rule.good), "{}: {:?} is said to keep it", rule.code.name, rule.good);
        assert!(breaks(rule, rule.bad), "{}: {:?} is said to break it", rule.code.name, rule.bad);
    }
}
