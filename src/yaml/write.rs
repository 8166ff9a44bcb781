//! Writes YAML that readers of YAML 1.1 and 1.2 read alike, straight from the types of the outputs.

use super::emitter::Emitter;
pub use super::emitter::Order;
use serde::Serialize;

/// One document, with a newline at its end: keys in the tree's order, lists at the depth of their key, text of several lines as
/// a literal block, long lines whole, and quotes around every text that some reader would take for something else. Keys must be
/// texts and numbers finite.
pub fn write(tree: &impl Serialize) -> String {
    Writer::new(|_| &[]).write(tree)
}

/// Writes documents as `write` does, one after the other, with the keys of structs in an order of their own.
pub struct Writer {
    emitter: Emitter,
}

impl Writer {
    /// A writer with that order of keys.
    pub fn new(order: Order) -> Self {
        Self { emitter: Emitter::new(order) }
    }

    /// One document.
    pub fn write(&mut self, tree: &impl Serialize) -> String {
        self.emitter.restart();
        tree.serialize(&mut self.emitter).expect("keys of the outputs are texts, and numbers finite");
        String::from_utf8(self.emitter.out.clone()).expect("a document is made of texts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn a_day_stands_without_quotes_and_a_text_like_it_does_not() {
        let tree = std::collections::BTreeMap::from([("day", Date::parse("2027-03-01"))]);
        assert_eq!(write(&tree), "day: 2027-03-01\n");
        assert_eq!(write(&json!({"text": "2027-03-01"})), "text: \"2027-03-01\"\n");
    }

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
        assert_eq!(&other, tree, "yaml_serde reads\n{text}");
        let third: Value = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(&third, tree, "serde-saphyr reads\n{text}");
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            proptest::sample::select(&AWKWARD[..]).prop_map(str::to_owned),
            "[ -~]{0,12}",
            "[ \t\na#:\\-|>'\"$%0-9]{0,12}",
            "([ \ta-c#:-]{0,4}\n){0,5}[a-c ]{0,3}",
            any::<String>(),
            "[a-z: ]{1001,1100}",
        ]
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            8 => text().prop_map(Value::from),
            1 => any::<i64>().prop_map(Value::from),
            1 => any::<f64>().prop_map(Value::from),
            1 => any::<bool>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(text(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_tree_reaches_two_other_readers(tree in tree()) {
            judged_by_others(&tree);
        }
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
    fn a_struct_takes_the_order_that_it_is_given() {
        #[derive(Serialize)]
        struct Container {
            args: Vec<&'static str>,
            image: Inner,
            name: &'static str,
            unknown: bool,
        }
        #[derive(Serialize)]
        struct Inner {
            b: u8,
            a: u8,
        }
        let containers = [Container { args: vec!["x"], image: Inner { b: 1, a: 2 }, name: "api", unknown: true }];
        let order: Order = |name| if name == "Container" { &["name", "image", "args"] } else { &[] };
        assert_eq!(
            Writer::new(order).write(&containers),
            "- name: api\n  image:\n    b: 1\n    a: 2\n  args:\n  - x\n  unknown: true\n"
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
