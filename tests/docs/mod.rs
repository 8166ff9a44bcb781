//! The pages in `docs/`: three are made from the compiler, and no page shows what does not hold.

mod blocks;
mod defaults;
mod diagnostics;
mod examples;
mod language;
mod overlaid;
mod rules;
mod secrets;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A place in the project.
fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[track_caller]
fn is_committed(path: &str, text: &str) {
    let committed = fs::read_to_string(place(path)).unwrap_or_default();
    assert!(committed == text, "{path} is not what the compiler says; remake it: cargo test remake_the -- --ignored");
}

#[test]
fn the_page_of_the_language_is_made_from_the_types_the_examples_and_the_targets() {
    is_committed("docs/language.md", &language::page());
}

#[test]
fn the_page_of_diagnostics_is_made_from_the_codes_and_the_cases() {
    is_committed("docs/diagnostics.md", &diagnostics::page());
}

#[test]
fn the_page_of_rules_is_made_from_the_rules() {
    is_committed("docs/rules.md", &rules::page());
}

#[test]
#[ignore = "writes the pages anew"]
fn remake_the_pages() {
    fs::write(place("docs/language.md"), language::page()).unwrap();
    fs::write(place("docs/rules.md"), rules::page()).unwrap();
    fs::write(place("docs/diagnostics.md"), diagnostics::page()).unwrap();
}
