//! Lowering gives its best plan whatever is missing.

use super::{Texts, lowered_anyway};

#[test]
fn an_application_without_any_one_of_its_lines_still_has_a_plan() {
    let shop = include_str!("../../examples/shop/landfall.kdl");
    let voting = include_str!("../../examples/voting/landfall.kdl");
    for manifest in [shop, voting] {
        let lines: Vec<_> = manifest.lines().collect();
        for left_out in 1..lines.len() {
            let rest: Vec<_> = lines.iter().enumerate().filter(|(index, _)| *index != left_out).map(|(_, line)| *line).collect();
            let texts = Texts::default().with("landfall.kdl", rest.join("\n")).with("config/api.toml", "");
            for environment in ["dev", "staging", "production"] {
                if let Some(plan) = lowered_anyway(&texts, environment) {
                    assert_eq!(plan.order.len(), plan.workloads.len(), "without `{}`", lines[left_out]);
                }
            }
        }
    }
}

#[test]
fn values_at_their_bounds_are_lowered() {
    let body = "image \"a:1\"; port 65535; health \"/\" interval=\"1ms\" timeout=\"999999999h\" within=\"999999999h\" failures=1000; \
                resources cpu=\"9999999999999\" memory=\"16383Ti\" ephemeral=\"16383Ti\"; tmp \"/a\" size=\"16383Ti\"; \
                tmp \"/b\" size=\"16383Ti\"; scale 10000; stop within=\"999999999h\"";
    let texts = Texts::default().with("landfall.kdl", format!("app \"shop\"\nservice \"a\" {{ {body} }}"));
    for environment in ["dev", "staging", "production"] {
        assert!(lowered_anyway(&texts, environment).is_some());
    }
}
