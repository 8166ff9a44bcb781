//! No text makes the reader panic, overflow the stack or take its time.

use landfall::diagnostic::Diagnostics;
use landfall::kdl::{self, Node};
use landfall::source::SourceMap;
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

use super::mutation::Random;
use super::suite::texts;

/// Reads a text, and every place in what comes out; how many messages there are.
fn read(text: &str) -> usize {
    let mut map = SourceMap::default();
    let file = map.add("landfall.kdl", text);
    let mut diagnostics = Diagnostics::default();
    let document = kdl::read(text, file, &mut diagnostics);
    check_places(text, &document.nodes);
    for diagnostic in diagnostics.iter() {
        let edits = diagnostic.suggestions.iter().flat_map(|suggestion| &suggestion.edits).map(|edit| edit.span);
        for span in diagnostic.labels.iter().map(|label| label.span).chain(edits) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?} in {text:?}");
        }
    }
    diagnostics.iter().count()
}

fn check_places(text: &str, nodes: &[Node<'_>]) {
    for node in nodes {
        let scalars = node.arguments.iter().chain(node.properties.iter().map(|property| &property.scalar));
        let words = node.annotation.iter().chain([&node.name]).map(|word| word.span);
        for span in scalars.map(|scalar| scalar.whole()).chain(words).chain([node.span]) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
        }
        check_places(text, node.children.as_ref().map_or(&[], |children| &children.nodes));
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let mut random = Random(3);
    for _ in 0..3000 {
        let bytes: Vec<u8> = (0..random.below(80)).map(|_| random.number().to_le_bytes()[0]).collect();
        read(&String::from_utf8_lossy(&bytes));
        let marks: String = bytes.iter().map(|&byte| char::from(b" \n\"#{}()=\\/-*;a1'"[usize::from(byte) % 17])).collect();
        read(&marks);
    }
}

#[test]
fn no_truncation_makes_it_panic() {
    let originals =
        texts("tests/test_cases/input").into_values().chain(texts("examples").into_values().filter(|text| text.len() < 3000));
    for text in originals {
        text.char_indices().for_each(|(at, _)| {
            read(&text[..at]);
        });
    }
}

#[test]
fn deep_nesting_is_one_mistake() {
    let deep = 100_000;
    assert_eq!(read(&("a{".repeat(deep) + &"}".repeat(deep))), 1);
    assert_eq!(read(&"{".repeat(deep)), 1);
    assert_eq!(read(&("/*".repeat(deep) + &"*/".repeat(deep))), 0);
    assert_eq!(read(&"/*".repeat(deep)), 1);
}

#[test]
fn the_time_grows_with_the_text_alone() {
    let parts = [
        "a{ ",
        "{",
        "}",
        "a{{ ",
        "a{}",
        "(",
        "a (",
        "\"",
        "\"\n",
        "'a ",
        "\"\"\"\n",
        "#\"\"\"\n",
        "#",
        "##\"",
        "a\\ ",
        "/-",
        "/- a\n",
        "/*",
        "[a ",
        "a(b",
        "=",
        "a=",
        "\"a\"b",
        "1x ",
        "a:\n",
        "a: ",
        "\\u",
        "\"\\q\"",
        ";",
        "é ",
        "\u{FEFF}",
        "\0",
        "\0 ",
        "\"\"\"\n x\"\"\"\n",
        "  a {\n",
        "a {\n  }\n",
        "http://",
        "a \\\n",
    ];
    let slow: Vec<_> = parts.into_iter().filter_map(|part| Some((part, growth(part)?))).collect();
    assert!(slow.is_empty(), "how much longer ten times the text takes: {slow:?}");
}

/// How much longer a text takes that is ten times as long, where that is far more than ten times; what grows with the square
/// takes a hundred times. Of each length the fastest of several runs counts, as a busy machine only ever makes one slower.
fn growth(part: &str) -> Option<f64> {
    let (short, long) = (part.repeat(10_000 / part.len()), part.repeat(100_000 / part.len()));
    let (mut fast_short, mut fast_long) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..6 {
        fast_short = (0..3).map(|_| seconds(|| read(&short))).fold(fast_short, f64::min);
        fast_long = fast_long.min(seconds(|| read(&long)));
        if fast_long < fast_short * 40.0 {
            return None;
        }
    }
    Some(fast_long / fast_short)
}

/// The time that this thread computes, which no other program's work prolongs.
fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let spent = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap();
    let before = spent();
    work();
    (spent() - before).as_secs_f64()
}
