//! Mistakes: each gets one message at the few characters concerned, and everything around it is read.

use landfall::diagnostic::Diagnostics;
use landfall::kdl;
use landfall::source::SourceMap;

use super::canonical::print;

/// Each message, with what it underlines and its cure, and behind them the nodes.
fn read(text: &str) -> String {
    let mut map = SourceMap::default();
    let file = map.add("landfall.kdl", text);
    let mut diagnostics = Diagnostics::default();
    let nodes = kdl::read(text, file, &mut diagnostics).nodes;
    diagnostics.sort();
    let messages = diagnostics.iter().map(|mistake| {
        let places: Vec<&str> = mistake.labels.iter().map(|label| map.slice(label.span)).collect();
        let edits = mistake.suggestions.first().into_iter().flat_map(|cure| &cure.edits);
        let cure: String = edits.map(|edit| format!(" «{}→{}»", map.slice(edit.span), edit.text)).collect();
        format!("[{}] {} ‹{}›{cure}\n", mistake.code.name, mistake.message, places.join("› ‹"))
    });
    messages.chain([print(&nodes)]).collect()
}

/// The text with the first cure of each message.
fn mended(text: &str) -> String {
    let file = SourceMap::default().add("landfall.kdl", text);
    let mut diagnostics = Diagnostics::default();
    kdl::read(text, file, &mut diagnostics);
    let cures = diagnostics.iter().filter_map(|mistake| mistake.suggestions.first());
    let mut edits: Vec<_> = cures.flat_map(|cure| cure.edits.clone()).collect();
    edits.sort();
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// The cases of a file: `## promise`, then texts, each with what comes of it behind `----`, and `====` between them.
fn cases(file: &str) -> Vec<(&str, &str)> {
    let groups = file.split("## ").filter_map(|group| group.split_once("\n\n"));
    let cases = groups.flat_map(|(_, cases)| cases.split("\n====\n"));
    cases.map(|case| case.split_once("\n----\n").unwrap_or_else(|| panic!("no `----`: {case}"))).collect()
}

fn check(file: &str, count: usize) {
    let cases = cases(file);
    for (text, expected) in &cases {
        assert_eq!(read(text).trim_end(), expected.trim_end(), "{text}");
    }
    assert_eq!(cases.len(), count);
}

#[test]
fn a_mistake_in_a_word_is_shown_at_the_word() {
    check(include_str!("mistakes/words.txt"), 36);
}

#[test]
fn a_mistake_in_a_string_stays_in_the_string() {
    check(include_str!("mistakes/strings.txt"), 15);
}

#[test]
fn a_mistake_in_a_block_leaves_the_others_whole() {
    check(include_str!("mistakes/blocks.txt"), 29);
}

#[test]
fn each_cure_mends_its_mistake() {
    let files = [include_str!("mistakes/words.txt"), include_str!("mistakes/strings.txt"), include_str!("mistakes/blocks.txt")];
    let cases = files.into_iter().flat_map(cases);
    let curable =
        cases.filter(|(_, expected)| expected.lines().filter(|line| line.starts_with('[')).all(|line| line.contains('«')));
    let mut mended_cases = 0;
    for (text, _) in curable {
        let again = read(&mended(text));
        assert!(!again.starts_with('['), "{text}\n{again}");
        mended_cases += 1;
    }
    assert!(mended_cases > 50, "{mended_cases}");
}

#[test]
fn an_invisible_character_is_shown() {
    assert_eq!(read("a\u{200E} b"), "[kdl-character] the character U+200E may not stand in a text ‹\u{200E}› «\u{200E}→»\na b\n");
}

/// A manifest in which blocks are nested, on lines of their own and in one line.
const MANIFEST: &str = r#"app "shop" owner="payments"
service "api" {
    image "ghcr.io/acme/api:2.3.0"
    env {
        CACHE "{{ cache.host }}:{{ cache.port }}"
        KEY   (secret)"stripe-key"
    }
    health {
        ready "/ready"
        live  "/healthz"
    }
    resources cpu="100m" memory="256Mi"
}
redis "cache" version="7"
environment "dev" {
    service "api" { env { LOG_LEVEL "debug" } }
}
environment "production" {
    service "api" { scale min=3 max=10 cpu=70 }
    redis "cache" {
        external host="shop.internal" tls=#true {
            password (secret)"db-password"
        }
    }
    logs "loki"
}
"#;

#[test]
fn a_quote_or_brace_that_is_taken_out_is_one_mistake() {
    assert_eq!(messages(MANIFEST), 0);
    for (at, _) in MANIFEST.match_indices(['"', '{', '}']) {
        let mut broken = MANIFEST.to_owned();
        broken.remove(at);
        let line = MANIFEST[..at].lines().count();
        let expected = usize::from(!in_template(at));
        assert_eq!(messages(&broken), expected, "line {line}: {broken}\n{}", read(&broken));
    }
}

#[test]
fn a_doubled_quote_is_one_mistake() {
    for (at, _) in MANIFEST.match_indices('"') {
        let mut broken = MANIFEST.to_owned();
        broken.insert(at, '"');
        assert_eq!(messages(&broken), 1, "{broken}\n{}", read(&broken));
    }
}

fn messages(text: &str) -> usize {
    read(text).lines().filter(|line| line.starts_with('[')).count()
}

/// Whether a brace belongs to a `{{ … }}`, which is text.
fn in_template(at: usize) -> bool {
    let around = &MANIFEST[at - 1..at + 2];
    around.contains("{{") || around.contains("}}")
}
