//! The application of the language's page.

use super::{Texts, lowered};
use landfall::diagnostic::Severity;

fn shop() -> Texts {
    Texts::default()
        .with("landfall.kdl", include_str!("../../examples/shop/landfall.kdl"))
        .with("config/api.toml", include_str!("../../examples/shop/config/api.toml"))
}

#[test]
fn online_boutique_lowers_for_all_environments_without_an_error() {
    let texts = Texts::default().with("landfall.kdl", include_str!("../../examples/boutique/landfall.kdl"));
    for environment in ["dev", "staging", "production"] {
        let (_, messages) = lowered(&texts, environment);
        let errors: Vec<_> = messages.iter().filter(|(severity, _)| *severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{environment}: {errors:#?}");
    }
}

#[test]
fn the_whole_application_lowers_for_all_environments_without_an_error() {
    for environment in ["dev", "staging", "production"] {
        let (_, messages) = lowered(&shop(), environment);
        let errors: Vec<_> = messages.iter().filter(|(severity, _)| *severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{environment}: {errors:#?}");
    }
}
