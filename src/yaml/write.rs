//! Writes YAML that readers of YAML 1.1 and 1.2 read alike.

use serde::Serialize;
use serde_saphyr::SerializerOptions;

/// One document, with a newline at its end: keys in the tree's order, lists at the depth of their key, text of several lines as
/// a literal block, and quotes around every text that some reader would take for something else.
pub fn write(tree: &impl Serialize) -> String {
    serde_saphyr::to_string_with_options(tree, options()).expect("a tree whose keys are texts has a form in YAML")
}

/// A long text stays on its line: a folded one is hard to search and to compare.
fn options() -> SerializerOptions {
    serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Texts that some reader takes for a number, a truth value, a date, nothing, or syntax.
    const AWKWARD: [&str; 64] = [
        "",
        " ",
        "~",
        "null",
        "Null",
        "true",
        "True",
        "yes",
        "YES",
        "no",
        "on",
        "Off",
        "y",
        "N",
        "=",
        "<<",
        "0",
        "-1",
        "+1",
        "007",
        "0o14",
        "0x1F",
        "0b1",
        "1_000",
        "1e3",
        "1.5",
        ".5",
        "5.",
        ".inf",
        "-.INF",
        ".nan",
        "22:22",
        "12:34:56",
        "2001-01-01",
        "2001-12-14t21:59:43.10-05:00",
        "- a",
        "-",
        "---",
        "...",
        "? a",
        "a: b",
        "a:",
        ": a",
        "#a",
        "a #b",
        "&a",
        "*a",
        "!a",
        "!!str a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "'",
        "\"",
        "{a}",
        "[a]",
        ",",
        "\\",
        "a\\nb",
        "{{ a }}",
        "$(A) $$ ${B}",
        "null # a",
    ];

    fn judged_by_others(tree: &Value) {
        let text = write(tree);
        let other: Value = yaml_serde::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(&other, tree, "{text}");
    }

    #[test]
    fn a_text_that_yaml_1_1_takes_for_something_else_is_quoted() {
        for text in AWKWARD.iter().filter(|text| !text.contains(['\\', '$']) && !text.trim().is_empty()) {
            let written = write(&json!({ "key": text }));
            let value = written.trim_end().strip_prefix("key: ").unwrap();
            assert!(value.starts_with(['"', '\'']), "{text} is written as {value}");
        }
    }

    #[test]
    fn keys_keep_their_order_and_lists_stand_below_their_key() {
        let tree = json!({"kind": "List", "apiVersion": "v1", "items": [{"name": "a", "args": ["x", "z"]}, {"name": "b"}], "none": [], "map": {}});
        assert_eq!(
            write(&tree),
            "kind: List\napiVersion: v1\nitems:\n- name: a\n  args:\n  - x\n  - z\n- name: b\nnone: []\nmap: {}\n"
        );
    }

    #[test]
    fn text_of_several_lines_is_a_literal_block_and_a_long_line_stays_whole() {
        let long = "word ".repeat(60) + "end";
        let tree = json!({"data": {"a.toml": "[http]\nlisten = \"0.0.0.0:8080\"\n"}, "open": "a\nb", "long": long});
        let written = write(&tree);
        assert_eq!(
            written,
            format!("data:\n  a.toml: |\n    [http]\n    listen = \"0.0.0.0:8080\"\nopen: |-\n  a\n  b\nlong: {long}\n")
        );
        judged_by_others(&tree);
    }
}
