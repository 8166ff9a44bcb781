//! Places: each word and value knows where it stands, and a byte of a text where it comes from.

use landfall::diagnostic::Diagnostics;
use landfall::kdl::{self, Node, Value, source_offset};
use landfall::source::SourceMap;

/// What stands in the source where the `{{` of the first argument is said to be.
fn found(source: &str) -> String {
    let file = SourceMap::default().add("landfall.kdl", source);
    let document = kdl::read(source, file, &mut Diagnostics::default());
    let argument = &document.nodes[0].arguments[0];
    let Value::String(text) = &argument.value else { panic!("{argument:?}") };
    let offset = source_offset(source, argument.span, text.find("{{").unwrap());
    source[offset..].chars().take(6).collect()
}

#[test]
fn a_place_in_a_text_is_found_through_every_form_of_string() {
    let sources = [
        r#"a "x{{ y }}""#,
        r#"a "\n\u{1F600}\"é\s{{ y }}""#,
        "a \"x \\\n    {{ y }}\"",
        "a #\"\\n{{ y }}\"#",
        "a \"\"\"\n    one\n      two {{ y }}\n    \"\"\"",
        "a \"\"\"\r\n    \\tone\\\r\n  \r\n  two\r\n\r\n    {{ y }}\r\n    \"\"\"",
        "a ##\"\"\"\n\t\"\"\"#\n\t{{ y }}\n\t\"\"\"##",
    ];
    for source in sources {
        assert_eq!(found(source), "{{ y }", "{source}");
    }
}

#[test]
fn an_escape_is_found_at_its_backslash_and_the_end_at_the_closing_quote() {
    let source = r#"a "x\ny" b"#;
    let file = SourceMap::default().add("landfall.kdl", source);
    let document = kdl::read(source, file, &mut Diagnostics::default());
    let span = document.nodes[0].arguments[0].span;
    let offsets: Vec<usize> = (0..5).map(|decoded| source_offset(source, span, decoded)).collect();
    assert_eq!(offsets, [3, 4, 6, 7, 7]);
}

#[test]
fn a_bare_word_is_its_own_source() {
    let source = "a word";
    let file = SourceMap::default().add("landfall.kdl", source);
    let document = kdl::read(source, file, &mut Diagnostics::default());
    assert_eq!(source_offset(source, document.nodes[0].arguments[0].span, 2), 4);
}

/// Each part of the nodes with what stands at its place.
fn parts(map: &SourceMap, nodes: &[Node<'_>], found: &mut Vec<String>) {
    for node in nodes {
        found.push(map.slice(node.span).to_owned());
        found.extend(node.annotation.iter().chain([&node.name]).map(|word| map.slice(word.span).to_owned()));
        found.extend(node.arguments.iter().map(|argument| map.slice(argument.whole()).to_owned()));
        for property in &node.properties {
            found.push(map.slice(property.whole()).to_owned());
            found.push(map.slice(property.scalar.span).to_owned());
        }
        if let Some(children) = &node.children {
            found.push(map.slice(children.span).to_owned());
            parts(map, &children.nodes, found);
        }
    }
}

#[test]
fn each_part_knows_where_it_stands() {
    let source = "( a )\"é\" #\"x\"# (b)1 c = (d)#null { e;f } // g";
    let mut map = SourceMap::default();
    let file = map.add("landfall.kdl", source);
    let document = kdl::read(source, file, &mut Diagnostics::default());
    let mut found = Vec::new();
    parts(&map, &document.nodes, &mut found);
    let whole = source.strip_suffix(" // g").unwrap();
    assert_eq!(found, [whole, "( a )", "\"é\"", "#\"x\"#", "(b)1", "c = (d)#null", "#null", "{ e;f }", "e", "e", "f", "f"]);
}
